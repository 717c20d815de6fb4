"""The text of role credentials in each format: one pure function a format, in one registry.

A format's text is a :class:`Secret`: whoever copies, prints or writes it reveals it at that point and not before.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from ssotui.model.clock import format_optional
from ssotui.model.credentials import Outgoing
from ssotui.model.secret import Secret

RIVALS = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
"""What would contradict the exported keys: a profile wins over them in some SDKs, and misleads a person in all."""

REGION_IN_JSON = "us-east-1"
"""What ``json`` says where no region is known: its readers expect one."""


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write keys down.

    Attributes:
        name: for ``--format`` and the settings.
        title: for menus.
        text: from the keys to the text, which ends with a newline unless it is a single value.
    """

    name: str
    title: str
    text: Callable[[Outgoing], Secret]


def variables(outgoing: Outgoing) -> dict[str, str | None]:
    """The environment variables, in their fixed order; ``None`` for one that must not be set beside the others."""
    keys = outgoing.keys
    settings = {
        "AWS_ACCESS_KEY_ID": keys.access_key_id.reveal(),
        "AWS_SECRET_ACCESS_KEY": keys.secret_access_key.reveal(),
        "AWS_SESSION_TOKEN": keys.session_token.reveal() if keys.session_token else None,
        "AWS_CREDENTIAL_EXPIRATION": format_optional(keys.expires_at),
    }
    if outgoing.region:
        settings |= {"AWS_REGION": outgoing.region, "AWS_DEFAULT_REGION": outgoing.region}
    return settings


def credentials_section(outgoing: Outgoing) -> dict[str, str]:
    """The keys and values of a credentials-file section."""
    keys = outgoing.keys
    values = {
        "aws_access_key_id": keys.access_key_id.reveal(),
        "aws_secret_access_key": keys.secret_access_key.reveal(),
    }
    if keys.session_token:
        values["aws_session_token"] = keys.session_token.reveal()
    if outgoing.region:
        values["region"] = outgoing.region
    return values


def _env(outgoing: Outgoing) -> Secret:
    """For POSIX shells. Single quotes keep every character but themselves."""
    settings = variables(outgoing)
    unset = " ".join((*RIVALS, *(name for name, value in settings.items() if value is None)))
    lines = [f"unset {unset}", *(f"export {name}={_quoted(value)}" for name, value in settings.items() if value)]
    return Secret("\n".join(lines) + "\n")


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "'\\''") + "'"


def _json(outgoing: Outgoing) -> Secret:
    keys = outgoing.keys
    content = _fields(outgoing) | {
        "Region": outgoing.region or REGION_IN_JSON,
        "Expiration": format_optional(keys.expires_at),
        "AccountId": keys.account_id,
        "RoleName": keys.role_name,
    }
    return Secret(json.dumps(content, indent=2) + "\n")


def _process(outgoing: Outgoing) -> Secret:
    """The ``credential_process`` contract: Version is the integer 1; an unknown end is left out, not null."""
    known = {"Expiration": format_optional(outgoing.keys.expires_at), "AccountId": outgoing.keys.account_id}
    content = {"Version": 1} | _fields(outgoing) | known
    return Secret(json.dumps({name: value for name, value in content.items() if value is not None}, indent=2) + "\n")


def _fields(outgoing: Outgoing) -> dict[str, str | int | None]:
    keys = outgoing.keys
    return {
        "AccessKeyId": keys.access_key_id.reveal(),
        "SecretAccessKey": keys.secret_access_key.reveal(),
        "SessionToken": keys.session_token.reveal() if keys.session_token else None,
    }


def _ini(outgoing: Outgoing) -> Secret:
    lines = [f"[{outgoing.name}]", *(f"{name} = {value}" for name, value in credentials_section(outgoing).items())]
    return Secret("\n".join(lines) + "\n")


FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format("env", "Shell exports (bash, zsh, sh)", _env),
        Format("json", "JSON", _json),
        Format("process", "credential_process JSON", _process),
        Format("ini", "Credentials-file section", _ini),
        Format("access-key-id", "Access key ID", lambda outgoing: outgoing.keys.access_key_id),
        Format("secret-access-key", "Secret access key", lambda outgoing: outgoing.keys.secret_access_key),
        Format("session-token", "Session token", lambda outgoing: outgoing.keys.session_token or Secret("")),
    )
}
"""Every format by its name, in the order in which menus show them."""

DEFAULT = "env"
