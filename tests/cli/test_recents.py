"""What is used on the command line rises in the lists."""

from __future__ import annotations

import pytest

from ssotui.storage import state
from ssotui.storage.state import state_file
from tests.support.commands import Ssotui

PROFILE, ROLE = "payments-prod", "acme\x1f111122223333\x1fReadOnly"


pytestmark = pytest.mark.usefixtures("demo")


@pytest.mark.parametrize(
    "args",
    [
        ["creds", PROFILE],
        ["exec", PROFILE, "--", "true"],
        ["use", PROFILE],
        ["use", PROFILE, "--keys"],
        ["console", PROFILE, "--print"],
    ],
    ids=lambda args: args[0] + args[-1],
)
def test_a_profile_and_its_role(ssotui: Ssotui, args: list[str]) -> None:
    assert ssotui(*args).code == 0
    assert state.load().usage().recents.keys() == {PROFILE, ROLE}


@pytest.mark.parametrize("command", [["creds"], ["console", "--print"]], ids=["creds", "console"])
def test_a_role_without_a_profile(ssotui: Ssotui, command: list[str]) -> None:
    args = ["--account", "111122223333", "--role", "ReadOnly", "--session", "acme"]
    assert ssotui(*command, *args).code == 0
    assert state.load().usage().recents.keys() == {ROLE}


def test_what_an_sdk_asks_for_does_not_count(ssotui: Ssotui) -> None:
    assert ssotui("credential-process", PROFILE).code == 0
    assert not state.load().usage().recents


def test_what_failed_does_not_count(ssotui: Ssotui) -> None:
    assert ssotui("exec", "nonsense", "--", "true").code == 5
    assert not state.load().usage().recents


def test_a_memory_that_cannot_be_written_fails_nothing(ssotui: Ssotui) -> None:
    state_file().unlink(missing_ok=True)
    state_file().mkdir()
    assert ssotui("console", PROFILE, "--print").code == 0
