"""The demo's throw-away home: nothing of the person's own is touched, nothing of the demo's stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from ssotui.demo.sandbox import sandbox
from tests.support.clock import FrozenClock
from tests.support.home import Home


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


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither signal")
def test_a_killed_program_leaves_nothing_behind(home: Home) -> None:
    script = (
        "import sys, time\n"
        "from ssotui.demo.sandbox import sandbox\n"
        "with sandbox() as box:\n"
        "    print(box.home, flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        folder = Path(child.stdout.readline().strip())
        assert folder.is_dir()
        child.terminate()
        assert child.wait(10) == 128 + signal.SIGTERM
    assert not folder.exists()
    assert home.snapshot() == {}


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
