"""The demo's sample home, with the portal that tests can look at and let fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from ssotui.demo.sample import SAMPLE
from ssotui.demo.sandbox import sample_home
from ssotui.model.clock import Clock, utc_now
from tests.support.portal import Portal


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The throw-away home, and the portal that its profiles lead to."""

    home: Path
    portal: Portal


@contextmanager
def sandbox(*, clock: Clock = utc_now) -> Iterator[Sandbox]:
    """Move this process, and whatever it starts, into a new sample home."""
    with Portal(SAMPLE, clock=clock) as portal, ExitStack() as stack:
        with patch("os.fsync"):  # no test needs its home to last through a power cut
            home = stack.enter_context(sample_home(portal))
        yield Sandbox(home, portal)
