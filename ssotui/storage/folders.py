"""Find the folders of our own files, and make folders. Finding one never makes it."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # what type checkers take for True: importing typing takes its time
if TYPE_CHECKING:
    from pathlib import Path

NAME = "ssotui"
LOCK_SUFFIX = ".ssotui-lock"
"""How the name of a lock ends that stands beside a file while that is being changed."""

ON_LINUX = sys.platform.startswith("linux")


def state_folder() -> Path:
    """Return the folder of the state, the records of changes, and the locks."""
    from pathlib import Path

    return Path(state_path())


def state_path() -> str:
    """Return the state folder as a string, for callers that have no time to import ``pathlib``."""
    if ON_LINUX:
        return _xdg("XDG_STATE_HOME", "~/.local/state")
    from platformdirs import user_state_dir

    return user_state_dir(NAME, appauthor=False)


def settings_path() -> str:
    """Return the path of ``config.toml``, which need not exist, as a string."""
    if ON_LINUX:
        folder = _xdg("XDG_CONFIG_HOME", "~/.config")
    else:
        from platformdirs import user_config_dir

        folder = user_config_dir(NAME, appauthor=False)
    return os.path.join(folder, "config.toml")  # noqa: PTH118 - importing pathlib takes its time


def make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, each for its owner only, whatever the umask.

    Raises:
        OSError: one of them cannot be made, or is no folder.
    """
    try:
        folder.mkdir(mode=0o700)  # with parents=True, the mode would be the last one's only
    except FileNotFoundError:
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        if not folder.is_dir():
            raise


def read_only_part(folder: Path) -> str:
    """Name the folder, or the first one above it that is there, if nothing can be made in it; else nothing."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return "" if os.access(folder, os.W_OK) else str(folder)


def _xdg(variable: str, default: str) -> str:
    """Return the folder as platformdirs would, whose import takes a seventh of the time of ``ssotui list``."""
    folder = os.environ.get(variable, "").strip()
    if not os.path.isabs(folder):  # noqa: PTH117 - the specification says that a relative one is to be ignored
        folder = os.path.expanduser(default)  # noqa: PTH111 - never raises, whatever HOME is
    return os.path.join(folder, NAME)  # noqa: PTH118 - a string, see above
