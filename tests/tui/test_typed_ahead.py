"""Keys that are typed ahead go, in order, to what the keys before them open, and to nothing else."""

from __future__ import annotations

import os
import signal
import time
from threading import Event

import pytest
from textual.widgets import Input

from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.keys.format_menu import FormatMenu
from ssotui.tui.keys.screen import KeysScreen
from ssotui.tui.keys.write_dialog import WriteScreen
from ssotui.tui.sessions.new_session_form import NewSessionScreen
from ssotui.tui.sessions.sign_in_screen import SignInScreen
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.flow import Context
from ssotui.tui.shell.palette import Palette
from tests.support.clipboard import FakeClipboard
from tests.support.commands import SSOTUI
from tests.support.sandbox import Sandbox
from tests.support.settled import idle
from tests.support.terminal import Terminal
from tests.tui.conftest import using


class TestInOneRead:
    async def test_letters_after_the_filters_key_are_the_filters(self, context: AppContext, demo: Sandbox) -> None:
        del demo
        async with using(context) as person:
            await person.burst("slash", *"zXL")
            assert person.sees(MainScreen)
            assert person.screen.query_one("#filter", Input).value == "zXL"

    async def test_enter_after_w_is_the_write_dialogs(self, context: AppContext, demo: Sandbox) -> None:
        before = (demo.home / ".aws" / "credentials").read_bytes()
        async with using(context) as person:
            await person.burst("w", "enter")
            assert person.sees(WriteScreen)
            assert len(person.app.screen_stack) == 2
        assert (demo.home / ".aws" / "credentials").read_bytes() == before

    async def test_letters_after_a_forms_key_are_the_forms(self, context: AppContext, demo: Sandbox) -> None:
        del demo
        async with using(context) as person:
            await person.burst("2", "n", *"qzX")
            assert person.sees(NewSessionScreen)
            assert person.screen.query_one("#new-session-name", Input).value == "qzX"

    async def test_a_letter_after_the_menus_key_picks_there(
        self, context: AppContext, demo: Sandbox, clipboard: FakeClipboard
    ) -> None:
        del demo
        async with using(context) as person:
            await person.burst("C", "f")
            assert not person.sees(FormatMenu)
            assert clipboard.text
            assert clipboard.text.reveal().startswith("set -e")

    async def test_letters_after_the_palettes_key_are_the_palettes(self, context: AppContext, demo: Sandbox) -> None:
        del demo
        async with using(context) as person:
            await person.burst("ctrl+p", *"qzXL")
            assert person.sees(Palette)
            assert person.screen.query_one(Input).value == "qzXL"

    async def test_commands_go_in_order(self, context: AppContext, demo: Sandbox) -> None:
        del demo
        async with using(context) as person:
            await person.burst("space", "space", "space", "2", "1", "slash", *"pay", "enter")
            assert person.sees(KeysScreen)
            main = person.app.screen_stack[0]
            assert isinstance(main, MainScreen)
            assert len(main.selected) == 3

    async def test_what_waits_in_vain_for_a_dialog_is_dropped(
        self, context: AppContext, demo: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The sign-in opens when the token has been looked at, which takes longer than a person waits for."""
        del demo
        looked = Event()
        monkeypatch.setattr("ssotui.actions.sign_in.tokens.good_token", lambda *_: looked.wait(20) and None)
        async with using(context) as person:
            await person.pilot.press("l", "q", "X", "z")
            await person.until(done=lambda: idle(person.app.gate))
            assert person.sees(MainScreen)
            looked.set()
            await person.until(sees=SignInScreen)
            assert len(person.app.screen_stack) == 2
            assert person.app.is_running

    async def test_a_screen_of_a_kind_is_there_once(self, context: AppContext, demo: Sandbox) -> None:
        del demo
        async with using(context) as person:
            await person.type("/globex-api")
            await person.press("escape")
            main = person.screen
            assert isinstance(main, MainScreen)
            for name in ("one", "two", "three"):
                asking = Context(main)
                asking.start(name, sign_in(asking))
            await person.until(sees=SignInScreen)
            await person.settle()
            assert len(person.app.screen_stack) == 2


async def sign_in(context: Context) -> None:
    await context.sign_in(context.session())


class TestAtTheStart:
    @pytest.mark.parametrize(
        ("typed", "after"), [("/XL" if after % 100 else "/zzzz", after) for after in range(0, 401, 50)]
    )
    def test_a_burst_is_the_filters_whenever_it_is_typed(
        self, terminal_env: dict[str, str], typed: str, after: int
    ) -> None:
        with Terminal([SSOTUI, "--demo"], terminal_env) as terminal:
            time.sleep(after / 1000)  # this is the moment that the test is about
            terminal.press(typed)
            terminal.wait_for(f"/ {typed[1:]}")
            terminal.wait_for("Nothing matches.")
            for words in ("nothing to undo", "Remove expired", "Sign out?"):
                assert words not in terminal.text
            terminal.press("\x03")
            assert terminal.exit_code() == 0


class TestQuitting:
    @pytest.mark.parametrize("key", "X?wdzn")
    def test_no_key_counts_after_it(self, terminal_env: dict[str, str], key: str) -> None:
        with Terminal([SSOTUI, "--demo"], terminal_env) as terminal:
            terminal.wait_for("payments-prod")
            terminal.wait_for("q quit")
            terminal.press(f"q{key}")
            assert terminal.exit_code() == 0
        assert b"nexpected" not in terminal.output

    @pytest.mark.parametrize("how", ["ctrl+c", "SIGTERM"])
    def test_it_ends_after_a_storm_of_dialogs(self, terminal_env: dict[str, str], how: str) -> None:
        with Terminal([SSOTUI, "--demo"], terminal_env) as terminal:
            terminal.wait_for("payments-prod")
            terminal.press("/globex\x1b[B\t" + "l\x10\x10" * 4 + "?dlw\x10" * 3)
            terminal.wait_for_output(b"globex")
            if how == "ctrl+c":
                terminal.press("\x03")
            else:
                os.kill(terminal.pid, signal.SIGTERM)
            assert terminal.exit_code() in {0, 128 + signal.SIGINT, 128 + signal.SIGTERM}
        assert b"nexpected" not in terminal.output


@pytest.fixture
def terminal_env(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A terminal of its own, with nobody's desktop."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "NO_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    return {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "BROWSER": "true"}
