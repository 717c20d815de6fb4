"""The installed program, and a command of it that runs in the process of the test."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SSOTUI = str(Path(sys.executable).with_name("ssotui"))


@dataclass
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its answer."""
        return json.loads(self.out)


Ssotui = Callable[..., Ran]
