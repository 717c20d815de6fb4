"""``python -m ssotui``, and the ``ssotui`` command."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # typeshed has signal alone, which takes its time to import
import gc
import sys

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import NoReturn


class Interrupted(KeyboardInterrupt):
    """Whoever runs the program has interrupted it.

    Of a plain ``KeyboardInterrupt`` that leaves a text given to ``exec``, as modules do while they are imported,
    Python keeps that it is to end by the signal, whoever handles it; of this one it does not.
    """


def main() -> int:
    """Run the command line of this process; its exit code."""
    heeds = _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler  # it may be ignored, as by nohup
    if heeds:
        _signal.signal(_signal.SIGINT, _interrupted)
    sys.unraisablehook = _raise_again
    try:
        return _main()
    except KeyboardInterrupt:
        return 130
    finally:
        if heeds:
            _signal.signal(_signal.SIGINT, _signal.SIG_DFL)  # while Python ends, nothing handles it any more
        gc.freeze()  # at its end Python would look for garbage among all there is, before it is all thrown away: 4 ms


def _interrupted(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    raise Interrupted


def _raise_again(lost: sys.UnraisableHookArgs) -> None:
    """Raise at the next moment what a signal has raised where nothing can be, as when an import lets go of its lock."""
    error = lost.exc_value
    if not isinstance(error, KeyboardInterrupt | SystemExit) or not hasattr(_signal, "setitimer"):
        sys.__unraisablehook__(lost)
        return
    ends = error

    def end(number: int, frame: FrameType | None) -> NoReturn:
        del number, frame
        raise ends

    _signal.signal(_signal.SIGALRM, end)
    _signal.setitimer(_signal.ITIMER_REAL, 0.001)  # after this has returned: it is no place for raising either


def _main() -> int:
    # A command ends before there is garbage worth looking for; the screen turns this on again after its first frame.
    gc.disable()
    if None in {sys.stdin, sys.stdout, sys.stderr}:
        from ssotui.cli.streams import open_closed_streams

        open_closed_streams()
    fast = FAST.get(sys.argv[1]) if len(sys.argv) > 1 else None
    if fast and _answered(fast, sys.argv[2:]):
        return 0
    from ssotui.cli.entry import run

    return run(sys.argv[1:])


def _answered(fast: Callable[[list[str]], str | None], args: list[str]) -> bool:
    """Print the command's answer, if it can be had at once. Whatever stands in the way is told by the long way."""
    try:
        answer = fast(args)
        if answer is None:
            return False
        sys.stdout.write(answer)
        sys.stdout.flush()
    except Exception:  # noqa: BLE001 - the long way meets it too, and says what it means
        return False
    return True


def _keys(args: list[str]) -> str | None:
    """Give the keys for an SDK, if they are cached."""
    if len(args) > 1 or any(not arg or arg.startswith("-") for arg in args):
        return None
    from ssotui.actions.keys.credential_process_cache import cached
    from ssotui.aws.environment import profile_or_default

    keys = cached(profile_or_default(args[0] if args else None))
    return keys.reveal() if keys else None


def _prompt(args: list[str]) -> str | None:
    """Give the segment for a prompt, if the files are ordinary ones."""
    from ssotui.actions.listing.prompt import DEFAULT, segment

    wanted = DEFAULT
    if args:
        option, equals, value = args[0].partition("=")
        if option != "--format" or len(args) != (1 if equals else 2):
            return None
        wanted = value if equals else args[1]
    from ssotui.actions.listing.prompt_at_once import facts_at_once
    from ssotui.model.clock import utc_now

    facts = facts_at_once()
    if facts is None:
        return None
    text = segment(wanted, facts, utc_now())
    return f"{text}\n" if text else text


FAST = {"credential-process": _keys, "prompt": _prompt}
"""The commands that run again and again while somebody waits, which importing the others' modules would slow down."""


if __name__ == "__main__":
    sys.exit(main())
