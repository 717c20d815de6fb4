"""The part of STS that profiles need, in its Query protocol: to assume a role, and the caller's identity.

Signatures are not verified. Keys have to be known to the portal, and must not have ended.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from html import escape

from ssotui.demo.ledger import Keys, Ledger
from ssotui.demo.wire import STS_NAMESPACE, Refusal, Request, Response, xml_response
from ssotui.model.clock import format_timestamp

_CREDENTIAL = re.compile(r"Credential=(\w+)/")
_ROLE_ARN = re.compile(r"arn:aws:iam::(?P<account>\d{12}):role/(?P<path>[\w+=,.@/-]+)")


def assume_role(ledger: Ledger, request: Request) -> Response:
    """Give out keys of a role in any account of the organization; every role trusts every caller."""
    _caller(ledger, request)
    form = request.form()
    if form.get("SerialNumber") and form.get("TokenCode") != ledger.behaviour.mfa_code:
        raise Refusal(403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code.")
    return result("AssumeRole", take_role(ledger, form, "AssumeRole"))


def take_role(ledger: Ledger, form: Mapping[str, str], action: str) -> str:
    """Give out new keys of the role that the form names, as part of an answer."""
    role = _ROLE_ARN.fullmatch(form.get("RoleArn", ""))
    session = form.get("RoleSessionName", "")
    seconds = form.get("DurationSeconds", "3600")
    if not (role and session and seconds.isdigit() and 900 <= int(seconds) <= 43200):
        raise Refusal(400, "ValidationError", "Invalid RoleArn, RoleSessionName or DurationSeconds")
    account_id, role_name = role["account"], role["path"].rpartition("/")[2]
    if not any(instance.account(account_id) for instance in ledger.organization.instances):
        raise Refusal(403, "AccessDenied", f"Not authorized to perform: sts:{action} on {role[0]}")
    arn = f"arn:aws:sts::{account_id}:assumed-role/{role_name}/{session}"
    keys = ledger.new_keys(account_id, arn, timedelta(seconds=int(seconds)))
    return (
        "<Credentials>"
        f"<AccessKeyId>{keys.access_key_id}</AccessKeyId>"
        f"<SecretAccessKey>{keys.secret_access_key}</SecretAccessKey>"
        f"<SessionToken>{keys.session_token}</SessionToken>"
        f"<Expiration>{format_timestamp(keys.expires_at)}</Expiration>"
        "</Credentials>"
        f"<AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:{escape(session)}</AssumedRoleId>"
        f"<Arn>{escape(arn)}</Arn></AssumedRoleUser>"
    )


def get_caller_identity(ledger: Ledger, request: Request) -> Response:
    """Tell the account and the ARN of the keys that signed the request."""
    keys = _caller(ledger, request)
    return result(
        "GetCallerIdentity",
        f"<Arn>{escape(keys.arn)}</Arn><UserId>AROAEXAMPLE:jo</UserId><Account>{keys.account_id}</Account>",
    )


def _caller(ledger: Ledger, request: Request) -> Keys:
    signed_with = _CREDENTIAL.search(request.headers.get("authorization", ""))
    if not signed_with:
        raise Refusal(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
    keys = ledger.keys.get(signed_with[1])
    if keys is None or keys.session_token != request.headers.get("x-amz-security-token"):
        raise Refusal(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
    if ledger.clock() >= keys.expires_at:
        raise Refusal(403, "ExpiredToken", "The security token included in the request is expired")
    return keys


def result(action: str, inner: str) -> Response:
    """Make the answer of the action around what it tells."""
    return xml_response(
        f'<{action}Response xmlns="{STS_NAMESPACE}"><{action}Result>{inner}</{action}Result>'
        f"<ResponseMetadata><RequestId>demo</RequestId></ResponseMetadata></{action}Response>"
    )
