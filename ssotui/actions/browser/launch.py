"""Open a page in the person's browser. That it does not open is a line to show, never a reason to stop.

Not through :mod:`webbrowser`: without a desktop it starts text browsers, which take the terminal over, and it lets
graphical ones write into it.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from urllib.parse import quote

from ssotui.actions.background import start
from ssotui.actions.settings.loading import current
from ssotui.actions.sign_in.flow_choice import DISPLAYS, WSL, Surroundings, here
from ssotui.aws.services.urls import quoted
from ssotui.model.records import NamedTuple

NOT_OPENED = "No browser was opened"

LINUX = (("xdg-open",), ("gio", "open"), ("x-www-browser",), ("firefox",), ("google-chrome",), ("chromium",))
WINDOWS = (("wslview",),)
MAC = (("open",),)

CONTAINER = "ext+container:"
"""How an address begins that the Firefox extension "Open external links in a container" takes."""

CONTAINER_COLOURS = frozenset({"blue", "turquoise", "green", "yellow", "orange", "red", "pink", "purple"})
"""The colours of Firefox's containers; the extension opens nothing for any other."""

_PLACEHOLDER = re.compile(r"%s|\{(url|profile|account|role|label|colour)\}")
_QUERY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:.*=", re.DOTALL)
"""The beginning of a word in whose place an address's query stands: there, a value is encoded."""


class PageNames(NamedTuple):
    """The names that the setting ``browser`` can put into its command.

    Attributes:
        profile: or what stands for it: the name of a role without one, or ``sign-in`` for a page to sign in on.
        account: its name, or else its ID.
        role: in that account.
        label: of the environment, as ``PROD``.
        colour: of the environment.
    """

    profile: str = "sign-in"
    account: str = ""
    role: str = ""
    label: str = ""
    colour: str = ""


SIGN_IN = PageNames()


def open_browser(
    url: str,
    failed: Callable[[str], None],
    *,
    command: str | None = None,
    where: Surroundings | None = None,
    names: PageNames = SIGN_IN,
) -> Future[None]:
    """Open the page without waiting.

    Args:
        url: the page.
        failed: is called, on a thread of its own, with one line that says why no browser was opened.
        command: what to run, ``{url}`` or ``%s`` standing for the URL, and the names of :class:`PageNames` in braces
            for what the page is of; if not given, what the settings say, else the environment's ``BROWSER``, else the
            platform's browser.
        where: the environment, this process's if not given.
        names: for the command to name.

    Returns:
        What is done when the program that opens the page has ended, which may be as late as the browser itself.
    """
    url = quoted(url)  # the command may be a shell's
    commands = list(_commands(url, command or current().browser, where or here(), names))
    return start(lambda: _open(url, commands, failed), "ssotui-browser")


def _commands(
    url: str, command: str | None, where: Surroundings, names: PageNames = SIGN_IN
) -> Iterator[Sequence[str]]:
    """Return the commands to try, one after the other."""
    values = {**names._asdict(), "url": url}
    if command:
        yield from _parsed(command, values)
        return
    wanted = where.environ.get("BROWSER", "")
    if wanted:
        for entry in wanted.split(os.pathsep):
            yield from _parsed(entry, values)
        return
    if where.platform == "darwin":
        openers: tuple[tuple[str, ...], ...] = MAC
    else:
        windows = WINDOWS if where.has(WSL) else ()
        openers = (*windows, *LINUX) if where.has(DISPLAYS) else windows
    yield from ([*opener, url] for opener in openers)


def _parsed(command: str, values: Mapping[str, str]) -> Iterator[Sequence[str]]:
    """Split the command into words, with the values in their places, and the URL at the end if it has none.

    No shell sees them: whatever a name holds, it stays within its word.
    """
    try:
        words = shlex.split(command, posix=os.name == "posix")
    except ValueError:  # an unbalanced quote
        return
    if words:
        has_url = any(found[0] in {"%s", "{url}"} for word in words for found in _PLACEHOLDER.finditer(word))
        yield [*(_filled(word, values) for word in words), *(() if has_url else (values["url"],))]


def _filled(word: str, values: Mapping[str, str]) -> str:
    """Put the values in their places: encoded in the query of an address, else as plain words."""

    def value(found: re.Match[str]) -> str:
        name, before = found[1] or "url", word[: found.start()]
        text = values[name]
        if name == "colour" and word.startswith(CONTAINER) and text not in CONTAINER_COLOURS:
            return ""
        if _QUERY.match(before):
            return quote(text, safe="")
        return text if name == "url" else _plain(text)

    return _PLACEHOLDER.sub(value, word)


def _plain(text: str) -> str:
    """Make a name such that it is no option, no path that leads elsewhere, and no command of a shell."""
    return "".join(char if char.isalnum() or char in " ._@+=,-" else "-" for char in text).lstrip("-. ")


def _open(url: str, commands: Sequence[Sequence[str]], failed: Callable[[str], None]) -> None:
    """Run the first command that there is, and tell if it fails. It may run as long as the browser does."""
    if sys.platform == "win32" and not commands:
        try:
            os.startfile(url)  # noqa: S606 - how Windows opens its default browser
        except OSError:
            failed(f"{NOT_OPENED}: Windows knows none.")
        return
    reason = "none was found"
    for command in commands:
        try:
            # Its own session: ctrl+c in our terminal is for us, not for the browser.
            browser = subprocess.Popen(  # noqa: S603 - the person's own choice, without a shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            reason = f"{command[0]} cannot be run"
            continue
        code = browser.wait()
        if code == 0:
            return
        reason = f"{command[0]} failed with {code}"
    failed(f"{NOT_OPENED}: {reason}.")
