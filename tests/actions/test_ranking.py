from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssotui.actions.listing import ranking
from ssotui.actions.listing.ranking import BY_TIME, TURN, Arrangement, Order, Rankable, ordered, sort_of
from ssotui.model.credentials import RoleRef
from ssotui.model.settings import DEFAULTS
from ssotui.model.token import SsoSession
from ssotui.model.usage import HALF_LIFE, Usage, Visits, frecency, visited
from ssotui.storage import state
from tests.support.clock import START

HOUR = timedelta(hours=1)
ROWS = (
    Rankable("k-beta", "beta", "Payments", (None, START + HOUR), ("corp", "Payments", "1")),
    Rankable("k-Alpha", "Alpha", "payments", (START - HOUR,), ("acme", "payments", "2")),
    Rankable("k-delta", "delta", "", (START + 3 * HOUR, START + 2 * HOUR)),
    Rankable("k-gamma", "gamma", "Data", (), ("acme", "Data", "3")),
)
ROLE = RoleRef(SsoSession("acme", "https://acme/start", "us-east-1"), "011122223333", "Admin")


def names(
    order: Order, favourites: Sequence[str] = (), recents: dict[str, Visits] | None = None, *, reverse: bool = False
) -> list[str]:
    found = ordered(ROWS, Arrangement(order, reverse), set(favourites), recents or {}, START)
    return [ROWS[at].name for at in found]


class TestOrdered:
    @pytest.mark.parametrize(
        ("order", "expected"),
        [
            (Order.NAME, ["Alpha", "beta", "delta", "gamma"]),
            (Order.ACCOUNT, ["gamma", "Alpha", "beta", "delta"]),
            (Order.TIME, ["beta", "delta", "Alpha", "gamma"]),
            (Order.RECENT, ["Alpha", "beta", "delta", "gamma"]),
            (Order.GROUPED, ["gamma", "Alpha", "beta", "delta"]),
        ],
    )
    def test_each_order(self, order: Order, expected: list[str]) -> None:
        assert names(order) == expected

    @pytest.mark.parametrize(
        ("order", "expected"),
        [
            (Order.FILE, ["gamma", "delta", "Alpha", "beta"]),
            (Order.NAME, ["gamma", "delta", "beta", "Alpha"]),
            (Order.ACCOUNT, ["Alpha", "beta", "gamma", "delta"]),
            (Order.TIME, ["delta", "beta", "Alpha", "gamma"]),
            (Order.GROUPED, ["beta", "Alpha", "gamma", "delta"]),
        ],
    )
    def test_each_order_turned_around_leaves_what_it_knows_nothing_of_last(
        self, order: Order, expected: list[str]
    ) -> None:
        assert names(order, reverse=True) == expected

    @pytest.mark.parametrize("order", [order for order in Order if order is not Order.GROUPED])
    def test_favourites_come_first_in_the_same_order(self, order: Order) -> None:
        plain = names(order)
        chosen = {"gamma", "beta"}
        assert names(order, ["k-gamma", "k-beta", "k-of another"]) == sorted(plain, key=lambda name: name not in chosen)

    def test_what_is_used_often_and_lately_rises(self) -> None:
        recents = {
            "k-gamma": Visits(3.0, START - 4 * HALF_LIFE),
            "k-delta": Visits(1.0, START - HOUR),
            "k-beta": Visits(5.0, START - HALF_LIFE),
        }
        assert names(Order.RECENT, recents=recents) == ["beta", "delta", "gamma", "Alpha"]
        assert names(Order.NAME, recents=recents) == names(Order.NAME)

    def test_what_has_the_same_name_stays_as_it_stood(self) -> None:
        rows = [Rankable(str(at), "same") for at in range(5)]
        assert ordered(rows, Arrangement(Order.TIME), (), {}, START) == [0, 1, 2, 3, 4]

    @given(
        st.lists(
            st.builds(
                Rankable,
                st.text(max_size=2),
                st.text(max_size=2),
                st.text(max_size=2),
                st.tuples(st.none() | st.datetimes(timezones=st.just(START.tzinfo))),
                group=st.just(()),
            )
        ),
        st.builds(Arrangement, st.sampled_from(Order), st.booleans()),
        st.sets(st.text(max_size=2)),
    )
    def test_every_row_stands_once(self, rows: list[Rankable], arranged: Arrangement, favourites: set[str]) -> None:
        found = ordered(rows, arranged, favourites, {"a": Visits(1.0, START)}, START)
        assert sorted(found) == list(range(len(rows)))
        liked = [rows[at].key in favourites for at in found]
        assert liked == sorted(liked, reverse=True)

    @pytest.mark.timing
    @pytest.mark.parametrize("order", TURN)
    def test_ten_thousand_in_a_blink(self, order: Order) -> None:
        random = Random(1)  # noqa: S311 - the rows shall be the same in every run
        rows = [
            Rankable(
                f"{at}",
                f"Team-{random.randrange(999)}",
                f"Account {random.randrange(600)}",
                (None, START + at * HOUR) if order in BY_TIME else (),
                ("acme", f"Account {random.randrange(600)}", "1") if order is Order.GROUPED else (),
            )
            for at in range(10_000)
        ]
        recents = {f"{at}": Visits(2.0, START - at * HOUR) for at in range(500)}
        took = []
        for _ in range(3):
            began = time.process_time()
            ordered(rows, Arrangement(order), {"7", "77"}, recents, START)
            took.append(time.process_time() - began)
        assert min(took) < 0.08  # it takes some 10 ms


class TestFrecency:
    def test_halves_in_its_half_life(self) -> None:
        assert frecency(Visits(4.0, START), START) == 4.0
        assert frecency(Visits(4.0, START - HALF_LIFE), START) == 2.0
        assert frecency(Visits(4.0, START + HALF_LIFE), START) == 4.0

    @given(st.lists(st.timedeltas(timedelta(0), timedelta(days=300)), min_size=1, max_size=8), st.data())
    def test_is_the_sum_of_what_each_use_counts_for(self, ages: list[timedelta], data: st.DataObject) -> None:
        visits = None
        for age in sorted(ages, reverse=True):
            visits = visited(visits, START - age)
        assert visits
        assert frecency(visits, START) == pytest.approx(sum(0.5 ** (age / HALF_LIFE) for age in ages))
        later = START + data.draw(st.timedeltas(timedelta(0), timedelta(days=300)))
        assert frecency(visits, later) <= frecency(visits, START)


class TestMemory:
    def test_a_use_counts_for_the_profile_and_for_its_role(self) -> None:
        ranking.remember_use(START, profile="pay", role=ROLE)
        assert state.load().usage().recents == {
            "pay": Visits(1.0, START),
            "acme\x1f011122223333\x1fAdmin": Visits(1.0, START),
        }

    def test_nothing_of_nothing(self) -> None:
        ranking.remember_use(START)
        assert not state.state_file().exists()

    def test_a_memory_that_cannot_be_written_fails_nothing(self) -> None:
        state.state_file().mkdir(parents=True)
        ranking.remember_use(START, profile="pay")
        state.keep(lambda kept: kept.set_sort("profiles", str(Arrangement(Order.TIME))))
        assert state.load().usage() == Usage()

    def test_the_order_is_the_one_last_chosen_else_the_settings(self) -> None:
        assert sort_of(Usage(), "profiles", DEFAULTS.sort) == Arrangement()
        assert sort_of(Usage(), "profiles", "time") == Arrangement(Order.TIME)
        state.keep(lambda kept: kept.set_sort("profiles", str(Arrangement(Order.RECENT, reverse=True))))
        assert sort_of(state.load().usage(), "profiles", "time") == Arrangement(Order.RECENT, reverse=True)
        assert sort_of(state.load().usage(), "accounts", "time") == Arrangement(Order.TIME)
        state.edit(lambda kept: kept.set_sort("profiles", "nonsense"))
        assert sort_of(state.load().usage(), "profiles", "nonsense") == Arrangement()

    def test_the_orders_go_round(self) -> None:
        arranged = Arrangement(reverse=True)
        for expected in (Order.TIME, Order.NAME, Order.ACCOUNT, Order.RECENT, Order.GROUPED, Order.FILE):
            arranged = arranged.next
            assert arranged == Arrangement(expected)
        assert Arrangement(Order.ROLE).next == Arrangement()
