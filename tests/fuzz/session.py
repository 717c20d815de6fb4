"""Carry out a plan on the real program, and judge what becomes of it."""

from __future__ import annotations

import re
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tests.fuzz.program import Program
from tests.fuzz.steps import ENTER, ESC, LONG, Plan, Step
from tests.fuzz.world import World, world

ANSWER_SECONDS = 2.0
START_SECONDS = 15.0
REVEALED_SECONDS = 12.0
"""How long the screen may show what ``v`` has revealed, and a little more."""

ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?<>]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))")
CRASHES = (b"Traceback (most recent", b"nexpected failure", b"Error in sys.excepthook", b"never awaited")
ENDED_BY = {"ctrl+c": {0, 130}, "interrupt": {0, 130}, "term": {143}, "hangup": {129, -1, 1}}
"""The exit status after each end. 1: it has written once more, in vain."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong.

    Attributes:
        kind: crash, exit, hang, spin, modes, secret or left behind.
        detail: in a line.
        steps: how many steps were done, the last one included.
        screen: what the terminal showed.
    """

    kind: str
    detail: str
    steps: int
    screen: str


class _Failed(Exception):
    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail


def run(plan: Plan) -> Failure | None:
    """Carry out the plan in a home of its own; what went wrong, if anything did."""
    with (
        tempfile.TemporaryDirectory(prefix="ssotui-fuzz-", ignore_cleanup_errors=True) as folder,
        world(plan.world, Path(folder)) as where,
        Program(where.command, where.env, plan.size) as program,
    ):
        session = _Session(plan, where, program)
        try:
            session.run()
        except _Failed as failed:
            screen = "" if failed.kind == "secret" else "\n".join(program.shown())
            return Failure(failed.kind, failed.detail, session.done, screen)
    return None


class _Session:
    """One run of the program; every check raises :class:`_Failed`."""

    def __init__(self, plan: Plan, where: World, program: Program) -> None:
        self.done = 0
        self._plan = plan
        self._world = where
        self._program = program
        self._may_end = False
        self._palette = False
        self._revealed_until = 0.0
        self._read = 0
        self._secrets: set[bytes] = set()

    def run(self) -> None:
        for step in self._plan.steps:
            self.done += 1
            self._DOES.get(step.kind, _Session._type)(self, step)
            self._program.read_for(step.pause)
            self._check_output()
            if self._program.ended:
                self._check_exit()
                return
        self._end()

    def _type(self, step: Step) -> None:
        """Keys, bursts, journeys and noise: as they are."""
        self._send(step.value)
        keys = step.value
        self._palette = self._palette or "\x10" in keys or ":" in keys
        enters = ENTER in keys or "\n" in keys
        leaves = "q" in keys or "\x03" in keys or (self._palette and enters)
        if leaves or (self._plan.world == "picking" and (enters or ESC in keys)):
            self._may_end = True
        if "v" in keys or (self._palette and enters):
            self._reveal()

    def _paste(self, step: Step) -> None:
        text = "x" * 5000 if step.value == LONG else step.value
        self._send(f"\x1b[200~{text}\x1b[201~")

    def _click(self, step: Step) -> None:
        """A click may fall on any command: on the one that quits, and the one that reveals."""
        column, line, button = step.value.split(",")
        at = f"{button};{int(column) + 1};{int(line) + 1}"
        self._may_end = True
        self._reveal()
        self._send(f"\x1b[<{at}M\x1b[<{at}m")

    def _wheel(self, step: Step) -> None:
        column, line, button = step.value.split(",")
        self._send(f"\x1b[<{64 + int(button) % 2};{int(column) + 1};{int(line) + 1}M" * 5)

    def _resize(self, step: Step) -> None:
        columns, lines = map(int, step.value.split("x"))
        self._program.resize(columns, lines)

    def _stop(self, step: Step) -> None:
        """Stop it as ``kill -TSTP`` does, and have it go on."""
        self._program.signal(signal.SIGTSTP)
        self._program.until(lambda: self._program.is_stopped or self._program.ended, 1)
        self._program.read_for(float(step.value))
        self._program.signal(signal.SIGCONT)

    def _file(self, step: Step) -> None:
        self._world.change(step.value)

    def _fault(self, step: Step) -> None:
        self._world.fault(step.value)

    def _start(self, _step: Step) -> None:
        """Wait until the screen is there."""
        if not self._program.until(lambda: self._drawn() or self._program.ended, START_SECONDS):
            raise _Failed("hang", f"no screen within {START_SECONDS:g} s")

    def _probe(self, _step: Step) -> None:
        """Go back to the list, ask for the help and close it: the screen has to change each time."""
        self._answers_a_resize()
        if self._plan.world == "picking" or self._program.ended:  # going back is leaving there
            return
        columns, lines = self._program.size
        self._program.resize(max(columns, 80), max(lines, 24))
        for _ in range(8):
            self._send(ESC)
            self._program.read_for(0.15)  # not so fast that it is a key with alt
        before, written = self._words(), len(self._program.output)
        self._send("?")
        self._await(lambda: self._words() != before, "to the key ?")
        if (
            self._program.until(
                lambda: self._program.ended or b"Help in" in self._program.output[written:], ANSWER_SECONDS
            )
            and not self._program.ended
        ):
            self._may_end = False  # all that was typed before has been handed out, and has not ended it
            help_screen = self._words()
            self._send("q")
            self._await(lambda: self._words() != help_screen, "to the key q over the list")

    def _quiet(self, step: Step) -> None:
        """Leave it alone and look at its processor time; twice, for it may have had something to do."""
        seconds = float(step.value)
        self._program.read_for(1)
        for _ in range(2):
            began, before = time.monotonic(), self._program.cpu_seconds()
            self._program.read_for(seconds)
            took, used = time.monotonic() - began, self._program.cpu_seconds() - before
            if used <= took / 2 or self._program.ended:
                return
        raise _Failed("spin", f"{used:.1f} s of a processor in {took:.1f} quiet seconds")

    def _end(self) -> None:
        """End it in the plan's way, and look at what it leaves."""
        self._start(Step("start", ""))
        self._probe(Step("probe", ""))
        self._check_output()
        if self._program.ended:
            self._check_exit()
            return
        end = self._plan.end
        {
            "ctrl+c": lambda: self._send("\x03"),
            "interrupt": lambda: self._program.signal(signal.SIGINT),
            "term": lambda: self._program.signal(signal.SIGTERM),
            "hangup": self._program.hang_up,
        }[end]()
        if not self._program.until(lambda: self._program.ended, ANSWER_SECONDS):
            raise _Failed("hang", f"it does not end on {end} within {ANSWER_SECONDS:g} s")
        self._check_output()
        if self._program.exit_status not in ENDED_BY[end]:
            raise _Failed("exit", f"status {self._program.exit_status} after {end}")
        self._check_remains()

    def _check_exit(self) -> None:
        status = self._program.exit_status
        if status not in {0, 130} or not self._may_end:
            raise _Failed("exit", f"status {status}, {'after a key that may quit' if self._may_end else 'unasked'}")
        self._check_remains()

    def _check_remains(self) -> None:
        """Of an ended program: the terminal as it was, nothing that runs, and no home of the demo."""
        gone = self._plan.end == "hangup" and self.done == len(self._plan.steps)
        if not gone and (modes := self._program.modes_left_on()):
            raise _Failed("modes", f"left on: {', '.join(modes)}")
        if not self._program.until(lambda: not self._program.children, ANSWER_SECONDS):
            raise _Failed("left behind", f"still running: {', '.join(self._program.children)}")
        if left := [path.name for path in self._world.temp.glob("ssotui-demo-*")]:
            raise _Failed("left behind", f"the demo's home {left[0]}")

    def _check_output(self) -> None:
        """No traceback, and no secret, in what has come since the last time."""
        new = bytes(self._program.output[max(0, self._read - 4096) :])
        self._read = len(self._program.output)
        text = ESCAPES.sub(b"", new)
        if crash := next((crash for crash in CRASHES if crash in text), None):
            start = text.index(crash)
            raise _Failed("crash", text[start : start + 300].decode(errors="replace").strip())
        if time.monotonic() < self._revealed_until:
            return
        self._secrets |= {secret.encode()[:24] for secret in self._world.secrets()}
        if any(secret in text for secret in self._secrets):
            raise _Failed("secret", "a secret was written to the terminal")

    def _answers_a_resize(self) -> None:
        columns, lines = self._program.size
        before = len(self._program.output)
        self._program.resize(columns + 1, lines)
        self._await(lambda: len(self._program.output) > before, "to a resize")
        self._program.resize(columns, lines)

    def _await(self, done: Callable[[], bool], what: str) -> None:
        """Wait for an answer; for longer only while another program has the terminal."""
        for _ in range(10):
            if self._program.until(lambda: done() or self._program.ended, ANSWER_SECONDS):
                return
            if not {"shell", "editor", "sleep"} & set(self._program.children):
                break
        raise _Failed("hang", f"no answer {what} within {ANSWER_SECONDS:g} s")

    def _send(self, keys: str) -> None:
        if not self._program.send(keys.encode(errors="surrogateescape")):
            raise _Failed("hang", "it does not read what is typed")

    def _reveal(self) -> None:
        self._revealed_until = time.monotonic() + REVEALED_SECONDS

    def _drawn(self) -> bool:
        return b"\x1b[?1049h" in self._program.output and b"\x1b[?25l" in self._program.output

    def _words(self) -> str:
        """What the screen shows, without the clocks."""
        return re.sub(r"\d+|[▰▱]", "", "\n".join(self._program.shown()))

    _DOES: ClassVar[dict[str, Callable[[_Session, Step], None]]] = {
        "paste": _paste,
        "click": _click,
        "wheel": _wheel,
        "resize": _resize,
        "stop": _stop,
        "file": _file,
        "fault": _fault,
        "start": _start,
        "probe": _probe,
        "quiet": _quiet,
    }
