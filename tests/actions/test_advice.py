"""The command lines in hints: each can be typed as it stands, and does what the hint is for."""

from __future__ import annotations

import pytest

from ssotui.actions.keys import process_profiles
from ssotui.actions.sign_in.advice import aws_login_command, login_command
from ssotui.actions.sign_in.tokens import sign_in_needed
from ssotui.model.token import SsoSession
from tests.support.home import Home

URL = "https://acme.awsapps.com/start"
ROLE = "sso_account_id = 111122223333\nsso_role_name = ReadOnly\n"
SESSION = f"[sso-session acme]\nsso_start_url = {URL}\nsso_region = us-east-1\n"


@pytest.mark.parametrize(
    ("name", "word"), [("acme", "acme"), ("My Corp Ltd", "'My Corp Ltd'"), ("$(id)", "'$(id)'"), (None, URL)]
)
def test_sign_in_by_a_session(name: str | None, word: str) -> None:
    session = SsoSession(name, URL, "us-east-1")
    assert login_command(session) == f"ssotui login {word}"
    if name:
        assert aws_login_command(session) == f"aws sso login --sso-session {word}"


@pytest.mark.parametrize(("profile", "word"), [("audit", "audit"), ("with two spaces", "'with two spaces'")])
def test_a_legacy_sign_in_names_a_profile(home: Home, profile: str, word: str) -> None:
    chain = f"[profile chain]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = {profile}\n"
    home.config(f"{chain}[profile '{profile}']\nsso_start_url = {URL}\nsso_region = us-east-1\n{ROLE}")
    session = SsoSession(None, URL, "us-east-1")
    assert aws_login_command(session) == f"aws sso login --profile {word}"
    error = sign_in_needed(session, "has expired")
    assert error.hint == f"Run: ssotui login {URL} (or: aws sso login --profile {word})"


def test_without_such_a_profile_nothing_is_made_up() -> None:
    session = SsoSession(None, URL, "us-east-1")
    assert sign_in_needed(session, "has expired").hint == f"Run: ssotui login {URL}"


class TestNamesOfProcessProfiles:
    @pytest.mark.parametrize(
        ("source", "proposed"),
        [
            ("one", "one-process"),
            ("with two spaces", "with-two-spaces-process"),
            ("müller", "m-ller-process"),
            ("日本", "profile-process"),
            ("a/b.c", "a/b.c-process"),
        ],
    )
    def test_are_such_that_they_are_accepted(self, home: Home, source: str, proposed: str) -> None:
        home.config(f"{SESSION}[profile '{source}']\nsso_session = acme\n{ROLE}")
        assert process_profiles.proposed_name(source) == proposed
        assert process_profiles.plan(source, proposed).overwrites is False

    def test_one_that_somebody_has_is_passed_over_and_ours_is_used_again(self, home: Home) -> None:
        home.config(f"{SESSION}[profile one]\nsso_session = acme\n{ROLE}[profile one-process]\nregion = x\n")
        name = process_profiles.proposed_name("one")
        assert name == "one-process-2"
        process_profiles.plan("one", name).apply()
        assert process_profiles.proposed_name("one") == "one-process-2"

    def test_a_config_that_cannot_be_read_is_told_later(self, home: Home) -> None:
        home.config_file.mkdir(parents=True)
        assert process_profiles.proposed_name("one") == "one-process"
