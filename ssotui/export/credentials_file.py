"""Keys as a section of a credentials file: pure edits of the file's bytes."""

from __future__ import annotations

from ssotui.aws.ini import Document
from ssotui.export.formats import credentials_section
from ssotui.model.clock import format_timestamp
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import UnusableFile, UsageError

OURS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "region")
"""What a section of ours holds; a key of these that the new keys lack is removed."""

STALE = ("aws_security_token",)
"""What old tools wrote for the session token; botocore would read it where there is no ``aws_session_token``."""


class SectionExists(UnusableFile):
    """The section is there, and ssotui did not write it: a person must say yes."""


def with_section(data: bytes, section: str, outgoing: Outgoing, *, overwrite: bool) -> bytes:
    """The file with the keys in that section; every byte outside of it stays.

    The section carries a comment with the time at which the keys end, by which ssotui knows its own.

    Raises:
        SectionExists: it is somebody else's, and ``overwrite`` is not given.
        UnusableFile: AWS tools cannot read the file as it is, so they would not see the keys either.
        UsageError: a section cannot have that name.
    """
    document = Document.parse(data)
    for fault in document.faults:
        raise UnusableFile(f"The AWS CLI cannot read this file: {fault.message}.", fault.fix)
    if document.find(section) and document.mark(section) is None and not overwrite:
        raise SectionExists(
            f"There is a section [{section}] that ssotui did not write.",
            "Use another name (--as), or overwrite (--yes).",
        )
    end = outgoing.keys.expires_at
    try:
        document.set_section(
            section,
            credentials_section(outgoing),
            comment=f"expires {format_timestamp(end)}" if end else "does not expire",
            remove=(*OURS, *STALE),
        )
    except ValueError as error:
        raise UsageError(f"Section [{section}] cannot be written: {error}", "Use another name (--as).") from None
    return document.to_bytes()
