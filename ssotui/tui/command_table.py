"""The one table of commands: bindings, footer, palette, help, keymap and the README's table are made from it.

Each entry stands beside its coroutine in its feature's ``commands.py``; here they have their order.
"""

from __future__ import annotations

from ssotui.tui.browser import commands as browser
from ssotui.tui.doctor import commands as doctor
from ssotui.tui.keys import commands as keys
from ssotui.tui.keys import console_commands as console
from ssotui.tui.profiles import commands as profiles
from ssotui.tui.profiles import file_commands as files
from ssotui.tui.serving import commands as serving
from ssotui.tui.sessions import commands as sessions
from ssotui.tui.shell import app_commands as app
from ssotui.tui.shell.commands import MOVES, Command

COMMANDS: tuple[Command, ...] = (
    browser.PROFILES,
    browser.SESSIONS,
    browser.ACCOUNTS,
    browser.PREVIOUS,
    browser.NEXT,
    keys.OPEN,
    keys.DEFAULT,
    keys.COPY,
    keys.COPY_AS,
    keys.COPY_COMMAND,
    keys.WRITE,
    profiles.USE,
    keys.SHELL,
    console.CONSOLE,
    console.CONSOLE_AT,
    console.COPY_LINK,
    keys.REVEAL,
    sessions.OPEN,
    sessions.SIGN_IN,
    sessions.SIGN_OUT,
    sessions.NEW,
    sessions.DELETE,
    sessions.OPEN_PAGE,
    sessions.COPY_URL,
    sessions.COPY_CODE,
    sessions.SWITCH,
    doctor.FIX,
    browser.FILTER,
    browser.LAST_USED,
    browser.SELECT,
    browser.SELECT_ALL,
    profiles.NEW,
    files.EDIT,
    files.SETTINGS,
    files.RENAME,
    files.DELETE,
    browser.FAVOURITE,
    browser.SORT,
    browser.REVERSE,
    app.RELOAD,
    app.MASK,
    app.THEME,
    doctor.DOCTOR,
    app.UNDO,
    keys.ADD_PROCESS,
    serving.SERVE,
    serving.STOP,
    keys.PURGE,
    app.HELP,
    app.PALETTE,
    app.BACK,
    app.SUSPEND,
    app.CLOSE,
    app.QUIT,
)

BY_ID: dict[str, Command] = {entry.id: entry for entry in (*COMMANDS, *MOVES)}
"""Every command and every move of the cursor, by its ID."""
