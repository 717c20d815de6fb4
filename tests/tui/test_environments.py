"""The settings' environments, as the lists and the panel show them."""

from __future__ import annotations

import pytest
from rich.style import Style

from ssotui.actions.settings.environments import environment_of
from ssotui.actions.settings.loading import Loaded
from ssotui.model.production import says_production
from ssotui.model.settings import DEFAULTS, Environment
from ssotui.tui.drawing import environment_badge
from ssotui.tui.shell.context import AppContext
from tests.support.clipboard import FakeClipboard
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.tui.conftest import using

PRODUCTION = Environment("*prod*", "PROD", "red", confirm=True)
ADMINS = Environment("administratoraccess", "ADMIN", "#ffaa00")


@pytest.fixture
def guarded(clock: FrozenClock) -> AppContext:
    return AppContext(FakeClipboard(), clock, loaded=Loaded(DEFAULTS._replace(environments=(PRODUCTION, ADMINS))))


@pytest.mark.usefixtures("demo")
async def test_both_lists_and_the_panel_have_the_label(guarded: AppContext) -> None:
    async with using(guarded) as person:
        assert "payments-prod " in person.lines[2]  # the panel's title
        assert person.lines[2].rstrip(" │").endswith("PROD")
        assert "PROD" in person.line("payments-prod ", "ReadOnly")
        assert "ENV" not in person.line("payments-stage")
        await person.type("/admin")
        assert "ADMIN" in person.line("platform-sandbox")
        await person.press("escape", "3")
        await person.type("/administrator")
        assert "ADMIN" in person.lines[4]


@pytest.mark.usefixtures("demo")
async def test_a_newcomers_production_has_a_label_and_no_question(
    context: AppContext, clipboard: FakeClipboard
) -> None:
    async with using(context) as person:
        assert "PROD" in person.line("payments-prod ", "ReadOnly")
        assert "PROD" not in person.line("payments-stage")
        await person.press("c")
        assert clipboard.text


async def test_without_a_label_there_is_no_column(context: AppContext, home: Home) -> None:
    home.config("[profile products]\nregion = us-east-1\n[profile non-prod]\nregion = us-east-1\n")
    async with using(context) as person:
        assert person.shows("products")
        assert "ENV" not in person.text


@pytest.mark.parametrize("name", ["prod", "Payments Production", "prod2-eu", "eu_PROD", "team/prod"])
def test_a_name_says_production_by_a_word_of_its_own(name: str) -> None:
    assert says_production(name)


@pytest.mark.parametrize("name", ["", "products", "nonprod", "non-prod", "pre_prod", "reproduction", "stage"])
def test_other_names_do_not(name: str) -> None:
    assert not says_production(name)


def test_the_label_is_where_the_settings_name_no_other() -> None:
    found = environment_of(DEFAULTS, "payments", "Payments Prod")
    assert found
    assert (found.label, found.confirm) == ("PROD", False)
    assert environment_of(DEFAULTS._replace(environments=(ADMINS,)), "payments-prod") is None


@pytest.mark.usefixtures("demo")
async def test_without_colours_the_cursors_row_has_no_hole(
    guarded: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with using(guarded) as person:
        at = next(y for y, line in enumerate(person.lines) if "▌" in line)
        row = person.screen._compositor.render_strips()[at]
        whole = row.crop(1, row.text.rstrip().rindex("│") // 2)
        assert "PROD" in whole.text
        assert all(segment.style and segment.style.reverse for segment in whole)


@pytest.mark.parametrize("colour", ["red", "#ffaa00", "yellow", "rgb(1,2,3)", "black"])
def test_the_badge_can_be_read_on_any_colour(colour: str) -> None:
    style = Style.parse(environment_badge.paint_of(colour))
    assert style.color
    assert style.bgcolor
    dark, light = sorted((_luminance(style.color.get_truecolor()), _luminance(style.bgcolor.get_truecolor())))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_colour_that_nobody_knows_paints_nothing() -> None:
    assert environment_badge.paint_of("mauvish") == ""
    assert environment_badge.words(Environment("*", "X\x1b[31m", "mauvish")) == " X\\x1b[31m "


def _luminance(colour: tuple[int, int, int]) -> float:
    """As WCAG 2.1 has it."""
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
