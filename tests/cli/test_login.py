"""``ssotui login`` and ``logout`` as their own processes, against the portal, with real browsers."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from ssotui.actions.background import start
from ssotui.aws.caches import registrations, sso_cache
from ssotui.model.sign_in import Flow
from ssotui.storage import state
from tests.support import botocore_says, chromium, page
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.programs import need
from tests.support.sign_in import ACME_CONFIG, ACME_SESSION
from tests.support.terminal import Terminal

SSOTUI = [sys.executable, "-m", "ssotui"]
PATIENCE = 60
LEGACY_CONFIG = """
    [profile audit]
    sso_start_url = https://legacy.awsapps.com/start
    sso_region = us-west-2
    sso_account_id = 123456789012
    sso_role_name = Audit
    """


@pytest.fixture(autouse=True)
def _acme(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """One session, no browser, and a terminal far from any desktop."""
    home.config(ACME_CONFIG)
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY", "CI", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSH_TTY", "/dev/pts/1")


def begin(*args: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start a command without a terminal."""
    return subprocess.Popen(
        [*SSOTUI, *args],
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Its exit code, stdout and stderr."""
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def ssotui(*args: str, env: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    return end(begin(*args, env=env))


def browser(script: str | None, *args: str) -> dict[str, str]:
    """The environment whose ``BROWSER`` is that script."""
    return {"BROWSER": " ".join([sys.executable, str(script), *args])}


def user_code(process: subprocess.Popen[str]) -> str:
    """Read what it prints until the code is there."""
    assert process.stderr
    for line in process.stderr:
        if found := re.search(r"shows the code\s+(\S+)", line):
            return found[1]
    pytest.fail("no code was printed")


@pytest.mark.usefixtures("present")
class TestPkce:
    def test_with_a_scripted_browser(self, portal: Portal, home: Home, present: FrozenClock) -> None:
        code, out, err = ssotui("login", "acme", "--flow", "pkce", env=browser(page.__file__, "approve"))
        assert (code, out) == (0, "")
        assert f"{portal.url}/authorize?" in err
        assert "Signed in to acme: 7h 59m left, then renewed automatically." in err
        assert not [secret for secret in portal.minted if secret in err]
        assert botocore_says.keys_of("admin")["AccessKeyId"].startswith("ASIA")
        assert registrations.read(ACME_SESSION, Flow.PKCE, present())
        assert state.load().flow(ACME_SESSION) == "pkce"
        assert home.sso_cache.stat().st_mode & 0o777 == 0o700

    def test_the_state_is_in_no_programs_arguments(self, portal: Portal, tmp_path: Path) -> None:
        script, seen = tmp_path / "browser.py", tmp_path / "seen"
        script.write_text(
            f"import pathlib, sys\npathlib.Path({str(seen)!r}).write_text(sys.argv[1])\n"
            f"sys.path.insert(0, {str(Path(page.__file__).parent)!r})\nimport page\npage.press(sys.argv[1], 'approve')"
        )
        code, _, err = ssotui("login", "acme", "--flow", "pkce", env=browser(str(script)))
        assert code == 0, err
        assert f"{portal.url}/authorize?" in err
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}", seen.read_text())

    def test_denied(self, portal: Portal, home: Home) -> None:
        code, out, err = ssotui("login", "acme", "--flow", "pkce", env=browser(page.__file__, "deny"))
        assert (code, out) == (130, "")
        assert "ssotui: The sign-in was denied on its page." in err
        assert not home.sso_cache.exists()
        assert portal.requests.count("CreateToken") == 0

    def test_a_browser_that_is_missing_stops_nothing(self, portal: Portal) -> None:
        process = begin("login", "acme", "--flow", "pkce", env={"BROWSER": "/nowhere/firefox"})
        assert process.stderr
        said = ""
        for line in process.stderr:
            said += line
            if "No browser was opened" in said and "/authorize?" in said:
                break
        url = re.search(r"http\S+/authorize\S+", said)
        assert url
        assert "Signed in to acme" in page.press(url[0], "approve")
        assert end(process)[0] == 0
        assert portal.requests.count("CreateToken", status=200) == 1

    def test_no_browser(self, portal: Portal, tmp_path: Path) -> None:
        opened = tmp_path / "opened"
        process = begin("login", "acme", "--flow", "pkce", "--no-browser", env={"BROWSER": f"touch {opened} %s"})
        assert portal.requests.wait_for("RegisterClient")
        assert process.stderr
        url = next(line.strip() for line in process.stderr if "/authorize?" in line)
        page.press(url, "approve")
        assert end(process)[0] == 0
        assert not opened.exists()

    def test_with_chromium(self, portal: Portal, tmp_path: Path) -> None:
        need("chromium")
        script = tmp_path / "browser"
        last = tmp_path / "last-page"
        os.mkfifo(last)
        page_shown = start(last.read_text)
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{chromium.__file__}" approve "$1" "{last}"\n')
        script.chmod(0o700)
        code, _, err = ssotui("login", "acme", "--flow", "pkce", env={"BROWSER": str(script)})
        assert code == 0, err
        assert portal.requests.operations == ("RegisterClient", "AuthorizePage", "Decide", "CreateToken")
        text = page_shown.result(PATIENCE)
        assert text.startswith("Signed in to acme")
        assert "You can close this page" in text


@pytest.mark.usefixtures("present")
class TestDevice:
    def test_without_a_terminal_the_person_approves_elsewhere(self, portal: Portal) -> None:
        process = begin("login", "--flow", "auto")
        assert portal.answer_sign_in(user_code(process), approve=True)
        code, out, err = end(process)
        assert (code, out) == (0, "")
        assert "Signed in to acme" in err
        assert state.load().flow(ACME_SESSION) is None

    def test_with_chromium(self, portal: Portal) -> None:
        program = need("chromium")
        process = begin("login", "acme", "--flow", "device")
        code = user_code(process)
        with chromium.Chromium(program) as real:
            text = real.press(f"{portal.url}/device?user_code={code}", "approve")
        assert text.startswith("Signed in")
        assert end(process)[0] == 0

    def test_denied(self, portal: Portal, home: Home) -> None:
        process = begin("login", "acme", "--flow", "device")
        portal.answer_sign_in(user_code(process), approve=False)
        code, out, err = end(process)
        assert (code, out) == (130, "")
        assert "denied" in err
        assert not home.sso_cache.exists()

    def test_a_legacy_profile(self, portal: Portal, home: Home) -> None:
        home.config(LEGACY_CONFIG)
        process = begin("login", "--profile", "audit", "--flow", "device")
        portal.answer_sign_in(user_code(process), approve=True)
        assert end(process)[0] == 0
        assert botocore_says.keys_of("audit")["AccessKeyId"].startswith("ASIA")

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_a_signal_leaves_no_trace(self, portal: Portal, home: Home, number: signal.Signals) -> None:
        process = begin("login", "acme", "--flow", "device")
        user_code(process)
        process.send_signal(number)
        code, out, _ = end(process)
        assert code == (130 if number is signal.SIGINT else -number)
        assert out == ""
        assert not home.sso_cache.exists()
        assert portal.requests.count("CreateToken", status=200) == 0

    def test_in_a_terminal_there_is_a_qr_code(self, portal: Portal) -> None:
        env = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
        with Terminal([*SSOTUI, "login", "acme"], env) as terminal:
            terminal.wait_for("Waiting for your approval")
            found = re.search(r"shows the code\s+(\S+)", terminal.text)
            assert found
            assert "█▀▀▀▀▀█" in terminal.text
            portal.answer_sign_in(found[1], approve=True)
            assert terminal.exit_code() == 0


@pytest.mark.usefixtures("present")
class TestWhoNeedsNot:
    def test_a_good_token_is_kept(self, portal: Portal, home: Home) -> None:
        home.token("acme", portal.issue_token(ACME))
        before = home.snapshot()
        code, out, err = ssotui("login", "acme")
        assert (code, out) == (0, "")
        assert err == "acme is signed in: 7h 59m left, then renewed automatically.\n"
        assert portal.requests.operations == ("ListAccounts",)
        assert {name: data for name, data in home.snapshot().items() if name in before} == before

    def test_one_that_ends_is_renewed(self, portal: Portal, home: Home) -> None:
        home.token("acme", portal.issue_token(ACME, lifetime=timedelta(minutes=-5)))
        code, _, err = ssotui("login", "acme")
        assert code == 0
        assert "7h 59m left" in err
        assert portal.requests.operations == ("CreateToken", "ListAccounts")

    def test_force_signs_in_anew(self, portal: Portal, home: Home) -> None:
        old = portal.issue_token(ACME)
        home.token("acme", old)
        portal.switches.approve_automatically = True
        assert ssotui("login", "acme", "--force", "--flow", "auto")[0] == 0
        newest = sso_cache.read_token(ACME_SESSION)
        assert newest
        assert newest.access_token != old.access_token

    def test_one_that_the_portal_refuses_is_replaced(self, portal: Portal, home: Home) -> None:
        old = portal.issue_token(ACME)
        home.token("acme", old)
        portal.revoke(old)
        portal.switches.approve_automatically = True
        assert ssotui("login", "acme", "--flow", "auto")[0] == 0
        assert portal.requests.count("StartDeviceAuthorization") == 1


@pytest.mark.usefixtures("present")
class TestTenAtOnce:
    def test_with_an_expired_renewable_token_one_renews(self, portal: Portal, home: Home) -> None:
        home.token("acme", portal.issue_token(ACME, lifetime=timedelta(hours=-1)))
        portal.switches.latency = 0.2  # wide enough for the others to come
        ended = [end(process) for process in [begin("creds", "admin", "--format", "json") for _ in range(10)]]
        assert [code for code, _, _ in ended] == [0] * 10
        assert all(json.loads(out)["AccessKeyId"].startswith("ASIA") for _, out, _ in ended)
        assert portal.requests.count("CreateToken") == 1

    def test_without_a_token_nobody_opens_a_browser(self, portal: Portal, tmp_path: Path) -> None:
        opened = tmp_path / "opened"
        env = {"BROWSER": f"touch {opened} %s", "DISPLAY": ":0"}
        ended = [end(process) for process in [begin("creds", "admin", env=env) for _ in range(10)]]
        assert {(code, out) for code, out, _ in ended} == {(3, "")}
        assert all("ssotui login acme" in err and len(err.splitlines()) == 2 for _, _, err in ended)
        assert not opened.exists()
        assert len(portal.requests) == 0

    def test_a_login_that_is_not_told_how_waits_for_nobody(self, portal: Portal, tmp_path: Path) -> None:
        opened = tmp_path / "opened"
        code, out, err = ssotui("login", "acme", env={"BROWSER": f"touch {opened} %s", "DISPLAY": ":0"})
        assert (code, out) == (3, "")
        assert err.startswith("ssotui: acme needs a sign-in, and there is no terminal")
        assert len(err.splitlines()) == 2
        assert not opened.exists()
        assert len(portal.requests) == 0

    def test_ten_logins_are_one_sign_in(self, portal: Portal) -> None:
        processes = [begin("login", "acme", "--flow", "device") for _ in range(10)]
        assert portal.requests.wait_for("StartDeviceAuthorization", timeout=PATIENCE)
        portal.switches.approve_automatically = True
        (sign_in,) = portal._ledger.sign_ins.values()
        portal.answer_sign_in(sign_in.reference, approve=True)
        assert [end(process)[0] for process in processes] == [0] * 10
        assert portal.requests.count("CreateToken", status=200) == 1


@pytest.mark.usefixtures("portal")
@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["login", "nope"], 5, "There is no session 'nope'."),
        (["login", "admin"], 5, "'admin' is a profile, not a session."),
        (["login", "--profile", "nope"], 5, "There is no profile 'nope'."),
        (["login", "--profile", "keys"], 5, "Profile 'keys' has no SSO session."),
        (["login"], 2, "Which session?"),
        (["login", "acme", "--profile", "admin"], 2, "Name sessions, or --all, or a profile."),
        (["login", "acme", "--flow", "magic"], 2, "magic"),
        (["logout"], 2, "Which session?"),
        (["logout", "acme", "--all"], 2, "Name a session, or --all."),
        (["logout", "nope"], 5, "There is no session 'nope'."),
    ],
)
def test_errors(home: Home, args: Sequence[str], code: int, says: str) -> None:
    two = "\n[sso-session other]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\n[profile keys]\n"
    home.config_file.write_text(home.config_file.read_text() + two + "credential_process = true\n")
    exit_code, out, err = ssotui(*args)
    assert (exit_code, out) == (code, "")
    assert says in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "args",
    [
        ("login",),
        ("login", "acme"),
        ("login", "--profile", "admin"),
        ("logout",),
        ("logout", "--all"),
        ("status", "acme"),
        ("accounts", "acme"),
        ("creds", "admin"),
        ("console", "admin"),
    ],
    ids=" ".join,
)
def test_a_config_that_cannot_be_read_is_named(home: Home, args: Sequence[str]) -> None:
    home.config_file.unlink()
    home.config_file.mkdir()
    code, out, err = ssotui(*args)
    assert (code, out) == (5, "")
    assert "~/.aws/config: The file cannot be read: it is a folder." in err
    assert len(err.splitlines()) == 2


@pytest.mark.usefixtures("present")
class TestLogout:
    def test_all_of_none(self, home: Home) -> None:
        home.config("")
        assert ssotui("logout", "--all") == (
            0,
            "",
            "The config names no SSO session: there is nothing to sign out of.\n",
        )

    def test_the_only_session(self, portal: Portal, home: Home) -> None:
        home.token("acme", portal.issue_token(ACME))
        home.keys("acme", portal.issue_keys(ACME, "111122223333", "Admin"))
        code, out, err = ssotui("logout")
        assert (code, out) == (0, "")
        assert err == (
            "Signed out of acme: its token and 1 cached key set are deleted. The portal has ended the session.\n"
        )
        assert ssotui("creds", "admin")[0] == 3

    def test_all(self, portal: Portal, home: Home) -> None:
        home.token("acme", portal.issue_token(ACME))
        code, _, err = ssotui("logout", "--all")
        assert (code, len(err.splitlines())) == (0, 1)
        assert portal.requests.operations == ("Logout",)
