"""``ssotui settings``: the settings in force, and where each comes from."""

from __future__ import annotations

import sys

from ssotui.actions.settings.loading import Loaded, load
from ssotui.aws.locations import shorten
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.output import confirmed, print_answer, print_note, table
from ssotui.model.errors import UnusableFile
from ssotui.model.paths import shown
from ssotui.model.text import visible
from ssotui.storage import keychain_index, token_store
from ssotui.storage.settings import settings_file


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = (
        "Settings that cannot be used are listed on stderr; their defaults apply.\n"
        "The exit code is 5 if the whole file cannot be used."
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--path", action="store_true", help="print the path of the settings file")
    which.add_argument("--example", action="store_true", help="print an example file with every setting commented out")
    which.add_argument("--move", action="store_true", help="move tokens and keys to where token_store says, unasked")


def run(options: Namespace) -> int:
    """Print them, or the example, or where they are."""
    if options.path:
        print_answer(f"{settings_file()}\n")
        return 0
    from ssotui.actions.settings.text import example, in_force

    if options.example:
        print_answer(example())
        return 0
    loaded = judged()
    rows = [
        (stated.name, stated.value, shorten(str(stated.place)) if stated.place else "default")
        for stated in in_force(loaded)
    ]
    print_answer(table(("SETTING", "VALUE", "FROM"), rows))
    for problem in loaded.problems:
        print_note(f"{shown(problem.place)}: {visible(problem.message)} {visible(problem.fix)}")
    if loaded.unusable:
        return UnusableFile.exit_code
    if options.move or loaded.settings.sessions or token_store.NAME in loaded.origins or keychain_index.read():
        _move(asked_for=options.move)
    return 0


def _move(*, asked_for: bool) -> None:
    """Move what is not where the settings say, after a yes; where nobody can be asked, say what does it."""
    from ssotui.actions.listing.inventory import configured_sessions, read_inventory
    from ssotui.actions.sign_in.moving import misplaced

    inventory = read_inventory()
    found = misplaced(configured_sessions(inventory), inventory)
    for each in found:
        print_note(f"The settings say otherwise: {each.said}.")
        if not (asked_for or sys.stdin.isatty()):
            print_note("Move them: ssotui settings --move")
        elif asked_for or confirmed(each.question):
            print_note(each.move())
    if asked_for and not found:
        print_note("Everything is where the settings say.")


def judged() -> Loaded:
    """The settings; keymap, theme and colours are judged too, if there are any: who knows those imports Textual."""
    loaded = load()
    if loaded.settings.keymap or loaded.settings.environments or "theme" in loaded.origins:
        from ssotui.tui.command_table import BY_ID, COMMANDS
        from ssotui.tui.shell.settings_problems import with_screen_problems

        loaded = with_screen_problems(load(BY_ID), COMMANDS)
    return loaded
