"""The portal's memory: everything it has given out, and which of it it still accepts."""

from __future__ import annotations

import base64
import secrets
import string
from dataclasses import dataclass
from datetime import datetime, timedelta

from ssotui.demo.organization import Instance, Organization, SampleAccount
from ssotui.model.clock import Clock, utc_now

SCOPE = "sso:account:access"
"""The scope that access to accounts needs, and that a refresh token comes with."""

USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Consonants, so that no code is a word (RFC 8628, 6.1)."""

KEY_ID_LETTERS = string.ascii_uppercase + "234567"


@dataclass(slots=True)
class Behaviour:
    """The numbers that AWS's services have of their own. Any of them may be changed while the portal runs.

    Attributes:
        page_size: the most entries in one page of a list, whatever the client asks for.
        token_lifetime: the lifetime of an access token.
        keys_lifetime: the lifetime of role credentials.
        registration_lifetime: the lifetime of a client registration.
        device_lifetime: the lifetime of a device code, and of a page that waits for its answer.
        device_interval: the seconds that a client is told to wait between two polls.
        mfa_code: the code that STS takes from every MFA device that a request names.
    """

    page_size: int = 100
    token_lifetime: timedelta = timedelta(hours=8)
    keys_lifetime: timedelta = timedelta(hours=1)
    registration_lifetime: timedelta = timedelta(days=90)
    device_lifetime: timedelta = timedelta(minutes=10)
    device_interval: int = 1
    mfa_code: str = "123456"


@dataclass(frozen=True, slots=True)
class Client:
    """A client application that has registered itself."""

    client_id: str
    client_secret: str
    name: str
    scopes: tuple[str, ...]
    grant_types: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    issuer_url: str | None
    expires_at: datetime


@dataclass(slots=True)
class PendingSignIn:
    """A sign-in that waits for a person, by device code or in the browser that PKCE opened.

    Attributes:
        code: the device code, or the authorization code.
        reference: its name on the page: the user code, or a random number.
        approved: the person's answer, ``None`` until there is one.
        redirect_uri, state, challenge: set for PKCE, empty for a device.
    """

    code: str
    reference: str
    client: Client
    instance: Instance
    expires_at: datetime
    approved: bool | None = None
    redirect_uri: str = ""
    state: str = ""
    challenge: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """The right behind an access token or a refresh token; a refresh token lasts as long as its client."""

    instance: Instance
    client: Client
    expires_at: datetime


SIGN_IN_TOKEN_LIFETIME = timedelta(minutes=15)
"""The time for which a link made of keys can be opened."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Role credentials that the portal has given out."""

    access_key_id: str
    secret_access_key: str
    session_token: str
    expires_at: datetime
    account_id: str
    arn: str


class Ledger:
    """The state of the services between two requests.

    Args:
        organization: the start URLs, accounts and roles that exist.
        clock: tells when tokens and keys end.
        behaviour: the numbers of the services.

    Attributes:
        url: the portal's address; known once it listens.
    """

    def __init__(self, organization: Organization, clock: Clock = utc_now, behaviour: Behaviour | None = None) -> None:
        self.organization = organization
        self.clock = clock
        self.behaviour = behaviour or Behaviour()
        self.url = ""
        self.clients: dict[str, Client] = {}
        self.sign_ins: dict[str, PendingSignIn] = {}
        self.access_tokens: dict[str, Grant] = {}
        self.refresh_tokens: dict[str, Grant] = {}
        self.keys: dict[str, Keys] = {}
        self.sign_in_tokens: dict[str, tuple[Keys, datetime]] = {}

    def register(
        self,
        name: str,
        *,
        scopes: tuple[str, ...] = (),
        grant_types: tuple[str, ...] = (),
        redirect_uris: tuple[str, ...] = (),
        issuer_url: str | None = None,
    ) -> Client:
        """Register a client application; it needs no one's consent."""
        client = Client(
            client_id=secrets.token_urlsafe(16),
            client_secret=self.mint(180),
            name=name,
            scopes=scopes,
            grant_types=grant_types,
            redirect_uris=redirect_uris,
            issuer_url=issuer_url,
            expires_at=self.clock() + self.behaviour.registration_lifetime,
        )
        self.clients[client.client_id] = client
        return client

    def begin(
        self,
        client: Client,
        instance: Instance,
        *,
        redirect_uri: str = "",
        state: str = "",
        challenge: str = "",
    ) -> PendingSignIn:
        """Begin a sign-in that waits for a person's answer."""
        letters = "".join(secrets.choice(USER_CODE_LETTERS) for _ in range(8))
        sign_in = PendingSignIn(
            code=self.mint(64),
            reference=secrets.token_urlsafe(16) if redirect_uri else f"{letters[:4]}-{letters[4:]}",
            client=client,
            instance=instance,
            expires_at=self.clock() + self.behaviour.device_lifetime,
            redirect_uri=redirect_uri,
            state=state,
            challenge=challenge,
        )
        self.sign_ins[sign_in.code] = sign_in
        return sign_in

    def waiting(self, reference: str) -> PendingSignIn | None:
        """Find the sign-in that a page asks about, unless it is answered or too old."""
        for sign_in in self.sign_ins.values():
            if sign_in.reference == reference and sign_in.approved is None and self.clock() < sign_in.expires_at:
                return sign_in
        return None

    def access_token(self, client: Client, instance: Instance, lifetime: timedelta) -> str:
        """Give out a new access token."""
        token = self.mint(240, prefix="aoa")
        self.access_tokens[token] = Grant(instance, client, self.clock() + lifetime)
        return token

    def refresh_token(self, client: Client, instance: Instance) -> str:
        """Give out a refresh token, good for one use while the client's registration lasts."""
        token = self.mint(240, prefix="aor")
        self.refresh_tokens[token] = Grant(instance, client, client.expires_at)
        return token

    def instance_of(self, access_token: str) -> Instance | None:
        """Find the instance that the token opens, if it is still accepted."""
        grant = self.access_tokens.get(access_token)
        return grant.instance if grant and self.clock() < grant.expires_at else None

    def role_keys(self, account: SampleAccount, role_name: str, lifetime: timedelta | None = None) -> Keys:
        """Give out new keys for an account's role."""
        arn = f"arn:aws:sts::{account.account_id}:assumed-role/AWSReservedSSO_{role_name}_0123456789abcdef/jo"
        return self.new_keys(account.account_id, arn, lifetime or self.behaviour.keys_lifetime)

    def new_keys(self, account_id: str, arn: str, lifetime: timedelta) -> Keys:
        """Give out keys that nobody had before."""
        key_id = "ASIA" + "".join(secrets.choice(KEY_ID_LETTERS) for _ in range(16))
        keys = Keys(
            access_key_id=key_id,
            secret_access_key=base64.b64encode(secrets.token_bytes(30)).decode(),
            session_token="IQoJb3JpZ2luX2Vj" + base64.b64encode(secrets.token_bytes(600)).decode(),
            # AWS tells the end in whole seconds.
            expires_at=(self.clock() + lifetime).replace(microsecond=0),
            account_id=account_id,
            arn=arn,
        )
        self.keys[key_id] = keys
        return keys

    def sign_in_token(self, keys: Keys) -> str:
        """Give out a token that opens the console once."""
        token = self.mint(300)
        self.sign_in_tokens[token] = keys, self.clock() + SIGN_IN_TOKEN_LIFETIME
        return token

    def take_sign_in_token(self, token: str) -> Keys | None:
        """Use up the token; the keys that it was made of, if it was still accepted."""
        keys, expires_at = self.sign_in_tokens.pop(token, (None, self.clock()))
        return keys if self.clock() < expires_at else None

    def mint(self, size: int, *, prefix: str = "") -> str:
        """Make a new secret of so many random bytes."""
        return prefix + secrets.token_urlsafe(size)
