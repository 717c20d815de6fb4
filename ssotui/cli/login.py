"""``ssotui login``: sign in to a session or to several, or renew them.

No other command waits for a person. Without a terminal this one does so only if it is told how to sign in: then the
page and the code are in what it writes to stderr, and the person may approve anywhere.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent import futures
from functools import partial

from ssotui.actions.background import start
from ssotui.actions.browser.launch import open_browser
from ssotui.actions.listing.inventory import configured_sessions, read_configured
from ssotui.actions.sign_in import flow_choice
from ssotui.actions.sign_in.patience import Turns
from ssotui.actions.sign_in.several import report
from ssotui.actions.sign_in.signing_in import SignIn
from ssotui.actions.sign_in.tokens import good_token
from ssotui.aws.config import client_settings
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.named import no_session, pick_session, session_of_profile
from ssotui.cli.output import print_note, print_problems
from ssotui.cli.sign_in_lines import begun, lasts, line, lines
from ssotui.model.clock import utc_now
from ssotui.model.errors import Cancelled, SignInNeeded, SsotuiError, UsageError, as_ours
from ssotui.model.inventory import Inventory
from ssotui.model.sign_in import Event, Flow, Prompt
from ssotui.model.text import visible
from ssotui.model.token import SsoSession, SsoToken

AUTO = "auto"
USAGE = "ssotui login [SESSION … | --all | --profile P]"
LETS_GO_SECONDS = 2.0
"""For so long ctrl+c waits until the sign-ins have put away what they hold."""


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = (
        "A valid token is kept, and renewed when it is about to end; --force signs in again. With several sessions, "
        "the exit code is 0 if all are signed in, else that of the first one that failed."
    )
    parser.add_argument(
        "session",
        metavar="SESSION",
        nargs="*",
        help="names or legacy start URLs, of one or more (default: the only one there is)",
    )
    parser.add_argument("--all", action="store_true", help="every session that the config names")
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
    if (bool(options.session) + options.all + bool(options.profile)) > 1:
        raise UsageError("Name sessions, or --all, or a profile.", USAGE)
    inventory = read_configured()
    sessions = _wanted(options, inventory)
    print_problems(inventory.problems)
    login = _Login(options, inventory, lines if len(sessions) == 1 else line)
    try:
        if len(sessions) > 1:
            return login.sign_in_to_all(sessions)
        login.sign_in(sessions[0])
    except KeyboardInterrupt:
        raise Cancelled("The sign-in was cancelled.", "Nothing was written.") from None
    return 0


def _wanted(options: Namespace, inventory: Inventory) -> Sequence[SsoSession]:
    """Find the sessions that the command line means, each once.

    Raises:
        SsotuiError: one of them is unknown, or there is none.
    """
    if options.profile:
        return (session_of_profile(inventory, options.profile),)
    if not options.all:
        names = options.session or [None]
        return tuple(dict.fromkeys(pick_session(inventory, name, "ssotui login SESSION") for name in names))
    if sessions := configured_sessions(inventory):
        return sessions
    raise no_session(inventory)


class _Login:
    """Signs in as the options say.

    Args:
        options: those of the command line.
        inventory: what the files say.
        words: puts an event of a session's sign-in into words.
    """

    def __init__(self, options: Namespace, inventory: Inventory, words: Callable[[SsoSession, Event], str]) -> None:
        self._options = options
        self._inventory = inventory
        self._words = words
        self._settings = client_settings.of_profile(options.profile) if options.profile else None
        self._turns = Turns()
        self._begun: list[SignIn] = []

    def sign_in(self, session: SsoSession) -> SsoToken:
        """Sign in to one session, unless its token is good or can be renewed silently.

        Raises:
            SsotuiError: nobody is signed in.
        """
        options, settings = self._options, self._settings
        if not options.force and (token := good_token(session, utc_now, settings)):
            print_note(f"{visible(session.label)} is signed in: {lasts(token)}.")
            return token
        for entry in self._inventory.sessions:
            if entry.session == session and entry.other_portal:
                print_note(f"{visible(session.label)}: {visible(entry.problem)}")
        told_how = options.flow or options.no_browser
        if not (told_how or sys.stdin.isatty() or sys.stderr.isatty()):
            raise SignInNeeded(
                f"{visible(session.label)} needs a sign-in, and there is no terminal to ask for it.",
                "Run it in a terminal, or say how: --flow device prints a page and a code to approve.",
            )
        if options.flow == AUTO:
            flow_choice.keep(session, None)
        wanted = Flow(options.flow) if options.flow in list(Flow) else None
        choice = flow_choice.choose(session, wanted, by_environment=options.flow == AUTO)
        print_note(begun(session, choice))

        def tell(event: Event) -> None:
            print_note(self._words(session, event))
            if isinstance(event, Prompt) and choice.browser and not options.no_browser:
                open_browser(event.to_open(), print_note)

        sign_in = SignIn(session, choice, utc_now, tell, settings=settings, turns=self._turns)
        self._begun.append(sign_in)
        return sign_in.run()

    def sign_in_to_all(self, sessions: Sequence[SsoSession]) -> int:
        """Sign in to several sessions at once, and report in one line. Gives the exit code."""
        under_way = {session: start(partial(self._sign_in_to, session)) for session in sessions}
        code = 0
        try:
            futures.wait(under_way.values())
        except KeyboardInterrupt:
            code = Cancelled.exit_code
            for sign_in in self._begun:
                sign_in.cancel()
            futures.wait(under_way.values(), LETS_GO_SECONDS)
        stopped = Cancelled("The sign-in was cancelled.")
        outcomes = [(session, each.result() if each.done() else stopped) for session, each in under_way.items()]
        print_note(report(outcomes))
        return code or next((each.exit_code for _, each in outcomes if isinstance(each, SsotuiError)), 0)

    def _sign_in_to(self, session: SsoSession) -> SsoToken | SsotuiError:
        try:
            return self.sign_in(session)
        except Exception as failure:  # noqa: BLE001 - one session that nobody foresaw stops no other
            error = as_ours(failure)
        print_note(f"{visible(session.label)}: {visible(error.message)} {visible(error.hint)}".rstrip())
        return error
