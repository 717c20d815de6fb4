"""``ssotui login``: sign in to a session, or renew it.

No other command waits for a person. Without a terminal this one does so only if it is told how to sign in: then the
page and the code are in what it writes to stderr, and the person may approve anywhere.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from ssotui.actions.browser.launch import open_browser
from ssotui.actions.listing.inventory import read_configured
from ssotui.actions.sign_in import flow_choice
from ssotui.actions.sign_in.signing_in import SignIn
from ssotui.actions.sign_in.tokens import good_token
from ssotui.aws.config import client_settings
from ssotui.cli.output import print_note, print_problems
from ssotui.cli.sessions import pick_session, session_of_profile
from ssotui.model.client_settings import ClientSettings
from ssotui.model.clock import describe_left, utc_now
from ssotui.model.errors import Cancelled, SignInNeeded, UsageError
from ssotui.model.sign_in import Choice, Elsewhere, Event, Exchanging, Flow, Note, Prompt, SignedIn, SlowedDown
from ssotui.model.text import visible
from ssotui.model.token import SsoSession, SsoToken

AUTO = "auto"


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = "A valid token is kept, and renewed when it is about to end; --force signs in again."
    parser.add_argument(
        "session", metavar="SESSION", nargs="?", help="its name or legacy start URL (default: the only one there is)"
    )
    parser.add_argument("--profile", metavar="P", help="the session of that profile")
    parser.add_argument(
        "--flow",
        choices=[AUTO, *(flow.value for flow in Flow)],
        help="pkce: a browser on this machine; device: a code for a browser anywhere (default: what was chosen "
        "the last time, then the setting login_flow)",
    )
    parser.add_argument("--no-browser", action="store_true", help="print the page's address instead of opening it")
    parser.add_argument("--force", action="store_true", help="sign in even if the token is valid")


def run(options: Namespace) -> int:
    """Sign in, unless nobody has to."""
    if options.profile and options.session:
        raise UsageError("Name a session, or a profile.", "ssotui login [SESSION | --profile P]")
    inventory = read_configured()
    session = (
        session_of_profile(inventory, options.profile)
        if options.profile
        else pick_session(inventory, options.session, "ssotui login SESSION")
    )
    print_problems(inventory.problems)
    settings = client_settings.of_profile(options.profile) if options.profile else None
    if not options.force and (token := good_token(session, utc_now, settings)):
        print_note(f"{visible(session.label)} is signed in: {_lasts(token)}.")
        return 0
    for entry in inventory.sessions:
        if entry.session == session and entry.other_portal:
            print_note(f"{visible(session.label)}: {visible(entry.problem)}")
    told_how = options.flow or options.no_browser
    if not (told_how or sys.stdin.isatty() or sys.stderr.isatty()):
        raise SignInNeeded(
            f"{visible(session.label)} needs a sign-in, and there is no terminal to ask for it.",
            "Run it in a terminal, or say how: --flow device prints a page and a code to approve.",
        )
    if options.flow == AUTO:
        flow_choice.forget(session)
    wanted = Flow(options.flow) if options.flow in list(Flow) else None
    choice = flow_choice.choose(session, wanted, by_environment=options.flow == AUTO)
    _sign_in(session, choice, settings, browser=not options.no_browser)
    return 0


def _sign_in(session: SsoSession, choice: Choice, settings: ClientSettings | None, *, browser: bool) -> None:
    print_note(
        f"Signing in to {visible(session.label)} ({visible(session.start_url)}, {visible(session.region)}) "
        f"by {_BY[choice.flow]}: {choice.reason}."
    )

    def tell(event: Event) -> None:
        for line in _lines(session, event):
            print_note(line)
        if isinstance(event, Prompt) and browser and choice.browser:
            open_browser(event.to_open(), print_note)

    try:
        SignIn(session, choice, utc_now, tell, settings=settings).run()
    except KeyboardInterrupt:
        raise Cancelled("The sign-in was cancelled.", "Nothing was written.") from None


def _lines(session: SsoSession, event: Event) -> tuple[str, ...]:
    """Return the lines that tell a person of the event."""
    match event:
        case Prompt():
            return _prompt(event)
        case Elsewhere():
            return ("Another ssotui is signing in to this session; waiting for it.",)
        case SlowedDown(interval=interval):
            return (f"AWS asked us to slow down; retrying every {interval:g} s.",)
        case Note(text=text):
            return (visible(text),)
        case Exchanging():
            return ("Approved in the browser; getting the token.",)
        case SignedIn(token=token, elsewhere=elsewhere):
            by_whom = " (by another program, meanwhile)" if elsewhere else ""
            return (f"Signed in to {visible(session.label)}{by_whom}: {_lasts(token)}.",)


def _prompt(prompt: Prompt) -> tuple[str, ...]:
    left = describe_left(prompt.expires_at - utc_now())
    if prompt.flow is Flow.PKCE:
        return (
            "Open this page in a browser on this machine:",
            f"  {prompt.url}",
            f"Waiting for the browser, {left} at most; ctrl+c cancels.",
        )
    return (
        "Open this page in a browser, here or anywhere:",
        f"  {prompt.url}",
        f"and approve it only if it shows the code  {visible(prompt.user_code)}",
        *_qr(prompt.url),
        f"Waiting for your approval, {left} at most; ctrl+c cancels.",
    )


def _qr(url: str) -> tuple[str, ...]:
    """Draw the code for a phone, black on white, where a person can see it."""
    if not sys.stderr.isatty() or (sys.stderr.encoding or "").lower().replace("-", "") != "utf8":
        return ()
    from ssotui.export.qr import half_blocks

    return tuple(f"  \x1b[30;107m{line}\x1b[0m" for line in half_blocks(url))


def _lasts(token: SsoToken) -> str:
    now = utc_now()
    renewable = ", then renewed automatically" if token.life.renewable(now) else ""
    return f"{describe_left(token.expires_at - now)} left{renewable}"


_BY = {Flow.PKCE: "the browser here", Flow.DEVICE: "a device code"}
