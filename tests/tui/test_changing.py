"""Profiles renamed and deleted on the screen, after a look at the change, and back by one key."""

from __future__ import annotations

import pytest

from ssotui.tui.profiles.rename_dialog import RenameScreen
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.diff_dialog import DiffScreen
from tests.support.home import Home
from tests.tui.conftest import using

CONFIG = """\
[profile base]
region = eu-west-2
[profile dev]
role_arn = arn:aws:iam::111122223333:role/Dev
source_profile = base
"""


@pytest.fixture(autouse=True)
def files(home: Home) -> Home:
    """A profile, and one that takes its keys from it."""
    home.config(CONFIG)
    return home


async def test_a_profile_is_renamed_with_what_refers_to_it_and_back(context: AppContext, files: Home) -> None:
    async with using(context) as person:
        await person.press("R")
        assert person.sees(RenameScreen)
        await person.press("backspace", *"ic")
        await person.until("+source_profile = basic", "Other shells, scripts and tools that name base do not follow.")
        await person.press("escape")
        assert files.config_file.read_text() == CONFIG
        await person.press("R", "backspace", *"ic")
        await person.press("enter")
        assert person.toasts == ["base is called basic now, in ~/.aws/config. z takes it back."]
        assert files.config_file.read_text() == CONFIG.replace("base\n", "basic\n").replace("base]", "basic]")
        await person.until("basic")
        await person.press("z")
        await person.press("y")
        assert files.config_file.read_text() == CONFIG


async def test_a_name_that_cannot_be_says_why_and_changes_nothing(context: AppContext, files: Home) -> None:
    async with using(context) as person:
        await person.press("R")
        await person.press(*["backspace"] * 4, *"dev", "enter")
        await person.until("There is a profile dev already.", "Use another name.")
        assert person.sees(RenameScreen)
        assert files.config_file.read_text() == CONFIG


async def test_a_profile_is_deleted_after_a_look_at_who_needs_it(
    context: AppContext, files: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "base")
    async with using(context) as person:
        await person.press("delete")
        assert person.sees(DiffScreen)
        assert person.shows("Delete the profile base?")
        assert person.shows("-[profile base]")
        assert person.shows("These take their keys from it, and will have none: dev.")
        assert person.shows("This shell uses base: ssotui use --clear ends that.")
        await person.press("escape")
        assert files.config_file.read_text() == CONFIG
        await person.press("delete")
        await person.press("enter")
        assert person.toasts[-1] == "base is deleted from ~/.aws/config. z takes it back."
        assert "[profile base]" not in files.config_file.read_text()
