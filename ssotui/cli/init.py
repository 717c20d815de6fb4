"""``ssotui init``: the shell function that makes ``use`` switch the shell it is called in."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ssotui.cli.completion import SHELLS as WITH_COMPLETION
from ssotui.cli.completion import completion_of
from ssotui.cli.output import print_answer
from ssotui.export import shells


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = """\
In bash or zsh, as the last line of ~/.bashrc or ~/.zshrc:
  eval "$(ssotui init bash)"      eval "$(ssotui init zsh)"
In fish, in ~/.config/fish/config.fish:
  ssotui init fish | source
In PowerShell, in $PROFILE:
  Invoke-Expression (ssotui init powershell | Out-String)
In nushell, which evaluates nothing, once:
  mkdir ($nu.data-dir | path join vendor autoload)
  ssotui init nushell | save --force ($nu.data-dir | path join vendor autoload ssotui.nu)

bash, zsh and fish get completion with it. A prompt can show AWS_PROFILE, or SSOTUI_KEYS after "use --keys"."""
    parser.add_argument("shell", metavar="SHELL", choices=shells.NAMES, help=", ".join(shells.NAMES))


def run(options: Namespace) -> int:
    """Print the function, and the completion where there is one."""
    shell = options.shell
    function = Path(__file__).with_name("shell").joinpath(f"function.{shell}").read_text(encoding="utf-8")
    print_answer(function + (completion_of(shell) if shell in WITH_COMPLETION else ""))
    return 0
