"""``ssotui settings``: the settings in force, and where each comes from."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ssotui.actions.settings.loading import Loaded, load, settings_file
from ssotui.aws.locations import shorten
from ssotui.cli.output import print_answer, print_note, table
from ssotui.model.errors import UnusableFile
from ssotui.model.profile import Problem
from ssotui.model.text import visible


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = (
        "Settings that cannot be used are listed on stderr; their defaults apply.\n"
        "The exit code is 5 if the whole file cannot be used."
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--path", action="store_true", help="print the path of the settings file")
    which.add_argument("--example", action="store_true", help="print an example file with every setting commented out")


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
        print_note(_line(problem))
    return UnusableFile.exit_code if loaded.unusable else 0


def judged() -> Loaded:
    """The settings; keymap, theme and colours are judged too, if there are any: who knows those imports Textual."""
    loaded = load()
    if loaded.settings.keymap or loaded.settings.environments or "theme" in loaded.origins:
        from ssotui.tui.command_table import BY_ID, COMMANDS
        from ssotui.tui.shell.settings_problems import with_screen_problems

        loaded = with_screen_problems(load(BY_ID), COMMANDS)
    return loaded


def _line(problem: Problem) -> str:
    return f"{shorten(str(problem.place))}: {visible(problem.message)} {visible(problem.fix)}"
