"""``ssotui prompt``: what a shell uses, in one short segment."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssotui.actions.listing import prompt
from ssotui.actions.listing.prompt import FIELDS, UnknownField, filled
from ssotui.aws.caches import keys_cache, sso_cache
from ssotui.cli.parser import parser_of
from ssotui.model.clock import format_timestamp, utc_now
from ssotui.model.credentials import RoleRef
from ssotui.model.token import SsoSession
from ssotui.storage import profile_key_cache
from ssotui.storage.folders import settings_path
from tests.cli.test_commands import Ssotui, ssotui  # noqa: F401 - a fixture
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal

CONFIG = f"""\
[sso-session acme]
sso_start_url = {ACME}
sso_region = us-east-1
[profile dev]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = ReadOnly
region = eu-west-1
[profile payments-prod]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = Admin
"""
HOUR = timedelta(hours=1)
SESSION = SsoSession("acme", ACME, "us-east-1")

pytestmark = pytest.mark.usefixtures("present")


@pytest.fixture(autouse=True)
def config(home: Home) -> None:
    home.config(CONFIG)


def said(ssotui: Ssotui, *args: str) -> str:  # noqa: F811 - the fixture
    """What it prints, which is the same when it is asked the second time, from its memory."""
    first = ssotui("prompt", *args)
    assert (first.code, first.err) == (0, "")
    again = subprocess.run(
        [sys.executable, "-m", "ssotui", "prompt", *args], capture_output=True, text=True, check=True
    )
    assert again.stdout == first.out
    return first.out


def test_the_profile_and_the_time_left(
    ssotui: Ssotui,  # noqa: F811 - the fixture
    home: Home,
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home.token("acme", portal.issue_token(ACME, lifetime=5 * HOUR + HOUR / 2))
    monkeypatch.setenv("AWS_PROFILE", "dev")
    assert said(ssotui) == "dev 5h 29m\n"
    template = "{profile}|{role}|{account_id}|{region}|{session}|{{x}}"
    assert said(ssotui, "--format", template) == "dev|ReadOnly|111122223333|eu-west-1|acme|{x}\n"
    monkeypatch.setenv("AWS_REGION", "eu-north-1")
    assert said(ssotui, "--format", "{region}") == "eu-north-1\n"


@pytest.mark.parametrize(
    ("token", "left"),
    [
        ((-HOUR, True), "renewable"),
        ((-HOUR, False), "expired"),
        ((3 * HOUR / 2, False), "1h 29m"),
        (None, "signed out"),
    ],
)
def test_a_renewable_token_never_shows_as_expired(
    ssotui: Ssotui,  # noqa: F811 - the fixture
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
    token: tuple[timedelta, bool] | None,
    left: str,
) -> None:
    if token:
        lifetime, renewable = token
        sso_cache.write_token(SESSION, portal.issue_token(ACME, lifetime=lifetime, renewable=renewable))
    monkeypatch.setenv("AWS_PROFILE", "dev")
    assert said(ssotui, "--format", "{left}") == f"{left}\n"


def test_a_token_that_the_portal_has_refused_does_not_show_as_valid(
    ssotui: Ssotui,  # noqa: F811 - the fixture
    home: Home,
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = portal.issue_token(ACME, lifetime=6 * HOUR, renewable=False)
    home.token("acme", token)
    monkeypatch.setenv("AWS_PROFILE", "dev")
    assert said(ssotui) == "dev 5h 59m\n"
    portal.revoke(token)
    assert ssotui("creds", "dev").code == 3
    assert said(ssotui) == "dev expired\n"


def test_nothing_to_say_prints_nothing(ssotui: Ssotui, home: Home) -> None:  # noqa: F811 - the fixture
    assert said(ssotui) == ""
    home.config("[default]\nregion = eu-west-1\n")
    assert said(ssotui) == ""
    home.config(CONFIG.replace("profile dev", "default"))
    assert said(ssotui) == "default signed out\n"


def test_a_profile_that_is_not_there_is_named(
    ssotui: Ssotui,  # noqa: F811 - the fixture
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_PROFILE", "x\x1b[31m")
    assert said(ssotui) == "x\\x1b[31m not found\n"


def test_exported_keys_are_their_roles(
    ssotui: Ssotui,  # noqa: F811 - the fixture
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = portal.issue_keys(ACME, "111122223333", "ReadOnly")
    monkeypatch.setenv("AWS_PROFILE", "payments-prod")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys.access_key_id.reveal())
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", format_timestamp(utc_now() + HOUR / 2 + HOUR / 120))
    assert said(ssotui) == "exported keys 30m\n"
    keys_cache.write(RoleRef(SESSION, "111122223333", "ReadOnly"), keys)
    assert said(ssotui, "--format", "{name} {profile} {left}") == "ReadOnly dev 30m\n"
    monkeypatch.setenv("SSOTUI_KEYS", "payments-prod")
    assert said(ssotui) == "payments-prod 30m\n"
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", format_timestamp(utc_now() - HOUR))
    assert said(ssotui) == "payments-prod expired\n"
    monkeypatch.delenv("SSOTUI_KEYS")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOFNOBODY")
    monkeypatch.delenv("AWS_CREDENTIAL_EXPIRATION")
    assert said(ssotui) == "exported keys\n"


def test_what_changes_is_said_at_once(
    ssotui: Ssotui,  # noqa: F811 - the fixture
    home: Home,
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "payments-prod")
    assert said(ssotui) == "payments-prod signed out\n"
    home.token("acme", portal.issue_token(ACME, lifetime=3 * HOUR / 2))
    assert said(ssotui) == "payments-prod 1h 29m\n"
    home.write(Path(settings_path()), '[[environments]]\npattern = "*-prod"\nlabel = "LIVE"\n')
    assert said(ssotui) == "payments-prod LIVE 1h 29m\n"
    home.config(CONFIG.replace("payments-prod", "other"))
    assert said(ssotui) == "payments-prod not found\n"


def test_an_unknown_field_is_a_mistake(ssotui: Ssotui) -> None:  # noqa: F811 - the fixture
    for template in ("{nope}", "{name", "{name.__class__}", "{}"):
        found = ssotui("prompt", "--format", template)
        assert (found.code, found.out) == (2, "")
        assert "{left}" in found.err


def test_the_help_names_every_field() -> None:
    shown = parser_of("prompt").format_help()
    assert all(f"{{{name}}}" in shown for name in FIELDS)


@given(st.text(alphabet="{} ab", max_size=12))
def test_any_template_is_filled_or_refused(template: str) -> None:
    try:
        text = filled(template, {"name": "dev"}, utc_now(), {})
    except UnknownField:
        return
    assert text == " ".join(text.split())


def test_it_asks_nobody(
    ssotui: Ssotui,  # noqa: F811 - the fixture
    home: Home,
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home.token("acme", portal.issue_token(ACME, lifetime=-HOUR))
    monkeypatch.setenv("AWS_PROFILE", "dev")
    assert said(ssotui) == "dev renewable\n"
    assert not list(portal.requests)


@pytest.mark.usefixtures("config")
def test_a_second_time_it_comes_from_the_memory(
    ssotui: Ssotui,  # noqa: F811 - the fixture
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "dev")
    monkeypatch.setattr(profile_key_cache, "SETTLED_NS", 0)  # the config was written an instant ago
    assert ssotui("prompt").out == "dev signed out\n"
    assert prompt.segment(prompt.DEFAULT, utc_now()) == "dev signed out"
    monkeypatch.setenv("AWS_PROFILE", "payments-prod")
    assert prompt.segment(prompt.DEFAULT, utc_now()) is None
