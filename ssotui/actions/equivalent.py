"""The command line that does what the screen is about to do, so that the one teaches the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssotui.model.credentials import RoleRef
from ssotui.model.token import SsoSession

if TYPE_CHECKING:
    from ssotui.actions.keys import Target


def creds(target: Target, *options: str) -> str:
    """``ssotui creds …`` for the keys of a profile, or of a role that no profile names.

    Args:
        target: whose keys.
        options: more of the command line, as ``--format`` and ``json``.
    """
    return _line("creds", *_named(target), *options)


def console(target: Target) -> str:
    """``ssotui console …``."""
    return _line("console", *_named(target))


def install_process(profile: str, name: str) -> str:
    """``ssotui credential-process … --install …``."""
    return _line("credential-process", profile, "--install", name)


def login(session: SsoSession) -> str:
    """``ssotui login …``."""
    return _line("login", session.label)


def logout(session: SsoSession) -> str:
    """``ssotui logout …``."""
    return _line("logout", session.label)


def _named(target: Target) -> tuple[str, ...]:
    source = target.source
    if target.is_profile or not isinstance(source, RoleRef):
        return (target.name,)
    return ("--session", source.session.label, "--account", source.account_id, "--role", source.role_name)


def _line(*words: str) -> str:
    import shlex

    return shlex.join(("ssotui", *words))
