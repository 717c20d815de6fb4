"""Call the C library without ``ctypes``, which makes classes for ten milliseconds, also while the screen starts."""

from __future__ import annotations

import sys


def call(function: str, *numbers: int) -> int | None:
    """Call a function that takes whole numbers and gives one; ``None`` where the library has none of that name."""
    if sys.platform == "win32":
        return None
    import _ctypes  # what ctypes itself calls by

    try:
        program = _ctypes.dlopen(None, 0)  # type: ignore[arg-type]  # typeshed wants a name; this has none
        address = _ctypes.dlsym(program, function)
    except OSError:
        return None
    return int(_ctypes.call_function(address, numbers))
