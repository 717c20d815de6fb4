"""The installed program in a real terminal, as a newcomer uses it."""

from __future__ import annotations

import base64
import os
import re
import signal
import socket
import time
from datetime import timedelta
from pathlib import Path

import pytest

from ssotui.model.clock import utc_now
from ssotui.model.secret import Secret
from ssotui.model.token import SsoToken
from tests.support.commands import SSOTUI
from tests.support.home import Home
from tests.support.programs import need
from tests.support.terminal import Terminal


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A terminal without a desktop; temporary files where the test can see them."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "NO_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "tmp").mkdir()
    return {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "TMPDIR": str(tmp_path / "tmp")}


def test_the_demo_from_start_to_clipboard(env: dict[str, str], home: Home) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for("payments-prod")
        terminal.press("/pay")
        terminal.wait_for("/ pay")
        terminal.press("\r")
        terminal.wait_for("ASIA••••")
        terminal.press("c")
        terminal.wait_for("Sent to the terminal's clipboard")
        sent = re.search(rb"\x1b]52;c;([A-Za-z0-9+/=]+)\a", terminal.output)
        assert sent
        exports = base64.b64decode(sent[1]).decode()
        assert "export AWS_ACCESS_KEY_ID='ASIA" in exports
        assert exports.split("AWS_SECRET_ACCESS_KEY='")[1].split("'")[0] not in terminal.text
        terminal.press("qq")
        assert terminal.exit_code() == 0
    assert not list(Path(env["TMPDIR"]).iterdir())
    assert home.snapshot() == {}


def test_what_is_typed_before_the_terminal_is_ours_picks_too(env: dict[str, str], home: Home) -> None:
    """The terminal itself reads the line as yet, and makes a line feed of the enter."""
    home.config("[profile one]\nregion = x\n[profile two]\nregion = x\n")
    with Terminal([SSOTUI, "use"], env) as terminal:
        terminal.press("two\r")
        assert terminal.exit_code() == 0
    assert b"export AWS_PROFILE='two'" in terminal.output


@pytest.mark.parametrize(
    ("key", "code", "after"),
    [
        ("\x03", 130, ""),
        ("\x04", 130, "ssotui: Nothing was written."),
        ("\r", 130, "ssotui: Nothing was written."),
        ("y\r", 0, "Wrote [mine] to ~/.aws/credentials."),
        ("\xff\r", 130, "ssotui: Nothing was written."),
    ],
)
def test_what_follows_a_question_stands_on_a_line_of_its_own(
    env: dict[str, str], home: Home, key: str, code: int, after: str
) -> None:
    home.credentials("[mine]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n")
    with Terminal([need("bash"), "-c", f"{SSOTUI} creds mine --write; echo code $?"], env) as terminal:
        terminal.wait_for("Overwrite it? [y/N]")
        os.write(terminal._pty.fd, key.encode("latin-1"))
        assert terminal.exit_code() == 0
        lines = [line.strip() for line in terminal.text.splitlines() if line.strip()]
        assert lines[3:] == [*filter(None, [after]), f"code {code}"]


@pytest.mark.parametrize("command", [[], ["--demo"]])
def test_the_screen_ignores_what_was_ignored_from_the_start(
    env: dict[str, str], home: Home, command: list[str]
) -> None:
    home.config("[profile payments-prod]\nregion = x\n")
    with Terminal(["sh", "-c", f"trap '' HUP; exec {SSOTUI} {' '.join(command)}"], env) as terminal:
        terminal.wait_for("payments-prod")
        os.kill(terminal.pid, signal.SIGHUP)
        terminal.press("?")
        terminal.wait_for("Help in Profiles")
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.exit_code() == 128 + signal.SIGTERM


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_killed_demo_leaves_nothing_behind(env: dict[str, str], home: Home, number: signal.Signals) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for("payments-prod")
        os.kill(terminal.pid, number)
        assert terminal.exit_code() == 128 + number
    assert not list(Path(env["TMPDIR"]).iterdir())
    assert home.snapshot() == {}


def test_an_empty_home_says_what_to_do(env: dict[str, str], home: Home) -> None:
    with Terminal([SSOTUI], env) as terminal:
        terminal.wait_for("No profiles yet.")
        terminal.press("q")
        assert terminal.exit_code() == 0
    assert home.snapshot() == {}


@pytest.mark.timing
def test_quitting_does_not_wait_for_a_hanging_call(env: dict[str, str], home: Home) -> None:
    """The portal accepts the connection, and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        home.config(
            """
            [sso-session acme]
            sso_start_url = https://acme.awsapps.com/start
            sso_region = us-east-1
            [profile p]
            sso_session = acme
            sso_account_id = 111122223333
            sso_role_name = Admin
            """
        )
        home.token("acme", SsoToken(Secret("token"), utc_now() + timedelta(hours=1)))
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with Terminal([SSOTUI], env | {"AWS_ENDPOINT_URL_SSO": endpoint}) as terminal:
            terminal.wait_for("1111")
            terminal.press("\r")
            terminal.wait_for("Fetching keys")
            connection, _ = silent.accept()
            with connection:
                terminal.press("\x03")  # q would close the Keys screen only
                asked = time.monotonic()
                assert terminal.exit_code() == 0
                assert time.monotonic() - asked < 2  # on a busy machine; the budget of 0.5 s is the benchmark's


def test_all_typed_in_one_burst_copies(env: dict[str, str]) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for("payments-prod")
        terminal.wait_for("kind")
        terminal.press("/pay\rc")
        terminal.wait_for_output(b"\x1b]52;c;")
        terminal.wait_for("Sent to the terminal's clipboard")


@pytest.mark.parametrize("keys", ["/", "q", "/pay\r", "\r", "3"])
def test_keys_typed_while_it_starts_break_nothing(env: dict[str, str], keys: str) -> None:
    with Terminal([SSOTUI, "--demo"], env) as terminal:
        terminal.wait_for_output(b"\x1b[?1049h")
        terminal.press(keys)
        if keys == "q":
            assert terminal.exit_code() == 0
        else:
            terminal.wait_for("payments-prod")
    assert "Unexpected" not in terminal.text
