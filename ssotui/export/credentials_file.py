"""Set sections of a credentials file to keys: pure edits of the file's bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ssotui.aws.config import expiry_comment
from ssotui.aws.config.ini import Document, Marked
from ssotui.aws.config.merged_files import EXPIRES
from ssotui.model.clock import format_timestamp
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import SsotuiError, UnusableFile, UsageError
from ssotui.model.records import NamedTuple
from ssotui.model.secret import Secret

OURS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "region")
"""What a section of ours holds; a key of these that the new keys lack is removed."""

STALE = ("aws_security_token",)
"""What old tools wrote for the session token; botocore would read it where there is no ``aws_session_token``."""


class SectionExists(UnusableFile):
    """The section is there, and ssotui did not write it: a person must say yes."""


class Edited(NamedTuple):
    """A file with some sections set, and the reason of each that is not, by its name."""

    data: bytes
    refused: dict[str, SsotuiError]


def with_sections(data: bytes, sections: Iterable[tuple[str, Outgoing]], *, overwrite: bool, named: str) -> Edited:
    """Set sections of those names to those keys; every byte outside of them stays.

    Each carries a comment with the time at which its keys end, by which ssotui knows its own. A section is refused by
    itself if it is somebody else's and ``overwrite`` is not given, or if the name or a value cannot stand in a file.

    Args:
        data: what the file holds.
        sections: the name of each section, and the keys for it.
        overwrite: whether a person has said yes to replacing what ssotui did not write.
        named: the file's name for a person, who may have named none.

    Raises:
        UnusableFile: AWS tools cannot read the file as it is.
    """
    document = Document(data)
    for fault in document.faults:
        raise UnusableFile(f"The AWS CLI cannot read {named}: {fault.message}.", fault.fix)
    refused: dict[str, SsotuiError] = {}
    for name, outgoing in sections:
        try:
            _set(document, name, outgoing, overwrite=overwrite)
        except (SectionExists, UsageError) as error:
            refused[name] = error
    return Edited(document.to_bytes(), refused)


def section(outgoing: Outgoing) -> Secret:
    """Return a section by itself, under the keys' own name.

    Raises:
        UsageError: there can be no section of that name, or a value cannot stand in one.
    """
    document = Document(b"")
    _set_values(document, outgoing.name, _values(outgoing), None)
    return Secret(document.to_bytes().decode())


def is_untouched(marked: Marked) -> bool:
    """Tell whether a section is still just as ssotui wrote it: those keys and values, and no line of a person's."""
    values = marked.section.values
    is_ours = values.keys() <= {*OURS, EXPIRES} and marked.text.count("\n") == len(values) + 1
    return is_ours and marked.comment.endswith(f"({_digest(values)})")


def _set(document: Document, name: str, outgoing: Outgoing, *, overwrite: bool) -> None:
    if not overwrite and document.find(name) and document.mark(name) is None:
        raise SectionExists(
            f"There is a section [{name}] that ssotui did not write.",
            "Use another name (--as), or overwrite (--yes).",
            on_screen="Use another name.",
        )
    values = _values(outgoing)
    _set_values(document, name, values, expiry_comment.saying(outgoing.keys.expires_at, _digest(values)))


def _set_values(document: Document, name: str, values: Mapping[str, str], comment: str | None) -> None:
    try:
        document.set_section(name, values, comment=comment, remove=(*OURS, EXPIRES, *STALE))
    except ValueError as error:
        raise UsageError(
            f"Section [{name}] cannot be written: {error}", "Use another name (--as).", on_screen="Use another name."
        ) from None


def _values(outgoing: Outgoing) -> dict[str, str]:
    keys = outgoing.keys
    values = {
        "aws_access_key_id": keys.access_key_id.reveal(),
        "aws_secret_access_key": keys.secret_access_key.reveal(),
    }
    if keys.session_token:
        values["aws_session_token"] = keys.session_token.reveal()
    if outgoing.region:
        values["region"] = outgoing.region
    if keys.expires_at:
        values[EXPIRES] = format_timestamp(keys.expires_at)
    return values


def _digest(values: Mapping[str, str]) -> str:
    text = "".join(f"{key} = {values.get(key, '')}\n" for key in OURS)
    import hashlib  # late: it takes longer to import than keys to print

    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:12]
