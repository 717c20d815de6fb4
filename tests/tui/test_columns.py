"""The columns share the width so that what tells two rows apart is cut last, and never so that two look the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssotui.tui.drawing.cells import cell_len, wrapped
from ssotui.tui.list.columns import (
    AROUND,
    CLOCK,
    GAP,
    PANEL,
    PANEL_LEAST,
    WHOLE,
    Column,
    Lengths,
    fit,
    merge_middle,
    needed,
    share,
)
from ssotui.tui.list.cut_names import cut_apart

COLUMNS = (
    Column("PROFILE", 16),
    Column("ENV", 8, rank=3),
    Column("ACCOUNT", 9, rank=4),
    Column("ID", 12, rank=5),
    Column("ROLE", 10, rank=1),
    Column("REGION", WHOLE, rank=6),
    Column("TOKEN", 9, clock=True),
    Column("KEYS", 8, clock=True),
)
NAME, ROLE, ACCOUNT = "payments-production-eu-west-1", "AdministratorAccess", "Payments Production EU"
TITLES = [column.title for column in COLUMNS]
EVERY_WIDTH = range(20, 200, 3)

names = st.text("abc-", min_size=1, max_size=40)
wide_names = st.text("ab支-", min_size=1, max_size=120)


def lengths(name: str = NAME, role: str = ROLE, *more: str, account: str = ACCOUNT, label: str = "") -> Lengths:
    texts = {name, "dns", *more}, {label}, {account}, {"1" * 12}, {role}, {"ap-southeast-2"}, (), ()
    return Lengths(COLUMNS, texts)


def widths(width: int, found: Lengths | None = None) -> dict[str, int]:
    return {COLUMNS[each.column].title: each.width for each in fit(COLUMNS, found or lengths(), width)}


@settings(max_examples=60)
@given(names, names, names, st.sampled_from(("", " PROD ", " A LONG LABEL ")))
def test_no_name_or_role_is_cut_while_anything_else_has_a_cell_to_spare(
    name: str, role: str, account: str, label: str
) -> None:
    found = lengths(name, role, account=account, label=label)
    natural = dict(zip(TITLES, map(found.natural, range(len(COLUMNS))), strict=True))
    for terminal in EVERY_WIDTH:
        shares = share(COLUMNS, found, terminal)
        got = {COLUMNS[each.column].title: each.width for each in shares.columns}
        cut = {title for title in ("PROFILE", "ROLE") if got.get(title, 0) < natural[title]}
        if cut:
            assert not shares.panel
            assert got.keys() <= {"PROFILE", "ROLE"}
        if "PROFILE" in cut:
            assert got.keys() == {"PROFILE"} or got["PROFILE"] == natural["PROFILE"]
        if shares.panel and got.get("ACCOUNT", 0) < natural["ACCOUNT"]:
            assert shares.panel == PANEL_LEAST
        if got.keys() & {"REGION", "ID"}:
            assert got["ACCOUNT"] >= natural["ACCOUNT"]
        assert got.get("REGION", natural["REGION"]) >= natural["REGION"]
        used = sum(got.values()) + GAP * (len(got) - 1)
        assert used <= terminal - shares.panel - AROUND
        spare = [title for title, cells in got.items() if cells > max(natural[title], len("renewable"))]
        assert not spare


@settings(max_examples=60)
@given(st.sets(wide_names, min_size=2, max_size=40), st.integers(12, 74))
def test_two_names_that_are_cut_look_different(long: set[str], width: int) -> None:
    long = {f"payments-{name}-eu-west-1-{end}" for name in long for end in ("admin", "audit")}
    cuts = cut_apart(long, width, "…")
    shown = [cuts[name].of(name, "…") if name in cuts else name for name in sorted(long)]
    assert len(set(shown)) == len(long)
    assert all(cell_len(each) <= width for each in shown)


def test_a_cut_name_shows_where_it_differs_from_its_neighbours() -> None:
    team, many = "payments-production-of-the-team-", [f"{at:04}-admin" for at in (1, 2, 10, 11)]
    cuts = cut_apart([f"{team}{end}" for end in many], 24, "…")
    assert [cut.of(name, "…") for name, cut in cuts.items()] == [
        "payments-prod…0001-admin",
        "payments-prod…0002-admin",
        "payments-prod…0010-admin",
        "payments-prod…0011-admin",
    ]
    assert list(next(iter(cuts.values())).shown([0, 20, len(team) + 3])) == [0, 17]
    assert (
        cut_apart(["alpha-of-the-team", "beta-of-the-team"], 8, "~")["beta-of-the-team"].of("x" * 16, "~") == "xxxxxxx~"
    )


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        (20, ["PROFILE"]),
        (40, ["PROFILE", "ROLE"]),
        (58, ["PROFILE", "ROLE"]),
        (59, ["PROFILE", "ROLE", "TOKEN"]),
        (68, ["PROFILE", "ROLE", "TOKEN", "KEYS"]),
        (73, ["PROFILE", "ENV", "ROLE", "TOKEN", "KEYS"]),
        (84, ["PROFILE", "ENV", "ACCOUNT", "ROLE", "TOKEN", "KEYS"]),
        (111, ["PROFILE", "ENV", "ACCOUNT", "ID", "ROLE", "TOKEN", "KEYS"]),
        (126, ["PROFILE", "ENV", "ACCOUNT", "ID", "ROLE", "TOKEN", "KEYS"]),
        (127, ["PROFILE", "ENV", "ACCOUNT", "ID", "ROLE", "REGION", "TOKEN", "KEYS"]),
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
    assert list(found) == ["PROFILE", "ENV", "ROLE", "TOKEN", "KEYS"]
    assert found["PROFILE"] >= len(NAME)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("aws+payments-prod@example.com", 24, ["aws+payments-prod@", "example.com"]),
        ("https://acme.awsapps.com/start", 26, ["https://acme.awsapps.com/", "start"]),
        ("ssotui creds --account 111122223333", 20, ["ssotui creds", "--account", "111122223333"]),
        ("~/.aws/sso/cache/293abb6b76d7791c07.json", 20, ["~/.aws/sso/cache/", "293abb6b76d7791c07.", "json"]),
        ("a/" + "b" * 20, 10, ["a/bbbbbbbb", "b" * 10, "bb"]),
    ],
)
def test_long_words_are_broken_at_their_separators(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


def test_wide_letters_count_for_two_cells() -> None:
    assert widths(200, lengths("支払い-本番", "ReadOnly"))["PROFILE"] == 11


def test_the_panel_shrinks_for_the_account_and_goes_for_name_and_role() -> None:
    telling, named = (needed(COLUMNS, lengths(), rank) + AROUND for rank in (2, 4))
    assert named == telling + len(ACCOUNT) + len("ENV") + 2 * GAP

    def panel(terminal: int) -> int:
        return share(COLUMNS, lengths(), terminal).panel

    assert panel(named + PANEL) == PANEL
    assert panel(named + PANEL - 3) == PANEL - 3
    assert panel(telling + PANEL_LEAST) == PANEL_LEAST
    assert panel(telling + PANEL_LEAST - 1) == 0
    assert share(COLUMNS, lengths("a", "b", account="c"), 99).panel == 0


def test_a_note_stands_in_the_place_of_all_between_the_name_and_the_clocks() -> None:
    fitted = fit(COLUMNS, lengths(), 106)
    name, note, *clocks = merge_middle(COLUMNS, fitted)
    assert name == fitted[0]
    assert note.start == fitted[1].start
    assert note.start + note.width == fitted[3].start + fitted[3].width
    assert clocks == fitted[4:]
