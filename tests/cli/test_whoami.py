"""``ssotui whoami``: the same caller as the AWS CLI and botocore find, wherever the keys come from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from ssotui.demo.wire import Response, xml_response
from ssotui.model.clock import format_timestamp, utc_now
from tests.support.clock import FrozenClock
from tests.support.commands import Ssotui
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.trouble import Impostor

CONFIG = f"""
    [sso-session acme]
    sso_start_url = {ACME}
    sso_region = us-east-1
    [profile base]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = Admin
    [profile chain]
    role_arn = arn:aws:iam::444455556666:role/team/Deploy
    role_session_name = jo
    source_profile = base
    """
AWS = Path(sys.executable).with_name("aws")


@pytest.fixture
def portal_now(present: FrozenClock, signed_in: Portal) -> Portal:
    """The portal of the present time, signed in to."""
    assert present
    return signed_in


BOTO = """
import boto3, json, sys
callers = [boto3.session.Session(profile_name=name).client("sts").get_caller_identity() for name in sys.argv[1:]]
print(json.dumps([[caller["Account"], caller["Arn"]] for caller in callers]))
"""


def test_every_source_gives_the_caller_that_botocore_finds(
    ssotui: Ssotui,
    portal_now: Portal,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = portal_now.issue_keys(ACME, "444455556666", "ReadOnly")
    home.credentials(
        f"[written]\naws_access_key_id = {keys.access_key_id.reveal()}\n"
        f"aws_secret_access_key = {keys.secret_access_key.reveal()}\n"
        f"aws_session_token = {keys.session_token.reveal() if keys.session_token else ''}\n"
        f"x_security_token_expires = {format_timestamp(utc_now() + timedelta(minutes=40))}\n"
    )
    program = home.write(
        home.root / "keys.py",
        "import json\nprint(json.dumps({'Version': 1, "
        f"'AccessKeyId': '{keys.access_key_id.reveal()}', 'SecretAccessKey': '{keys.secret_access_key.reveal()}', "
        f"'SessionToken': '{keys.session_token.reveal() if keys.session_token else ''}'}}))\n",
    )
    home.config(f"{home.config_file.read_text()}\n[profile program]\ncredential_process = {sys.executable} {program}\n")
    ours = []
    for profile, method, role, session in (
        ("base", "sso", "Admin", "jo"),
        ("chain", "assume-role", "Deploy", "jo"),
        ("written", "shared-credentials-file", "ReadOnly", "jo"),
        ("program", "custom-process", "ReadOnly", "jo"),
    ):
        monkeypatch.setenv("AWS_PROFILE", profile)
        found = ssotui("whoami", "--format", "json").json
        assert (found["method"], found["profile"], found["reason"]) == (method, profile, "AWS_PROFILE names it")
        assert (found["role_name"], found["session_name"], found["user_name"]) == (role, session, None)
        assert (found["expires_at"] is None) is (profile == "program")
        ours.append([found["account_id"], found["arn"]])
    env = {**os.environ, "AWS_DEFAULT_REGION": "us-east-1"}  # boto3 has no client for STS without one
    names = ("base", "chain", "written", "program")
    boto = subprocess.run([sys.executable, "-c", BOTO, *names], env=env, stdout=subprocess.PIPE, text=True, check=True)
    assert json.loads(boto.stdout) == ours
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys.access_key_id.reveal())
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret_access_key.reveal())
    monkeypatch.setenv("AWS_SESSION_TOKEN", keys.session_token.reveal() if keys.session_token else "")
    monkeypatch.setenv("AWS_PROFILE", "base")
    found = ssotui("whoami", "--format", "json").json
    assert (found["method"], found["account_id"], found["place"]) == ("env", "444455556666", "AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    said = subprocess.run(
        [AWS, "sts", "get-caller-identity"], env=os.environ, capture_output=True, text=True, check=True
    )
    theirs = json.loads(said.stdout)
    assert (theirs["Account"], theirs["Arn"]) == (found["account_id"], found["arn"])


def test_it_is_said_for_a_person(
    ssotui: Ssotui,
    portal_now: Portal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "base")
    ssotui("accounts")  # from which the account's name is known
    lines = ssotui("whoami").out.splitlines()
    assert lines[0].startswith("account:  ")
    assert lines[0].endswith(" (111122223333)")
    assert [line.partition(":")[0] for line in lines] == [
        "account",
        "role",
        "session",
        "arn",
        "until",
        "from",
        "because",
    ]
    assert lines[1:3] == ["role:     Admin", "session:  jo"]
    assert lines[4].endswith("m left)")
    assert lines[5].startswith("from:     profile base: its SSO keys (~/.aws/config:")
    assert [call.operation for call in portal_now.requests].count("GetCallerIdentity") == 1


@pytest.mark.usefixtures("portal_now")
def test_what_stands_in_the_way_is_said(
    ssotui: Ssotui,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    none = ssotui("whoami")
    assert (none.code, none.out) == (5, "")
    assert "ssotui use" in none.err
    monkeypatch.setenv("AWS_PROFILE", "bose")
    unknown = ssotui("whoami")
    assert unknown.code == 5
    assert "base" in unknown.err
    monkeypatch.setenv("AWS_PROFILE", "base")
    next(home.sso_cache.glob("*.json")).unlink()
    assert ssotui("whoami").code == 3
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ASIANOBODY")
    assert ssotui("whoami").code == 5
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    refused = ssotui("whoami")
    assert (refused.code, refused.out) == (4, "")
    assert "InvalidClientTokenId" in refused.err
    for answer in (
        xml_response("<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>"),
        Response(200, b"<html>"),
        Response(400, b"hunter2"),
    ):
        with Impostor(answer) as impostor:
            monkeypatch.setenv("AWS_ENDPOINT_URL_STS", impostor.url)
            failed = ssotui("whoami")
        assert (failed.code, failed.out) == (6, "")
        assert len(failed.err.splitlines()) == 2
        assert "hunter2" not in failed.err
