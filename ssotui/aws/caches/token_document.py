"""Read the document of a token or of a registration: a JSON object whose values may be anything."""

from __future__ import annotations

from ssotui.model.clock import aware, datetime, parse_timestamp
from ssotui.model.errors import reason_of
from ssotui.model.secret import Secret
from ssotui.model.token import SsoToken
from ssotui.storage import state
from ssotui.storage.bounded_read import DOCUMENT_BYTES, read_regular
from ssotui.storage.fast_json import parse_json

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from typing import Any

_UNSENDABLE = "its access token has characters that no header can carry"


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
    return parse_document(path, read_regular(path, DOCUMENT_BYTES + 1))


def parse_document(path: str, data: bytes) -> TokenDocument:
    """Read the JSON object that the file held.

    Raises:
        ValueError: it is no JSON object; the text says why, and quotes nothing.
    """
    if len(data) > DOCUMENT_BYTES:
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


def token_of(document: TokenDocument, digest: str | None = None) -> SsoToken:
    """Read the token that the document holds.

    Args:
        document: the token's.
        digest: of the access token, where the document does not hold it.

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
    refusal = refusals.get(digest or token.digest()) if refusals else None
    return token._replace(refused=refusal.token, renewal_refused=refusal.renewal) if refusal else token


def fault_of(error: OSError | ValueError) -> str:
    """Say in a few words why a file cannot be read as a token; quotes nothing of it."""
    return reason_of(error) if isinstance(error, OSError) else str(error)
