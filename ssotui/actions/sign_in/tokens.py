"""Gets an access token that the portal accepts: the cached one, renewed silently when it is time."""

from __future__ import annotations

import contextlib
import os
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from ssotui.actions.sign_in.advice import aws_login_command, login_command
from ssotui.aws.caches import sso_cache
from ssotui.aws.services import oidc, portal
from ssotui.model.client_settings import ClientSettings
from ssotui.model.clock import Clock
from ssotui.model.errors import AccessDenied, ServiceFailure, SignInNeeded, UnusableFile
from ssotui.model.token import SsoSession, SsoToken, TokenStatus
from ssotui.storage import state
from ssotui.storage.files import resolve
from ssotui.storage.locks import locked

RENEW_BELOW = timedelta(minutes=15)
"""botocore's own window (``SSOTokenProvider``): with less than this left, it renews."""


def usable_token(session: SsoSession, clock: Clock, settings: ClientSettings | None = None) -> SsoToken:
    """Get the session's token, renewed if it ends soon and can be. This opens no browser and waits for nobody.

    Args:
        session: whose token.
        clock: the time.
        settings: those of the profile that asks; without them, those that the session's profiles agree on.

    Raises:
        SignInNeeded: there is no token, or it has ended and cannot be renewed.
        UnusableFile: the token's file is damaged, or an ended token cannot be renewed because its folder is read-only.
        ServiceFailure: renewing an ended token failed in the network.
    """
    token = _own_token(session)
    if not _due(session, token, clock()):
        return _still_valid(session, token, clock())
    try:
        return _renew(session, clock, settings)
    except (SignInNeeded, ServiceFailure, UnusableFile):
        # A failed renewal does not spoil a token that is still good; and another tool may just have renewed it.
        newest = known_token(session) or token
        if newest.life.status(clock()) is TokenStatus.VALID:
            return newest
        raise


def good_token(session: SsoSession, clock: Clock, settings: ClientSettings | None = None) -> SsoToken | None:
    """Get the token if nobody has to sign in: renewed if it is time, and accepted by the portal.

    Args:
        session: whose token.
        clock: the time.
        settings: as for :func:`usable_token`.

    Returns:
        The token; ``None`` if there is none, or one that ends within minutes and cannot be renewed.

    Raises:
        ServiceFailure: it had to be renewed, and the network or the service failed.
    """
    try:
        token = usable_token(session, clock, settings)
        if token.expires_at - clock() < RENEW_BELOW:
            return None
        with contextlib.suppress(AccessDenied):  # not to list accounts, it says, but it knows who asks
            portal.check(session, token.access_token, settings)
    except (SignInNeeded, UnusableFile):
        return None
    except ServiceFailure:
        # The portal could not be asked: the file's word stands. Without a token there is nothing to stand.
        if (known := known_token(session)) and known.life.status(clock()) is TokenStatus.VALID:
            return known
        raise
    return token


def known_token(session: SsoSession) -> SsoToken | None:
    """Read the token that the file holds now, good or not; one that is damaged, or of another portal, is none."""
    try:
        token = sso_cache.read_token(session)
    except UnusableFile:
        return None
    return None if token is None or session.differs_from(token.start_url, token.region) else token


def renewal_lock(session: SsoSession, *, seconds: float | None = None) -> AbstractContextManager[object]:
    """Lock the session's token: one ssotui at a time renews or replaces it.

    Raises:
        Busy: another one has been at it for so many ``seconds``, or for too long.
        UnusableFile: there can be no lock.
    """
    return locked(resolve(sso_cache.path_of(session)).with_suffix(".renewal"), seconds=seconds)


def sign_in_needed(session: SsoSession, what: str) -> SignInNeeded:
    """Make the error that names the commands that help. ``what`` completes "Session X …"."""
    theirs = aws_login_command(session)
    either = f" (or: {theirs})" if theirs else ""
    return SignInNeeded(f"Session {session.label!r} {what}.", f"Run: {login_command(session)}{either}")


def _own_token(session: SsoSession) -> SsoToken:
    """Read the session's token.

    Raises:
        SignInNeeded: there is none, or the config names another portal by now than the one that gave it.
        UnusableFile: its file is damaged.
    """
    token = sso_cache.read_token(session)
    if token is None:
        raise sign_in_needed(session, "is not signed in")
    if other := session.differs_from(token.start_url, token.region):
        raise sign_in_needed(session, f"is not signed in: its token is of another portal, {other}")
    return token


def _due(session: SsoSession, token: SsoToken, now: datetime) -> bool:
    """Return whether it is time to renew, and possible. Nobody renews the token of a legacy start URL."""
    return bool(session.name) and token.expires_at - now < RENEW_BELOW and token.life.renewable(now)


def _still_valid(session: SsoSession, token: SsoToken, now: datetime) -> SsoToken:
    if token.life.status(now) is not TokenStatus.VALID:
        raise sign_in_needed(session, "has expired")
    return token


def _renew(session: SsoSession, clock: Clock, settings: ClientSettings | None) -> SsoToken:
    """Renew, one process at a time: the others wait, reread, and find it done.

    The refresh token works once, so a second renewal with the old one would end the session.
    """
    folder = resolve(sso_cache.path_of(session)).parent
    with renewal_lock(session):
        token = _own_token(session)
        if not _due(session, token, clock()):
            return _still_valid(session, token, clock())
        if not os.access(folder, os.W_OK):
            # A home mounted read-only, as in many containers: the refresh token would be spent, its successor lost.
            raise UnusableFile(f"The token in {folder} cannot be renewed: the folder is read-only.", _WRITABLE)
        try:
            renewed = oidc.refresh(session, token, clock(), settings)
        except SignInNeeded as error:
            raise sign_in_needed(session, "has ended") from error
        with contextlib.suppress(UnusableFile):  # a disk that is full by now: the token is good all the same
            sso_cache.write_token(session, renewed)
            state.edit(lambda kept: kept.renew_sign_in(session, token.expires_at, renewed.expires_at))
        return renewed


_WRITABLE = "Make it writable, or sign in where it is: ssotui login, or aws sso login."
