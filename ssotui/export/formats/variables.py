"""Turn keys into environment variables, which most formats are made of."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from ssotui.aws.environment import KEYS_OF, SERVER, region_changes
from ssotui.model.clock import format_optional
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import UsageError
from ssotui.model.text import visible

RIVALS = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN", *SERVER)
"""Variables that would contradict the exported keys: a profile wins over them in some SDKs, and misleads a person in
all, as a credential server does; of two session tokens, botocore takes the one under the old name
(``credentials.py: EnvProvider.TOKENS``)."""

_REGION = re.compile(r"[A-Za-z0-9-]+")


def variables(outgoing: Outgoing) -> dict[str, str | None]:
    """Return the environment variables, in their fixed order; ``None`` for one that must not be set beside the others.

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
        check_region(outgoing.region)
        settings |= {"AWS_REGION": outgoing.region, "AWS_DEFAULT_REGION": outgoing.region}
    for name, value in settings.items():
        if value and not value.isprintable():
            raise UsageError(f"The value of {name} holds a control character.", "Correct it where it is set.")
    return settings


def check_region(region: str) -> None:
    """See that a region is a name that a shell and a terminal can be given.

    Raises:
        UsageError: it is not.
    """
    if not _REGION.fullmatch(region):
        raise UsageError(
            f"There is no region '{visible(region)}'.",
            "Correct it, or name another one: --region R.",
            on_screen="Correct it.",
        )


def changes(outgoing: Outgoing, environ: Mapping[str, str] = os.environ) -> dict[str, str | None]:
    """Return how a shell's environment changes: the rivals go, the variables come, and what ssotui sets is marked.

    Args:
        outgoing: the keys.
        environ: the shell's environment, which is this process's too.

    Raises:
        UsageError: as :func:`variables` does.
    """
    rivals = (*RIVALS, KEYS_OF) if KEYS_OF in environ else RIVALS
    return {**dict.fromkeys(rivals), **variables(outgoing), **region_changes(outgoing.region, environ)}
