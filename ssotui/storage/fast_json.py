"""Read JSON, and quote strings for it, with the accelerator of the standard library's ``json`` alone.

``import json`` takes 2 ms, a sixth of a bare interpreter, most of it for regular expressions that only other options of
its decoder and its encoder need. What SDKs and prompts run again and again has no time for that.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


DAMAGED = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What parsing a file may raise that anybody may have written, and taking what is wanted out of it."""


class _Defaults:
    """The options of ``json.JSONDecoder()``, under the names by which the scanner asks for them."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float  # NaN, Infinity, -Infinity


def parse_json(data: bytes | str) -> Any:
    """Give what ``json.loads`` gives of a text, or of bytes in UTF-8.

    Raises:
        ValueError: it is no JSON, or not in UTF-8.
        RecursionError: it is nested without end.
    """
    text = (data if isinstance(data, str) else data.decode()).strip(" \t\n\r")
    try:
        value, end = _scan(text, 0)
    except StopIteration:
        raise ValueError("no JSON value where one is expected") from None
    except SystemError:  # it has no error to raise while nobody has imported json.decoder
        from json import loads

        return loads(text)
    if end != len(text):
        raise ValueError("more than one JSON value")
    return value


def quote(text: str) -> str:
    """Give the text as a JSON string in ASCII."""
    quoted: str = _quote(text)
    return quoted


def _scanner() -> Callable[[str, int], tuple[Any, int]]:
    try:
        from _json import make_scanner  # CPython's; json.decoder uses the same

        scan: Callable[[str, int], tuple[Any, int]] = make_scanner(_Defaults)  # type: ignore[arg-type]  # the stub names the wrong type
    except (ImportError, AttributeError, TypeError):  # another Python, or a later one that wants more options
        from json import JSONDecoder

        return JSONDecoder().raw_decode
    return scan


_scan = _scanner()

try:
    from _json import encode_basestring_ascii as _quote
except ImportError:
    from json.encoder import encode_basestring_ascii as _quote
