"""The commands by name, each imported only when it is the one."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import click

from ssotui import __version__

MODULES = {"list": "listing", "status": "status", "creds": "creds"}
"""Each command's module in this package; the module's ``command`` is it."""


class Commands(click.Group):
    """Imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """In the order in which people need them."""
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        """The command of that name."""
        if cmd_name not in MODULES:
            return None
        command: click.Command = import_module(f"ssotui.cli.{MODULES[cmd_name]}").command
        return command


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 unexpected failure, 2 usage, 3 sign-in needed, 4 access denied, "
    "5 a file cannot be used, 6 network or service failure, 130 cancelled.",
)
@click.version_option(__version__, prog_name="ssotui", message="%(prog)s %(version)s")
@click.option("--demo", is_flag=True, help="First of all: run in a throw-away home, on the built-in portal.")
def ssotui(demo: bool) -> None:  # noqa: FBT001 - click passes options by name
    """AWS IAM Identity Center (SSO) credentials at two keystrokes.

    Without a command, opens the screen: pick a profile, fetch its keys, copy them or write them.
    """
    if demo:
        raise click.UsageError("--demo comes first: ssotui --demo [COMMAND]")


def invoke(args: Sequence[str]) -> int:
    """Run the command; its exit code. Errors of ours pass through."""
    try:
        outcome = ssotui.main(list(args), prog_name="ssotui", standalone_mode=False)
    except click.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return outcome if isinstance(outcome, int) else 0
