"""boto3 clients for the two services of a sign-in, and what their failures mean.

The clients are unsigned: they never look for credentials, so no profile, however broken, can stop them, and the
instance metadata service is never probed.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from ssotui.model.errors import AccessDenied, ServiceFailure, SignInNeeded, SsotuiError, UsageError

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

Service = Literal["sso", "sso-oidc"]

CONNECT_SECONDS = 5
READ_SECONDS = 15
ATTEMPTS = 5

_clients: dict[tuple[str, str, str | None], Any] = {}
_making = threading.Lock()


def client(service: Service, region: str) -> Any:
    """The one client of that service and region; a few hundred milliseconds the first time, then free.

    Only the service's own ``AWS_ENDPOINT_URL_…`` moves its endpoint. The global ``AWS_ENDPOINT_URL`` does not: it
    would send the bearer token to whatever stands in for S3 or DynamoDB there.
    """
    endpoint = _endpoint(service)
    with _making:
        key = (service, region, endpoint)
        if key not in _clients:
            _clients[key] = _make_client(service, region, endpoint)
        return _clients[key]


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turn whatever botocore raises inside into one of our errors. ``what`` completes "could not …".

    Raises:
        SignInNeeded: 401, the token is not accepted.
        AccessDenied: 403 or 404 by the service itself.
        ServiceFailure: throttling, 5xx, the network, or an answer that is not the service's.
    """
    import http.client

    import urllib3.exceptions
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        raise _from_answer(error, what) from None  # its response carries what the network sent
    except BotoCoreError as error:
        raise _from_network(error, what) from None
    except (
        urllib3.exceptions.HTTPError,
        http.client.HTTPException,
        ValueError,
        TypeError,
        OverflowError,
        OSError,
    ) as error:
        # What botocore lets through: truncated and malformed answers. Their text may quote the answer.
        raise ServiceFailure(f"Could not {what}: the answer cannot be read ({type(error).__name__}).", _RETRY) from None


_RETRY = "Check the network, then try again."


def _endpoint(service: Service) -> str | None:
    if os.environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true":
        return None
    return os.environ.get(f"AWS_ENDPOINT_URL_{service.replace('-', '_').upper()}") or None


def _make_client(service: Service, region: str, endpoint: str | None) -> Any:
    import boto3
    import botocore.session
    from botocore import UNSIGNED
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    core = botocore.session.Session(
        # No profile and neither file: what is wrong there is shown elsewhere, and must not stop a sign-in.
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )
    try:
        return boto3.session.Session(botocore_session=core).client(
            service,
            region_name=region,
            endpoint_url=endpoint,
            config=Config(
                signature_version=UNSIGNED,
                ignore_configured_endpoint_urls=True,  # type: ignore[call-arg]  # the stubs do not know it yet
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"mode": "adaptive", "total_max_attempts": ATTEMPTS},
                max_pool_connections=16,
            ),
        )
    except (BotoCoreError, ValueError) as error:
        raise UsageError(
            f"There is no endpoint for {service} in region {region!r} ({type(error).__name__}).",
            "Check the session's sso_region, and AWS_ENDPOINT_URL_* if it is set.",
        ) from None


def _from_answer(error: ClientError, what: str) -> SsotuiError:
    code = error.response.get("Error", {}).get("Code", "")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    named = not code.isdigit()  # botocore falls back to the status when the body is not the service's
    if status == 401 and named:
        return SignInNeeded(f"Could not {what}: the portal does not accept the session's token.")
    if status in {403, 404} and named:
        return AccessDenied(
            f"Could not {what}: access denied.", "Check the account ID and the role's name, or ask who assigns them."
        )
    if status == 429 or "TooManyRequests" in code or "Throttl" in code:
        return ServiceFailure(f"Could not {what}: too many requests (throttled).", "Wait a moment, then try again.")
    if status >= 500:
        return ServiceFailure(f"Could not {what}: the service failed (HTTP {status}).", "Try again in a moment.")
    if not named:
        return ServiceFailure(
            f"Could not {what}: the answer (HTTP {status}) did not come from AWS.",
            "A proxy or a captive portal may be in between: check the network.",
        )
    return ServiceFailure(f"Could not {what}: {code} (HTTP {status}).", "Check the session's region and start URL.")


def _from_network(error: Exception, what: str) -> SsotuiError:
    from botocore import exceptions
    from botocore.parsers import ResponseParserError

    reasons: tuple[tuple[type[Exception], str, str], ...] = (
        (exceptions.SSLError, "the TLS certificate is not trusted", "Behind a TLS proxy, set AWS_CA_BUNDLE."),
        (exceptions.ProxyConnectionError, "the proxy does not answer", "Check HTTPS_PROXY and NO_PROXY."),
        (exceptions.ConnectTimeoutError, "no connection in time", _RETRY),
        (exceptions.ReadTimeoutError, "no answer in time", _RETRY),
        (exceptions.EndpointConnectionError, "no connection", _RETRY),
        (exceptions.ConnectionClosedError, "the connection broke", _RETRY),
        (ResponseParserError, "the answer cannot be read", _RETRY),
        (exceptions.ParamValidationError, "the request is not valid", "Check the account ID and the role's name."),
    )
    for kind, reason, hint in reasons:
        if isinstance(error, kind):
            return ServiceFailure(f"Could not {what}: {reason}.", hint)
    return ServiceFailure(f"Could not {what} ({type(error).__name__}).", _RETRY)
