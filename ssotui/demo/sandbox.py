"""``--demo``: the sample home and its portal in place of the person's own files and of AWS."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from types import FrameType

from ssotui.demo.home import settle_in, write_home
from ssotui.demo.ledger import Ledger
from ssotui.demo.portal import Portal
from ssotui.demo.sample import SAMPLE
from ssotui.demo.throwaway import throwaway_folder

LOOPBACK = "127.0.0.1,localhost,::1"


@contextmanager
def demo() -> Iterator[None]:
    """Move this process into a new sample home with a portal of its own; see :func:`sample_home`."""
    with Portal(Ledger(SAMPLE)) as portal, sample_home(portal):
        yield


@contextmanager
def sample_home(portal: Portal) -> Iterator[Path]:
    """Move this process, and whatever it starts, into a new sample home.

    Inside, the environment names no file of the person's own and no AWS but the portal. Afterwards, however it
    ends, the environment is as it was and the home is gone. SIGTERM and SIGHUP end the block like ``sys.exit``
    with 128 + the signal's number.

    Args:
        portal: a running portal of the sample organization; the home's profiles lead there.

    Yields:
        The home folder.
    """
    # In the home, so that a file named without its folder (``--write .env``) is not one of the person's own.
    with _signals_exit(), throwaway_folder() as home, _environment(_inside(home, portal)), chdir(home):
        write_home(portal)
        settle_in(portal.now())
        yield home


def _inside(home: Path, portal: Portal) -> dict[str, str]:
    """Make the environment inside from the one outside."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    no_proxy = ",".join(filter(None, (outside.get("no_proxy") or outside.get("NO_PROXY"), LOOPBACK)))
    return (
        outside
        | portal.environment()
        | portal.console_environment()
        | {
            "HOME": str(home),
            "SSOTUI_DEMO": "1",  # for prompts, and for "exec", which must not end this process with its portal
            **({"USERPROFILE": str(home)} if os.name == "nt" else {}),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_STATE_HOME": str(home / ".local" / "state"),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_DATA_HOME": str(home / ".local" / "share"),
            # Both spellings are read, by different tools.
            "NO_PROXY": no_proxy,
            "no_proxy": no_proxy,
        }
    )


@contextmanager
def _environment(inside: dict[str, str]) -> Iterator[None]:
    outside = dict(os.environ)
    try:
        _become(inside)
        yield
    finally:
        _become(outside)


def _become(environment: dict[str, str]) -> None:
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    os.environ.update(environment)


@contextmanager
def _signals_exit() -> Iterator[None]:
    """Turn the signals that end a terminal's program into ``SystemExit``, so that every block above cleans up."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread may handle signals
        yield
        return
    ending = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # One that is ignored (nohup) or handled stays so.
    ours = [number for number in ending if signal.getsignal(number) is signal.SIG_DFL]

    def leave(number: int, _frame: FrameType | None) -> None:
        for each in ours:
            signal.signal(each, signal.SIG_IGN)  # a second one shall not cut the cleaning short
        raise SystemExit(128 + number)

    for number in ours:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
