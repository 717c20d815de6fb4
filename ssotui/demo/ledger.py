"""Everything the portal has given out, and what it still accepts."""

from __future__ import annotations

import base64
import secrets
import string
from dataclasses import dataclass
from datetime import datetime, timedelta

from ssotui.demo.organization import Instance, Organization, SampleAccount
from ssotui.demo.switches import Switches
from ssotui.model.clock import Clock

SCOPE = "sso:account:access"
"""The scope that access to accounts needs, and that a refresh token comes with."""

USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Consonants, so that no code is a word (RFC 8628, 6.1)."""

KEY_ID_LETTERS = string.ascii_uppercase + "234567"


@dataclass(frozen=True, slots=True)
class Client:
    """A registered client."""

    client_id: str
    client_secret: str
    name: str
    scopes: tuple[str, ...]
    grant_types: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    issuer_url: str | None
    expires_at: datetime


@dataclass(slots=True)
class SignIn:
    """A sign-in that waits for a person, by device code or in the browser that PKCE opened.

    Attributes:
        code: the device code, or the authorization code.
        reference: what the page names it by: the user code, or a random number.
        approved: the person's answer, ``None`` until there is one.
        redirect_uri, state, challenge: of a PKCE sign-in; empty for a device.
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
    """What an access token or a refresh token stands for; a refresh token lasts as long as its client."""

    instance: Instance
    client: Client
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class WebIdentity:
    """Whom the token of an identity provider stands for, such as that of a Kubernetes service account."""

    subject: str
    expires_at: datetime


SIGN_IN_TOKEN_LIFETIME = timedelta(minutes=15)
"""How long a link made of keys can be opened."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Role credentials that have been given out."""

    access_key_id: str
    secret_access_key: str
    session_token: str
    expires_at: datetime
    account_id: str
    arn: str


class Ledger:
    """What the services keep between two requests.

    Attributes:
        url: where the portal listens; known once it does.
        minted: every secret ever given out (tokens, keys, client secrets, codes), to search for leaks by.
    """

    def __init__(self, organization: Organization, switches: Switches, clock: Clock) -> None:
        self.organization = organization
        self.switches = switches
        self.clock = clock
        self.url = ""
        self.minted: set[str] = set()
        self.clients: dict[str, Client] = {}
        self.sign_ins: dict[str, SignIn] = {}
        self.access_tokens: dict[str, Grant] = {}
        self.refresh_tokens: dict[str, Grant] = {}
        self.web_identities: dict[str, WebIdentity] = {}
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
        """Register a client."""
        client = Client(
            client_id=secrets.token_urlsafe(16),
            client_secret=self._mint(180),
            name=name,
            scopes=scopes,
            grant_types=grant_types,
            redirect_uris=redirect_uris,
            issuer_url=issuer_url,
            expires_at=self.clock() + self.switches.registration_lifetime,
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
    ) -> SignIn:
        """Let a sign-in wait for a person's answer."""
        letters = "".join(secrets.choice(USER_CODE_LETTERS) for _ in range(8))
        sign_in = SignIn(
            code=self._mint(64),
            reference=secrets.token_urlsafe(16) if redirect_uri else f"{letters[:4]}-{letters[4:]}",
            client=client,
            instance=instance,
            expires_at=self.clock() + self.switches.device_lifetime,
            approved=True if self.switches.approve_automatically else None,
            redirect_uri=redirect_uri,
            state=state,
            challenge=challenge,
        )
        self.sign_ins[sign_in.code] = sign_in
        return sign_in

    def waiting(self, reference: str) -> SignIn | None:
        """The sign-in that a page asks about, unless it is answered or too old."""
        for sign_in in self.sign_ins.values():
            if sign_in.reference == reference and sign_in.approved is None and self.clock() < sign_in.expires_at:
                return sign_in
        return None

    def access_token(self, client: Client, instance: Instance, lifetime: timedelta) -> str:
        """Give out an access token."""
        token = self._mint(240, prefix="aoa")
        self.access_tokens[token] = Grant(instance, client, self.clock() + lifetime)
        return token

    def refresh_token(self, client: Client, instance: Instance) -> str:
        """Give out a refresh token, good for one use while the client's registration lasts."""
        token = self._mint(240, prefix="aor")
        self.refresh_tokens[token] = Grant(instance, client, client.expires_at)
        return token

    def web_identity_token(self, subject: str, lifetime: timedelta) -> str:
        """Give out what an identity provider that every role trusts would."""
        token = self._mint(240, prefix="ey")
        self.web_identities[token] = WebIdentity(subject, self.clock() + lifetime)
        return token

    def instance_of(self, access_token: str) -> Instance | None:
        """Whose token that is, if it is still accepted."""
        grant = self.access_tokens.get(access_token)
        return grant.instance if grant and self.clock() < grant.expires_at else None

    def role_keys(self, account: SampleAccount, role_name: str, lifetime: timedelta | None = None) -> Keys:
        """Give out new keys of an account's role."""
        arn = f"arn:aws:sts::{account.account_id}:assumed-role/AWSReservedSSO_{role_name}_0123456789abcdef/jo"
        return self.new_keys(account.account_id, arn, lifetime or self.switches.keys_lifetime)

    def new_keys(self, account_id: str, arn: str, lifetime: timedelta) -> Keys:
        """Give out keys that no one had before."""
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
        self.minted |= {keys.access_key_id, keys.secret_access_key, keys.session_token}
        self.keys[key_id] = keys
        return keys

    def sign_in_token(self, keys: Keys) -> str:
        """Give out what opens the console once."""
        token = self._mint(300)
        self.sign_in_tokens[token] = keys, self.clock() + SIGN_IN_TOKEN_LIFETIME
        return token

    def take_sign_in_token(self, token: str) -> Keys | None:
        """Whose token that is, if it is still accepted. It is not a second time."""
        keys, expires_at = self.sign_in_tokens.pop(token, (None, self.clock()))
        return keys if self.clock() < expires_at else None

    def _mint(self, size: int, *, prefix: str = "") -> str:
        secret = prefix + secrets.token_urlsafe(size)
        self.minted.add(secret)
        return secret
