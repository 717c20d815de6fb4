"""``python -m ssotui``, and the ``ssotui`` command."""

from __future__ import annotations

import gc
import sys

from ssotui.cli.entry import run


def main() -> int:
    """Run the command line of this process; its exit code."""
    # A command ends before there is garbage worth looking for; the screen turns this on again after its first frame.
    gc.disable()
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
