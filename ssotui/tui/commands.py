"""The one table of commands: bindings, footer, palette, help and the README's table are made from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from textual.binding import Binding


class Place(StrEnum):
    """Where a command applies."""

    PROFILES = "profiles"
    SESSIONS = "sessions"
    ACCOUNTS = "accounts"
    KEYS = "keys"
    SIGN_IN = "sign-in"


LISTS = frozenset({Place.PROFILES, Place.SESSIONS, Place.ACCOUNTS})
WITH_ROLES = frozenset({Place.PROFILES, Place.ACCOUNTS})
SIGNING_IN = frozenset({Place.SIGN_IN})
EVERYWHERE = frozenset(Place)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can do on the screen.

    Attributes:
        id: stable name, by which a key is remapped.
        keys: Textual key names, the first one shown; none for what only the palette has.
        title: a word or two for the footer and the palette.
        help: one sentence for the help screen, the palette and the README.
        action: the Textual action that does it.
        places: where it applies.
        footer: whether the footer shows it; the help always does.
        shown_key: how the key is written, if not as it is named.
        at_once: whether it acts before the keys typed after it are handed out, as what moves the keyboard's focus must.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    action: str
    places: frozenset[Place] = field(default=LISTS)
    footer: bool = False
    shown_key: str = ""
    at_once: bool = False

    @property
    def key_text(self) -> str:
        """The key as a person reads it."""
        return self.shown_key or (self.keys[0] if self.keys else "^p")


COMMANDS: tuple[Command, ...] = (
    Command("view.profiles", ("1",), "Profiles", "Show every profile.", "view('profiles')"),
    Command("view.sessions", ("2",), "Sessions", "Show every file of the SSO cache.", "view('sessions')"),
    Command(
        "view.accounts",
        ("3",),
        "Accounts",
        "Show the accounts and roles of the signed-in sessions.",
        "view('accounts')",
    ),
    Command(
        "keys.open",
        ("enter",),
        "keys",
        "Fetch the row's keys and show the ways out.",
        "open_keys",
        WITH_ROLES,
        footer=True,
        shown_key="⏎",
    ),
    Command(
        "keys.copy",
        ("c",),
        "copy",
        "Copy the keys in the default format.",
        "copy",
        WITH_ROLES | {Place.KEYS},
        footer=True,
    ),
    Command(
        "keys.copy_as",
        ("C",),
        "copy as",
        "Pick a format, then copy the keys in it.",
        "copy_as",
        WITH_ROLES | {Place.KEYS},
    ),
    Command(
        "keys.write",
        ("w",),
        "write",
        "Write the keys to the shared credentials file.",
        "write",
        WITH_ROLES | {Place.KEYS},
        footer=True,
    ),
    Command(
        "keys.reveal",
        ("v",),
        "reveal",
        "Show the masked values for 10 seconds.",
        "reveal",
        frozenset({Place.KEYS}),
        footer=True,
    ),
    Command(
        "session.sign_in",
        ("l",),
        "sign in",
        "Sign in to the row's session, or renew it.",
        "sign_in",
        LISTS | {Place.KEYS},
        footer=True,
    ),
    Command(
        "session.sign_out",
        ("L",),
        "sign out",
        "Sign out of the row's session.",
        "sign_out",
        LISTS | {Place.KEYS},
    ),
    Command("sign_in.open", ("o",), "open", "While signing in: open the page in a browser.", "open_page", SIGNING_IN),
    Command(
        "sign_in.copy_url", ("u",), "copy URL", "While signing in: copy the page's address.", "copy_url", SIGNING_IN
    ),
    Command("sign_in.copy_code", ("c",), "copy code", "While signing in: copy the code.", "copy_code", SIGNING_IN),
    Command(
        "sign_in.switch",
        ("f",),
        "other way",
        "While signing in: take the other way, a browser here or a code.",
        "switch_flow",
        SIGNING_IN,
    ),
    Command(
        "list.filter",
        ("slash",),
        "filter",
        "Filter the list by anything a row says.",
        "filter",
        footer=True,
        shown_key="/",
        at_once=True,
    ),
    Command(
        "list.reload", ("r",), "reload", "Read the files again; in Accounts, ask the portal.", "reload", EVERYWHERE
    ),
    Command(
        "app.undo",
        (),
        "undo",
        "Take back the last change that ssotui made to a file.",
        "app.undo",
        EVERYWHERE,
        shown_key="^p undo",
    ),
    Command("app.help", ("question_mark",), "help", "Show every key.", "help", EVERYWHERE, footer=True, shown_key="?"),
    Command(
        "app.palette",
        ("ctrl+p",),
        "commands",
        "Search every command.",
        "app.command_palette",
        EVERYWHERE,
        footer=True,
        shown_key="^p",
    ),
    Command("app.back", ("escape",), "back", "Clear the filter, or go back.", "back", EVERYWHERE, shown_key="esc"),
    Command("app.quit", ("q", "ctrl+c"), "quit", "Leave.", "app.quit", EVERYWHERE, footer=True),
)

MOVES: tuple[tuple[str, str, str], ...] = (
    ("up,k", "move(-1)", "Up"),
    ("down,j", "move(1)", "Down"),
    ("pageup", "page(-1)", "Page up"),
    ("pagedown", "page(1)", "Page down"),
    ("home", "edge(-1)", "First"),
    ("end", "edge(1)", "Last"),
)
"""How the cursor moves: keys, action, title."""


def bindings(*places: Place) -> list[Binding]:
    """The Textual bindings of the commands that apply in any of the places."""
    return [
        Binding(
            ",".join(command.keys),
            command.action,
            command.title,
            id=command.id,
            tooltip=command.help,
            key_display=command.key_text,
            show=command.footer,
            priority=command.at_once,
        )
        for command in COMMANDS
        if command.keys and command.places & frozenset(places)
    ]


def for_place(place: Place) -> tuple[Command, ...]:
    """The commands that apply there, in the order of the table."""
    return tuple(command for command in COMMANDS if place in command.places)
