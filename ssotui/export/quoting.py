"""Quote a value as a word of a shell, such that nothing in it can run: one pure function for each shell."""

from __future__ import annotations

import re

_POWERSHELL_QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")
"""All that PowerShell takes for a single quote; the typographic ones too."""

_NOT_FOR_CMD = re.compile(r'["%!\x00-\x1f\x7f]')
"""What ``cmd.exe`` reads even between quotes, and for which it has no escape that holds at the prompt and in a file."""

_PLAIN = re.compile(r"(?!=)(?!.*:=)[A-Za-z0-9/+=:_.-]+")
"""What no shell and no reader of a ``.env`` file takes apart in an assignment, so needs no quotes there: all that
AWS gives. zsh takes an ``=`` at the beginning or after a colon for more."""

_QUOTED_IN_DOTENV = re.compile(r"[^'\\$\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
"""What every reader takes as it stands between single quotes: some interpolate ``$``, some unescape backslashes."""


def posix(value: str) -> str:
    """Quote for sh, bash and zsh: single quotes keep every character but themselves."""
    return "'" + value.replace("'", "'\\''") + "'"


def posix_if_needed(value: str) -> str:
    """Quote the value of an assignment for sh, bash and zsh, if it needs quotes."""
    return value if _PLAIN.fullmatch(value) else posix(value)


def fish(value: str) -> str:
    """Quote for fish: between single quotes, a backslash escapes itself and the quote."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def powershell(value: str) -> str:
    """Quote for PowerShell: single quotes keep every character; one of them is written twice."""
    return "'" + _POWERSHELL_QUOTES.sub(r"\g<0>\g<0>", value) + "'"


def nushell(value: str) -> str:
    """Quote for nushell: double quotes, in which backslashes escape and nothing is interpolated."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def cmd(value: str) -> str:
    """Check a value for ``cmd.exe``, inside ``set "NAME=value"``. It stays as it is: there is no quoting it.

    Raises:
        ValueError: it holds a character that would be read as something else.
    """
    if _NOT_FOR_CMD.search(value):
        raise ValueError('it reads %, !, " and control characters between quotes too')
    return value


def dotenv(value: str) -> str:
    """Quote for a ``.env`` file: leave the value as it is, or put it between single quotes.

    Raises:
        ValueError: the readers of such files would take it for different things.
    """
    if _PLAIN.fullmatch(value):
        return value
    if _QUOTED_IN_DOTENV.fullmatch(value):
        return f"'{value}'"
    raise ValueError("its readers disagree on quotes, backslashes, dollar signs and line ends")
