"""Cache client registrations under the AWS CLI's own names: in ``~/.aws/sso/cache``, which both share, or the keychain.

The two flows of a session share one name and overwrite each other; ``grantTypes`` marks a registration for PKCE, and
each flow ignores the other's.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from ssotui.aws.caches import stores
from ssotui.aws.caches.digest import hexdigest
from ssotui.model.clock import aware, format_timestamp, parse_timestamp
from ssotui.model.secret import Secret
from ssotui.model.sign_in import Flow, Registration
from ssotui.model.token import SsoSession
from ssotui.storage.fast_json import DAMAGED

PKCE_GRANTS = ("authorization_code", "refresh_token")
"""What a registration for PKCE is registered for, and is told by in the cache."""

LEAST_LEFT = timedelta(minutes=15)
"""With less than this the CLI registers anew (``SSOTokenFetcher._EXPIRY_WINDOW``)."""


def file_name(session: SsoSession) -> str:
    """Name the registration's file: the SHA-1 of JSON, as the CLI makes it (``_registration_cache_key``)."""
    key = {
        "region": session.region,
        "scopes": list(session.scopes) or None,
        "session_name": session.name,
        "startUrl": session.start_url,
        "tool": "botocore",
    }
    # The CLI's own call: default separators, sorted, and escapes for whatever is not ASCII.
    text = json.dumps(key, sort_keys=True)
    return f"{hexdigest(text)}.json"


def read(session: SsoSession, flow: Flow, now: datetime) -> Registration | None:
    """Read the session's registration for that flow, if it lasts long enough; a damaged one counts as none.

    Raises:
        UnusableFile: the keychain cannot be used.
    """
    try:
        fields: Any = json.loads(stores.of_registrations(session).read(file_name(session)))
        expires_at = aware(parse_timestamp(fields["expiresAt"]))
        client_id, client_secret = fields["clientId"], Secret.parse(fields["clientSecret"])
        grants, scopes = fields.get("grantTypes"), fields.get("scopes") or ()
        found = Flow.PKCE if grants and "authorization_code" in grants else Flow.DEVICE
        scopes = tuple(str(scope) for scope in scopes)
    except (OSError, *DAMAGED):
        return None
    if not (isinstance(client_id, str) and client_id and client_secret):
        return None
    if found is not flow or expires_at - now < LEAST_LEFT:
        return None
    return Registration(client_id, client_secret, expires_at, flow, scopes)


def write(session: SsoSession, registration: Registration) -> None:
    """Write the registration to the cache, as the AWS CLI does.

    Raises:
        UnusableFile: it cannot be written.
    """
    content: dict[str, Any] = {
        "clientId": registration.client_id,
        "clientSecret": registration.client_secret.reveal(),
        "expiresAt": format_timestamp(registration.expires_at),
    }
    if registration.scopes:
        content["scopes"] = list(registration.scopes)
    if registration.flow is Flow.PKCE:
        content["grantTypes"] = list(PKCE_GRANTS)
    stores.of_registrations(session).write(file_name(session), json.dumps(content).encode())
