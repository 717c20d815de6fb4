"""Find contradictions between profiles, SSO sessions and cache files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ssotui.actions.doctor.repairs import deletion, with_header, with_session, without_key
from ssotui.actions.listing.inventory import OTHER_PORTAL
from ssotui.actions.sign_in.advice import login_command
from ssotui.aws.caches.sso_cache_entries import LEFT_BEHIND
from ssotui.aws.config.ini_sections import shown
from ssotui.aws.config.merged_files import AwsFiles
from ssotui.aws.config.problems import REGION_UNKNOWN, TOO_MANY_FILES
from ssotui.aws.config.profiles import read_sessions
from ssotui.aws.config.section_names import is_plain_name, profile_header, session_header
from ssotui.model.findings import Finding, Repair
from ssotui.model.inventory import Inventory
from ssotui.model.profile import FilePlace, Problem, Profile, ProfileKind, Severity
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.text import some_of
from ssotui.model.token import SsoSession

_SIGN_IN = "Press {session.sign_in} on it in Sessions ({view.sessions}) to sign in again"


def look(files: AwsFiles, inventory: Inventory) -> Iterator[Finding]:
    """Find problems of the sections, the sessions and the cache.

    Args:
        files: the config and the credentials file.
        inventory: of the same.
    """
    profiles = [row.profile for row in inventory.profiles]
    sessions = read_sessions(files)
    yield from _problems(files.problems, files.session_problems, profiles)
    yield from _regions(files, sessions.values(), profiles)
    yield from _legacy(sessions, profiles)
    yield from _same_portal(sessions, profiles)
    yield from (Finding.of(problem) for problem in inventory.problems if problem.code == TOO_MANY_FILES)
    for entry in inventory.sessions:
        if entry.path:
            yield from _cache_file(entry, Path(entry.path))


def _problems(
    of_files: Sequence[Problem], of_sessions: Mapping[str, Sequence[Problem]], profiles: Iterable[Profile]
) -> Iterator[Finding]:
    """Each once: a fault of a file or a session is also one of the profiles that it concerns."""
    told = {*of_files, *(problem for problems in of_sessions.values() for problem in problems)}
    yield from map(Finding.of, of_files)
    for name, problems in of_sessions.items():
        for problem in problems:
            in_header = problem.place and problem.code != REGION_UNKNOWN and is_plain_name(name)
            repair = with_header(problem.place, session_header(name)) if problem.place and in_header else None
            yield Finding.of(problem)._replace(repair=repair)
    for profile in profiles:
        for problem in profile.problems:
            if problem not in told and problem.code != OTHER_PORTAL:  # that is said of the token's file
                told.add(problem)
                found = Finding.of(problem, f"Profile {shown(profile.name)}: ")
                yield found._replace(repair=_repair(problem, profile))


def _repair(problem: Problem, profile: Profile) -> Repair | None:
    """Give the edit that fixes a profile's problem, or ``None`` if one edit is not enough."""
    place = problem.place
    if place and problem.code in {"odd-prefix", "quoted-name", "odd-spacing"}:
        return with_header(place, profile_header(profile.name)) if is_plain_name(profile.name) else None
    if place and problem.code in {"session-inconsistent", "session-repeated"}:
        key = next((origin.key for origin in profile.origins if origin.place == place), None)
        return without_key(place, key) if key else None
    return None


def _regions(files: AwsFiles, sessions: Iterable[SsoSession], profiles: Iterable[Profile]) -> Iterator[Finding]:
    """One portal is in one region."""
    places = {session: files.sso_sessions[session.name].place for session in sessions if session.name}
    for profile in profiles:
        if profile.kind is ProfileKind.SSO_LEGACY and profile.session:
            places.setdefault(profile.session, profile.place)
    first: dict[str, SsoSession] = {}
    for session, place in places.items():
        other = first.setdefault(session.portal[0], session)
        if other.region != session.region:
            yield Finding(
                Severity.WARNING,
                "sessions-differ",
                f"{shown(session.label)} has its sso_region in {shown(session.region)}, but {shown(other.label)}, "
                f"of the same start URL, in {shown(other.region)}: only one of them can be right.",
                "Correct sso_region: it is where IAM Identity Center is, not where you work.",
                place,
            )


def _legacy(sessions: Mapping[str, SsoSession], profiles: Iterable[Profile]) -> Iterator[Finding]:
    """Find profiles whose token cannot be renewed, though the token of a session of the same portal can."""
    by_portal = {session.portal: name for name, session in reversed([*sessions.items()])}
    covered: dict[str, list[Profile]] = {}
    for profile in profiles:
        if profile.kind is ProfileKind.SSO_LEGACY and (session := profile.session):
            name = by_portal.get(session.portal)
            if name is not None:
                covered.setdefault(name, []).append(profile)
    for name, legacy in covered.items():
        names = some_of([shown(profile.name) for profile in legacy])
        yield Finding(
            Severity.NOTE,
            "legacy-profiles",
            f"{names}: a start URL of their own, which takes a sign-in of its own that is never renewed, "
            f"though [sso-session {shown(name)}] has the same.",
            f"Replace sso_start_url and sso_region there by sso_session = {shown(name)}.",
            legacy[0].place,
            with_session([profile.place for profile in legacy], name),
        )


def _same_portal(sessions: Mapping[str, SsoSession], profiles: Sequence[Profile]) -> Iterator[Finding]:
    """Sessions and start URLs of one portal, each of which needs a sign-in of its own."""
    users: dict[tuple[str, str], dict[SsoSession, list[Profile]]] = {}
    for session in sessions.values():
        users.setdefault(session.portal, {}).setdefault(session, [])
    for profile in profiles:
        if profile.session and profile.kind is not ProfileKind.ROLE_CHAIN:
            users.setdefault(profile.session.portal, {}).setdefault(profile.session, []).append(profile)
    for found in users.values():
        named = [session for session in found if session.name]
        if len(found) < 2 or len(named) == 1:  # legacy profiles beside one session are told of above
            continue
        kept = named[0] if named else _session_for(found, sessions)
        others = [profile for session, using in found.items() if session != kept for profile in using]
        label = shown(kept.name or "")
        repair = with_session([profile.place for profile in others], label, None if named else kept) if others else None
        yield Finding(
            Severity.NOTE,
            "one-portal-twice",
            f"{', '.join(shown(session.label) for session in found)}: one portal, under {len(found)} names. "
            "Each name needs a sign-in of its own.",
            f"Let all profiles use [sso-session {label}]."
            if named
            else f"Make [sso-session {label}] and let all profiles use it.",
            others[0].place if others else None,
            repair,
        )


def _session_for(found: Iterable[SsoSession], taken: Collection[str]) -> SsoSession:
    """Propose one session in the place of several spellings of a start URL, named by its host."""
    first = min(found, key=lambda session: len(session.start_url))
    host = first.start_url.partition("://")[2].partition("/")[0].partition(".")[0]
    base = host if is_plain_name(host) else "portal"
    name = next(name for name in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)
    return SsoSession(name, first.start_url, first.region, ("sso:account:access",))


def _cache_file(entry: CacheEntry, path: Path) -> Iterator[Finding]:
    place = FilePlace(str(path))
    if entry.problem == LEFT_BEHIND:
        return  # moving it is offered with the other secrets of its session
    if entry.kind is EntryKind.ORPHAN:
        yield Finding(
            Severity.NOTE,
            "orphaned-token",
            f"Orphaned token: the config has no session for it ({shown(entry.start_url or 'no start URL')}).",
            "Delete it, unless another config file uses it.",
            place,
            deletion(path),
        )
    elif entry.kind is EntryKind.UNREADABLE:
        severity = Severity.WARNING if entry.session else Severity.NOTE
        fix = "Sign in again to replace it." if entry.session else "Delete it if you know that nothing needs it."
        yield Finding(severity, "damaged-token", entry.problem, fix, place)
    elif entry.other_portal and entry.session:
        fix = f"Run: {login_command(entry.session)}"
        message = f"{shown(entry.session.label)}: {entry.problem}"
        yield Finding(Severity.WARNING, OTHER_PORTAL, message, fix, place, on_screen=f"{_SIGN_IN}.")
    elif entry.problem:
        fix = "Sign in again to replace it: ssotui login --force"
        here = f"{_SIGN_IN}, which replaces it."
        yield Finding(Severity.WARNING, "damaged-token", entry.problem, fix, place, on_screen=here)
