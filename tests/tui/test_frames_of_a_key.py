"""A key draws the list first, then all else that follows on it, each by the widget that shows it, and nothing twice."""

from __future__ import annotations

import pyte
import pytest
from rich.console import Console
from textual._compositor import Compositor as TextualsCompositor
from textual._compositor import CompositorUpdate
from textual.geometry import Offset, Region
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from ssotui.tui.app import SsotuiApp
from ssotui.tui.browser.detail_lines import DetailLines
from ssotui.tui.browser.detail_panel import DetailPanel
from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.list.row_lines import RowLines
from ssotui.tui.list.row_list import RowList
from ssotui.tui.shell.compositor import Lines
from ssotui.tui.shell.context import AppContext
from tests.support.clock import FrozenClock
from tests.support.settled import idle
from tests.tui.conftest import SIZE, using

STEPS = (
    "slash", "p", "a", "backspace", "y", "down", "escape", "pagedown", "end", "up", "home", "space", "s", "S", "2",
    "3", "1", "f", "question_mark", "down", "escape", "ctrl+p", "escape", "L", "escape",
)  # fmt: skip
"""They filter, move, select and sort; they open other views, toasts, and other screens before this one."""

MESSAGES = 30
"""All that widgets and screen may tell each other of one key. Each one takes its time."""


@pytest.fixture
def updates(monkeypatch: pytest.MonkeyPatch) -> list[CompositorUpdate]:
    """All that is drawn on the terminal, frame by frame."""
    drawn: list[CompositorUpdate] = []
    display = SsotuiApp._display

    def seen(app: SsotuiApp, screen: Screen[object], update: object) -> None:
        if isinstance(update, CompositorUpdate):
            drawn.append(update)
        display(app, screen, update)  # type: ignore[arg-type]

    monkeypatch.setattr(SsotuiApp, "_display", seen)
    return drawn


class Shown:
    """A terminal that shows frames.

    Its colours are the true ones, as those of every test: Rich keeps how a style was written first.
    """

    def __init__(self) -> None:
        self._console = Console(color_system="truecolor", force_terminal=True)
        self._screen = pyte.Screen(*SIZE)
        self._stream = pyte.Stream(self._screen)

    def show(self, *updates: CompositorUpdate) -> Shown:
        """Draw the frames, one after the other."""
        for update in updates:
            self._stream.feed(update.render_segments(self._console).replace("\n", "\r\n"))
        return self

    @property
    def cells(self) -> list[list[pyte.screens.Char]]:
        """Each cell with its colours."""
        width, height = SIZE
        return [[self._screen.buffer[y][x] for x in range(width)] for y in range(height)]


@pytest.mark.usefixtures("demo")
async def test_the_parts_that_were_drawn_make_the_frame_that_is_drawn_whole(
    context: AppContext, updates: list[CompositorUpdate]
) -> None:
    async with using(context) as person:
        shown = Shown()
        for step in STEPS:
            await person.press(step)
            shown.show(*updates)
            updates.clear()
            whole = Shown().show(person.screen._compositor.render_full_update())
            assert shown.cells == whole.cells, step


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("keys", [("down", "down"), ("slash", "h", "r")], ids=" ".join)
async def test_the_clocks_that_were_drawn_make_the_frame_that_is_drawn_whole(
    context: AppContext, clock: FrozenClock, updates: list[CompositorUpdate], keys: tuple[str, ...]
) -> None:
    async with using(context) as person:
        main = person.screen
        assert isinstance(main, MainScreen)
        await person.press(*keys)
        person.app.clear_notifications()
        await person.settle()
        shown = Shown().show(main._compositor.render_full_update())
        for seconds in (600, 1, 30, 69, 1, 86_400):
            updates.clear()
            clock.advance(seconds)
            person.app.tick()
            await person.settle()
            shown.show(*updates)
            for widget in main.walk_children(Widget):
                widget._set_dirty()
            assert shown.cells == Shown().show(main._compositor.render_full_update()).cells, seconds
            person.app.clear_notifications()
            await person.settle()
            shown.show(*updates)


@pytest.mark.usefixtures("demo")
async def test_a_tick_draws_the_words_that_changed_and_asks_for_nothing_else(
    context: AppContext, clock: FrozenClock, updates: list[CompositorUpdate], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with using(context) as person:
        clock.advance(600)
        person.app.tick()
        await person.settle()
        person.app.clear_notifications()
        await person.settle()
        updates.clear()
        with monkeypatch.context() as patched:
            for kind, name in ((RowLines, "row"), (DetailLines, "of"), (Widget, "render"), (Widget, "_render_content")):
                patched.setattr(kind, name, lambda *_: pytest.fail("more is drawn than the clocks"))
            patched.setattr(MessagePump, "post_message", lambda *_: pytest.fail("it takes more than one turn"))
            person.app.tick()
            assert not updates
            clock.advance(1)
            person.app.tick()
        (frame,) = updates
        assert isinstance(frame, Lines)
        assert [strip.text for _, y, strip in frame.pieces if not y] == ["▰▱▱▱▱ 1m 39s"]
        clocks = [strip for _, y, strip in frame.pieces if y]
        assert {strip.text.strip() for strip in clocks} == {"1m 39s"}
        assert 1 < len(clocks) < person.screen.query_one(RowList).shown
        assert len(set(map(id, clocks))) == 1  # made once for all rows
        await person.settle()
        assert person.line("corp-hr").count("1m 39s") == 1


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("keys", [("slash", "c"), ("slash", "c", "backspace"), ("down",), ("end",)], ids=" ".join)
async def test_the_list_is_drawn_first_and_nothing_laid_out_anew(
    context: AppContext, updates: list[CompositorUpdate], monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
) -> None:
    async with using(context, size=(120, 20)) as person:
        await person.press(*keys[:-1])
        main = person.screen
        assert isinstance(main, MainScreen)
        told = 0
        dispatch = MessagePump._dispatch_message

        async def counted(pump: MessagePump, message: object) -> None:
            nonlocal told
            told += not idle(person.app.gate)
            await dispatch(pump, message)  # type: ignore[arg-type]

        monkeypatch.setattr(TextualsCompositor, "_arrange_root", lambda *_, **__: pytest.fail("it is laid out anew"))
        monkeypatch.setattr(MessagePump, "_dispatch_message", counted)
        updates.clear()
        await person.press(keys[-1])
        first, *others = (update for update in updates if isinstance(update, Lines))
        assert all(
            main.rows.region.contains_region(Region(x, y, strip.cell_length, 1))
            and not isinstance(main.get_widget_at(x, y)[0], type(main.rows.vertical_scrollbar))
            for x, y, strip in first.pieces
        )
        assert len(updates) == 2
        drawn = [(x, y) for update in (first, *others) for x, y, _ in update.pieces]
        assert len(drawn) == len(set(drawn))
        assert told <= MESSAGES


@pytest.mark.usefixtures("demo")
async def test_what_is_drawn_by_our_own_ways_looks_as_textuals(context: AppContext) -> None:
    async with using(context, size=(120, 14)) as person:
        main = person.screen
        assert isinstance(main, MainScreen)
        bar = main.rows.vertical_scrollbar
        for key in ("home", "pagedown", "end", "2", "1", "slash", "z"):
            await person.press(key)
            for grabbed in (None, Offset(0, 0)):
                bar.set_reactive(ScrollBar.grabbed, grabbed)
                for widget in (bar, main.query_one(DetailPanel)):
                    region = widget.outer_size.region
                    ours = _cells(widget.render_lines(region))
                    widget._styles_cache.clear()
                    assert ours == _cells(Widget.render_lines(widget, region)), key
                    widget.refresh()
            bar.set_reactive(ScrollBar.grabbed, None)


@pytest.mark.usefixtures("demo")
async def test_the_text_of_the_panel_can_be_selected(context: AppContext) -> None:
    async with using(context, size=(120, 36)) as person:
        panel = person.screen.query_one(DetailPanel)
        await person.type("/payments-prod")
        role = next(y for y in range(panel.size.height) if "role" in panel.render_line(y).text)
        await person.pilot.mouse_down(panel, offset=(2 + 9, 1 + role))
        await person.pilot.hover(panel, offset=(2 + 9 + 8, 1 + role))
        await person.pilot.mouse_up(panel, offset=(2 + 9 + 8, 1 + role))
        selected = person.screen.get_selected_text()
        assert selected
        assert selected in panel.render_line(role).text
        drawn = panel.render_lines(panel.outer_size.region)[1 + role]
        looks = {style and style.bgcolor for text, style, _ in drawn if selected[:4] in text}
        assert looks != {panel.visual_style.rich_style.bgcolor}, "what is selected looks as if it were not"


def _cells(strips: list[Strip]) -> list[list[tuple[str, object]]]:
    """Give each cell with its looks; where its text begins, which Textual keeps with them, is nothing that is seen."""
    return [
        [(letter, style and style.clear_meta_and_links()) for text, style, _ in strip for letter in text]
        for strip in strips
    ]
