"""The sign-in screen, for both flows: the page to open, the code, what it waits for, and the time left."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent import futures
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

from ssotui.actions.background import start
from ssotui.actions.sign_in import flow_choice
from ssotui.actions.sign_in.signing_in import SignIn
from ssotui.export.qr import half_blocks
from ssotui.model.clock import describe_left
from ssotui.model.errors import SsotuiError, unexpected
from ssotui.model.secret import Secret
from ssotui.model.sign_in import Elsewhere, Event, Exchanging, Flow, Note, Prompt, SignedIn, SlowedDown
from ssotui.model.text import visible
from ssotui.model.token import SsoSession, SsoToken
from ssotui.tui.drawing.big_letters import big
from ssotui.tui.drawing.glyphs import ASCII
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.dialog import Dialog
from ssotui.tui.shell.flow import in_thread
from ssotui.tui.widgets.buttons import Text

LEFT_CELLS = 36
"""The least that the words beside a QR code need: a code of eight big letters and a dash."""
FRAME_CELLS, FRAME_LINES = 6, 3
"""What border, padding, the gap before the QR code and the line of keys below take."""
LETS_GO_SECONDS = 2.0
"""How long a sign-in waits for the cancelled one before it: a network call may keep that for longer."""
ROOMY_LINES = 30
"""With so many lines there are blank ones between the parts."""


class SignInScreen(Dialog[str | None]):
    """Signs in as soon as it opens. Gives what to say of it, or ``None`` if it was cancelled."""

    PLACE: ClassVar = Place.SIGN_IN

    @dataclass
    class Heard(Message):
        """A sign-in told something; only the current one is listened to."""

        source: SignIn
        event: Event

    @dataclass
    class SignInEnded(Message):
        """A sign-in has ended, well or not."""

        source: SignIn
        error: BaseException | None

    def __init__(self, session: SsoSession) -> None:
        super().__init__()
        self._session = session
        self._sign_in: SignIn | None = None
        self._under_way: Future[SsoToken] | None = None
        self._prompt: Prompt | None = None
        self._state = ""
        self._note = ""
        self._error: SsotuiError | None = None

    def compose(self) -> ComposeResult:
        """Show the words, and the QR code beside them."""
        with Horizontal(classes="dialog", id="sign-in"):
            yield Text(id="sign-in-text")
            yield Static(id="sign-in-qr", markup=False)

    def on_mount(self) -> None:
        """Begin to sign in at once."""
        self._begin(None)

    def on_unmount(self) -> None:
        """End the sign-in, whatever closes the screen."""
        if self._sign_in:
            self._sign_in.cancel()

    def on_resize(self) -> None:
        """Draw anew what fits now."""
        self._draw()

    def tick(self) -> None:
        """Draw the time left. Called once a second."""
        self._draw()

    def switch_flow(self) -> None:
        """Start over by the other flow."""
        if self._sign_in:
            self._begin(self._sign_in.choice.flow.other)

    def reload(self) -> None:
        """Start over by the same flow."""
        self._begin(self._sign_in.choice.flow if self._sign_in and self._sign_in.choice.explicit else None)

    def open_page(self) -> None:
        """Open the page in a browser, once there is one."""
        if self._prompt and self._sign_in:
            self._open_page(self._sign_in, self._prompt)

    async def copy_url(self) -> str | None:
        """Copy the page's address, once there is one. Gives what to say of it."""
        return await self._copy(self._prompt.url, "the page's address") if self._prompt else None

    async def copy_code(self) -> str | None:
        """Copy the code, where there is one. Gives what to say of it."""
        code = self._prompt.user_code if self._prompt else ""
        return await self._copy(code, "the code") if code else None

    def _begin(self, wanted: Flow | None) -> None:
        """Start a sign-in in place of the one there is."""
        if self._sign_in:
            self._sign_in.cancel()
        services = self.context
        choice = flow_choice.choose(self._session, wanted, services.surroundings or flow_choice.here())
        this = SignIn(
            self._session, choice, services.clock, lambda event: self._hear(this, event), waiter=services.wait
        )
        self._sign_in = this
        self._prompt = self._error = None
        self._note, self._state = "", f"Asking the service{services.glyphs.ellipsis}"
        self._draw()
        before = self._under_way

        def run() -> SsoToken:
            if before:  # it lets go of the session in a moment, and is not "another ssotui"
                futures.wait([before], LETS_GO_SECONDS)
            return this.run()

        self._under_way = start(run, "ssotui-sign-in")
        self._under_way.add_done_callback(lambda future: self._end(this, future))

    def _hear(self, source: SignIn, event: Event) -> None:
        """On the sign-in's threads."""
        self.post_message(self.Heard(source, event))

    def _end(self, source: SignIn, future: Future[SsoToken]) -> None:
        self.post_message(self.SignInEnded(source, future.exception()))

    @on(Heard)
    def _show_event(self, message: Heard) -> None:
        if message.source is not self._sign_in:
            return
        match message.event:
            case Prompt() as prompt:
                self._prompt, self._note = prompt, ""
                self._state = "Waiting for the browser" if prompt.flow is Flow.PKCE else "Waiting for your approval"
                if message.source.choice.browser:
                    self._open_page(message.source, prompt)
            case Elsewhere():
                self._state = "Waiting for another ssotui that is signing in"
            case SlowedDown(interval=interval):
                self._note = f"AWS asked us to slow down; retrying every {interval:g} s."
            case Note(text=text):
                self._note = text
            case Exchanging():
                self._state = "Approved. Fetching the token"
            case SignedIn(token=token):
                left = describe_left(token.expires_at - self.context.clock())
                self.dismiss(f"Signed in to {visible(self._session.label)}: {left} left.")
                return
        self._draw()

    @on(SignInEnded)
    def _show_error(self, message: SignInEnded) -> None:
        if message.source is not self._sign_in or message.error is None:
            return
        error = message.error
        self._error = error if isinstance(error, SsotuiError) else unexpected(error)
        self._prompt, self._note = None, ""
        self._draw()

    def _open_page(self, source: SignIn, prompt: Prompt) -> None:
        self.context.open_page(prompt.to_open(), lambda line: self._hear(source, Note(line)))

    async def _copy(self, text: str, what: str) -> str:
        clipboard = self.context.clipboard
        delivery = await in_thread(lambda: clipboard.copy(Secret(text), clear_after=0))
        return f"{delivery.done} {what}."

    def _draw(self) -> None:
        if not self.query("#sign-in-qr"):  # a tick or a resize may come before what it draws on, or after
            return
        code = self._qr()
        picture = self.query_one("#sign-in-qr", Static)
        picture.display = bool(code)
        picture.update(Content("\n").join(Content.styled(line, "black on white") for line in code))
        width = self.size.width - FRAME_CELLS + 2 - (len(code[0]) + 2 if code else 0)
        text = self._text(brief=False)
        if text.get_height({}, max(1, width)) > self.size.height - FRAME_LINES:
            text = self._text(brief=True)
        self.query_one("#sign-in-text", Text).update(text)

    def _text(self, *, brief: bool) -> Content:
        """Put all the words together, or no more than it takes."""
        gap = [Content("")] if self.size.height >= ROOMY_LINES else []
        head, way = list(self._head(brief=brief)), list(self._way(brief=brief))
        rest = [list(self._waiting()), list(self._keys())]
        # PKCE's address is too long for a small terminal: what does not fit of it can be copied all the same.
        parts = [head, *rest, way] if brief and len(way) == 1 else [head, way, *rest]
        return Content("\n").join(line for part in parts if part for line in (*part, *gap))

    def _qr(self) -> tuple[str, ...]:
        """Draw the page's address for a phone, if it fits; PKCE's page is of no use there."""
        prompt = self._prompt
        if not prompt or prompt.flow is Flow.PKCE or self.context.glyphs is ASCII:
            return ()
        lines = half_blocks(prompt.url)
        fits = len(lines[0]) + LEFT_CELLS + FRAME_CELLS <= self.size.width
        return lines if fits and len(lines) + FRAME_LINES <= self.size.height else ()

    def _head(self, *, brief: bool) -> Iterator[Content]:
        session = self._session
        yield Content.styled(f"Sign in to {visible(session.label)}", "bold")
        if brief:
            return
        yield Content.styled(f"{visible(session.start_url)} {visible(session.region)}", "$foreground-muted")
        if self._sign_in:
            flow, reason = self._sign_in.choice.flow, self._sign_in.choice.reason
            how = "Browser sign-in" if flow is Flow.PKCE else "Sign-in with a code, in any browser"
            yield Content.styled(f"{how} ({reason})", "$foreground-muted")

    def _way(self, *, brief: bool) -> Iterator[Content]:
        """Say which page to open, and which code to look for there."""
        prompt = self._prompt
        if not prompt:
            return
        here, url = prompt.flow is Flow.PKCE, prompt.short_url if brief and prompt.user_code else prompt.url
        if not brief:
            yield Content(f"Open this page{' in a browser on this machine' if here else ', here or on a phone'}:")
        yield Content(url).stylize(Style.parse("$text-accent") + Style(link=prompt.url))
        if here:
            return
        if brief:
            yield Content.assemble("Only for the code ", (visible(prompt.user_code), "bold $accent"))
            return
        yield Content("Approve only if it shows this code:")
        yield from (Content.styled(line, "bold $accent") for line in big(prompt.user_code, self.context.glyphs))
        yield Content.styled(visible(prompt.user_code), "bold")

    def _waiting(self) -> Iterator[Content]:
        if self._error:
            yield Content.styled(visible(self._error.message), "$text-error")
            yield Content.styled(visible(self._error.hint), "$foreground-muted")
            return
        if self._note:
            yield Content.styled(visible(self._note), "$text-warning")
        yield Content.assemble(self._state, ("  " + self._left(self.context.clock()), "bold $text-success"))

    def _left(self, now: datetime) -> str:
        return f"{describe_left(self._prompt.expires_at - now)} left" if self._prompt else ""

    def _keys(self) -> Iterator[Content]:
        """Draw the keys that do something now."""
        prompt = self._prompt
        wanted = ["app.back", "sign_in.switch"]
        if self._error:
            wanted = ["app.back", "list.reload", "sign_in.switch"]
        elif prompt:
            copies = ("sign_in.copy_code",) if prompt.user_code else ()
            wanted = ["sign_in.open", "sign_in.copy_url", *copies, "sign_in.switch", "app.back"]
        titles = {"app.back": "cancel", "list.reload": "try again", "sign_in.switch": self._other()}
        yield Content("  ").join(self.button(name, titles.get(name, "")) for name in wanted)

    def _other(self) -> str:
        flow = self._sign_in.choice.flow.other if self._sign_in else Flow.PKCE
        return "use the browser here" if flow is Flow.PKCE else "use a code"
