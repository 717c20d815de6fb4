"""Open a page in the person's browser. That it does not open is a line to show, never a reason to stop.

Not through :mod:`webbrowser`: without a desktop it starts text browsers, which take the terminal over, and it lets
graphical ones write into it.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future

from ssotui.actions.background import start
from ssotui.actions.settings.loading import current
from ssotui.actions.sign_in.flow_choice import DISPLAYS, WSL, Surroundings, here
from ssotui.aws.services.urls import quoted

NOT_OPENED = "No browser was opened"

LINUX = (("xdg-open",), ("gio", "open"), ("x-www-browser",), ("firefox",), ("google-chrome",), ("chromium",))
WINDOWS = (("wslview",),)
MAC = (("open",),)


def open_browser(
    url: str, failed: Callable[[str], None], *, command: str | None = None, where: Surroundings | None = None
) -> Future[None]:
    """Open the page without waiting.

    Args:
        url: the page.
        failed: is called, on a thread of its own, with one line that says why no browser was opened.
        command: what to run, ``%s`` standing for the URL; if not given, what the settings say, else the
            environment's ``BROWSER``, else the platform's browser.
        where: the environment, this process's if not given.

    Returns:
        What is done when the program that opens the page has ended, which may be as late as the browser itself.
    """
    url = quoted(url)  # the command may be a shell's
    commands = list(_commands(url, command or current().browser, where or here()))
    return start(lambda: _open(url, commands, failed), "ssotui-browser")


def _commands(url: str, command: str | None, where: Surroundings) -> Iterator[Sequence[str]]:
    """Return the commands to try, one after the other."""
    if command:
        yield from _parsed(command, url)
        return
    wanted = where.environ.get("BROWSER", "")
    if wanted:
        for entry in wanted.split(os.pathsep):
            yield from _parsed(entry, url)
        return
    if where.platform == "darwin":
        openers: tuple[tuple[str, ...], ...] = MAC
    else:
        windows = WINDOWS if where.has(WSL) else ()
        openers = (*windows, *LINUX) if where.has(DISPLAYS) else windows
    yield from ([*opener, url] for opener in openers)


def _parsed(command: str, url: str) -> Iterator[Sequence[str]]:
    """Split the command into words, with the URL in place of ``%s`` or at the end. No shell sees them."""
    try:
        words = shlex.split(command, posix=os.name == "posix")
    except ValueError:  # an unbalanced quote
        return
    if words:
        yield [word.replace("%s", url) for word in words] if any("%s" in word for word in words) else [*words, url]


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
