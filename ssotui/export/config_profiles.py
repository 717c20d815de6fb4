"""Add and remove profiles of account roles in the config file: pure edits of the file's bytes.

Each section that ssotui writes carries a comment with a digest of it, by which ssotui knows its own, and knows whether
somebody has changed them since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator

from ssotui.aws.config.ini import Document, Marked
from ssotui.aws.config.ini_edit import check, new_section
from ssotui.aws.config.ini_sections import read
from ssotui.aws.config.section_names import botocore_name, profile_header
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.model.records import NamedTuple
from ssotui.model.text import visible

_MARK = "profile "


class NewProfile(NamedTuple):
    """A profile to be written: its name, whose keys it gives, and its own settings."""

    name: str
    role: RoleRef
    region: str | None = None
    output: str | None = None


class OwnProfile(NamedTuple):
    """A profile that ssotui wrote.

    Attributes:
        name: the profile's.
        header: its section's, as it stands between the brackets.
        account_id: empty if somebody has removed it.
        role_name: the same.
        session: of its session; ``None`` for a legacy one.
        start_url: of a legacy one.
        edited: whether it is no longer what ssotui wrote.
    """

    name: str
    header: str
    account_id: str
    role_name: str
    session: str | None
    start_url: str | None
    edited: bool


def lines_of(profile: NewProfile) -> list[str]:
    """Return the lines of the profile's section, header first, without their ends."""
    header = profile_header(profile.name)
    return new_section(header, _values(profile), _mark(header, profile), "")


def why_unwritable(profile: NewProfile) -> str:
    """Say why no section can hold the profile, such as a ``#`` in its role's name; empty if one can."""
    try:
        check(profile_header(profile.name), _values(profile), None)
    except ValueError as error:
        return str(error)
    return ""


def with_profiles(data: bytes, added: Iterable[NewProfile], removed: Collection[str] = ()) -> bytes:
    """Return the config file with those profiles at its end, and without the sections of the headers ``removed``.

    Raises:
        UnusableFile: AWS tools cannot read the file as it is, or a section cannot be taken out of it.
        UsageError: a profile cannot be written as it is; the message says which.
    """
    document = _readable(data)
    if removed:
        try:
            document.remove_sections(removed)
        except ValueError as error:
            raise UnusableFile(
                f"The config file cannot be changed: {error}", "Begin that line at the left margin."
            ) from None
    for profile in added:
        header = profile_header(profile.name)
        if document.find(header):
            raise UsageError(f"There is a section [{visible(header)}] already.", "Use another name.")
        try:
            document.set_section(header, _values(profile), comment=_mark(header, profile))
        except ValueError as error:
            raise UsageError(
                f"The profile {profile.name!r} cannot be written: {error}", "Correct that value."
            ) from None
    return document.to_bytes()


def own_profiles(data: bytes) -> Iterator[OwnProfile]:
    """List the profiles that ssotui wrote into the config file, in its order.

    Raises:
        UnusableFile: AWS tools cannot read the file as it is.
    """
    for marked in _readable(data).marked():
        if marked.comment.startswith(_MARK):
            yield _own(marked)


def unreadable(data: bytes) -> str | None:
    """Say why the AWS CLI does not read a file that may be edited: its byte order mark; ``None`` if it does."""
    return next((fault.message for fault in read(data).faults), None)


def _readable(data: bytes) -> Document:
    document = Document(data)
    for fault in document.faults:
        if fault.code != "bom":  # other SDKs read such a file, and it can be edited as it is
            raise UnusableFile(f"The AWS CLI cannot read the config file: {fault.message}.", fault.fix)
    return document


def _values(profile: NewProfile) -> dict[str, str]:
    """Return the values that every SDK accepts: nothing of the session beside its name."""
    session = profile.role.session
    values = {"sso_session": session.name} if session.name else {
        "sso_start_url": session.start_url, "sso_region": session.region
    }  # fmt: skip
    values |= {"sso_account_id": profile.role.account_id, "sso_role_name": profile.role.role_name}
    return values | {key: value for key, value in (("region", profile.region), ("output", profile.output)) if value}


def _mark(header: str, profile: NewProfile) -> str:
    return _MARK + _digest("".join(new_section(header, _values(profile), None, "\n")))


def _own(marked: Marked) -> OwnProfile:
    section, values = marked.section, marked.section.values
    return OwnProfile(
        name=botocore_name(section.header) or section.header,
        header=section.header,
        account_id=values.get("sso_account_id", ""),
        role_name=values.get("sso_role_name", ""),
        session=values.get("sso_session"),
        start_url=values.get("sso_start_url"),
        edited=marked.comment != _MARK + _digest(marked.text),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:12]
