"""How colours reach a real terminal: all of them, the terminal's own sixteen, or none."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.commands import SSOTUI
from tests.support.home import Home
from tests.support.terminal import Terminal

STYLES = re.compile(rb"\x1b\[([0-9;]*)m")


def colours(output: bytes) -> set[str]:
    """The codes that choose a colour, each with its arguments; the terminal's default is none."""
    return set(_colours(output))


def _colours(output: bytes) -> Iterator[str]:
    for style in STYLES.findall(output):
        codes = iter(style.decode().split(";"))
        for code in codes:
            if code in {"38", "48"}:
                kind = next(codes)
                yield f"{code};{kind}"
                for _ in range(3 if kind == "2" else 1):
                    next(codes)
            elif code.isdigit() and (30 <= int(code) <= 37 or 40 <= int(code) <= 47 or int(code) >= 90):
                yield code


def drawn(env: dict[str, str], *args: str, keys: str = "", until: str) -> Terminal:
    with Terminal([SSOTUI, *args], {**env, "TERM": "xterm-256color", "COLORTERM": "truecolor"}) as terminal:
        terminal.wait_for("Profiles")
        terminal.press(keys)
        terminal.wait_for(until)
        terminal.press("qq")
        assert terminal.exit_code() == 0
        return terminal


@pytest.fixture
def env(home: Home, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    del home  # it is the environment's
    monkeypatch.delenv("NO_COLOR", raising=False)
    return dict(os.environ)


def test_a_terminal_that_has_all_colours_gets_them(env: dict[str, str]) -> None:
    assert colours(drawn(env, "--demo", until="payments-prod").output) == {"38;2", "48;2"}


def test_no_color_is_no_colour_at_all(env: dict[str, str]) -> None:
    terminal = drawn({**env, "NO_COLOR": "1"}, "--demo", keys="/pay\r", until="ASIA")
    assert colours(terminal.output) == set()
    assert b"\x1b[1;7;39;49m" in terminal.output  # the cursor's row is turned around instead


def test_a_theme_of_the_terminals_own_colours_leaves_them_to_it(env: dict[str, str]) -> None:
    settings = Path(env["XDG_CONFIG_HOME"]) / "ssotui" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('theme = "ansi-dark"\n')
    used = colours(drawn(env, until="No profiles yet").output)
    assert used
    assert not used & {"38;2", "48;2", "38;5", "48;5"}
