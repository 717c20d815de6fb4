"""Takes a role by STS AssumeRole: one hop of a role chain."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ssotui.aws import environment
from ssotui.aws.caches.keys_cache import assume_role_request
from ssotui.aws.services import clock_skew
from ssotui.aws.services.client import signed_client
from ssotui.aws.services.failures import NOT_AWS, translated_errors
from ssotui.model.client_settings import NO_SETTINGS, ClientSettings
from ssotui.model.credentials import RoleCredentials
from ssotui.model.errors import AccessDenied, ServiceFailure, SsotuiError, UnusableFile
from ssotui.model.records import NamedTuple
from ssotui.model.secret import Secret
from ssotui.model.sources import AssumedRole

if TYPE_CHECKING:
    from botocore.exceptions import ClientError


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
    sts = signed_client("sts", region_of(role), keys, settings)
    with closing(sts), translated_errors(what):
        assumed = _assumed(role, _answer(sts, request, what, now))
    if not assumed:
        raise ServiceFailure(f"Could not {what}: the answer holds no keys.", NOT_AWS)
    return assumed


_SIGNED_WRONG = frozenset(
    {"SignatureDoesNotMatch", "RequestExpired", "RequestTimeTooSkewed", "InvalidSignatureException"}
)
"""How STS refuses what was signed at a wrong time, among other things."""

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


def region_of(role: AssumedRole) -> str:
    """Return where the call is made, as the AWS CLI chooses: the person's own region, else the asked profile's.

    Without any, botocore takes the global endpoint of partition ``aws``; but roles of others are not to be had there.
    """
    partition = role.role_arn.partition(":")[2].partition(":")[0]
    return environment.own_region() or role.region or _REGIONS.get(partition, "aws-global")


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
    off = clock_skew.told_by(answer["ResponseMetadata"]["HTTPHeaders"], now)
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
