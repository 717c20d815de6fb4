"""The Keys screen: whose keys, for how long, and every way out of it."""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ssotui.actions.settings.loading import Loaded
from ssotui.export.formats import FORMATS
from ssotui.model.settings import DEFAULTS, Environment
from ssotui.tui.drawing.glyphs import ASCII
from ssotui.tui.keys import screen as keys_screen
from ssotui.tui.keys.format_menu import FormatMenu, letters
from ssotui.tui.keys.mfa_dialog import MfaScreen
from ssotui.tui.keys.screen import KeysScreen
from ssotui.tui.keys.write_dialog import WriteScreen
from ssotui.tui.sessions.sign_in_screen import SignInScreen
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock
from tests.support.failures import Failure
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using

SIZES = [(120, 36), (80, 24), (60, 15)]
WAYS = ["as env (default)", "as another…", "the command", "to a file…", "switch to it", "subshell", "open", "copy link"]
FEDERATED = "payments-deploy"
"""A role chain: its console opens by a link that is as good as a password."""


async def open_keys(person: Person, profile: str = "payments-prod") -> None:
    await person.type(f"/{profile}")
    await person.press("enter")
    await person.until("CONSOLE", sees=KeysScreen)  # drawn, and laid out anew for what was fetched


async def tick(person: Person) -> None:
    person.app.tick()
    await person.settle()


async def click(person: Person, words: str) -> None:
    y = next(at for at, line in enumerate(person.lines) if words in line)
    await person.pilot.click(offset=(person.lines[y].index(words) + 1, y))
    await person.settle()


@pytest.mark.usefixtures("demo")
class TestWhatItShows:
    @pytest.mark.parametrize("size", SIZES)
    async def test_whose_keys_and_every_way_out_at_once(self, context: AppContext, size: tuple[int, int]) -> None:
        production = Environment("*prod*", "PROD", "red")
        settings = Loaded(DEFAULTS._replace(environments=(production,)))
        async with using(replace(context, loaded=settings), size) as person:
            await open_keys(person)
            for words in ("Payments 111122223333", "ReadOnly", "us-east-1", "ASIA••••••••", "47m", "until"):
                assert words in person.text
            assert person.line("payments-prod", " PROD ")
            for words in ("COPY", "WRITE", "SHELL", "CONSOLE", *WAYS, "v reveal"):
                assert words in person.text
            assert person.line("command", "ssotui creds payments-prod --format env")
            assert person.screen.query_one("#keys").max_scroll_y == 0

    async def test_a_way_is_a_button_too(self, context: AppContext, clipboard: FakeClipboard) -> None:
        async with using(context) as person:
            await open_keys(person)
            await click(person, "as env (default)")
            assert person.toasts[-1] == "Copied env for payments-prod. The clipboard is cleared in 45 s."
            await click(person, "the command")
            assert clipboard.text
            assert clipboard.text.reveal() == "ssotui creds payments-prod --format env"
            await click(person, "copy link")
            assert clipboard.text.reveal().startswith("http")
            for words, screen in (("as another…", FormatMenu), ("to a file…", WriteScreen)):
                await click(person, words)
                assert person.sees(screen)
                await person.press("escape")
            await click(person, "esc back")
            assert not person.sees(KeysScreen)

    async def test_a_role_that_no_profile_names_cannot_be_switched_to(self, context: AppContext) -> None:
        async with using(context) as person:
            await person.press("3")
            await person.type("/data lake stage dataengineer")
            await person.press("enter")
            assert person.line("command", "ssotui creds --session acme --account 222233335555")
            assert "switch to it" not in person.text
            await person.press("u")
            assert person.toasts[-1].startswith("No profile names this role.")

    async def test_signs_have_stand_ins_where_the_locale_has_none(self, context: AppContext) -> None:
        production = Environment("*prod*", "PROD", "red")
        settings = Loaded(DEFAULTS._replace(environments=(production,)))
        async with using(replace(context, glyphs=ASCII, loaded=settings), (80, 24)) as person:
            await open_keys(person)
            assert person.line("access key ID", "ASIA********")
            assert person.line("enter as env (default)")
            assert person.text.isascii()
            for keys in (("w",), ("escape", "C"), ("escape", "v")):
                await person.press(*keys)
                assert person.text.isascii()

    async def test_in_screen_share_mode_it_tells_no_account(self, context: AppContext) -> None:
        async with using(context) as person:
            await open_keys(person)
            await person.press("m")
            assert "111122223333" not in person.text
            await person.press("w")
            assert "111122223333" not in person.text


@pytest.mark.usefixtures("demo")
class TestRevealing:
    async def test_ten_seconds_counted_down(self, context: AppContext, clock: FrozenClock) -> None:
        async with using(context) as person:
            await open_keys(person)
            masked = person.text
            await person.press("v")
            assert "Shown for 10 s more." in person.text
            assert "••••" not in person.text
            clock.advance(4)
            await tick(person)
            assert "Shown for 6 s more." in person.text
            clock.advance(6)
            await tick(person)
            assert "ASIA••••••••" in person.text
            assert "••••••••" in masked

    @pytest.mark.parametrize("size", SIZES)
    async def test_a_token_is_one_line_and_copied_whole(
        self, context: AppContext, clipboard: FakeClipboard, size: tuple[int, int]
    ) -> None:
        async with using(context, size) as person:
            await open_keys(person)
            assert isinstance(person.screen, KeysScreen)
            assert person.screen.shown_keys
            token = person.screen.shown_keys.keys.session_token
            assert token
            await person.press("v")
            at = person.lines.index(person.line("session token"))
            shown = person.lines[at].partition("session token")[2].partition(f"  {len(token.reveal())} characters")
            assert shown[1]
            head, tail = shown[0].strip().split("…")
            assert token.reveal().startswith(head)
            assert token.reveal().endswith(tail)
            assert len(head) == len(tail) >= 10
            assert "time left" in person.lines[at + 1]
            assert size == SIZES[-1] or person.screen.query_one("#keys").max_scroll_y == 0
            await person.press("C", "o")
            assert clipboard.text
            assert clipboard.text.reveal() == token.reveal()

    async def test_again_hides_at_once(self, context: AppContext) -> None:
        async with using(context) as person:
            await open_keys(person)
            masked = person.text
            await person.press("v", "v")
            assert person.text == masked

    async def test_ten_seconds_also_when_the_clock_is_set_back(
        self, context: AppContext, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(keys_screen, "REVEAL", timedelta(seconds=0.2))
        async with using(context) as person:
            await open_keys(person)
            await person.press("v")
            clock.advance(timedelta(hours=-1))
            await person.until("ASIA••••••••")

    async def test_new_values_are_masked(self, context: AppContext, clock: FrozenClock) -> None:
        async with using(context) as person:
            await open_keys(person)
            clock.advance(timedelta(minutes=47, seconds=39))
            await person.press("v")
            clock.advance(2)
            await tick(person)
            assert "ASIA••••••••" in person.text


class TestRenewal:
    async def test_keys_that_run_out_are_renewed_by_themselves(
        self, context: AppContext, demo: Sandbox, clock: FrozenClock, clipboard: FakeClipboard
    ) -> None:
        async with using(context) as person:
            await open_keys(person)
            assert demo.portal.requests.count("GetRoleCredentials") == 0  # cached
            clock.advance(timedelta(minutes=48))
            await tick(person)
            assert demo.portal.requests.count("GetRoleCredentials") == 1
            assert person.line("time left", "1h 00m")
            assert "renewed by itself at" in person.text
            await person.press("enter")
            assert person.toasts == ["Copied env for payments-prod. The clipboard is cleared in 45 s."]
            assert demo.portal.requests.count("GetRoleCredentials") == 1
        assert clipboard.text

    async def test_never_by_a_sign_in_that_nobody_asked_for(
        self, context: AppContext, demo: Sandbox, clock: FrozenClock
    ) -> None:
        async with using(context) as person:
            await open_keys(person, "corp-hr")  # whose token cannot be renewed
            clock.advance(timedelta(hours=2))
            await tick(person)
            await tick(person)
            assert person.sees(KeysScreen)
            assert person.line("time left", "expired at")
            assert "New ones need a sign-in:" in person.text
            assert demo.portal.requests.count("StartDeviceAuthorization") == 0
            await person.pilot.press("l")
            await person.until(sees=SignInScreen)

    async def test_a_network_that_fails_is_asked_again_later(
        self, context: AppContext, demo: Sandbox, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ssotui.aws.services.client.ATTEMPTS", 1)
        monkeypatch.setattr("ssotui.aws.services.client._clients", {})
        async with using(context) as person:
            await open_keys(person)
            demo.portal.switches.fail(Failure.SERVER_ERROR)
            clock.advance(timedelta(minutes=48))
            await tick(person)
            assert "Could not get keys for" in person.text
            asked = demo.portal.requests.count("GetRoleCredentials")
            clock.advance(29)
            await tick(person)
            assert demo.portal.requests.count("GetRoleCredentials") == asked
            demo.portal.switches.heal()
            clock.advance(1)
            await tick(person)
            assert person.line("time left", "1h 00m")

    async def test_copying_what_has_run_out_copies_new_ones_and_shows_them(
        self, context: AppContext, demo: Sandbox, clock: FrozenClock, clipboard: FakeClipboard
    ) -> None:
        async with using(context) as person:
            await open_keys(person)
            clock.advance(timedelta(minutes=48))
            await person.press("enter")
            assert demo.portal.requests.count("GetRoleCredentials") == 1
            await tick(person)
            assert person.line("time left", "1h 00m")
            assert demo.portal.requests.count("GetRoleCredentials") == 1
        assert clipboard.text


@pytest.mark.usefixtures("demo")
class TestCommands:
    async def test_the_command_is_copied_by_one_key(self, context: AppContext, clipboard: FakeClipboard) -> None:
        settings = Loaded(DEFAULTS._replace(copy_format="fish"))
        async with using(replace(context, loaded=settings)) as person:
            await open_keys(person)
            await person.press("dollar_sign")
            assert person.toasts == ["Copied ssotui creds payments-prod --format fish"]
            assert clipboard.text
            assert shlex.split(clipboard.text.reveal()) == ["ssotui", "creds", "payments-prod", "--format", "fish"]
            assert clipboard.clear_after == 0

    async def test_from_the_lists_too(self, context: AppContext, clipboard: FakeClipboard) -> None:
        async with using(context) as person:
            await person.type("/payments-stage")
            await person.press("escape", "dollar_sign")
            assert clipboard.text
            assert clipboard.text.reveal() == "ssotui creds payments-stage"
            await person.press("2", "dollar_sign")
            assert clipboard.text.reveal() == "ssotui login acme"

    async def test_where_there_is_none(self, context: AppContext, clipboard: FakeClipboard) -> None:
        async with using(context) as person:
            await person.type("/legacy-broken-nobody")
            await person.press("dollar_sign")
            await person.press("tab", "dollar_sign")
            assert clipboard.text is None
            assert person.toasts[-1].startswith("No row matches the filter.")


@pytest.mark.usefixtures("demo")
class TestConsoleLink:
    async def test_the_portals_own_names_the_role_and_stays(
        self, context: AppContext, clipboard: FakeClipboard, demo: Sandbox
    ) -> None:
        async with using(context) as person:
            await open_keys(person)
            await person.press("Y")
            assert person.toasts == ["Copied the link to the console of payments-prod. The clipboard is not cleared."]
        assert clipboard.text
        assert "/#/console?account_id=111122223333&role_name=ReadOnly" in clipboard.text.reveal()
        assert demo.portal.requests.count("GetSigninToken") == 0

    async def test_one_that_signs_in_is_cleared_as_keys_are(
        self, context: AppContext, clipboard: FakeClipboard
    ) -> None:
        async with using(context) as person:
            await open_keys(person, FEDERATED)
            await person.press("Y")
            assert person.toasts == [
                f"Copied the link to the console of {FEDERATED}. The clipboard is cleared in 45 s."
            ]
            assert clipboard.text
            link = clipboard.text.reveal()
            assert "SigninToken=" in link
            assert "SigninToken" not in person.text
        assert clipboard.clear_after == 45


@pytest.mark.usefixtures("demo")
class TestCopyAs:
    async def test_one_letter_each(self, context: AppContext, clipboard: FakeClipboard) -> None:
        async with using(context) as person:
            await open_keys(person)
            await person.press("C")
            for name, entry in FORMATS.items():
                assert person.line(f"{letters(FORMATS)[name]} {name}", entry.title)
            await person.press("f")
            assert person.toasts == ["Copied fish for payments-prod. The clipboard is cleared in 45 s."]
        assert clipboard.text
        assert clipboard.text.reveal().startswith("set -e")

    async def test_the_cursor_is_on_the_default(self, context: AppContext) -> None:
        settings = Loaded(DEFAULTS._replace(copy_format="json"))
        async with using(replace(context, loaded=settings)) as person:
            await open_keys(person)
            await person.press("C")
            assert "default" in person.line("s json")
            await person.press("enter")
            assert person.toasts == ["Copied json for payments-prod. The clipboard is cleared in 45 s."]

    async def test_what_does_not_fit_says_why(self, context: AppContext, clipboard: FakeClipboard) -> None:
        async with using(context) as person:
            await open_keys(person, "personal")  # an IAM user's own keys
            await person.press("C")
            assert person.line("session-token", "These keys have none.")
            assert person.line("console-url", "Long-lived keys")
            await person.press("o")
            assert person.toasts == ["session-token: These keys have none."]
            assert person.sees(FormatMenu)
            await person.press("a")
            assert clipboard.text

    def test_letters_are_no_two_the_same_and_stay_when_formats_are_added(self) -> None:
        found = letters(FORMATS)
        assert len(set(found.values())) == len(FORMATS)
        assert not set(found.values()) & set("jkq")
        assert letters([*FORMATS, "yaml", "yet-another"]).items() >= found.items()


@pytest.mark.usefixtures("demo")
async def test_the_console_opens_in_the_persons_browser(
    context: AppContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.new && mv {opened}.new {opened}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    async with using(context) as person:
        await open_keys(person)
        await person.press("o")
        assert person.toasts == ["Opened the console of payments-prod in the browser."]
    assert "/#/console?account_id=111122223333&role_name=ReadOnly" in opened.read_text()


async def test_keys_that_take_an_mfa_code_are_not_asked_for_by_themselves(
    context: AppContext, demo: Sandbox, clock: FrozenClock
) -> None:
    config = demo.home / ".aws" / "config"
    guarded = "[profile zz]\nrole_arn = arn:aws:iam::111122223333:role/Guarded\nsource_profile = platform-tools\n"
    config.write_text(f"{config.read_text()}\n{guarded}mfa_serial = arn:aws:iam::555566667777:mfa/jo\n")
    async with using(context) as person:
        await person.type("/zz")
        await person.pilot.press("enter")
        await person.until(sees=MfaScreen)
        await person.pilot.press("1", "enter")
        assert "A code has six digits." in person.text
        await person.press(*"23456", "enter")
        assert person.line("time left", "1h 00m")
        clock.advance(timedelta(hours=2))
        await tick(person)
        assert person.sees(KeysScreen)
        assert person.line("New ones need an MFA code:", "r ask for it")


@pytest.mark.usefixtures("demo")
async def test_reload_fetches_new_keys_whatever_is_cached(context: AppContext) -> None:
    async with using(context) as person:
        await open_keys(person)
        assert isinstance(person.screen, KeysScreen)
        first = person.screen.shown_keys
        assert first
        await person.press("r")
        await person.until("CONSOLE", sees=KeysScreen)
        second = person.screen.shown_keys
        assert second
        assert second.keys.access_key_id != first.keys.access_key_id
        await person.press("escape")
        await person.press("enter")
        await person.until("CONSOLE", sees=KeysScreen)
        assert person.screen.shown_keys == second
