"""``python -m ssotui``, and the ``ssotui`` command."""

from __future__ import annotations

import gc
import sys

FAST = "credential-process"
"""The command for which importing the others' modules takes too long: SDKs run it again and again."""


def main() -> int:
    """Run the command line of this process; its exit code."""
    try:
        return _main()
    except KeyboardInterrupt:  # while its modules are imported
        return 130
    finally:
        gc.freeze()  # at its end Python would look for garbage among all there is, before it is all thrown away: 4 ms


def _main() -> int:
    # A command ends before there is garbage worth looking for; the screen turns this on again after its first frame.
    gc.disable()
    if None in {sys.stdin, sys.stdout, sys.stderr}:
        from ssotui.cli.streams import open_closed_streams

        open_closed_streams()
    if sys.argv[1:2] == [FAST] and _from_the_cache(sys.argv[2:]):
        return 0
    from ssotui.cli.entry import run

    return run(sys.argv[1:])


def _from_the_cache(args: list[str]) -> bool:
    """Whether the keys were cached, and so are printed. Whatever stands in the way is told by the long way."""
    if len(args) > 1 or any(not arg or arg.startswith("-") for arg in args):
        return False
    from ssotui.actions.keys.credential_process_cache import cached
    from ssotui.aws.environment import profile_or_default

    try:
        keys = cached(profile_or_default(args[0] if args else None))
        if keys is None:
            return False
        sys.stdout.write(keys.reveal())
        sys.stdout.flush()
    except Exception:  # noqa: BLE001 - the long way meets it too, and says what it means
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
