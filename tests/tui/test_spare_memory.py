"""The screen takes no memory that it has no use for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from textual.geometry import Region

from ssotui.tui.browser.screen import MainScreen
from ssotui.tui.shell.context import AppContext
from tests.support.home import Home
from tests.support.terminal import Terminal
from tests.tui.conftest import using

MODULES = """
import atexit, sys
from pathlib import Path
atexit.register(lambda: Path(sys.argv.pop()).write_text(" ".join(sys.modules)))
from ssotui.__main__ import main
modules, sys.argv[1:] = sys.argv[1:], []
status = main()
sys.argv += modules
sys.exit(status)
"""
"""The program, which writes at its end which modules it has imported."""

FREED = """
from ssotui.actions.spare_memory import give_back

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096

blocks = [bytes(1000) for _ in range(40_000)]  # each of them comes from the C library, not from Python's own pools
del blocks[:-1]  # the last one keeps the library from giving back what lies below it
before = resident()
give_back()
print(before - resident())
"""


def test_what_speaks_tls_is_imported_when_it_is_needed(home: Home, tmp_path: Path) -> None:
    home.config("[profile dev]\nregion = eu-west-1\n[profile ops]\nregion = eu-west-1\n")
    modules = tmp_path / "modules"
    with Terminal([sys.executable, "-c", MODULES, str(modules)], {**os.environ, "TERM": "xterm-256color"}) as terminal:
        terminal.wait_for("dev")
        terminal.press("/de")
        terminal.wait_for("1/2")
        terminal.press("\x03")
        assert terminal.exit_code() == 0
    imported = set(modules.read_text().split())
    assert {"asyncio", "textual", "frizbee"} <= imported
    assert not imported & {"ssl", "_ssl"}


@pytest.mark.skipif(sys.platform != "linux", reason="glibc alone gives it back when asked")
def test_freed_memory_goes_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", FREED], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 20_000_000


async def test_what_is_covered_is_one_line_that_is_drawn_once(context: AppContext) -> None:
    async with using(context) as person:
        assert isinstance(person.screen, MainScreen)
        for covered in (person.screen, person.screen.query_one("#body")):
            lines = covered.render_lines(Region(0, 0, covered.size.width, covered.size.height))
            assert len(lines) == covered.size.height > 1
            assert len(set(map(id, lines))) == 1
