"""Write changes of a shell's environment in the language of each shell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ssotui.export import quoting
from ssotui.model.records import NamedTuple

Changes = Mapping[str, "str | None"]
"""Environment variables by name, in their order; ``None`` for one that is to be unset."""

INIT = "SSOTUI_SHELL"
"""Set by the function of ``ssotui init`` while it waits for what to evaluate: in which shell."""


class Shell(NamedTuple):
    """A shell's way to set and to unset a variable."""

    assign: Callable[[str, str], str]
    unset: Callable[[Iterable[str]], str]

    def script(self, changes: Changes) -> str:
        """Return the commands that make the changes; those that unset come first."""
        gone = [name for name, value in changes.items() if value is None]
        lines = [self.assign(name, value) for name, value in changes.items() if value is not None]
        return "".join(f"{line}\n" for line in ([self.unset(gone)] if gone else []) + lines)


def _unset_in_fish(names: Iterable[str]) -> str:
    """Unset in both exported scopes: a universal variable hides behind a global one.

    It fails where one was not set.
    """
    these = " ".join(names)
    return f"set -eg {these}; set -eU {these}; or true;"


def _unset_in_posix(names: Iterable[str]) -> str:
    return f"unset {' '.join(names)}"


POSIX = Shell(lambda name, value: f"export {name}={quoting.posix(value)}", _unset_in_posix)

POSIX_NOT_EXPORTED = Shell(lambda name, value: f"{name}={quoting.posix_if_needed(value)}", _unset_in_posix)
"""A value gets quotes only if it needs them: people also hand these lines to ``export $(…)``, which would take the
quotes for a part of the value."""

FISH = Shell(lambda name, value: f"set -gx {name} {quoting.fish(value)};", _unset_in_fish)

POWERSHELL = Shell(
    lambda name, value: f"$Env:{name} = {quoting.powershell(value)}",
    lambda names: "\n".join(f"$Env:{name} = $null" for name in names),
)

NUSHELL = Shell(
    lambda name, value: f"$env.{name} = {quoting.nushell(value)}",
    lambda names: f"hide-env --ignore-errors {' '.join(names)}",
)
"""To paste or to source."""

SHELLS = {"bash": POSIX, "zsh": POSIX, "fish": FISH, "powershell": POWERSHELL}
"""Those that can evaluate what a program prints."""

WITHOUT_EVAL = "nushell"
"""It evaluates nothing, but reads JSON."""

NAMES = (*SHELLS, WITHOUT_EVAL)

INIT_LINES = {
    "bash": 'eval "$(ssotui init bash)"',
    "zsh": 'eval "$(ssotui init zsh)"',
    "fish": "ssotui init fish | source",
    "powershell": "Invoke-Expression (ssotui init powershell | Out-String)",
}
"""The line of each shell's start file that sets the shell up; nushell has a file of its own instead."""


def function(shell: str) -> str:
    """Return the function that makes ``use`` switch that shell, one of :data:`NAMES`."""
    from pathlib import Path

    return Path(__file__).with_name("shell_functions").joinpath(f"function.{shell}").read_text(encoding="utf-8")


def script(shell: str, changes: Changes) -> str:
    """Return what makes the changes in that shell, one of :data:`NAMES`.

    For nushell it is a JSON object, with ``null`` for what is to go.
    """
    if shell == WITHOUT_EVAL:
        import json  # late: the other shells are told without

        return json.dumps(changes, indent=2) + "\n"
    return SHELLS[shell].script(changes)
