"""Write keys to the shared credentials file, or to one that a person names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ssotui.actions.files.masked_diff import diff
from ssotui.actions.files.secret_files import edit_secret_file, target_of
from ssotui.actions.keys.sections import kinds_by_name, mixed_use, section_for
from ssotui.aws import locations
from ssotui.export.credentials_file import Edited, SectionExists, with_sections
from ssotui.export.file_kinds import Writer, kind_of
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import SsotuiError, UsageError
from ssotui.model.records import NamedTuple
from ssotui.model.secret import Secret
from ssotui.model.text import counted, visible
from ssotui.storage import git
from ssotui.storage.files import read_whole, resolve

_GIT_WARNINGS = {
    git.Fate.SAFE: "",
    git.Fate.TRACKED: "git tracks {0}: the next commit would hold the keys. (git rm --cached takes it out.)",
    git.Fate.UNIGNORED: "git does not ignore {0}: add it to .gitignore, or a commit may hold the keys.",
    git.Fate.UNKNOWN: "{0} is in a git work tree, and git did not say whether it ignores it. Make sure that it does.",
}


class Written(NamedTuple):
    """A write that was done.

    Attributes:
        summary: where the keys went, in the words of a person.
        warning: empty if there is nothing to warn of.
        refused: of many, for each that was not written, the keys' name and why.
    """

    summary: str
    warning: str = ""
    refused: tuple[tuple[str, SsotuiError], ...] = ()


class Sections(NamedTuple):
    """The keys of many as the text of a credentials file.

    Attributes:
        text: the sections.
        names: of the sections.
        refused: for each that is not among them, the keys' name and why.
    """

    text: Secret
    names: tuple[str, ...]
    refused: tuple[tuple[str, SsotuiError], ...]


class WritePreview(NamedTuple):
    """A write before it is done.

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
    """A write that is worked out but for what the file holds.

    Attributes:
        target: the file, as a person names it.
        sections: the keys by the sections that they go to; for a file without sections, its keys under no name.
        refused: for each of the keys that have no section, their name and why.
        reason: why a single section is not called as its keys are.
        warning: that the section's name has another meaning.
        writer: of a file without sections.
    """

    target: Path
    sections: Mapping[str, Outgoing]
    refused: tuple[tuple[str, SsotuiError], ...] = ()
    reason: str = ""
    warning: str = ""
    writer: Writer | None = None

    @property
    def section(self) -> str | None:
        """The name of the only section."""
        return next(iter(self.sections)) or None

    @property
    def shown(self) -> str:
        """The file's name for a person."""
        return locations.shown(self.target)

    def edit(self, data: bytes, *, overwrite: bool) -> Edited:
        """Give the file with the keys in it, and why some are not. Raises if AWS tools cannot read the file."""
        if self.writer is None:
            return with_sections(data, self.sections.items(), overwrite=overwrite, named=self.shown)
        try:
            return Edited(self.writer.put(data, self.sections[""], overwrite=overwrite), {})
        except (SectionExists, UsageError) as error:
            return Edited(data, {"": error})

    def edit_all(self, data: bytes, *, overwrite: bool) -> bytes:
        """Give the file with all the keys in it. Raises what keeps one of them out."""
        edited = self.edit(data, overwrite=overwrite)
        for error in edited.refused.values():
            raise error
        return edited.data


def preview(outgoing: Outgoing, *, path: Path | None = None, section: str | None = None) -> WritePreview:
    """Work out what :func:`write_credentials` would do, given a yes. Raises as that does."""
    plan = _plan(outgoing, path, section)
    before = read_whole(target_of(plan.target))
    refused = plan.edit(before or b"", overwrite=False).refused
    needs_yes = next((error.message for error in refused.values() if isinstance(error, SectionExists)), "")
    after = plan.edit_all(before or b"", overwrite=True)
    return _preview(plan, before, after, needs_yes)._replace(section=plan.section)


def write_credentials(
    outgoing: Outgoing, *, path: Path | None = None, section: str | None = None, overwrite: bool = False
) -> Written:
    """Write the keys, in the format that the file's name says (:func:`kind_of`).

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
    edit_secret_file(plan.target, lambda data: plan.edit_all(data, overwrite=overwrite))
    _remember(plan, plan.sections)
    if plan.section is None:
        summary = f"Wrote the keys of {visible(outgoing.name)} to {plan.shown}."
    else:
        summary = f"Wrote [{visible(plan.section)}] to {plan.shown}. {plan.reason}".rstrip()
    return Written(summary, _joined(plan.warning, _warning(plan)))


def preview_many(outgoings: Iterable[Outgoing]) -> WritePreview:
    """Work out what :func:`write_many` would do, given a yes. Raises as that does."""
    plan = _plan_many(outgoings)
    before = read_whole(target_of(plan.target))
    refused = plan.edit(before or b"", overwrite=False).refused
    others = [visible(f"[{name}]") for name, error in refused.items() if isinstance(error, SectionExists)]
    needs_yes = f"There are sections that ssotui did not write: {', '.join(others)}." if others else ""
    return _preview(plan, before, plan.edit(before or b"", overwrite=True).data, needs_yes)


def write_many(outgoings: Iterable[Outgoing], *, overwrite: bool = False) -> Written:
    """Write the keys of many to the credentials file in one edit, each to the section that :func:`section_for` gives.

    One that cannot be written does not keep the others from it.

    Raises:
        UnusableFile: the file cannot be read or written; it is as it was.
    """
    plan = _plan_many(outgoings)
    refused: dict[str, SsotuiError] = {}

    def edit(data: bytes) -> bytes:
        nonlocal refused
        after, refused = plan.edit(data, overwrite=overwrite)
        return after

    edit_secret_file(plan.target, edit)
    sections = [name for name in plan.sections if name not in refused]
    _remember(plan, sections)
    failed = (*plan.refused, *_by_keys(plan, refused))
    if not sections:
        return Written("Wrote nothing.", refused=failed)
    return Written(f"Wrote {counted(len(sections), 'section')} to {plan.shown}.", _warning(plan), failed)


def as_sections(outgoings: Iterable[Outgoing]) -> Sections:
    """Give what :func:`write_many` would write to an empty file: the one format that holds the keys of many."""
    plan = _plan_many(outgoings)
    data, refused = plan.edit(b"", overwrite=True)
    names = tuple(name for name in plan.sections if name not in refused)
    return Sections(Secret(data.decode(errors="surrogateescape")), names, (*plan.refused, *_by_keys(plan, refused)))


def _plan(outgoing: Outgoing, path: Path | None, section: str | None) -> _Plan:
    target = path or locations.credentials_file()
    load = kind_of(path).writer
    if load is None:
        name, reason = section_for(outgoing.name) if section is None else (section, "")
        return _Plan(target, {name: outgoing}, reason=reason, warning=mixed_use(name))
    if section is not None:
        raise UsageError(
            f"{locations.shown(target)} has no sections to name one.",
            "Leave --as out, or name a credentials file.",
            on_screen="Name a credentials file.",
        )
    return _Plan(target, {"": outgoing}, writer=load())


def _plan_many(outgoings: Iterable[Outgoing]) -> _Plan:
    sections: dict[str, Outgoing] = {}
    refused: list[tuple[str, SsotuiError]] = []
    kinds = kinds_by_name()
    for outgoing in outgoings:
        name, _ = section_for(outgoing.name, kinds)
        if sections.setdefault(name, outgoing) is not outgoing:
            error = UsageError(f"Two of them would be section [{name}].", "Write one of them under another name.")
            refused.append((outgoing.name, error))
    return _Plan(locations.credentials_file(), sections, tuple(refused))


def _remember(plan: _Plan, names: Iterable[str]) -> None:
    """Remember keys that can be kept fresh: those that end, in sections and in files whose writer can tell them."""
    seal = plan.writer and plan.writer.seal
    if plan.writer is None or seal:
        from ssotui.storage import written  # late: a preview remembers nothing

        keys = [(name or None, plan.sections[name]) for name in names if plan.sections[name].keys.expires_at]
        if keys:
            written.remember(plan.target, keys, seal.digest_of(keys[0][1]) if seal else None)


def _by_keys(plan: _Plan, refused: Mapping[str, SsotuiError]) -> Iterator[tuple[str, SsotuiError]]:
    """Give the keys' name instead of the section's."""
    return ((plan.sections[name].name, error) for name, error in refused.items())


def _preview(plan: _Plan, before: bytes | None, after: bytes, needs_yes: str) -> WritePreview:
    lines = tuple(diff(before, after, locations.shorten(str(plan.target)))) if after != (before or b"") else ()
    warning = _joined(plan.warning, _warning(plan, after))
    return WritePreview(plan.target, None, lines, plan.reason, warning, needs_yes)


def _warning(plan: _Plan, content: bytes | None = None) -> str:
    """Give the warnings to show once the file holds the keys."""
    target = resolve(plan.target)
    warnings = [_GIT_WARNINGS[git.fate(target)].format(plan.shown)]
    if plan.writer and plan.writer.rivals:
        names = plan.writer.rivals(read_whole(target) or b"" if content is None else content)
        warnings += [f"{' and '.join(names)} in it may override the keys." if names else ""]
    return _joined(*warnings)


def _joined(*warnings: str) -> str:
    return " ".join(filter(None, warnings))
