"""``ssotui doctor``: which credentials AWS tools would use here, and what is wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from ssotui.actions.doctor.examination import examine
from ssotui.aws.locations import shown
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.output import confirmed, print_answer, print_error, print_json, print_note
from ssotui.cli.settings import judged
from ssotui.model.clock import utc_now
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.model.findings import Candidate, Diagnosis, Finding
from ssotui.model.profile import FilePlace, Severity
from ssotui.model.text import visible

TITLES = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.NOTE: "Notes"}


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = "Uses no network and shows no secret. The exit code is 0 whatever it finds."
    parser.add_argument("--format", choices=["text", "json"], default="text", help="(default: text)")
    parser.add_argument("--fix", action="store_true", help="offer to fix, one by one, what can be fixed safely")


def run(options: Namespace) -> None:
    """Say it; with --fix, offer the repairs."""
    if options.fix and not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask what to fix.", "Run ssotui doctor, and do what it says.")
    diagnosis = examine(judged(), utc_now())
    if options.format == "json":
        print_json(_fields(diagnosis))
    else:
        print_answer("".join(f"{line}\n" for line in _lines(diagnosis)))
    if options.fix:
        _offer(diagnosis.findings)


def _fields(diagnosis: Diagnosis) -> dict[str, Any]:
    return {
        "winner": _candidate(diagnosis.winner) if diagnosis.winner else None,
        "shadowed": [_candidate(found) for found in diagnosis.shadowed],
        "findings": [
            {
                "severity": finding.severity.value,
                "code": finding.code,
                "message": finding.message,
                "place": _text(finding.place),
                "fix": finding.fix,
            }
            for finding in diagnosis.findings
        ],
    }


def _candidate(found: Candidate) -> dict[str, str | None]:
    return {
        "method": found.method,
        "profile": found.profile,
        "message": found.message,
        "place": _text(found.place),
        "reason": found.reason,
    }


def _text(place: FilePlace | None) -> str | None:
    return str(place) if place else None


def _lines(diagnosis: Diagnosis) -> Iterator[str]:
    yield f"AWS tools here would use:  {_said(diagnosis.winner) if diagnosis.winner else 'no credentials'}"
    if diagnosis.winner:
        yield f"because:                   {visible(diagnosis.winner.reason)}"
    for at, found in enumerate(diagnosis.shadowed):
        yield f"{'and not:' if at == 0 else '':<27}{_said(found)}"
    for severity, findings in groupby(diagnosis.findings, key=lambda finding: finding.severity):
        yield ""
        yield TITLES[severity]
        for finding in findings:
            yield f"  {visible(finding.message)}"
            yield f"    {visible(finding.fix)}"
            if finding.place:
                yield f"    {shown(finding.place)}"
    if not diagnosis.findings:
        yield ""
        yield "Nothing is wrong."
    elif any(finding.repair for finding in diagnosis.findings):
        yield ""
        yield "Run ssotui doctor --fix to fix some of this."


def _said(found: Candidate) -> str:
    where = f" ({shown(found.place)})" if found.place else ""
    return f"{visible(found.message)}{where}"


def _offer(findings: Sequence[Finding]) -> None:
    for finding in findings:
        if finding.repair is None:
            continue
        print_note("")
        print_note(visible(finding.message))
        try:
            for line in finding.repair.preview():
                print_note(line)
            if confirmed(finding.repair.what):
                print_note(finding.repair.apply())
        except UnusableFile as error:  # the next one may still be mended
            print_error(error)
