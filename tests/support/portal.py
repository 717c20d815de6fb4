"""The demo's portal, told to fail in every way, with a record of what it was asked and what it gave out."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from html import escape
from threading import Event
from typing import ClassVar

from ssotui.demo import portal as demo
from ssotui.demo import sts
from ssotui.demo.ledger import Client, Keys, Ledger, PendingSignIn
from ssotui.demo.organization import Instance, Organization
from ssotui.demo.wire import Refusal, Request, Response, Service
from ssotui.model.clock import Clock, utc_now
from ssotui.model.credentials import RoleCredentials
from ssotui.model.secret import Secret
from ssotui.model.token import SsoToken
from tests.support.call_log import Call, CallLog
from tests.support.delivery import Delivery, LostResponse, PromptServer
from tests.support.failures import Failure, Switches

_CAPTIVE_PAGE = b"<!doctype html><html><title>Welcome</title><h1>Airport Wi-Fi</h1><p>Accept the terms.</p></html>"
_NO_SERVICE = {
    Failure.RESET: LostResponse(delivery=Delivery.RESET),
    Failure.SILENCE: LostResponse(delivery=Delivery.NEVER),
    Failure.CAPTIVE_200: Response(body=_CAPTIVE_PAGE, content_type="text/html"),
    Failure.CAPTIVE_403: Response(status=403, body=_CAPTIVE_PAGE, content_type="text/html"),
}
_THROTTLED = {
    Service.SSO: Refusal(429, "TooManyRequestsException", "HTTP 429 Unknown Code"),
    Service.OIDC: Refusal(400, "SlowDownException", "Too many requests"),
    Service.STS: Refusal(400, "Throttling", "Rate exceeded"),
    Service.SIGN_IN: Refusal(429, "TooManyRequests", "Rate exceeded"),
}
_WEB_IDENTITY = "AssumeRoleWithWebIdentity"
_BROKEN = Refusal(500, "InternalServerException", "Something went wrong")
_DENIED = Refusal(403, "ForbiddenException", "No access")


@dataclass(frozen=True, slots=True)
class WebIdentity:
    """The identity behind an identity provider's token, such as a Kubernetes service account."""

    subject: str
    expires_at: datetime


class RecordingLedger(Ledger):
    """Remembers every secret that it ever gave out (tokens, keys, client secrets, codes), to search for leaks by."""

    def __init__(self, organization: Organization, clock: Clock, behaviour: Switches) -> None:
        super().__init__(organization, clock, behaviour)
        self.switches = behaviour
        self.minted: set[str] = set()
        self.web_identities: dict[str, WebIdentity] = {}

    def begin(
        self, client: Client, instance: Instance, *, redirect_uri: str = "", state: str = "", challenge: str = ""
    ) -> PendingSignIn:
        sign_in = super().begin(client, instance, redirect_uri=redirect_uri, state=state, challenge=challenge)
        sign_in.approved = True if self.switches.approve_automatically else None
        return sign_in

    def mint(self, size: int, *, prefix: str = "") -> str:
        secret = super().mint(size, prefix=prefix)
        self.minted.add(secret)
        return secret

    def new_keys(self, account_id: str, arn: str, lifetime: timedelta) -> Keys:
        keys = super().new_keys(account_id, arn, lifetime)
        self.minted |= {keys.access_key_id, keys.secret_access_key, keys.session_token}
        return keys


def assume_role_with_web_identity(ledger: Ledger, request: Request) -> Response:
    """Give out keys of a role for an identity provider's token; the request is not signed."""
    assert isinstance(ledger, RecordingLedger)
    form = request.form()
    identity = ledger.web_identities.get(form.get("WebIdentityToken", ""))
    if identity is None:
        raise Refusal(400, "InvalidIdentityToken", "The web identity token that was passed could not be validated.")
    if ledger.clock() >= identity.expires_at:
        raise Refusal(400, "ExpiredTokenException", "The web identity token that was passed is expired.")
    taken = sts.take_role(ledger, form, _WEB_IDENTITY)
    subject = f"<SubjectFromWebIdentityToken>{escape(identity.subject)}</SubjectFromWebIdentityToken>"
    return sts.result(_WEB_IDENTITY, taken + subject)


def _operation(route: demo.Route) -> str:
    """The operation's name as AWS writes it, such as ``GetRoleCredentials``, or the page's, such as ``DevicePage``."""
    return "".join(word.capitalize() for word in route.handle.__name__.split("_"))


class Portal(demo.Portal):
    """The portal, running between ``with Portal(...) as portal`` and the end of the block.

    Attributes:
        switches: how it behaves; change them at any time.
        requests: what it was asked.
    """

    def __init__(self, organization: Organization, *, clock: Clock = utc_now) -> None:
        self.organization = organization
        self.switches = Switches()
        self.requests = CallLog({_operation(route) for route in self.routes.values()} | {"Unknown"})
        self._ledger = ledger = RecordingLedger(organization, clock, self.switches)
        self._closing = Event()
        super().__init__(ledger, PromptServer)

    _ledger: RecordingLedger
    routes: ClassVar = {
        **demo.Portal.routes,
        f"POST / {_WEB_IDENTITY}": demo.Route(Service.STS, assume_role_with_web_identity),
    }

    def close(self) -> None:
        self._closing.set()
        super().close()

    @property
    def minted(self) -> frozenset[str]:
        """Every secret it has ever given out. None of them may appear anywhere but in AWS's own files."""
        with self._lock:
            return frozenset(self._ledger.minted)

    def issue_token(self, start_url: str, *, lifetime: timedelta | None = None, renewable: bool = True) -> SsoToken:
        """Sign in without a page, by default for as long as the switches say."""
        lifetime = self.switches.token_lifetime if lifetime is None else lifetime
        return super().issue_token(start_url, lifetime=lifetime, renewable=renewable)

    def issue_keys(
        self, start_url: str, account_id: str, role_name: str, *, lifetime: timedelta | None = None
    ) -> RoleCredentials:
        """Give out keys of a role, by default for as long as the switches say."""
        lifetime = self.switches.keys_lifetime if lifetime is None else lifetime
        return super().issue_keys(start_url, account_id, role_name, lifetime=lifetime)

    def issue_web_identity(self, subject: str, *, lifetime: timedelta = timedelta(hours=1)) -> Secret:
        """A token of an identity provider that every role trusts, as for a ``web_identity_token_file``."""
        with self._lock:
            token = self._ledger.mint(240, prefix="ey")
            self._ledger.web_identities[token] = WebIdentity(subject, self._ledger.clock() + lifetime)
            return Secret(token)

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

    def respond(self, request: Request) -> Response:
        """Response as the service does, or as the switches say, and remember the call."""
        route = self.route_of(request)
        account_id = request.query.get("account_id")
        with self._lock:
            failure, held_back = self._verdict(route, account_id)
        if route and route.service is not Service.PAGES and self.switches.latency + held_back:
            self._closing.wait(self.switches.latency + held_back)
        if self._closing.is_set():
            return LostResponse(delivery=Delivery.NEVER)
        with self._lock:
            answer = self._failed(route, request, failure) if route and failure else self._answer(route, request)
            lost = isinstance(answer, LostResponse) and answer.delivery is not Delivery.TRUNCATED
            self.requests.add(
                Call(
                    time=self._ledger.clock(),
                    operation=_operation(route) if route else "Unknown",
                    status=None if lost else answer.status,
                    account_id=account_id,
                    role_name=request.query.get("role_name"),
                    failure=failure,
                )
            )
        return answer

    def _verdict(self, route: demo.Route | None, account_id: str | None) -> tuple[Failure | None, float]:
        """How the request shall fail, if at all, and how many seconds its answer is held back.

        The pages never fail: a person has no use for it.
        """
        if route is None or route.service is Service.PAGES:
            return None, 0.0
        held_back = self.switches.admit() if route.service is Service.SSO else 0.0
        if held_back is None:
            return Failure.THROTTLED, 0.0
        return self.switches.next_failure(_operation(route), account_id), held_back

    def _failed(self, route: demo.Route, request: Request, failure: Failure) -> Response:
        """What comes in place of an answer. A truncated one was carried out."""
        if failure is Failure.TRUNCATED:
            whole = self._answer(route, request)
            return LostResponse(
                **{field.name: getattr(whole, field.name) for field in fields(Response)}, delivery=Delivery.TRUNCATED
            )
        if answer := _NO_SERVICE.get(failure):
            return answer
        refusal = {Failure.THROTTLED: _THROTTLED[route.service], Failure.DENIED: _DENIED}.get(failure, _BROKEN)
        return refusal.answer(route.service)
