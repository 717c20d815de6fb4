"""The homes that the program is driven in, their portal, and what happens to both meanwhile."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from unittest.mock import patch

from ssotui.demo.home import write_home
from ssotui.demo.sample import ACME, SAMPLE
from tests.support import cache_files
from tests.support.commands import SSOTUI
from tests.support.failures import Failure
from tests.support.home import XDG
from tests.support.portal import Portal

TOKEN_FIELDS = frozenset({"accessToken", "refreshToken", "clientSecret", "SecretAccessKey", "SessionToken"})
HOSTILE = (
    "acct [/prod]", "[@click=app.quit]x[/]", "tab\there", "esc\x1b[2Jape", "\u202ethgir", "漢字のアカウント",
    "z\u200bw\u0301", "x" * 3000, "$(touch x)", "' or '", "👩‍💻 emoji", "%s{}", "..", "-rf",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """One home with its portal.

    Attributes:
        kind: one of ``steps.WORLDS``.
        root: the folder of everything; ``temp`` in it is the program's TMPDIR.
        command: starts the program.
        env: its environment.
        portal: stands for AWS; the demo has one of its own, and does not ask this one.
    """

    kind: str
    root: Path
    command: tuple[str, ...]
    env: dict[str, str]
    portal: Portal

    @property
    def temp(self) -> Path:
        """Where the demo makes its home."""
        return self.root / "temp"

    @property
    def home(self) -> Path:
        """The home that the program works in."""
        if self.kind == "demo":
            return next(self.temp.glob("ssotui-demo-*"), self.root / "home")
        return self.root / "home"

    def secrets(self) -> set[str]:
        """Every secret there is by now, in the portal and in AWS's files."""
        found = set(self.portal.minted)
        for path in (self.home / ".aws").glob("*/cache/*.json"):
            with suppress(OSError, ValueError, RecursionError):
                found |= _secrets_in(json.loads(path.read_text()))
        return {secret for secret in found if len(secret) > 15}

    def change(self, value: str) -> None:
        """Do to the files what the step names: a part of the home, what becomes of it, and a number for chance."""
        name, _, number = value.partition("#")
        part, what = name.split()
        random = Random(int(number))  # noqa: S311 - it has to repeat itself
        with suppress(OSError, StopIteration):  # gone already, or a folder in its place
            _CHANGES[part](self, what, random)

    def fault(self, value: str) -> None:
        """Have the portal behave as the step names from now on."""
        name, _, number = value.partition("#")
        switches = self.portal.switches
        match name:
            case "heal":
                switches.heal()
                switches.latency, switches.throttle = 0.0, None
            case "slow" | "fast":
                switches.latency = 3.0 if name == "slow" else 0.05
            case "approve" | "ask":
                switches.approve_automatically = name == "approve"
            case "limit":
                switches.throttle = 3.0
            case "half":
                switches.fail(Failure.SERVER_ERROR, share=0.5)
            case "revoke":
                switches.token_lifetime = timedelta(seconds=int(number) % 5)
            case _:
                switches.fail(Failure(name), times=int(number) % 4 + 1)


@contextmanager
def world(kind: str, root: Path) -> Iterator[World]:
    """Make the home and start its portal; both are there while the block lasts."""
    home, temp, stubs = root / "home", root / "temp", root / "bin"
    for folder in (home, temp, stubs):
        folder.mkdir(mode=0o700, parents=True)
    with Portal(SAMPLE) as portal:
        environment = _environment(home, temp, stubs, portal)
        if kind != "empty":
            with patch.dict(os.environ, environment, clear=True):
                write_home(portal)
        if kind == "hostile":
            _make_hostile(home, portal)
        command = {"demo": (SSOTUI, "--demo"), "picking": (SSOTUI, "use")}.get(kind, (SSOTUI,))
        yield World(kind, root, command, environment, portal)


def _environment(home: Path, temp: Path, stubs: Path, portal: Portal) -> dict[str, str]:
    """Nothing of the person who runs this: no desktop, no clipboard, and stubs for what the program starts."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        **{name: str(home / folder) for name, folder in XDG.items()},
        "TMPDIR": str(temp),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "SHELL": _stub(stubs / "shell", "echo in the shell; sleep 0.2; exit 3"),
        "EDITOR": _stub(stubs / "editor", "sleep 0.1"),
        "BROWSER": _stub(stubs / "browser", "exit 0"),
        **portal.environment(),
        **portal.console_environment(),
    }


def _stub(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def _make_hostile(home: Path, portal: Portal) -> None:
    """Add names that terminals, markup and shells would take for something else, broken sections, and 300 more."""
    sections = [
        f"[profile {json.dumps(name, ensure_ascii=False)}]\nsso_session = acme\nsso_account_id = {number:012}\n"
        f"sso_role_name = {HOSTILE[-number - 1]}\n"
        for number, name in enumerate(HOSTILE)
    ]
    sections += [f"[profile many-{n:03}]\nsso_session = acme\nsso_account_id = {n:012}\n" for n in range(300)]
    sections += ["[profile ring-a]\nrole_arn = x\nsource_profile = ring-b\n[profile ring-b]\nsource_profile = ring-a\n"]
    sections += ["[profile broken\n[sso-session ]\nsso_region\n= =\n[profile acme]\nsso_session = nowhere\n"]
    with (home / ".aws" / "config").open("a", encoding="utf-8") as file:
        file.write("\n".join(sections))
    for name in ("[bold]\x1b.json", "x" * 250, "folder.json/inner.json"):
        path = home / ".aws" / "sso" / "cache" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"\xff\x00{")
    token = cache_files.token_content(portal.issue_token(ACME, lifetime=timedelta(seconds=20)))
    (home / ".aws" / "sso" / "cache" / cache_files.token_name("corp")).write_bytes(token)


def _secrets_in(content: object) -> set[str]:
    if not isinstance(content, dict):
        return set()
    inner = [_secrets_in(value) for value in content.values()]
    own = {value for name, value in content.items() if name in TOKEN_FIELDS and isinstance(value, str)}
    return own.union(*inner)


def _config(world: World, what: str, random: Random) -> None:
    _text_file(world, world.home / ".aws" / "config", what, random)


def _credentials(world: World, what: str, random: Random) -> None:
    _text_file(world, world.home / ".aws" / "credentials", what, random)


def _text_file(world: World, path: Path, what: str, random: Random) -> None:
    kept = world.root / f"{path.name}.kept"
    if path.exists() and not kept.exists():
        shutil.copy(path, kept)
    content = path.read_bytes() if path.exists() else b""
    match what:
        case "cut":
            path.write_bytes(content[: random.randint(0, len(content))])
        case "garbage":
            path.write_bytes(content + random.randbytes(200))
        case "empty":
            path.write_bytes(b"")
        case "gone":
            path.unlink()
        case "back":
            path.parent.mkdir(exist_ok=True)
            shutil.copy(kept, path)
        case "grows":
            path.write_bytes(content + f"\n[profile grown-{random.randint(0, 99)}]\nregion = eu-west-1\n".encode())
        case "twice":
            path.write_bytes(content + b"\n" + content)


def _token(world: World, what: str, random: Random) -> None:
    _cache_file(world.home / ".aws" / "sso" / "cache", what, random)


def _keys(world: World, what: str, random: Random) -> None:
    _cache_file(world.home / ".aws" / "cli" / "cache", what, random)


def _cache_file(folder: Path, what: str, random: Random) -> None:
    files = sorted(path for path in folder.glob("*.json") if path.is_file())
    path = random.choice(files or [folder / "new.json"])
    match what:
        case "gone":
            path.unlink()
        case "expired":
            with suppress(ValueError, TypeError):  # one that an earlier step has damaged stays so
                content = json.loads(path.read_bytes())
                path.write_text(json.dumps({**content, "expiresAt": "2020-01-01T00:00:00Z"}))
        case _:
            path.write_bytes(random.choice((b"", b"{", b"[]", b"null", b'{"accessToken": 1}', b"\xff", b"[" * 9999)))


def _tokens(world: World, _what: str, random: Random) -> None:
    for number in range(100):
        name = f"{random.randint(0, 9999)}-{number}.json"
        (world.home / ".aws" / "sso" / "cache" / name).write_text('{"startUrl": "https://x", "expiresAt": "never"}')


def _cache(world: World, what: str, _random: Random) -> None:
    folder, kept = world.home / ".aws" / "sso" / "cache", world.home / ".aws" / "sso" / "kept"
    if what == "back":
        with suppress(OSError):
            folder.unlink()
        kept.rename(folder)
        return
    folder.rename(kept)
    if what == "folder":
        folder.write_text("a file where the folder was")


def _state(world: World, _what: str, random: Random) -> None:
    _litter(world.home / ".local" / "state", random)


def _settings(world: World, _what: str, random: Random) -> None:
    _litter(world.home / ".config", random)


def _litter(folder: Path, random: Random) -> None:
    """Overwrite what is of ours in the folder with what it could never have written."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(random.choice((b"", b"{", b"[]", b"\xff\x00", b'{"favourites": 3}', b"theme = 3\n[[")))


_CHANGES = {
    "config": _config,
    "credentials": _credentials,
    "token": _token,
    "tokens": _tokens,
    "cache": _cache,
    "keys": _keys,
    "state": _state,
    "settings": _settings,
}
