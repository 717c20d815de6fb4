"""``ssotui credential-process``: keys for an SDK that runs us."""

from __future__ import annotations

import sys

from ssotui.actions.keys.credential_process import process_keys
from ssotui.aws import environment
from ssotui.cli.commands import Namespace
from ssotui.cli.freshness import configure_freshness, min_left
from ssotui.cli.output import confirmed, print_answer, print_note
from ssotui.model.clock import utc_now
from ssotui.model.errors import Cancelled, SsotuiError, UsageError, as_ours
from ssotui.model.text import visible

TYPE_CHECKING = False  # type checkers take this for True: importing argparse takes its time
if TYPE_CHECKING:
    from ssotui.cli.parser import Parser


def configure(parser: Parser) -> None:
    """Declare the arguments of the command."""
    parser.in_one_line = True
    parser.usage = "ssotui credential-process [PROFILE] [--min-left MINUTES | --fresh | --install NAME [--yes]]"
    parser.epilog = """\
In the config, for tools without SSO support:
  [profile NAME]
  credential_process = ssotui credential-process PROFILE

Never asks for anything and opens no browser: when the session has ended, exits with 3 and says so in one line.
Where more than one source of keys stands in a profile, the SDKs disagree which counts: hence a profile of its own."""
    parser.add_argument(
        "profile", metavar="PROFILE", nargs="?", help="(default: AWS_PROFILE, AWS_DEFAULT_PROFILE, else default)"
    )
    configure_freshness(parser)
    parser.add_argument("--install", metavar="NAME", help="add such a profile to the config instead, under this name")
    parser.add_argument("--yes", action="store_true", help="with --install: overwrite a profile, without asking")


def run(options: Namespace) -> int:
    """Print the keys, or add the profile."""
    name = environment.profile_or_default(options.profile)
    if options.install is not None:
        return _install(name, options.install, yes=options.yes)
    if options.yes:
        raise UsageError("--yes goes with --install.", "ssotui credential-process PROFILE --install NAME [--yes]")
    try:
        print_answer(process_keys(name, utc_now, min_left(options)).reveal())
    except Exception as error:  # noqa: BLE001 - as in entry.py
        return _failed(as_ours(error))
    return 0


def _failed(error: SsotuiError) -> int:
    """One line: the SDKs show it in theirs."""
    print_note(visible(f"ssotui: {error.message} {error.hint}".rstrip()))
    return error.exit_code


def _install(profile: str, name: str, *, yes: bool) -> int:
    from ssotui.actions.keys.process_profiles import plan

    change = plan(profile, name)
    print_note("".join(f"{line}\n" for line in change.diff()).rstrip("\n"))
    if change.overwrites and not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"There is a profile {name!r} already.", "Use another name, or add --yes.")
        if not confirmed(f"Overwrite the profile {visible(name)}?"):
            raise Cancelled("Nothing was written.")
    print_note(change.apply())
    return 0
