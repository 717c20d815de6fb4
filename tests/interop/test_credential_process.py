"""The real clients with ``credential_process = ssotui credential-process P``: the keys, and why there are none."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from tests.interop.clients import Client, Refused
from tests.support import botocore_says
from tests.support.arguments import watched_arguments
from tests.support.commands import SSOTUI
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.shells import at_prompt

CONFIG = f"""
    [sso-session acme]
    sso_start_url = {ACME}
    sso_region = us-east-1

    [profile dev]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = Admin

    [profile "it's"]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = ReadOnly

    [profile old]
    credential_process = {SSOTUI} credential-process dev
    """


@pytest.mark.usefixtures("present")
def test_they_get_the_keys(client: Client, signed_in: Portal) -> None:
    for _ in range(2):  # the second time from the cache
        keys = client.keys("old")
        issued = signed_in.issued(keys["AccessKeyId"])
        assert issued
        assert issued.secret_access_key == keys["SecretAccessKey"]
        assert issued.account_id == "111122223333"
    assert signed_in.requests.count("GetRoleCredentials") == 1


@pytest.mark.usefixtures("present")
def test_a_name_that_needs_quotes(client: Client, signed_in: Portal) -> None:
    """As ``--install`` writes it: each client splits the line in its own way."""
    command = [SSOTUI, "credential-process", "it's", "--install", "quoted"]
    subprocess.run(command, check=True, capture_output=True)
    assert signed_in.issued(client.keys("quoted")["AccessKeyId"])


def test_they_show_why_there_are_none(client: Client, home: Home) -> None:
    home.config(CONFIG)
    with pytest.raises(Refused) as refused:
        client.keys("old")
    if client.name in {"awscli 1", "awscli 2", "JavaScript"}:  # the others tell that it failed, and no more
        assert re.search(r"ssotui: Session 'acme' is not signed in.{1,3}Run: ssotui login acme", str(refused.value))


@pytest.mark.usefixtures("present")
def test_boto3_gets_them(signed_in: Portal) -> None:
    assert signed_in.issued(botocore_says.keys_of("old")["AccessKeyId"])


@pytest.mark.usefixtures("present")
def test_no_secret_is_in_the_arguments_of_any_process(signed_in: Portal) -> None:
    """While keys go every way out that starts another process, or is one."""
    with watched_arguments() as seen:
        keys = botocore_says.keys_of("old")
        with at_prompt("bash", os.environ) as shell:
            shell.evaluate("ssotui init bash")
            assert shell.run("ssotui use --keys dev") == 0
            assert shell.environment()["AWS_ACCESS_KEY_ID"] == keys["AccessKeyId"]
            assert shell.run("ssotui exec dev -- bash -c 'sleep 0.3'") == 0
            assert shell.run("ssotui creds dev --format env > /dev/null") == 0
    assert seen.hold(["sleep 0.3"])  # it does look
    assert keys["SessionToken"]
    assert keys["SecretAccessKey"] in signed_in.minted
    assert not seen.hold(signed_in.minted)
