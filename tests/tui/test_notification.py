"""The terminal's own notification before a sign-in ends, in a real terminal, by a clock that the test moves."""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ssotui.model.clock import UTC
from ssotui.model.secret import Secret
from ssotui.model.token import SsoToken
from ssotui.storage.settings import settings_file
from tests.support.home import Home
from tests.support.terminal import Terminal

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
APP = """\
import sys
from datetime import datetime
from pathlib import Path
from ssotui.tui.app import SsotuiApp
from ssotui.tui.shell.context import AppContext
from ssotui.actions.settings import loading
from tests.support.clipboard import FakeClipboard
now = Path(sys.argv[1])
SsotuiApp(AppContext(FakeClipboard(), lambda: datetime.fromisoformat(now.read_text()), loaded=loading.load())).run()
"""


@pytest.mark.parametrize("wanted", [True, False])
def test_it_comes_at_fifteen_and_at_five_minutes_unless_the_settings_say_no(
    home: Home, tmp_path: Path, wanted: bool
) -> None:
    home.config(
        """
        [sso-session acme]
        sso_start_url = https://acme.awsapps.com/start
        sso_region = us-east-1
        """
    )
    home.token("acme", SsoToken(Secret("token"), NOW + timedelta(minutes=20)))
    home.write(settings_file(), f"notifications = {str(wanted).lower()}\n")
    clock = tmp_path / "now"

    def move(minutes: int) -> None:
        (tmp_path / "next").write_text((NOW + timedelta(minutes=minutes)).isoformat())
        (tmp_path / "next").replace(clock)

    move(0)
    env = {name: value for name, value in os.environ.items() if name not in {"TMUX", "STY", "TERM_PROGRAM"}}
    env |= {"TERM": "xterm-kitty", "LANG": "C.UTF-8", "PYTHONPATH": str(Path(__file__).parents[2])}
    with Terminal([sys.executable, "-c", APP, str(clock)], env) as terminal:
        terminal.wait_for("acme ▰▱▱▱▱ 20m")
        for minutes, left in ((6, "14m"), (16, "4m 00s")):
            move(minutes)
            terminal.wait_for(f"acme ends in {left}.")
            if wanted:
                terminal.wait_for_output(f"p=body;acme ends in {left}. Sign in again with l.\x1b\\".encode())
        terminal.press("q")
        assert terminal.exit_code() == 0
    assert (b"\x1b]99;" in terminal.output) == wanted
