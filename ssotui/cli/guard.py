"""Ask before something is done with the keys of an environment that wants to be asked about."""

from __future__ import annotations

import os
import sys

from ssotui.cli.output import confirmed, print_note
from ssotui.model.errors import Cancelled, UsageError
from ssotui.model.paths import shown
from ssotui.storage.folders import settings_path

TYPE_CHECKING = False  # type checkers take this for True
if TYPE_CHECKING:
    from ssotui.actions.keys.fetching import Target
    from ssotui.model.profile import Profile

UNGUARDED = frozenset({"settings-unusable", "environment"})
"""Problems of the settings by which something may go out that was to be guarded."""

HELP = "do not ask, even if the settings say to ask"


def confirm(target: Target | Profile, question: str, *, yes: bool) -> None:
    """Go on only if nobody has to be asked about the target, or somebody says yes.

    What is only printed is not asked about: it would break scripts, and the person sees what they get.

    Args:
        target: whose keys, or whose console; or the profile that is to be used.
        question: what is about to be done, as ``Copy its keys?``
        yes: whether the command line says so already.

    Raises:
        UsageError: there is no terminal to ask.
        Cancelled: the answer is no.
    """
    if yes or not os.path.lexists(settings_path()):  # without settings nothing is guarded
        return
    from ssotui.actions.keys.confirmation import guarded  # late: what is only printed is not asked about
    from ssotui.actions.settings.loading import load

    asked = guarded(target)
    if asked is None:
        for problem in load().problems:
            if problem.code in UNGUARDED:
                so = "Without that setting, nobody is asked before keys go out."
                print_note(f"{shown(problem.place)}: {problem.message} {so}")
        return
    if not sys.stdin.isatty():
        raise UsageError(
            f"{asked.what}: the settings ask before its keys go out, and there is no terminal.",
            "Add --yes if you mean it.",
        )
    print_note(asked.what)
    if not confirmed(question):
        raise Cancelled("Nothing was done.")
