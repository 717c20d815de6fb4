"""Standard streams that somebody has closed, as ``>&-`` does."""

from __future__ import annotations

import os
import sys


def open_closed_streams() -> None:
    """Open those that Python found closed, and has ``None`` for.

    Their numbers would go to the next files that are opened, and what is meant for stderr would end up in one of AWS's.
    Nothing comes from stdin then and stderr leads nowhere, but what is written to stdout fails: it is an answer lost.
    """
    if sys.stdin is None:
        sys.stdin = vars(sys)["__stdin__"] = open(_null(os.O_RDONLY), encoding="utf-8")  # noqa: SIM115 - as long as the process
    if sys.stdout is None:
        sys.stdout = vars(sys)["__stdout__"] = open(_null(os.O_RDONLY), "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = vars(sys)["__stderr__"] = open(_null(os.O_WRONLY), "w", encoding="utf-8")  # noqa: SIM115


def _null(flags: int) -> int:
    """The null device, under the lowest free number, which is the closed stream's, for our children too."""
    handle = os.open(os.devnull, flags)
    os.set_inheritable(handle, True)  # noqa: FBT003 - it takes no keyword
    return handle
