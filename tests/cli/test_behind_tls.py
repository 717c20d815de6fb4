"""A portal whose certificate only the profile's ``ca_bundle`` vouches for, through every command and the screen."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ssotui.tui.drawing.glyphs import UNICODE
from ssotui.tui.keys.screen import KeysScreen
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock
from tests.support.commands import SSOTUI
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.tls_proxy import TlsProxy
from tests.tui.conftest import using

COMMANDS = {
    "creds": ["creds", "dev", "--format", "json"],
    "creds of a role": ["creds", "--account", "111122223333", "--role", "ReadOnly", "--format", "json"],
    "a chain's": ["creds", "chain", "--format", "json"],
    "exec": ["exec", "dev", "--", "env"],
    "credential-process": ["credential-process", "dev"],
    "accounts": ["accounts", "--refresh", "--format", "json"],
    "login, which asks whether the token is good": ["login", "acme"],
    "login of a profile": ["login", "--profile", "dev"],
    "login anew": ["login", "acme", "--force", "--flow", "device", "--no-browser"],
    "logout": ["logout", "acme"],
}


@pytest.fixture
def behind_tls(
    home: Home, portal: Portal, present: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TlsProxy]:
    assert present
    for name in ("AWS_ENDPOINT_URL_SSO", "AWS_ENDPOINT_URL_SSO_OIDC", "AWS_ENDPOINT_URL_STS"):
        monkeypatch.delenv(name)
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    portal.switches.approve_automatically = True
    with TlsProxy(portal.url, tmp_path) as proxy:
        environment = proxy.environment()
        monkeypatch.setenv("HTTPS_PROXY", environment["HTTPS_PROXY"])
        home.config(f"""
            [sso-session acme]
            sso_start_url = {ACME}
            sso_region = us-east-1
            [profile dev]
            sso_session = acme
            sso_account_id = 111122223333
            sso_role_name = Admin
            ca_bundle = {environment["AWS_CA_BUNDLE"]}
            [profile chain]
            role_arn = arn:aws:iam::444455556666:role/deploy
            source_profile = dev
            region = eu-west-1
            ca_bundle = {environment["AWS_CA_BUNDLE"]}
        """)
        home.token("acme", portal.issue_token(ACME, lifetime=timedelta(minutes=5)))
        yield proxy


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SSOTUI, *command], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_every_command_trusts_it(behind_tls: TlsProxy, command: list[str]) -> None:
    done = run(*command)
    assert (done.returncode, "certificate" in done.stderr) == (0, False), done.stderr
    assert behind_tls.hosts


def test_the_hosts_are_those_that_the_profile_names(behind_tls: TlsProxy, home: Home) -> None:
    home.config(home.config_file.read_text().replace("ca_bundle", "use_dualstack_endpoint = true\nca_bundle"))
    done = run("creds", "dev", "--format", "json")
    assert json.loads(done.stdout)["AccountId"] == "111122223333"
    assert set(behind_tls.hosts) == {"oidc.us-east-1.api.aws", "portal.sso.us-east-1.api.aws"}


def test_without_it_the_host_is_named_and_what_to_set(behind_tls: TlsProxy, home: Home) -> None:
    lines = home.config_file.read_text().splitlines()
    home.config("\n".join(line for line in lines if "ca_bundle" not in line))
    done = run("creds", "dev")
    assert done.returncode == 6
    assert "certificate is not trusted (portal.sso.us-east-1.amazonaws.com)" in done.stderr
    assert "ca_bundle in the profile" in done.stderr
    assert behind_tls.hosts


def test_one_that_is_not_there_is_said_as_that(behind_tls: TlsProxy, home: Home) -> None:
    home.config(home.config_file.read_text().replace("authority.pem", "nowhere.pem"))
    done = run("creds", "dev")
    assert done.returncode == 5
    assert "nowhere.pem', which ca_bundle of profile 'dev' names" in done.stderr
    assert behind_tls.hosts == []


@pytest.mark.usefixtures("behind_tls")
async def test_and_so_does_the_screen(present: FrozenClock) -> None:
    services = AppContext(FakeClipboard(), present, UNICODE)
    async with using(services) as person:
        await person.type("/dev")
        await person.press("enter")
        for _ in range(500):
            if "CONSOLE" in person.text:
                break
            await person.pilot.pause(0.01)
        assert person.sees(KeysScreen)
        assert "CONSOLE" in person.text
