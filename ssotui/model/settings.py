"""The settings, with a default for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ssotui.model.records import NamedTuple


class Environment(NamedTuple):
    """A group of profiles, accounts and roles, such as production.

    Attributes:
        pattern: a shell pattern (``*prod*``), matched against the names of profile, account and role, in any case.
        label: a word or two to show beside the name, as ``PROD``.
        colour: a colour's name or ``#rrggbb``.
        confirm: whether to ask before keys are copied, written, served or used, or the console is opened.
    """

    pattern: str
    label: str
    colour: str = "red"
    confirm: bool = False


class Settings(NamedTuple):
    """``config.toml``, read. ``ssotui settings --example``, which is made of a table, says what each setting means.

    Attributes:
        clear_clipboard_after: seconds.
        browser: ``None`` for ``BROWSER`` or the platform's own.
        keymap: key by command id; several keys are parted by commas.
        token_store: ``files`` or ``keyring``.
        sessions: the same for single sessions, by their names.
        environments: the first that matches counts.
    """

    copy_format: str = "env"
    clear_clipboard_after: float = 45
    login_flow: str = "auto"
    callback_port: int = 0
    browser: str | None = None
    bell: bool = True
    theme: str = "ssotui-dark"
    sort: str = "file"
    keymap: Mapping[str, str] = MappingProxyType({})
    mask: bool = False
    refresh_written: bool = False
    profile_template: str = "{account_name|slug}-{role|slug}"
    environments: tuple[Environment, ...] = ()
    token_store: str = "files"  # noqa: S105 - no password
    sessions: Mapping[str, str] = MappingProxyType({})
    notifications: bool = True


DEFAULTS = Settings()
