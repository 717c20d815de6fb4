"""``~/.aws/cli/cache``: role credentials, under the AWS CLI's own names, so that a hit serves both.

The folder also holds assumed-role files of other profiles and an SQLite database; what is not asked for by name is
never opened.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ssotui.aws import locations
from ssotui.model.clock import format_timestamp, parse_timestamp
from ssotui.model.credentials import RoleCredentials, RoleRef
from ssotui.model.secret import Secret
from ssotui.storage.files import read_regular, write_atomically

LEAST_LEFT = timedelta(minutes=15)
"""With less than this the CLI fetches anew (reference, 2.8), and so do we."""

MAX_BYTES = 1_000_000


def file_name(ref: RoleRef) -> str:
    """SHA-1 of the minified, sorted JSON that the CLI's ``SSOCredentialFetcher`` makes its key of."""
    session = {"sessionName": ref.session.name} if ref.session.name else {"startUrl": ref.session.start_url}
    key = {"accountId": ref.account_id, "roleName": ref.role_name, **session}
    text = json.dumps(key, sort_keys=True, separators=(",", ":"))
    return f"{hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()}.json"


def read(ref: RoleRef, now: datetime) -> RoleCredentials | None:
    """The role's cached keys while at least :data:`LEAST_LEFT` remains of them; a damaged file is no hit."""
    keys = _load(locations.cli_cache() / file_name(ref))
    if keys is None or keys.expires_at is None or keys.expires_at - now < LEAST_LEFT:
        return None
    return RoleCredentials(
        access_key_id=keys.access_key_id,
        secret_access_key=keys.secret_access_key,
        session_token=keys.session_token,
        expires_at=keys.expires_at,
        account_id=ref.account_id,
        role_name=ref.role_name,
    )


def write(ref: RoleRef, keys: RoleCredentials) -> None:
    """Cache the keys as the CLI does.

    Raises:
        UnusableFile: the file cannot be written.
    """
    content = {
        "ProviderType": "sso",
        "Credentials": {
            "AccessKeyId": keys.access_key_id.reveal(),
            "SecretAccessKey": keys.secret_access_key.reveal(),
            "SessionToken": keys.session_token.reveal() if keys.session_token else None,
            "Expiration": format_timestamp(keys.expires_at) if keys.expires_at else None,
            "AccountId": ref.account_id,
        },
    }
    write_atomically(locations.cli_cache() / file_name(ref), json.dumps(content).encode(), secret=True)


def expiries(refs: Iterable[RoleRef]) -> dict[RoleRef, datetime]:
    """Until when the cached keys of each role last, for those that have any. One listing, then only the hits' files."""
    folder = locations.cli_cache()
    try:
        names = frozenset(os.listdir(folder))  # noqa: PTH208 - names are all we need
    except OSError:
        return {}
    if not names:
        return {}
    hits = ((ref, _load(folder / name)) for ref in refs if (name := file_name(ref)) in names)
    return {ref: keys.expires_at for ref, keys in hits if keys and keys.expires_at}


def _load(path: Path) -> RoleCredentials | None:
    try:
        fields: Any = json.loads(read_regular(path, MAX_BYTES))["Credentials"]
        expires_at = parse_timestamp(fields["Expiration"])
        return RoleCredentials(
            access_key_id=_required(fields, "AccessKeyId"),
            secret_access_key=_required(fields, "SecretAccessKey"),
            session_token=_required(fields, "SessionToken"),
            expires_at=expires_at if expires_at.tzinfo else expires_at.replace(tzinfo=UTC),
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # the CLI dies of a damaged file; for us it is a miss, and the next write replaces it


def _required(fields: dict[str, Any], name: str) -> Secret:
    if secret := Secret.parse(fields[name]):
        return secret
    raise ValueError(name)
