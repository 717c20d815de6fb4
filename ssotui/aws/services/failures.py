"""Turns what botocore and the network raise into errors of ours, which quote nothing that was sent or received."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ssotui.aws.services.transport import TooLong, TooSlow
from ssotui.model.errors import (
    SIGN_IN_HERE,
    AccessDenied,
    PassingFailure,
    ServiceFailure,
    SignInNeeded,
    SsotuiError,
    Throttled,
)
from ssotui.model.regions import correction, is_region
from ssotui.model.text import visible

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

NOT_AWS = "A proxy or a captive portal may be in between: check the network."
"""The hint for an answer that AWS does not give."""

_NO_REGIONS = frozenset({"us-gov-home"})

_RETRY = "Check the network, then try again."


def translated_errors(what: str) -> AbstractContextManager[None]:
    """Translate whatever botocore raises inside the block into one of our errors.

    Args:
        what: completes "Could not …" in the error's message.

    Raises:
        SignInNeeded: the service answered 401: it does not accept the token.
        AccessDenied: the service itself answered 403 or 404.
        Throttled: the service answered 429.
        PassingFailure: the service answered 5xx, or the network failed.
        ServiceFailure: any other failure, or an answer that is not the service's.
    """
    return _Translated(what)


class _Translated(AbstractContextManager[None]):
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
    """Return our error for it; ``None`` for one that comes neither from botocore nor from the network."""
    import http.client

    import urllib3.exceptions
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    if isinstance(error, TooSlow):
        # Trying again would take as long again, so this is no passing failure.
        return ServiceFailure(f"Could not {what}: no whole answer in time from {_host(error.url)}.", _RETRY)
    if isinstance(error, TooLong):
        return ServiceFailure(f"Could not {what}: the answer is longer than any of AWS's.", NOT_AWS)
    if isinstance(error, ClientError):
        return _from_answer(error, what)
    if isinstance(error, BotoCoreError | ResponseParserError):
        return _from_network(error, what)
    unreadable = (
        *(urllib3.exceptions.HTTPError, http.client.HTTPException, OSError),
        # These come from reading an answer of another shape: a list in place of an object, a date out of range.
        *(ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError),
    )
    if isinstance(error, unreadable):
        return ServiceFailure(f"Could not {what}: the answer cannot be read ({type(error).__name__}).", _RETRY)
    return None


def _from_answer(error: ClientError, what: str) -> SsotuiError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    # The service names an error's class. botocore takes it from wherever it can: a proxy's answer may put anything
    # there, and without any the status stands in.
    named = code.isascii() and code.isidentifier() and len(code) < 80
    if status == 401 and named:
        return SignInNeeded(
            f"Could not {what}: the portal does not accept the session's token.",
            "Sign in again: ssotui login, or aws sso login.",
            on_screen=SIGN_IN_HERE,
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

    details: dict[str, Any] = getattr(error, "kwargs", {})
    host = _host(details.get("endpoint_url") or details.get("proxy_url"))
    to, source, aside = (f" to {host}", f" from {host}", f" ({host})") if host else ("", "", "")
    failure: type[ServiceFailure] = PassingFailure
    hint = _RETRY
    match error:
        case exceptions.SSLError():
            failure, reason = ServiceFailure, f"the TLS certificate is not trusted{aside}"
            hint = "Behind a TLS proxy, set AWS_CA_BUNDLE, or ca_bundle in the profile; and check the machine's clock."
        case exceptions.ProxyConnectionError():
            failure, reason = ServiceFailure, f"the proxy does not answer{aside}"
            hint = "Check HTTPS_PROXY and NO_PROXY."
        case exceptions.ConnectTimeoutError():
            reason = f"no connection in time{to}"
        case exceptions.ReadTimeoutError():
            reason = f"no answer in time{source}"
        case exceptions.EndpointConnectionError():
            reason = f"no connection{to}"
        case exceptions.ConnectionClosedError():
            reason = f"the connection broke{to}"
        case ResponseParserError():
            failure, reason = ServiceFailure, "the answer cannot be read"
        case exceptions.ParamValidationError():
            failure, reason = ServiceFailure, "the request is not valid"
            hint = "Check the account ID and the role's name."
        case _:
            failure = PassingFailure if isinstance(error, exceptions.HTTPClientError) else ServiceFailure
            return failure(f"Could not {what} ({type(error).__name__}).", _RETRY)
    return failure(f"Could not {what}: {reason}.", _region_hint(host) or hint)


def _region_hint(host: str) -> str:
    """Say that the host's name has a region that nobody has; empty if it has none, or AWS may have it."""
    for label in host.partition(":")[0].split(".")[1:]:
        if label.count("-") > 1 and label not in _NO_REGIONS and not is_region(label):
            said = f"There is no such region as {label}. {correction(label)}".strip()
            return f"{said} Correct sso_region, or the profile's region."
    return ""


def _host(url: object) -> str:
    """Return the URL's host and port for a message; empty where there is none. No other part of a URL is shown."""
    try:
        netloc = urlsplit(url).netloc if isinstance(url, str) else ""
    except ValueError:
        return ""
    return visible(netloc.rpartition("@")[2])
