"""``ssotui prompt``: one short segment for a prompt, tmux or starship."""

from __future__ import annotations

from ssotui.actions.listing.prompt import DEFAULT, FIELDS, FORMATS, UnknownField, segment
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.output import print_answer, print_note
from ssotui.model.clock import utc_now
from ssotui.model.text import visible


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    fields = "\n".join(f"  {{{name}}}".ljust(16) + what for name, what in FIELDS.items())
    parser.epilog = f"""\
A template is text with these fields; what is empty leaves no blanks:
{fields}
{{? … }} is an optional part: it goes where a field in it is empty. {{{{ and }}}} are brackets.

Formats: {", ".join(FORMATS)}. Each escapes what its reader would not show as it is; so does a template behind its
name and a colon, as tmux:{{profile}}.

Prints nothing where no profile and no keys are set. Asks nobody over the network, writes no file, exits with 0.
  bash, zsh, fish, nushell, PowerShell: ssotui init SHELL --prompt
  tmux:     set -g status-right '#(AWS_PROFILE=dev ssotui prompt --format tmux)'
  starship: [custom.aws]  command = "ssotui prompt --format starship"  when = true"""
    parser.add_argument(
        "--format",
        metavar="TEMPLATE",
        default=DEFAULT,
        help=f"a template or the name of a format (default: {DEFAULT!r})",
    )


def run(options: Namespace) -> None:
    """Print the segment, if there is anything to say. A prompt is no place for a failure: the exit code is 0."""
    from ssotui.actions.listing.prompt_facts import find_facts

    try:
        text = segment(options.format, find_facts(), utc_now())
    except UnknownField as error:
        known = " ".join(f"{{{name}}}" for name in FIELDS)
        print_note(visible(f"ssotui: There is no field {str(error)!r} for a prompt. The fields are {known}"))
        return
    if text:
        print_answer(f"{text}\n")
