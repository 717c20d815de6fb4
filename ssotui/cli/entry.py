"""Where every start begins: the screen, the demo, or a command; and where every failure ends."""

from __future__ import annotations

from collections.abc import Sequence

from ssotui.model.errors import SsotuiError

CANCELLED = 130


def run(args: Sequence[str]) -> int:
    """Run one command line and give its exit code. No exception leaves, and no traceback is shown."""
    try:
        if args and args[0] == "--demo":
            from ssotui.demo.sandbox import demo

            with demo():
                return _dispatch(args[1:])
        return _dispatch(args)
    except SsotuiError as error:
        from ssotui.cli.output import print_error

        print_error(error)
        return error.exit_code
    except KeyboardInterrupt:
        return CANCELLED
    except Exception as error:  # noqa: BLE001 - the last line of defence: its text could quote a secret
        from ssotui.cli.output import print_error
        from ssotui.model.errors import unexpected

        print_error(unexpected(error))
        return SsotuiError.exit_code


def _dispatch(args: Sequence[str]) -> int:
    if not args:
        from ssotui.cli.screen import open_screen

        return open_screen()
    from ssotui.cli.commands import invoke

    return invoke(args)
