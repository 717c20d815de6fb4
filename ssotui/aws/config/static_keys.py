"""The keys that a profile holds itself, in either file."""

from __future__ import annotations

from ssotui.aws import locations
from ssotui.aws.config.config_file import RawSection, Values
from ssotui.aws.config.merged_files import read_files
from ssotui.model.credentials import RoleCredentials
from ssotui.model.errors import UnusableFile
from ssotui.model.secret import Secret


def read(profile: str) -> RoleCredentials:
    """The profile's own keys. Only of those that ssotui wrote does a file tell when they end.

    As botocore does (``credentials.py: SharedCredentialProvider``, ``ConfigProvider``), all from the file that has
    ``aws_access_key_id``, and from the credentials file if both have it.

    Raises:
        UnusableFile: there are none, or one of the two is missing or cannot be a key.
    """
    files = read_files(locations.config_file(), locations.credentials_file())
    raw = files.profiles.get(profile)
    for path in (files.credentials, files.config):
        if raw and raw.has_in(path, "aws_access_key_id"):
            keys = _keys(profile, _values_in(raw, path))
            return keys._replace(expires_at=files.ends.get(profile)) if path == files.credentials else keys
    raise UnusableFile(f"Profile {profile!r} holds no keys any more.", "Look into its file.")


def _values_in(raw: RawSection, path: str) -> Values:
    """The section's values as that file has them."""
    values: Values = {}
    for part in raw.parts or (raw,):
        if part.place.path == path:
            values |= part.values
    return values


def _keys(profile: str, values: Values) -> RoleCredentials:
    access_key_id = _secret(profile, values, "aws_access_key_id")
    secret_access_key = _secret(profile, values, "aws_secret_access_key")
    if not (access_key_id and secret_access_key):
        raise UnusableFile(
            f"Profile {profile!r} has only one of aws_access_key_id and aws_secret_access_key in its file.",
            "Add the other.",
        )
    account_id = values.get("aws_account_id")
    return RoleCredentials(
        access_key_id=access_key_id,
        secret_access_key=secret_access_key,
        # botocore takes the old name first, if both are there.
        session_token=_secret(
            profile, values, "aws_security_token" if "aws_security_token" in values else "aws_session_token"
        ),
        expires_at=None,
        account_id=account_id if isinstance(account_id, str) else None,
    )


def _secret(profile: str, values: Values, key: str) -> Secret | None:
    """The value, ``None`` where it is empty or missing."""
    value = values.get(key)
    if not value:
        return None
    if isinstance(value, Secret) and (secret := Secret.parse(value.reveal())):
        return secret
    raise UnusableFile(f"The value of {key} in profile {profile!r} cannot be a key.", "It is one word, on one line.")
