"""The entry of every start (the screen, the demo or a command) and the end of every failure."""

from __future__ import annotations

from collections.abc import Sequence

from ssotui.model.errors import UsageError

CANCELLED = 130
ANSWERED_AT_ONCE = ("-h", "--help", "--version")


def run(args: Sequence[str]) -> int:
    """Run one command line and give its exit code. No exception leaves, and no traceback is shown."""
    code = _run(args)
    if code and code != CANCELLED:
        from ssotui.cli.commands import COMMANDS

        command = next((word for word in args[:2] if word != "--demo"), "")
        return 0 if command in COMMANDS and COMMANDS[command].never_fails else code
    return code


def _run(args: Sequence[str]) -> int:
    try:
        if args and args[0] == "--demo":
            from ssotui.demo.sandbox import demo

            with demo():
                return _dispatch(args[1:])
        return _dispatch(args)
    except KeyboardInterrupt:
        return CANCELLED
    except Exception as error:  # noqa: BLE001 - the last line of defence: its text could quote a secret
        from ssotui.cli.output import print_error
        from ssotui.model.errors import as_ours

        failure = as_ours(error)
        print_error(failure)
        return failure.exit_code


def _dispatch(args: Sequence[str]) -> int:
    """Run the command, or without one the screen, and give its exit code.

    Raises:
        SsotuiError: it failed; the text and the exit code are the error's.
    """
    if not args:
        from ssotui.cli.screen import open_screen

        return open_screen()
    from ssotui.cli.commands import COMMANDS, module_of

    name, *rest = args
    if name not in COMMANDS:
        if name not in ANSWERED_AT_ONCE:
            raise _misplaced(name, rest)
        from ssotui.cli.parser import parsed, top_parser

        parsed(top_parser(), [name])
        return 0
    from ssotui.cli.plain_arguments import read_plain

    module = module_of(name)
    options: object = read_plain(module.configure, rest)
    if options is None:
        from ssotui.cli.parser import parsed, parser_of

        options = parsed(parser_of(name), rest)
    return 0 if options is None else module.run(options) or 0


def _misplaced(name: str, rest: Sequence[str]) -> UsageError:
    """Make the error for a first word that is no command."""
    from ssotui.cli.commands import COMMANDS

    hint = "ssotui --help lists the commands."
    if name.startswith("-"):
        later = any(word in COMMANDS for word in rest) or name == "--demo"
        return UsageError("The command comes first." if later else f"There is no option {name!r}.", hint)
    from difflib import get_close_matches  # it takes its time, and only who mistypes needs it

    near = get_close_matches(name.lower(), COMMANDS, 1)
    return UsageError(f"There is no command {name!r}.", f"Did you mean {near[0]}? {hint}" if near else hint)
