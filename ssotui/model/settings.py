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
    """``config.toml`` (see ``ssotui settings --example``), read.

    Attributes:
        copy_format: the format of ``c``, by its name.
        clear_clipboard_after: seconds; 0 for never.
        login_flow: ``auto``, ``pkce`` or ``device``.
        callback_port: the port on which the browser's answer is awaited, 0 for any that is free.
        browser: a command with ``{url}`` or ``%s`` for the address, and names in braces for what a console is of;
            ``None`` for ``BROWSER`` or the platform's own.
        bell: whether the terminal's bell rings when a sign-in is about to end.
        notifications: whether the terminal shows a notification of its own then, where it is known to.
        theme: the name of a theme of ours or of Textual's.
        sort: the order of the lists: ``file`` (as they are read), ``name``, ``account``, ``time``, ``recent`` or
            ``grouped``.
        keymap: key by command id; several keys are parted by commas.
        mask: whether account IDs and e-mails are hidden on the screen.
        refresh_written: whether the screen writes new keys where ssotui wrote some that are about to end.
        profile_template: how new profiles are named.
        token_store: ``files`` or ``keyring``: where tokens, client registrations and cached keys are kept.
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
