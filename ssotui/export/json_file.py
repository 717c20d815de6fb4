"""Set keys in a JSON file: a pure edit of the file's bytes."""

from __future__ import annotations

import json
import math
from typing import Any

from ssotui.export.credentials_file import SectionExists
from ssotui.export.formats.files import json_fields
from ssotui.model.credentials import Outgoing

_OURS = frozenset({"AccessKeyId", "SecretAccessKey", "RoleName"})
"""The keys by which an object is known for one that ssotui wrote."""


def with_fields(data: bytes, outgoing: Outgoing, *, overwrite: bool) -> bytes:
    """Return the file with our keys set in its object; whatever else the object holds stays.

    Raises:
        SectionExists: it holds something else than an object of ours, and ``overwrite`` is not given.
    """
    there = _object(data)
    if data.strip() and not overwrite and not (there and there.keys() >= _OURS):
        raise SectionExists(
            "The file holds something that ssotui did not write.", "Name another file, or overwrite (--yes)."
        )
    content = (there or {}) | json_fields(outgoing)
    return data if content == there else (json.dumps(content, indent=2) + "\n").encode()


def _object(data: bytes) -> dict[str, Any] | None:
    """The object in the file; ``None`` if there is none, or one that would not come out as it went in."""
    try:
        content = json.loads(data, object_pairs_hook=_without_repetition, parse_float=_finite)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a key is repeated")
    return content


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError("a number is too big")
    return number
