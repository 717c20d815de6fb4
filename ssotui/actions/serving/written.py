"""Write newer keys in the place of those that ssotui wrote, before they end: for tools that read nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from ssotui.actions.keys.fetching import Target, obtain, target_of_profile
from ssotui.actions.listing.inventory import configured_sessions, read_configured
from ssotui.aws import locations
from ssotui.aws.config import expiry_comment
from ssotui.aws.config.ini import Document
from ssotui.export.credentials_file import is_untouched, with_sections
from ssotui.export.file_kinds import Writer, kind_of
from ssotui.model.clock import Clock
from ssotui.model.credentials import Outgoing, RoleRef
from ssotui.model.errors import SsotuiError, UnusableFile
from ssotui.model.inventory import Inventory
from ssotui.model.records import NamedTuple
from ssotui.storage import written
from ssotui.storage.edits import edit_file
from ssotui.storage.files import read_whole, resolve
from ssotui.storage.written import WrittenKeys

CHECK_SECONDS = 30.0
DUE = timedelta(minutes=10)
"""Keys that end so soon are replaced."""


class Renewal(NamedTuple):
    """Tells what came of keys that were about to end.

    Attributes:
        place: where they stand.
        ends: the end of the newer ones that stand there now; ``None`` if there are none.
        error: why they were left as they are.
    """

    place: WrittenKeys
    ends: datetime | None = None
    error: SsotuiError | None = None

    @property
    def where(self) -> str:
        """The place in words, fit to be shown."""
        path = locations.shown(self.place.path)
        return path if self.place.section is None else f"[{self.place.section}] in {path}"


class _Kept(NamedTuple):
    place: WrittenKeys
    target: Target
    ends: datetime


def places() -> list[tuple[WrittenKeys, Target]]:
    """List the places whose keys can be kept fresh: still as ssotui wrote them, and of a session of the config."""
    return [(found.place, found.target) for found in _found()]


def renew(clock: Clock, allowed: Callable[[Target], bool]) -> list[Renewal]:
    """Write newer keys wherever they end soon: all of a file in one write, which is none to be taken back.

    What somebody has changed since is left alone, and so is what would take a person: a sign-in, or an MFA code.

    Args:
        clock: the time.
        allowed: tells whether nobody has to be asked about a target's keys.

    Returns:
        What came of each place that was due.
    """
    now = clock()
    due = [each for each in _found() if each.ends - now <= DUE and allowed(each.target)]
    outcomes: list[Renewal] = []
    for path, here in groupby(sorted(due, key=attrgetter("place.path")), key=attrgetter("place.path")):
        outcomes += _renew_in(Path(path), list(here), clock)
    return outcomes


def _renew_in(path: Path, due: Sequence[_Kept], clock: Clock) -> Iterator[Renewal]:
    fetched: list[tuple[_Kept, Outgoing]] = []
    for each in due:
        try:
            outgoing = obtain(each.target, clock)
        except SsotuiError as error:
            yield Renewal(each.place, error=error)
            continue
        if outgoing.keys.expires_at and outgoing.keys.expires_at > each.ends:
            fetched.append((each, outgoing))
    if not fetched:
        return
    put: list[WrittenKeys] = []
    writer = _writer_of(fetched[0][0].place)

    def edit(data: bytes) -> bytes:
        put.clear()
        if writer:
            each, outgoing = fetched[0]
            if _untouched_until(each.place, data) is None:
                return data
            put.append(each.place)
            return writer.put(data, outgoing, overwrite=False)
        ends = _ends_by_section(data)
        sections = {each.place.section or "": (each.place, outgoing) for each, outgoing in fetched}
        still = {name: found for name, found in sections.items() if name in ends}
        put.extend(place for place, _ in still.values())
        wanted = [(name, outgoing) for name, (_, outgoing) in still.items()]
        return with_sections(data, wanted, overwrite=False, named=locations.shown(path)).data

    try:
        edit_file(path, edit, secret=True, backup=False)
    except SsotuiError as error:
        yield from (Renewal(each.place, error=error) for each, _ in fetched)
        return
    if put and writer and writer.seal:
        written.remember(path, [(None, fetched[0][1])], writer.seal.digest_of(fetched[0][1]))
    yield from (Renewal(each.place, outgoing.keys.expires_at) for each, outgoing in fetched if each.place in put)


def _found() -> list[_Kept]:
    """Look for the places that are remembered and still ours."""
    remembered = written.load()
    inventory = read_configured() if remembered else Inventory()
    found: list[_Kept] = []
    for path, here in groupby(sorted(remembered, key=attrgetter("path")), key=attrgetter("path")):
        try:
            data = read_whole(resolve(Path(path))) or b""
        except UnusableFile:
            continue
        by_section = _ends_by_section(data)
        for place in here:
            ends = _untouched_until(place, data) if place.section is None else by_section.get(place.section)
            if ends and (target := _target_of(place, inventory)):
                found.append(_Kept(place, target, ends))
    return found


def _writer_of(place: WrittenKeys) -> Writer | None:
    """Return what writes a file without sections; ``None`` for a place that is a section."""
    load = kind_of(Path(place.path)).writer if place.section is None else None
    return load() if load else None


def _untouched_until(place: WrittenKeys, data: bytes) -> datetime | None:
    """Read when the keys of a file without sections end, if they are just as ssotui wrote them."""
    writer = _writer_of(place)
    return writer.seal.untouched_until(data, place.digest or "") if writer and writer.seal else None


def _ends_by_section(data: bytes) -> dict[str, datetime]:
    """Read when the keys end in the sections that are just as ssotui wrote them; none of a file with faults."""
    document = Document(data)
    if document.faults:
        return {}
    marked = ((each, expiry_comment.expiry(each.comment)) for each in document.marked() if is_untouched(each))
    return {each.section.header: ends for each, ends in marked if ends}


def _target_of(place: WrittenKeys, inventory: Inventory) -> Target | None:
    """Make the target that the keys were fetched for; ``None`` if the config knows its session no more."""
    row = inventory.find(place.name)
    if place.account_id and place.role_name:
        session = next((each for each in configured_sessions(inventory) if each.label == place.session), None)
        if session is None:
            return None
        return Target(
            place.name,
            RoleRef(session, place.account_id, place.role_name),
            place.region,
            is_profile=bool(row and row.profile.account_id == place.account_id),
        )
    try:
        target = target_of_profile(row.profile, place.region) if row else None
    except SsotuiError:
        return None
    return target if target and target.session else None
