"""Start the person's own shell so that its prompt says whose keys it has.

Each shell reads all of the person's own start files, and after them ours, which puts a mark before the prompt. A shell
that is not known starts without a mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ssotui.aws.environment import SUBSHELL
from ssotui.export import quoting

MARKS = Path(__file__).with_name("prompt_marks")
POSIX = frozenset({"sh", "dash", "ash", "ksh", "ksh93", "mksh"})
"""Shells that read the file named by ``ENV`` when a person is at them."""


def marked(shell: str, environ: Mapping[str, str]) -> tuple[list[str], Mapping[str, str]]:
    """Return the command that starts the shell with its mark, and the environment for it.

    Args:
        shell: the program, or its path.
        environ: for the shell; :data:`SUBSHELL` in it is what the mark says.
    """
    match Path(shell).name.lower().removesuffix(".exe"):
        case "bash":
            return [shell, "--rcfile", str(MARKS / "mark.bash")], environ
        case "zsh":
            own = {"SSOTUI_ZDOTDIR": environ.get("ZDOTDIR", "")}
            return [shell], {**environ, **own, "ZDOTDIR": str(MARKS / "zsh")}
        case "fish":
            return [shell, "--init-command", f"source {quoting.fish(str(MARKS / 'mark.fish'))}"], environ
        case "cmd":
            mark = environ.get(SUBSHELL, "").replace("$", "$$")
            return [shell], {**environ, "PROMPT": f"({mark}) {environ.get('PROMPT', '$P$G')}"}
        case name if name in POSIX:
            return [shell], {**environ, "SSOTUI_ENV": environ.get("ENV", ""), "ENV": str(MARKS / "mark.sh")}
        case _:
            return [shell], environ
