"""What takes a while says what it waits for, and many rows say first what will happen; nothing covers a dialog."""

from __future__ import annotations

import pytest
from textual.widgets._toast import Toast

from ssotui.model.errors import AccessDenied, SsotuiError, UsageError
from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.keys.batch_outcome import OutcomeScreen
from ssotui.tui.keys.screen import KeysScreen
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.failures import Failure
from tests.support.sandbox import Sandbox
from tests.tui.conftest import using


async def test_it_tells_the_attempt_the_reason_and_the_key_that_stops_it(
    demo: Sandbox, context: AppContext, clipboard: FakeClipboard
) -> None:
    _throttle_then_keep_silent(demo)
    async with using(context) as person:
        await person.type("/payments-stage")
        await person.press("tab")
        await person.pilot.press("c")
        await person.until("fetching keys of payments-stage: portal is throttling, attempt 2", "esc stops")
        await person.pilot.press("escape")
        await person.settle()
        assert person.toasts == ["Stopped."]
        assert "throttling" not in person.text
    assert clipboard.text is None


async def test_the_keys_screen_tells_it_too(demo: Sandbox, context: AppContext) -> None:
    _throttle_then_keep_silent(demo)
    async with using(context) as person:
        await person.type("/payments-stage")
        await person.press("tab")
        await person.pilot.press("enter")
        await person.until("Fetching keys: portal is throttling, attempt 2", "esc stops", sees=KeysScreen)
        await person.press("escape")
        assert person.sees(MainScreen)


def _throttle_then_keep_silent(demo: Sandbox) -> None:
    """Have the second attempt wait until it is stopped."""
    demo.portal.switches.fail(Failure.THROTTLED, times=1, operations=["GetRoleCredentials"])
    demo.portal.switches.fail(Failure.SILENCE, times=1, operations=["GetRoleCredentials"])


async def test_many_rows_say_what_will_happen_before_anything_is_fetched(demo: Sandbox, context: AppContext) -> None:
    async with using(context) as person:
        await person.press("3", "ctrl+a")
        fetched = demo.portal.requests.count("GetRoleCredentials")
        await person.press("c")
        assert person.line("100 roles of 3 sessions")
        assert person.line("Fetch and copy their keys?")
        assert person.line("requests to AWS", "cached")
        await person.press("enter")  # the safe answer is no
        assert person.sees(MainScreen)
        assert demo.portal.requests.count("GetRoleCredentials") == fetched


async def test_equal_failures_are_one_line_with_a_count_and_a_next_step(demo: Sandbox, context: AppContext) -> None:
    del demo
    denied: list[tuple[str, SsotuiError]] = [
        (f"role-{at}", AccessDenied(f"Could not get keys of role-{at}: access denied.", "Ask for it."))
        for at in range(180)
    ]
    async with using(context, (80, 24)) as person:
        long = UsageError("This is too long for the clipboard.", "Write it to a file.")
        await person.app.push_screen(OutcomeScreen("Nothing was copied.", [*denied, ("other", long)]))
        await person.settle()
        assert person.line("180 rows: access denied. Ask for it.")
        assert person.line("role-0, role-1", "and 175 more")
        assert person.line("This is too long for the clipboard. Write it to a file.")


@pytest.mark.parametrize("size", [(60, 15), (120, 36)], ids=str)
async def test_a_toast_covers_no_dialog_and_is_gone_when_one_opens(
    demo: Sandbox, context: AppContext, size: tuple[int, int]
) -> None:
    del demo
    async with using(context, size) as person:
        await person.press("v")
        assert len(person.screen.query(Toast)) == 1
        await person.press("enter")
        assert person.sees(KeysScreen)
        assert person.toasts == []
        assert not person.app.screen_stack[0].query(Toast)
        await person.press("c")
        await person.until("The clipboard is cleared in 45 s.")
        (toast,) = person.screen.query(Toast)
        box, bar = person.screen.query_one(".dialog"), person.screen.query_one("KeyBar")
        assert not toast.region.overlaps(box.region)
        assert not toast.region.overlaps(bar.region)
        assert box.region.height >= 8
