"""Read one file of ``~/.aws/cli/cache``, and tell whether its keys are still good.

Nothing heavy is imported here: ``credential-process`` has no time for it.
"""

from __future__ import annotations

from ssotui.model.clock import aware, datetime, parse_timestamp, timedelta
from ssotui.model.secret import Secret
from ssotui.storage.bounded_read import DOCUMENT_BYTES, read_regular
from ssotui.storage.fast_json import DAMAGED, parse_json

TYPE_CHECKING = False  # what type checkers take for True: importing typing takes its time
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

LEAST_LEFT = timedelta(minutes=15)
"""With less than this the AWS CLI fetches anew, and so does ssotui."""


def usable(expires_at: datetime, now: datetime, min_left: timedelta = LEAST_LEFT) -> bool:
    """Tell whether enough of the keys' time is left."""
    return expires_at - now >= min_left


def load(path: Path | str) -> tuple[Secret, Secret, Secret, datetime] | None:
    """Return the access key ID, secret access key, session token and end of the keys; ``None`` if there are none.

    The CLI dies of a damaged file; for us it is a miss, and the next write replaces it.
    """
    try:
        return parse(read_regular(path, DOCUMENT_BYTES))
    except OSError:
        return None


def parse(data: bytes) -> tuple[Secret, Secret, Secret, datetime] | None:
    """Return the same of what such a file holds."""
    try:
        fields: Any = parse_json(data)["Credentials"]
        expires_at = parse_timestamp(fields["Expiration"])
        return (
            _required(fields, "AccessKeyId"),
            _required(fields, "SecretAccessKey"),
            _required(fields, "SessionToken"),
            aware(expires_at),
        )
    except DAMAGED:
        return None


def _required(fields: dict[str, Any], name: str) -> Secret:
    if secret := Secret.parse(fields[name]):
        return secret
    raise ValueError(name)
