"""Makes boto3 clients for the services of a sign-in and of a role chain.

The clients are unsigned, or signed with keys that are handed to them: they never look for credentials, so no profile,
however broken, can stop them, and the instance metadata service is never probed. They heed the environment and the
settings of a profile as botocore does, but for one thing: a global ``AWS_ENDPOINT_URL`` moves none of them.
"""

from __future__ import annotations

import os
import threading
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from ssotui.aws.config import client_settings
from ssotui.aws.services.transport import limit
from ssotui.aws.services.urls import host_fault, is_secure
from ssotui.model.client_settings import NO_SETTINGS, ClientSettings
from ssotui.model.errors import UnusableFile
from ssotui.model.token import SsoSession

if TYPE_CHECKING:
    from ssotui.model.credentials import RoleCredentials

Service = Literal["sso", "sso-oidc", "sts"]

ATTEMPTS = 5
FEW_ATTEMPTS = 2
"""Attempts where the answer is useful but nobody should wait long for it."""

_clients: dict[tuple[Service, str, str | None, ClientSettings, int | None], Any] = {}
_making = threading.Lock()
"""Held while a client is made: threads may share a client, but not a session."""


def session_client(
    service: Service, session: SsoSession, settings: ClientSettings | None = None, *, attempts: int | None = None
) -> Any:
    """Return the client for requests to a session's portal or OIDC service.

    Args:
        service: botocore's name of the service.
        session: whose region counts.
        settings: those of the profile that asks; without them, those that the session's profiles agree on.
        attempts: as for :func:`client`.
    """
    found = client_settings.of_session(session) if settings is None else settings
    return client(service, session.region, found, attempts=attempts)


def client(
    service: Service, region: str, settings: ClientSettings = NO_SETTINGS, *, attempts: int | None = None
) -> Any:
    """Return the one client for these arguments. Making it takes a few hundred milliseconds the first time.

    Only the service's own ``AWS_ENDPOINT_URL_…`` and the settings move its endpoint. The global ``AWS_ENDPOINT_URL``
    does not: it would send the bearer token to whatever stands in for S3 or DynamoDB there.

    Args:
        service: botocore's name of the service.
        region: where.
        settings: what a profile says.
        attempts: the most attempts that a request may have; 1 where the caller sets the pace and tries again itself.
            Without it, the environment and the settings decide, else :data:`ATTEMPTS` count.

    Raises:
        UnusableFile: a setting, or the region, cannot be used.
    """
    endpoint = configured_endpoint(service, settings)
    with _making:
        key = (service, region, endpoint, settings, attempts)
        if key not in _clients:
            _clients[key] = _make_client(service, region, endpoint, settings, attempts=attempts)
        return _clients[key]


def sts_client(region: str, keys: RoleCredentials, settings: ClientSettings) -> Any:
    """Make a new client of STS that signs with those keys and no others; close it after use.

    Args:
        region: where. The same rule of endpoints holds as for :func:`client`.
        keys: what to sign with.
        settings: what the profile says that is asked for.

    Raises:
        UnusableFile: a setting, or the region, cannot be used.
    """
    with _making:
        return _make_client("sts", region, configured_endpoint("sts", settings), settings, keys)


def ca_bundle(settings: ClientSettings) -> tuple[str, str] | None:
    """Return the file of certificates to trust and where it is named; ``None`` for botocore's own certificates.

    The order is that of botocore (``session.py: create_client``, ``endpoint.py: _get_verify_value``).
    """
    named = (
        (os.environ.get("AWS_CA_BUNDLE"), "AWS_CA_BUNDLE"),
        (settings.value("ca_bundle"), f"ca_bundle of {settings.source}"),
        (os.environ.get("REQUESTS_CA_BUNDLE"), "REQUESTS_CA_BUNDLE"),
    )
    return next(((path, where) for path, where in named if path), None)


def configured_endpoint(service: str, settings: ClientSettings) -> str | None:
    """Return the URL that is configured for the service, in botocore's order without the global variable.

    Raises:
        UnusableFile: it cannot be used, or the profile names a section that is not there, which botocore refuses too.
    """
    ignores = os.environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
    if settings.ignores_endpoints if ignores is None else ignores.lower() == "true":
        return None
    variable = endpoint_variable(service)
    if url := checked_endpoint(os.environ.get(variable), variable):
        return url
    if settings.missing_services is not None:
        name = settings.missing_services
        raise UnusableFile(
            f"There is no section [services {name}], which {settings.source} names.", "Add it, or remove services."
        )
    return checked_endpoint(dict(settings.endpoints).get(service), f"endpoint_url for {service} of {settings.source}")


def endpoint_variable(service: str) -> str:
    """Return the name of the variable that moves the endpoint of that service alone."""
    return f"AWS_ENDPOINT_URL_{service.replace('-', '_').upper()}"


def checked_endpoint(url: str | None, named: str) -> str | None:
    """Return the endpoint if there is one. A secret goes to it, so it must be https or this very machine.

    Args:
        url: the endpoint; nothing for none.
        named: where it is set, for the error message.

    Raises:
        UnusableFile: it is neither https nor on this machine, or programs may not agree on its host. The message
            quotes nothing of it: a password may stand there.
    """
    if url and not is_secure(url):
        fault = host_fault(url) if url.lower().startswith("https://") else ""
        why = f"cannot be used: {fault}" if fault else "is neither an https URL nor one of this machine"
        raise UnusableFile(f"{named} {why}.", f"Correct or remove {named}.")
    return url or None


@cache
def _session(values: tuple[tuple[str, str], ...]) -> Any:
    """Make the session for all clients with the same values of a profile.

    With the service models loaded, the next client takes a few milliseconds instead of sixty.
    """
    import boto3
    import botocore.session

    from ssotui.aws.services.service_data import keep_only_ours

    class SettingsOnly(botocore.session.Session):
        """Reads neither file: what is wrong there is shown elsewhere, and must not stop a sign-in."""

        full_config = {"profiles": {"default": dict(values)}}  # noqa: RUF012 - botocore never changes it

    core = SettingsOnly(session_vars={"profile": (None, None, None, None)})
    keep_only_ours(core)
    return boto3.session.Session(botocore_session=core)


def _make_client(
    service: Service,
    region: str,
    endpoint: str | None,
    settings: ClientSettings,
    keys: RoleCredentials | None = None,
    *,
    attempts: int | None = None,
) -> Any:
    from botocore import UNSIGNED
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, InvalidRegionError, NoRegionError

    signing: dict[str, Any] = {}
    if keys:
        signing = {
            "aws_access_key_id": keys.access_key_id.reveal(),
            "aws_secret_access_key": keys.secret_access_key.reveal(),
            "aws_session_token": keys.session_token.reveal() if keys.session_token else None,
        }
    retries: Any = _retries(settings, attempts)
    try:
        made = _session(settings.values).client(
            service,
            region_name=region,
            endpoint_url=endpoint,
            **signing,
            config=Config(
                signature_version=None if keys else UNSIGNED,
                ignore_configured_endpoint_urls=True,  # type: ignore[call-arg]  # the stubs do not know it yet
                retries=retries,
            ),
        )
    except (BotoCoreError, ValueError) as error:
        # Without an endpoint of our own, a ValueError is about the one that botocore has made of the region.
        if isinstance(error, (InvalidRegionError, NoRegionError)) or (isinstance(error, ValueError) and not endpoint):
            raise UnusableFile(
                f"{region!r} is no AWS region.", "Check the session's sso_region, or the profile's region."
            ) from None
        raise UnusableFile(
            f"There is no client for {service} in region {region!r} ({type(error).__name__}).",
            f"Check {', '.join(name for name, _ in settings.values) or 'the AWS_ variables'} of {settings.source}, "
            f"{endpoint_variable(service)}, AWS_RETRY_MODE and AWS_STS_REGIONAL_ENDPOINTS.",
        ) from None
    limit(made.meta.events, ca_bundle(settings))
    return made


def _retries(settings: ClientSettings, attempts: int | None) -> dict[str, Any]:
    """Return how often and in which mode to try, as botocore's ``Config`` takes it.

    Where neither the environment nor the profile says, the rate adapts to throttling.
    """
    named = ("AWS_MAX_ATTEMPTS", f"max_attempts of {settings.source}")
    texts = (os.environ.get("AWS_MAX_ATTEMPTS"), settings.value("max_attempts"))
    most = ATTEMPTS
    where, text = next(((where, text) for where, text in zip(named, texts, strict=True) if text), ("", None))
    if text:
        if not text.strip().isdecimal() or int(text) < 1:
            raise UnusableFile(f"{where} is not a number of attempts.", "Write a whole number from 1 on.")
        most = int(text)
    if attempts == 1:
        # The adaptive mode would still hold requests back where the caller sets the pace.
        return {"mode": "standard", "total_max_attempts": 1}
    mode = os.environ.get("AWS_RETRY_MODE") or settings.value("retry_mode") or "adaptive"
    return {"mode": mode, "total_max_attempts": min(most, attempts or most)}
