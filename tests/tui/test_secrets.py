"""No secret leaves the app unasked: not by a crash, not by an error, not by a picture."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ssotui.model.errors import as_ours
from ssotui.tui.shell.context import AppContext
from tests.support.portal import Portal
from tests.support.sandbox import Sandbox, sandbox
from tests.support.terminal import Terminal
from tests.tui.conftest import using

CRASHING = '''
"""The app, with one place made to fail while it holds what is secret."""

import sys
from ssotui.tui.app import SsotuiApp
from ssotui.tui.keys import screen as keys

where = sys.argv[1]

def fail(secret):
    text = secret.reveal()
    raise RuntimeError(f"cannot digest {text}")

if where == "keys":
    keys.KeysScreen._values = lambda self, page, outgoing: fail(outgoing.keys.secret_access_key)
elif where == "thread":
    import ssotui.aws.services.portal
    ssotui.aws.services.portal.get_role_credentials = lambda role, token, *settings: fail(token)
app = SsotuiApp()
app.run()
sys.exit(app.return_code)
'''


@pytest.fixture
def living() -> Iterator[Sandbox]:
    """The demo's home and portal, at the present time, for a process of its own."""
    with sandbox() as box:
        yield box


@pytest.mark.parametrize(("where", "profile"), [("keys", "payments-prod"), ("thread", "payments-stage")])
def test_a_crash_shows_none(living: Sandbox, tmp_path: Path, where: str, profile: str) -> None:
    script = tmp_path / "crashing.py"
    script.write_text(CRASHING)
    environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with Terminal([sys.executable, str(script), where], environment) as terminal:
        terminal.wait_for("payments-prod")
        terminal.press(f"/{profile}")
        terminal.wait_for(f"/ {profile}")
        terminal.press("\r")
        terminal.wait_for("Unexpected failure: RuntimeError at")
        if where == "thread":  # the screen survives it
            terminal.press("qq")
            assert terminal.exit_code() == 0
        else:
            assert terminal.exit_code() == 1
    assert b"Traceback" not in terminal.output
    for secret in secrets_of(living):
        assert secret.encode() not in terminal.output


def test_an_unforeseen_error_names_the_place_and_nothing_else() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        assert len("needle") / 0
    failure = as_ours(caught.value)
    assert "needle" not in failure.message + failure.hint
    assert "ZeroDivisionError at test_secrets:" in failure.message


@pytest.mark.usefixtures("demo")
async def test_pictures_and_the_app_itself_hold_none(context: AppContext, demo: Sandbox) -> None:
    async with using(context) as person:
        await person.type("/payments-prod")
        await person.press("enter", "c", "C", "escape", "w", "1", "2", "3")
        assert "+AWS_SESSION_TOKEN" not in person.text
        assert '+  "SessionToken": ' in person.text
        picture = person.app.export_screenshot()
        assert person.app.clipboard == ""
        for secret in secrets_of(demo):
            assert secret not in picture
            assert secret not in person.text
            assert all(secret not in toast for toast in person.toasts)


def secrets_of(box: Sandbox) -> set[str]:
    """Everything the portal has given out, and what lies in the home's caches."""
    found = {secret for secret in minted(box.portal) if len(secret) > 8}
    for path in (box.home / ".aws" / "cli" / "cache").glob("*.json"):
        keys = json.loads(path.read_text())["Credentials"]
        found |= {keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]}
    assert len(found) > 5
    return found


def minted(portal: Portal) -> set[str]:
    return {str(secret) for secret in portal.minted}
