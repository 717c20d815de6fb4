"""Cache role credentials under the AWS CLI's own names, in ``~/.aws/cli/cache``, where a hit serves both.

Those of sessions that keep their secrets in the keychain are there instead.

The folder also holds an SQLite database and other tools' files; what is not asked for by name is never opened.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Container, Mapping
from functools import cache

from ssotui.aws import environment
from ssotui.aws.caches import keys_file
from ssotui.aws.caches.digest import hexdigest
from ssotui.model.clock import format_timestamp
from ssotui.model.credentials import RoleCredentials
from ssotui.model.errors import UnusableFile
from ssotui.model.sources import AssumedRole, Cached
from ssotui.storage import file_version, token_store
from ssotui.storage.fast_json import quote

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from typing import Any, TypeVar

    Ref = TypeVar("Ref", bound=Cached)

FEW = 500
"""So many files are looked for one by one; for more of them, listing the folder first is faster."""


def assume_role_request(role: AssumedRole) -> dict[str, str | int]:
    """Return the parameters of AssumeRole that the profile sets; the cache file's name is made of them.

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
    """Name the role's cache file: the SHA-1 of sorted JSON, which for an SSO role is minified.

    (The CLI's ``AssumeRoleCredentialFetcher`` and ``SSOCredentialFetcher``.)
    """
    if isinstance(ref, AssumedRole):
        request = assume_role_request(ref)
        # As with SSO roles below.
        simple = request.keys() == {"RoleArn"}
        if simple:
            text = f'{{"RoleArn": {quote(ref.role_arn)}}}'
        else:
            import json  # late: few chains say how their roles are taken

            text = json.dumps(request, sort_keys=True)
    else:
        # Put together by hand: the list asks for the name of every profile's file, and there may be 10,000.
        session = ref.session
        text = f'{{"accountId":{quote(ref.account_id)},{_shared(ref.role_name, session.name, session.start_url)}}}'
    return f"{hexdigest(text)}.json"


@cache
def _shared(role_name: str, session_name: str | None, start_url: str) -> str:
    """Write what many roles have in common."""
    session = f'"sessionName":{quote(session_name)}' if session_name else f'"startUrl":{quote(start_url)}'
    return f'"roleName":{quote(role_name)},{session}'


def read(ref: Cached, now: datetime, min_left: timedelta = keys_file.LEAST_LEFT) -> RoleCredentials | None:
    """Read the role's cached keys while enough of their time is left; damaged ones are no hit.

    Args:
        ref: whose keys.
        now: the time.
        min_left: how long the keys must last from then on.

    Raises:
        UnusableFile: the keychain cannot be used.
    """
    try:
        from ssotui.aws.caches import stores  # late, as below: a list of when keys end does without

        keys = keys_file.parse(stores.of_keys(ref).read(file_name(ref)))
    except OSError:
        return None
    if keys is None or not keys_file.usable(keys[3], now, min_left):
        return None
    return RoleCredentials(*keys, account_id=ref.account_id, role_name=ref.role_name)


def write(ref: Cached, keys: RoleCredentials, answer: Mapping[str, Any] | None = None) -> None:
    """Write the role's keys to the cache, as the AWS CLI does.

    Args:
        ref: whose they are.
        keys: the keys.
        answer: what else STS answered for an assumed role; no secret is left in it.

    Raises:
        UnusableFile: they cannot be written.
    """
    import json

    from ssotui.aws.caches import stores

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
    stores.of_keys(ref).write(file_name(ref), json.dumps(content).encode())


CROWD = 1_000
"""So many files in the cache take longer to read than all the rest before the first rows."""


def is_crowded() -> bool:
    """Tell whether the cache has more files than can be read while somebody waits."""
    try:
        with os.scandir(environment.cli_cache()) as files:
            return any(number >= CROWD for number, _ in enumerate(files))
    except OSError:
        return False


def expiries(refs: Collection[Ref]) -> dict[Ref, datetime]:
    """Tell when the cached keys of each role end, for the roles that have any.

    Only the files of those roles are read, and of those only what has changed since the last time. Of keys in the
    keychain its index tells.
    """
    try:
        choice = token_store.chosen()
    except UnusableFile:  # told of each session
        return {}
    if not choice.anywhere:
        return _of_files(refs)
    from ssotui.aws.caches.keychain_entries import key_expiries

    kept = {ref for ref in refs if ref.session and choice.holds(ref.session.label)}
    ends = key_expiries()
    found = {ref: ends[name] for ref in kept if (name := file_name(ref)) in ends}
    return found | _of_files([ref for ref in refs if ref not in kept])


def _of_files(refs: Collection[Ref]) -> dict[Ref, datetime]:
    folder = environment.cli_cache()
    there: Container[str] | None = None
    if len(refs) > FEW:
        try:
            there = frozenset(os.listdir(folder))
        except OSError:
            return {}
    found = {}
    for ref in refs:
        name = file_name(ref)
        if (there is None or name in there) and (expires_at := _expiry(f"{folder}{os.sep}{name}")):
            found[ref] = expires_at
    return found


_expiries: dict[str, tuple[file_version.Stamp, datetime | None]] = {}
"""By path, of which version of the file: with thousands of them, reading them all again would take a second."""


def _expiry(path: str) -> datetime | None:
    """Until when the file's keys last; ``None`` if it holds none."""
    return file_version.read_once(_expiries, path, _expiry_in, None)


def _expiry_in(path: str) -> datetime | None:
    keys = keys_file.load(path)
    return keys[3] if keys else None
