"""The real clients and our credential server: keys, new ones when they end, a sign-in in between, a wrong token."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from datetime import timedelta

import pytest

from ssotui.actions.background import start
from ssotui.aws.caches import sso_cache
from ssotui.model.clock import utc_now
from ssotui.model.token import SsoSession
from tests.interop.clients import Asker, asker
from tests.support.clock import FrozenClock
from tests.support.commands import SSOTUI
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.serving import PATIENCE, Serve
from tests.support.waiting import wait_until

CONFIG = f"""
    [sso-session acme]
    sso_start_url = {ACME}
    sso_region = us-east-1

    [profile dev]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = Admin
    region = eu-west-1
    """
SHORT = timedelta(seconds=50)
"""Keys that end so soon, every client replaces when it is asked for some."""

TELLING = {"botocore", "awscli 2", "Go"}
"""Those that show the server's own words. JavaScript and Java say that no provider had any, Rust the status 401."""


@pytest.mark.usefixtures("present")
@pytest.mark.parametrize("name", ["botocore", "awscli 2", "JavaScript", "Go", "Java", "Rust"])
def test_each_client(name: str, signed_in: Portal, present: FrozenClock, home: Home) -> None:
    signed_in.switches.keys_lifetime = SHORT

    def keys_of(client: Asker) -> str:
        present.now = utc_now()
        keys = client.ask()
        assert "Error" not in keys, keys
        issued = signed_in.issued(keys["AccessKeyId"])
        assert issued
        assert (issued.secret_access_key, issued.session_token) == (keys["SecretAccessKey"], keys["SessionToken"])
        return issued.access_key_id

    with Serve("dev") as serve:
        variables = serve.variables["dev"]
        with closing(asker(name, variables)) as client:
            first = keys_of(client)
            if name != "awscli 2":  # it is run anew each time
                # Some hand out the old ones once more while they get new ones.
                wait_until(lambda: keys_of(client) != first, f"{name}'s refresh")
        sso_cache.path_of(SsoSession("acme", ACME, "us-east-1")).unlink()
        with (
            closing(asker(name, variables)) as client,  # some go on with what they have, for as long as that lasts
            closing(asker(name, {**variables, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "0" * 64})) as stranger,
        ):
            nothing = start(stranger.ask)  # meanwhile: botocore tries three times, and waits in between
            error = client.ask()["Error"]
            assert "Session 'acme' is not signed in. Run: ssotui login acme" in error or name not in TELLING, error
            home.token("acme", signed_in.issue_token(ACME))
            assert keys_of(client) != first
            assert "Error" in nothing.result(PATIENCE)
        serve.wait_for("refused ")


@pytest.mark.usefixtures("present")
def test_boto3_below_exec(signed_in: Portal) -> None:
    """From the command's environment alone, to a call that is signed with what it got."""
    script = "import boto3, json; print(json.dumps(boto3.client('sts').get_caller_identity()['Arn']))"
    done = subprocess.run(
        [SSOTUI, "exec", "--serve", "dev", "--", sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout).startswith("arn:aws:sts::111122223333:assumed-role/")
    assert signed_in.requests.count("GetCallerIdentity") == 1
