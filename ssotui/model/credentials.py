"""Role credentials: the three keys, and what they are for."""

from __future__ import annotations

from ssotui.model.client_settings import NO_SETTINGS, ClientSettings
from ssotui.model.clock import datetime
from ssotui.model.records import NamedTuple
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession


class RoleRef(NamedTuple):
    """One account's role, reached through a session: what the portal is asked for."""

    session: SsoSession
    account_id: str
    role_name: str


class RoleCredentials(NamedTuple):
    """The keys. ``expires_at`` is ``None`` for keys that have no end (a static profile)."""

    access_key_id: Secret
    secret_access_key: Secret
    session_token: Secret | None
    expires_at: datetime | None
    account_id: str | None = None
    role_name: str | None = None


class Outgoing(NamedTuple):
    """Keys on their way out: under which name, and with which work region (never the SSO region).

    ``role`` is what the portal was asked for; ``None`` for keys that it did not give. ``settings`` are those of the
    profile's clients, for what is made of the keys by another request.
    """

    name: str
    keys: RoleCredentials
    region: str | None = None
    role: RoleRef | None = None
    settings: ClientSettings = NO_SETTINGS
