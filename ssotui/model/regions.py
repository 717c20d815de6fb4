"""Tells which regions AWS has, and which one somebody meant, without loading botocore.

The names and patterns are those of ``botocore/data/partitions.json`` (1.44.8); a test compares them with the botocore
that is installed.
"""

from __future__ import annotations

_NAMES = """
af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1
ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1
eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1
me-south-1 me-west-1 mx-central-1 sa-east-1 sa-west-1 us-east-1 us-east-2 us-west-1 us-west-2 aws-global
cn-north-1 cn-northwest-1 aws-cn-global eusc-de-east-1 us-gov-east-1 us-gov-west-1 aws-us-gov-global
us-iso-east-1 us-iso-west-1 aws-iso-global us-isob-east-1 us-isob-west-1 aws-iso-b-global
eu-isoe-west-1 aws-iso-e-global us-isof-east-1 us-isof-south-1 aws-iso-f-global
"""
KNOWN = frozenset(_NAMES.split())
"""Every region that botocore knows, the partitions' global ones included."""

PATTERNS = {
    "aws": r"^(us|eu|ap|sa|ca|me|af|il|mx)\-\w+\-\d+$",
    "aws-cn": r"^cn\-\w+\-\d+$",
    "aws-eusc": r"^eusc\-(de)\-\w+\-\d+$",
    "aws-iso": r"^us\-iso\-\w+\-\d+$",
    "aws-iso-b": r"^us\-isob\-\w+\-\d+$",
    "aws-iso-e": r"^eu\-isoe\-\w+\-\d+$",
    "aws-iso-f": r"^us\-isof\-\w+\-\d+$",
    "aws-us-gov": r"^us\-gov\-\w+\-\d+$",
}
"""The names that each partition's regions may have, those to come included."""

_DIRECTIONS = frozenset(
    {"north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest"}
)
_MORE = 3
"""So many numbers above the highest known one may be regions that are newer than the table."""


def is_region(name: str) -> bool:
    """Return whether AWS has that region, or may have it soon: its pattern, direction and number are plausible."""
    return name in KNOWN or (may_be_region(name) and _is_plausible(name))


def may_be_region(name: str) -> bool:
    """Return whether the name has the pattern of a partition's regions, and so must not be refused."""
    import re

    return name in KNOWN or any(re.fullmatch(pattern, name, re.ASCII) for pattern in PATTERNS.values())


def is_host_label(name: str) -> bool:
    """Return whether the name can be part of a host's name; botocore refuses any other region."""
    return 0 < len(name) < 64 and name.isascii() and name.replace("-", "").isalnum() and name.strip("-") == name


def correction(name: str) -> str:
    """Ask in a sentence whether the region that is spelled most like it was meant; empty if none is close."""
    from difflib import get_close_matches

    name = name.strip().strip("\"'").lower().replace("_", "-")
    if len(name) > 2 * max(map(len, KNOWN)):  # comparing a text of a megabyte takes a second
        return ""
    twisted = [known for known in sorted(KNOWN) if sorted(known) == sorted(name)]  # letters that changed places
    close = get_close_matches(name, twisted or sorted(KNOWN), 1, 0.75)
    return f"Did you mean {close[0]}?" if close else ""


def _is_plausible(name: str) -> bool:
    place, direction, number = name.rsplit("-", 2)
    highest = max(
        (int(known.rsplit("-", 1)[1]) for known in KNOWN if known.startswith(f"{place}-{direction}-")), default=0
    )
    return direction in _DIRECTIONS and 0 < int(number) <= highest + _MORE and str(int(number)) == number
