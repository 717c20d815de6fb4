"""Makes links that sign in to the AWS console: the portal's own, and those of the federation endpoint.

The portal's link names an account and a role, and nothing in it is secret: whoever opens it has to be signed in to the
portal. The federation endpoint makes a link out of keys, and that one signs in whoever has it, for 15 minutes.
"""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from ssotui.aws.console.partitions import Partition
from ssotui.aws.services import transport
from ssotui.aws.services.client import ca_bundle
from ssotui.aws.services.failures import NOT_AWS, translated_errors
from ssotui.aws.services.start_url import split_start_url
from ssotui.aws.services.urls import is_secure
from ssotui.model.client_settings import NO_SETTINGS, ClientSettings
from ssotui.model.credentials import RoleCredentials, RoleRef
from ssotui.model.errors import AccessDenied, ServiceFailure, UnusableFile, UsageError
from ssotui.model.secret import Secret

if TYPE_CHECKING:
    from botocore.awsrequest import AWSResponse

FEDERATION_VARIABLE = "SSOTUI_FEDERATION_URL"
"""Moves the federation endpoint, for tests and the demo."""

PORTAL_VARIABLE = "SSOTUI_PORTAL_URL"
"""Moves the page that the portal's links lead to: set by the demo, whose start URLs are nobody's."""

PAUSES = (0.5, 1.5)
"""Seconds to wait before each further attempt."""

_NO_POST = frozenset({404, 405, 501})
_WHAT = "get a sign-in link for the console"
_NOT_ACCEPTED = (
    "They may have ended; and keys of an IAM user cannot open the console, with MFA or without: use those of a role."
)


def portal_link(role: RoleRef, destination: str | None = None) -> str:
    """Make the portal's link to the console in that role, which takes no keys, no token and no network.

    Args:
        role: which account and role.
        destination: the console's page to land on; without one the permission set's relay state decides.

    Raises:
        UnusableFile: the session's start URL is none that may be opened.
    """
    stand_in = _stand_in(PORTAL_VARIABLE)
    url = urlsplit(stand_in) if stand_in else split_start_url(role.session)
    wanted = {"account_id": role.account_id, "role_name": role.role_name}
    if destination:
        wanted["destination"] = destination
    link = url._replace(path=f"{url.path.rstrip('/')}/", fragment=f"/console?{_encoded(wanted)}").geturl()
    if not (link.isascii() and link.isprintable() and " " not in link):
        raise UnusableFile(f"{role.session.start_url!r} is no URL.", f"Check sso_start_url of {role.session.label!r}.")
    return link


def sign_in_link(
    keys: RoleCredentials, partition: Partition, destination: str, settings: ClientSettings = NO_SETTINGS
) -> Secret:
    """Make a link that signs in to the console with the keys of a role. It is good for 15 minutes.

    The console session lasts as long as the keys: any other duration is refused for the keys of a role chain.

    Args:
        keys: the role's.
        partition: where the console is.
        destination: the address of the page to land on.
        settings: those of the profile that the keys are of; of them, ``ca_bundle`` counts.

    Raises:
        UnusableFile: they are the keys of an IAM user, which have no session token.
        AccessDenied: the endpoint does not accept the keys.
        ServiceFailure: the network or the endpoint failed, after retries.
        UsageError: the variable that moves the endpoint is no URL for it.
    """
    if keys.session_token is None:
        raise UnusableFile(
            "Long-lived keys of an IAM user cannot open the console.",
            "Use a profile that assumes a role (role_arn, and this one as its source_profile), "
            "or sign in to the console as that user.",
        )
    endpoint = _stand_in(FEDERATION_VARIABLE) or f"https://{partition.sign_in_host}/federation"
    token = _sign_in_token(endpoint, keys, settings)
    parts = {"Action": "login", "Issuer": "ssotui", "Destination": destination}
    return Secret(f"{endpoint}?{_encoded({**parts, 'SigninToken': token.reveal()})}")


def _encoded(query: dict[str, str]) -> str:
    """Encode as a query string, in which only letters, digits and ``-._~`` stay (RFC 3986, 2.3)."""
    return urlencode(query, quote_via=quote, safe="")


def _stand_in(variable: str) -> str | None:
    """Return the URL that the variable moves the endpoint to: https, or on this very machine."""
    value = os.environ.get(variable)
    if not value:
        return None
    if not is_secure(value) or urlsplit(value).query:
        raise UsageError(
            f"{variable} is neither an https URL nor one of this machine.", f"Correct it, or unset {variable}."
        )
    url = urlsplit(value)
    path = url.path if url.path.strip("/") or variable != FEDERATION_VARIABLE else "/federation"
    return url._replace(path=path, fragment="").geturl()


def _sign_in_token(endpoint: str, keys: RoleCredentials, settings: ClientSettings) -> Secret:
    """Trade the keys for a sign-in token, with a pause before each further attempt and one deadline for all of them."""
    ends = time.monotonic() + transport.OPERATION_SECONDS
    for seconds in PAUSES:
        try:
            return _asked(endpoint, keys, settings, ends)
        except ServiceFailure:
            if time.monotonic() + seconds >= ends:
                raise
            time.sleep(seconds)
    return _asked(endpoint, keys, settings, ends)


def _asked(endpoint: str, keys: RoleCredentials, settings: ClientSettings, ends: float) -> Secret:
    """Ask once by POST, whose body is in no proxy's log; where there is none, by GET, which AWS documents."""
    with translated_errors(_WHAT):
        answer = _send("POST", endpoint, keys, settings, ends)
        if answer.status_code in _NO_POST:
            answer = _send("GET", endpoint, keys, settings, ends)
        status = answer.status_code
        token = _token_in(answer) if status == 200 else None
    if token:
        return token
    if status == 200:
        raise ServiceFailure(f"Could not {_WHAT}: the answer holds no token.", NOT_AWS)
    if status in {400, 401, 403}:
        raise AccessDenied(f"Could not {_WHAT}: the keys are not accepted (HTTP {status}).", _NOT_ACCEPTED)
    if status == 429 or status >= 500:
        raise ServiceFailure(f"Could not {_WHAT}: the service failed (HTTP {status}).", "Try again in a moment.")
    raise ServiceFailure(f"Could not {_WHAT}: the answer (HTTP {status}) did not come from AWS.", NOT_AWS)


def _send(method: str, endpoint: str, keys: RoleCredentials, settings: ClientSettings, ends: float) -> AWSResponse:
    from botocore.awsrequest import AWSRequest

    form = Secret(_encoded({"Action": "getSigninToken", "SessionType": "json", "Session": _session(keys)}))
    request = (
        AWSRequest(method, endpoint, {"Content-Type": "application/x-www-form-urlencoded"}, form.reveal().encode())
        if method == "POST"
        else AWSRequest(method, f"{endpoint}?{form.reveal()}")
    )
    return transport.send(request.prepare(), ca_bundle=ca_bundle(settings), ends=ends)


def _session(keys: RoleCredentials) -> str:
    """Write the keys as JSON with the names that the endpoint wants."""
    token = keys.session_token
    return json.dumps(
        {
            "sessionId": keys.access_key_id.reveal(),
            "sessionKey": keys.secret_access_key.reveal(),
            "sessionToken": token.reveal() if token else "",
        }
    )


def _token_in(answer: AWSResponse) -> Secret | None:
    content = json.loads(answer.content)
    return Secret.parse(content.get("SigninToken")) if isinstance(content, dict) else None
