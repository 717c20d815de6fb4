"""A real Chromium for a page of the portal: ``python tests/support/chromium.py DECISION URL [FILE]``.

Opens the page, presses the button of that decision, and writes what the last page says to FILE. Driven through
``--remote-debugging-pipe``, which needs no port and no library.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Self

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
    "--remote-debugging-pipe",
)  # fmt: skip
PATIENCE = 60.0


class Chromium:
    """One browser with a profile of its own, for as long as the block lasts."""

    def __init__(self, program: str) -> None:
        self._folder = tempfile.mkdtemp(prefix="chromium-")
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        # Chromium reads its commands from descriptor 3 and answers on 4.
        shell = f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}'
        command = ["bash", "-c", shell, program, *FLAGS, f"--user-data-dir={self._folder}", "about:blank"]
        self._process = subprocess.Popen(
            command,
            pass_fds=(to_browser, from_browser),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._buffer = b""
        self._number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)
        os.close(self._out)
        os.close(self._in)
        shutil.rmtree(self._folder, ignore_errors=True)

    def read(self, url: str) -> str:
        """Open the page, and give its text once it has loaded, and its scripts have run."""
        session = self._open(url)
        self._until(session, "document.readyState == 'complete' && !!document.querySelector('h1')")
        return str(self._evaluate(session, "document.body.innerText"))

    def press(self, url: str, decision: str) -> str:
        """Open the page, press the button, and give the text of the page where that leads."""
        session = self._open(url)
        button = f'button[value="{decision}"]'
        self._until(session, f"!!document.querySelector('{button}')")
        self._evaluate(session, f"document.querySelector('{button}').click()")
        self._until(session, "document.readyState == 'complete' && !document.querySelector('button[value]')"
                    " && !!document.querySelector('h1')")  # fmt: skip
        return str(self._evaluate(session, "document.body.innerText"))

    def _open(self, url: str) -> str:
        target = self._call("Target.createTarget", url=url)["targetId"]
        return str(self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])

    def _until(self, session: str, condition: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while self._evaluate(session, condition) is not True:
            if time.monotonic() > deadline:
                raise TimeoutError(condition)
            time.sleep(0.05)  # a page loads in a process of its own, which tells us nothing unless asked

    def _evaluate(self, session: str, expression: str) -> Any:
        answer = self._call("Runtime.evaluate", session, expression=expression, returnByValue=True)
        return answer.get("result", {}).get("value")

    def _call(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self._buffer:
                data = os.read(self._in, 65536)
                if not data:
                    raise EOFError("Chromium has ended")
                self._buffer += data
            line, _, self._buffer = self._buffer.partition(b"\0")
            answer = json.loads(line)
            if answer.get("id") == self._number:
                result: dict[str, Any] = answer.get("result", {})
                return result


def main(decision: str, url: str, file: str = os.devnull) -> None:
    """As ``BROWSER`` runs it."""
    program = shutil.which("chromium") or sys.exit("needs chromium")
    with Chromium(program) as browser:
        Path(file).write_text(browser.press(url, decision))


if __name__ == "__main__":
    main(*sys.argv[1:])
