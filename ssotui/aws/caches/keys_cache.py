"""``~/.aws/cli/cache``: role credentials, under the AWS CLI's own names, so that a hit serves both.

The folder also holds an SQLite database and other tools' files; what is not asked for by name is never opened.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from json.encoder import encode_basestring_ascii as _quoted
from pathlib import Path
from typing import Any, TypeVar

from ssotui.aws import locations
from ssotui.aws.caches import keys_file
from ssotui.model.clock import format_timestamp
from ssotui.model.credentials import RoleCredentials
from ssotui.model.sources import AssumedRole, Cached
from ssotui.storage import file_version

Ref = TypeVar("Ref", bound=Cached)


def assume_role_request(role: AssumedRole) -> dict[str, str | int]:
    """What the profile says of AssumeRole, under the names of the API: what the cache's name is made of.

    A session name that botocore would make up, as it does for an empty one, is no part of it
    (``botocore/credentials.py: BaseAssumeRoleCredentialFetcher``).
    """
    options = role.options
    fields: dict[str, str | int | None] = {
        "RoleArn": role.role_arn,
        "RoleSessionName": options.session_name or None,
        "ExternalId": options.external_id,
        "SerialNumber": options.mfa_serial,
        "DurationSeconds": options.duration_seconds,
    }
    return {name: value for name, value in fields.items() if value is not None}


def file_name(ref: Cached) -> str:
    """SHA-1 of sorted JSON: of an assumed role's as it comes, of an SSO role's minified.

    (The CLI's ``AssumeRoleCredentialFetcher`` and ``SSOCredentialFetcher``.)
    """
    if isinstance(ref, AssumedRole):
        request = assume_role_request(ref)
        # As with SSO roles below.
        simple = request.keys() == {"RoleArn"}
        text = f'{{"RoleArn": {_quoted(ref.role_arn)}}}' if simple else json.dumps(request, sort_keys=True)
    else:
        name, start_url = ref.session.name, ref.session.start_url
        session = f'"sessionName":{_quoted(name)}' if name else f'"startUrl":{_quoted(start_url)}'
        # Put together by hand: the list asks for the name of every profile's file, and there may be 10,000.
        text = f'{{"accountId":{_quoted(ref.account_id)},"roleName":{_quoted(ref.role_name)},{session}}}'
    return f"{hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()}.json"


def read(ref: Cached, now: datetime, min_left: timedelta = keys_file.LEAST_LEFT) -> RoleCredentials | None:
    """Read the role's cached keys while enough of their time is left; a damaged file is no hit.

    Args:
        ref: whose keys.
        now: the time.
        min_left: how long the keys must last from then on.
    """
    keys = _load(locations.cli_cache() / file_name(ref))
    if keys is None or keys.expires_at is None or not keys_file.usable(keys.expires_at, now, min_left):
        return None
    return RoleCredentials(
        access_key_id=keys.access_key_id,
        secret_access_key=keys.secret_access_key,
        session_token=keys.session_token,
        expires_at=keys.expires_at,
        account_id=ref.account_id,
        role_name=ref.role_name,
    )


def write(ref: Cached, keys: RoleCredentials, answer: Mapping[str, Any] | None = None) -> None:
    """Cache the keys as the CLI does.

    Args:
        ref: whose they are.
        keys: the keys.
        answer: what else STS answered for an assumed role; no secret is left in it.

    Raises:
        UnusableFile: the file cannot be written.
    """
    assumed = isinstance(ref, AssumedRole)
    credentials = {
        "AccessKeyId": keys.access_key_id.reveal(),
        "SecretAccessKey": keys.secret_access_key.reveal(),
        "SessionToken": keys.session_token.reveal() if keys.session_token else None,
        "Expiration": keys.expires_at
        and (keys.expires_at.isoformat() if assumed else format_timestamp(keys.expires_at)),
        "AccountId": ref.account_id,
    }
    content = (
        {"Credentials": credentials, **(answer or {})}
        if assumed
        else {"ProviderType": "sso", "Credentials": credentials}
    )
    from ssotui.storage.files import write_alone  # reading never needs it

    write_alone(locations.cli_cache() / file_name(ref), json.dumps(content).encode(), secret=True)


def expiries(refs: Iterable[Ref]) -> dict[Ref, datetime]:
    """Until when the cached keys of each role last, for those that have any.

    One listing, then only the hits' files, and of those only what has changed since the last time.
    """
    folder = locations.cli_cache()
    try:
        names = frozenset(os.listdir(folder))  # noqa: PTH208 - names are all we need
    except OSError:
        return {}
    if not names:
        return {}
    hits = ((ref, _expiry(f"{folder}{os.sep}{name}")) for ref in refs if (name := file_name(ref)) in names)
    return {ref: expires_at for ref, expires_at in hits if expires_at}


_expiries: dict[str, tuple[file_version.Stamp, datetime | None]] = {}
"""By path, of which version of the file: with thousands of them, reading them all again would take a second."""


def _expiry(path: str) -> datetime | None:
    """Until when the file's keys last; ``None`` if it holds none."""
    now = file_version.stamp(path)
    known = _expiries.get(path)
    if known and known[0] == now:
        return known[1]
    keys = keys_file.load(Path(path))
    expires_at = keys[3] if keys else None
    if now and file_version.settled(now):
        _expiries[path] = (now, expires_at)
    return expires_at


def _load(path: Path) -> RoleCredentials | None:
    keys = keys_file.load(path)
    return RoleCredentials(*keys) if keys else None
