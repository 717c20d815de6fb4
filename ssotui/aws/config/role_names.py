"""The names under which people find a permission set: its own, its role's in IAM, and that role's ARN."""

from __future__ import annotations

import re

_RESERVED = re.compile(r"AWSReservedSSO_(.+)_[0-9a-f]{16}", re.ASCII)
"""How Identity Center calls the IAM role of a permission set."""


def permission_set(text: str) -> str:
    """The permission set's own name, which is what the portal takes; the text itself where it is no other name.

    No permission set can be called as its IAM role is: its name has at most 32 letters, and that role's at least 33.
    """
    if text.startswith("arn:"):
        text = _of_arn(text)
    found = _RESERVED.fullmatch(text)
    return found[1] if found else text


def _of_arn(arn: str) -> str:
    """The role's name in ``arn:…:role/path/NAME`` and ``arn:…:assumed-role/NAME/session``; else the ARN itself."""
    kind, _, rest = arn.rpartition(":")[2].partition("/")
    if kind == "role":
        return rest.rpartition("/")[2] or arn
    return (rest.partition("/")[0] or arn) if kind == "assumed-role" else arn
