"""The one table of commands: bindings, footer, palette, help, keymap and the README's table are made from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Place(StrEnum):
    """Where a command applies."""

    PROFILES = "profiles"
    SESSIONS = "sessions"
    ACCOUNTS = "accounts"
    KEYS = "keys"
    SIGN_IN = "sign-in"
    DOCTOR = "doctor"


PLACE_NAMES = {
    Place.PROFILES: ("Profiles", "view.profiles"),
    Place.SESSIONS: ("Sessions", "view.sessions"),
    Place.ACCOUNTS: ("Accounts", "view.accounts"),
    Place.KEYS: ("the Keys screen", "keys.open"),
    Place.SIGN_IN: ("the sign-in screen", "session.sign_in"),
    Place.DOCTOR: ("the doctor", "app.doctor"),
}
"""What each is called, and the command that leads there."""

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
        footer: where the bottom line shows it; the help always does.
        at_once: whether it acts before the keys typed after it are handed out, as what moves the keyboard's focus must.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    action: str
    places: frozenset[Place] = field(default=LISTS)
    footer: frozenset[Place] = frozenset()
    at_once: bool = False


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
        footer=EVERYWHERE,
    ),
    Command(
        "keys.default",
        ("enter",),
        "default way out",
        "The default way out: copy the keys in the default format.",
        "copy",
        frozenset({Place.KEYS}),
    ),
    Command(
        "keys.copy",
        ("c",),
        "copy",
        "Copy the keys to the clipboard in the default format.",
        "copy",
        WITH_ROLES | {Place.KEYS},
        footer=EVERYWHERE,
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
        "keys.copy_command",
        ("y",),
        "copy command",
        "Copy the command line that does the same.",
        "copy_command",
        LISTS | {Place.KEYS},
    ),
    Command(
        "keys.write",
        ("w",),
        "write",
        "Write the keys to a file: its changes are shown, enter makes them.",
        "write",
        WITH_ROLES | {Place.KEYS},
        footer=EVERYWHERE,
    ),
    Command(
        "profile.use",
        ("u",),
        "use",
        "Switch this shell to the profile, and leave; a role without one gets it first.",
        "use",
        WITH_ROLES | {Place.KEYS},
        footer=EVERYWHERE,
    ),
    Command(
        "keys.shell",
        ("s",),
        "shell",
        "Open a shell with the keys in its environment; exit comes back.",
        "shell",
        frozenset({Place.KEYS}),
        footer=EVERYWHERE,
    ),
    Command(
        "console.open",
        ("o",),
        "console",
        "Open the AWS console in the row's role.",
        "console",
        WITH_ROLES | {Place.KEYS},
        footer=EVERYWHERE,
    ),
    Command(
        "console.copy_link",
        ("O",),
        "copy link",
        "Copy the link to the AWS console in the row's role.",
        "copy_link",
        WITH_ROLES | {Place.KEYS},
    ),
    Command(
        "keys.reveal",
        ("v",),
        "reveal",
        "Show the masked values for 10 seconds.",
        "reveal",
        frozenset({Place.KEYS}),
        footer=EVERYWHERE,
    ),
    Command(
        "session.open",
        ("enter",),
        "accounts",
        "Show the accounts of the row's session; sign in first, if that is needed.",
        "open_session",
        frozenset({Place.SESSIONS}),
        footer=EVERYWHERE,
    ),
    Command(
        "session.sign_in",
        ("l",),
        "sign in",
        "Sign in to the row's session, or renew it.",
        "sign_in",
        LISTS | {Place.KEYS},
        footer=EVERYWHERE,
    ),
    Command(
        "session.sign_out",
        ("L",),
        "sign out",
        "Sign out of the row's session.",
        "sign_out",
        LISTS | {Place.KEYS},
        footer=frozenset({Place.SESSIONS}),
    ),
    Command(
        "session.new",
        ("n",),
        "new session",
        "Make an SSO session: name, start URL, region.",
        "new_session",
        frozenset({Place.SESSIONS}),
        footer=EVERYWHERE,
    ),
    Command(
        "session.delete",
        ("D", "delete"),
        "delete",
        "Delete the row's file, after a yes.",
        "delete_file",
        frozenset({Place.SESSIONS}),
        footer=EVERYWHERE,
    ),
    Command("sign_in.open", ("o",), "open", "Open the page in a browser.", "open_page", SIGNING_IN),
    Command("sign_in.copy_url", ("u",), "copy URL", "Copy the page's address.", "copy_url", SIGNING_IN),
    Command("sign_in.copy_code", ("c",), "copy code", "Copy the code.", "copy_code", SIGNING_IN),
    Command(
        "sign_in.switch",
        ("f",),
        "other way",
        "Take the other way: a browser here, or a code.",
        "switch_flow",
        SIGNING_IN,
    ),
    Command(
        "doctor.mend",
        ("enter",),
        "mend",
        "Mend the finding, after a look at the change.",
        "mend",
        frozenset({Place.DOCTOR}),
        footer=EVERYWHERE,
    ),
    Command(
        "list.filter",
        ("slash",),
        "filter",
        "Filter the list by anything a row says.",
        "filter",
        footer=EVERYWHERE,
        at_once=True,
    ),
    Command(
        "list.select",
        ("space",),
        "select",
        "Select the row, or no longer; w, n and c act on all selected.",
        "select",
        WITH_ROLES,
        footer=frozenset({Place.ACCOUNTS}),
    ),
    Command(
        "list.select_all",
        ("ctrl+a",),
        "select all",
        "Select every row that the filter shows.",
        "select_all",
        WITH_ROLES,
    ),
    Command(
        "profile.new",
        ("n",),
        "new profile",
        "Make a profile of the row's account and role.",
        "new_profile",
        WITH_ROLES,
        footer=frozenset({Place.ACCOUNTS}),
    ),
    Command("list.favourite", ("f",), "favourite", "Make the row a favourite, or no longer.", "favourite", WITH_ROLES),
    Command(
        "list.sort",
        ("s",),
        "sort",
        "Sort by file, name, account, time left or recent use, in turn.",
        "sort",
        WITH_ROLES,
    ),
    Command(
        "list.reload",
        ("r",),
        "reload",
        "Read the files again; in Accounts, ask the portal.",
        "reload",
        EVERYWHERE,
        footer=frozenset({Place.DOCTOR}),
    ),
    Command(
        "view.mask",
        ("m",),
        "mask",
        "Hide account IDs and e-mails, for a shared screen; again to show them.",
        "app.mask",
        LISTS | {Place.KEYS, Place.DOCTOR},
    ),
    Command(
        "app.doctor",
        ("d",),
        "doctor",
        "Tell whose credentials aws would use here, and what is wrong.",
        "doctor",
    ),
    Command(
        "app.undo",
        ("z",),
        "undo",
        "Take back the last change that ssotui made to a file.",
        "app.undo",
        EVERYWHERE,
    ),
    Command(
        "keys.install_process",
        ("P",),
        "credential_process",
        "Add a profile that asks ssotui for this one's keys, for SDKs that know no SSO.",
        "install_process",
        frozenset({Place.PROFILES, Place.KEYS}),
    ),
    Command(
        "keys.purge",
        ("X",),
        "purge",
        "Remove the expired keys that ssotui wrote to the credentials file.",
        "app.purge",
        LISTS | {Place.KEYS},
    ),
    Command("app.help", ("question_mark",), "help", "Show every key.", "help", EVERYWHERE, footer=EVERYWHERE),
    Command(
        "app.palette",
        ("ctrl+p",),
        "commands",
        "Search every command.",
        "app.command_palette",
        EVERYWHERE,
        footer=EVERYWHERE,
    ),
    Command(
        "app.back",
        ("escape",),
        "back",
        "Stop what is under way, clear the filter, or go back.",
        "back",
        EVERYWHERE,
        footer=EVERYWHERE - LISTS,
    ),
    Command("app.quit", ("q", "ctrl+c"), "quit", "Leave.", "app.quit", EVERYWHERE, footer=EVERYWHERE),
)

MOVES: tuple[Command, ...] = (
    Command("move.up", ("up", "k"), "up", "Go up one row.", "move(-1)"),
    Command("move.down", ("down", "j"), "down", "Go down one row.", "move(1)"),
    Command("move.page_up", ("pageup",), "page up", "Go up one screenful.", "page(-1)"),
    Command("move.page_down", ("pagedown",), "page down", "Go down one screenful.", "page(1)"),
    Command("move.first", ("home",), "first", "Go to the first row.", "edge(-1)"),
    Command("move.last", ("end",), "last", "Go to the last row.", "edge(1)"),
)
"""How the list's cursor moves: keys to be remapped as others are, too many for the palette and the bar."""

BY_ID = {command.id: command for command in (*COMMANDS, *MOVES)}


def for_place(place: Place) -> tuple[Command, ...]:
    """The commands that apply there, in the order of the table."""
    return tuple(command for command in COMMANDS if place in command.places)
