"""Compare two versions of a file in a unified diff, with every value masked that may be a secret.

A value is shown only if it is known to be harmless: a ``.env`` file may hold anybody's secrets, and a line may be half
of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from ssotui.export.file_kinds import CREDENTIALS, kind_of
from ssotui.export.shells import INIT_LINES
from ssotui.model.secret import MASK
from ssotui.model.text import visible

CONTEXT = 3

_REGION = r"[a-z]{2,4}(-[a-z]{2,10}){1,3}(-\d{1,2})?"
_NAME = r"[\w+=,.@/%:-]{1,64}"
_LABEL = r"(?u:[\w+=,.@/%:'()-]{1,64}( [\w+=,.@/%:'()-]{1,64}){0,7})"
"""A profile's or a session's name: other than a secret, it may have blanks and letters of any script."""
_WORD = r"[\w+=,.@-]{1,64}"
_ACCOUNT_ID = r"\d{12}"
_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)"
_SCOPE = r"[a-z]{1,32}(:[a-z_]{1,32}){1,4}"
_HOST = r"[a-z0-9-]{1,24}(\.[a-z0-9-]{1,24})+(:\d{1,5})?"

HARMLESS = {
    "region": _REGION,
    "output": "json|text|table|yaml|yaml-stream|off",
    "cli_pager": "less|more|cat",
    "role_arn": rf"arn:aws(-[a-z]{{1,10}}){{0,3}}:iam::{_ACCOUNT_ID}:role(/{_WORD}){{1,9}}",
    "source_profile": _LABEL,
    "credential_source": "Environment|Ec2InstanceMetadata|EcsContainer",
    "role_session_name": _WORD,
    "duration_seconds": r"\d{1,6}",
    "sso_session": _LABEL,
    "sso_account_id": _ACCOUNT_ID,
    "sso_role_name": _WORD,
    "sso_start_url": rf"https://{_HOST}(/start|/directory/d-[a-z0-9]{{10}})?/?(#/?)?",
    "sso_region": _REGION,
    "sso_registration_scopes": rf"{_SCOPE}(, ?{_SCOPE})*",
    "x_security_token_expires": _MOMENT,
    "AWS_REGION": _REGION,
    "AWS_DEFAULT_REGION": _REGION,
    "AWS_PROFILE": _NAME,
    "AWS_DEFAULT_PROFILE": _NAME,
    "AWS_CREDENTIAL_EXPIRATION": _MOMENT,
    "Region": _REGION,
    "Expiration": _MOMENT,
    "AccountId": _ACCOUNT_ID,
    "RoleName": _WORD,
    "Version": "1",
    # Ours, which is told a profile's name alone. Another program may be told a secret.
    "credential_process": rf"((/{_WORD}){{0,20}}/)?(ssotui|python[\d.]{{0,6}} -m ssotui) credential-process {_NAME}",
}
"""Keys of config files, ``.env`` files and our JSON, and what a value must be, to its line's end, to be shown.

Whatever else may follow on the line, as a comment or JSON's next key, is nothing that would be known to be harmless.
"""

_FORMS = {key: re.compile(form, re.ASCII) for key, form in HARMLESS.items()}

_DENSE = re.compile(r"(?=[A-Za-z+/=]*\d)(?=[\d+/=]*[A-Za-z])[A-Za-z\d+/=]{20,}", re.ASCII)
"""So long a run of letters and digits is a key or a token, and no name that a person gave."""

_SETTING = re.compile(
    r"""
    (?P<before>\s*(?:export\s+)?)
    (?P<quote>"?)
    (?P<key>[a-z][a-z\d]{0,14}(?:_[a-z\d]{1,15}){0,7}|[A-Z][A-Z\d]{0,14}(?:_[A-Z\d]{1,15}){0,7}|[A-Z][A-Za-z]{0,14}(?="))
    (?P=quote)
    (?P<sign>\s*[=:]\s*)
    (?P<value>.*)
    """,
    re.VERBOSE | re.ASCII,
)
"""A key has no longer words: one before an ``=`` may be a secret that ends with that."""

_VALUE = re.compile(r"""(?P<quote>["']?)(?P<bare>[^"'\\]*)(?P=quote)\s*""")
_JSON_VALUE = re.compile(r"""(?P<quote>"?)(?P<bare>[^"\\]*)(?P=quote),?\s*""")
_HEADER = re.compile(
    rf"""\s*\[\s*(?:
        {_NAME}|[a-z-]{{1,16}}\s+(?P<quote>["']?){_NAME}(?P=quote)
        |(?:profile|sso-session|services)\s+(?P<other>["']?){_LABEL.replace(" ", "[ ]")}(?P=other)
    )\s*\]\s*""",
    re.ASCII | re.VERBOSE,
)
_BARE = re.compile(r"[\s{}\[\],]*")
_OURS = re.compile(
    rf"# written by ssotui(; (expires {_MOMENT}|does not expire|runs ssotui for its keys|profile [\da-f]{{12}}))?"
    r"( \([\da-f]{12}\))?",
    re.ASCII,
)

_SHELL_LINES = frozenset(INIT_LINES.values())
"""What sets up a shell, in its start file."""


def diff(now: bytes | None, then: bytes | None, name: str) -> list[str]:
    """Return the lines of the diff from ``now`` to ``then`` (``None`` for no file), safe for a screen."""
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
    hunks = _hunks(old[first : len(old) - tail], new[first : len(new) - tail], first)
    ini = kind_of(PurePath(name)) is CREDENTIALS
    return [*shown, *(line if line[0] == "@" else line[0] + masked(line[1:], ini=ini) for line in hunks)]


def masked(line: str, *, ini: bool = True) -> str:
    """Mask the values in a line that may be secrets.

    Args:
        line: without its end.
        ini: whether it is one of an INI file, in which ``[…]`` is a section's header.
    """
    if _BARE.fullmatch(line) or _OURS.fullmatch(line) or line in _SHELL_LINES:
        return visible(line)
    if line.lstrip()[:1] in {"#", ";"}:
        return f"# {MASK}"
    if ini and _HEADER.fullmatch(line) and not _DENSE.search(line):
        return visible(line)
    setting = _SETTING.fullmatch(line)
    if not setting:
        return MASK
    key, quote, value = setting["key"], setting["quote"], setting["value"]
    if value.strip() and not _is_harmless(key, value, json=bool(quote)):
        value = MASK
    return f"{visible(setting['before'])}{quote}{key}{quote}{visible(setting['sign'] + value)}"


def _is_harmless(key: str, value: str, *, json: bool) -> bool:
    """Tell whether the whole value has the form of a value that is no secret."""
    form, whole = _FORMS.get(key), (_JSON_VALUE if json else _VALUE).fullmatch(value)
    if not form or not whole:
        return False
    return bool(form.fullmatch(whole["bare"].strip())) and not _DENSE.search(whole["bare"])


def _lines(content: bytes | None) -> list[str]:
    return (content or b"").decode(errors="replace").splitlines()


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the lines with which both texts begin."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _hunks(old: Sequence[str], new: Sequence[str], first: int) -> Iterator[str]:
    from difflib import SequenceMatcher

    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT):
        (_, old_start, _, new_start, _), (_, _, old_end, _, new_end) = group[0], group[-1]
        yield (f"@@ -{old_start + first + 1},{old_end - old_start} +{new_start + first + 1},{new_end - new_start} @@")
        for what, i1, i2, j1, j2 in group:
            if what == "equal":
                yield from (f" {line}" for line in old[i1:i2])
            else:
                yield from (f"-{line}" for line in old[i1:i2])
                yield from (f"+{line}" for line in new[j1:j2])
