"""Tell what of a token, a registration or a set of keys may stand in the keychain's index: nothing that is secret."""

from __future__ import annotations

from ssotui.aws.caches.token_document import parse_document
from ssotui.model.secret import Secret
from ssotui.model.token import SsoToken
from ssotui.storage.fast_json import DAMAGED, parse_json

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

SECRET_KEYS = ("accessToken", "refreshToken", "clientSecret")
DIGEST = "digest"
ENDS = "Expiration"


def of_token(data: bytes) -> Mapping[str, Any]:
    """Describe a token: all that the list says of it. In the place of each secret stands whether it is there."""
    try:
        document = parse_document("", data)
    except ValueError:
        return {}
    fields = document.fields
    access_token, expires_at = Secret.parse(fields.get("accessToken")), document.moment("expiresAt")
    if access_token is None or expires_at is None:
        return {}
    known = ("startUrl", "region", "expiresAt", "clientId", "registrationExpiresAt")
    return {
        **{key: fields[key] for key in known if isinstance(fields.get(key), str)},
        **{key: Secret.parse(fields.get(key)) is not None for key in SECRET_KEYS},
        DIGEST: SsoToken(access_token, expires_at).digest(),
    }


def of_keys(data: bytes) -> Mapping[str, Any]:
    """Describe cached keys: when they end, and the ARN that an assumed role has."""
    try:
        content = parse_json(data)
        user = content.get("AssumedRoleUser") or {}
        return {ENDS: str(content["Credentials"][ENDS]), "Arn": str(user.get("Arn") or "")}
    except DAMAGED:
        return {}
