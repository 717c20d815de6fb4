"""Every setting, once: what it means, what it may be, and how the example shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from ssotui.model.records import NamedTuple
from ssotui.model.settings import DEFAULTS
from ssotui.storage import token_store

WEEK = 7 * 24 * 3600
PLACEHOLDERS = frozenset({"url", "profile", "account", "role", "label", "colour"})
"""The names that can stand in braces in the command of a browser."""


class Setting(NamedTuple):
    """One key of ``config.toml``, with its check.

    Attributes:
        name: the key, which is also the attribute of :class:`ssotui.model.settings.Settings` or of ``Environment``.
        means: for the example: what it does, and what it may be.
        check: from the value in the file to that of the settings.
            Raises ValueError, with what the value has to be.
        example: the lines of the example, where the default would show nothing.
    """

    name: str
    means: str
    check: Callable[[Any], Any]
    example: str = ""

    @property
    def shown(self) -> str:
        """The TOML that sets it to its default."""
        # JSON's texts, numbers and truths are TOML's too.
        return self.example or f"{self.name} = {json.dumps(getattr(DEFAULTS, self.name))}"


def _one_of(*choices: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return str(value)

    return check


def _format(value: Any) -> str:
    from ssotui.export.formats import FORMATS

    return _one_of(*FORMATS)(value)


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= WEEK:
        raise ValueError(f"a number of seconds up to {WEEK} (a week), 0 for never")
    return float(value)


def _port(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 16:
        raise ValueError("a port's number, 0 for any that is free")
    return value


def _truth(value: Any) -> bool:
    """Read a TOML boolean as one."""
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004 - one kind of error for all that a value is not
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text")
    return value


def _command(value: Any) -> str:
    import shlex

    try:
        words = shlex.split(_text(value))
    except ValueError:
        words = []
    if not words:
        raise ValueError("a command, its quotes in pairs")
    if set(re.findall(r"\{(\w*)\}", value)) - PLACEHOLDERS:
        raise ValueError(f"a command, with nothing in braces but {', '.join(sorted(PLACEHOLDERS))}")
    return str(value)


def _keys(value: Any) -> str:
    """The keys of a command, parted by commas."""
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name.strip() for name in names):
        raise ValueError("the name of a key, or several")
    return ",".join(name.strip() for name in names)


def _colour(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6}|[a-z]+(_[a-z0-9]+)*", value):
        raise ValueError('a colour\'s name, or "#rrggbb"')
    return value


SETTINGS: tuple[Setting, ...] = (
    Setting("copy_format", "In what format keys are copied: one of those of ssotui creds --format.", _format),
    Setting("clear_clipboard_after", "After how many seconds the clipboard is cleared; 0 for never.", _seconds),
    Setting(
        "login_flow",
        "How to sign in: pkce (a browser on this machine), device (a code for a browser anywhere), or auto, by the "
        "environment.",
        _one_of("auto", "pkce", "device"),
    ),
    Setting(
        "callback_port",
        "On which port of 127.0.0.1 the browser's answer is awaited, for forwarding it over SSH; 0 for any that is "
        "free.",
        _port,
    ),
    Setting(
        "browser",
        "The command that opens a web page, with {url} or %s for the address (without them it comes last), instead of "
        "BROWSER and the system's own browser. {profile}, {account}, {role}, {label} and {colour} name what a console "
        "is of, so that each can have its own container or browser profile; {profile} is sign-in for a page to sign "
        "in on.",
        _command,
        """\
browser = "firefox --private-window {url}"
 Firefox containers, by the extension "Open external links in a container"; each signs in once:
   browser = "firefox 'ext+container:name={profile}&color={colour}&url={url}'"
 Profiles of Chrome, one for each account, or its private windows:
   browser = "google-chrome '--profile-directory={account}' {url}"
   browser = "google-chrome --incognito {url}\"""",
    ),
    Setting("bell", "Whether the terminal's bell rings when a sign-in is about to end.", _truth),
    Setting(
        "notifications",
        "Whether the terminal shows a notification of its own then. iTerm2, kitty, WezTerm, Ghostty, foot and "
        "rxvt-unicode do, and tmux within them if its allow-passthrough is on.",
        _truth,
    ),
    Setting(
        "theme",
        "The screen's theme. The command Theme shows all themes and remembers the one that you pick, unless it is set "
        "here.",
        _text,
    ),
    Setting(
        "sort",
        "How the lists are sorted: by file (as they stand there), time (left), name, account, recent (use), or "
        "grouped by session and account.",
        _one_of("file", "name", "account", "time", "recent", "grouped"),
    ),
    Setting("mask", "Whether account IDs and e-mails are hidden on the screen, for sharing it.", _truth),
    Setting(
        "refresh_written",
        "Whether the screen, while it is open, writes new keys to the sections and .env files that ssotui wrote, "
        "before those in them end. Where confirm is set, it leaves them as they are.",
        _truth,
    ),
    Setting("profile_template", "How new profiles are named.", _text),
    Setting(
        token_store.NAME,
        "Where tokens, client registrations and cached keys are kept: in AWS's own files, which all tools share, or in "
        "the system's keychain (keyring), where only ssotui finds them. ssotui settings moves what is there already.",
        _one_of(token_store.FILES, token_store.KEYRING),
    ),
)
"""All but the three below, in the order of the example."""

SESSION = Setting(
    token_store.NAME,
    "The same for one session, by its name (or its start URL in quotes, if it has no name).",
    _one_of(token_store.FILES, token_store.KEYRING),
    '[sessions.acme]\ntoken_store = "keyring"',
)

KEYMAP = Setting(
    "keymap",
    "Other keys for the screen's commands, by their IDs; separate several keys with commas.",
    _keys,
    '[keymap]\nlist.filter = "slash,ctrl+f"',
)

ENVIRONMENT: tuple[Setting, ...] = (
    Setting(
        "pattern",
        "A pattern for the names of profile, account and role and for the account's ID: * is any text, ? any "
        "character, upper and lower case alike.",
        _text,
        'pattern = "*prod*"',
    ),
    Setting("label", "What is shown beside the name.", _text, 'label = "PROD"'),
    Setting("colour", 'Its colour: a name or "#rrggbb".', _colour, 'colour = "red"'),
    Setting(
        "confirm",
        "Whether to ask before keys are copied, written, served or used, or the console is opened.",
        _truth,
        "confirm = true",
    ),
)
"""The keys of each of the ``[[environments]]``."""
