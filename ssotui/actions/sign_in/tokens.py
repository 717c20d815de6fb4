"""Gets an access token that the portal accepts: the cached one, renewed silently when it is time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TypeVar

from ssotui.actions.sign_in.advice import aws_login_command, login_command
from ssotui.aws.caches import sso_cache, stores
from ssotui.aws.services import oidc, portal
from ssotui.model.client_settings import ClientSettings
from ssotui.model.clock import Clock
from ssotui.model.errors import AccessDenied, ServiceFailure, SignInNeeded, UnusableFile
from ssotui.model.paths import shown
from ssotui.model.token import SsoSession, SsoToken, TokenStatus
from ssotui.storage import state
from ssotui.storage.files import resolve
from ssotui.storage.locks import locked

Answer = TypeVar("Answer")

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
        UnusableFile: the token's file is damaged, an ended token cannot be renewed because its folder is read-only, or
            the keychain cannot be used.
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

    def accepted(token: SsoToken) -> SsoToken:
        with contextlib.suppress(AccessDenied):  # not to list accounts, it says, but it knows who asks
            portal.check(session, token.access_token, settings)
        return token

    try:
        if usable_token(session, clock, settings).expires_at - clock() < RENEW_BELOW:
            return None
        return with_token(session, clock, accepted, settings)
    except (SignInNeeded, UnusableFile):
        return None
    except ServiceFailure:
        # The portal could not be asked: the file's word stands. Without a token there is nothing to stand.
        if (known := known_token(session)) and known.life.status(clock()) is TokenStatus.VALID:
            return known
        raise


def with_token(
    session: SsoSession,
    clock: Clock,
    call: Callable[[SsoToken], Answer],
    settings: ClientSettings | None = None,
) -> Answer:
    """Call the portal with the session's token. If the portal refuses it, renew it once and call again.

    A refusal is remembered until the token changes, so that nobody is told that the token is valid.

    Args:
        session: whose token.
        clock: the time.
        call: asks the portal; it raises ``SignInNeeded`` if the token is refused.
        settings: as for :func:`usable_token`.

    Returns:
        What ``call`` returns.

    Raises:
        SignInNeeded: there is no token, or the portal refuses it and it cannot be renewed.
        SsotuiError: as :func:`usable_token` and the call do.
    """
    token = usable_token(session, clock, settings)
    try:
        answer = call(token)
    except SignInNeeded as error:
        remember_refusal(session, token)
        if not (session.name and token.life.renewable(clock())):
            raise refused_error(session) from error
        try:
            token = _renew(session, clock, settings, refused=token)
        except SignInNeeded as ended:
            raise refused_error(session) from ended
        try:
            answer = call(token)
        except SignInNeeded as again:
            remember_refusal(session, token)
            raise refused_error(session) from again
    if token.refused:
        state.keep(lambda kept: kept.forget_refusal(session))
    return answer


def remember_refusal(session: SsoSession, token: SsoToken, *, renewal: bool = False) -> None:
    """Remember by its hash that the portal refused the token, or the OIDC service its renewal.

    Where the state cannot be written, the next call finds out again.

    Args:
        session: whose token.
        token: the token that was used.
        renewal: whether the renewal was refused, rather than the token itself.
    """
    state.keep(lambda kept: kept.set_refusal(session, token.digest(), token=not renewal, renewal=renewal))


def refused_error(session: SsoSession) -> SignInNeeded:
    """Make the error for a token that the portal refuses."""
    return sign_in_needed(session, "is signed out: the portal does not accept its token")


def known_token(session: SsoSession) -> SsoToken | None:
    """Read the token that its store holds now, good or not; one that is damaged, or of another portal, is none."""
    try:
        token = sso_cache.read_token(session)
    except UnusableFile:  # whoever needs a keychain that cannot be used is told so when they read or write
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
    run = f"Run: {login_command(session)}{either}"
    return SignInNeeded(f"Session {session.label!r} {what}.", run, on_screen="Press {session.sign_in} to sign in.")


def _own_token(session: SsoSession) -> SsoToken:
    """Read the session's token.

    Raises:
        SignInNeeded: there is none, or the config names another portal by now than the one that gave it.
        UnusableFile: its file is damaged, or the keychain cannot be used.
    """
    token = sso_cache.read_token(session)
    if token is None:
        raise sign_in_needed(session, "is not signed in")
    if other := session.differs_from(token.start_url, token.region):
        raise sign_in_needed(session, f"is not signed in: its token is of another portal, {other}")
    return token


def _due(session: SsoSession, token: SsoToken, now: datetime) -> bool:
    """Return whether it is time to renew, and possible. Nobody renews the token of a legacy start URL."""
    needed = token.refused or token.expires_at - now < RENEW_BELOW
    return needed and bool(session.name) and token.life.renewable(now)


def _still_valid(session: SsoSession, token: SsoToken, now: datetime) -> SsoToken:
    """Return the token unless it has ended. One that was refused is tried again: the refusal may have passed.

    Raises:
        SignInNeeded: it has ended.
    """
    if token.expires_at <= now:
        raise sign_in_needed(session, "has expired")
    return token


def _renew(
    session: SsoSession, clock: Clock, settings: ClientSettings | None, refused: SsoToken | None = None
) -> SsoToken:
    """Renew, one process at a time: the others wait, reread, and find it done.

    The refresh token works once, so a second renewal with the old one would end the session.

    Args:
        session: whose token.
        clock: the time.
        settings: as for :func:`usable_token`.
        refused: the token that the portal has just refused: it is renewed however long it would last.
    """
    with renewal_lock(session):
        token = _own_token(session)
        is_refused = refused is not None and token.access_token == refused.access_token
        if not (is_refused or _due(session, token, clock())):
            return _still_valid(session, token, clock())
        if folder := stores.of_tokens(session).unwritable(sso_cache.file_name(session)):
            # A home mounted read-only, as in many containers: the refresh token would be spent, its successor lost.
            raise UnusableFile(
                f"The token in {shown(folder)} cannot be renewed: the folder is read-only.",
                "Make it writable, or sign in where it is: ssotui login, or aws sso login.",
                on_screen="Make it writable, or sign in where it is.",
            )
        try:
            renewed = oidc.refresh(session, token, clock(), settings)
        except SignInNeeded as error:
            remember_refusal(session, token, renewal=True)
            raise sign_in_needed(session, "has ended") from error
        with contextlib.suppress(UnusableFile):  # a disk that is full by now: the token is good all the same
            renewed = renewed._replace(refused=False, renewal_refused=False)
            sso_cache.write_token(session, renewed)
            state.edit(lambda kept: kept.renew_sign_in(session, token.expires_at, renewed.expires_at))
        return renewed
