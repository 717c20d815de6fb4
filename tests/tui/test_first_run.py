"""The first minutes: nothing is there, and each screen says what to do next and does it with one key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ssotui.tui.sessions.new_session_form import NewSessionScreen
from ssotui.tui.sessions.sign_in_screen import SignInScreen
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.sandbox import Sandbox
from tests.support.sign_in import OVER_SSH
from tests.tui.conftest import using
from tests.tui.test_keymap import set_keys
from tests.tui.test_sign_in import Gate

SESSION = "[sso-session acme]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-1\n"
OTHER = "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n"


@pytest.fixture
def gate(clock: FrozenClock) -> Gate:
    return Gate(clock)


@pytest.fixture
def context(context: AppContext, gate: Gate) -> AppContext:
    return replace(context, wait=gate, surroundings=OVER_SSH)


@pytest.fixture(autouse=True)
def newcomer(demo: Sandbox, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty home, and the demo's portal in the place of AWS."""
    del demo
    monkeypatch.setenv("HOME", str(home.root))
    for name in ("CONFIG", "STATE", "CACHE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home.root / name))


async def test_from_nothing_to_keys_in_the_clipboard(
    context: AppContext, demo: Sandbox, home: Home, gate: Gate, clipboard: FakeClipboard
) -> None:
    demo.portal.switches.approve_automatically = True
    async with using(context) as person:
        assert person.line("No profiles yet.")
        assert person.line("⏎  make an SSO session")
        await person.press("enter")
        assert isinstance(person.screen, NewSessionScreen)
        assert person.line("Your access portal shows the start URL and the region")
        await person.pilot.press(*"acme", "enter")
        await person.pilot.press(*"acme.awsapps.com", "slash", *"start", "enter")
        await person.pilot.press(*"us-east-1", "enter")  # all typed at once
        await person.until("Waiting for your approval")
        assert home.config_file.read_text() == f"{SESSION}sso_registration_scopes = sso:account:access\n"
        gate.open()
        await person.until("Payments")
        await person.settle()
        assert person.line("Payments", "111122223333", "AdministratorAccess")
        assert "Signed in to acme: 8h 00m left." in person.toasts
        await person.press("enter")
        await person.until("ASIA••••", "as env (default)")
        await person.press("enter")
        assert clipboard.text
        assert "AWS_SESSION_TOKEN" in clipboard.text.reveal()
        await person.press("escape", "1")
        assert person.line("you are signed in, and the portal lists")
        assert person.line("3  show them")


@pytest.mark.parametrize(
    ("view", "what"), [("1", "No profiles yet."), ("2", "No SSO session yet."), ("3", "No accounts yet.")]
)
async def test_without_a_session_every_view_makes_one(context: AppContext, view: str, what: str) -> None:
    async with using(context, (60, 15)) as person:
        await person.press(view)
        assert person.line(what)
        assert person.line("Paste or enter your access portal URL")
        button = person.line("make an SSO session")
        await person.press("n")
        assert isinstance(person.screen, NewSessionScreen)
        await person.press("escape")
        await person.pilot.click(offset=(button.index("make"), person.lines.index(button)))
        await person.settle()
        assert isinstance(person.screen, NewSessionScreen)


async def test_a_pasted_portal_url_is_in_the_form(context: AppContext) -> None:
    async with using(context) as person:
        await person.paste("https://acme.awsapps.com/start\n")
        assert isinstance(person.screen, NewSessionScreen)
        await person.press(*"acme", "enter", *"us-east-1")  # enter goes to the line that is still empty
        assert person.line("+[sso-session acme]")
        assert person.line("+sso_start_url = https://acme.awsapps.com/start")
        await person.press("escape")


@pytest.mark.parametrize("view", ["1", "3"])
async def test_with_one_session_the_next_thing_is_to_sign_in(context: AppContext, home: Home, view: str) -> None:
    home.config(SESSION)
    for key in ("enter", "l"):
        async with using(context) as person:
            await person.press(view)
            assert person.line("You're not signed in to acme.")
            assert person.line("l  sign in to acme")
            await person.pilot.press(key)
            await person.until("Sign in to acme")
            assert isinstance(person.screen, SignInScreen)


@pytest.mark.parametrize("view", ["1", "3"])
async def test_with_several_sessions_one_is_to_be_picked(context: AppContext, home: Home, view: str) -> None:
    home.config(SESSION + OTHER)
    async with using(context) as person:
        await person.press(view)
        assert person.line("You're not signed in to acme or corp.")
        assert person.line("2  pick a session to sign in to")
        await person.press("enter")
        assert getattr(person.screen, "place", None) is Place.SESSIONS


async def test_a_sign_in_elsewhere_shows_its_accounts_at_once(
    context: AppContext, demo: Sandbox, home: Home, gate: Gate
) -> None:
    demo.portal.switches.approve_automatically = True
    home.config(SESSION)
    async with using(context) as person:
        await person.press("3")
        assert person.line("No accounts yet.")
        await person.pilot.press("l")
        await person.until("Waiting for your approval")
        gate.open()
        await person.until("111122223333")


async def test_a_filter_that_matches_nothing_is_cleared_by_key_and_mouse(context: AppContext, home: Home) -> None:
    home.config(f"[profile dev]\nregion = eu-west-1\n{SESSION}")
    async with using(context) as person:
        for mouse in (False, True):
            await person.type("/zzz")
            button = person.line("esc  clear the filter")
            if mouse:
                await person.pilot.click(offset=(button.index("clear"), person.lines.index(button)))
                await person.settle()
            else:
                await person.press("escape")
            assert person.line("dev")
            assert person.line("1/1")


async def test_hints_name_the_keys_in_force(clock: FrozenClock) -> None:
    async with using(set_keys(clock, keys__open="x", session__new="N")) as person:
        assert person.line("x  make an SSO session")
        await person.press("2")
        assert person.line("N  make an SSO session")
