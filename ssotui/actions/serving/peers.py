"""Say in a few words which program is at the other end of a connection, where Linux tells at once.

The kernel is asked for that one connection (sock_diag(7)): to read the whole of ``/proc/net/tcp`` takes 5 ms on a busy
machine, and somebody waits.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import sys
import time

from ssotui.model.text import visible

LOOK_SECONDS = 0.01
"""For so long all programs are looked through at most."""

_SOCK_DIAG = 4
_BY_FAMILY = 20
_REQUEST = 1
_ANY_STATE = 0xFFFFFFFF
_HEADER = struct.Struct("=IHHII")
_QUESTION = struct.Struct("=BBBxI")
_ADDRESSES = struct.Struct("!HH4s12x4s12x")
_ANY_COOKIE = struct.pack("=III", 0, 0xFFFFFFFF, 0xFFFFFFFF)
_INODE = struct.Struct("=I")
_INODE_AT = _HEADER.size + 4 + _ADDRESSES.size + len(_ANY_COOKIE) + 16


class Peers:
    """Names programs, and remembers which asked before: they are looked at first."""

    def __init__(self) -> None:
        self._known: list[int] = []

    def describe(self, peer: tuple[str, int], here: tuple[str, int]) -> str:
        """Name the program and its number, or else the address.

        Args:
            peer: the other end.
            here: our end.
        """
        with contextlib.suppress(OSError, struct.error):
            if sys.platform == "linux" and (inode := _inode(peer, here)) and (pid := self._holder(inode)):
                with open(f"/proc/{pid}/comm", "rb") as comm:  # noqa: PTH123 - not a file
                    return f"{visible(comm.read().decode(errors='replace').strip())} (pid {pid})"
        return f"{peer[0]}:{peer[1]}"

    def _holder(self, inode: int) -> int | None:
        """Find the process that has the socket open. Of all others, the newest are looked at first."""
        wanted = f"socket:[{inode}]"
        for pid in self._known:
            if _has_open(pid, wanted):
                return pid
        until = time.monotonic() + LOOK_SECONDS
        for pid in sorted((int(name) for name in os.listdir("/proc") if name.isdigit()), reverse=True):  # noqa: PTH208 - names are enough
            if time.monotonic() > until:
                break
            if _has_open(pid, wanted):
                self._known = [pid, *self._known[:7]]
                return pid
        return None


def _inode(end: tuple[str, int], other: tuple[str, int]) -> int:
    """Ask the kernel for the number of the socket that connects the first address with the other one, of IPv4."""
    ends = _ADDRESSES.pack(end[1], other[1], socket.inet_aton(end[0]), socket.inet_aton(other[0]))
    question = _QUESTION.pack(socket.AF_INET, socket.IPPROTO_TCP, 0, _ANY_STATE) + ends + _ANY_COOKIE
    header = _HEADER.pack(_HEADER.size + len(question), _BY_FAMILY, _REQUEST, 0, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _SOCK_DIAG) as kernel:
        kernel.settimeout(LOOK_SECONDS)
        kernel.sendto(header + question, (0, 0))
        answer = kernel.recv(4096)
    is_found = _HEADER.unpack_from(answer)[1] == _BY_FAMILY
    return int(_INODE.unpack_from(answer, _INODE_AT)[0]) if is_found else 0


def _has_open(pid: int, wanted: str) -> bool:
    with contextlib.suppress(OSError), os.scandir(f"/proc/{pid}/fd") as handles:
        for handle in handles:
            with contextlib.suppress(OSError):
                if os.readlink(handle.path) == wanted:  # noqa: PTH115 - a path object for each would take as long again
                    return True
    return False
