"""Write keys to a file: the shared credentials file, or one that is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from ssotui.actions.files.file_kinds import FileKind, kind_of
from ssotui.actions.files.masked_diff import diff
from ssotui.actions.files.secret_files import edit_secret_file, target_of
from ssotui.aws import locations
from ssotui.aws.config.merged_files import read_files
from ssotui.aws.config.profiles import read_profiles
from ssotui.export import dotenv, json_file
from ssotui.export.credentials_file import SectionExists, with_section, with_sections
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import SsotuiError, UsageError
from ssotui.model.profile import ProfileKind
from ssotui.model.records import NamedTuple
from ssotui.model.secret import Secret
from ssotui.model.text import visible
from ssotui.storage import git
from ssotui.storage.files import read_whole, resolve

__all__ = [
    "Preview", "SectionExists", "Sections", "Written", "WrittenMany", "as_sections", "format_of", "preview",
    "preview_many", "write_credentials", "write_many",
]  # fmt: skip

_GIT_WARNINGS = {
    git.Fate.SAFE: "",
    git.Fate.TRACKED: "git tracks {0}: the next commit would hold the keys. (git rm --cached takes it out.)",
    git.Fate.UNIGNORED: "git does not ignore {0}: add it to .gitignore, or a commit may hold the keys.",
    git.Fate.UNKNOWN: "{0} is in a git work tree, and git does not tell whether it ignores it: see that it does.",
}

_FREE = frozenset({None, ProfileKind.STATIC, ProfileKind.EMPTY})
"""The kinds of profiles (or none) under whose names keys can be written."""


class _EditOfOther(Protocol):
    """Puts the keys into a file that is no credentials file."""

    def __call__(self, data: bytes, outgoing: Outgoing, *, overwrite: bool) -> bytes: ...


class _Edit(Protocol):
    """The content of a file with the keys in it."""

    def __call__(self, data: bytes, *, overwrite: bool) -> bytes: ...


class Written(NamedTuple):
    """Where the keys went, in the words of a person; ``warning`` is empty if there is nothing to warn of."""

    path: Path
    section: str | None
    summary: str
    warning: str = ""


class WrittenMany(NamedTuple):
    """Where the keys of many went. ``done`` says it without what was refused, which ``summary`` counts.

    Attributes:
        path: the file.
        sections: for each that was written, the keys' name and the section's.
        refused: for each that was not, the keys' name and why.
        summary: both in the words of a person.
        warning: empty if there is nothing to warn of.
    """

    path: Path
    sections: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, SsotuiError], ...]
    summary: str
    warning: str = ""
    done: str = ""


class Sections(NamedTuple):
    """Sections of a credentials file for the keys of many: their text, their names, and why others are not there."""

    text: Secret
    names: tuple[str, ...]
    refused: tuple[tuple[str, SsotuiError], ...]


class Preview(NamedTuple):
    """What a write would do.

    Attributes:
        path: the file.
        section: of a credentials file; ``None`` of any other, and where many are written.
        diff: its lines, with every value masked that may be a secret.
        reason: why the section is not called as the keys are; empty if it is.
        warning: empty if there is nothing to warn of.
        needs_yes: why a person must say yes first; empty if they need not.
    """

    path: Path
    section: str | None
    diff: tuple[str, ...]
    reason: str
    warning: str
    needs_yes: str


class _Plan(NamedTuple):
    """A write that is worked out but for what the file holds."""

    target: Path
    section: str | None
    reason: str
    edit: _Edit
    warning: str = ""

    @property
    def shown(self) -> str:
        """The file's name for a person."""
        return _shown(self.target)


def preview(outgoing: Outgoing, *, path: Path | None = None, section: str | None = None) -> Preview:
    """What :func:`write_credentials` would do, given a yes. Raises as that does."""
    plan = _plan(outgoing, path, section)
    target = target_of(plan.target)
    before = read_whole(target)
    try:
        needs_yes, after = "", plan.edit(before or b"", overwrite=False)
    except SectionExists as error:
        needs_yes, after = error.message, plan.edit(before or b"", overwrite=True)
    shown = _preview(plan.target, before, after, section=plan.section, reason=plan.reason, needs_yes=needs_yes)
    return shown._replace(warning=_joined(plan.warning, shown.warning))


def write_credentials(
    outgoing: Outgoing, *, path: Path | None = None, section: str | None = None, overwrite: bool = False
) -> Written:
    """Write the keys, as what the file's name says: ``.env``, ``.env.*``, ``*.env``; ``*.json``; else credentials.

    Args:
        outgoing: the keys.
        path: the file; ``None`` for the shared credentials file.
        section: of a credentials file; ``None`` for :func:`section_for` the keys' name.
        overwrite: whether a person has said yes to replacing what ssotui did not write.

    Raises:
        SectionExists: there is something that ssotui did not write, and ``overwrite`` is not given.
        UnusableFile: the file cannot be read or written; it is as it was.
        UsageError: the section's name or a value cannot be written, or a section is named and the file has none.
    """
    plan = _plan(outgoing, path, section)
    edit_secret_file(plan.target, lambda data: plan.edit(data, overwrite=overwrite))
    if plan.section is None:
        summary = f"Wrote the keys of {visible(outgoing.name)} to {plan.shown}."
    else:
        summary = f"Wrote [{visible(plan.section)}] to {plan.shown}. {plan.reason}".rstrip()
    return Written(plan.target, plan.section, summary, _joined(plan.warning, _warning(plan.target)))


def preview_many(outgoings: Iterable[Outgoing], *, path: Path | None = None) -> Preview:
    """What :func:`write_many` would do, given a yes. Raises as that does."""
    many = _Many(outgoings, path)
    before = read_whole(target_of(many.target))
    refused = with_sections(before or b"", many.sections.items(), overwrite=False).refused
    others = [visible(f"[{name}]") for name, error in refused.items() if isinstance(error, SectionExists)]
    needs_yes = f"There are sections that ssotui did not write: {', '.join(others)}." if others else ""
    after = with_sections(before or b"", many.sections.items(), overwrite=True).data
    return _preview(many.target, before, after, needs_yes=needs_yes)


def write_many(outgoings: Iterable[Outgoing], *, path: Path | None = None, overwrite: bool = False) -> WrittenMany:
    """Write the keys of many in one edit, each to the section that :func:`section_for` gives.

    One that cannot be written does not keep the others from it.

    Raises:
        UnusableFile: the file cannot be read or written; it is as it was.
        UsageError: it is of a kind that holds the keys of one only.
    """
    many = _Many(outgoings, path)
    refused: dict[str, SsotuiError] = {}

    def edit(data: bytes) -> bytes:
        edited = with_sections(data, many.sections.items(), overwrite=overwrite)
        refused.update(edited.refused)
        return edited.data

    edit_secret_file(many.target, edit)
    sections = tuple((outgoing.name, name) for name, outgoing in many.sections.items() if name not in refused)
    failed = (*many.refused, *((many.sections[name].name, error) for name, error in refused.items()))
    count = f"{len(sections)} section{'' if len(sections) == 1 else 's'}"
    summary = done = f"Wrote {count} to {_shown(many.target)}." if sections else "Wrote nothing."
    if failed:
        summary += (
            f" {len(failed)} could not be written, first {visible(failed[0][0])}: {visible(failed[0][1].message)}"
        )
    return WrittenMany(many.target, sections, failed, summary, _warning(many.target) if sections else "", done)


def as_sections(outgoings: Iterable[Outgoing]) -> Sections:
    """What :func:`write_many` would write to an empty file: the one format that holds the keys of many."""
    many = _Many(outgoings, None)
    data, refused = with_sections(b"", many.sections.items(), overwrite=True)
    named = ((many.sections[name].name, error) for name, error in refused.items())
    text = Secret(data.decode(errors="surrogateescape"))
    names = tuple(name for name in many.sections if name not in refused)
    return Sections(text, names, (*many.refused, *named))


def section_for(name: str) -> tuple[str, str]:
    """The section for keys of that name, and why it is called otherwise, if it is.

    Keys under the name of a profile that has another source would be mixed with it: botocore would go on using the
    other source, and the Go and JavaScript SDKs the keys, long after they have ended (reference, 1.4).
    """
    return _free_section(name, _kinds())


class _Many:
    """The sections for the keys of many, and those for which there is none."""

    def __init__(self, outgoings: Iterable[Outgoing], path: Path | None) -> None:
        self.target = path or locations.credentials_file()
        if path and _kind_of(path) is not None:
            raise UsageError(f"{_shown(path)} holds the keys of one only.", "Name a credentials file.")
        self.sections: dict[str, Outgoing] = {}
        self.refused: list[tuple[str, SsotuiError]] = []
        kinds = _kinds()
        for outgoing in outgoings:
            name, _ = _free_section(outgoing.name, kinds)
            if self.sections.setdefault(name, outgoing) is not outgoing:
                error = UsageError(f"Two of them would be [{name}].", "Write one of them under another name.")
                self.refused.append((outgoing.name, error))


def _plan(outgoing: Outgoing, path: Path | None, section: str | None) -> _Plan:
    target = path or locations.credentials_file()
    edit = _kind_of(target) if path else None
    if edit is None:
        name, reason = section_for(outgoing.name) if section is None else (section, "")
        return _Plan(
            target,
            name,
            reason,
            lambda data, *, overwrite: with_section(data, name, outgoing, overwrite=overwrite),
            _mixed(name),
        )
    if section is not None:
        raise UsageError(
            f"{_shown(target)} has no sections to name one.", "Leave --as out, or name a credentials file."
        )
    return _Plan(target, None, "", lambda data, *, overwrite: edit(data, outgoing, overwrite=overwrite))


def format_of(path: Path | None) -> str:
    """The format, by its name in the registry, in which :func:`write_credentials` writes that file."""
    edit = _kind_of(path) if path else None
    return "ini" if edit is None else "dotenv" if edit is dotenv.with_variables else "json"


def _kind_of(path: Path) -> _EditOfOther | None:
    """How the keys get into a file of that name; ``None`` for a credentials file."""
    return {FileKind.DOTENV: dotenv.with_variables, FileKind.JSON: json_file.with_fields}.get(kind_of(path))


def _preview(
    path: Path, before: bytes | None, after: bytes, *, section: str | None = None, reason: str = "", needs_yes: str
) -> Preview:
    lines = tuple(diff(before, after, locations.shorten(str(path)))) if after != (before or b"") else ()
    return Preview(path, section, lines, reason, _warning(path, after), needs_yes)


def _warning(path: Path, content: bytes | None = None) -> str:
    """What a person should know of the file once it holds the keys."""
    target = resolve(path)
    warnings = [_GIT_WARNINGS[git.fate(target)].format(_shown(path))]
    if _kind_of(path) is dotenv.with_variables:
        names = dotenv.profiles_named(read_whole(target) or b"" if content is None else content)
        warnings += [f"{' and '.join(names)} in it may win over the keys." if names else ""]
    return _joined(*warnings)


def _mixed(section: str) -> str:
    """What a person should know of a name that they have given to keys although another source has it."""
    kind = _kinds().get(section)
    if kind in _FREE:
        return ""
    return f"{visible(section)} is a profile of kind {kind} too: some SDKs use that, and others these keys."


def _joined(*warnings: str) -> str:
    return " ".join(filter(None, warnings))


def _kinds() -> Mapping[str, ProfileKind]:
    profiles = read_profiles(read_files(locations.config_file(), locations.credentials_file()))
    return {profile.name: profile.kind for profile in profiles}


def _free_section(name: str, kinds: Mapping[str, ProfileKind]) -> tuple[str, str]:
    kind = kinds.get(name)
    if kind in _FREE:
        return name, ""
    others = (f"{name}-keys", *(f"{name}-keys-{number}" for number in range(2, len(kinds) + 2)))
    other = next(other for other in others if kinds.get(other) in _FREE)
    return other, f"({visible(name)} itself stays what it is, a profile of kind {kind}.)"


def _shown(path: Path) -> str:
    return visible(locations.shorten(str(path)))
