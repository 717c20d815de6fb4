"""The columns share the width so that what tells two rows apart is cut last."""

from __future__ import annotations

import pytest

from ssotui.tui.list.columns import CLOCK, PANEL, PANEL_LEAST, Column, Lengths, fit, merge_middle, needed, panel_width

COLUMNS = (
    Column("PROFILE", 16),
    Column("ACCOUNT", 9, rank=3),
    Column("ID", 12, rank=4),
    Column("ROLE", 10, rank=1),
    Column("REGION", 9, rank=5),
    Column("TOKEN", 9, clock=True),
    Column("KEYS", 8, clock=True),
)
NAME, ROLE, ACCOUNT = "payments-production-eu-west-1", "AdministratorAccess", "Payments Production EU"


def lengths(name: str = NAME, role: str = ROLE, *more: str) -> Lengths:
    return Lengths(COLUMNS, ({name, "dns", *more}, {ACCOUNT}, {"1" * 12}, {role}, {"ap-southeast-2"}, (), ()))


def widths(width: int, found: Lengths | None = None) -> dict[str, int]:
    return {COLUMNS[each.column].title: each.width for each in fit(COLUMNS, found or lengths(), width)}


@pytest.mark.parametrize("width", range(1, 200))
def test_what_tells_rows_apart_is_whole_while_anything_else_is_there(width: int) -> None:
    found = widths(width)
    others = found.keys() - {"PROFILE", "ROLE"}
    if others:
        assert found["PROFILE"] >= len(NAME)
        assert found["ROLE"] >= len(ROLE)
    if found.keys() & {"REGION", "ID"}:
        assert found["ACCOUNT"] >= len(ACCOUNT)
    if found["PROFILE"] < len(NAME):
        assert len(found) == 1
    assert sum(found.values()) + 2 * (len(found) - 1) <= width


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        (20, ["PROFILE"]),
        (40, ["PROFILE", "ROLE"]),
        (58, ["PROFILE", "ROLE"]),
        (59, ["PROFILE", "ROLE", "TOKEN"]),
        (68, ["PROFILE", "ROLE", "TOKEN", "KEYS"]),
        (79, ["PROFILE", "ACCOUNT", "ROLE", "TOKEN", "KEYS"]),
        (106, ["PROFILE", "ACCOUNT", "ID", "ROLE", "TOKEN", "KEYS"]),
        (130, ["PROFILE", "ACCOUNT", "ID", "ROLE", "REGION", "TOKEN", "KEYS"]),
    ],
)
def test_columns_come_in_the_order_of_what_they_tell(width: int, columns: list[str]) -> None:
    assert list(widths(width)) == columns


def test_clocks_have_what_a_day_needs_and_more_only_of_what_is_left() -> None:
    assert len("23h 59m") == CLOCK
    assert widths(68)["TOKEN"] == CLOCK
    assert widths(200)["TOKEN"] == len("renewable")


def test_a_name_longer_than_any_real_one_makes_no_column_leave() -> None:
    found = widths(80, lengths(NAME, ROLE, "x" * 10_000))
    assert list(found) == ["PROFILE", "ACCOUNT", "ROLE", "TOKEN", "KEYS"]
    assert found["PROFILE"] >= len(NAME)


def test_wide_letters_count_for_two_cells() -> None:
    assert widths(200, lengths("支払い-本番", "ReadOnly"))["PROFILE"] == 11


def test_the_panel_shrinks_for_the_account_and_goes_for_name_and_role() -> None:
    telling, named = needed(COLUMNS, lengths()) + 6, needed(COLUMNS, lengths(), 3) + 6
    assert named == telling + len(ACCOUNT) + 2
    assert panel_width(named + PANEL, telling, named) == PANEL
    assert panel_width(named + PANEL - 3, telling, named) == PANEL - 3
    assert panel_width(telling + PANEL_LEAST, telling, named) == PANEL_LEAST
    assert panel_width(telling + PANEL_LEAST - 1, telling, named) == 0
    assert panel_width(80, 20, 20) == 0


def test_a_note_stands_in_the_place_of_all_between_the_name_and_the_clocks() -> None:
    fitted = fit(COLUMNS, lengths(), 106)
    name, note, *clocks = merge_middle(COLUMNS, fitted)
    assert name == fitted[0]
    assert note.start == fitted[1].start
    assert note.start + note.width == fitted[3].start + fitted[3].width
    assert clocks == fitted[4:]
