"""Where every start begins: the screen, the demo, or a command; and where every failure ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from ssotui.model.errors import SsotuiError

CANCELLED = 130


def run(args: Sequence[str]) -> int:
    """Run one command line and give its exit code. No exception leaves, and no traceback is shown."""
    try:
        if args and args[0] == "--demo":
            from ssotui.demo.sandbox import sandbox

            with sandbox():
                return _dispatch(args[1:])
        return _dispatch(args)
    except SsotuiError as error:
        from ssotui.cli.output import print_error

        print_error(error)
        return error.exit_code
    except KeyboardInterrupt:
        return CANCELLED
    except BrokenPipeError:
        # The reader of our stdout has gone (`| head`); Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 - the last line of defence: its text could quote a secret
        from ssotui.cli.output import print_error
        from ssotui.model.errors import unexpected

        print_error(unexpected(error))
        return SsotuiError.exit_code


def _dispatch(args: Sequence[str]) -> int:
    if not args:
        return _open_screen()
    from ssotui.cli.commands import invoke

    return invoke(args)


def _open_screen() -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        from ssotui.model.errors import UsageError

        raise UsageError("There is no terminal for the screen.", "Name a command: ssotui --help lists them.")
    # A change is drawn at the next tick of this, and a key is to be answered in 16 ms: at the usual 60 ticks a second,
    # waiting for the tick would take all of it. Nothing ticks while nothing changes.
    os.environ.setdefault("TEXTUAL_FPS", "500")
    from ssotui.actions.background import start
    from ssotui.actions.inventory import read_inventory

    reading = start(read_inventory)  # while Textual is imported
    from ssotui.tui.app import SsotuiApp

    app = SsotuiApp(reading=reading)
    app.run()
    return app.return_code or 0
