"""Write keys to a file: the shared credentials file, or one that is named."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ssotui.aws import locations
from ssotui.aws.config import read_files
from ssotui.aws.profiles import read_profiles
from ssotui.export.credentials_file import SectionExists, with_section
from ssotui.export.dotenv import with_variables
from ssotui.export.formats import FORMATS
from ssotui.model.credentials import Outgoing
from ssotui.model.profile import ProfileKind
from ssotui.model.text import visible
from ssotui.storage.files import edit_file

__all__ = ["SectionExists", "Written", "write_credentials"]


@dataclass(frozen=True, slots=True)
class Written:
    """Where the keys went, in the words of a person."""

    path: Path
    section: str | None
    summary: str


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
        UsageError: the section's name or a value cannot be written.
    """
    target = path or locations.credentials_file()
    shown = visible(locations.shorten(str(target)))
    if _is_dotenv(target):
        edit_file(target, lambda data: with_variables(data, outgoing, overwrite=overwrite), secret=True)
        return Written(target, None, f"Wrote the keys of {visible(outgoing.name)} to {shown}.")
    if target.suffix == ".json":
        edit_file(target, lambda data: _as_json(data, outgoing, shown, overwrite=overwrite), secret=True)
        return Written(target, None, f"Wrote the keys of {visible(outgoing.name)} to {shown}.")
    name, reason = (section, "") if section else section_for(outgoing.name)
    edit_file(target, lambda data: with_section(data, name, outgoing, overwrite=overwrite), secret=True)
    return Written(target, name, f"Wrote [{visible(name)}] to {shown}.{reason and f' {reason}'}")


def section_for(name: str) -> tuple[str, str]:
    """The section for keys of that name, and why it is called otherwise, if it is.

    Keys under the name of a profile that has another source would be mixed with it: botocore would go on using the
    other source, and the Go and JavaScript SDKs the keys, long after they have ended (reference, 1.4).
    """
    profiles = read_profiles(read_files(locations.config_file(), locations.credentials_file()))
    kind = next((profile.kind for profile in profiles if profile.name == name), None)
    if kind in {None, ProfileKind.STATIC, ProfileKind.EMPTY}:
        return name, ""
    return f"{name}-keys", f"({visible(name)} itself stays what it is, a profile of kind {kind}.)"


def _is_dotenv(path: Path) -> bool:
    return path.name == ".env" or path.name.startswith(".env.") or path.suffix == ".env"


def _as_json(data: bytes, outgoing: Outgoing, shown: str, *, overwrite: bool) -> bytes:
    """The whole file is ours, or it is not touched without a yes."""
    if data.strip() and not overwrite and not _is_our_json(data):
        raise SectionExists(f"{shown} is there, and holds no keys of ours.", "Name another file, or overwrite (--yes).")
    return FORMATS["json"].text(outgoing).reveal().encode()


def _is_our_json(data: bytes) -> bool:
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and {"AccessKeyId", "SecretAccessKey", "RoleName"} <= content.keys()
