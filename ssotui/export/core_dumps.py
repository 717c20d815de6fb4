"""Keep the memory of a long-lived process to itself: no core dump, and no other program of the person reads it.

By ``PR_SET_DUMPABLE`` rather than ``RLIMIT_CORE``: a limit is inherited by every shell and command that the process
starts, and the programs that systems pipe core dumps to need not heed it. Commands that end in a moment do without.
"""

from __future__ import annotations

import sys

PR_SET_DUMPABLE = 4


def forbid() -> None:
    """Have the kernel neither dump this process nor let others of its user trace it. Only Linux can do that.

    Programs that it starts can be dumped and traced as ever.
    """
    if sys.platform == "linux":
        import _ctypes  # of which ctypes makes classes for ten milliseconds, while a person waits for the screen

        program = _ctypes.dlopen(None, 0)  # type: ignore[arg-type]  # typeshed wants a name; this has none
        prctl = _ctypes.dlsym(program, "prctl")
        _ctypes.call_function(prctl, (PR_SET_DUMPABLE, 0, 0, 0, 0))
