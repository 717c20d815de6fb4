"""Find the ``[[environments]]`` of the settings that a profile or role belongs to."""

from __future__ import annotations

import functools
import re

from ssotui.model.accounts import read_account_id
from ssotui.model.inventory import ProfileRow
from ssotui.model.settings import Environment, Settings


def environment_of(settings: Settings, *names: str | None) -> Environment | None:
    """The first environment whose pattern is one of the names, in any case.

    Args:
        settings: in force.
        names: of the profile, the account and the role, and the account's ID, as far as they are known.
    """
    if not settings.environments:
        return None
    said = [name.casefold() for name in names if name]
    return next(
        (
            environment
            for environment in settings.environments
            if any(map(_compiled(environment.pattern).fullmatch, said))
        ),
        None,
    )


def environment_of_row(settings: Settings, row: ProfileRow) -> Environment | None:
    """The environment of a profile."""
    profile = row.profile
    return environment_of(settings, profile.name, row.account_name, profile.account_id, profile.role_name)


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern by hand: ``fnmatch`` folds case on Windows only."""
    from fnmatch import translate  # late: it is for those who have environments

    return re.compile(translate(read_account_id(pattern) or pattern.casefold()))
