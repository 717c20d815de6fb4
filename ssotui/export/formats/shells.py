"""Write commands by which a shell takes the keys into its environment, and drops what contradicts them."""

from __future__ import annotations

from ssotui.export import quoting
from ssotui.export.formats.variables import changes
from ssotui.export.shells import script
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import OTHER_FORMAT, UsageError
from ssotui.model.secret import Secret

CMD_LINE = 8191
"""Characters of a line, beyond which ``cmd.exe`` cuts it off."""


def env(outgoing: Outgoing) -> Secret:
    """Return ``export`` commands for bash, zsh and every other POSIX shell."""
    return Secret(script("bash", changes(outgoing)))


def env_no_export(outgoing: Outgoing) -> Secret:
    """Return assignments for a POSIX shell, which are not exported.

    A value gets quotes only if it needs them: people also hand these lines to ``export $(…)``, which would take the
    quotes for a part of the value.
    """
    settings = changes(outgoing)
    lines = [f"unset {' '.join(name for name, value in settings.items() if value is None)}"]
    lines += [f"{name}={quoting.posix_if_needed(value)}" for name, value in settings.items() if value is not None]
    return Secret(_joined(lines))


def fish(outgoing: Outgoing) -> Secret:
    """Return ``set`` commands for fish."""
    return Secret(script("fish", changes(outgoing)))


def powershell(outgoing: Outgoing) -> Secret:
    """Return assignments for PowerShell on every platform."""
    return Secret(script("powershell", changes(outgoing)))


def nushell(outgoing: Outgoing) -> Secret:
    """Return commands for nushell, to paste or to source: it evaluates nothing that a program prints."""
    settings = changes(outgoing)
    lines = [f"hide-env --ignore-errors {' '.join(name for name, value in settings.items() if value is None)}"]
    lines += [f"$env.{name} = {quoting.nushell(value)}" for name, value in settings.items() if value is not None]
    return Secret(_joined(lines))


def windows_cmd(outgoing: Outgoing) -> Secret:
    """Return ``set`` commands for ``cmd.exe``, at its prompt or in a batch file."""
    return Secret(_joined([_set(name, value) for name, value in changes(outgoing).items()]))


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


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
