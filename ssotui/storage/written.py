"""Remember which keys ssotui wrote to which files, so that it can write newer ones before they end. No secrets."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ssotui.model.records import NamedTuple
from ssotui.storage import state

if TYPE_CHECKING:
    from pathlib import Path

    from ssotui.model.credentials import Outgoing

KEY = "written"
MOST = 500
"""So many places are remembered, the newest."""


class WrittenKeys(NamedTuple):
    """A place with keys that ssotui wrote.

    Attributes:
        path: the whole path of the file.
        section: of a credentials file; ``None`` for a file without sections.
        name: the keys'; a profile's, unless it was made up for a role.
        session: the label of the session that the role is reached through; ``None`` for keys of no portal's role.
        account_id: of the role.
        role_name: of the role.
        region: that was written with them.
        digest: of what was written to a file without sections; a section bears its own.
    """

    path: str
    section: str | None
    name: str
    session: str | None
    account_id: str | None
    role_name: str | None
    region: str | None
    digest: str | None = None


def remember(path: Path, written: Iterable[tuple[str | None, Outgoing]], digest: str | None = None) -> None:
    """Remember what was written to the file: each section (``None`` for a file without) with its keys.

    Where the state cannot be written, they only are not kept fresh.
    """
    whole = os.path.abspath(path)  # noqa: PTH100 - links stay
    places = [_place(whole, section, outgoing)._replace(digest=digest) for section, outgoing in written]
    state.keep(lambda kept: _put(kept.fields, places))


def load() -> list[WrittenKeys]:
    """Read every place that is remembered, oldest first. Never raises."""
    return _read(state.load().fields)


def _place(path: str, section: str | None, outgoing: Outgoing) -> WrittenKeys:
    role = outgoing.role
    return WrittenKeys(
        path,
        section,
        outgoing.name,
        role.session.label if role else None,
        role.account_id if role else None,
        role.role_name if role else None,
        outgoing.region,
    )


def _put(fields: dict[str, Any], places: list[WrittenKeys]) -> None:
    there = {place[:2] for place in places}
    kept = [place for place in _read(fields) if place[:2] not in there]
    fields[KEY] = [place._asdict() for place in [*kept, *places][-MOST:]]


def _read(fields: dict[str, Any]) -> list[WrittenKeys]:
    found = fields.get(KEY)
    return [place for entry in found if (place := _parsed(entry))] if isinstance(found, list) else []


def _parsed(entry: Any) -> WrittenKeys | None:
    """Take an entry that is damaged for none."""
    if not isinstance(entry, dict):
        return None
    values: list[Any] = [entry.get(name) for name in WrittenKeys._fields]
    if not all(value is None or isinstance(value, str) for value in values) or not (values[0] and values[2]):
        return None
    return WrittenKeys(*values)
