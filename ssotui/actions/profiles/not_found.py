"""Errors for unknown profiles and sessions: with the near names, or with the reason why a file cannot be read."""

from __future__ import annotations

from collections.abc import Iterable

from ssotui.aws.config.merged_files import AwsFiles
from ssotui.aws.config.profiles import read_profiles
from ssotui.model.errors import UnusableFile
from ssotui.model.paths import shown
from ssotui.model.profile import Problem, Profile, Severity
from ssotui.model.text import visible

CLOSE = 0.7
"""Names that are at least so alike, from 0 to 1, may be meant for each other."""

MOST = 3
"""So many of the names that may be meant are named, and the others counted."""


def unfound(
    problems: Iterable[Problem], message: str, hint: str, *, name: str = "", known: Iterable[str] = ()
) -> UnusableFile:
    """The error that says so.

    Args:
        problems: of the files as a whole.
        message: what is not there.
        hint: what to do, if there is no such problem.
        name: what was asked for.
        known: what it may have been meant for: the hint asks so if one of them is much like it.
    """
    for problem in problems:
        if problem.severity is Severity.ERROR:
            where = f"{shown(problem.place)}: " if problem.place else ""
            return UnusableFile(f"{message} {where}{problem.message}", problem.fix)
    return UnusableFile(message, f"{_meant(name, known)}{hint}")


def no_profile(problems: Iterable[Problem], name: str, known: Iterable[str]) -> UnusableFile:
    """Make the error for a profile name that is not among the ``known``."""
    message = f"There is no profile {name!r}."
    return unfound(problems, message, "ssotui list shows the profiles.", name=name, known=known)


def find_profile(files: AwsFiles, name: str) -> Profile:
    """Read the profile of that name.

    Raises:
        UnusableFile: there is none.
    """
    profile = next((profile for profile in read_profiles(files) if profile.name == name), None)
    if profile is None:
        raise no_profile(files.problems, name, files.profiles)
    return profile


def _meant(name: str, known: Iterable[str]) -> str:
    """Ask for the names that have the word in them, the shortest first; without any, for the one spelled most alike."""
    from difflib import get_close_matches  # late: only who fails waits for it

    spelled = {each.casefold(): each for each in known}
    word = name.casefold()
    near = sorted((each for each in spelled if len(word) > 1 and word in each), key=len)
    near = near or get_close_matches(word, spelled, n=1, cutoff=CLOSE)
    names = [visible(spelled[each]) for each in near[:MOST]]
    if len(near) > MOST:
        return f"Did you mean {', '.join(names)} or one of {len(near) - MOST} more? "
    return f"Did you mean {' or '.join(filter(None, (', '.join(names[:-1]), names[-1])))}? " if names else ""
