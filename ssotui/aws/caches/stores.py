"""Choose where a session's secrets are: in AWS's cache folders, or in the keychain if the settings say so.

Who asks for a choice gets ``UnusableFile`` where :func:`ssotui.storage.token_store.chosen` raises it.
"""

from __future__ import annotations

from ssotui.aws import environment
from ssotui.storage import token_store
from ssotui.storage.secret_store import FileStore

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from typing import TypeAlias

    from ssotui.model.sources import Cached
    from ssotui.model.token import SsoSession
    from ssotui.storage.keychain import Keychain

    SecretStore: TypeAlias = FileStore | Keychain

SSO, CLI = "sso", "cli"
"""How the names begin in the keychain of what would be in ``~/.aws/sso/cache`` and in ``~/.aws/cli/cache``."""


def is_in_keychain(session: SsoSession | None) -> bool:
    """Tell whether the session's secrets belong in the keychain."""
    return session is not None and token_store.chosen().holds(session.label)


def of_tokens(session: SsoSession) -> SecretStore:
    """Give the store of the session's token."""
    return keychain_of_tokens(session) if is_in_keychain(session) else files_of_tokens()


def of_registrations(session: SsoSession) -> SecretStore:
    """Give the store of the session's client registration."""
    return keychain_of_registrations(session) if is_in_keychain(session) else files_of_tokens()


def of_keys(ref: Cached) -> SecretStore:
    """Give the store of the role's keys, which are where the token is that they come from."""
    session = ref.session
    return keychain_of_keys(session) if session and is_in_keychain(session) else files_of_keys()


def files_of_tokens() -> FileStore:
    """Give the folder of tokens and registrations."""
    return FileStore(environment.sso_cache())


def files_of_keys() -> FileStore:
    """Give the folder of cached keys."""
    return FileStore(environment.cli_cache())


def keychain_of_tokens(session: SsoSession) -> Keychain:
    """Give the part of the keychain that has the session's token."""
    from ssotui.aws.caches.keychain_facts import of_token
    from ssotui.storage.keychain import Keychain

    return Keychain(SSO, session.label, of_token, sure=False)


def keychain_of_registrations(session: SsoSession) -> Keychain:
    """Give the part of the keychain that has the session's registration."""
    from ssotui.storage.keychain import Keychain

    return Keychain(SSO, session.label, lambda _: {"registration": True}, sure=True)  # no list shows more of it


def keychain_of_keys(session: SsoSession) -> Keychain:
    """Give the part of the keychain that has the keys of the session's roles."""
    from ssotui.aws.caches.keychain_facts import of_keys as about
    from ssotui.storage.keychain import Keychain

    return Keychain(CLI, session.label, about, sure=True)
