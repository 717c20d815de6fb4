"""That something is not in the config; and why, if a file of it cannot be read as it should be."""

from __future__ import annotations

from collections.abc import Iterable

from ssotui.model.errors import UnusableFile
from ssotui.model.profile import Problem, Severity


def unfound(problems: Iterable[Problem], message: str, hint: str) -> UnusableFile:
    """The error that says so.

    Args:
        problems: of the files as a whole.
        message: what is not there.
        hint: what to do, if there is no such problem.
    """
    for problem in problems:
        if problem.severity is Severity.ERROR:
            where = f"{problem.place}: " if problem.place else ""
            return UnusableFile(f"{message} {where}{problem.message}", problem.fix)
    return UnusableFile(message, hint)


def no_profile(problems: Iterable[Problem], name: str) -> UnusableFile:
    """That there is no profile of that name."""
    return unfound(problems, f"There is no profile {name!r}.", "ssotui list shows the profiles.")
