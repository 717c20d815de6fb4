"""CI's second try, a plug-in: ``pytest -p tests.second_try -n 0 --last-failed --last-failed-no-failures none``.

Other work on the machine can make a test that measures time fail. If all that failed are of those, they are tried once
more, alone, and the last lines name them. Whatever else has failed has failed.
"""

from __future__ import annotations

import pytest

TRIED = pytest.StashKey[list[str]]()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Give up where there is something that no second try can mend."""
    if for_good := [item.nodeid for item in session.items if not item.get_closest_marker("timing")]:
        pytest.exit(f"No second try: these measure no time, and failed: {', '.join(for_good)}", returncode=1)
    session.config.stash[TRIED] = [item.nodeid for item in session.items]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name what was tried twice."""
    terminalreporter.section("tried a second time, alone, because it measures time")
    for nodeid in config.stash.get(TRIED, []):
        terminalreporter.line(nodeid)
