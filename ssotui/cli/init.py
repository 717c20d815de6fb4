"""``ssotui init``: the shell function that makes ``use`` switch the shell it is called in, and the prompt."""

from __future__ import annotations

from pathlib import Path

from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.completion import completion_of
from ssotui.cli.output import print_answer
from ssotui.export import shells


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    lines = shells.INIT_LINES
    parser.epilog = f"""\
On the screen, u adds the line after a look at the change. By hand:
In bash or zsh, as the last line of ~/.bashrc or ~/.zshrc:
  {lines["bash"]}      {lines["zsh"]}
In fish, in ~/.config/fish/config.fish:
  {lines["fish"]}
In PowerShell, in $PROFILE:
  {lines["powershell"]}
In nushell 0.108 or newer, which evaluates nothing, once:
  mkdir ($nu.data-dir | path join vendor autoload)
  ssotui init nushell | save --force ($nu.data-dir | path join vendor autoload ssotui.nu)

Completion comes with it. With --prompt, the prompt begins with the profile or keys in use and the time left (ssotui
prompt); put the line after what sets your prompt. For tmux and starship see: ssotui prompt --help"""
    parser.add_argument("shell", metavar="SHELL", choices=shells.NAMES, help=", ".join(shells.NAMES))
    parser.add_argument(
        "--prompt", action="store_true", help="show in the prompt which profile is in use, and the time left"
    )


def run(options: Namespace) -> None:
    """Print the function, the completion, and what changes the prompt, if that is wanted."""
    shell = options.shell
    parts = [shells.function(shell), completion_of(shell)]
    if shell == shells.WITHOUT_EVAL:  # there, the completion is an attribute of the function
        parts.reverse()
    if options.prompt:
        parts.append(Path(__file__).with_name("shell").joinpath(f"prompt.{shell}").read_text(encoding="utf-8"))
    print_answer("".join(parts))
