"""Which modules of the standard library a command that runs in prompts and scripts may import.

What these commands take is what they import: a module more here is a millisecond more at every prompt.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import homes
from tests.support.terminal import Terminal

ALWAYS = {"__future__", "_datetime", "_json", "enum", "errno", "functools", "gc", "math", "operator", "types"}
RE = {"_sre", "copyreg", "re"}

MAY_IMPORT = {
    "list": {"_sha1"},
    "status": {"_sha1"},
    "creds": {"_sha1", "contextlib", *RE},
    "use": {"_sha1", "contextlib", *RE},
    "credential-process": set[str](),
    "prompt": {"_sha1"},
}
"""What each command may import, with what these import themselves."""

UNUSED = {
    "ssotui.actions.profiles.not_found",
    "ssotui.aws.caches.login_cache",
    "ssotui.aws.caches.stores",
    "ssotui.storage.catalogs",
}
"""Modules of ours that a plain home needs none of."""

LATE = {"_bz2", "_lzma", "_ssl", "ctypes", "hashlib", "json", "ssotui.tui.list.filter_input"}
"""Modules that the screen may import only when a person does something."""

NOT_YET = {"dataclasses", "datetime", "inspect", "re", "string", "subprocess", "threading", "typing"}
"""Modules that Textual needs, and the first rows do without."""

RUN = "from ssotui.__main__ import main; main()"


def imported(code: str, *args: str, env: dict[str, str]) -> set[str]:
    """The modules that a new process imports, by their first names."""
    return {name.partition(".")[0] for name in modules(code, *args, env=env)}


def modules(code: str, *args: str, env: dict[str, str]) -> set[str]:
    """The same by their whole names."""
    command = [sys.executable, "-X", "importtime", "-c", code, *args]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    told = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {line.rsplit("|", maxsplit=1)[-1].strip() for line in told}


@pytest.mark.parametrize("command", MAY_IMPORT)
def test_a_command_imports_no_more_than_it_may(command: str, tmp_path: Path) -> None:
    env = homes.build(tmp_path, 5) | {"AWS_PROFILE": homes.profile_name(0)}
    line = [command] if command in {"list", "status", "prompt"} else [command, homes.profile_name(0)]
    for _ in range(2):  # so that what can be remembered is
        imported(RUN, *line, env=env)
    # What Python itself imports to find an editable installation is not ours.
    allowed = imported("pass", env=env) | imported(f"import {', '.join(ALWAYS | MAY_IMPORT[command])}", env=env)
    found = modules(RUN, *line, env=env)
    assert {name.partition(".")[0] for name in found} - allowed == {"ssotui"}
    assert not [name for name in found if "keychain" in name or "keyring" in name]  # nobody has asked for it here
    if command in {"list", "status"}:
        assert UNUSED & found == set()


def test_the_screen_imports_nothing_until_it_takes_keys_that_it_can_do_without(tmp_path: Path) -> None:
    """Python names each module on the terminal, beside what is drawn there."""
    env = homes.build(tmp_path, 5)
    with Terminal([sys.executable, "-X", "importtime", "-c", RUN], env) as terminal:
        terminal.wait_for_output(b"\x1b[?2004h")
        terminal.press("\x1b[Fq")
        assert terminal.exit_code() == 0
    always = modules("pass", env=env)
    told = (name.decode() for name in re.findall(rb"\| +([\w.]+)\r\n", terminal.output))
    found = [name for name in told if name not in always]
    assert {"textual.app", "ssotui.tui.browser.screen"} <= set(found)
    assert LATE.isdisjoint(found)
    before_textual = found[: found.index("concurrent")]
    assert "ssotui.tui.first_frame.frame" in before_textual
    assert NOT_YET.intersection(before_textual) == set()


def test_what_is_left_out_of_others_imports_is_there_for_whoever_asks(tmp_path: Path) -> None:
    code = (
        "from ssotui.tui.shell.lean_imports import import_lean; import_lean(); import asyncio, shutil, sys; "
        "assert not {'_ssl', '_bz2', '_lzma'} & sys.modules.keys(); asyncio.run(asyncio.sleep(0)); "
        "import bz2, lzma, ssl; ssl.create_default_context()"
    )
    assert "_ssl" in imported(code, env=homes.build(tmp_path, 5))
