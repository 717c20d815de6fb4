"""``ssotui creds``: the keys of one role, printed, copied or written."""

from __future__ import annotations

import sys

from ssotui.actions.keys.fetching import obtain
from ssotui.actions.listing.ranking import remember_use
from ssotui.cli import guard
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.freshness import configure_freshness, min_left, tell_if_shorter_than_asked
from ssotui.cli.mfa import mfa_prompt
from ssotui.cli.output import confirmed, print_answer, print_error, print_note
from ssotui.cli.targets import configure_target, target_of
from ssotui.export.file_kinds import kind_of, names_told
from ssotui.export.formats import DEFAULT, FORMATS
from ssotui.model.clock import utc_now
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import Cancelled, UsageError
from ssotui.model.settings import DEFAULTS
from ssotui.model.text import visible

TYPE_CHECKING = False  # type checkers take this for True: importing argparse and pathlib takes its time
if TYPE_CHECKING:
    from pathlib import Path


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = (
        "With --copy or --write, nothing secret goes to stdout. The defaults of --clear-after, and of --format with\n"
        "--copy, are those of the settings."
    )
    configure_target(parser)
    # A script that evaluates what is printed must get the same on every machine, whatever is set for copying.
    parser.add_argument("--format", choices=FORMATS, help=f"(default: {DEFAULT})")
    parser.add_argument("--copy", action="store_true", help="copy to the clipboard instead of printing")
    parser.add_argument(
        "--clear-after",
        metavar="S",
        type=_seconds,
        help=f"clear the clipboard after S seconds, 0 for never (default: {DEFAULTS.clear_clipboard_after:g})",
    )
    parser.add_argument(
        "--write",
        metavar="FILE",
        nargs="?",
        const=True,
        type=_file,
        help=f"write to the shared credentials file, or to FILE in the format that its name says: {names_told()}",
    )
    parser.add_argument("--as", dest="section", metavar="NAME", help="with --write: the section's name")
    parser.add_argument(
        "--yes", action="store_true", help=f"with --write: overwrite a section that ssotui did not write; {guard.HELP}"
    )
    parser.add_argument("--region", metavar="R", help="the work region to export")
    configure_freshness(parser)


def run(options: Namespace) -> None:
    """Print the keys, or copy or write them."""
    _check(options)
    target, copying, writing = target_of(options, "creds"), options.copy, options.write is not None
    if copying or writing:
        done = " and ".join(word for word, wanted in (("copy", copying), ("write", writing)) if wanted)
        guard.confirm(target, f"{done.capitalize()} its keys?", yes=options.yes)
    outgoing = obtain(target, utc_now, mfa_prompt(), min_left=min_left(options))
    tell_if_shorter_than_asked(outgoing, options)
    if copying:
        _copy(outgoing, options.format, options.clear_after)
    if writing:
        _write(outgoing, _path(options), options.section, overwrite=options.yes)
    if not copying and not writing:
        print_answer(FORMATS[options.format or DEFAULT].text(outgoing).reveal().rstrip("\n") + "\n")
    remember_use(utc_now(), profile=None if options.account else target.name, role=target.role)


def _check(options: Namespace) -> None:
    if options.section is not None and options.write is None:
        raise UsageError("--as names the section for --write.", "Add --write.")
    if options.clear_after is not None and not options.copy:
        raise UsageError("--clear-after is for what --copy copies.", "Add --copy.")
    if options.write is not None and options.format and not options.copy:
        written = kind_of(_path(options)).format
        if written not in {None, options.format}:
            raise UsageError(f"Files of that name are written as {written}.", "Leave --format out.")
    if options.yes and options.write is None and not options.copy:
        raise UsageError("--yes has no effect here.", "Add --write or --copy.")


def _path(options: Namespace) -> Path | None:
    """The file to write; ``None`` for the shared credentials file."""
    from pathlib import Path

    return None if options.write is True else Path(options.write)


def _seconds(text: str) -> float:
    from argparse import ArgumentTypeError

    from ssotui.actions.settings.table import WEEK

    try:
        seconds = float(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a number of seconds") from None
    if not 0 <= seconds <= WEEK:
        raise ArgumentTypeError(f"it is 0 for never, or up to {WEEK} seconds (a week)")
    return seconds


def _file(text: str) -> str:
    """The path, its tilde expanded, of a FILE that is named."""
    from argparse import ArgumentTypeError
    from pathlib import Path

    if not text:
        raise ArgumentTypeError("FILE is empty; leave it out for the shared credentials file")
    if text.endswith("/"):
        raise ArgumentTypeError(f"FILE is {text!r}, which is a folder; name a file in it")
    if text == "-":
        raise ArgumentTypeError("FILE is -; leave --write out to have the keys on stdout")
    try:
        return str(Path(text).expanduser())
    except RuntimeError:
        raise ArgumentTypeError(f"there is no home for the ~ in {text!r}") from None


def _copy(outgoing: Outgoing, form: str | None, clear_after: float | None) -> None:
    from ssotui.actions.settings.loading import current
    from ssotui.export.clipboard import Clipboard
    from ssotui.export.terminal_clipboard import controlling_terminal, write_to_terminal

    settings = current()
    form = form or settings.copy_format
    clear_after = settings.clear_clipboard_after if clear_after is None else clear_after
    clipboard = Clipboard(write_to_terminal, controlling_terminal())
    delivery = clipboard.copy(FORMATS[form].text(outgoing), clear_after=clear_after)
    what = f"{form} for {visible(outgoing.name)}"
    print_note(delivery.told(what, clear_after))


def _write(outgoing: Outgoing, path: Path | None, section: str | None, *, overwrite: bool) -> None:
    from ssotui.actions.keys.write import write_credentials
    from ssotui.export.credentials_file import SectionExists

    try:
        written = write_credentials(outgoing, path=path, section=section, overwrite=overwrite)
    except SectionExists as error:
        if not sys.stdin.isatty():
            raise
        print_error(error)
        if not confirmed("Overwrite it?"):
            raise Cancelled("Nothing was written.") from None
        written = write_credentials(outgoing, path=path, section=section, overwrite=True)
    print_note(written.summary)
    if written.warning:
        print_note(f"Warning: {written.warning}")
