"""The form for one profile, and a role's ``u``, which needs one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from botocore.configloader import load_config
from textual.widgets import Input

from ssotui.actions.settings.loading import Loaded
from ssotui.model.settings import DEFAULTS, Environment
from ssotui.tui.profiles.new_profile_form import NewProfileScreen
from ssotui.tui.shell.confirm_dialog import ConfirmScreen
from ssotui.tui.shell.context import AppContext
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using


async def open_form(person: Person, query: str = "/archive audit", key: str = "n") -> NewProfileScreen:
    """The form of the first role that the query finds."""
    await person.press("3")
    await person.type(query)
    await person.press("tab", key)
    assert isinstance(person.screen, NewProfileScreen)
    return person.screen


async def retype(person: Person, label: str, text: str) -> None:
    """Type something else into one of its lines."""
    box = person.screen.query_one(f"#new-profile-{label}", Input)
    box.focus()
    await person.press("end", "ctrl+u")
    await person.type(text)


async def test_it_shows_what_is_made_of_what_and_the_lines_to_be_added(context: AppContext, demo: Sandbox) -> None:
    config = demo.home / ".aws" / "config"
    before = config.read_bytes()
    async with using(context) as person:
        await open_form(person)
        assert "archive-audit" in person.line("name")
        for label, value in (("session", "corp"), ("account", "Archive 777766667777"), ("role", "Audit")):
            assert value in person.line(label, value)
        for line in ("+[profile archive-audit]", "+sso_session = corp", "+sso_role_name = Audit"):
            assert person.line(line)
        assert "+region" not in person.text
        await retype(person, "region", "eu-west-1")
        await retype(person, "output", "yaml")
        assert person.line("+region = eu-west-1")
        assert person.line("+output = yaml")
        shown = [line.strip(" │") for line in person.lines]
        added = [line[1:] for line in shown if line.startswith("+") and not line.startswith("+++")]
        assert config.read_bytes() == before
        await person.press("enter")
        assert "Wrote [profile archive-audit]" in person.toasts[-1]
    after = config.read_bytes()
    assert after.startswith(before)
    assert after[len(before) :].decode().splitlines() == added
    profile = load_config(str(config))["profiles"]["archive-audit"]
    assert (profile["region"], profile["output"]) == ("eu-west-1", "yaml")


@pytest.mark.parametrize(
    ("label", "text", "said"),
    [
        ("name", "payments-prod", "There is a profile payments-prod already."),
        ("name", "my profile", "The name has a space"),
        ("name", "prod(eu)", "The name has (): some SDKs do not find such a profile."),
        ("name", "ünïcode", "The name has üï"),
        ("name", "", "The profile has no name."),
        ("name", "-x", "begins with -"),
        ("name", "default", "AWS tools use the profile default"),
        ("region", "europe", "No region is called europe."),
        ("output", "xml", "The AWS CLI has no output xml."),
    ],
)
async def test_what_cannot_be_is_said_while_it_is_typed_and_not_written(
    context: AppContext, demo: Sandbox, label: str, text: str, said: str
) -> None:
    config = demo.home / ".aws" / "config"
    before = config.read_bytes()
    async with using(context) as person:
        form = await open_form(person)
        await retype(person, label, text)
        assert said in person.text
        assert "+[profile" not in person.text
        await person.press("enter")
        assert person.screen is form
        assert config.read_bytes() == before
        await person.press("escape")
    assert config.read_bytes() == before


async def test_what_another_tool_writes_meanwhile_is_kept(context: AppContext, demo: Sandbox) -> None:
    config = demo.home / ".aws" / "config"
    async with using(context) as person:
        await open_form(person)
        theirs = b"\n[profile theirs]\nregion = us-east-1\n"
        config.write_bytes(config.read_bytes() + theirs)
        await person.press("enter")
    assert {"theirs", "archive-audit"} <= load_config(str(config))["profiles"].keys()


async def test_a_shared_screen_hides_the_account_there_too(context: AppContext, demo: Sandbox) -> None:
    del demo
    async with using(context) as person:
        await person.press("m")
        await open_form(person)
        assert "••••••••••••" in person.line("account", "Archive")
        assert "•" in person.line("+sso_account_id")


class TestUse:
    async def test_a_role_without_a_profile_gets_one_and_the_shell_is_switched_to_it(
        self, context: AppContext, demo: Sandbox
    ) -> None:
        async with using(replace(context, switches=True)) as person:
            await open_form(person, key="u")
            assert "the shell needs a name" in person.text
            assert "make and use it" in person.text
            await retype(person, "name", "audit")
            await person.press("enter")
        assert person.app.return_value == "audit"
        assert "audit" in load_config(str(demo.home / ".aws" / "config"))["profiles"]

    async def test_a_role_with_a_profile_is_used_by_it(self, context: AppContext, demo: Sandbox) -> None:
        before = (demo.home / ".aws" / "config").read_bytes()
        async with using(replace(context, switches=True)) as person:
            await person.press("3")
            await person.type("/'111122223333 readonly")
            await person.press("tab", "u")
        assert person.app.return_value == "payments-prod"
        assert (demo.home / ".aws" / "config").read_bytes() == before

    async def test_where_no_shell_waits_the_profile_is_made_and_that_is_said(
        self, context: AppContext, demo: Sandbox
    ) -> None:
        del demo
        async with using(context) as person:
            await open_form(person, key="u")
            await person.press("enter")
            (said,) = person.toasts
            assert "Wrote [profile archive-audit]" in said
            assert "The demo changes nothing of yours" in said
        assert person.app.return_value is None

    async def test_production_is_asked_about_first(self, context: AppContext, demo: Sandbox) -> None:
        del demo
        prod = Environment("*prod*", "PROD", "red", confirm=True)
        loaded = Loaded(DEFAULTS._replace(environments=(prod,)))
        async with using(replace(context, switches=True, loaded=loaded)) as person:
            await person.type("/payments-prod")
            await person.press("tab", "u")
            assert isinstance(person.screen, ConfirmScreen)
            await person.press("y")
        assert person.app.return_value == "payments-prod"
