"""Read and write access tokens in ``~/.aws/sso/cache``, which the AWS CLI and every SDK share.

A session's token is in exactly one file, named by the SHA-1 of the session's name, or of the start URL as the
config writes it for a legacy profile (botocore ``SSOTokenLoader``; Go, Java, Rust and JS agree).
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from ssotui.aws import environment, locations
from ssotui.aws.caches.digest import hexdigest
from ssotui.model.clock import aware, datetime, format_optional, format_timestamp, parse_timestamp
from ssotui.model.errors import UnusableFile, reason_of
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession, SsoToken
from ssotui.storage import state
from ssotui.storage.bounded_read import read_regular
from ssotui.storage.fast_json import parse_json

TYPE_CHECKING = False  # type checkers take this for True: importing typing and pathlib takes its time
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

HALF_WRITTEN_PAUSES = (0.02, 0.03, 0.05)
"""Seconds to wait between reads of a file that is no JSON: the AWS CLI truncates before it writes."""

MAX_BYTES = 1_000_000
"""A token file is a few kilobytes; what is larger than this is something else."""


class DamagedToken(UnusableFile):
    """There is a token file, but no token can be read from it."""


def file_name(session: SsoSession) -> str:
    """Name the session's token file, without its folder."""
    return hashed_name(session.name or session.start_url)


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
            return token_of(read_document(path))
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
            old = parse_document(str(path), before).fields
        except ValueError:
            old = {}
        known = {key: value for key, value in ours.items() if value is not None}
        if not token.refresh_token and token.client_id == old.get("clientId"):
            known |= {key: old[key] for key in ("refreshToken",) if Secret.parse(old.get(key))}
        strangers = {key: value for key, value in old.items() if key not in ours}
        return json.dumps(known | strangers).encode()

    edit_file(path, put, secret=True, backup=False)


class TokenDocument:
    """A file's JSON object. It has no ``repr`` that shows secrets: it may be in a traceback that shows locals."""

    def __init__(self, path: str, fields: dict[str, Any]) -> None:
        self.path = path
        self.fields = fields

    def text(self, key: str) -> str | None:
        """Return the value of the key if it is a text."""
        value = self.fields.get(key)
        return value if isinstance(value, str) else None

    def moment(self, key: str) -> datetime | None:
        """Return the time under the key, if it is one.

        Naive times are taken as UTC, which is what their writers meant; botocore cannot read them at all.
        """
        moment = self._parsed(key)
        return aware(moment) if moment else None

    def is_naive(self, key: str) -> bool:
        """Tell whether the time under the key names no time zone."""
        moment = self._parsed(key)
        return moment is not None and moment.tzinfo is None

    def _parsed(self, key: str) -> datetime | None:
        try:
            return parse_timestamp(self.text(key) or "")
        except ValueError:
            return None


def read_document(path: str) -> TokenDocument:
    """Read the file's JSON object.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no JSON object; the text says why, and quotes nothing.
    """
    return parse_document(path, read_regular(path, MAX_BYTES + 1))


def parse_document(path: str, data: bytes) -> TokenDocument:
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
    return TokenDocument(path, content)


def token_of(document: TokenDocument) -> SsoToken:
    """Read the token that the document holds.

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


_UNSENDABLE = "its access token has characters that no header can carry"


def hashed_name(key: str) -> str:
    """Name the token file of a session's name or of a legacy start URL."""
    return f"{hexdigest(key)}.json"


def _damaged(path: str, error: OSError | ValueError) -> DamagedToken:
    sign_in = "Sign in again to replace it: ssotui login, or aws sso login."
    hint = "Check what it is, and its permissions." if isinstance(error, OSError) else sign_in
    return DamagedToken(f"{path} cannot be used: {fault_of(error)}.", hint)


def fault_of(error: OSError | ValueError) -> str:
    """Say in a few words why a file cannot be read as a token; quotes nothing of it."""
    return reason_of(error) if isinstance(error, OSError) else str(error)
