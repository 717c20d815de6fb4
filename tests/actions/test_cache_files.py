"""Deleting one file of the SSO cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.sign_in.cache_files import COSTS, cost, delete_entry
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.model.sessions import CacheEntry, EntryKind
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.sandbox import sandbox


def files(home: Home) -> dict[str, bytes]:
    """All but our locks."""
    return {path: content for path, content in home.snapshot().items() if not path.endswith(".lock")}


def test_exactly_the_one_file_goes(clock: FrozenClock) -> None:
    with sandbox(clock=clock) as box:
        home = Home(box.home)
        for entry in read_inventory().sessions:
            if entry.path is None:
                continue
            before = files(home)
            assert cost(entry)
            assert delete_entry(entry) == f"Deleted ~/.aws/sso/cache/{Path(entry.path).name}."
            del before[str(Path(entry.path).relative_to(box.home))]
            assert files(home) == before
            assert "gone already" in delete_entry(entry)


def test_what_there_is_no_file_of_cannot_be_deleted() -> None:
    with pytest.raises(UsageError, match="no file yet"):
        delete_entry(CacheEntry(EntryKind.TOKEN))


def test_the_sessions_of_aws_login_are_left_alone(home: Home) -> None:
    file = home.write(home.aws / "login" / "cache" / "x.json", b"{}")
    with pytest.raises(UsageError, match="aws login"):
        delete_entry(CacheEntry(EntryKind.LOGIN, str(file)))
    assert file.exists()
    assert set(COSTS) == set(EntryKind) - {EntryKind.LOGIN}


def test_a_folder_in_its_place_is_no_file(home: Home) -> None:
    (home.sso_cache / "x.json").mkdir(parents=True)
    with pytest.raises(UnusableFile):
        delete_entry(CacheEntry(EntryKind.FOREIGN, str(home.sso_cache / "x.json")))
