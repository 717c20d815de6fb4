"""The keys as environment variables, which most formats are made of."""

from __future__ import annotations

import re

from ssotui.model.clock import format_optional
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import UsageError
from ssotui.model.text import visible

RIVALS = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN")
"""What would contradict the exported keys: a profile wins over them in some SDKs, and misleads a person in all; of two
session tokens, botocore takes the one under the old name (``credentials.py: EnvProvider.TOKENS``)."""

_REGION = re.compile(r"[A-Za-z0-9-]+")


def variables(outgoing: Outgoing) -> dict[str, str | None]:
    """The environment variables, in their fixed order; ``None`` for one that must not be set beside the others.

    Raises:
        UsageError: a value is none that AWS gives, and would tell a terminal that shows it what to do.
    """
    keys = outgoing.keys
    settings = {
        "AWS_ACCESS_KEY_ID": keys.access_key_id.reveal(),
        "AWS_SECRET_ACCESS_KEY": keys.secret_access_key.reveal(),
        "AWS_SESSION_TOKEN": keys.session_token.reveal() if keys.session_token else None,
        "AWS_CREDENTIAL_EXPIRATION": format_optional(keys.expires_at),
    }
    if outgoing.region:
        settings |= {"AWS_REGION": outgoing.region, "AWS_DEFAULT_REGION": outgoing.region}
        if not _REGION.fullmatch(outgoing.region):
            raise UsageError(
                f"There is no region '{visible(outgoing.region)}'.", "Correct it, or name another one: --region R."
            )
    for name, value in settings.items():
        if value and not value.isprintable():
            raise UsageError(f"The value of {name} holds a control character.", "Correct it where it is set.")
    return settings


def changes(outgoing: Outgoing) -> dict[str, str | None]:
    """What an environment has to change: the rivals go, then the variables come."""
    return {**dict.fromkeys(RIVALS), **variables(outgoing)}
