"""The AWS CLI's cache files, byte for byte as version 2.36 writes them.

Written apart from `ssotui.aws`, which reads and writes the same files: an error of either shows against the other.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ssotui.model.clock import format_optional, format_timestamp
from ssotui.model.credentials import RoleCredentials
from ssotui.model.token import SsoToken


def token_name(session: str) -> str:
    """Name the token's file, by the session's name or by a legacy profile's start URL."""
    return _hashed(session)


def token_content(token: SsoToken) -> bytes:
    """Write a token as JSON, with all eight keys if it has them all."""
    content = {
        "startUrl": token.start_url,
        "region": token.region,
        "accessToken": token.access_token.reveal(),
        "expiresAt": format_timestamp(token.expires_at),
        "clientId": token.client_id,
        "clientSecret": token.client_secret.reveal() if token.client_secret else None,
        "registrationExpiresAt": format_optional(token.registration_expires_at),
        "refreshToken": token.refresh_token.reveal() if token.refresh_token else None,
    }
    return _written({key: value for key, value in content.items() if value is not None})


def registration_name(session: str, start_url: str, region: str, scopes: list[str]) -> str:
    """Name the file of the client registration of an ``[sso-session]``."""
    return _hashed(
        json.dumps(
            {
                "region": region,
                "scopes": scopes,
                "session_name": session,
                "startUrl": start_url,
                "tool": "botocore",
            }
        )
    )


def keys_name(session: str, account_id: str, role_name: str) -> str:
    """Name the file of a role's keys; ``session`` is as for :func:`token_name`."""
    owner = {"startUrl": session} if "://" in session else {"sessionName": session}
    key = {"accountId": account_id, "roleName": role_name, **owner}
    return _hashed(json.dumps(key, sort_keys=True, separators=(",", ":")))


def keys_content(keys: RoleCredentials) -> bytes:
    """Write a role's keys as JSON."""
    return _written(
        {
            "ProviderType": "sso",
            "Credentials": {
                "AccessKeyId": keys.access_key_id.reveal(),
                "SecretAccessKey": keys.secret_access_key.reveal(),
                "SessionToken": keys.session_token.reveal() if keys.session_token else None,
                "Expiration": format_optional(keys.expires_at),
                "AccountId": keys.account_id,
            },
        }
    )


def _hashed(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest() + ".json"


def _written(content: dict[str, Any]) -> bytes:
    return json.dumps(content).encode()
