"""Keep the memory of a long-lived process to itself: no core dump, and no other program of the person reads it.

By ``PR_SET_DUMPABLE`` rather than ``RLIMIT_CORE``: a limit is inherited by every shell and command that the process
starts, and the programs that systems pipe core dumps to need not heed it. Commands that end in a moment do without.
"""

from __future__ import annotations

import sys

from ssotui.export.c_library import call

PR_SET_DUMPABLE = 4


def forbid() -> None:
    """Have the kernel neither dump this process nor let others of its user trace it. Only Linux can do that.

    Programs that it starts can be dumped and traced as ever.
    """
    if sys.platform == "linux":
        call("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)
