"""One short segment for a prompt: which profile or keys this shell would use, and how long they last.

It asks no one: all comes from the environment and from files, and from a memory of them as long as they stay the same.
Nothing heavy is imported here: the prompt waits.
"""

from __future__ import annotations

import os

from ssotui.model.clock import UTC, datetime, describe_left, parse_timestamp
from ssotui.model.text import visible
from ssotui.storage import prompt_memory

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

FIELDS = {
    "name": "the profile, or the role of exported keys",
    "label": "the label of its environment, as PROD",
    "left": "how long it lasts; renewable, expired or signed out",
    "profile": "the profile",
    "role": "the role's name",
    "account": "the account's name, as far as it is known",
    "account_id": "the account's ID",
    "region": "the region in which commands work",
    "session": "the SSO session",
}
"""What a template can hold, each in curly brackets, and what it stands for."""

DEFAULT = "{name} {label} {left}"

KEY_ID, KEYS_OF, EXPIRATION = "AWS_ACCESS_KEY_ID", "SSOTUI_KEYS", "AWS_CREDENTIAL_EXPIRATION"
PROFILES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
FILES = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")


class UnknownField(Exception):
    """A template names a field that there is not."""


def segment(template: str, now: datetime, environ: Mapping[str, str] = os.environ) -> str | None:
    """Give the segment from what is remembered; ``None`` if nothing is, or something has changed since.

    Args:
        template: text with names of :data:`FIELDS` in curly brackets. Blanks around what is empty go.
        now: the time.
        environ: the shell's environment.

    Raises:
        UnknownField: the template names another.
    """
    facts = prompt_memory.recall(shell_of(environ))
    return None if facts is None else filled(template, facts, now, environ)


def shell_of(environ: Mapping[str, str]) -> str:
    """Give what tells a shell from others that would use other credentials. No secret is in it."""
    return "\n".join(environ.get(name, "") for name in (KEY_ID, KEYS_OF, *PROFILES, *FILES))


def filled(template: str, facts: dict[str, Any], now: datetime, environ: Mapping[str, str]) -> str:
    """Fill the template with the facts; empty if there are none.

    Raises:
        UnknownField: the template names a field that there is not.
    """
    region = next((environ[name] for name in REGIONS if environ.get(name)), facts.get("region"))
    values = {**facts, "region": region, "left": _left(facts, now, environ)}
    text = _replaced(template, values)
    return visible(" ".join(text.split())) if facts.get("name") else ""


def _replaced(template: str, values: Mapping[str, Any]) -> str:
    """Put the values in the places of their names; doubled brackets stand for themselves."""
    parts: list[str] = []
    rest = template
    while rest:
        text, bracket, rest = rest.partition("{")
        parts.append(text.replace("}}", "}"))
        if bracket and rest.startswith("{"):
            parts.append("{")
            rest = rest[1:]
        elif bracket:
            name, closed, rest = rest.partition("}")
            if not closed or name not in FIELDS:
                raise UnknownField(name)
            parts.append(str(values.get(name) or ""))
    return "".join(parts)


def _left(facts: Mapping[str, Any], now: datetime, environ: Mapping[str, str]) -> str:
    """Say how long it is until a person has to do something, as far as the files tell."""
    if environ.get(KEY_ID):
        return _until(environ.get(EXPIRATION), now)
    if facts.get("token") is None:
        return _until(facts.get("keys_end"), now) if facts.get("found", True) else "not found"
    from ssotui.model.token import TokenLife, TokenStatus

    present, ends, renewable_until, *refused = facts["token"]  # what an older version remembers ends before that
    life = TokenLife(present, _moment(ends), _moment(renewable_until), *refused)
    status = life.status(now)
    if status is TokenStatus.VALID and life.expires_at:
        return describe_left(life.expires_at - now)
    return {TokenStatus.MISSING: "signed out", TokenStatus.UNKNOWN: ""}.get(status, status.value)


def _until(end: object, now: datetime) -> str:
    moment = _moment(end)
    return describe_left(moment - now) if moment else ""


def _moment(text: object) -> datetime | None:
    try:
        moment = parse_timestamp(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
