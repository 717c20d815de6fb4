"""Set up the person's shell, so that ``use`` and ``u`` switch it: its start file gets one line, after a look at it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from ssotui.aws import locations
from ssotui.export.shells import INIT_LINES, WITHOUT_EVAL, function
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.model.records import NamedTuple
from ssotui.storage.edits import edit_file, instead_of
from ssotui.storage.files import read_whole

PROGRAMS = {
    "bash": "bash",
    "zsh": "zsh",
    "fish": "fish",
    "nu": WITHOUT_EVAL,
    "pwsh": "powershell",
    "powershell": "powershell",
}
"""The shell of each program's name."""

MOST_PARENTS = 8
"""The shell is not much farther away than that: a launcher or two stand between it and us."""

ASK_SECONDS = 10.0
"""How long a shell may take to start and say where its files are."""

_HAS_IT = re.compile(r"^[^#\n]*\bssotui(?:\.exe)?\s+init\b", re.MULTILINE)
_BY_HAND = "ssotui init --help shows how to do it by hand."


class ShellSetUp(NamedTuple):
    """The addition to the start file of a shell, worked out and not made yet.

    Attributes:
        shell: its name, as ``ssotui init`` takes it.
        path: its start file.
        before: what the file holds.
        after: what it shall hold; the same where it is set up already.
        diff: what is added, as lines of a diff. The rest of the file is nobody's business.
    """

    shell: str
    path: Path
    before: bytes
    after: bytes
    diff: tuple[str, ...]


def shell_here(environ: Mapping[str, str] = os.environ, parent: int | None = None) -> tuple[str, str]:
    """Find the shell that we were started from: the nearest program above us that is one, else ``SHELL``.

    Args:
        environ: the variables of this process.
        parent: the ID of the process above; our own parent if not given.

    Returns:
        Its name, as ``ssotui init`` takes it, and that of its program.

    Raises:
        UsageError: it is none that ssotui knows.
    """
    names = (*_above(os.getppid() if parent is None else parent), Path(environ.get("SHELL", "")).name)
    for name in names:
        program = name.removeprefix("-").removesuffix(".exe").lower()
        if program in PROGRAMS:
            return PROGRAMS[program], program
    known = ", ".join(dict.fromkeys(PROGRAMS.values()))
    raise UsageError("ssotui does not know how to set up this shell.", f"It knows {known}. {_BY_HAND}")


def plan(environ: Mapping[str, str] = os.environ, parent: int | None = None) -> ShellSetUp:
    """Work out what sets up the shell that we were started from. Nothing is written.

    Args:
        environ: the variables of this process.
        parent: as for :func:`shell_here`.

    Raises:
        UsageError: the shell is not known, or this is the demo, whose home no shell reads.
        UnusableFile: its start file cannot be found or read.
    """
    if environ.get("SSOTUI_DEMO"):
        raise UsageError("The demo changes nothing of yours, so no shell can be switched.", "Start ssotui without it.")
    shell, program = shell_here(environ, parent)
    path = _start_file(shell, program, environ)
    before = read_whole(path) or b""
    if shell == WITHOUT_EVAL:
        after = added = function(shell).encode()
    else:
        added = f"{INIT_LINES[shell]}\n".encode()
        gap = b"" if before.endswith(b"\n") or not before else b"\n"
        there = _HAS_IT.search(before.decode(errors="replace"))
        after = before if there else before + gap + added
    name = locations.shown(path)
    heads = (f"--- {name}" if before else "--- (no file)", f"+++ {name}")
    return ShellSetUp(shell, path, before, after, (*heads, *(f"+{line}" for line in added.decode().splitlines())))


def apply(set_up: ShellSetUp) -> str:
    """Write the start file, and say so in a sentence, with what to do in the shells that are open.

    Raises:
        UnusableFile: the file has changed since, or cannot be written. It is as it was.
    """
    # The backup is not beside it: some shells read every file of the folder.
    edit_file(set_up.path, instead_of(set_up.path, set_up.before, set_up.after), secret=False, beside=False)
    here = f"In this one, run: {INIT_LINES[set_up.shell]}" if set_up.shell in INIT_LINES else ""
    return f"{locations.shown(set_up.path)} is set up. It works in every new {set_up.shell}. {here}".rstrip()


def _above(process: int) -> Iterator[str]:
    """Name the programs above us, the nearest first."""
    for _ in range(MOST_PARENTS):
        found = _in_proc(process) or _by_ps(process)
        if found is None or process <= 1:
            return
        process, name = found
        yield name


def _in_proc(process: int) -> tuple[int, str] | None:
    """Read the parent and the name of a process as Linux tells them."""
    try:
        text = Path(f"/proc/{process}/stat").read_text(errors="replace")
        before, _, after = text.rpartition(")")
        return int(after.split()[1]), before.partition("(")[2]
    except (OSError, ValueError, IndexError):
        return None


def _by_ps(process: int) -> tuple[int, str] | None:
    """Read the same as other systems tell it."""
    said = _said(["ps", "-o", "ppid=,comm=", "-p", str(process)])
    parent, _, name = said.strip().partition(" ")
    return (int(parent), Path(name.strip()).name) if parent.isdigit() else None


def _start_file(shell: str, program: str, environ: Mapping[str, str]) -> Path:
    """Find the file that the shell reads at its start.

    Raises:
        UnusableFile: the shell does not say where it is, or there is no home.
    """
    try:
        home = Path.home()
    except RuntimeError:
        raise UnusableFile("There is no home folder.", "Set HOME.") from None
    if shell == "bash":
        login = home / ".bash_profile"  # macOS starts a login shell in every window
        return login if os.uname().sysname == "Darwin" and login.exists() else home / ".bashrc"
    if shell == "zsh":
        return Path(environ.get("ZDOTDIR") or home) / ".zshrc"
    if shell == "fish":
        return Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "fish" / "config.fish"
    if shell == WITHOUT_EVAL:
        said = _said([program, "--no-config-file", "--commands", "$nu.data-dir"])
        path = Path(said) / "vendor" / "autoload" / "ssotui.nu"
    else:
        said = _said([program, "-NoProfile", "-NonInteractive", "-Command", "$PROFILE.CurrentUserCurrentHost"])
        path = Path(said)
    if not said or not path.is_absolute():
        raise UnusableFile(f"{program} does not say where its start file is.", _BY_HAND)
    return path


def _said(command: list[str]) -> str:
    """Run the program, and give what it prints without outer blanks; nothing if it fails."""
    if not (found := shutil.which(command[0])):
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - the person's own shell, and ps
            [found, *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=ASK_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""
