"""SSO sessions, their access tokens, and how long those last."""

from __future__ import annotations

from enum import StrEnum

from ssotui.model.clock import datetime
from ssotui.model.records import NamedTuple
from ssotui.model.secret import Secret


class TokenStatus(StrEnum):
    """The usefulness of a session's token at one moment."""

    VALID = "valid"
    RENEWABLE = "renewable"
    """Past its ``expiresAt``, but it can be refreshed silently: nobody has to sign in."""
    EXPIRED = "expired"
    MISSING = "missing"
    UNKNOWN = "unknown"
    """There is a cache file, but it does not tell until when (damaged, or no timestamp in it)."""

    @property
    def usable(self) -> bool:
        """True if keys can be fetched without a person."""
        return self in {TokenStatus.VALID, TokenStatus.RENEWABLE}


class SsoSession(NamedTuple):
    """One sign-in: an ``[sso-session]`` section, or the inline start URL of legacy profiles.

    ``name`` is ``None`` for a legacy start URL; no client ever refreshes the token of one.
    """

    name: str | None
    start_url: str
    region: str
    scopes: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The session's name, or else its start URL."""
        return self.name or self.start_url

    @property
    def portal(self) -> tuple[str, str]:
        """The start URL and the region that make it one portal, however the URL is written."""
        return bare_start_url(self.start_url), self.region

    def differs_from(self, start_url: str | None, region: str | None) -> str:
        """Say of which other portal a token is that was given for that start URL and region; empty if it is of this.

        What is not known is not held against it, and neither is what people write behind a start URL.
        """
        if start_url is not None and bare_start_url(start_url) != bare_start_url(self.start_url):
            return start_url
        return f"{self.start_url} in {region}" if region is not None and region != self.region else ""


def bare_start_url(url: str) -> str:
    """The start URL without the ``/``, ``#`` or ``#/`` at its end, which make no other portal of it."""
    return url.strip().rstrip("/#").casefold()


class TokenLife(NamedTuple):
    """The lifetime of a token, without any secret: all that a row needs to draw its clock.

    Attributes:
        present: whether there is a cache file at all.
        expires_at: when the access token ends; ``None`` where the file does not tell.
        renewable_until: when the client registration ends that can refresh it; ``None`` if nothing can.
        refused: whether the portal has refused the access token, however long it would last.
    """

    present: bool
    expires_at: datetime | None = None
    renewable_until: datetime | None = None
    refused: bool = False

    def renewable(self, now: datetime) -> bool:
        """Tell whether a refresh would be accepted, as far as the file shows."""
        return self.renewable_until is not None and now < self.renewable_until

    def status(self, now: datetime) -> TokenStatus:
        """Give the status of the token at ``now``."""
        if not self.present:
            return TokenStatus.MISSING
        if self.expires_at is None:
            return TokenStatus.UNKNOWN
        if now < self.expires_at and not self.refused:
            return TokenStatus.VALID
        return TokenStatus.RENEWABLE if self.renewable(now) else TokenStatus.EXPIRED


MISSING = TokenLife(present=False)


class SsoToken(NamedTuple):
    """A token as a cache file holds it.

    Attributes:
        refused: whether the portal has refused it; what is remembered of it is in no cache file.
        renewal_refused: whether the OIDC service has refused to renew it.
    """

    access_token: Secret
    expires_at: datetime
    start_url: str | None = None
    region: str | None = None
    refresh_token: Secret | None = None
    client_id: str | None = None
    client_secret: Secret | None = None
    registration_expires_at: datetime | None = None
    refused: bool = False
    renewal_refused: bool = False

    @property
    def life(self) -> TokenLife:
        """The token's lifetime. Renewing takes all four of botocore's keys (``SSOTokenProvider``), also the date."""
        can_renew = self.refresh_token and self.client_id and self.client_secret and not self.renewal_refused
        return TokenLife(
            present=True,
            expires_at=self.expires_at,
            renewable_until=self.registration_expires_at if can_renew else None,
            refused=self.refused,
        )

    def digest(self) -> str:
        """Hash the access token, to know it again by something that gives no access."""
        import hashlib

        return hashlib.sha256(self.access_token.reveal().encode()).hexdigest()[:32]
