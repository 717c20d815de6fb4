"""Choose the person's own editor for a file, and have it open the file at a line where that can be asked of it."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

from ssotui.model.errors import UsageError
from ssotui.model.records import NamedTuple
from ssotui.model.text import visible

VARIABLES = ("VISUAL", "EDITOR")
"""The variables that name a person's editor, the one that counts first."""

PLUS = frozenset({
    "vi", "vim", "nvim", "view", "vis", "nano", "pico", "emacs", "emacsclient", "micro", "hx", "helix", "kak", "joe",
    "jed", "mg", "ne",
})  # fmt: skip
"""Editors that take ``+LINE`` before the file."""

GOTO = frozenset({"code", "code-insiders", "codium", "vscodium", "cursor", "windsurf", "positron"})
"""Editors that take ``--goto FILE:LINE``; they return at once unless they are told to wait."""

COLON = frozenset({"subl", "sublime_text", "zed", "zeditor"})
"""Editors that take ``FILE:LINE``, and have to be told to wait too."""

WAIT = "--wait"
_SHORT_WAIT = "-w"
_SET = "Set VISUAL or EDITOR to your editor, for example: export EDITOR=nano"


class Editor(NamedTuple):
    """The editor that a person has set.

    Attributes:
        name: of the program, without its folder.
        words: the program and the arguments that its variable gives.
    """

    name: str
    words: tuple[str, ...]

    def command(self, path: Path, line: int = 0) -> tuple[str, ...]:
        """Make the command that opens the file, at the line if the editor is known to take one.

        Args:
            path: the file.
            line: from 1; 0 for no line.
        """
        file = str(path)
        if not line or self.name not in PLUS | GOTO | COLON:
            return (*self.words, file)
        if self.name in PLUS:
            return (*self.words, f"+{line}", file)
        waits = {WAIT, _SHORT_WAIT} & set(self.words)
        goto = ("--goto",) if self.name in GOTO else ()
        return (*self.words, *(() if waits else (WAIT,)), *goto, f"{file}:{line}")


def editor_of(environ: Mapping[str, str] = os.environ) -> Editor:
    """Find the editor that the environment names.

    Raises:
        UsageError: it names none, or none that there is.
    """
    variable = next((name for name in VARIABLES if environ.get(name, "").strip()), "")
    if not variable:
        if os.name != "nt":
            raise UsageError("No editor is set.", _SET)
        return Editor("notepad", ("notepad",))
    try:
        words = shlex.split(environ[variable], posix=os.name == "posix")
    except ValueError:
        words = []
    if not words:
        raise UsageError(f"{variable} is not a command: its quotes are not in pairs.", _SET)
    if not shutil.which(words[0], path=environ.get("PATH")):
        raise UsageError(f"There is no editor {visible(words[0])}, which {variable} names.", _SET)
    return Editor(Path(words[0]).stem.lower(), tuple(words))
