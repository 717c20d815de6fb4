"""The real shells, each at its prompt in a terminal."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.support.programs import need
from tests.support.terminal import Terminal

BIN = Path(sys.executable).parent

ODD = "o'dd $(touch hacked) `touch hacked` \\ %PATH% !x"
"""The name of a profile that no shell reads as it stands, if it is not quoted."""


class Kind(NamedTuple):
    """A shell: how it starts without anybody's settings, and how it takes what a program prints."""

    command: tuple[str, ...]
    evaluate: str
    sum: str
    status: str


KINDS = {
    "bash": Kind(("bash", "--norc", "--noprofile", "-i"), 'eval "$({})"', "$(({}))", "$?"),
    "zsh": Kind(("zsh", "-f", "-i"), 'eval "$({})"', "$(({}))", "$?"),
    "fish": Kind(("fish", "--no-config", "-i"), "{} | source", "(math {})", "$status"),
}


class Prompt:
    """A shell that waits for the next line."""

    def __init__(self, kind: Kind, terminal: Terminal, folder: Path) -> None:
        self.kind = kind
        self.terminal = terminal
        self._folder = folder
        self._lines = 0

    def run(self, line: str) -> int:
        """Type the line, wait until it is done; its exit status."""
        self.begin(line)
        return self.end()

    def begin(self, line: str) -> None:
        """Type the line, which does not end by itself."""
        self._lines += 1
        # The sum is what the shell makes of it, so that the echo of the typed line is not taken for the answer.
        done = self.kind.sum.format(f"{self._lines} + 1000")
        file = self._folder / f"status.{self._lines}"
        self.terminal.press(f"{line}; echo {self.kind.status} > {file}; echo done:{done}\r")

    def end(self) -> int:
        """Wait until the line is done; its exit status."""
        self.terminal.wait_for_output(f"done:{self._lines + 1000}".encode())
        return int((self._folder / f"status.{self._lines}").read_text())

    def evaluate(self, command: str) -> int:
        """Have the shell evaluate what the command prints; the exit status of that."""
        return self.run(self.kind.evaluate.format(command))

    def environment(self) -> Mapping[str, str]:
        """What a program gets to see that is started there: the variables of AWS and of ours."""
        file = self._folder / f"environment.{self._lines}"
        self.run(f"env > {file}")
        lines = (line.partition("=") for line in file.read_text().splitlines())
        return {name: value for name, _, value in lines if name.startswith(("AWS_", "SSOTUI_"))}


@contextmanager
def at_prompt(name: str, env: Mapping[str, str], *, size: tuple[int, int] = (120, 30)) -> Iterator[Prompt]:
    """The shell of that name, with ``ssotui`` in its PATH, and without any settings."""
    kind = KINDS[name]
    program = need(kind.command[0])
    environ = {
        **env,
        "PATH": f"{BIN}{os.pathsep}{env['PATH']}",
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "SHELL": program,
        "HISTFILE": "",
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        Terminal([program, *kind.command[1:]], environ, size=size) as terminal,
    ):
        prompt = Prompt(kind, terminal, Path(folder))
        prompt.run("true")
        yield prompt
