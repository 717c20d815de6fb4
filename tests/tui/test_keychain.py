"""The screen with a session in the keychain: moved there by the doctor, then used as any other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ssotui.storage.folders import settings_path
from ssotui.tui.doctor.screen import DoctorScreen
from ssotui.tui.keys.screen import KeysScreen
from ssotui.tui.shell.context import AppContext
from tests.support import file_keyring
from tests.support.keychain import in_folder
from tests.support.sandbox import Sandbox
from tests.tui.conftest import Person, using


@pytest.fixture
def chain(demo: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A keychain, and the sample home with one session that belongs there."""
    settings = Path(settings_path())
    assert settings.is_relative_to(demo.home)
    monkeypatch.delenv("SSOTUI_DEMO")  # which keeps off the person's keychain
    settings.write_text(f'{settings.read_text()}\n[sessions.acme]\ntoken_store = "keyring"\n')
    with in_folder(tmp_path / "keychain", monkeypatch) as folder:
        yield folder


async def go_to(person: Person, view: str, what: str) -> None:
    await person.press(view)
    await person.type(f"/{what}")
    await person.press("tab")


@pytest.mark.usefixtures("chain")
async def test_moved_by_the_doctor_listed_and_fetched_from(context: AppContext, demo: Sandbox) -> None:
    aws = demo.home / ".aws"
    async with using(context) as person:
        await person.press("d")
        await person.until("in files", sees=DoctorScreen)
        await person.press("down", "enter")
        await person.until("and delete the files?")
        await person.press("y")
        await person.until("to the keychain, and deleted the files")
        await person.press("escape")
        assert file_keyring.entries()

        await go_to(person, "2", "acme")
        assert person.shows("where", "the system's keychain")
        assert person.shows("only ssotui")
        await person.press("delete")
        assert "in the keychain, not in a file" in person.toasts[-1]

        await person.press("escape")
        await go_to(person, "1", "payments-prod")
        await person.press("enter")
        await person.until(sees=KeysScreen)
    held = "".join(path.read_bytes().decode(errors="replace") for path in aws.rglob("*") if path.is_file())
    assert all(entry not in held for entry in file_keyring.entries().values())
