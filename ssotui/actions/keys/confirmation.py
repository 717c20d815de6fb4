"""Ask before the keys of a profile or role go out, where a settings' environment has ``confirm``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ssotui.actions.keys.fetching import Target
from ssotui.actions.settings.environments import environment_of
from ssotui.actions.settings.loading import current
from ssotui.model.profile import Profile
from ssotui.model.records import NamedTuple
from ssotui.model.settings import Environment, Settings
from ssotui.model.text import visible
from ssotui.storage import state


class Guarded(NamedTuple):
    """A question that a person has to answer with yes.

    Attributes:
        environment: that wants it.
        whose: the role and the account in words, fit to be shown.
    """

    environment: Environment
    whose: str

    @property
    def what(self) -> str:
        """The same with the environment's label, for where no badge can be drawn."""
        return f"{visible(self.environment.label)}: {self.whose}"


def guarded(target: Target | Profile) -> Guarded | None:
    """Find the question to ask about the target, whose keys or console are wanted; ``None`` if there is none."""
    return next(iter(guarded_among([target], current())), None)


def guarded_among(targets: Iterable[Target | Profile], settings: Settings) -> list[Guarded]:
    """Find the questions to ask before these targets are used; empty if none is guarded."""
    if not any(environment.confirm for environment in settings.environments):
        return []
    names = state.load().account_names()
    return [guard for target in targets if (guard := _guarded(target, settings, names))]


def environment_of_target(
    target: Target | Profile, settings: Settings, names: Mapping[str, str] | None = None
) -> Environment | None:
    """The environment of whose keys are wanted.

    Args:
        target: whose keys.
        settings: in force.
        names: the names of accounts that are remembered, if they were read already.
    """
    source = target if isinstance(target, Profile) else target.source
    names, account_id = state.load().account_names() if names is None else names, source.account_id
    return environment_of(settings, target.name, names.get(account_id or ""), account_id, source.role_name)


def _guarded(target: Target | Profile, settings: Settings, names: Mapping[str, str]) -> Guarded | None:
    environment = environment_of_target(target, settings, names)
    if environment is None or not environment.confirm:
        return None
    source = target if isinstance(target, Profile) else target.source
    whose = " ".join(filter(None, (names.get(source.account_id or ""), source.account_id)))
    words = (f"role {source.role_name}" if source.role_name else "", f"in account {whose}" if whose else "")
    return Guarded(environment, visible(" ".join(filter(None, (*words, f"({target.name})")))))
