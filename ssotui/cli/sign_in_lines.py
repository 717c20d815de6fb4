"""The lines that a person reads of a sign-in on the command line."""

from __future__ import annotations

import sys

from ssotui.model.clock import describe_left, utc_now
from ssotui.model.sign_in import (
    Choice,
    Elsewhere,
    Event,
    Exchanging,
    Flow,
    Note,
    Prompt,
    Queued,
    SignedIn,
    SlowedDown,
)
from ssotui.model.text import visible
from ssotui.model.token import SsoSession, SsoToken

_BY = {Flow.PKCE: "the browser here", Flow.DEVICE: "a device code"}


def begun(session: SsoSession, choice: Choice) -> str:
    """Say where the sign-in goes, by which flow, and why by this one."""
    where = f"{visible(session.label)} ({visible(session.start_url)}, {visible(session.region)})"
    return f"Signing in to {where} by {_BY[choice.flow]}: {choice.reason}."


def lines(session: SsoSession, event: Event) -> str:
    """Tell an event of the only sign-in that goes on."""
    match event:
        case Prompt():
            return "\n".join(_prompt(event))
        case SignedIn(token=token, elsewhere=elsewhere):
            by_whom = " (by another program, meanwhile)" if elsewhere else ""
            return f"Signed in to {visible(session.label)}{by_whom}: {lasts(token)}."
        case _:
            return _on_the_way(event)


def line(session: SsoSession, event: Event) -> str:
    """Tell an event of one sign-in among several, in as few lines as its page takes."""
    match event:
        case Prompt(flow=Flow.PKCE, url=url):
            said = f"open this page in a browser on this machine ({_left(event)} left):\n  {url}"
        case Prompt(url=url, user_code=code):
            said = f"open this page, and approve it only if it shows the code  {visible(code)}  ({_left(event)} left):"
            said = f"{said}\n  {url}"
        case SignedIn(token=token):
            said = f"signed in, {lasts(token)}."
        case _:
            said = _on_the_way(event)
    return f"{visible(session.label)}: {said}"


def lasts(token: SsoToken) -> str:
    """Say how long the token lasts, and whether it is renewed then."""
    now = utc_now()
    renewable = ", then renewed automatically" if token.life.renewable(now) else ""
    return f"{describe_left(token.expires_at - now)} left{renewable}"


def _on_the_way(event: Event) -> str:
    match event:
        case Elsewhere():
            return "Another ssotui is signing in to this session; waiting for it."
        case Queued():
            return "Next in the browser, when the page before is done."
        case SlowedDown(interval=interval):
            return f"AWS asked us to slow down; retrying every {interval:g} s."
        case Exchanging():
            return "Approved in the browser; getting the token."
        case Note(text=text):
            return visible(text)
        case _:
            return ""


def _prompt(prompt: Prompt) -> tuple[str, ...]:
    if prompt.flow is Flow.PKCE:
        return (
            "Open this page in a browser on this machine:",
            f"  {prompt.url}",
            f"Waiting for the browser, {_left(prompt)} at most; ctrl+c cancels.",
        )
    return (
        "Open this page in a browser, here or anywhere:",
        f"  {prompt.url}",
        f"and approve it only if it shows the code  {visible(prompt.user_code)}",
        *_qr(prompt.url),
        f"Waiting for your approval, {_left(prompt)} at most; ctrl+c cancels.",
    )


def _left(prompt: Prompt) -> str:
    return describe_left(prompt.expires_at - utc_now())


def _qr(url: str) -> tuple[str, ...]:
    """Draw the address for a phone, black on white, where a person can see it."""
    if not sys.stderr.isatty() or (sys.stderr.encoding or "").lower().replace("-", "") != "utf8":
        return ()
    from ssotui.export.qr import half_blocks

    return tuple(f"  \x1b[30;107m{line}\x1b[0m" for line in half_blocks(url))
