"""Whether to ask before the keys of a profile or role go out: the ``confirm`` of the settings' environments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ssotui.actions.environments import environment_of
from ssotui.actions.keys import Target
from ssotui.actions.settings import current
from ssotui.model.profile import Profile
from ssotui.model.settings import Environment, Settings
from ssotui.model.text import visible
from ssotui.storage import accounts_memory


class Guarded(NamedTuple):
    """What a person shall say yes to.

    Attributes:
        environment: that wants it.
        what: the environment, the role and the account in words, fit to be shown.
    """

    environment: Environment
    what: str


def guarded(target: Target | Profile, settings: Settings | None = None) -> Guarded | None:
    """What is to be asked about the target; ``None`` if nothing is.

    Args:
        target: whose keys, or whose console; or the profile that is to be used.
        settings: in force, those of now if not given.
    """
    return next(iter(guarded_among([target], settings)), None)


def guarded_among(targets: Iterable[Target | Profile], settings: Settings | None = None) -> list[Guarded]:
    """What is to be asked about each of them about which something is."""
    settings = settings or current()
    if not any(environment.confirm for environment in settings.environments):
        return []
    names = accounts_memory.account_names()
    return [guard for target in targets if (guard := _guarded(target, settings, names))]


def _guarded(target: Target | Profile, settings: Settings, names: Mapping[str, str]) -> Guarded | None:
    source = target if isinstance(target, Profile) else target.source
    account_id, role = source.account_id, source.role_name
    account = names.get(account_id or "")
    environment = environment_of(settings, target.name, account, account_id, role)
    if environment is None or not environment.confirm:
        return None
    whose = " ".join(filter(None, (account, account_id)))
    words = [f"role {role}" if role else "", f"in account {whose}" if whose else "", f"({target.name})"]
    return Guarded(environment, visible(f"{environment.label}: {' '.join(filter(None, words))}"))
