"""Write keys as the content of a file, or as the output that a program reads."""

from __future__ import annotations

from ssotui.export import quoting
from ssotui.export.formats.variables import variables
from ssotui.export.process_json import process_json
from ssotui.model.clock import format_optional
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import OTHER_FORMAT, UsageError
from ssotui.model.secret import Secret

REGION_IN_JSON = "us-east-1"
"""What ``json`` says where no region is known: its readers expect one."""


def dotenv(outgoing: Outgoing) -> Secret:
    """Return the lines of a ``.env`` file.

    Raises:
        UsageError: a value cannot stand in one.
    """
    lines = [f"{name}={value}\n" for name, value in dotenv_values(outgoing).items() if value is not None]
    return Secret("".join(lines))


def dotenv_values(outgoing: Outgoing) -> dict[str, str | None]:
    """Return the variables with their values quoted for a ``.env`` file; ``None`` for one that must not be there.

    Raises:
        UsageError: a value cannot stand in one.
    """
    return {name: None if value is None else _for_dotenv(name, value) for name, value in variables(outgoing).items()}


def _for_dotenv(name: str, value: str) -> str:
    try:
        return quoting.dotenv(value)
    except ValueError as error:
        raise UsageError(
            f"{name} cannot be written to a .env file: {error}.", "Use --format env.", on_screen=OTHER_FORMAT
        ) from None


def as_json(outgoing: Outgoing) -> Secret:
    """Return the format ``json``: one object, indented."""
    import json  # late: most formats are no JSON

    return Secret(json.dumps(json_fields(outgoing), indent=2) + "\n")


def json_fields(outgoing: Outgoing) -> dict[str, str | None]:
    """Return the fields of the format ``json``."""
    keys = outgoing.keys
    return {
        "AccessKeyId": keys.access_key_id.reveal(),
        "SecretAccessKey": keys.secret_access_key.reveal(),
        "SessionToken": keys.session_token.reveal() if keys.session_token else None,
        "Region": outgoing.region or REGION_IN_JSON,
        "Expiration": format_optional(keys.expires_at),
        "AccountId": keys.account_id,
        "RoleName": keys.role_name,
    }


def process(outgoing: Outgoing) -> Secret:
    """Return the output of a ``credential_process``."""
    keys = outgoing.keys
    return process_json(
        keys.access_key_id, keys.secret_access_key, keys.session_token, keys.expires_at, keys.account_id
    )
