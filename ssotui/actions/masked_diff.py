"""A unified diff of two versions of a file, with every value masked that may be a secret.

Masked is what is not known to be harmless: a ``.env`` file may hold anybody's secrets, and a line may be half of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ssotui.model.secret import MASK
from ssotui.model.text import visible

CONTEXT = 3

HARMLESS = frozenset(
    {
        "region",
        "output",
        "cli_pager",
        "role_arn",
        "source_profile",
        "credential_source",
        "role_session_name",
        "duration_seconds",
        "sso_session",
        "sso_account_id",
        "sso_role_name",
        "sso_start_url",
        "sso_region",
        "sso_registration_scopes",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_CREDENTIAL_EXPIRATION",
        "Region",
        "Expiration",
        "AccountId",
        "RoleName",
        "Version",
    }
)
"""Keys of config files, ``.env`` files and our JSON whose values are shown."""

_SETTING = re.compile(
    r"""
    (?P<before>\s*(?:export\s+)?)
    (?P<quote>"?)(?P<key>[a-z][a-z0-9_]{0,63}|[A-Z][A-Z0-9_]{0,63}|[A-Z][A-Za-z]{0,31}(?="))(?P=quote)
    (?P<sign>\s*[=:]\s*)
    (?P<value>.*)
    """,
    re.VERBOSE,
)
_OUR_PROCESS = re.compile(r"(?:/(?:[\w.@%+:,-]+/)*)?ssotui credential-process [\w\-/.%@:+]+", re.ASCII)
"""The ``credential_process`` that :mod:`ssotui.actions.install_process` writes; any other may have a secret in it."""

_HEADER = re.compile(r"\s*\[[^\]]*\]\s*")
_BARE = re.compile(r"[\s{}\[\],]*")
_SUSPICIOUS = re.compile(r"[=:]|[A-Za-z0-9/+]{16,}")
_OURS = re.compile(r"#\s*written by ssotui.*")


def diff(now: bytes | None, then: bytes | None, name: str) -> list[str]:
    """The lines of the diff from ``now`` to ``then`` (``None`` for no file), fit for a screen."""
    old, new = _lines(now), _lines(then)
    # What both begin and end with is most of a file of 10,000 profiles, and difflib's time grows with the square.
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    first = max(0, start - CONTEXT)
    tail = max(0, end - CONTEXT)
    shown = [
        f"--- {visible(name)}" if now is not None else "--- (no file)",
        f"+++ {visible(name)}" if then is not None else "+++ (no file)",
    ]
    return [*shown, *_hunks(old[first : len(old) - tail], new[first : len(new) - tail], first)]


def masked(line: str) -> str:
    """The line, but for what may be a secret."""
    if _BARE.fullmatch(line) or _OURS.fullmatch(line):
        return visible(line)
    if line.lstrip()[:1] in {"#", ";"}:
        return f"# {MASK}" if _SUSPICIOUS.search(line) else visible(line)
    if _HEADER.fullmatch(line):
        return visible(line)
    setting = _SETTING.fullmatch(line)
    if not setting:
        return MASK
    value = setting["value"]
    if value.strip() and not _is_harmless(setting["key"], value):
        value = MASK
    quote = setting["quote"]
    return f"{setting['before']}{quote}{setting['key']}{quote}{setting['sign']}{visible(value)}"


def _is_harmless(key: str, value: str) -> bool:
    return key in HARMLESS or (key == "credential_process" and bool(_OUR_PROCESS.fullmatch(value.strip())))


def _lines(content: bytes | None) -> list[str]:
    return (content or b"").decode(errors="replace").splitlines()


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _hunks(old: Sequence[str], new: Sequence[str], first: int) -> Iterator[str]:
    from difflib import SequenceMatcher

    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT):
        (_, old_start, _, new_start, _), (_, _, old_end, _, new_end) = group[0], group[-1]
        yield (f"@@ -{old_start + first + 1},{old_end - old_start} +{new_start + first + 1},{new_end - new_start} @@")
        for what, i1, i2, j1, j2 in group:
            if what == "equal":
                yield from (f" {masked(line)}" for line in old[i1:i2])
            else:
                yield from (f"-{masked(line)}" for line in old[i1:i2])
                yield from (f"+{masked(line)}" for line in new[j1:j2])
