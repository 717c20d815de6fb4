"""``python -m ssotui``, and the ``ssotui`` command."""

from __future__ import annotations

import sys

from ssotui.cli.entry import run


def main() -> int:
    """Run the command line of this process; its exit code."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
