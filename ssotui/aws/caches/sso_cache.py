"""Read and write access tokens in ``~/.aws/sso/cache``, which the AWS CLI and every SDK share.

A session's token is in exactly one file, named by the SHA-1 of the session's name, or of the start URL as the
config writes it for a legacy profile (botocore ``SSOTokenLoader``; Go, Java, Rust and JS agree).
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Mapping, Sequence

from ssotui.aws import environment, locations
from ssotui.aws.caches.digest import hexdigest
from ssotui.aws.caches.renewal_support import renewers
from ssotui.model.clock import aware, datetime, format_optional, format_timestamp, parse_timestamp
from ssotui.model.errors import UnusableFile, reason_of
from ssotui.model.secret import Secret
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.token import SsoSession, SsoToken, TokenLife
from ssotui.storage import state
from ssotui.storage.bounded_read import read_regular
from ssotui.storage.fast_json import parse_json
from ssotui.storage.folders import LOCK_SUFFIX

TYPE_CHECKING = False  # type checkers take this for True: importing typing and pathlib takes its time
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

HALF_WRITTEN_PAUSES = (0.02, 0.03, 0.05)
"""Seconds to wait between reads of a file that is no JSON: the AWS CLI truncates before it writes."""

MAX_BYTES = 1_000_000
"""A token file is a few kilobytes; what is larger than this is something else."""


FRESH_SECONDS = 1.0
"""A file that was changed so lately may still be half-written."""

MAX_OTHERS = 3_000
"""How many files that belong to no session of the config are looked at; a folder with more of them is damaged."""


class DamagedToken(UnusableFile):
    """There is a token file, but no token can be read from it."""


def file_name(session: SsoSession) -> str:
    """Name the session's token file, without its folder."""
    return _hashed_name(session.name or session.start_url)


def path_of(session: SsoSession) -> Path:
    """Return the path of the session's token, which need not exist."""
    return locations.sso_cache() / file_name(session)


def _path_of(session: SsoSession) -> str:
    return os.path.join(environment.sso_cache(), file_name(session))


def read_token(session: SsoSession, *, pauses: Sequence[float] = HALF_WRITTEN_PAUSES) -> SsoToken | None:
    """Read the session's token as the file holds it now; ``None`` if there is no file.

    While the file is no JSON it is read again after each of the ``pauses``: somebody may be writing it.

    Raises:
        DamagedToken: the file is there, but holds no token.
    """
    path = _path_of(session)
    rounds = iter(pauses)
    while True:
        try:
            return _parse_token(_read(path))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            pause = next(rounds, None)
            if pause is None:
                # Not chained: the frames below hold what the file says, secrets included.
                raise _damaged(path, error) from None
        time.sleep(pause)


def write_token(session: SsoSession, token: SsoToken) -> None:
    """Write the session's token as the AWS CLI does: all eight keys in its order; keys that we do not know stay.

    A refresh token stays too if the new token has none and belongs to the same client registration.

    Raises:
        UnusableFile: the file cannot be written.
    """
    import json

    from ssotui.storage.edits import edit_file  # reading never needs it

    ours = {
        "startUrl": session.start_url,
        "region": session.region,
        "accessToken": token.access_token.reveal(),
        "expiresAt": format_timestamp(token.expires_at),
        "clientId": token.client_id,
        "clientSecret": token.client_secret.reveal() if token.client_secret else None,
        "registrationExpiresAt": format_optional(token.registration_expires_at),
        "refreshToken": token.refresh_token.reveal() if token.refresh_token else None,
    }
    path = path_of(session)

    def put(before: bytes) -> bytes:
        try:
            old = _parse(str(path), before).fields
        except ValueError:
            old = {}
        known = {key: value for key, value in ours.items() if value is not None}
        if not token.refresh_token and token.client_id == old.get("clientId"):
            known |= {key: old[key] for key in ("refreshToken",) if Secret.parse(old.get(key))}
        strangers = {key: value for key, value in old.items() if key not in ours}
        return json.dumps(known | strangers).encode()

    edit_file(path, put, secret=True, backup=False)


def read_entries(sessions: Iterable[SsoSession]) -> tuple[CacheEntry, ...]:
    """Read every file of the folder, as :func:`scan` does."""
    return scan(sessions)[0]


def scan(sessions: Iterable[SsoSession]) -> tuple[tuple[CacheEntry, ...], int]:
    """Read every file of the folder, told apart; the sessions that have none come last.

    Never raises: a file that cannot be read is an entry that says so.

    Returns:
        The entries, and how many files were not looked at: those behind the first :data:`MAX_OTHERS` that belong to no
        session.
    """
    owners = _owners(sessions)
    folder = environment.sso_cache()
    names, left_out = _names(folder, owners)
    return _entries(folder, names, owners), left_out


def read_entries_of(sessions: Iterable[SsoSession]) -> tuple[CacheEntry, ...]:
    """Read the sessions' own files by their names, however many others there are; otherwise like :func:`scan`."""
    owners = _owners(sessions)
    return _entries(environment.sso_cache(), owners, owners)


def _owners(sessions: Iterable[SsoSession]) -> dict[str, list[SsoSession]]:
    """Give each file's sessions: start URLs that differ in their region alone share one."""
    owners: dict[str, list[SsoSession]] = {}
    for session in sessions:
        owners.setdefault(file_name(session), []).append(session)
    return owners


def _entries(folder: str, names: Iterable[str], owners: Mapping[str, Sequence[SsoSession]]) -> tuple[CacheEntry, ...]:
    """Read the files of those names. One that was written this very moment is read again.

    All of those together are waited for within the :data:`HALF_WRITTEN_PAUSES`.
    """
    entries = {name: _classify(os.path.join(folder, name), owners.get(name, ())) for name in names}
    for pause in HALF_WRITTEN_PAUSES:
        torn = [name for name, entry in entries.items() if entry and _may_be_half_written(entry)]
        if not torn:
            break
        time.sleep(pause)
        entries |= {name: _classify(os.path.join(folder, name), owners.get(name, ())) for name in torn}
    missing = (
        CacheEntry(kind=EntryKind.TOKEN, session=session, start_url=session.start_url, region=session.region)
        for name, (*_, session) in owners.items()
        if not entries.get(name)
    )
    return (*filter(None, entries.values()), *missing)


class _Document:
    """A file's JSON object. It has no ``repr`` that shows secrets: it may be in a traceback that shows locals."""

    def __init__(self, path: str, fields: dict[str, Any]) -> None:
        self.path = path
        self.fields = fields

    def text(self, key: str) -> str | None:
        value = self.fields.get(key)
        return value if isinstance(value, str) else None

    def moment(self, key: str) -> datetime | None:
        """Naive times are taken as UTC, which is what their writers meant; botocore cannot read them at all."""
        moment = self._parsed(key)
        return aware(moment) if moment else None

    def is_naive(self, key: str) -> bool:
        moment = self._parsed(key)
        return moment is not None and moment.tzinfo is None

    def _parsed(self, key: str) -> datetime | None:
        try:
            return parse_timestamp(self.text(key) or "")
        except ValueError:
            return None


def _names(folder: str, owned: Collection[str]) -> tuple[list[str], int]:
    """List the files of the folder, and what is in a token file's place.

    Returns:
        The names to look at, and how many more there are.
    """
    try:
        found = sorted(os.listdir(folder))
    except OSError:
        return [], 0
    others = [name for name in found if name not in owned and not name.endswith(LOCK_SUFFIX)]
    left_out = others[MAX_OTHERS:]
    names = sorted([*others[:MAX_OTHERS], *owned])
    return [name for name in names if _is_hashed(name) or not os.path.isdir(os.path.join(folder, name))], len(left_out)


def _is_hashed(name: str) -> bool:
    """Whether it is what every SDK calls a token's file, and the CLI a registration's.

    No file of another name is ever read as a token.
    """
    return len(name) == 45 and name.endswith(".json") and not name[:40].strip("0123456789abcdef")


def _may_be_half_written(entry: CacheEntry) -> bool:
    if entry.kind is not EntryKind.UNREADABLE or not entry.path:
        return False
    try:
        return abs(time.time() - os.stat(entry.path).st_mtime) < FRESH_SECONDS
    except OSError:
        return False


def _classify(path: str, owners: Sequence[SsoSession]) -> CacheEntry | None:
    """What the file is; ``None`` if it went away since the folder was listed."""
    owner = owners[-1] if owners else None
    name = os.path.basename(path)
    suffix = os.path.splitext(name)[1]
    if suffix != ".json":
        return CacheEntry(kind=EntryKind.TEMPORARY if ".tmp" in suffix else EntryKind.FOREIGN, path=path)
    try:
        document = _read(path)
    except (OSError, ValueError) as error:
        gone = isinstance(error, FileNotFoundError) and not os.path.islink(path)
        return None if gone else _unreadable(path, owner, error)
    hashed = _is_hashed(name)
    told = (document.text("startUrl"), document.text("region"))
    owner = next((session for session in owners if not session.differs_from(*told)), owner)
    if owner or (hashed and "accessToken" in document.fields):
        return _token_entry(document, owner)
    if {"clientId", "clientSecret"} <= document.fields.keys() and (hashed or name.startswith("botocore-client-id-")):
        return CacheEntry(
            kind=EntryKind.REGISTRATION,
            path=path,
            life=TokenLife(present=True, expires_at=document.moment("expiresAt")),
        )
    return CacheEntry(kind=EntryKind.FOREIGN, path=path, region=document.text("region"))


def _unreadable(path: str, owner: SsoSession | None, error: OSError | ValueError) -> CacheEntry:
    return CacheEntry(
        kind=EntryKind.UNREADABLE,
        path=path,
        session=owner,
        start_url=owner.start_url if owner else None,
        region=owner.region if owner else None,
        life=TokenLife(present=True),
        problem=f"Not a token: {_why(error)}.",
    )


def _token_entry(document: _Document, owner: SsoSession | None) -> CacheEntry:
    start_url = document.text("startUrl")
    legacy = not owner.name if owner else _hashed_name(start_url or "") == os.path.basename(document.path)
    try:
        token = _parse_token(document)
    except ValueError as error:
        life, renewed_by, problem = TokenLife(present=True), "", f"Not usable: {error}."
    else:
        if owner and (other := owner.differs_from(token.start_url, token.region)):
            return _of_other_portal(document.path, owner, other)
        life, renewed_by, problem = (
            _life(token, legacy=legacy),
            renewers(token, legacy=legacy),
            _REFUSED if token.refused else _clock_problem(document),
        )
    return CacheEntry(
        kind=EntryKind.TOKEN if owner else EntryKind.ORPHAN,
        path=document.path,
        session=owner,
        start_url=owner.start_url if owner else start_url,
        region=owner.region if owner else document.text("region"),
        life=life,
        problem=problem,
        renewed_by=renewed_by,
    )


def _of_other_portal(path: str, owner: SsoSession, other: str) -> CacheEntry:
    """Describe the file of a session whose portal was changed in the config after the sign-in: it signs nobody in."""
    return CacheEntry(
        kind=EntryKind.TOKEN,
        path=path,
        session=owner,
        start_url=owner.start_url,
        region=owner.region,
        problem=f"Its token is of another portal, {other}. Sign in to the one that the config names.",
        other_portal=other,
    )


def _clock_problem(document: _Document) -> str:
    """What botocore cannot read of the token's times, though we can."""
    if document.is_naive("expiresAt"):
        return "Its expiresAt names no time zone: taken as UTC, but the AWS CLI and boto3 cannot use it."
    registration = "registrationExpiresAt"
    if document.is_naive(registration):
        return f"Its {registration} names no time zone: taken as UTC, but the AWS CLI and boto3 cannot renew it."
    if registration in document.fields and not document.moment(registration):
        return f"Its {registration} is not a time: no tool can renew it."
    return ""


def _life(token: SsoToken, *, legacy: bool) -> TokenLife:
    """The token's clock. Nobody refreshes the token of a legacy start URL (reference, 2.3)."""
    return token.life._replace(renewable_until=None) if legacy else token.life


def _read(path: str) -> _Document:
    """The file's JSON object.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no JSON object; the text says why, and quotes nothing.
    """
    return _parse(path, read_regular(path, MAX_BYTES + 1))


def _parse(path: str, data: bytes) -> _Document:
    """Read the JSON object that the file held.

    Raises:
        ValueError: it is no JSON object; the text says why, and quotes nothing.
    """
    if len(data) > MAX_BYTES:
        raise ValueError("it is too large")
    if not data.strip():
        raise ValueError("it is empty")
    try:
        content = parse_json(data)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None  # the parser's own error carries the whole text
    if not isinstance(content, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004 - one kind of error for all bad content
    return _Document(path, content)


def _parse_token(document: _Document) -> SsoToken:
    """The token that the document is.

    Raises:
        ValueError: it is none; the text says why, and quotes nothing.
    """
    access_token, expires_at = Secret.parse(document.fields.get("accessToken")), document.moment("expiresAt")
    if access_token is None:
        raise ValueError("it holds no access token" if not document.text("accessToken") else _UNSENDABLE)
    if expires_at is None:
        raise ValueError("it does not say until when its token lasts")
    token = SsoToken(
        access_token=access_token,
        expires_at=expires_at,
        start_url=document.text("startUrl"),
        region=document.text("region"),
        refresh_token=Secret.parse(document.fields.get("refreshToken")),
        client_id=document.text("clientId"),
        client_secret=Secret.parse(document.fields.get("clientSecret")),
        registration_expires_at=document.moment("registrationExpiresAt"),
    )
    refusals = state.refusals()
    refusal = refusals.get(token.digest()) if refusals else None
    return token._replace(refused=refusal.token, renewal_refused=refusal.renewal) if refusal else token


_REFUSED = "The portal has refused this token: sign in again."
_UNSENDABLE = "its access token has characters that no header can carry"


def _hashed_name(key: str) -> str:
    return f"{hexdigest(key)}.json"


def _damaged(path: str, error: OSError | ValueError) -> DamagedToken:
    sign_in = "Sign in again to replace it: ssotui login, or aws sso login."
    hint = "Check what it is, and its permissions." if isinstance(error, OSError) else sign_in
    return DamagedToken(f"{path} cannot be used: {_why(error)}.", hint)


def _why(error: OSError | ValueError) -> str:
    return reason_of(error) if isinstance(error, OSError) else str(error)
