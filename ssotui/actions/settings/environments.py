"""Find the ``[[environments]]`` of the settings that a profile or role belongs to."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from ssotui.model.accounts import read_account_id
from ssotui.model.inventory import ProfileRow
from ssotui.model.production import COLOUR, LABEL, says_production
from ssotui.model.settings import Environment, Settings

TYPE_CHECKING = False  # type checkers take this for True
if TYPE_CHECKING:
    import re

PRODUCTION = Environment("*prod*", LABEL, COLOUR)
"""The one environment of a person who has named none."""


def environment_of(settings: Settings, *names: str | None) -> Environment | None:
    """Find the first environment whose pattern is one of the names, in any case.

    Without any environments in the settings, names with the word ``prod`` or ``production`` get a label.

    Args:
        settings: in force.
        names: of the profile, the account and the role, and the account's ID, as far as they are known.
    """
    if not settings.environments:
        return PRODUCTION if any(says_production(name) for name in names if name) else None
    said = [name.casefold() for name in names if name]
    return next(
        (
            environment
            for environment in settings.environments
            if any(map(_compiled(environment.pattern).fullmatch, said))
        ),
        None,
    )


def labels_among(settings: Settings, *names: Iterable[str | None]) -> tuple[Environment, ...]:
    """Find the environments that rows of these names may belong to.

    Args:
        settings: in force.
        names: of all profiles, of all accounts and of all roles.
    """
    if settings.environments:
        return settings.environments
    said = (name for each in names for name in each if name)
    return (PRODUCTION,) if any(map(says_production, said)) else ()


def environment_of_row(settings: Settings, row: ProfileRow) -> Environment | None:
    """The environment of a profile."""
    profile = row.profile
    return environment_of(settings, profile.name, row.account_name, profile.account_id, profile.role_name)


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern by hand: ``fnmatch`` folds case on Windows only."""
    import re  # late, both: they are for those who have environments
    from fnmatch import translate

    return re.compile(translate(read_account_id(pattern) or pattern.casefold()))
