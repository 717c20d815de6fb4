"""The built-in portal: a real HTTP server on loopback that speaks what IAM Identity Center speaks.

It serves ``--demo`` and every test. One server stands for all regions and all services:
``AWS_ENDPOINT_URL_SSO``, ``…_SSO_OIDC`` and ``…_STS`` lead there (:meth:`Portal.environment`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Lock
from types import TracebackType
from typing import Self

from ssotui.demo import console, oidc, pages, sso, sts
from ssotui.demo.ledger import SCOPE, Keys, Ledger
from ssotui.demo.log import Call, CallLog
from ssotui.demo.organization import Instance, Organization
from ssotui.demo.server import Server
from ssotui.demo.switches import Failure, Switches
from ssotui.demo.wire import Answer, Delivery, Refusal, Request, Service
from ssotui.model.clock import Clock, utc_now
from ssotui.model.credentials import RoleCredentials
from ssotui.model.secret import Secret
from ssotui.model.token import SsoToken


@dataclass(frozen=True, slots=True)
class _Route:
    service: Service
    operation: str
    handle: Callable[[Ledger, Request], Answer]


_ROUTES = {
    "GET /assignment/accounts": _Route(Service.SSO, "ListAccounts", sso.list_accounts),
    "GET /assignment/roles": _Route(Service.SSO, "ListAccountRoles", sso.list_account_roles),
    "GET /federation/credentials": _Route(Service.SSO, "GetRoleCredentials", sso.get_role_credentials),
    "POST /logout": _Route(Service.SSO, "Logout", sso.logout),
    "POST /client/register": _Route(Service.OIDC, "RegisterClient", oidc.register_client),
    "POST /device_authorization": _Route(Service.OIDC, "StartDeviceAuthorization", oidc.start_device_authorization),
    "POST /token": _Route(Service.OIDC, "CreateToken", oidc.create_token),
    "POST / AssumeRole": _Route(Service.STS, "AssumeRole", sts.assume_role),
    "POST / AssumeRoleWithWebIdentity": _Route(
        Service.STS, "AssumeRoleWithWebIdentity", sts.assume_role_with_web_identity
    ),
    "POST / GetCallerIdentity": _Route(Service.STS, "GetCallerIdentity", sts.get_caller_identity),
    "POST /federation getSigninToken": _Route(Service.SIGN_IN, "GetSigninToken", console.get_sign_in_token),
    "GET /federation getSigninToken": _Route(Service.SIGN_IN, "GetSigninToken", console.get_sign_in_token),
    "GET /federation login": _Route(Service.PAGES, "ConsoleLogin", console.login_page),
    "GET /start/": _Route(Service.PAGES, "StartPage", console.portal_page),
    "GET /authorize": _Route(Service.PAGES, "AuthorizePage", pages.authorize_page),
    "GET /device": _Route(Service.PAGES, "DevicePage", pages.device_page),
    "POST /decide": _Route(Service.PAGES, "Decide", pages.decide),
}

_BY_ACTION = frozenset({"/", "/federation"})

_CAPTIVE_PAGE = b"<!doctype html><html><title>Welcome</title><h1>Airport Wi-Fi</h1><p>Accept the terms.</p></html>"
_NO_SERVICE = {
    Failure.RESET: Answer(delivery=Delivery.RESET),
    Failure.SILENCE: Answer(delivery=Delivery.NEVER),
    Failure.CAPTIVE_200: Answer(body=_CAPTIVE_PAGE, content_type="text/html"),
    Failure.CAPTIVE_403: Answer(status=403, body=_CAPTIVE_PAGE, content_type="text/html"),
}
_THROTTLED = {
    Service.SSO: Refusal(429, "TooManyRequestsException", "HTTP 429 Unknown Code"),
    Service.OIDC: Refusal(400, "SlowDownException", "Too many requests"),
    Service.STS: Refusal(400, "Throttling", "Rate exceeded"),
    Service.SIGN_IN: Refusal(429, "TooManyRequests", "Rate exceeded"),
}
_BROKEN = Refusal(500, "InternalServerException", "Something went wrong")
_DENIED = Refusal(403, "ForbiddenException", "No access")


class Portal:
    """The portal, running between ``with Portal(...) as portal`` and the end of the block.

    Args:
        organization: which start URLs, accounts and roles there are.
        clock: tells when tokens and keys end.

    Attributes:
        switches: how it behaves; change them at any time.
        requests: what it was asked.
    """

    def __init__(self, organization: Organization, *, clock: Clock = utc_now) -> None:
        self.organization = organization
        self.switches = Switches()
        self.requests = CallLog()
        self._ledger = Ledger(organization, self.switches, clock)
        self._lock = Lock()  # the server's thread and whoever issues or approves something
        self._server: Server | None = None

    def __enter__(self) -> Self:
        self._server = Server(self._respond)
        self._ledger.url = self._server.url
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop at once, whatever hangs; the end of the block does it too."""
        if self._server:
            self._server.close()

    @property
    def url(self) -> str:
        """Where it listens: ``http://127.0.0.1:PORT``."""
        return self._ledger.url

    @property
    def minted(self) -> frozenset[str]:
        """Every secret it has ever given out. None of them may appear anywhere but in AWS's own files."""
        with self._lock:
            return frozenset(self._ledger.minted)

    def environment(self) -> dict[str, str]:
        """The variables that lead AWS tools here."""
        return {f"AWS_ENDPOINT_URL_{service}": self.url for service in ("SSO", "SSO_OIDC", "STS")}

    def console_environment(self) -> dict[str, str]:
        """The variables that lead ssotui's links to the console here."""
        return {"SSOTUI_FEDERATION_URL": f"{self.url}/federation", "SSOTUI_PORTAL_URL": f"{self.url}/start"}

    def issue_token(self, start_url: str, *, lifetime: timedelta | None = None, renewable: bool = True) -> SsoToken:
        """Sign in without a page: a token that is accepted until it ends, which may already have been.

        Args:
            start_url: of one of the organization's instances.
            lifetime: of the access token; the switch's if not given.
            renewable: with a refresh token and the client registration that it takes.
        """
        instance = self._instance(start_url)
        lifetime = self.switches.token_lifetime if lifetime is None else lifetime
        with self._lock:
            client = self._ledger.register("ssotui-demo", scopes=(SCOPE,), grant_types=oidc.DEFAULT_GRANT_TYPES)
            token = SsoToken(
                access_token=Secret(self._ledger.access_token(client, instance, lifetime)),
                expires_at=(self._ledger.clock() + lifetime).replace(microsecond=0),
                start_url=start_url,
                region=instance.region,
            )
            if not renewable:
                return token
            return token._replace(
                refresh_token=Secret(self._ledger.refresh_token(client, instance)),
                client_id=client.client_id,
                client_secret=Secret(client.client_secret),
                registration_expires_at=client.expires_at.replace(microsecond=0),
            )

    def issue_keys(
        self, start_url: str, account_id: str, role_name: str, *, lifetime: timedelta | None = None
    ) -> RoleCredentials:
        """Keys of a role as if they had been fetched; ``lifetime`` is the switch's if not given."""
        account = self._instance(start_url).account(account_id)
        if account is None:
            raise ValueError(f"no account {account_id} at {start_url}")
        with self._lock:
            keys = self._ledger.role_keys(account, role_name, lifetime)
        return RoleCredentials(
            access_key_id=Secret(keys.access_key_id),
            secret_access_key=Secret(keys.secret_access_key),
            session_token=Secret(keys.session_token),
            expires_at=keys.expires_at,
            account_id=account_id,
            role_name=role_name,
        )

    def issue_web_identity(self, subject: str, *, lifetime: timedelta = timedelta(hours=1)) -> Secret:
        """A token of an identity provider that every role trusts, as for a ``web_identity_token_file``."""
        with self._lock:
            return Secret(self._ledger.web_identity_token(subject, lifetime))

    def issued(self, access_key_id: str) -> Keys | None:
        """What was given out under that access key ID, by the portal or by STS."""
        return self._ledger.keys.get(access_key_id)

    def accepts(self, access_token: Secret) -> bool:
        """Whether the token still opens anything."""
        return self._ledger.instance_of(access_token.reveal()) is not None

    def revoke(self, token: SsoToken) -> None:
        """End a session from the administrator's side: its tokens are no longer accepted."""
        with self._lock:
            self._ledger.access_tokens.pop(token.access_token.reveal(), None)
            if token.refresh_token:
                self._ledger.refresh_tokens.pop(token.refresh_token.reveal(), None)

    def answer_sign_in(self, user_code: str, *, approve: bool) -> bool:
        """Do what a person does on the device page; ``False`` if nothing waits for that code."""
        with self._lock:
            sign_in = self._ledger.waiting(user_code)
            if sign_in:
                sign_in.approved = approve
            return sign_in is not None

    def _instance(self, start_url: str) -> Instance:
        instance = self.organization.instance(start_url)
        if instance is None:
            raise ValueError(f"no start URL {start_url} in this organization")
        return instance

    async def _respond(self, request: Request) -> Answer:
        # STS and the federation endpoint have one address for all they do.
        action = {**request.query, **request.form()}.get("Action", "") if request.path in _BY_ACTION else ""
        route = _ROUTES.get(f"{request.method} {request.path} {action}".rstrip())
        failure = self._failure(route, request.query.get("account_id"))
        if route and route.service is not Service.PAGES and self.switches.latency:
            await asyncio.sleep(self.switches.latency)
        with self._lock:
            answer = self._answer(route, request, failure)
            self.requests.add(
                Call(
                    time=self._ledger.clock(),
                    operation=route.operation if route else "Unknown",
                    status=None if answer.delivery in {Delivery.NEVER, Delivery.RESET} else answer.status,
                    account_id=request.query.get("account_id"),
                    role_name=request.query.get("role_name"),
                    failure=failure,
                )
            )
        return answer

    def _failure(self, route: _Route | None, account_id: str | None) -> Failure | None:
        """How the request shall fail. The pages never do: a person has no use for it."""
        if route is None or route.service is Service.PAGES:
            return None
        if route.service is Service.SSO and not self.switches.admit():
            return Failure.THROTTLED
        return self.switches.next_failure(route.operation, account_id)

    def _answer(self, route: _Route | None, request: Request, failure: Failure | None) -> Answer:
        if route is None:
            return Refusal(404, "UnknownOperationException", "Unknown operation").answer(Service.SSO)
        if failure and failure is not Failure.TRUNCATED:
            return _failed(route.service, failure)
        try:
            answer = route.handle(self._ledger, request)
        except Refusal as refusal:
            answer = refusal.answer(route.service)
        return replace(answer, delivery=Delivery.TRUNCATED) if failure else answer


def _failed(service: Service, failure: Failure) -> Answer:
    """What comes in place of an answer."""
    if answer := _NO_SERVICE.get(failure):
        return answer
    refusal = {Failure.THROTTLED: _THROTTLED[service], Failure.DENIED: _DENIED}.get(failure, _BROKEN)
    return refusal.answer(service)
