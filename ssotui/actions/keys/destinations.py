"""List the files that keys can be written to, each with a preview of the write."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from ssotui.actions.keys import cli_equivalent, process_profiles, write
from ssotui.actions.keys.fetching import Target
from ssotui.actions.keys.sections import section_for
from ssotui.export.file_kinds import CREDENTIALS, OFFERED
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import UsageError
from ssotui.model.records import NamedTuple
from ssotui.model.text import visible


class Outlook(NamedTuple):
    """A write that a person looks at before it is done.

    Attributes:
        diff: its lines, in which no secret is shown; empty if nothing would change.
        note: why it is as it is; empty if there is nothing to say.
        warning: empty if there is nothing to warn of.
        needs_yes: why a person must say yes first; empty if they need not.
        command: the command line that does the same.
    """

    diff: tuple[str, ...]
    note: str
    warning: str
    needs_yes: str
    command: str


class Destination(NamedTuple):
    """One kind of file that keys can be written to.

    Attributes:
        title: for menus.
        label: the part of it that a person may name: a section, a file, a profile.
        default: the name that it has otherwise.
        look: previews a write under a name. Raises an SsotuiError if it is impossible.
        write: writes, and returns a sentence that says so. Takes the name, and whether a person has said yes.
    """

    title: str
    label: str
    default: str
    look: Callable[[str], Outlook]
    write: Callable[[str, bool], str]


def of_keys(target: Target, outgoing: Outgoing) -> tuple[Destination, ...]:
    """List the destinations for the keys themselves."""
    name = re.sub(r"[^\w.@+-]+", "-", outgoing.name).strip("-") or "keys"
    return (
        _section(target, outgoing),
        *(_file(kind.capital_title, kind.offered.format(name=name), target, outgoing) for kind in OFFERED),
    )


def of_process(profile: str) -> Destination:
    """Offer a new profile that asks ssotui for this one's keys, so that old SDKs get them and no file holds them."""

    def look(name: str) -> Outlook:
        found = process_profiles.plan(profile, _named(name, "profile"))
        needs_yes = f"There is a profile {name} that ssotui did not write." if found.overwrites else ""
        note = f"It asks ssotui for the keys of {profile} each time: no file holds them."
        return Outlook(found.diff(), visible(note), "", needs_yes, cli_equivalent.install_process(profile, name))

    def install(name: str, overwrite: bool) -> str:  # noqa: FBT001 - a Destination's ``write``
        found = process_profiles.plan(profile, _named(name, "profile"))
        if found.overwrites and not overwrite:
            raise UsageError(
                f"Meanwhile a profile {name} was made that ssotui did not write.", "Preview the change again."
            )
        return found.apply()

    return Destination("credential_process", "profile", process_profiles.proposed_name(profile), look, install)


def _section(target: Target, outgoing: Outgoing) -> Destination:
    default, _ = section_for(outgoing.name)

    def chosen(name: str) -> str | None:
        return None if name == default else _named(name, "section")

    def look(name: str) -> Outlook:
        section = chosen(name)
        found = write.preview(outgoing, section=section)
        options = ("--write",) if section is None else ("--write", "--as", section)
        return _outlook(found, found.reason.strip("()"), cli_equivalent.creds(target, *options))

    def put(name: str, overwrite: bool) -> str:  # noqa: FBT001 - as above
        return _said(write.write_credentials(outgoing, section=chosen(name), overwrite=overwrite))

    return Destination(CREDENTIALS.capital_title, "section", default, look, put)


def _file(title: str, default: str, target: Target, outgoing: Outgoing) -> Destination:
    def look(name: str) -> Outlook:
        path = _path(name)
        found = write.preview(outgoing, path=path)
        # What a file becomes is told by its name, here as on the command line.
        note = f"By its name it is a credentials file: the keys are section [{found.section}]." if found.section else ""
        return _outlook(found, note, cli_equivalent.creds(target, "--write", name))

    def put(name: str, overwrite: bool) -> str:  # noqa: FBT001 - as above
        return _said(write.write_credentials(outgoing, path=_path(name), overwrite=overwrite))

    return Destination(title, "file", default, look, put)


def _outlook(found: write.WritePreview, note: str, command: str) -> Outlook:
    return Outlook(found.diff, visible(note), found.warning, found.needs_yes, command)


def _said(written: write.Written) -> str:
    return f"{written.summary} {written.warning}".rstrip()


def _named(name: str, what: str) -> str:
    if not name:
        raise UsageError(f"The {what} needs a name.", "Type one.")
    return name


def _path(name: str) -> Path:
    try:
        return Path(_named(name, "file")).expanduser()
    except RuntimeError:
        raise UsageError(f"There is no home folder for the ~ in {name}.", "Type the whole path.") from None
