"""``ssotui prompt``: one short segment for a prompt, tmux or starship."""

from __future__ import annotations

import os

from ssotui.actions.listing.prompt import DEFAULT, FIELDS, UnknownField, filled
from ssotui.cli.output import print_answer
from ssotui.model.clock import utc_now
from ssotui.model.errors import UsageError

TYPE_CHECKING = False  # type checkers take this for True: importing argparse takes its time
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    fields = "\n".join(f"  {{{name}}}".ljust(16) + what for name, what in FIELDS.items())
    parser.epilog = f"""\
A template is text with these fields; what is empty leaves no blanks:
{fields}

Prints nothing where no profile and no keys are in use. Asks nobody over the network.
  bash:     PS1='$(ssotui prompt) \\$ '
  tmux:     set -g status-right '#(ssotui prompt)'
  starship: [custom.aws]  command = "ssotui prompt"  when = true"""
    parser.add_argument("--format", metavar="TEMPLATE", default=DEFAULT, help=f"what to print (default: {DEFAULT!r})")


def run(options: Namespace) -> int:
    """Print the segment, if there is anything to say."""
    from ssotui.actions.listing.prompt_facts import find_facts

    try:
        text = filled(options.format, find_facts(), utc_now(), os.environ)
    except UnknownField as error:
        known = ", ".join(f"{{{name}}}" for name in FIELDS)
        raise UsageError(f"There is no field {str(error)!r} for a prompt.", f"The fields are {known}.") from None
    if text:
        print_answer(f"{text}\n")
    return 0
