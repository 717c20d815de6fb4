"""Write commands by which a shell takes the keys into its environment, and drops what contradicts them."""

from __future__ import annotations

from collections.abc import Callable

from ssotui.export import quoting
from ssotui.export.formats.variables import changes
from ssotui.export.shells import Shell
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import OTHER_FORMAT, UsageError
from ssotui.model.secret import Secret

CMD_LINE = 8191
"""Characters of a line, beyond which ``cmd.exe`` cuts it off."""


def commands(shell: Shell) -> Callable[[Outgoing], Secret]:
    """Make the format of that shell's commands."""
    return lambda outgoing: Secret(shell.script(changes(outgoing)))


def windows_cmd(outgoing: Outgoing) -> Secret:
    """Return ``set`` commands for ``cmd.exe``, at its prompt or in a batch file."""
    return Secret("".join(f"{_set(name, value)}\n" for name, value in changes(outgoing).items()))


def _set(name: str, value: str | None) -> str:
    """Between these quotes ``&``, ``|``, ``<``, ``>`` and ``^`` are letters; nothing after the ``=`` unsets it."""
    try:
        line = f'set "{name}={quoting.cmd(value or "")}"'
    except ValueError as error:
        raise UsageError(
            f"{name} cannot be set in cmd.exe: {error}.", "Use --format powershell.", on_screen=OTHER_FORMAT
        ) from None
    if len(line) > CMD_LINE:
        raise UsageError(
            f"{name} cannot be set in cmd.exe: it reads no line of more than {CMD_LINE:,} characters.",
            "Use --format powershell.",
            on_screen=OTHER_FORMAT,
        )
    return line
