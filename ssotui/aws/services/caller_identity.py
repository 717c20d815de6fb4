"""Asks STS whose keys they are: GetCallerIdentity, which no policy forbids."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ssotui.aws.services import clock_skew
from ssotui.aws.services.client import signed_client
from ssotui.aws.services.failures import NOT_AWS, translated_errors
from ssotui.model.client_settings import NO_SETTINGS, ClientSettings
from ssotui.model.credentials import RoleCredentials
from ssotui.model.errors import AccessDenied, ServiceFailure, SsotuiError
from ssotui.model.records import NamedTuple

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

WHAT = "ask STS whose keys these are"

GLOBAL = "aws-global"
"""STS's one endpoint for everywhere but the partitions of their own; botocore takes it where no region is known."""

_NOT_ACCEPTED = frozenset({
    "AccessDenied", "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "RequestExpired",
    "RequestTimeTooSkewed", "SignatureDoesNotMatch",
})  # fmt: skip


class Caller(NamedTuple):
    """The answer: the account's ID and the caller's ARN."""

    account_id: str
    arn: str


def ask(keys: RoleCredentials, region: str | None, now: datetime, settings: ClientSettings = NO_SETTINGS) -> Caller:
    """Ask STS whose keys these are.

    Args:
        keys: what to sign with.
        region: where to ask; ``None`` for the global endpoint.
        now: the time, to tell a wrong clock by.
        settings: those of the profile whose keys they are.

    Raises:
        AccessDenied: STS does not accept the keys.
        UnusableFile: a setting, or the region, cannot be used.
        ServiceFailure: the network or STS failed, after retries.
    """
    from botocore.exceptions import ClientError

    refused: SsotuiError | None = None
    answer: dict[str, Any] = {}
    client = signed_client("sts", region or GLOBAL, keys, settings)
    with closing(client), translated_errors(WHAT):
        try:
            answer = client.get_caller_identity()
        except ClientError as error:
            refused = _refused(error, now)
            if refused is None:
                raise
    if refused:
        raise refused
    account, arn = answer.get("Account"), answer.get("Arn")
    if not (isinstance(account, str) and isinstance(arn, str) and account and arn):
        raise ServiceFailure(f"Could not {WHAT}: the answer names nobody.", NOT_AWS)
    return Caller(account, arn)


def _refused(error: ClientError, now: datetime) -> SsotuiError | None:
    """Make the error for keys, or a time, that STS does not accept; ``None`` for any other failure."""
    code = error.response.get("Error", {}).get("Code")
    if code not in _NOT_ACCEPTED:
        return None
    off = clock_skew.told_by(error.response["ResponseMetadata"]["HTTPHeaders"], now)
    if off and code != "ExpiredToken":
        return ServiceFailure("STS does not accept the time of the signature.", off)
    return AccessDenied(f"STS does not accept the keys ({code}).", "ssotui doctor says where they come from.")
