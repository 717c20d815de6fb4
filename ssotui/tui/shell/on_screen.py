"""Say what to do about an error in the terms of the screen: keys, where the command line names its commands."""

from __future__ import annotations

import re

from ssotui.model.errors import SignInNeeded, SsotuiError
from ssotui.model.text import visible

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from ssotui.tui.shell.keymap import Keymap

WORDS = (
    (re.compile(r"sign in with --flow device"), "take a code instead ({sign_in.switch} on the sign-in screen)"),
    (re.compile(r"ssotui console --print prints the link instead, to open where there is a browser\."),
     "Press {console.copy_link} to copy the link instead."),
    (re.compile(r"ssotui list shows"), "Profiles ({view.profiles}) shows"),
    (re.compile(r": ssotui list$"), " in Profiles ({view.profiles})."),
    (re.compile(r"ssotui accounts --refresh lists them anew\."), "Press {list.reload} in Accounts to list them anew."),
    (re.compile(r"Sign in again( to replace it)?: ssotui login[^.]*\.?"), "Press {session.sign_in} to sign in again."),
    (re.compile(r", or (name another one|overwrite)(: --region R| \(--yes\))\."), "."),
    (re.compile(r"Name another one: --region R\."), "Give the profile another region."),
    (re.compile(r" \(--(as|yes)\)"), ""),
)  # fmt: skip
"""By the words of a hint for the command line, those of the screen, with the IDs of commands where their keys go."""


def hint_of(error: SsotuiError, keymap: Keymap) -> str:
    """Give what to do about the error on the screen."""
    if isinstance(error, SignInNeeded):
        return f"Press {keymap.text('session.sign_in')} to sign in."
    hint = error.hint
    for pattern, words in WORDS:
        if found := pattern.search(hint):
            said = re.sub(r"\{([\w.]+)\}", lambda name: keymap.text(name[1]), words)
            hint = hint[: found.start()] + said + hint[found.end() :]
    return visible(hint)


def said_of(error: SsotuiError, keymap: Keymap) -> str:
    """Put what went wrong and what to do on two lines, with nothing in them that a terminal would obey."""
    return f"{visible(error.message)}\n{hint_of(error, keymap)}".strip()
