"""The demo's throw-away home: nothing of the person's own is touched, nothing of the demo's stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ssotui.actions.settings import loading
from ssotui.demo.throwaway import LOCK
from ssotui.storage import state
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.sandbox import sandbox


def demo_folders() -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob("ssotui-demo-*"))


@pytest.fixture(autouse=True)
def _own_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other demos of this machine are none of these tests' business."""
    temp = tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setenv("TMPDIR", str(temp))
    monkeypatch.setattr(tempfile, "tempdir", None)


def test_moves_in_and_out(home: Home, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "mine")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/mine")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://mine")
    monkeypatch.setenv("NO_PROXY", "mine.example")
    home.config("[profile mine]\nregion = eu-west-1\n")
    before, files = dict(os.environ), home.snapshot()
    with sandbox(clock=clock) as box:
        assert Path.home() == box.home
        assert box.home.name.startswith("ssotui-demo-")
        assert (box.home / ".aws" / "config").is_file()
        assert {name for name in os.environ if name.startswith("AWS_")} == set(box.portal.environment())
        assert os.environ["NO_PROXY"] == os.environ["no_proxy"] == "mine.example,127.0.0.1,localhost,::1"
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
            assert Path(os.environ[name]).is_relative_to(box.home)
        os.environ["AWS_PROFILE"] = "of the demo"
        (box.home / ".aws" / "credentials").write_text("[demo]\n")
    assert dict(os.environ) == before
    assert home.snapshot() == files
    assert demo_folders() == []


def test_an_exception_cleans_up_too(home: Home) -> None:
    before = dict(os.environ)

    def crash() -> None:
        with sandbox():
            raise LookupError

    with pytest.raises(LookupError):
        crash()
    assert dict(os.environ) == before
    assert Path.home() == home.root
    assert demo_folders() == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither signal")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    def be_ended() -> None:
        with sandbox():
            signal.raise_signal(number)

    with pytest.raises(SystemExit) as caught:
        be_ended()
    assert caught.value.code == 128 + number
    assert demo_folders() == []
    assert signal.getsignal(number) is signal.SIG_DFL


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither signal")
def test_an_ignored_signal_stays_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        with sandbox():
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


SCRIPT = """
import sys
from pathlib import Path
from ssotui.demo.sandbox import demo
with demo():
    print(Path.home(), flush=True)
    sys.stdin.read()
"""


@contextmanager
def running() -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A demo in a process of its own, and its folder."""
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        folder = Path(child.stdout.readline().strip())
        assert folder.is_dir()
        yield child, folder


def grow_old(folder: Path) -> None:
    """Let the folder look as if its demo had begun long ago."""
    os.utime(folder / LOCK, (1, 1))


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither signal")
def test_a_killed_program_leaves_nothing_behind(home: Home) -> None:
    with running() as (child, folder):
        child.terminate()
        assert child.wait(10) == 128 + signal.SIGTERM
    assert not folder.exists()
    assert home.snapshot() == {}


class TestWhatKillNineLeaves:
    @pytest.fixture
    def abandoned(self) -> Path:
        with running() as (child, folder):
            child.kill()
            child.wait(10)
        assert folder.is_dir()
        grow_old(folder)
        return folder

    def test_the_next_demo_removes_it(self, abandoned: Path) -> None:
        with sandbox() as box:
            assert not abandoned.exists()
            assert box.home.is_dir()
        assert demo_folders() == []

    def test_not_that_of_a_demo_that_is_running(self) -> None:
        with running() as (child, folder):
            grow_old(folder)
            with sandbox():
                pass
            assert (folder / ".aws" / "config").is_file()
            child.terminate()
        assert not folder.exists()

    def test_not_one_that_has_just_begun(self, abandoned: Path) -> None:
        (abandoned / LOCK).touch()
        with sandbox():
            pass
        assert abandoned.exists()

    def test_not_what_only_looks_like_one(self, abandoned: Path, tmp_path: Path) -> None:
        parent = abandoned.parent
        stranger = parent / "ssotui-demo-notes"
        stranger.mkdir()
        (stranger / "mine.txt").touch()
        elsewhere = tmp_path / "elsewhere"
        abandoned.rename(elsewhere)
        abandoned.symlink_to(elsewhere)
        (parent / "ssotui-demo-file").touch()
        with sandbox():
            pass
        assert (stranger / "mine.txt").exists()
        assert (elsewhere / ".aws").is_dir()
        assert abandoned.is_symlink()

    def test_not_another_users(self, abandoned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "getuid", lambda: abandoned.stat().st_uid + 1)
        with sandbox():
            pass
        assert abandoned.exists()


def test_works_outside_the_main_thread() -> None:
    homes: list[Path] = []

    def run() -> None:
        with sandbox() as box:
            homes.append(box.home)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert homes
    assert demo_folders() == []


def test_two_in_a_row_share_nothing() -> None:
    with sandbox() as first:
        pass
    with sandbox() as second:
        assert second.home != first.home
        assert second.portal.minted.isdisjoint(first.portal.minted)


def test_the_person_of_the_demo_has_settings_and_a_favourite(clock: FrozenClock) -> None:
    with sandbox(clock=clock):
        loaded = loading.load()
        assert loaded.problems == ()
        assert [environment.label for environment in loaded.settings.environments] == ["ADMIN", "PROD"]
        assert state.load().usage().favourites == {"payments-prod"}
