"""Keys of every kind on the command line; MFA in a real terminal, and where there is none."""

from __future__ import annotations

import json
import os
import sys

import pytest

from tests.support.clock import FrozenClock
from tests.support.commands import SSOTUI, Ssotui
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.terminal import Terminal

SERIAL = "arn:aws:iam::111122223333:mfa/jo"


CONFIG = f"""
    [sso-session acme]
    sso_start_url = {ACME}
    sso_region = us-east-1
    [profile base]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = Admin
    [profile deploy]
    role_arn = arn:aws:iam::444455556666:role/Deploy
    source_profile = base
    [profile guarded]
    role_arn = arn:aws:iam::444455556666:role/Guarded
    source_profile = base
    mfa_serial = {SERIAL}
    """


@pytest.fixture
def signed_in(present: FrozenClock, signed_in: Portal, home: Home) -> Portal:
    """The portal of the present time, and static keys of the person's own."""
    assert present
    home.credentials("[mine]\naws_access_key_id = AKIAMINE\naws_secret_access_key = my/secret\n")
    return signed_in


@pytest.mark.usefixtures("signed_in")
def test_a_chain(ssotui: Ssotui) -> None:
    given = ssotui("creds", "deploy", "--format", "json")
    assert given.code == 0
    assert (given.json["AccountId"], given.json["RoleName"]) == ("444455556666", "Deploy")
    rows = {row["name"]: row for row in ssotui("list", "--format", "json").json}
    assert rows["deploy"]["keys"]["expires_at"] == given.json["Expiration"]
    assert rows["base"]["keys"]["expires_at"]
    assert rows["guarded"]["keys"]["expires_at"] is None


@pytest.mark.usefixtures("signed_in")
def test_static_keys(ssotui: Ssotui) -> None:
    given = ssotui("creds", "mine", "--format", "json").json
    assert (given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]) == ("AKIAMINE", "my/secret", None)
    assert given["Expiration"] is None


@pytest.mark.usefixtures("signed_in")
def test_without_a_terminal_mfa_is_an_error(ssotui: Ssotui, portal: Portal) -> None:
    failed = ssotui("creds", "guarded")
    assert (failed.code, failed.out) == (3, "")
    assert "MFA" in failed.err
    assert len(portal.requests) == 0


@pytest.mark.usefixtures("signed_in")
def test_in_a_terminal_mfa_is_asked_for(portal: Portal) -> None:
    with Terminal([SSOTUI, "creds", "guarded", "--format", "json"], {**os.environ, "TERM": "xterm"}) as terminal:
        terminal.wait_for(f"MFA code of {SERIAL}:")
        terminal.press("12 56\r")  # not six digits: asked again
        terminal.press("123456\r")
        assert terminal.exit_code() == 0
        assert '"RoleName": "Guarded"' in terminal.text
        assert "123456" not in terminal.text.replace(SERIAL, "")
    assert portal.requests.count("AssumeRole", status=200) == 1


@pytest.mark.usefixtures("signed_in")
def test_a_wrong_code_is_access_denied() -> None:
    with Terminal([SSOTUI, "creds", "guarded"], {**os.environ, "TERM": "xterm"}) as terminal:
        terminal.wait_for("MFA code of")
        terminal.press("000000\r")
        assert terminal.exit_code() == 4


@pytest.mark.usefixtures("signed_in")
def test_no_code_is_cancelled() -> None:
    with Terminal([SSOTUI, "creds", "guarded"], {**os.environ, "TERM": "xterm"}) as terminal:
        terminal.wait_for("MFA code of")
        terminal.press("\r")
        assert terminal.exit_code() == 130


def test_a_process_of_another_tool(ssotui: Ssotui, home: Home) -> None:
    keys = {"Version": 1, "AccessKeyId": "AKIAPROGRAM", "SecretAccessKey": "s"}
    program = home.write(home.root / "program.py", f"print({json.dumps(keys)!r})")
    home.config(f"[profile program]\ncredential_process = {sys.executable} {program}\n")
    assert ssotui("creds", "program", "--format", "access-key-id").out == "AKIAPROGRAM\n"
