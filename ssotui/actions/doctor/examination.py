"""Examine this machine: find problems, and the credentials that AWS tools would use, without asking AWS."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from ssotui.actions.doctor import client_checks, environment_checks, file_checks, keychain_checks, session_checks
from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.settings.loading import Loaded
from ssotui.aws import locations
from ssotui.aws.config.merged_files import AwsFiles, read_files
from ssotui.aws.config.provider_chain import candidates
from ssotui.model.findings import Candidate, Diagnosis, Finding
from ssotui.model.profile import Severity
from ssotui.model.records import NamedTuple

NOTHING = Finding(
    Severity.NOTE,
    "no-credentials",
    "AWS tools find no default credentials here.",
    "Pass --profile NAME, or run: ssotui use",
    on_screen="Press {profile.use} on a profile to use it in your shell.",
)

_EC2 = Path("/sys/class/dmi/id/sys_vendor")


def examine(settings: Loaded, now: datetime, environ: Mapping[str, str] = os.environ) -> Diagnosis:
    """Look at everything. Never raises: what cannot be read is a finding.

    Args:
        settings: as they were read; their problems are findings too.
        now: the time.
        environ: the environment whose variables count.
    """
    files = read_files(locations.config_file(), locations.credentials_file())
    standing = _standing(files, environ)
    nothing = [] if standing.winner or standing.others or standing.stopped else [NOTHING]
    findings = [*_findings(files, settings, now, environ), *nothing]
    findings.sort(key=lambda finding: _RANK[finding.severity])
    return Diagnosis(standing.winner, standing.others, tuple(findings))


class Standing(NamedTuple):
    """The credentials that AWS tools would use.

    Attributes:
        winner: those that they would use; ``None`` if they would use none, or stop at an error.
        others: what else there is, in the order in which it would be taken.
        stopped: whether they stop at an error before they look.
        profiles: the names of all profiles.
    """

    winner: Candidate | None
    others: tuple[Candidate, ...]
    stopped: bool
    profiles: tuple[str, ...]


def chosen() -> Standing:
    """Find the credentials that AWS tools would use here, and nothing else."""
    return _standing(read_files(locations.config_file(), locations.credentials_file()), os.environ)


def _standing(files: AwsFiles, environ: Mapping[str, str]) -> Standing:
    found = tuple(candidates(files, environ, on_ec2=_on_ec2))
    stopped = files.refused or environment_checks.stopped(environ, files.profiles)
    winner = found[0] if found and not stopped else None
    return Standing(winner, found[1:] if winner else found, stopped, tuple(files.profiles))


def _findings(files: AwsFiles, settings: Loaded, now: datetime, environ: Mapping[str, str]) -> Iterator[Finding]:
    yield from environment_checks.look(environ, files.profiles, now)
    inventory = read_inventory()
    yield from session_checks.look(files, inventory)
    yield from client_checks.look(inventory)
    yield from file_checks.look(files)
    yield from file_checks.expired(now)
    yield from keychain_checks.look(files, inventory)
    yield from map(Finding.of, settings.problems)


def _on_ec2() -> bool:
    """Ask the machine's firmware whether this is EC2; the metadata service would take a second not to answer."""
    try:
        return _EC2.read_text().strip() == "Amazon EC2"
    except (OSError, ValueError):
        return False


_RANK = {severity: rank for rank, severity in enumerate(Severity)}
