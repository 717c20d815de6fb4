"""The start of the screen does each thing once, and leaves for later what it does not need."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import pytest
from textual.design import ColorSystem
from textual.widgets import Input

from ssotui.actions.listing import inventory
from ssotui.aws.caches import keys_cache
from ssotui.storage import state
from ssotui.tui.app import SsotuiApp
from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.first_frame.start import started
from ssotui.tui.first_frame.terminal import HeldTerminal
from ssotui.tui.profiles.view import ProfilesView
from ssotui.tui.shell.context import AppContext
from tests.support.sandbox import Sandbox
from tests.tui.conftest import using


async def test_it_makes_the_colours_of_its_own_theme_alone(
    context: AppContext, demo: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    del demo
    made: list[ColorSystem] = []
    generate = ColorSystem.generate

    def counted(colours: ColorSystem, *args: Any) -> dict[str, str]:
        made.append(colours)
        return generate(colours, *args)

    monkeypatch.setattr(ColorSystem, "generate", counted)
    async with using(context) as person:
        assert person.app.theme_variables["background"]
        assert len(made) == 1
        assert not person.screen.query(Input)


class Shown(HeldTerminal):
    """A terminal that notes when something is shown on it.

    Args:
        notes: where it notes that.
    """

    def __init__(self, notes: list[object]) -> None:
        super().__init__()
        self.attributes = ["held"]
        self.size = (120, 12)
        self._notes = notes

    def show(self, lines: Sequence[str]) -> None:
        self._notes.append(f"{len(lines)} lines")


@pytest.mark.usefixtures("demo")
def test_of_many_profiles_the_first_rows_wait_for_their_own_keys_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, notes, expiries = inventory.read_inventory(), list[object](), keys_cache.expiries

    def noted(refs: Collection[Any]) -> Any:
        notes.append(len(refs))
        return expiries(refs)

    monkeypatch.setattr(keys_cache, "expiries", noted)
    monkeypatch.setattr(inventory, "MANY", 1)
    inventory_at_start = started(Shown(notes), picking=False).inventory
    of_rows, shown = notes
    assert isinstance(of_rows, int)
    assert (of_rows <= 12, shown) == (True, "12 lines")
    assert inventory_at_start.pending  # the screen reads the others' once it takes keys
    assert [row.profile for row in inventory_at_start.profiles] == [row.profile for row in whole.profiles]
    assert inventory.with_key_ends(inventory_at_start) == whole


@pytest.mark.parametrize("order", ["file", "name"])
async def test_the_list_takes_over_the_rows_of_the_first_frame(
    context: AppContext, demo: Sandbox, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    del demo
    state.keep(lambda kept: kept.set_sort("profiles", order))
    measured: list[int] = []
    texts = ProfilesView.texts

    def noted(view: ProfilesView) -> Any:
        measured.append(len(view))
        return texts(view)

    monkeypatch.setattr(ProfilesView, "texts", noted)
    start = started(Shown([]), picking=False)
    app = SsotuiApp(replace(context, loaded=start.loaded), start._replace(held=HeldTerminal()))
    async with app.run_test(size=(120, 36)):
        screen = app.screen
        assert isinstance(screen, MainScreen)
        assert screen.rows.total == len(start.inventory.profiles)
        assert [count for count in measured if count] == [screen.rows.total]  # once, and the stand-in has no rows
        assert screen.views.opening is None
