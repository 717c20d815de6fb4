"""``ssotui console``: what it prints, and what it opens."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.commands import Ssotui
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal

CONFIG = f"""
[sso-session acme]
sso_start_url = {ACME}/
sso_region = us-east-1

[profile base]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = Admin
"""
LINK = f"{ACME}/#/console?account_id=111122223333&role_name=Admin"


def test_prints_the_portals_link_and_nothing_else(ssotui: Ssotui, home: Home) -> None:
    home.config(CONFIG)
    printed = ssotui("console", "base", "--print")
    assert (printed.code, printed.out, printed.err) == (0, f"{LINK}\n", "")


def test_of_an_account_and_a_role_that_no_profile_names(ssotui: Ssotui, home: Home) -> None:
    home.config(CONFIG)
    printed = ssotui("console", "--account", "000011112222", "--role", "Read Only", "--print")
    assert printed.out == f"{ACME}/#/console?account_id=000011112222&role_name=Read%20Only\n"


def test_of_the_profile_in_use(ssotui: Ssotui, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.config(CONFIG)
    monkeypatch.setenv("AWS_PROFILE", "base")
    assert ssotui("console", "--print").out == f"{LINK}\n"


def test_with_a_destination(ssotui: Ssotui, home: Home) -> None:
    home.config(CONFIG)
    printed = ssotui("console", "base", "--print", "--destination", "s3", "--region", "eu-west-1")
    assert printed.out == (
        f"{LINK}&destination=https%3A%2F%2Feu-west-1.console.aws.amazon.com%2Fs3%2Fhome%3Fregion%3Deu-west-1\n"
    )


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["base", "--destination", "nosuchservice"], 2),
        (["base", "--destination", "https://evil.com"], 2),
        (["base", "--account", "111122223333", "--role", "Admin"], 2),
        (["--account", "111122223333"], 2),
        (["missing"], 5),
        (["base", "--destination", "s3", "--region", "evil.com/"], 5),
    ],
)
def test_errors_print_no_link(ssotui: Ssotui, home: Home, args: list[str], code: int) -> None:
    home.config(CONFIG)
    failed = ssotui("console", *args, "--print")
    assert (failed.code, failed.out) == (code, "")
    assert len(failed.err.splitlines()) == 2


def test_opens_the_browser_and_says_so(
    ssotui: Ssotui, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.config(CONFIG)
    opened = tmp_path / "opened"
    script = tmp_path / "browser.py"
    script.write_text(f"import sys, pathlib\npathlib.Path({str(opened)!r}).write_text(sys.argv[1])\n")
    monkeypatch.setenv("BROWSER", f"{sys.executable} {script}")
    done = ssotui("console", "base")
    assert (done.code, done.out, done.err) == (0, "", "Opened the AWS console for base in the browser.\n")
    assert opened.read_text() == LINK


def test_without_a_browser_it_says_how_to_go_on(ssotui: Ssotui, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.config(CONFIG)
    monkeypatch.setenv("BROWSER", "false")
    failed = ssotui("console", "base")
    assert (failed.code, failed.out) == (1, "")
    assert "No browser was opened" in failed.err
    assert "--print" in failed.err


@pytest.mark.usefixtures("demo")
class TestInTheDemo:
    def test_nothing_leads_to_aws(self, ssotui: Ssotui) -> None:
        for profile in ("payments-prod", "payments-deploy"):
            printed = ssotui("console", profile, "--print")
            assert printed.code == 0
            assert urlsplit(printed.out).hostname == "127.0.0.1"

    def test_a_secret_link_is_printed_by_print_alone(
        self, ssotui: Ssotui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        printed = ssotui("console", "payments-deploy", "--print")
        assert parse_qs(urlsplit(printed.out.strip()).query)["SigninToken"]
        assert printed.err == ""
        script = tmp_path / "browser.py"
        script.write_text("import sys, urllib.request\nurllib.request.urlopen(sys.argv[1], timeout=20).read()\n")
        monkeypatch.setenv("BROWSER", f"{sys.executable} {script}")
        opened = ssotui("console", "payments-deploy")
        assert (opened.code, opened.out) == (0, "")
        assert "SigninToken" not in opened.err
        assert "Opened the AWS console for payments-deploy" in opened.err

    def test_a_users_keys_are_told_what_to_do_instead(self, ssotui: Ssotui) -> None:
        failed = ssotui("console", "personal", "--print")
        assert (failed.code, failed.out) == (5, "")
        assert "Long-lived keys" in failed.err


def test_refused_keys_exit_with_4(ssotui: Ssotui, home: Home, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSOTUI_FEDERATION_URL", portal.console_environment()["SSOTUI_FEDERATION_URL"])
    home.credentials("[x]\naws_access_key_id = ASIAX\naws_secret_access_key = wJalrx\naws_session_token = IQoJx\n")
    failed = ssotui("console", "x", "--print")
    assert (failed.code, failed.out) == (4, "")
    assert "wJalrx" not in failed.err
