"""Tell the kind of a profile by the keys it has."""

from __future__ import annotations

from functools import cache

from ssotui.model.profile import ProfileKind

KEY_ID, SECRET_KEY = "aws_access_key_id", "aws_secret_access_key"
WEB_IDENTITY = "web_identity_token_file"

TELLING = frozenset({
    "role_arn", WEB_IDENTITY, "sso_account_id", "sso_role_name", "sso_session", "sso_start_url", "sso_region",
    KEY_ID, SECRET_KEY, "login_session", "credential_process",
})  # fmt: skip
"""The keys that tell a profile's kind, or that may contradict it."""

WORDS = {
    ProfileKind.ROLE_CHAIN: "role_arn",
    ProfileKind.WEB_IDENTITY: WEB_IDENTITY,
    ProfileKind.SSO: "SSO keys",
    ProfileKind.SSO_LEGACY: "SSO keys",
    ProfileKind.STATIC: "static keys",
    ProfileKind.LOGIN: "login_session",
    ProfileKind.PROCESS: "credential_process",
}
"""How to name what a profile of each kind has."""


@cache
def claims(keys: frozenset[str], *, in_credentials: bool) -> tuple[ProfileKind, ...]:
    """The kinds that a profile could be, each once, the one that botocore takes first.

    That is the order of ``credentials.py: create_credential_resolver`` and ``ProfileProviderBuilder.providers``
    in botocore.

    Args:
        keys: which keys the profile has.
        in_credentials: whether its access key is in the credentials file, which is asked before the config file.
    """
    kinds = []
    if WEB_IDENTITY in keys:
        kinds.append(ProfileKind.WEB_IDENTITY)
    elif "role_arn" in keys:
        kinds.append(ProfileKind.ROLE_CHAIN)
    if not keys.isdisjoint({"sso_account_id", "sso_role_name"}):
        kinds.append(ProfileKind.SSO if "sso_session" in keys else ProfileKind.SSO_LEGACY)
    if in_credentials:
        kinds.append(ProfileKind.STATIC)
    if "login_session" in keys:
        kinds.append(ProfileKind.LOGIN)
    if "credential_process" in keys:
        kinds.append(ProfileKind.PROCESS)
    if KEY_ID in keys and not in_credentials:
        kinds.append(ProfileKind.STATIC)
    if not kinds:
        kinds.append(ProfileKind.TOKEN_ONLY if "sso_session" in keys else ProfileKind.EMPTY)
    return tuple(kinds)
