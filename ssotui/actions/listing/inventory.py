"""Read everything on this machine into one frozen snapshot."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from ssotui.actions.profiles.key_source import FETCHED_BY_PORTAL, cached_source_of, role_of
from ssotui.aws import environment
from ssotui.aws.caches import keys_cache, sso_cache, sso_cache_entries
from ssotui.aws.config.merged_files import read_files
from ssotui.aws.config.problems import too_many_files, unreadable_folder
from ssotui.aws.config.profiles import read_profiles, read_sessions
from ssotui.model.clock import datetime, format_timestamp
from ssotui.model.errors import reason_of
from ssotui.model.inventory import Inventory, ProfileRow
from ssotui.model.profile import FilePlace, Problem, Profile, ProfileKind, Severity
from ssotui.model.records import NamedTuple
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.text import visible
from ssotui.model.token import MISSING, SsoSession
from ssotui.storage import state
from ssotui.storage.state import RememberedAccount, State

__all__ = ["configured_sessions", "read_configured", "read_inventory", "role_of"]


MANY = 500
"""So many profiles are a twentieth of what the first rows wait for; their cached keys are looked for at once."""

OTHER_PORTAL = "token-of-other-portal"
"""The code of the problem that the config names another portal than the one which gave a session's token."""


def read_inventory() -> Inventory:
    """Read everything that the config, the credentials file and the caches say.

    Never raises: what is wrong is in it.
    """
    return _read(_configured(), with_keys=True)


def read_at_start() -> Inventory:
    """Read everything likewise, but no cached keys where many are to be looked for, since the first rows wait for it.

    Then the inventory is pending: :func:`with_key_ends` reads the ends of what is seen, and later of all.
    """
    config = _configured()
    return _read(config, with_keys=len(config.profiles) <= MANY and not keys_cache.is_crowded())


def with_key_ends(inventory: Inventory, names: Collection[str] | None = None) -> Inventory:
    """Add when the cached keys end of the profiles of those names, or of all: then nothing is pending any more."""
    wanted = None if names is None else set(names)
    profiles = ((at, row.profile) for at, row in enumerate(inventory.profiles))
    rows = list(inventory.profiles)
    for at, end in _cached_ends(each for each in profiles if wanted is None or each[1].name in wanted).items():
        if end != rows[at].keys_expire_at:
            rows[at] = rows[at]._replace(keys_expire_at=end)
    return inventory._replace(profiles=tuple(rows), pending=wanted is not None)


def _read(config: _Configured, *, with_keys: bool) -> Inventory:
    scanned, left_out = sso_cache_entries.scan(config.sessions)
    from ssotui.aws.caches.login_cache import read_entries  # late: commands that read what is configured do without

    entries = (*scanned, *read_entries())
    problems = [*config.problems, *_unreadable_folders()]
    if left_out:
        problems.append(too_many_files(environment.sso_cache(), left_out))
    remembered = state.load()
    rows = _rows(config, entries, remembered, with_keys=with_keys)
    sessions = _ordered(map(_dated(remembered), entries), config.sessions)
    return Inventory(rows, sessions, tuple(problems), pending=not with_keys)


def read_configured(*, with_keys: bool = True) -> Inventory:
    """Read what the config names: its profiles, its sessions, and their files in the caches, but for keys if need be.

    Otherwise like :func:`read_inventory`. Other files in the caches take no time, however many there are, and are not
    in the snapshot; nor does it say when a person signed in.
    """
    config = _configured()
    entries, _ = sso_cache_entries.scan(config.sessions, own_alone=True)
    rows = _rows(config, entries, state.load(), with_keys=with_keys)
    sessions = _ordered(entries, config.sessions)
    return Inventory(rows, sessions, (*config.problems, *_unreadable_folders()), pending=not with_keys)


class _Configured(NamedTuple):
    """All that stays of the two files: their sections, which take as much memory again, are gone by now.

    Attributes:
        profiles: in the files' order.
        sessions: each once.
        problems: of the files.
        ends: until when the keys last that ssotui wrote down, by profile.
    """

    profiles: tuple[Profile, ...]
    sessions: Sequence[SsoSession]
    problems: Sequence[Problem]
    ends: Mapping[str, datetime]


def _configured() -> _Configured:
    files = read_files(environment.config_file(), environment.credentials_file())
    profiles = read_profiles(files)
    sessions = _sessions(read_sessions(files).values(), profiles)
    return _Configured(profiles, sessions, files.problems, files.ends)


def _rows(
    config: _Configured, entries: Iterable[CacheEntry], remembered: State, *, with_keys: bool
) -> tuple[ProfileRow, ...]:
    """Give each profile its account's name and its two clocks."""
    accounts = remembered.accounts()
    by_file = {sso_cache.file_name(entry.session): entry for entry in entries if entry.session}
    # Two start URLs that differ in their region alone are two sessions with one token file.
    tokens = {session: _as_of(session, by_file.get(sso_cache.file_name(session))) for session in config.sessions}
    ends = _ends(config, with_keys=with_keys)
    lives = {session: entry.life for session, entry in tokens.items() if entry and not entry.other_portal}
    rows = []
    for at, profile in enumerate(config.profiles):
        account, session = (accounts.get(profile.account_id or "") if accounts else None), profile.session
        life = lives.get(session) if session else None
        if account or (session and life is None):
            rows.append(_row(profile, account, tokens.get(session) if session else None, ends.get(at)))
        else:
            rows.append(ProfileRow._make((profile, None, life, ends.get(at), None)))
    return tuple(rows)


def _ends(config: _Configured, *, with_keys: bool) -> Mapping[int, datetime]:
    """Until when keys last, by the indices of their profiles: the cached ones, and those that ssotui wrote down."""
    ends = dict[int, datetime]()
    if config.ends:
        static = (at for at, profile in enumerate(config.profiles) if profile.kind is ProfileKind.STATIC)
        ends = {at: end for at in static if (end := config.ends.get(config.profiles[at].name))}
    return {**ends, **_cached_ends(enumerate(config.profiles))} if with_keys else ends


def _cached_ends(profiles: Iterable[tuple[int, Profile]]) -> Mapping[int, datetime]:
    """Until when cached keys last, by the indices of their profiles, which come with them."""
    sources = {at: source for at, profile in profiles if (source := cached_source_of(profile))}
    ends = keys_cache.expiries(set(sources.values()))
    return {at: ends[source] for at, source in sources.items() if source in ends} if ends else {}


def _as_of(session: SsoSession, entry: CacheEntry | None) -> CacheEntry | None:
    """The entry of the session's file, which counts for another session of the same file as one without a token."""
    if entry and entry.session and entry.session.differs_from(session.start_url, session.region):
        return entry._replace(life=MISSING)
    return entry


def _row(
    profile: Profile, account: RememberedAccount | None, entry: CacheEntry | None, ends: datetime | None
) -> ProfileRow:
    token = entry.life if entry else None
    if entry and entry.other_portal:
        profile = profile._replace(problems=(*profile.problems, _moved(entry)))
    if account is None:
        return ProfileRow(profile, None, token, ends)
    if account.roles and profile.kind in FETCHED_BY_PORTAL and profile.role_name not in account.roles:
        from ssotui.actions.profiles.role_hints import unknown_role  # late: most names are right

        if problem := unknown_role(profile, account.roles):
            profile = profile._replace(problems=(*profile.problems, problem))
    return ProfileRow(profile, account.name or None, token, ends, account.email or None)


def _moved(entry: CacheEntry) -> Problem:
    """The problem of all profiles of a session whose token is another portal's; one for all of them."""
    label = visible(entry.label)
    return Problem(
        OTHER_PORTAL,
        f"The token of {label} is of another portal, {visible(entry.other_portal)}, than the config names.",
        f"Sign in to {label} again.",
        FilePlace(str(entry.path)),
        Severity.WARNING,
    )


def _unreadable_folders() -> Iterator[Problem]:
    """Tell of the caches that are there, but cannot be listed."""
    for folder in (environment.sso_cache(), environment.login_cache(), environment.cli_cache()):
        try:
            os.scandir(folder).close()
        except OSError as error:
            if os.path.lexists(folder) and not isinstance(error, FileNotFoundError):
                yield unreadable_folder(folder, reason_of(error))


def _dated(remembered: State) -> Callable[[CacheEntry], CacheEntry]:
    """Gives a session's entry the moment of the sign-in that its token comes from, if it was ours."""
    moments = remembered.sign_ins()

    def dated(entry: CacheEntry) -> CacheEntry:
        if not moments or entry.kind is not EntryKind.TOKEN or not entry.life.expires_at:
            return entry
        return entry._replace(signed_in_at=moments.get((entry.label, format_timestamp(entry.life.expires_at))))

    return dated


def _ordered(entries: Iterable[CacheEntry], sessions: Sequence[SsoSession]) -> tuple[CacheEntry, ...]:
    """The configured sessions as the config orders them, then what else lies in the cache, by what it is."""
    kinds, place = list(EntryKind), {session: at for at, session in enumerate(sessions)}
    last = len(sessions)
    return tuple(
        sorted(
            entries,
            key=lambda entry: (place[entry.session] if entry.session else last, kinds.index(entry.kind)),
        )
    )


def _sessions(named: Iterable[SsoSession], profiles: Iterable[Profile]) -> list[SsoSession]:
    """Every configured session once: the named ones, then the start URLs of legacy profiles."""
    legacy = (profile.session for profile in profiles if profile.session and not profile.session.name)
    return list(dict.fromkeys((*named, *legacy)))


def configured_sessions(inventory: Inventory) -> tuple[SsoSession, ...]:
    """The sessions that the config names, signed in or not."""
    return tuple(dict.fromkeys(entry.session for entry in inventory.sessions if entry.session))
