"""The words of the sign-in screen: one session's in full, and a line for each of several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from textual.content import Content
from textual.style import Style

from ssotui.actions.sign_in.attempt import Attempt
from ssotui.model.clock import describe_left
from ssotui.model.sign_in import Elsewhere, Exchanging, Flow, Prompt, Queued
from ssotui.model.text import visible
from ssotui.tui.drawing.cells import wrapped
from ssotui.tui.drawing.glyphs import ASCII, Glyphs
from ssotui.tui.shell.keymap import Keymap
from ssotui.tui.shell.on_screen import hint_of
from ssotui.tui.widgets.buttons import button

LABEL_CELLS = 24
"""Among several sessions, each name is cut to so many cells."""
FEWEST_LINES = 3
"""So many sessions have their lines at least, however low the terminal is."""


def head(attempt: Attempt, *, width: int, brief: bool) -> Iterator[Content]:
    """Name the session, its portal, and the way of signing in."""
    session = attempt.session
    yield Content.styled(f"Sign in to {visible(session.label)}", "bold")
    if brief:
        return
    for line in wrapped(f"{visible(session.start_url)} {visible(session.region)}", width):
        yield Content.styled(line, "$foreground-muted")
    if attempt.sign_in:
        flow, reason = attempt.sign_in.choice.flow, attempt.sign_in.choice.reason
        how = "Browser sign-in" if flow is Flow.PKCE else "Sign-in with a code, in any browser"
        yield Content.styled(f"{how} ({reason})", "$foreground-muted")


def way(attempt: Attempt, *, width: int, brief: bool, several: bool) -> Iterator[Content]:
    """Say which page to open, and which code to look for there.

    The address is shown without the code, which is shown once: a click, a copy and the QR code have it. A long address
    is broken at its separators.

    Args:
        attempt: of the session.
        width: cells of a line.
        brief: whether lines are scarce.
        several: whether the session has a line above with its code.
    """
    prompt = attempt.prompt
    if not prompt:
        return
    here = prompt.flow is Flow.PKCE
    if not brief:
        yield Content(f"Open this page{' in a browser on this machine' if here else ', here or on a phone'}:")
    link = Style.parse("$text-accent") + Style(link=prompt.url)
    yield from (Content(line).stylize(link) for line in wrapped(visible(prompt.short_url or prompt.url), width))
    if here:
        return
    if several:
        yield Content("Approve it only if it shows the code above.")
    else:
        yield Content.assemble("Approve only this code: ", (visible(prompt.user_code), "bold $accent"))


def waiting(attempt: Attempt, now: datetime, glyphs: Glyphs, keymap: Keymap) -> Iterator[Content]:
    """Say what the sign-in waits for, and how long it has; or why it has failed, and what to do."""
    if attempt.error:
        yield Content.styled(visible(attempt.error.message), "$text-error")
        yield Content.styled(hint_of(attempt.error, keymap), "$foreground-muted")
        return
    if attempt.note:
        yield Content.styled(visible(attempt.note), "$text-warning")
    yield Content.assemble(_state(attempt, glyphs), ("  " + _left(attempt, now), "bold $text-success"))


def _state(attempt: Attempt, glyphs: Glyphs) -> str:
    match attempt.latest:
        case Prompt(flow=Flow.PKCE):
            return "Waiting for the browser"
        case Prompt():
            return "Waiting for your approval"
        case Elsewhere():
            return "Waiting for another ssotui that is signing in"
        case Queued():
            return "Next in the browser, when the page before is done"
        case Exchanging():
            return "Approved. Fetching the token"
        case _:
            return f"Asking the service{glyphs.ellipsis}"


def _left(attempt: Attempt, now: datetime) -> str:
    return f"{describe_left(attempt.prompt.expires_at - now)} left" if attempt.prompt else ""


def lines(
    attempts: Sequence[Attempt], current: int, now: datetime, glyphs: Glyphs, *, width: int, at_most: int
) -> Iterator[Content]:
    """Give the title and a line for each session, those around the current one where there is no room for all.

    A click on a line goes there.
    """
    done = sum(bool(attempt.token) for attempt in attempts)
    yield Content.assemble(
        (f"Sign in to {len(attempts)} sessions", "bold"), (f"  {done} of {len(attempts)} done", "$foreground-muted")
    )
    labels = [visible(attempt.session.label.removeprefix("https://").removesuffix("/start")) for attempt in attempts]
    cells = min(max(Content(label).cell_length for label in labels), LABEL_CELLS)
    shown = max(FEWEST_LINES, at_most)
    first = max(0, min(current - shown // 2, len(attempts) - shown))
    for at in range(first, min(first + shown, len(attempts))):
        mark, tone = (glyphs.cursor, "bold") if at == current else (" ", "")
        name = Content(glyphs.cut(labels[at], cells)).truncate(cells, pad=True).stylize(tone)
        line = Content.assemble((f"{mark} ", "$accent"), name, "  ", _brief(attempts[at], now, glyphs))
        yield button(line.truncate(max(1, width), ellipsis=glyphs is not ASCII), f"go_to({at})")
    if len(attempts) > shown:
        yield Content.styled(f"  {current + 1} of {len(attempts)}", "$foreground-muted")


def _brief(attempt: Attempt, now: datetime, glyphs: Glyphs) -> Content:
    """Tell how far a session is: signed in, failed, or waiting, with its code."""
    if token := attempt.token:
        lasts = describe_left(token.expires_at - now)
        return Content.styled(f"{glyphs.selected} signed in, {lasts} left", "$text-success")
    if attempt.error:
        return Content.styled(f"{glyphs.expired} {visible(attempt.error.message)}", "$text-error")
    if (prompt := attempt.prompt) and not isinstance(attempt.latest, Exchanging):
        what = (visible(attempt.code), "bold $accent") if prompt.user_code else ("in the browser", "")
        return Content.assemble(what, "  ", (_left(attempt, now), "$text-success"))
    match attempt.latest:
        case Elsewhere():
            words = "another ssotui is signing in"
        case Queued():
            words = "next in the browser"
        case _:
            words = _state(attempt, glyphs)
    return Content.styled(words, "$foreground-muted")
