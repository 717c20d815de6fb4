"""Our named tuples do what typing's do."""

from __future__ import annotations

import copy
import pickle
import sys
import typing

import pytest

from ssotui.model import records


class Ours(records.NamedTuple):
    first: int
    second: str = "x"

    @property
    def both(self) -> str:
        return f"{self.first}{self.second}"


class Theirs(typing.NamedTuple):
    first: int
    second: str = "x"


def test_they_are_made_read_and_compared_alike() -> None:
    for make in (Ours, Theirs):
        made = make(1)
        assert made == (1, "x") == make(first=1, second="x") == make._make((1, "x"))
        assert (made.first, made.second, hash(made)) == (1, "x", hash((1, "x")))
        assert made._replace(second="y") == (1, "y")
        assert made._asdict() == {"first": 1, "second": "x"}
        assert make._fields == make.__match_args__ == ("first", "second")
        assert repr(made) == f"{make.__name__}(first=1, second='x')"
        assert make._field_defaults == {"second": "x"}
    assert Ours(1).both == "1x"


def test_the_first_few_are_made_as_all_others() -> None:
    wrong: list[tuple[tuple[int, ...], dict[str, int]]] = [((), {}), ((1, 2, 3), {}), ((1,), {"third": 1})]
    for values, named in [*wrong, ((1,), {"first": 1})]:

        class Refusing(records.NamedTuple):
            first: int
            second: int = 2

        make: typing.Any = Refusing
        for _ in range(20):
            assert make(1) == make(first=1) == make(1, second=2) == (1, 2)
            with pytest.raises(TypeError):
                make(*values, **named)


@pytest.mark.parametrize("make", [Ours, Theirs])
def test_they_refuse_what_does_not_fit(make: typing.Any) -> None:
    for wrong in (make, lambda: make(1, 2, 3), lambda: make(third=1)):
        with pytest.raises(TypeError):
            wrong()
    with pytest.raises((ValueError, TypeError)):
        make(1)._replace(third=3)
    with pytest.raises(AttributeError):
        make(1).first = 2
    with pytest.raises(AttributeError):
        make(1).third = 3


def test_they_match_copy_and_pickle() -> None:
    match Ours(3, "z"):
        case Ours(first, second):
            assert (first, second) == (3, "z")
    assert copy.deepcopy(Ours(1)) == pickle.loads(pickle.dumps(Ours(1))) == Ours(1)  # noqa: S301 - our own
    assert sys.getsizeof(Ours(1)) == sys.getsizeof(Theirs(1))
