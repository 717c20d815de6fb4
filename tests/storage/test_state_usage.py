from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssotui.model.usage import Usage, Visits
from ssotui.storage import state
from tests.support.clock import START
from tests.support.home import Home

LATER = START + timedelta(days=7)


def use(keys: list[str], now: datetime) -> None:
    state.edit(lambda kept: kept.count_use(keys, now))


def test_asking_creates_nothing(home: Home) -> None:
    assert state.load().usage() == Usage()
    assert list(home.root.iterdir()) == []


def test_favourites_are_kept_until_they_are_none() -> None:
    state.edit(lambda kept: kept.set_favourites(["b", "a"], favourite=True))
    state.edit(lambda kept: kept.set_favourites(["c"], favourite=True))
    assert state.load().usage().favourites == {"a", "b", "c"}
    state.edit(lambda kept: kept.set_favourites(["b", "nothing"], favourite=False))
    assert state.load().usage().favourites == {"a", "c"}


def test_a_use_is_counted_and_fades() -> None:
    use(["a"], START)
    assert state.load().usage().recents == {"a": Visits(1.0, START)}
    use(["a", "b"], LATER)
    assert state.load().usage().recents == {"a": Visits(1.5, LATER), "b": Visits(1.0, LATER)}


def test_a_loop_is_one_use_and_writes_once() -> None:
    use(["a"], START)
    before = state.state_file().stat()
    for second in range(3):
        use(["a"], START + timedelta(seconds=second))
    assert state.state_file().stat() == before
    use(["a", "b"], START + timedelta(seconds=3))
    assert state.load().usage().recents["a"] == Visits(1.0, START)
    use(["a"], START - timedelta(days=1))  # a clock that was wrong before
    assert state.load().usage().recents["a"] == Visits(2.0, START - timedelta(days=1))


def test_those_that_count_for_least_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "MOST_RECENTS", 3)
    for hour, key in enumerate("abacad"):
        use([key], START + timedelta(hours=hour))
    assert state.load().usage().recents.keys() == {"a", "c", "d"}


def test_a_sort_order_is_kept_for_each_list() -> None:
    state.edit(lambda kept: kept.set_sort("profiles", "time"))
    state.edit(lambda kept: kept.set_sort("accounts", "recent"))
    state.edit(lambda kept: kept.set_sort("profiles", "name"))
    assert state.load().usage().sort == {"profiles": "name", "accounts": "recent"}


def test_everything_else_in_the_file_stays(home: Home) -> None:
    home.write(state.state_file(), json.dumps({"accounts": {"x": 1}, "favourites": 7, "recents": [], "sort": None}))
    state.edit(lambda kept: kept.set_favourites(["a"], favourite=True))
    use(["a"], START)
    state.edit(lambda kept: kept.set_sort("profiles", "time"))
    assert json.loads(state.state_file().read_bytes())["accounts"] == {"x": 1}
    assert state.load().usage() == Usage(frozenset("a"), {"a": Visits(1.0, START)}, {"profiles": "time"})


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
)


@settings(deadline=None)
@given(st.fixed_dictionaries({}, optional={"favourites": ANY, "recents": ANY, "sort": ANY}))
def test_any_json_is_read_and_mended(content: object) -> None:
    state.state_file().parent.mkdir(parents=True, exist_ok=True)
    state.state_file().write_text(json.dumps(content))
    state.load().usage()
    state.edit(lambda kept: kept.set_favourites(["a"], favourite=True))
    use(["a"], START)
    state.edit(lambda kept: kept.set_sort("profiles", "time"))
    found = state.load().usage()
    assert "a" in found.favourites
    assert "a" in found.recents
    assert found.sort["profiles"] == "time"
