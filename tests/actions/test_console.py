"""The link to the console, and how it gets to the browser."""

from __future__ import annotations

import sys
import threading
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil
import pytest

from ssotui.actions.browser.launch import SIGN_IN
from ssotui.actions.keys import console as console_module
from ssotui.actions.keys.console import ConsoleLink, NoBrowser, console_link, open_link
from ssotui.actions.keys.fetching import Target, obtain, target_of_profile
from ssotui.actions.listing.inventory import read_inventory
from ssotui.export.formats import FORMATS
from ssotui.model.errors import SignInNeeded, UnusableFile, UsageError
from ssotui.model.profile import ProfileKind, RoleOptions
from ssotui.model.secret import Secret
from ssotui.model.sources import AssumedRole, ProfileKeys
from ssotui.storage.settings import settings_file
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal

CONFIG = f"""
[sso-session acme]
sso_start_url = {ACME}
sso_region = us-east-1

[profile base]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = Admin
region = eu-west-1

[profile elsewhere]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = Admin
region = cn-north-1

[profile deploy]
role_arn = arn:aws:iam::444455556666:role/Deploy
source_profile = base
region = eu-central-1

[profile user]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = wJalrexample
"""
ROLE = RoleOptions()
CONSOLE_URL = FORMATS["console-url"]


@pytest.fixture(autouse=True)
def _config(home: Home) -> None:
    home.config(CONFIG)


@pytest.fixture
def federation(signed_in: Portal, monkeypatch: pytest.MonkeyPatch) -> Portal:
    """The portal, which also signs in to the console; signed in to itself."""
    monkeypatch.setenv("SSOTUI_FEDERATION_URL", signed_in.console_environment()["SSOTUI_FEDERATION_URL"])
    return signed_in


def target(name: str, region: str | None = None) -> Target:
    row = read_inventory().find(name)
    assert row
    return target_of_profile(row.profile, region)


def destination(link: ConsoleLink) -> str:
    url = urlsplit(link.url.reveal())
    return parse_qs(url.query or url.fragment.partition("?")[2])[
        "Destination" if link.is_secret else "destination"
    ][0]  # fmt: skip


class TestARoleOfThePortal:
    def test_needs_no_keys_no_network_and_no_token(self, portal: Portal, home: Home, clock: FrozenClock) -> None:
        before = home.snapshot()
        link = console_link(target("base"), clock)
        assert link._replace(names=SIGN_IN) == ConsoleLink(
            "base", Secret(f"{ACME}/#/console?account_id=111122223333&role_name=Admin"), is_secret=False
        )
        home.token("acme", portal.issue_token(ACME, lifetime=timedelta(hours=-1), renewable=False))
        assert console_link(target("base"), clock) == link
        assert len(portal.requests) == 0
        assert before.keys() <= home.snapshot().keys()

    def test_lands_in_the_profiles_region(self, clock: FrozenClock) -> None:
        link = console_link(target("base"), clock, destination="s3")
        assert destination(link) == "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1"

    def test_a_region_of_another_partition_is_none(self, clock: FrozenClock) -> None:
        link = console_link(target("elsewhere"), clock, destination="s3")
        assert destination(link) == "https://console.aws.amazon.com/s3/home"

    def test_the_same_from_its_keys(self, federation: Portal, clock: FrozenClock) -> None:
        assert CONSOLE_URL.text(obtain(target("base"), clock)) == console_link(target("base"), clock).url
        assert federation.requests.operations == ("GetRoleCredentials",)


class TestARoleOfAChain:
    def test_signs_in_with_its_keys(self, federation: Portal, clock: FrozenClock) -> None:
        link = console_link(target("deploy"), clock)
        assert link.is_secret
        assert federation.requests.operations == ("GetRoleCredentials", "AssumeRole", "GetSigninToken")
        assert destination(link) == ("https://eu-central-1.console.aws.amazon.com/console/home?region=eu-central-1")
        assert not [secret for secret in federation.minted if secret in repr(link)]

    def test_the_same_from_its_keys(self, federation: Portal, clock: FrozenClock) -> None:
        url = CONSOLE_URL.text(obtain(target("deploy"), clock))
        assert federation.requests.operations[-1] == "GetSigninToken"
        assert destination(ConsoleLink("deploy", url, is_secret=True)).endswith("region=eu-central-1")

    def test_a_wrong_destination_is_told_before_anything_is_fetched(
        self, federation: Portal, clock: FrozenClock
    ) -> None:
        with pytest.raises(UsageError):
            console_link(target("deploy"), clock, destination="https://evil.com/")
        assert len(federation.requests) == 0

    def test_the_arn_says_in_which_partition(self, clock: FrozenClock) -> None:
        source = AssumedRole(ProfileKeys("user", ProfileKind.STATIC), "arn:aws-cn:iam::1:role/x", None, None, ROLE)
        with pytest.raises(UsageError, match="no address") as caught:
            console_link(Target("x", source, "cn-north-1"), clock, destination="https://console.aws.amazon.com/")
        assert "console.amazonaws.cn" in caught.value.hint

    def test_without_a_token_somebody_has_to_sign_in(self, portal: Portal, clock: FrozenClock) -> None:
        with pytest.raises(SignInNeeded):
            console_link(target("deploy"), clock)
        assert len(portal.requests) == 0


def test_a_user_cannot(clock: FrozenClock) -> None:
    with pytest.raises(UnusableFile, match="Long-lived keys"):
        console_link(target("user"), clock)


def browser_that(folder: Path, does: str) -> str:
    """A command that runs those lines of Python with the address in ``url``."""
    script = folder / "browser.py"
    script.write_text(f"import sys, urllib.request, urllib.error, pathlib\nurl = sys.argv[1]\n{does}\n")
    return f"{sys.executable} {script} %s"


PORTALS = ConsoleLink("base", Secret(f"{ACME}/#/console?account_id=1&role_name=a%20b"), is_secret=False)


class TestOpening:
    def test_the_portals_link_is_opened_as_it_is(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        opened = tmp_path / "opened"
        monkeypatch.setenv("BROWSER", browser_that(tmp_path, f"pathlib.Path({str(opened)!r}).write_text(url)"))
        open_link(PORTALS)
        assert opened.read_text() == PORTALS.url.reveal()

    def test_the_browsers_command_can_name_what_the_console_is_of(
        self, home: Home, clock: FrozenClock, tmp_path: Path
    ) -> None:
        opened = tmp_path / "opened"
        script = tmp_path / "browser"
        script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {opened}\n')
        script.chmod(0o755)
        home.write(
            settings_file(),
            f"""browser = "{script} --profile={{account}} {{profile}} {{role}} {{label}} {{colour}} {{url}}"\n"""
            '[[environments]]\npattern = "ba*"\nlabel = "BASE"\ncolour = "green"\n',
        )
        wanted = target("base")
        assert wanted.role
        open_link(console_link(wanted, clock))
        account, profile, role, label, colour, url = opened.read_text().splitlines()
        assert (account, profile) == (f"--profile={wanted.role.account_id}", "base")
        assert (role, label, colour) == (wanted.role.role_name, "BASE", "green")
        assert url.startswith("http")

    def test_a_secret_link_reaches_the_browser_and_no_programs_arguments(
        self, federation: Portal, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shown = tmp_path / "shown"
        visit = f"pathlib.Path({str(shown)!r}).write_text(urllib.request.urlopen(url, timeout=20).read().decode())"
        monkeypatch.setenv("BROWSER", browser_that(tmp_path, f"{visit}\nsys.stdin.read()"))
        link = console_link(target("deploy"), clock)
        token = parse_qs(urlsplit(link.url.reveal()).query)["SigninToken"][0]
        seen: list[str] = []
        stop, looked = threading.Event(), threading.Event()

        def watch() -> None:
            """Look at the arguments and the environment of every process, again and again."""
            while not stop.is_set():
                for process in psutil.process_iter():
                    try:
                        seen.append(" ".join(process.cmdline()) + repr(process.environ()))
                    except psutil.Error:
                        continue
                looked.set()

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            assert looked.wait(20)
            open_link(link)
        finally:
            stop.set()
            watcher.join(20)
        assert any("browser.py http://127.0.0.1:" in line for line in seen)  # it did see the browser
        assert not [secret for secret in (token, *federation.minted) if any(secret in line for line in seen)]
        deadline = threading.Event()
        for _ in range(400):
            if shown.exists() and shown.read_text():
                break
            deadline.wait(0.02)
        assert "Here the AWS console would open" in shown.read_text()
        assert "444455556666" in shown.read_text()

    @pytest.mark.parametrize("secret", [False, True])
    def test_that_it_does_not_open_is_said(self, secret: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("BROWSER", "false")
        with pytest.raises(NoBrowser, match="false failed with 1") as caught:
            open_link(PORTALS._replace(is_secret=secret))
        assert "--print" in caught.value.hint

    def test_a_browser_that_never_comes_is_not_waited_for_for_ever(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(console_module, "BROWSER_SECONDS", 0.2)
        monkeypatch.setenv("BROWSER", "true")
        with pytest.raises(NoBrowser, match="did not open the link"):
            open_link(PORTALS._replace(is_secret=True))

    def test_a_browser_that_stays_is_not_waited_for(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(console_module, "OPENER_SECONDS", 0.2)
        ended = tmp_path / "ended"
        sleeps = browser_that(tmp_path, f"import time; time.sleep(2); open({str(ended)!r}, 'w')")
        monkeypatch.setenv("BROWSER", sleeps)
        open_link(PORTALS)
        assert not ended.exists()
