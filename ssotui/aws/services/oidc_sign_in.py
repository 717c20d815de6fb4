"""Makes the OIDC service's requests of a sign-in: register a client, start, and fetch the token.

Request bodies are those of the AWS CLI 2.36, but for the name that we register under.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from ssotui.aws.caches.registrations import PKCE_GRANTS
from ssotui.aws.services.client import session_client
from ssotui.aws.services.failures import NOT_AWS, translated_errors
from ssotui.aws.services.urls import is_secure, quoted
from ssotui.model.client_settings import ClientSettings
from ssotui.model.errors import Cancelled, ServiceFailure, SignInNeeded, SsotuiError, UnusableFile
from ssotui.model.secret import Secret
from ssotui.model.sign_in import DeviceCode, Flow, Registration, Wait
from ssotui.model.token import SsoSession, SsoToken

CLIENT_NAME = "ssotui"
"""The application's name on the approval page."""

REDIRECT_URI = "http://127.0.0.1/oauth/callback"
"""The registered URI, without a port: any port of this machine matches it (RFC 8252, 7.3)."""

ACCOUNT_ACCESS = "sso:account:access"
"""The scope that is needed to list accounts and to get a refresh token."""

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
DEFAULT_INTERVAL = 5
"""Seconds between two polls where the service names none (RFC 8628, 3.2)."""
INTERVALS = (1, 60)
"""The fewest and the most seconds between two polls, whatever the answer says."""
DEFAULT_LIFETIME = 600
"""Seconds for which a code is good where the service names none: AWS's own are good for ten minutes."""
LONGEST_LIFETIME = 3600
"""The most seconds for which anybody waits for an approval, whatever the answer says."""


class StaleRegistration(SsotuiError):
    """The service no longer knows the client, which has to be registered anew."""


class SignInRequests:
    """Makes the requests of one sign-in to a session.

    Args:
        session: where to sign in.
        settings: those of the profile that asks, as for :func:`~ssotui.aws.services.client.session_client`.
    """

    def __init__(self, session: SsoSession, settings: ClientSettings | None = None) -> None:
        self._session = session
        self._settings = settings

    @property
    def _oidc(self) -> Any:
        return session_client("sso-oidc", self._session, self._settings)

    def register(self, flow: Flow, issuer: str) -> Registration:
        """Register a public client for the flow.

        A legacy start URL registers without scopes, as the CLI does, unless it is for PKCE.

        Args:
            flow: the flow of the sign-in.
            issuer: the start URL that PKCE belongs to, as :func:`ssotui.aws.services.start_url.resolve` gives it.

        Raises:
            UnusableFile: the service does not know the start URL or a scope.
            ServiceFailure: the network or the service failed, after retries.
        """
        # Without the scope there is no refresh token, and the session would end within the hour (aws-cli#7692).
        named = bool(self._session.name) or flow is Flow.PKCE
        scopes = self._session.scopes or ((ACCOUNT_ACCESS,) if named else ())
        request: dict[str, Any] = {"clientName": CLIENT_NAME, "clientType": "public"}
        if scopes:
            request["scopes"] = list(scopes)
        if flow is Flow.PKCE:
            request |= {"grantTypes": list(PKCE_GRANTS), "redirectUris": [REDIRECT_URI], "issuerUrl": issuer}
        oidc, what = self._oidc, f"register for session {self._session.label!r}"
        with translated_errors(what):
            try:
                registration = _registration(oidc.register_client(**request), flow, scopes)
            except oidc.exceptions.InvalidScopeException:
                raise UnusableFile(
                    f"Session {self._session.label!r} asks for a scope that the service does not know.",
                    "Check its sso_registration_scopes.",
                ) from None
            except (oidc.exceptions.InvalidRequestException, oidc.exceptions.InvalidClientMetadataException):
                raise _unknown_start_url(self._session) from None
        if not registration:
            raise ServiceFailure(f"Could not {what}: the answer holds no registration.", NOT_AWS)
        return registration

    def start_device_authorization(self, registration: Registration, start_url: str, now: datetime) -> DeviceCode:
        """Begin a sign-in that a person approves on any device.

        Args:
            registration: the client's, for the device flow.
            start_url: as :func:`ssotui.aws.services.start_url.resolve` gives it.
            now: the time from which the code's lifetime is counted.

        Raises:
            StaleRegistration: the client is not known any more.
            UnusableFile: the service does not know the start URL.
            ServiceFailure: the network or the service failed, after retries.
        """
        oidc, what = self._oidc, f"start the sign-in to session {self._session.label!r}"
        with translated_errors(what):
            try:
                started = _device_code(
                    oidc.start_device_authorization(
                        clientId=registration.client_id,
                        clientSecret=registration.client_secret.reveal(),
                        startUrl=start_url,
                    ),
                    now,
                )
            except (oidc.exceptions.InvalidClientException, oidc.exceptions.UnauthorizedClientException):
                raise _stale(self._session) from None
            except oidc.exceptions.InvalidRequestException:
                raise _unknown_start_url(self._session) from None
        if not started:
            raise ServiceFailure(f"Could not {what}: the answer holds no code.", NOT_AWS)
        return started

    def authorize_url(self, registration: Registration, *, redirect_uri: str, state: str, challenge: str) -> str:
        """Return the address of a PKCE sign-in's page.

        Its parameter is ``scopes``, not the standard's ``scope`` (as the AWS CLI sends it).

        Args:
            registration: the client's, for PKCE.
            redirect_uri: where the page sends the browser in the end.
            state: comes back with the answer.
            challenge: the verifier's hash.
        """
        query = {
            "response_type": "code",
            "client_id": registration.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "code_challenge_method": "S256",
            "scopes": " ".join(registration.scopes),
            "code_challenge": challenge,
        }
        endpoint: str = self._oidc.meta.endpoint_url
        return f"{endpoint.rstrip('/')}/authorize?{urlencode(query, quote_via=quote, safe='')}"

    def redeem_device_code(self, registration: Registration, device_code: Secret, now: datetime) -> SsoToken | Wait:
        """Ask once whether the person has approved.

        Args:
            registration: the client that began the sign-in.
            device_code: the code of the sign-in.
            now: the time from which the token's lifetime is counted.

        Returns:
            The token, or why to wait.

        Raises:
            Cancelled: they have denied it.
            SignInNeeded: they have not answered in time.
            ServiceFailure: the network or the service failed, after retries.
        """
        return self._create_token(registration, now, grantType=DEVICE_GRANT, deviceCode=device_code)

    def redeem_authorization_code(
        self, registration: Registration, *, code: Secret, verifier: Secret, redirect_uri: str, now: datetime
    ) -> SsoToken:
        """Trade the code that the browser brought for a token.

        Args:
            registration: the client that began the sign-in.
            code: what the browser brought.
            verifier: what the challenge was made of.
            redirect_uri: as in the page's address.
            now: the time from which the token's lifetime is counted.

        Raises:
            SignInNeeded: the service does not accept it.
            ServiceFailure: the network or the service failed, after retries.
        """
        outcome = self._create_token(
            registration,
            now,
            grantType="authorization_code",
            code=code,
            codeVerifier=verifier,
            redirectUri=redirect_uri,
        )
        if isinstance(outcome, Wait):  # AWS says that of device codes only
            raise ServiceFailure(f"Could not sign in to session {self._session.label!r}: it is not approved.", NOT_AWS)
        return outcome

    def _create_token(self, registration: Registration, now: datetime, **grant: str | Secret) -> SsoToken | Wait:
        """Fetch a token for the grant, or say why to wait."""
        oidc, what = self._oidc, f"fetch the token of session {self._session.label!r}"
        again = "Start the sign-in again."
        with translated_errors(what):
            try:
                token = _token(
                    oidc.create_token(
                        clientId=registration.client_id,
                        clientSecret=registration.client_secret.reveal(),
                        **{
                            name: value.reveal() if isinstance(value, Secret) else value
                            for name, value in grant.items()
                        },
                    ),
                    registration,
                    now,
                )
            except oidc.exceptions.AuthorizationPendingException:
                return Wait.PENDING
            except oidc.exceptions.SlowDownException:
                return Wait.SLOW_DOWN
            except oidc.exceptions.AccessDeniedException:
                raise Cancelled("The sign-in was denied on its page.", again) from None
            except oidc.exceptions.ExpiredTokenException:
                raise SignInNeeded("Nobody approved the sign-in in time.", again) from None
            except (oidc.exceptions.InvalidClientException, oidc.exceptions.UnauthorizedClientException):
                raise _stale(self._session) from None
            except oidc.exceptions.InvalidGrantException:
                # A service of another region than the page's does not know the grant either.
                hint = (
                    f"{again} If it fails again, check sso_region of {self._session.label!r} ({self._session.region})."
                )
                raise SignInNeeded("The service does not accept this sign-in (invalid_grant).", hint) from None
            except oidc.exceptions.InvalidRequestException:
                raise SignInNeeded("The service does not accept this sign-in any more.", again) from None
        if not token:
            raise ServiceFailure(f"Could not {what}: the answer holds no token.", NOT_AWS)
        return token


def _registration(answer: Mapping[str, Any], flow: Flow, scopes: tuple[str, ...]) -> Registration | None:
    client_id, client_secret = answer.get("clientId"), Secret.parse(answer.get("clientSecret"))
    expires = int(answer.get("clientSecretExpiresAt") or 0)
    if not (isinstance(client_id, str) and client_id and client_secret and expires):
        return None
    return Registration(client_id, client_secret, datetime.fromtimestamp(expires, UTC), flow, scopes)


def _device_code(answer: Mapping[str, Any], now: datetime) -> DeviceCode | None:
    device_code, user_code = Secret.parse(answer.get("deviceCode")), answer.get("userCode")
    short_url = _page(answer.get("verificationUri"))
    url = _page(answer.get("verificationUriComplete")) if answer.get("verificationUriComplete") else short_url
    if not (device_code and isinstance(user_code, str) and user_code and url and short_url):
        return None
    named_lifetime, named_interval = int(answer.get("expiresIn") or 0), float(answer.get("interval") or 0)
    lifetime = min(named_lifetime, LONGEST_LIFETIME) if named_lifetime > 0 else DEFAULT_LIFETIME
    interval = min(max(named_interval or DEFAULT_INTERVAL, INTERVALS[0]), INTERVALS[1])
    notes = []
    if named_lifetime and named_lifetime != lifetime:
        notes.append(f"The service says that the code is good for {named_lifetime} s: {lifetime} s are taken.")
    if named_interval and named_interval != interval:
        notes.append(f"The service wants to be asked every {named_interval:g} s: {interval:g} s are taken.")
    expires_at = now + timedelta(seconds=lifetime)
    return DeviceCode(device_code, user_code, url, short_url, expires_at, interval, tuple(notes))


def _page(url: object) -> str | None:
    """Return the address for the browser, safe for shells; ``None`` for a file, a program or an insecure address."""
    if not (isinstance(url, str) and url.isascii() and url.isprintable() and " " not in url and is_secure(url)):
        return None
    return quoted(url)


def _token(answer: Mapping[str, Any], registration: Registration, now: datetime) -> SsoToken | None:
    access_token = Secret.parse(answer.get("accessToken"))
    lifetime = timedelta(seconds=int(answer.get("expiresIn") or 0))
    if not access_token or lifetime <= timedelta(0):
        return None
    return SsoToken(
        access_token=access_token,
        expires_at=now + lifetime,
        refresh_token=Secret.parse(answer.get("refreshToken")),
        client_id=registration.client_id,
        client_secret=registration.client_secret,
        registration_expires_at=registration.expires_at,
    )


def _stale(session: SsoSession) -> StaleRegistration:
    return StaleRegistration(
        f"The client registration of session {session.label!r} is not accepted any more.", "Start the sign-in again."
    )


def _unknown_start_url(session: SsoSession) -> UnusableFile:
    return UnusableFile(
        f"There is no start URL {session.start_url} in region {session.region}.",
        f"Check sso_start_url and sso_region of {session.label!r} in the config.",
    )
