"""Make up what is done to the program: the same seed gives the same steps."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Self

from ssotui.tui.command_table import COMMANDS
from ssotui.tui.shell.key_names import printable, shown

WORLDS = ("sample", "sample", "hostile", "demo", "empty", "picking")
"""The homes that a session may run in, those that have more to break more often."""

ENDS = ("ctrl+c", "ctrl+c", "term", "hangup", "interrupt")

ESC, TAB, ENTER, BACKSPACE = "\x1b", "\t", "\r", "\x7f"
UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
HOME, END, PAGE_UP, PAGE_DOWN, DELETE = "\x1b[H", "\x1b[F", "\x1b[5~", "\x1b[6~", "\x1b[3~"

COMMAND_KEYS = tuple(sorted({shown(key) for command in COMMANDS for key in command.keys if printable(key)} - {"space"}))
"""Those of the program's own commands that are a letter or a sign."""

KEYS: dict[str, int] = {
    **dict.fromkeys((*COMMAND_KEYS, *"ygG", "\x10", "\x01", "\x04", "\x15", HOME, END, PAGE_UP, PAGE_DOWN), 4),
    **dict.fromkeys((UP, DOWN, "j", "k", ENTER, ESC), 12),
    **dict.fromkeys(("1", "2", "3", "/", TAB, " "), 8),
    **dict.fromkeys((BACKSPACE, DELETE, LEFT, RIGHT, "\x1b[Z", *"abh0' .é漢", "\x0b", "\x17", "\x0e", "\n"), 2),
    **dict.fromkeys(("q", "\x03"), 1),
}
"""Keys and their weights; the program's own commands, the fields' editing keys, and letters that are neither."""

JOURNEYS = (
    "/pay\r", "/pay\r!", "/pay\rw", "/pay\rw\r\r", "/pay\rv", "/pay\rC\r", "/ml\rc", "/zzzz", "/stage\r\r",
    "1", "2", "3", "2\r", "2jjl", "2jjjl\x1b", "2G\r", "3  wj\r", "3\x01w", "3\x01n\r", "3 n\r", "3\x01c", "3/dev\x01l",
    "1\x01w", "1\x01c", "n\r\r", "n\t\t\r", "l\r", "d", "dr", "z\r", "X\r", "?", "?/sign", "\x10", "\x10sign\r",
    "\x10theme\r", "\x10dark\r\r", "\x10undo\r", "\x10write\r", "G2", "jjj2", "rrr", "3rrr", "\x1b\x1b\x1b", "e",
    "\x10serve\r", "\x10serve\r\x10stop serving\r", "jR\x15new\r\r", "j\x1b[3~y", "2n\r", "O\r", "/pay\rY", "/pay\r$",
    ",", "tt",
)  # fmt: skip
"""Ways into the corners, which keys by chance would seldom find."""

LONG = "long"
"""Stands for a paste of 5,000 letters, which nobody wants to see in a report."""

PASTES = (
    "payments", "111122223333", "arn:aws:iam::111122223333:role/ReadOnly", "two\nlines\n", "\x1b[31mred\x07",
    LONG, "\u202eabc\u200b\u0301", "",
    "https://acme.awsapps.com/start/#/console?account_id=111122223333&role_name=ReadOnly",
)  # fmt: skip

NOISE = ("\x1b[I", "\x1b[O", "\x1b[?2026;2$y", "\x1b[", "\x1bO", "\x1b[97;5u", "\x1b[<35;1;1M")
"""What terminals say unasked, whole and in part."""

SIZES = (
    (1, 1),
    (2, 1),
    (1, 50),
    (500, 1),
    (5, 3),
    (20, 5),
    (40, 10),
    (60, 15),
    (80, 24),
    (120, 36),
    (200, 60),
    (500, 200),
)

FILES = (
    "config cut", "config garbage", "config empty", "config gone", "config back", "config grows", "config twice",
    "credentials garbage", "credentials gone", "credentials back", "token garbage", "token gone", "token expired",
    "tokens many", "cache gone", "cache back", "cache folder", "keys garbage", "keys gone",
    "state garbage", "settings garbage",
)  # fmt: skip
FAULTS = (
    "heal", "heal", "server error", "throttled", "denied", "reset", "truncated", "captive 200", "captive 403",
    "silence", "slow", "fast", "half", "approve", "ask", "limit", "revoke",
)  # fmt: skip

KINDS: dict[str, int] = {
    "key": 30, "burst": 14, "journey": 22, "paste": 3, "click": 4, "wheel": 3, "noise": 3, "resize": 8, "stop": 2,
    "file": 6, "fault": 6, "probe": 4, "quiet": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done.

    Attributes:
        kind: one of :data:`KINDS`.
        value: what is typed, the size, or the name of the change.
        pause: seconds until the next step.
    """

    kind: str
    value: str
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """One session: where it runs, what is done, and how it is ended."""

    seed: str
    world: str
    size: tuple[int, int]
    steps: tuple[Step, ...]
    end: str

    def to_json(self) -> str:
        """One line that :meth:`from_json` reads."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> Self:
        """The plan of a line that :meth:`to_json` gave."""
        read = json.loads(line)
        steps = tuple(Step(**step) for step in read["steps"])
        return cls(read["seed"], read["world"], tuple(read["size"]), steps, read["end"])


def plan(seed: str, steps: int) -> Plan:
    """Make up a session of so many steps."""
    random = Random(seed)  # noqa: S311 - it has to repeat itself
    size = random.choice(((120, 36), (120, 36), (80, 24), (160, 45), *SIZES))
    world, end = random.choice(WORLDS), random.choice(ENDS)
    made = [_step(random) for _ in range(steps)]
    made.insert(random.choice((0, 0, 0, 1, 2, 4)), Step("start", ""))  # what comes before it is typed ahead
    return Plan(seed, world, size, tuple(made), end)


def _step(random: Random) -> Step:
    kind = _weighted(random, KINDS)
    pause = random.choice((0.0, 0.0, 0.02, 0.05, 0.1, 0.3, 0.6))
    return Step(kind, _VALUES[kind](random), pause)


def _burst(random: Random) -> str:
    keys = "".join(_weighted(random, KEYS) for _ in range(random.randint(2, 25)))
    return keys if random.random() < 0.2 else keys.replace("q", "j").replace("\x03", "j")


def _size(random: Random) -> str:
    columns, lines = random.choice((*SIZES, (random.randint(1, 500), random.randint(1, 200))))
    return f"{columns}x{lines}"


def _place(random: Random) -> str:
    return f"{random.randint(0, 130)},{random.randint(0, 40)},{random.choice((0, 0, 0, 1, 2))}"


def _weighted(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


def _numbered(names: Sequence[str], random: Random) -> str:
    """A name with a number of its own, from which whoever carries it out takes what chance decides."""
    return f"{random.choice(names)}#{random.randint(0, 999)}"


_VALUES: dict[str, Callable[[Random], str]] = {
    "key": lambda random: _weighted(random, KEYS),
    "burst": _burst,
    "journey": lambda random: random.choice(JOURNEYS),
    "paste": lambda random: random.choice(PASTES),
    "click": _place,
    "wheel": _place,
    "noise": lambda random: random.choice(NOISE),
    "resize": _size,
    "stop": lambda random: random.choice(("0.05", "0.5")),
    "file": lambda random: _numbered(FILES, random),
    "fault": lambda random: _numbered(FAULTS, random),
    "probe": lambda _: "",
    "quiet": lambda _: "3",
}
