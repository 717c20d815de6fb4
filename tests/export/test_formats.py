"""Every format, and that no value of it can run."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssotui.aws.ini import Document
from ssotui.export.formats import FORMATS
from ssotui.model.credentials import Outgoing, RoleCredentials
from ssotui.model.secret import Secret
from tests.support.programs import need

END = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
HOSTILE = "a'b\"c$(touch /tmp/x)`id`$HOME!;&|\\\n%PATH% \t#end"
ORDER = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
]


def outgoing(*, secret: str = "sEcReT/+", token: str | None = "tOkEn==", region: str | None = "eu-west-1") -> Outgoing:
    keys = RoleCredentials(
        Secret("ASIAEXAMPLE"),
        Secret(secret),
        Secret(token) if token else None,
        END if token else None,
        account_id="011122223333",
        role_name="ReadOnly",
    )
    return Outgoing("payments-prod", keys, region)


def text(name: str, what: Outgoing | None = None) -> str:
    return FORMATS[name].text(what or outgoing()).reveal()


def environment(shell: str, exports: str) -> dict[str, str]:
    """What the shell's children see after it has evaluated the exports."""
    old = {"AWS_PROFILE": "old", "AWS_DEFAULT_PROFILE": "old", "AWS_SESSION_TOKEN": "old", "PATH": "/usr/bin:/bin"}
    shown = subprocess.run(
        [need(shell), "-c", 'eval "$0"; env -0', exports], env=old, capture_output=True, text=True, check=True
    ).stdout
    return dict(entry.split("=", 1) for entry in shown.split("\0") if entry)


def test_env_exports_in_order_and_unsets_the_rivals() -> None:
    lines = text("env").splitlines()
    assert lines[0] == "unset AWS_PROFILE AWS_DEFAULT_PROFILE"
    assert [line.removeprefix("export ").partition("=")[0] for line in lines[1:]] == ORDER
    assert lines[1] == "export AWS_ACCESS_KEY_ID='ASIAEXAMPLE'"
    assert lines[4] == "export AWS_CREDENTIAL_EXPIRATION='2026-11-23T13:00:00Z'"


@pytest.mark.parametrize("shell", ["bash", "zsh", "sh"])
def test_env_in_a_real_shell(shell: str) -> None:
    seen = environment(shell, text("env", outgoing(secret=HOSTILE, region=HOSTILE)))
    assert seen["AWS_SECRET_ACCESS_KEY"] == HOSTILE
    assert seen["AWS_REGION"] == seen["AWS_DEFAULT_REGION"] == HOSTILE
    assert "AWS_PROFILE" not in seen
    assert "AWS_DEFAULT_PROFILE" not in seen


def test_env_of_keys_without_an_end_leaves_no_old_token_behind() -> None:
    seen = environment("bash", text("env", outgoing(token=None)))
    assert seen["AWS_ACCESS_KEY_ID"] == "ASIAEXAMPLE"
    assert "AWS_SESSION_TOKEN" not in seen
    assert "AWS_CREDENTIAL_EXPIRATION" not in seen


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_env_quotes_any_value(value: str) -> None:
    assert environment("bash", text("env", outgoing(secret=f"x{value}")))["AWS_SECRET_ACCESS_KEY"] == f"x{value}"


def test_json() -> None:
    assert json.loads(text("json")) == {
        "AccessKeyId": "ASIAEXAMPLE",
        "SecretAccessKey": "sEcReT/+",
        "SessionToken": "tOkEn==",
        "Region": "eu-west-1",
        "Expiration": "2026-11-23T13:00:00Z",
        "AccountId": "011122223333",
        "RoleName": "ReadOnly",
    }


def test_json_without_a_region_says_us_east_1() -> None:
    assert json.loads(text("json", outgoing(region=None)))["Region"] == "us-east-1"


def test_process_is_what_credential_process_has_to_print() -> None:
    content = json.loads(text("process"))
    assert content["Version"] == 1
    assert content["Expiration"] == "2026-11-23T13:00:00Z"
    assert "Expiration" not in json.loads(text("process", outgoing(token=None)))


def test_ini_is_a_section() -> None:
    section = Document.parse(text("ini").encode()).find("payments-prod")
    assert section is not None
    assert section.values == {
        "aws_access_key_id": "ASIAEXAMPLE",
        "aws_secret_access_key": "sEcReT/+",
        "aws_session_token": "tOkEn==",
        "region": "eu-west-1",
    }


def test_single_values_are_just_that() -> None:
    assert text("access-key-id") == "ASIAEXAMPLE"
    assert text("secret-access-key") == "sEcReT/+"
    assert text("session-token") == "tOkEn=="
    assert text("session-token", outgoing(token=None)) == ""


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_shows_itself_by_accident(name: str) -> None:
    secret = FORMATS[name].text(outgoing())
    shown = f"{secret} {secret!r} {FORMATS[name]!r} {outgoing()!r}"
    for value in ("ASIAEXAMPLE", "sEcReT", "tOkEn"):
        assert value not in shown
