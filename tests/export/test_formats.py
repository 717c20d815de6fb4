"""Every format: what it says, in which order, and what reads it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ssotui.aws.config.ini import Document
from ssotui.export.formats import FORMATS
from ssotui.model.errors import UsageError
from tests.export.samples import ORDER, RIVALS, outgoing, text
from tests.support.home import Home
from tests.support.programs import need

NAMES = [
    "env", "env-no-export", "fish", "powershell", "windows-cmd", "nushell", "dotenv", "ini", "json", "process", "curl",
    "access-key-id", "secret-access-key", "session-token",
]  # fmt: skip


def test_the_registry_has_the_formats_of_the_contract() -> None:
    assert [name for name in FORMATS if name != "console-url"] == NAMES
    assert all(name == entry.name and entry.title and entry.group for name, entry in FORMATS.items())


def test_formats_of_a_group_stand_together() -> None:
    groups = [entry.group for entry in FORMATS.values()]
    changes = [group for index, group in enumerate(groups) if index == 0 or groups[index - 1] != group]
    assert len(changes) == len(set(groups))


@pytest.mark.parametrize("name", ["env", "env-no-export", "fish", "powershell", "windows-cmd", "nushell", "dotenv"])
def test_the_variables_come_in_order(name: str) -> None:
    found = re.findall(r"(AWS_[A-Z_]+) ?[= ] ?[\"'A-Za-z0-9]", text(name))
    assert [variable for variable in found if variable not in RIVALS] == ORDER


def test_env() -> None:
    lines = text("env").splitlines()
    assert lines[0].startswith("unset AWS_PROFILE AWS_DEFAULT_PROFILE ")
    assert lines[1] == "export AWS_ACCESS_KEY_ID='ASIAEXAMPLE'"
    assert lines[4] == "export AWS_CREDENTIAL_EXPIRATION='2026-11-23T13:00:00Z'"


def test_env_no_export_quotes_only_what_needs_it() -> None:
    lines = text("env-no-export", outgoing(secret="a b")).splitlines()
    assert lines[1] == "AWS_ACCESS_KEY_ID=ASIAEXAMPLE"
    assert lines[2] == "AWS_SECRET_ACCESS_KEY='a b'"


def aws_exports(program: str, form: str, home: Home) -> dict[str, str]:
    """What a shell holds once it has evaluated what the AWS CLI prints for the sample's keys."""
    home.credentials("""
        [sample]
        aws_access_key_id = ASIAEXAMPLE
        aws_secret_access_key = sEcReT/+
        aws_session_token = tOkEn==
        """)
    command = [program, "configure", "export-credentials", "--profile", "sample", "--format", form]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return evaluated(shown)


def evaluated(shown: str) -> dict[str, str]:
    done = subprocess.run(
        [need("bash"), "-c", 'set -a; eval "$(cat)"; env -0'],
        input=shown, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    pairs = (entry.split("=", 1) for entry in done.stdout.split("\0") if entry)
    return {name: value for name, value in pairs if name.startswith("AWS_")}


@pytest.mark.parametrize("form", ["env", "env-no-export"])
def test_env_means_what_the_aws_cli_means(form: str, home: Home) -> None:
    """Version 2 has the command, as Debian packages it (PyPI's is version 1). The sample's keys name no end."""
    theirs = aws_exports(need("/usr/bin/aws"), form, home)
    ours = evaluated(text(form, outgoing(region=None)))
    assert theirs == {name: value for name, value in ours.items() if name != "AWS_CREDENTIAL_EXPIRATION"}
    assert theirs["AWS_SESSION_TOKEN"] == "tOkEn=="


def test_botocore_takes_the_environment_and_its_end() -> None:
    script = "import botocore.session as b; k = b.Session().get_credentials(); print(k._expiry_time, k.token)"
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "AWS_PROFILE": "nobody"}
    done = subprocess.run(
        [need("bash"), "-c", f'eval "$(cat)"; {sys.executable} -c "{script}"'],
        input=text("env").replace("2026-11-23", "2036-11-23"),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "2036-11-23 13:00:00+00:00 tOkEn==\n"


def test_json() -> None:
    content = json.loads(text("json"))
    assert content == {
        "AccessKeyId": "ASIAEXAMPLE",
        "SecretAccessKey": "sEcReT/+",
        "SessionToken": "tOkEn==",
        "Region": "eu-west-1",
        "Expiration": "2026-11-23T13:00:00Z",
        "AccountId": "011122223333",
        "RoleName": "ReadOnly",
    }
    assert list(content)[:3] == ["AccessKeyId", "SecretAccessKey", "SessionToken"]


def test_json_without_a_region_says_us_east_1() -> None:
    assert json.loads(text("json", outgoing(region=None)))["Region"] == "us-east-1"


def test_process_is_what_credential_process_has_to_print() -> None:
    content = json.loads(text("process"))
    assert content["Version"] == 1
    assert content["Expiration"] == "2026-11-23T13:00:00Z"
    assert "Expiration" not in json.loads(text("process", outgoing(token=None)))


@pytest.mark.parametrize("token", ["tOkEn==", None])
def test_botocore_takes_process(home: Home, tmp_path: Path, token: str | None) -> None:
    answer = tmp_path / "answer.json"
    answer.write_text(text("process", outgoing(token=token)).replace("2026-11-23", "2036-11-23"))
    home.config(f"""
        [profile p]
        credential_process = cat {answer}
        """)
    from botocore.session import Session

    keys: Any = Session(profile="p").get_credentials()
    assert keys.method == "custom-process"
    frozen = keys.get_frozen_credentials()
    assert (frozen.access_key, frozen.secret_key, frozen.token) == ("ASIAEXAMPLE", "sEcReT/+", token)
    assert frozen.account_id == "011122223333"


def test_ini_is_a_section() -> None:
    section = Document(text("ini").encode()).find("payments-prod")
    assert section is not None
    assert section.values == {
        "aws_access_key_id": "ASIAEXAMPLE",
        "aws_secret_access_key": "sEcReT/+",
        "aws_session_token": "tOkEn==",
        "region": "eu-west-1",
        "x_security_token_expires": "2026-11-23T13:00:00Z",
    }


NO_NAMES = ["a\x1b[31mb", "a\nb", "a\rb", "a\x00b", "a\x9bb", "a\u2028b", "", " ", "DEFAULT", "a\udc80"]


@pytest.mark.parametrize("name", NO_NAMES)
def test_ini_refuses_a_name_that_no_section_can_have(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        text("ini", outgoing(name=name))


def test_dotenv() -> None:
    assert text("dotenv", outgoing(token=None, secret="a b")).splitlines() == [
        "AWS_ACCESS_KEY_ID=ASIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY='a b'",
        "AWS_REGION=eu-west-1",
        "AWS_DEFAULT_REGION=eu-west-1",
    ]


def test_single_values_are_just_that() -> None:
    assert text("access-key-id") == "ASIAEXAMPLE"
    assert text("secret-access-key") == "sEcReT/+"
    assert text("session-token") == "tOkEn=="
    assert text("session-token", outgoing(token=None)) == ""


@pytest.mark.parametrize("name", NAMES)
def test_no_format_shows_itself_by_accident(name: str) -> None:
    secret = FORMATS[name].text(outgoing())
    shown = f"{secret} {secret!r} {FORMATS[name]!r} {outgoing()!r}"
    for value in ("ASIAEXAMPLE", "sEcReT", "tOkEn"):
        assert value not in shown


@pytest.mark.parametrize("name", [*NAMES[: NAMES.index("json")], "curl"])
def test_a_refusal_quotes_no_secret(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        text(name, outgoing(secret="sEcReT\0%\n'", token="tOkEn\n\0%$"))
    assert caught.value.hint
    assert "sEcReT" not in caught.value.message + caught.value.hint
    assert "tOkEn" not in caught.value.message + caught.value.hint
