"""Write the output of a ``credential_process``, which every SDK reads.

Nothing heavy is imported here: ``credential-process`` has no time for it.
"""

from __future__ import annotations

from ssotui.model.clock import datetime, format_optional
from ssotui.model.secret import Secret
from ssotui.storage.fast_json import quote


def process_json(
    access_key_id: Secret,
    secret_access_key: Secret,
    session_token: Secret | None,
    expires_at: datetime | None,
    account_id: str | None,
) -> Secret:
    """Return the object of the contract: Version is the integer 1; a value that is unknown is left out, not null."""
    content = {
        "AccessKeyId": access_key_id.reveal(),
        "SecretAccessKey": secret_access_key.reveal(),
        "SessionToken": session_token.reveal() if session_token else None,
        "Expiration": format_optional(expires_at),
        "AccountId": account_id,
    }
    lines = [
        '"Version": 1',
        *(f"{quote(name)}: {quote(value)}" for name, value in content.items() if value is not None),
    ]
    body = ",\n  ".join(lines)
    return Secret(f"{{\n  {body}\n}}\n")
