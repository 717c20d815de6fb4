"""``token_store = "keyring"`` with GNOME's real keychain: after each thing that a person does, no file has a secret."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from ssotui.storage.folders import settings_path
from tests.support.home import Home
from tests.support.keychain import SETTING, lock, of_gnome
from tests.support.portal import Portal
from tests.support.sign_in import ACME_CONFIG

SSOTUI = [sys.executable, "-m", "ssotui"]


@pytest.fixture
def gnome(tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, str]]:
    """The keychain, and a home whose sessions use it."""
    with of_gnome(tmp_path / "gnome") as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        home.config(ACME_CONFIG)
        home.write(Path(settings_path()), SETTING)
        yield variables


def ssotui(*args: str, code: int = 0) -> tuple[str, str]:
    """What a command prints on stdout and stderr."""
    done = subprocess.run(
        [*SSOTUI, *args], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout, done.stderr


def assert_no_file_has_a_secret(home: Home, portal: Portal) -> None:
    held = b"".join(path.read_bytes() for path in home.root.rglob("*") if path.is_file()).decode()
    assert not [secret for secret in portal.minted if secret in held]
    left = [path for folder in (home.sso_cache, home.cli_cache) if folder.exists() for path in folder.iterdir()]
    assert left == []


@pytest.mark.usefixtures("present")
def test_sign_in_fetch_renewal_and_sign_out_leave_no_secret_in_any_file(
    home: Home, portal: Portal, gnome: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    portal.switches.approve_automatically = True
    portal.switches.token_lifetime = timedelta(minutes=10)  # so that the first fetch renews it

    ssotui("login", "acme", "--flow", "device", "--no-browser")
    assert_no_file_has_a_secret(home, portal)
    assert "refreshToken" not in Path(home.root / ".local/state/ssotui/keychain.json").read_text().replace(
        '"refreshToken": true', ""
    )
    assert json.loads(ssotui("status", "acme", "--format", "json")[0])["status"] == "valid"

    portal.switches.token_lifetime = timedelta(hours=8)
    first = json.loads(ssotui("creds", "admin", "--format", "json")[0])
    assert portal.requests.operations.count("CreateToken") == 2  # the second one renewed it
    assert_no_file_has_a_secret(home, portal)

    asked = len(portal.requests)
    again = json.loads(ssotui("credential-process", "admin")[0])
    assert again["SecretAccessKey"] == first["SecretAccessKey"]
    assert len(portal.requests) == asked  # the keys came from the keychain
    (row,) = json.loads(ssotui("list", "--format", "json")[0])
    assert row["token"]["status"] == "valid"
    assert row["keys"]["expires_at"]
    assert not list((home.root / ".local/state/ssotui").glob("resolved.json"))
    monkeypatch.setenv("AWS_PROFILE", "admin")
    assert re.fullmatch(r"admin (59m|1h)\n", ssotui("prompt")[0])
    monkeypatch.delenv("AWS_PROFILE")

    assert "1 cached key set" in ssotui("logout", "acme")[1]
    assert json.loads(ssotui("status", "acme", "--format", "json", code=3)[0])["status"] == "missing"
    assert "aws sso login" not in ssotui("creds", "admin", code=3)[1]  # which would put a token into a file
    lock(gnome)
    said = ssotui("creds", "admin", code=5)[1]
    assert "The keychain is locked." in said
    assert "Unlock it" in said
    assert_no_file_has_a_secret(home, portal)


@pytest.mark.usefixtures("present")
def test_without_a_keychain_every_command_says_so_and_writes_no_file(
    home: Home, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    home.config(ACME_CONFIG)
    home.write(Path(settings_path()), SETTING)
    portal.switches.approve_automatically = True
    for command in (["login", "acme", "--no-browser"], ["creds", "admin"], ["credential-process", "admin"]):
        out, err = ssotui(*command, code=5)
        assert out == ""
        assert "There is no keychain here" in err
        assert 'token_store = "files"' in err
    assert portal.requests.operations == ()
    assert_no_file_has_a_secret(home, portal)
    assert "keychain" in ssotui("doctor")[0]
    assert os.environ["HOME"] == str(home.root)
