"""Noticing changes of the files: each kind, none that is not, and without waiting in real time."""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ssotui.actions.listing import watch
from ssotui.storage import file_version
from tests.support.home import Home

CONFIG = "[profile p]\nregion = eu-west-1\n"


class Looks:
    """A waiter that makes the next change at the next pause, and stops when there is none left.

    The pauses that settle a change are not counted as pauses.
    """

    def __init__(self, *changes: Callable[[], object]) -> None:
        self.stop = threading.Event()
        self.told = 0
        self._changes = list(changes)

    def __call__(self, stop: threading.Event, seconds: float) -> None:
        if seconds == watch.SETTLE_SECONDS:
            return
        if not self._changes:
            stop.set()
            return
        self._changes.pop(0)()

    def run(self) -> int:
        """How many changes were told."""

        def changed() -> None:
            self.told += 1

        watch.follow(changed, self.stop, threading.Lock(), self)
        return self.told


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test has just written counts as old."""
    monkeypatch.setattr(watch, "FRESH_NANOSECONDS", -(10**18))


def nothing() -> None:
    """No change."""


def test_an_unchanged_world_tells_nothing(home: Home) -> None:
    home.config(CONFIG)
    home.write(home.cli_cache / "a.json", "{}")
    assert Looks(nothing, nothing, nothing).run() == 0


def test_looking_again_makes_no_path_anew(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_more_paths() -> None:
        monkeypatch.setattr(watch, "_places", lambda: pytest.fail("the paths are made anew"))

    home.config(CONFIG)
    assert Looks(no_more_paths, nothing, lambda: home.write(home.cli_cache / "a.json", "{}")).run() == 1


def test_a_drive_that_makes_up_inodes_tells_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp_of, inodes = file_version.stamp_of, itertools.count()
    monkeypatch.setattr(file_version, "stamp_of", lambda found: (*stamp_of(found)[:3], next(inodes)))
    home.config(CONFIG)
    home.write(home.cli_cache / "a.json", "{}")
    assert Looks(nothing, nothing, nothing).run() == 0


@pytest.mark.parametrize("before", [True, False], ids=["existing", "new"])
@pytest.mark.parametrize("where", ["config_file", "credentials_file", "sso_cache", "cli_cache"])
def test_every_place(home: Home, where: str, before: bool) -> None:
    path: Path = getattr(home, where)
    path = path / "x.json" if where.endswith("cache") else path
    if before:
        home.write(path, "old")
    assert Looks(nothing, lambda: home.write(path, "newer"), nothing).run() == 1


def test_deleting_and_replacing_are_changes(home: Home) -> None:
    path = home.config(CONFIG)
    other = home.write(home.aws / "other", CONFIG)
    assert Looks(lambda: other.replace(path), path.unlink, nothing).run() == 2


def test_a_file_written_in_place_is_a_change(home: Home) -> None:
    path = home.write(home.cli_cache / "x.json", "old")

    def in_place() -> None:
        with path.open("r+") as file:
            file.write("newer")

    assert Looks(in_place, nothing).run() == 1


def test_through_a_symlink(home: Home) -> None:
    real = home.write(home.root / "dotfiles" / "config", CONFIG)
    home.aws.mkdir()
    home.config_file.symlink_to(real)
    assert Looks(lambda: real.write_text("[default]\n")).run() == 1


def test_where_the_environment_says(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    path = home.root / "elsewhere"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    assert Looks(lambda: home.write(path, CONFIG), nothing).run() == 1
    assert Looks(lambda: home.config(CONFIG), nothing).run() == 0


def test_the_clis_database_is_none_of_them(home: Home) -> None:
    home.write(home.cli_cache / "session.db", "1")
    changes = [lambda: home.write(home.cli_cache / "session.db", "22"), nothing]
    assert Looks(*changes).run() == 0
    assert Looks(lambda: home.write(home.cli_cache / "session.db-journal", "1"), nothing).run() == 0


def test_a_writer_at_work_is_waited_for(home: Home) -> None:
    """Its temporary file comes and goes: one change, told when it is done."""
    home.config(CONFIG)
    temporary = home.sso_cache / "x.json.tmp"
    seen: list[bool] = []

    class Writer(Looks):
        def __call__(self, stop: threading.Event, seconds: float) -> None:
            if seconds == watch.SETTLE_SECONDS and temporary.exists():
                temporary.replace(home.sso_cache / "x.json")
                return
            super().__call__(stop, seconds)

    writer = Writer(lambda: home.write(temporary, "{}"), nothing)
    watch.follow(lambda: seen.append(temporary.exists()), writer.stop, threading.Lock(), writer)
    assert seen == [False]


def test_what_changed_just_before_is_read_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "FRESH_NANOSECONDS", 10**18)
    home.config(CONFIG)
    assert Looks(nothing, nothing).run() == 1


def test_nobody_reads_the_files_while_they_are_looked_at(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write(home.cli_cache / "x.json", "old")
    reading, entries = threading.Lock(), watch._entries
    looked, told = set(), []

    def noted(folder: str) -> Iterator[tuple[str, watch.Version]]:
        looked.add(reading.locked())
        return entries(folder)

    monkeypatch.setattr(watch, "_entries", noted)
    looks = Looks(lambda: home.write(home.cli_cache / "x.json", "newer"), nothing)
    watch.follow(lambda: told.append(reading.locked()), looks.stop, reading, looks)
    assert (looked, told) == ({True}, [False])


def test_what_changed_while_the_first_look_waited_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "FRESH_NANOSECONDS", 2_000_000_000)
    now = 1_700_000_000 * 10**9
    os.utime(home.config(CONFIG), ns=(now, now))
    clock = iter([now + 10**9, now + 9 * 10**9])
    monkeypatch.setattr("time.time_ns", lambda: next(clock))
    assert Looks(nothing, nothing).run() == 1


def test_big_caches_are_looked_at_less_often(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home
    assert watch._look(watch._places(), threading.Lock()).pause == watch.LOOK_SECONDS
    times = iter([0.0, 0.02, 1.0, 9.0])
    monkeypatch.setattr("time.thread_time", lambda: next(times))
    assert watch._look(watch._places(), threading.Lock()).pause == pytest.approx(0.02 * watch.SHARE)
    assert watch._look(watch._places(), threading.Lock()).pause == watch.MOST_SECONDS


class TestBigCaches:
    """Where every file is looked at only every fourth time."""

    @pytest.fixture(autouse=True)
    def _slow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        look = watch._look
        monkeypatch.setattr(watch, "_look", lambda *given: look(*given)._replace(pause=4 * watch.LOOK_SECONDS))

    @pytest.mark.parametrize("where", ["config_file", "credentials_file", "sso_cache", "cli_cache"])
    def test_what_comes_is_seen_at_once(self, home: Home, where: str) -> None:
        path: Path = getattr(home, where)
        for folder in (home.sso_cache, home.cli_cache):
            folder.mkdir(parents=True)
        path = path / "x.json" if where.endswith("cache") else path
        assert Looks(lambda: home.write(path, "new")).run() == 1

    @pytest.mark.parametrize("where", ["config_file", "sso_cache", "cli_cache"])
    def test_what_is_replaced_is_seen_at_once(self, home: Home, where: str) -> None:
        path: Path = getattr(home, where)
        path = path / "x.json" if where.endswith("cache") else path
        home.write(path, "old")
        assert Looks(lambda: home.write(path.with_suffix(".new"), "new").replace(path)).run() == 1

    @pytest.mark.parametrize("looks", [2, 3])
    def test_what_is_rewritten_in_place_is_seen_at_the_next_look(self, home: Home, looks: int) -> None:
        path = home.write(home.cli_cache / "x.json", "old")
        assert Looks(lambda: path.write_text("newer"), *[nothing] * looks).run() == (looks == 3)


def test_stops_at_once(home: Home) -> None:
    home.config(CONFIG)
    stop = threading.Event()
    thread = threading.Thread(target=watch.follow, args=(nothing, stop, threading.Lock()))
    thread.start()
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
