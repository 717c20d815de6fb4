"""boto3 clients for the services of a sign-in and of a role chain, and what their failures mean.

The clients are unsigned, or signed with keys that are handed to them: they never look for credentials, so no profile,
however broken, can stop them, and the instance metadata service is never probed.
"""

from __future__ import annotations

import os
import threading
from contextlib import AbstractContextManager
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from ssotui.aws.services.transport import Limits, TooLong, TooSlow, limit
from ssotui.aws.services.urls import is_secure
from ssotui.model.errors import (
    AccessDenied,
    PassingFailure,
    ServiceFailure,
    SignInNeeded,
    SsotuiError,
    Throttled,
    UnusableFile,
    UsageError,
)

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

    from ssotui.model.credentials import RoleCredentials

Service = Literal["sso", "sso-oidc", "sts"]

CONNECT_SECONDS = 5
READ_SECONDS = 10
ATTEMPTS = 5
"""With silence all the way, an answer is given up after 50 s: before Go's SDK gives up a credential process."""
FEW_ATTEMPTS = 2
"""Where the answer is good to have, and nobody should wait long for it."""

NOT_AWS = "A proxy or a captive portal may be in between: check the network."
"""The hint where an answer came that AWS does not give."""

_clients: dict[tuple[str, str, str | None, int], Any] = {}
_making = threading.Lock()
"""A session is not for two threads at a time; clients are."""


def client(service: Service, region: str, *, attempts: int | None = None) -> Any:
    """The one client of that service and region; a few hundred milliseconds the first time, then free.

    It tries :data:`ATTEMPTS` times, at a rate that it adapts to throttling; or as often as ``attempts`` says: once, and
    at once, where the caller sets the pace and does the trying again.

    Only the service's own ``AWS_ENDPOINT_URL_…`` moves its endpoint. The global ``AWS_ENDPOINT_URL`` does not: it
    would send the bearer token to whatever stands in for S3 or DynamoDB there.
    """
    endpoint, attempts = _endpoint(service), attempts or ATTEMPTS
    with _making:
        key = (service, region, endpoint, attempts)
        if key not in _clients:
            _clients[key] = _make_client(service, region, endpoint, attempts=attempts)
        return _clients[key]


def signed_client(service: Service, region: str, keys: RoleCredentials, *, sts_endpoints: str | None) -> Any:
    """A new client that signs with those keys and no others; close it after use.

    Args:
        service: its name. The same rule of endpoints holds as for :func:`client`.
        region: where.
        keys: what to sign with.
        sts_endpoints: ``sts_regional_endpoints`` as the profile has it; botocore's default is ``regional``.
    """
    with _making:
        return _make_client(service, region, _endpoint(service), keys, sts_endpoints, attempts=ATTEMPTS)


def explained(what: str) -> AbstractContextManager[None]:
    """Turn whatever botocore raises inside into one of our errors. ``what`` completes "could not …".

    Raises:
        SignInNeeded: 401, the token is not accepted.
        AccessDenied: 403 or 404 by the service itself.
        Throttled: 429.
        PassingFailure: 5xx, or the network.
        ServiceFailure: any other failure, or an answer that is not the service's.
    """
    return _Explained(what)


class _Explained(AbstractContextManager[None]):
    def __init__(self, what: str) -> None:
        self._what = what

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        ours = _translated(error, self._what) if error else None
        if ours:
            del error, trace  # they carry what the network sent, and a traceback that shows locals would quote it
            raise ours from None


def _translated(error: BaseException, what: str) -> SsotuiError | None:
    """What the error means; ``None`` for one that is not botocore's."""
    import http.client

    import urllib3.exceptions
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    if isinstance(error, TooSlow):
        return PassingFailure(f"Could not {what}: no whole answer in time.", _RETRY)
    if isinstance(error, TooLong):
        return ServiceFailure(f"Could not {what}: the answer is longer than any of AWS's.", NOT_AWS)
    if isinstance(error, ClientError):
        return _from_answer(error, what)
    if isinstance(error, BotoCoreError | ResponseParserError):
        return _from_network(error, what)
    unreadable = (
        *(urllib3.exceptions.HTTPError, http.client.HTTPException, OSError),
        # What botocore and we make of an answer of another shape: a list in place of an object, a date out of range.
        *(ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError),
    )
    if isinstance(error, unreadable):
        return ServiceFailure(f"Could not {what}: the answer cannot be read ({type(error).__name__}).", _RETRY)
    return None


_RETRY = "Check the network, then try again."


def _endpoint(service: Service) -> str | None:
    if os.environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true":
        return None
    return checked_endpoint(os.environ.get(endpoint_variable(service)), endpoint_variable(service))


def endpoint_variable(service: str) -> str:
    """The variable that moves the endpoint of that service alone."""
    return f"AWS_ENDPOINT_URL_{service.replace('-', '_').upper()}"


def checked_endpoint(url: str | None, named: str) -> str | None:
    """The endpoint, if there is one; a secret goes to it, so it is https or this very machine.

    Raises:
        UnusableFile: it is neither; ``named`` says where it is set.
    """
    if url and not is_secure(url):
        raise UnusableFile(
            f"{named} is neither an https URL nor one of this machine.", f"Correct it, or unset {named}."
        )
    return url or None


@cache
def _session(sts_endpoints: str | None) -> Any:
    """One for many clients: with the models loaded, the next takes a few milliseconds instead of sixty."""
    import boto3
    import botocore.session

    core = botocore.session.Session(
        # No profile and neither file: what is wrong there is shown elsewhere, and must not stop a sign-in.
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )
    if sts_endpoints:
        core.set_config_variable("sts_regional_endpoints", sts_endpoints)
    return boto3.session.Session(botocore_session=core)


def _make_client(
    service: Service,
    region: str,
    endpoint: str | None,
    keys: RoleCredentials | None = None,
    sts_endpoints: str | None = None,
    *,
    attempts: int,
) -> Any:
    from botocore import UNSIGNED
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, InvalidRegionError, NoRegionError

    session = _session(None if "AWS_STS_REGIONAL_ENDPOINTS" in os.environ else sts_endpoints)
    signing: dict[str, Any] = {}
    if keys:
        signing = {
            "aws_access_key_id": keys.access_key_id.reveal(),
            "aws_secret_access_key": keys.secret_access_key.reveal(),
            "aws_session_token": keys.session_token.reveal() if keys.session_token else None,
        }
    try:
        made = session.client(
            service,
            region_name=region,
            endpoint_url=endpoint,
            **signing,
            config=Config(
                signature_version=None if keys else UNSIGNED,
                ignore_configured_endpoint_urls=True,  # type: ignore[call-arg]  # the stubs do not know it yet
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                # Adaptive would still hold requests back where the caller sets the pace.
                retries={"mode": "adaptive" if attempts > 1 else "standard", "total_max_attempts": attempts},
            ),
        )
    except (BotoCoreError, ValueError) as error:
        # Without an endpoint of our own, a ValueError is about the one that botocore has made of the region.
        if isinstance(error, (InvalidRegionError, NoRegionError)) or (isinstance(error, ValueError) and not endpoint):
            raise UnusableFile(
                f"{region!r} is no AWS region.", "Check the session's sso_region, or the profile's region."
            ) from None
        raise UsageError(
            f"There is no client for {service} in region {region!r} ({type(error).__name__}).",
            f"Check {endpoint_variable(service)} and AWS_CA_BUNDLE, if they are set.",
        ) from None
    limit(made.meta.events, limits())
    return made


def limits() -> Limits:
    """How long any request may take."""
    return Limits(CONNECT_SECONDS, READ_SECONDS)


def _from_answer(error: ClientError, what: str) -> SsotuiError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    # An error's class, as the service names it. botocore takes it from wherever it can: a proxy's answer may put
    # anything there, and where there is none the status stands in.
    named = code.isascii() and code.isidentifier() and len(code) < 80
    if status == 401 and named:
        return SignInNeeded(
            f"Could not {what}: the portal does not accept the session's token.",
            "Sign in again: ssotui login, or aws sso login.",
        )
    if status in {403, 404} and named:
        return AccessDenied(
            f"Could not {what}: access denied.", "Check the account ID and the role's name, or ask who assigns them."
        )
    if status == 429 or (named and code.startswith(("TooManyRequests", "Throttl", "SlowDown"))):
        return Throttled(f"Could not {what}: too many requests (throttled).", "Wait a moment, then try again.")
    if status >= 500:
        return PassingFailure(f"Could not {what}: the service failed (HTTP {status}).", "Try again in a moment.")
    if not named:
        return ServiceFailure(
            f"Could not {what}: the answer (HTTP {status}) did not come from AWS.",
            NOT_AWS,
        )
    return ServiceFailure(f"Could not {what}: {code} (HTTP {status}).", "Check the session's region and start URL.")


def _from_network(error: Exception, what: str) -> SsotuiError:
    from botocore import exceptions
    from botocore.parsers import ResponseParserError

    reasons: tuple[tuple[type[Exception], type[ServiceFailure], str, str], ...] = (
        (
            exceptions.SSLError,
            ServiceFailure,
            "the TLS certificate is not trusted",
            "Behind a TLS proxy, set AWS_CA_BUNDLE; and check the machine's clock.",
        ),
        (
            exceptions.ProxyConnectionError,
            ServiceFailure,
            "the proxy does not answer",
            "Check HTTPS_PROXY and NO_PROXY.",
        ),
        (exceptions.ConnectTimeoutError, PassingFailure, "no connection in time", _RETRY),
        (exceptions.ReadTimeoutError, PassingFailure, "no answer in time", _RETRY),
        (exceptions.EndpointConnectionError, PassingFailure, "no connection", _RETRY),
        (exceptions.ConnectionClosedError, PassingFailure, "the connection broke", _RETRY),
        (ResponseParserError, ServiceFailure, "the answer cannot be read", _RETRY),
        (
            exceptions.ParamValidationError,
            ServiceFailure,
            "the request is not valid",
            "Check the account ID and the role's name.",
        ),
    )
    for kind, failure, reason, hint in reasons:
        if isinstance(error, kind):
            return failure(f"Could not {what}: {reason}.", hint)
    failure = PassingFailure if isinstance(error, exceptions.HTTPClientError) else ServiceFailure
    return failure(f"Could not {what} ({type(error).__name__}).", _RETRY)
