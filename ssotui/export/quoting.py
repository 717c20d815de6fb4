"""Quote a value as a word of a shell, such that nothing in it can run: one pure function for each shell."""

from __future__ import annotations

_POWERSHELL_QUOTES = "'\u2018\u2019\u201a\u201b"
"""All that PowerShell takes for a single quote; the typographic ones too."""

_NOT_FOR_CMD = r'["%!\x00-\x1f\x7f]'
"""What ``cmd.exe`` reads even between quotes, and for which it has no escape that holds at the prompt and in a file."""

LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
"""Those of ASCII; to import ``string`` for them would import ``re``."""

_PLAIN = f"{LETTERS_AND_DIGITS}/+=:_.-"
"""No shell and no reader of a ``.env`` file takes an assignment of these characters apart."""

_QUOTED_IN_DOTENV = r"[^'\\$\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+"
"""What every reader takes as it stands between single quotes: some interpolate ``$``, some unescape backslashes."""


def posix(value: str) -> str:
    """Quote for sh, bash and zsh: single quotes keep every character but themselves."""
    return "'" + value.replace("'", "'\\''") + "'"


def posix_if_needed(value: str) -> str:
    """Quote the value of an assignment for sh, bash and zsh, if it needs quotes."""
    return value if _is_plain(value) else posix(value)


def fish(value: str) -> str:
    """Quote for fish: between single quotes, a backslash escapes itself and the quote."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def powershell(value: str) -> str:
    """Quote for PowerShell: single quotes keep every character; one of them is written twice."""
    for quote in _POWERSHELL_QUOTES:
        value = value.replace(quote, quote * 2)
    return f"'{value}'"


def nushell(value: str) -> str:
    """Quote for nushell: double quotes, in which backslashes escape and nothing is interpolated."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def cmd(value: str) -> str:
    """Check a value for ``cmd.exe``, inside ``set "NAME=value"``. It stays as it is: there is no quoting it.

    Raises:
        ValueError: it holds a character that would be read as something else.
    """
    import re  # late, as below: sh is told without

    if re.search(_NOT_FOR_CMD, value):
        raise ValueError('it reads %, !, " and control characters between quotes too')
    return value


def dotenv(value: str) -> str:
    """Quote for a ``.env`` file: leave the value as it is, or put it between single quotes.

    Raises:
        ValueError: the readers of such files would take it for different things.
    """
    import re

    if _is_plain(value):
        return value
    if re.fullmatch(_QUOTED_IN_DOTENV, value):
        return f"'{value}'"
    raise ValueError("its readers disagree on quotes, backslashes, dollar signs and line ends")


def _is_plain(value: str) -> bool:
    """Tell whether it needs no quotes in an assignment, as all that AWS gives.

    zsh takes an ``=`` at the beginning or after a colon for more.
    """
    return bool(value) and not value.strip(_PLAIN) and not value.startswith("=") and ":=" not in value
