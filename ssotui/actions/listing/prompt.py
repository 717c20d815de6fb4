"""One short segment for a prompt: which profile or keys this shell would use, and how long they last.

It asks nobody and writes nothing: all comes from the environment and from files. Nothing heavy is imported here, since
the prompt waits.
"""

from __future__ import annotations

import os
import sys

from ssotui.aws.environment import KEYS_OF, REGIONS, SERVER_URI
from ssotui.model.clock import aware, datetime, parse_timestamp, timedelta
from ssotui.model.text import visible

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

FIELDS = {
    "name": "the profile, or the role of exported keys",
    "profile": "the profile",
    "label": "the label of its environment, as PROD",
    "account": "the account's name, or its ID where no name is known",
    "account_id": "the account's ID",
    "role": "the role's name",
    "region": "the region in which commands work",
    "session": "the SSO session",
    "left": "how long the keys last; ↻ and the token's time where they are fetched at need",
    "status": "valid, renewable, expired, missing or unknown",
    "colour": "its environment's colour, else green, yellow or red by the status",
}
"""What a template can hold, each in curly brackets, and what it stands for."""

DEFAULT = "{name}{? {label}}{? {left}}"

RENEWS, RENEWS_ASCII = "↻", "~"
"""Stands before the time that is left where the keys then renew by themselves."""

KEY_ID, EXPIRATION = "AWS_ACCESS_KEY_ID", "AWS_CREDENTIAL_EXPIRATION"
PROFILES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")

FETCHED_ANEW = timedelta(minutes=15)
"""Cached keys that last no longer are fetched anew before they are used (:mod:`ssotui.aws.caches.keys_file`)."""

_COLOURS = {"valid": "green", "renewable": "green", "expired": "red", "missing": "red"}
_COLOUR_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEF0123456789_"


class UnknownField(Exception):
    """A template names a field that there is not, or is not closed."""


def segment(wanted: str, facts: Mapping[str, Any], now: datetime, environ: Mapping[str, str] = os.environ) -> str:
    """Give the segment; empty if there is nothing to say.

    Args:
        wanted: the name of a format (:data:`FORMATS`), a template, or a name, a colon and a template.
        facts: what the shell uses, as :mod:`ssotui.actions.listing.prompt_at_once` finds it.
        now: the time.
        environ: the shell's environment.

    Raises:
        UnknownField: the template names a field that there is not.
    """
    kind, colon, template = wanted.partition(":")
    default, escape = FORMATS.get(kind, (wanted, visible))
    if not colon or kind not in FORMATS:
        template = default
    if not facts.get("name"):
        _filled(template, {})  # a mistake in the template shows at once
        return ""
    values = _values(facts, now, environ)
    if kind == "json":
        from ssotui.storage.fast_json import quote

        fields = (f'"{field}": {quote(values[field]) if values[field] else "null"}' for field in FIELDS)
        return f"{{{', '.join(fields)}}}"
    escaped = {field: value if field == "colour" else escape(value) for field, value in values.items()}
    return " ".join(_filled(template, escaped).split())


def _values(facts: Mapping[str, Any], now: datetime, environ: Mapping[str, str]) -> dict[str, str]:
    """Give the text of each field."""
    status, left = _clock(facts, now, environ)
    region = next((environ[name] for name in REGIONS if environ.get(name)), facts.get("region"))
    colour = facts.get("colour") or ""
    if not colour.strip("#") or colour.removeprefix("#").strip(_COLOUR_LETTERS):
        colour = _COLOURS.get(status, "yellow")
    values = {field: str(facts.get(field) or "") for field in FIELDS}
    account = values["account"] or values["account_id"]
    return values | {"account": account, "region": region or "", "left": left, "status": status, "colour": colour}


def _filled(template: str, values: Mapping[str, str]) -> str:
    """Put the values in the places of their names; doubled brackets stand for themselves.

    A part in ``{? … }`` stays only where each field in it has a value.

    Raises:
        UnknownField: a bracket is not closed, or there is no such field.
    """
    parts: list[str] = []
    at, start_of_part, missing = 0, -1, False
    while at < len(template):
        sign = template[at]
        if template.startswith(("{{", "}}"), at) and not (sign == "}" and start_of_part >= 0):
            parts.append(sign)
            at += 2
        elif template.startswith("{?", at) and start_of_part < 0:
            start_of_part, missing = len(parts), False
            at += 2
        elif sign == "{":
            name, closed, _ = template[at + 1 :].partition("}")
            if not closed or name not in FIELDS:
                raise UnknownField(name)
            parts.append(values.get(name, ""))
            missing = missing or not parts[-1]
            at += len(name) + 2
        elif sign == "}" and start_of_part >= 0:
            if missing:
                del parts[start_of_part:]
            start_of_part = -1
            at += 1
        else:
            parts.append(sign)
            at += 1
    if start_of_part >= 0:
        raise UnknownField("?")
    return "".join(parts)


def profile_of(environ: Mapping[str, str]) -> str | None:
    """Name the profile that a shell without exported keys uses: the one it names, or the one that our server serves."""
    named = next((environ[name] for name in PROFILES if environ.get(name)), None)
    return named or (environ.get(KEYS_OF) if environ.get(SERVER_URI) else None)


def _clock(facts: Mapping[str, Any], now: datetime, environ: Mapping[str, str]) -> tuple[str, str]:
    """Tell the status, and how long it is until a person has to do something, as far as the files tell."""
    if not facts.get("found", True):
        return "missing", "not found"
    exported = environ.get(KEY_ID)
    keys, token = _moment(environ.get(EXPIRATION) if exported else facts.get("keys_end")), facts.get("token")
    if exported or token is None:
        return _until(keys, now)
    present, ends, renewable_until, refused = token
    expires_at, renewable_until = _moment(ends), _moment(renewable_until)
    lasts = expires_at is not None and expires_at > now and not refused
    renews = expires_at is not None and renewable_until is not None and renewable_until > now
    if keys and keys - now > (FETCHED_ANEW if lasts or renews else timedelta()):
        return _until(keys, now)
    if expires_at is None:
        return ("unknown", "") if present else ("missing", "signed out")
    sign = _sign() if renews else ""
    if not lasts:
        return ("renewable", sign) if sign else ("expired", "expired")
    return "valid", f"{sign} {short(expires_at - now)}".lstrip()


def _until(end: datetime | None, now: datetime) -> tuple[str, str]:
    if end is None:
        return "unknown", ""
    return ("valid", short(end - now)) if end > now else ("expired", "expired")


def short(left: timedelta) -> str:
    """Write the time left in one unit, for a prompt has no room and does not tick: ``3d``, ``6h``, ``47m``, ``42s``."""
    seconds = int(left.total_seconds())
    for unit, length in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= length:
            return f"{seconds // length}{unit}"
    return f"{max(seconds, 0)}s"


def _sign() -> str:
    """Give the sign of renewal that the terminal's encoding has."""
    encoding = getattr(sys.stdout, "encoding", None) or ""
    return RENEWS if encoding.lower().replace("-", "") == "utf8" else RENEWS_ASCII


def _moment(text: object) -> datetime | None:
    try:
        return aware(parse_timestamp(text)) if isinstance(text, str) else None
    except ValueError:
        return None


FORMATS: dict[str, tuple[str, Callable[[str], str]]] = {
    "starship": (DEFAULT, visible),
    "tmux": ("#[fg={colour}]{name}{? {label}}#[default]{? {left}}", lambda text: visible(text).replace("#", "##")),
    "zsh": ("%F{{{colour}}}{name}{? {label}}%f{? {left}}", lambda text: visible(text).replace("%", "%%")),
    "json": ("", visible),
}
"""The formats by their names: the template of each, and how it has a value escaped. (starship itself escapes for the
shell; what it must not get is a control character.)"""
