"""Asks STS: for the keys of a role, which is one hop of a role chain, and whose keys they are."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ssotui.aws import environment
from ssotui.aws.caches.keys_cache import assume_role_request
from ssotui.aws.services.client import sts_client
from ssotui.aws.services.failures import NOT_AWS, translated_errors
from ssotui.model.client_settings import NO_SETTINGS, ClientSettings
from ssotui.model.clock import aware, describe_left
from ssotui.model.credentials import RoleCredentials
from ssotui.model.errors import AccessDenied, ServiceFailure, SsotuiError, UnusableFile
from ssotui.model.records import NamedTuple
from ssotui.model.secret import Secret
from ssotui.model.sources import AssumedRole

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

TOLERATED = timedelta(minutes=5)
"""AWS refuses what was signed at a time further off than this."""

GLOBAL = "aws-global"
"""STS's one endpoint for everywhere but the partitions of their own; botocore takes it where no region is known."""

_WHOSE = "ask STS whose keys these are"

_SIGNED_WRONG = frozenset(
    {"SignatureDoesNotMatch", "RequestExpired", "RequestTimeTooSkewed", "InvalidSignatureException"}
)
"""How STS refuses what was signed at a wrong time, among other things."""

_NOT_ACCEPTED = frozenset({
    "AccessDenied", "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "RequestExpired",
    "RequestTimeTooSkewed", "SignatureDoesNotMatch",
})  # fmt: skip

_REGIONS = {
    "aws-cn": "cn-northwest-1",
    "aws-eusc": "eusc-de-east-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-south-1",
    "aws-us-gov": "us-gov-west-1",
}
"""The implicit region of each partition but ``aws`` (``botocore/data/partitions.json``)."""


class Caller(NamedTuple):
    """The account's ID and the ARN of whoever the keys belong to."""

    account_id: str
    arn: str


class Assumed(NamedTuple):
    """The new keys of an assumed role, and the rest of the answer (``AssumedRoleUser``, ``ResponseMetadata``)."""

    keys: RoleCredentials
    answer: Mapping[str, Any]


def assume_role(
    role: AssumedRole,
    keys: RoleCredentials,
    now: datetime,
    mfa_code: str | None = None,
    settings: ClientSettings = NO_SETTINGS,
) -> Assumed:
    """Take the role with the keys of its source.

    Args:
        role: what to take.
        keys: what to sign with.
        now: makes the session's name unique where the profile names none.
        mfa_code: the one-time code of the device that the profile names.
        settings: those of the profile that is asked for: botocore makes the client of every hop with them.

    Raises:
        AccessDenied: the keys may not take that role, or the code is wrong.
        UnusableFile: something in the profile cannot be.
        ServiceFailure: the network or STS failed, after retries.
    """
    what = f"assume {role.role_arn!r}"
    request = {"RoleSessionName": f"ssotui-{int(now.timestamp())}", **assume_role_request(role)}
    if mfa_code is not None:
        request["TokenCode"] = mfa_code
    sts = sts_client(region_of(role), keys, settings)
    with closing(sts), translated_errors(what):
        assumed = _assumed(role, _answer(sts, request, what, now))
    if not assumed:
        raise ServiceFailure(f"Could not {what}: the answer holds no keys.", NOT_AWS)
    return assumed


def caller_identity(
    keys: RoleCredentials, region: str | None, now: datetime, settings: ClientSettings = NO_SETTINGS
) -> Caller:
    """Ask STS whose keys these are: GetCallerIdentity, which no policy forbids.

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
    sts = sts_client(region or GLOBAL, keys, settings)
    with closing(sts), translated_errors(_WHOSE):
        try:
            answer = sts.get_caller_identity()
        except ClientError as error:
            refused = _not_accepted(error, now)
            if refused is None:
                raise
    if refused:
        raise refused
    account, arn = answer.get("Account"), answer.get("Arn")
    if not (isinstance(account, str) and isinstance(arn, str) and account and arn):
        raise ServiceFailure(f"Could not {_WHOSE}: the answer names nobody.", NOT_AWS)
    return Caller(account, arn)


def region_of(role: AssumedRole) -> str:
    """Return where the call is made, as the AWS CLI chooses: the person's own region, else the asked profile's.

    Without any, botocore takes the global endpoint of partition ``aws``; but roles of others are not to be had there.
    """
    partition = role.role_arn.partition(":")[2].partition(":")[0]
    return environment.own_region() or role.region or _REGIONS.get(partition, GLOBAL)


def _answer(sts: Any, request: Mapping[str, Any], what: str, now: datetime) -> dict[str, Any]:
    from botocore.exceptions import ClientError, ParamValidationError

    try:
        answer: dict[str, Any] = sts.assume_role(**request)
    except ClientError as error:
        if ours := _untimely(error, what, now) or _refused(error, what, with_code="TokenCode" in request):
            raise ours from None
        raise
    except ParamValidationError:
        raise UnusableFile(
            f"Could not {what}: a value of the profile is not one that STS takes.",
            "Check its role_arn, role_session_name, external_id, mfa_serial and duration_seconds.",
        ) from None
    return answer


def _untimely(error: ClientError, what: str, now: datetime) -> ServiceFailure | None:
    """Make the error for a signature of a wrong time, if STS says so and its own time bears it out."""
    answer = error.response
    off = _clock_skew(answer["ResponseMetadata"]["HTTPHeaders"], now)
    if off and answer.get("Error", {}).get("Code") in _SIGNED_WRONG:
        return ServiceFailure(f"Could not {what}: STS does not accept the time of the signature.", off)
    return None


def _refused(error: ClientError, what: str, *, with_code: bool) -> SsotuiError | None:
    """Make the error for a refusal of STS, which means something else than the portal's of the same HTTP status."""
    code = error.response.get("Error", {}).get("Code")
    match code:
        case "AccessDenied" if with_code:
            return AccessDenied(
                f"Could not {what}: access denied.",
                "Check the MFA code (each works once), and that the role trusts the source profile.",
            )
        case "AccessDenied":
            return AccessDenied(
                f"Could not {what}: access denied.",
                "Check that the role exists and trusts the source profile, and whether it wants MFA or an external ID.",
            )
        case "ExpiredToken" | "ExpiredTokenException" | "InvalidClientTokenId" | "SignatureDoesNotMatch":
            return AccessDenied(
                f"Could not {what}: STS does not accept the keys of the source ({code}).",
                "Check the source profile's keys.",
            )
        case "ValidationError" | "MalformedPolicyDocument" | "PackedPolicyTooLarge":
            return UnusableFile(
                f"Could not {what}: STS does not accept a value of the profile ({code}).",
                "Check its role_arn, role_session_name, external_id, mfa_serial and duration_seconds.",
            )
        case "RegionDisabledException":
            return ServiceFailure(
                f"Could not {what}: STS is off in that region for the account.", "Set another region in the profile."
            )
        case _:
            return None


def _not_accepted(error: ClientError, now: datetime) -> SsotuiError | None:
    """Make the error for keys, or a time, that STS does not accept; ``None`` for any other failure."""
    code = error.response.get("Error", {}).get("Code")
    if code not in _NOT_ACCEPTED:
        return None
    off = _clock_skew(error.response["ResponseMetadata"]["HTTPHeaders"], now)
    if off and code != "ExpiredToken":
        return ServiceFailure("STS does not accept the time of the signature.", off)
    return AccessDenied(f"STS does not accept the keys ({code}).", "ssotui doctor says where they come from.")


def _clock_skew(headers: Mapping[str, str], now: datetime) -> str:
    """Tell by an answer's ``Date`` how far this machine's clock is off, and what to do; empty if it is right."""
    from email.utils import parsedate_to_datetime

    try:
        theirs = parsedate_to_datetime(headers["date"])
    except (LookupError, ValueError, TypeError):
        return ""
    ahead = now - aware(theirs)
    if abs(ahead) <= TOLERATED:
        return ""
    where = "ahead" if ahead > timedelta() else "behind"
    return f"Set this machine's clock: it is {describe_left(abs(ahead))} {where}."


def _assumed(role: AssumedRole, answer: dict[str, Any]) -> Assumed | None:
    """Return the keys in the answer; ``None`` if any of them is missing."""
    fields = answer.pop("Credentials", None) or {}
    access_key_id, secret_access_key, session_token = (
        Secret.parse(fields.pop(name, None)) for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")
    )
    expires_at = fields.get("Expiration")
    if not (access_key_id and secret_access_key and session_token and isinstance(expires_at, datetime)):
        return None
    keys = RoleCredentials(
        access_key_id=access_key_id,
        secret_access_key=secret_access_key,
        session_token=session_token,
        expires_at=expires_at.astimezone(UTC),
        account_id=role.account_id,
        role_name=role.role_name,
    )
    return Assumed(keys, answer)
