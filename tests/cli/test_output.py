"""The tables that commands print."""

from __future__ import annotations

import json

import pytest

from ssotui.cli.output import MOST_CELLS, table
from ssotui.storage import state
from tests.support.commands import Ssotui
from tests.support.home import Home


@pytest.mark.parametrize("long", ["x" * 200_000, "日" * 200_000, "a\u0301" * 200_000, "\x1b" * 200_000])
def test_no_cell_makes_every_row_as_wide(long: str) -> None:
    lines = table(("NAME", "ID"), [(long, "1"), ("short", "2")]).splitlines()
    assert max(map(len, lines)) <= MOST_CELLS + len("  ID")
    assert lines[1].split("  ")[0].rstrip().endswith("…")
    assert lines[2].split() == ["short", "2"]


def test_a_name_that_a_person_may_give_is_whole() -> None:
    name = "x" * MOST_CELLS
    assert name in table(("NAME", "ID"), [(name, "1")])


def test_json_has_every_text_whole(ssotui: Ssotui, home: Home) -> None:
    home.config(
        """
        [sso-session acme]
        sso_start_url = https://acme.awsapps.com/start
        sso_region = us-east-1

        [profile one]
        sso_session = acme
        sso_account_id = 111122223333
        sso_role_name = Admin
        """
    )
    name = "n" * 200_000
    kept = {"start_url": "https://acme.awsapps.com/start", "region": "us-east-1", "complete_at": None}
    state.edit(
        lambda all_: all_.fields.update(accounts={"acme": {**kept, "accounts": [["111122223333", name, "", [], None]]}})
    )
    assert json.loads(ssotui("list", "--format", "json").out)[0]["account_name"] == name
    assert len(ssotui("list").out) < 1_000
