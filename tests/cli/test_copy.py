"""``ssotui creds --copy`` on a real desktop: what is in the clipboard, for how long, and what is left behind."""

from __future__ import annotations

import subprocess
from datetime import timedelta

import pytest

from tests.support.arguments import watched_arguments
from tests.support.commands import SSOTUI
from tests.support.desktop import desktop, guards, pasted
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.waiting import wait_until

__all__ = ["desktop"]

CONFIG = f"""
[sso-session acme]
sso_start_url = {ACME}
sso_region = us-east-1

[profile base]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = Admin
"""


pytestmark = pytest.mark.usefixtures("present", "signed_in")


@pytest.fixture(autouse=True)
def _keys(signed_in: Portal, home: Home) -> None:
    home.keys("acme", signed_in.issue_keys(ACME, "111122223333", "Admin", lifetime=timedelta(hours=1)))


def copy(*args: str) -> str:
    """Run it to its end; what it says. Nothing is printed."""
    done = subprocess.run(
        [SSOTUI, "creds", "base", "--copy", *args], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout == ""
    return done.stderr


@pytest.mark.usefixtures("desktop")
class TestWithTheCommandGone:
    def test_it_is_copied_then_cleared_and_nothing_is_left(self, portal: Portal) -> None:
        with watched_arguments() as seen:
            assert copy("--clear-after", "1.5") == "Copied env for base. The clipboard is cleared in 1.5 s.\n"
            assert "export AWS_SECRET_ACCESS_KEY=" in pasted()
            wait_until(lambda: pasted() == "", "clearing")
        wait_until(lambda: not guards(), "the end of the guard")
        assert any(b"clipboard_guard" in line for line in seen.lines)
        assert not seen.hold(portal.minted)

    def test_what_was_copied_meanwhile_stays(self) -> None:
        copy("--clear-after", "1")
        subprocess.run(["xclip", "-selection", "c"], input="theirs", text=True, check=True)
        wait_until(lambda: not guards(), "the end of the guard")
        assert pasted() == "theirs"

    def test_zero_leaves_it_and_no_process(self) -> None:
        assert copy("--clear-after", "0", "--format", "access-key-id") == (
            "Copied access-key-id for base. The clipboard is not cleared.\n"
        )
        assert not guards()
        assert pasted().startswith("ASIA")

    def test_the_settings_say_for_how_long(self, home: Home) -> None:
        home.write(home.root / ".config" / "ssotui" / "config.toml", "clear_clipboard_after = 0\n")
        assert copy() == "Copied env for base. The clipboard is not cleared.\n"
        assert not guards()
