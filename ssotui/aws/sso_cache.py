"""``~/.aws/sso/cache``: access tokens and client registrations, shared with the AWS CLI and every SDK.

A session's token is in exactly one file, named by the SHA-1 of the session's name, or of the start URL as the
config writes it for a legacy profile (botocore ``SSOTokenLoader``; Go, Java, Rust and JS agree).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import sleep
from typing import Any

from ssotui.aws import locations
from ssotui.model.clock import format_optional, format_timestamp, parse_timestamp
from ssotui.model.errors import UnusableFile
from ssotui.model.secret import Secret
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.token import MISSING, SsoSession, SsoToken, TokenLife
from ssotui.storage.files import locked, resolve, write_atomically

HALF_WRITTEN_PAUSES = (0.02, 0.03, 0.05)
"""Seconds to wait between reads of a file that is no JSON: the AWS CLI truncates before it writes."""

MAX_BYTES = 1_000_000
"""A token file is a few kilobytes; what is larger than this is something else."""


class DamagedToken(UnusableFile):
    """There is a token file, but no token can be read from it."""


def file_name(session: SsoSession) -> str:
    """The name of the session's token file."""
    return f"{hashlib.sha1((session.name or session.start_url).encode(), usedforsecurity=False).hexdigest()}.json"


def path_of(session: SsoSession) -> Path:
    """Where the session's token is, if anywhere."""
    return locations.sso_cache() / file_name(session)


def read_token(session: SsoSession, *, pauses: Sequence[float] = HALF_WRITTEN_PAUSES) -> SsoToken | None:
    """The session's token as the file holds it now, or ``None`` if there is no file.

    Raises:
        DamagedToken: the file is there, but holds no token.
    """
    path = path_of(session)
    try:
        content = _read_json(path, pauses)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _damaged(path, _why_unreadable(error)) from error
    return _parse_token(path, content)


def life_of(session: SsoSession) -> TokenLife:
    """The clock of the session's token; a damaged file is present, with nothing known. Never raises, never waits."""
    try:
        token = read_token(session, pauses=())
    except DamagedToken:
        return TokenLife(present=True)
    if token is None:
        return MISSING
    life = token.life
    # Nobody refreshes the token of a legacy start URL (reference, 2.3).
    return life if session.name else TokenLife(present=True, expires_at=life.expires_at)


def write_token(session: SsoSession, token: SsoToken) -> None:
    """Write the session's token as the AWS CLI does: all eight keys in its order; keys that we do not know stay.

    Raises:
        UnusableFile: the file cannot be written.
    """
    path = path_of(session)
    with locked(resolve(path)):
        try:
            content = _read_json(path)
        except (OSError, ValueError):
            content = {}
        ours = {
            "startUrl": session.start_url,
            "region": session.region,
            "accessToken": token.access_token.reveal(),
            "expiresAt": format_timestamp(token.expires_at),
            "clientId": token.client_id,
            "clientSecret": token.client_secret.reveal() if token.client_secret else None,
            "registrationExpiresAt": format_optional(token.registration_expires_at),
            "refreshToken": token.refresh_token.reveal() if token.refresh_token else content.get("refreshToken"),
        }
        known = {key: value for key, value in ours.items() if value is not None}
        strangers = {key: value for key, value in content.items() if key not in ours}
        write_atomically(path, json.dumps(known | strangers).encode(), secret=True)


def read_entries(sessions: Iterable[SsoSession]) -> tuple[CacheEntry, ...]:
    """Every file of the folder, told apart, then the given sessions that have none.

    Never raises: a file that cannot be read is an entry that says so.
    """
    owners = {file_name(session): session for session in sessions}
    try:
        with os.scandir(locations.sso_cache()) as listing:
            names = sorted(entry.name for entry in listing if not entry.is_dir())
    except OSError:
        names = []
    found = tuple(_classify(locations.sso_cache() / name, owners.get(name)) for name in names)
    missing = (
        CacheEntry(kind=EntryKind.TOKEN, session=session, start_url=session.start_url, region=session.region)
        for name, session in owners.items()
        if name not in names
    )
    return (*found, *missing)


@dataclass(frozen=True, slots=True)
class _Content:
    """What a classified file says, before anyone asks what it is."""

    path: Path
    fields: dict[str, Any]

    def text(self, key: str) -> str | None:
        value = self.fields.get(key)
        return value if isinstance(value, str) else None

    def moment(self, key: str) -> datetime | None:
        return _moment(self.text(key))


def _classify(path: Path, owner: SsoSession | None) -> CacheEntry:
    if path.suffix != ".json":
        return CacheEntry(kind=EntryKind.TEMPORARY, path=path, session=owner)
    try:
        content = _Content(path, _read_json(path))
    except FileNotFoundError:
        return CacheEntry(kind=EntryKind.TEMPORARY, path=path, session=owner, problem="It went away.")
    except (OSError, ValueError) as error:
        return CacheEntry(
            kind=EntryKind.UNREADABLE, path=path, session=owner, problem=f"Not a token: {_why_unreadable(error)}."
        )
    if owner or ("accessToken" in content.fields and content.text("startUrl")):
        return _token_entry(content, owner)
    if "clientId" in content.fields and "clientSecret" in content.fields and "accessToken" not in content.fields:
        return CacheEntry(
            kind=EntryKind.REGISTRATION,
            path=path,
            life=TokenLife(present=True, expires_at=content.moment("expiresAt")),
        )
    return CacheEntry(kind=EntryKind.FOREIGN, path=path, region=content.text("region"))


def _token_entry(content: _Content, owner: SsoSession | None) -> CacheEntry:
    problem = ""
    try:
        life = _parse_token(content.path, content.fields).life
    except DamagedToken as error:
        life, problem = TokenLife(present=True), error.message
    else:
        if owner and not owner.name:
            life = TokenLife(present=True, expires_at=life.expires_at)
    return CacheEntry(
        kind=EntryKind.TOKEN if owner else EntryKind.ORPHAN,
        path=content.path,
        session=owner,
        start_url=owner.start_url if owner else content.text("startUrl"),
        region=owner.region if owner else content.text("region"),
        life=life,
        problem=problem,
    )


def _read_json(path: Path, pauses: Sequence[float] = ()) -> dict[str, Any]:
    """The file's JSON object, read again after each pause while it is none (somebody may be writing it).

    A list does not wait for anyone's half-written file: its next reading will see it whole.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no JSON object, or nests too deep.
    """
    for pause in pauses:
        try:
            return _json_object(path)
        except ValueError:
            sleep(pause)
    return _json_object(path)


def _json_object(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError("it is too large")
    if not data.strip():
        raise ValueError("it is empty")
    try:
        content = json.loads(data)
    except RecursionError:
        content = None
    except ValueError:
        raise ValueError("it is not JSON") from None  # the parser's own error carries the whole text
    if not isinstance(content, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004 - one kind of error for all bad content
    return content


def _parse_token(path: Path, content: dict[str, Any]) -> SsoToken:
    fields = _Content(path, content)
    access_token, expires_at = _secret(content.get("accessToken")), fields.moment("expiresAt")
    if access_token is None:
        raise _damaged(path, "it holds no access token")
    if expires_at is None:
        raise _damaged(path, "it does not say until when its token lasts")
    return SsoToken(
        access_token=access_token,
        expires_at=expires_at,
        start_url=fields.text("startUrl"),
        region=fields.text("region"),
        refresh_token=_secret(content.get("refreshToken")),
        client_id=fields.text("clientId"),
        client_secret=_secret(content.get("clientSecret")),
        registration_expires_at=fields.moment("registrationExpiresAt"),
    )


def _secret(value: object) -> Secret | None:
    """A secret that can travel in an HTTP header; anything else would end up in an error's text."""
    return Secret(value) if isinstance(value, str) and value.isascii() and value.isprintable() and value else None


def _moment(text: str | None) -> datetime | None:
    """Naive times are taken as UTC, which is what their writers meant; botocore cannot read them at all."""
    try:
        moment = parse_timestamp(text) if text else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _damaged(path: Path, why: str) -> DamagedToken:
    return DamagedToken(f"{path} cannot be used: {why}.", "Sign in again to replace it: aws sso login.")


def _why_unreadable(error: OSError | ValueError) -> str:
    return (error.strerror or "it cannot be read").lower() if isinstance(error, OSError) else str(error)
