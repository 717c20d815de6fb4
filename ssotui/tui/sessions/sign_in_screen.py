"""The sign-in screen, for both flows and one session or several: the page, the code, what it waits for, how long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from ssotui.actions.sign_in.attempt import Attempt
from ssotui.actions.sign_in.patience import Turns
from ssotui.actions.sign_in.several import report
from ssotui.actions.sign_in.signing_in import SignIn
from ssotui.export.qr import half_blocks
from ssotui.model.clock import describe_left
from ssotui.model.errors import SsotuiError, UsageError
from ssotui.model.sign_in import Event, Flow, Queued
from ssotui.model.text import visible
from ssotui.model.token import SsoSession
from ssotui.tui.drawing.glyphs import ASCII
from ssotui.tui.sessions import sign_in_text
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.dialog import Dialog
from ssotui.tui.shell.keymap import bind
from ssotui.tui.widgets.buttons import Text

LEFT_CELLS, LEFT_CELLS_OF_SEVERAL = 36, 60
"""The least that the words beside a QR code need: a sentence with the code, or a line for each session."""
FRAME_CELLS, FRAME_LINES = 6, 3
"""What border, padding, the gap before the QR code and the line of keys below take."""
WIDEST = 110
"""The dialog is no wider, by its style sheet."""
ROOMY_LINES = 30
"""With so many lines there are blank ones between the parts."""
STEPS = {"move.up": "step(-1)", "move.down": "step(1)"}
"""The moves of the list that go from one session to the next here."""

NO_PAGE = UsageError("There is no page yet.", "It comes in a moment.")
NO_CODE = UsageError("A browser on this machine needs no code.")


class SignInScreen(Dialog[str | None]):
    """Signs in as soon as it opens. Gives what to say of it, or ``None`` if it was cancelled.

    With several sessions, each has a line, and the current one is shown in full below. It closes when all are done;
    while one has failed it stays, so that a person can read why and try again.

    Args:
        sessions: where to.
        renews: whether tokens that are good, or can be renewed silently, will do.
    """

    place = Place.SIGN_IN

    def __init__(self, *sessions: SsoSession, renews: bool = False) -> None:
        super().__init__()
        context, turns = self.context, Turns()
        self.attempts: Sequence[Attempt] = [
            Attempt(
                session,
                context.clock,
                self._hear,
                self._end,
                context.open_page,
                surroundings=context.surroundings,
                waiter=context.wait,
                turns=turns,
                renews=renews,
            )
            for session in sessions
        ]
        self._at = 0
        if len(self.attempts) > 1:
            bind(self, context.keymap.rebound(STEPS))

    def compose(self) -> ComposeResult:
        """Show the words, and the QR code beside them."""
        with Horizontal(classes="dialog", id="sign-in"):
            yield Text(id="sign-in-text")
            yield Static(id="sign-in-qr", markup=False)

    @property
    def attempt(self) -> Attempt:
        """The attempt of the current session."""
        return self.attempts[self._at]

    def on_mount(self) -> None:
        """Begin to sign in at once."""
        for attempt in self.attempts:
            attempt.begin()
        self._draw()

    def on_unmount(self) -> None:
        """End the sign-ins, whatever closes the screen."""
        for attempt in self.attempts:
            attempt.cancel()

    def on_resize(self) -> None:
        """Draw anew what fits now."""
        self._draw()

    def tick(self) -> None:
        """Draw the time left. Called once a second."""
        self._draw()

    def action_step(self, by: int) -> None:
        """Go to the next session, or the one before."""
        self.action_go_to(self._at + by)

    def action_go_to(self, at: int) -> None:
        """Go to the session on that line."""
        self._at = max(0, min(at, len(self.attempts) - 1))
        self._draw()

    def switch_flow(self) -> None:
        """Start over by the other flow."""
        if not self.attempt.token:
            self.attempt.begin(self.attempt.other_flow)
        self._draw()

    def reload(self) -> None:
        """Start over what has failed, else the current session, by the same flow."""
        failed = [attempt for attempt in self.attempts if attempt.error]
        for attempt in failed or [self.attempt]:
            if not attempt.token:
                attempt.again()
        self._draw()

    def back(self) -> None:
        """Stop all that is left, and close."""
        several = len(self.attempts) > 1
        self.dismiss(report((attempt.session, attempt.outcome) for attempt in self.attempts) if several else None)

    def obstacles(self) -> Mapping[str, SsotuiError]:
        """Tell what cannot be done before the service has named its page, or where its page asks for no code."""
        if self.attempt.prompt is None:
            return dict.fromkeys(("sign_in.open", "sign_in.copy_url", "sign_in.copy_code"), NO_PAGE)
        return {} if self.attempt.code else {"sign_in.copy_code": NO_CODE}

    def _hear(self, source: SignIn, event: Event) -> None:
        """Have an event taken, on the sign-in's threads."""
        self.call_later(self.hear, source, event)

    def _end(self, source: SignIn, error: BaseException | None) -> None:
        self.call_later(self.end, source, error)

    def hear(self, source: SignIn, event: Event) -> None:
        """Take what a sign-in tells; only the current one of each session is listened to."""
        if attempt := self._attempt_of(source):
            attempt.take(event)
            self._go_on()

    def end(self, source: SignIn, error: BaseException | None) -> None:
        """Take the end of a sign-in, well or not."""
        if error and (attempt := self._attempt_of(source)):
            attempt.fail(error)
            self._go_on()

    def _attempt_of(self, source: SignIn) -> Attempt | None:
        return next((attempt for attempt in self.attempts if attempt.sign_in is source), None)

    def _go_on(self) -> None:
        """Close if all are signed in, else go on with a session that waits for the person."""
        if all(attempt.token for attempt in self.attempts):
            self.dismiss(self._done())
            return
        if self.attempt.ended or isinstance(self.attempt.latest, Queued):
            waiting = (at for at, attempt in enumerate(self.attempts) if attempt.prompt)
            self._at = next(waiting, self._at)
        self._draw()

    def _done(self) -> str:
        session, token = self.attempt.session, self.attempt.token
        if len(self.attempts) > 1 or not token:
            return report((attempt.session, attempt.outcome) for attempt in self.attempts)
        return f"Signed in to {visible(session.label)}: {describe_left(token.expires_at - self.context.clock())} left."

    def _draw(self) -> None:
        if not self.query("#sign-in-qr"):  # a tick or a resize may come before what it draws on, or after
            return
        self.refresh_keys()
        code = self._qr()
        picture = self.query_one("#sign-in-qr", Static)
        picture.display = bool(code)
        picture.update(Content("\n").join(Content.styled(line, "black on white") for line in code))
        width = max(1, min(self.size.width, WIDEST) - FRAME_CELLS + 2 - (len(code[0]) + 2 if code else 0))
        text = self._text(width, brief=False)
        if text.get_height({}, width) > self.size.height - FRAME_LINES:
            text = self._text(width, brief=True)
        self.query_one("#sign-in-text", Text).update(text)

    def _text(self, width: int, *, brief: bool) -> Content:
        """Put all the words together, or no more than it takes."""
        attempt, glyphs, now = self.attempt, self.context.glyphs, self.context.clock()
        gap = [Content("")] if self.size.height >= ROOMY_LINES else []
        rest = [list(sign_in_text.waiting(attempt, now, glyphs, self.context.keymap)), list(self._keys(width))]
        several = len(self.attempts) > 1
        way = list(sign_in_text.way(attempt, width=width, brief=brief, several=several))
        heads = [list(sign_in_text.head(attempt, width=width, brief=brief))] if not (several and brief) else []
        if several:
            room = self.size.height // (4 if brief else 3)
            lines = sign_in_text.lines(self.attempts, self._at, now, glyphs, width=width, at_most=room)
            heads.insert(0, list(lines))
        # PKCE's address is too long for a small terminal: what does not fit of it can be copied all the same.
        last = brief and not attempt.code
        parts = [*heads, *rest, way] if last else [*heads, way, *rest]
        return Content("\n").join(line for part in parts if part for line in (*part, *gap))

    def _qr(self) -> tuple[str, ...]:
        """Draw the page's address for a phone, if it fits; PKCE's page is of no use there."""
        prompt = self.attempt.prompt
        if not prompt or prompt.flow is Flow.PKCE or self.context.glyphs is ASCII:
            return ()
        lines = half_blocks(prompt.url)
        beside = LEFT_CELLS if len(self.attempts) == 1 else LEFT_CELLS_OF_SEVERAL
        fits = len(lines[0]) + beside + FRAME_CELLS <= self.size.width
        return lines if fits and len(lines) + FRAME_LINES <= self.size.height else ()

    def _keys(self, width: int) -> Iterator[Content]:
        """Draw the keys that do something now, each whole on its line."""
        attempt = self.attempt
        wanted = ["app.back"] if attempt.token else ["sign_in.switch", "app.back"]
        if any(each.error for each in self.attempts):
            wanted = ["list.reload", *wanted]
        if attempt.prompt:
            copies = ("sign_in.copy_code",) if attempt.code else ()
            wanted = ["sign_in.open", "sign_in.copy_url", *copies, *wanted]
        other = "use the browser here" if attempt.other_flow is Flow.PKCE else "use a code"
        ended = all(each.ended for each in self.attempts)
        stop = "cancel" if len(self.attempts) == 1 else "close" if ended else "stop"
        titles = {"app.back": stop, "list.reload": "try again", "sign_in.switch": other}
        line = Content("")
        for button in (self.button(name, titles.get(name, "")) for name in wanted):
            if line and line.cell_length + 2 + button.cell_length > width:
                yield line
                line = Content("")
            line = Content("  ").join([line, button]) if line else button
        yield line
