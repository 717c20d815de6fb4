"""Call a function of the C library that the process has loaded, which Linux alone is asked for."""

from __future__ import annotations

import sys
from functools import cache


def call(name: str, *arguments: int) -> None:
    """Call the function of that name with whole numbers; do nothing where the library has none, as musl has not all."""
    if sys.platform == "linux" and (function := _function(name)):
        import _ctypes

        _ctypes.call_function(function, arguments)


@cache
def _function(name: str) -> int:
    """Find the address of a function; 0 if there is none."""
    import _ctypes  # of which ctypes makes classes for ten milliseconds, while a person waits for the screen

    program = _ctypes.dlopen(None, 0)  # type: ignore[arg-type]  # typeshed wants a name; this has none
    try:
        return _ctypes.dlsym(program, name)
    except OSError:
        return 0
