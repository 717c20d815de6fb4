"""The built-in portal: a real HTTP server on loopback that speaks the protocols of IAM Identity Center.

It serves ``--demo`` and every test. One server stands for all regions and all services:
``AWS_ENDPOINT_URL_SSO``, ``…_SSO_OIDC`` and ``…_STS`` lead there (:meth:`Portal.environment`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import ClassVar, Self

from ssotui.demo import console, oidc, pages, sso, sts
from ssotui.demo.ledger import SCOPE, Ledger
from ssotui.demo.organization import Instance
from ssotui.demo.server import Server
from ssotui.demo.wire import Refusal, Request, Response, Service
from ssotui.model.credentials import RoleCredentials
from ssotui.model.secret import Secret
from ssotui.model.token import SsoToken


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of a service, or one page, with the function that is named as AWS names it."""

    service: Service
    handle: Callable[[Ledger, Request], Response]


_ROUTES = {
    "GET /assignment/accounts": Route(Service.SSO, sso.list_accounts),
    "GET /assignment/roles": Route(Service.SSO, sso.list_account_roles),
    "GET /federation/credentials": Route(Service.SSO, sso.get_role_credentials),
    "POST /logout": Route(Service.SSO, sso.logout),
    "POST /client/register": Route(Service.OIDC, oidc.register_client),
    "POST /device_authorization": Route(Service.OIDC, oidc.start_device_authorization),
    "POST /token": Route(Service.OIDC, oidc.create_token),
    "POST / AssumeRole": Route(Service.STS, sts.assume_role),
    "POST / GetCallerIdentity": Route(Service.STS, sts.get_caller_identity),
    "POST /federation getSigninToken": Route(Service.SIGN_IN, console.get_signin_token),
    "GET /federation getSigninToken": Route(Service.SIGN_IN, console.get_signin_token),
    "GET /federation login": Route(Service.PAGES, console.console_login),
    "GET /start/": Route(Service.PAGES, console.start_page),
    "GET /authorize": Route(Service.PAGES, pages.authorize_page),
    "GET /device": Route(Service.PAGES, pages.device_page),
    "POST /decide": Route(Service.PAGES, pages.decide),
}

_BY_ACTION = frozenset({"/", "/federation"})


class Portal:
    """The portal, running between ``with Portal(...) as portal`` and the end of the block.

    Args:
        ledger: its organization, its clock, and everything it gives out.
        server: serves the answers.

    Attributes:
        routes: every operation and page by its method, its path and, where that is not all, its action.
    """

    routes: ClassVar = _ROUTES

    def __init__(self, ledger: Ledger, server: type[Server] = Server) -> None:
        self._ledger = ledger
        self._make_server = server
        self._lock = Lock()  # the server's threads, and whoever issues or approves something
        self._server: Server | None = None

    def __enter__(self) -> Self:
        self._server = self._make_server(self.respond)
        self._ledger.url = self._server.url
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening at once; the end of the block does it too."""
        if self._server:
            self._server.close()

    @property
    def url(self) -> str:
        """The address that it listens on: ``http://127.0.0.1:PORT``."""
        return self._ledger.url

    def now(self) -> datetime:
        """Tell the time by the portal's clock."""
        return self._ledger.clock()

    def environment(self) -> dict[str, str]:
        """Environment variables that lead AWS tools to the portal."""
        return {f"AWS_ENDPOINT_URL_{service}": self.url for service in ("SSO", "SSO_OIDC", "STS")}

    def console_environment(self) -> dict[str, str]:
        """Environment variables that lead ssotui's links to the console to the portal."""
        return {"SSOTUI_FEDERATION_URL": f"{self.url}/federation", "SSOTUI_PORTAL_URL": f"{self.url}/start"}

    def issue_token(self, start_url: str, *, lifetime: timedelta, renewable: bool) -> SsoToken:
        """Sign in without a page: the token is accepted until it ends, which may be in the past.

        Args:
            start_url: the start URL of one of the organization's instances.
            lifetime: the access token's lifetime.
            renewable: add a refresh token, and the client registration that it takes.
        """
        instance = self._instance(start_url)
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

    def issue_keys(self, start_url: str, account_id: str, role_name: str, *, lifetime: timedelta) -> RoleCredentials:
        """Give out keys of a role as if they had been fetched."""
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

    def respond(self, request: Request) -> Response:
        """Answer one request of a client."""
        with self._lock:
            return self._answer(self.route_of(request), request)

    def route_of(self, request: Request) -> Route | None:
        """Find the operation or the page that the request asks for; ``None`` if there is none."""
        # STS and the federation endpoint have one address for all they do.
        action = {**request.query, **request.form()}.get("Action", "") if request.path in _BY_ACTION else ""
        return self.routes.get(f"{request.method} {request.path} {action}".rstrip())

    def _answer(self, route: Route | None, request: Request) -> Response:
        if route is None:
            return Refusal(404, "UnknownOperationException", "Unknown operation").answer(Service.SSO)
        try:
            return route.handle(self._ledger, request)
        except Refusal as refusal:
            return refusal.answer(route.service)

    def _instance(self, start_url: str) -> Instance:
        instance = self._ledger.organization.instance(start_url)
        if instance is None:
            raise ValueError(f"no start URL {start_url} in this organization")
        return instance
