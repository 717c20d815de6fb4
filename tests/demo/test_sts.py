"""As much of STS as role chains need."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.clients import client
from tests.support.clock import START, FrozenClock
from tests.support.organization import ACME
from tests.support.portal import Portal


@pytest.fixture
def sts(portal: Portal) -> Iterator[Any]:
    keys = portal.issue_keys(ACME, "111122223333", "Admin")
    assert keys.session_token
    with client(
        "sts",
        portal,
        aws_access_key_id=keys.access_key_id.reveal(),
        aws_secret_access_key=keys.secret_access_key.reveal(),
        aws_session_token=keys.session_token.reveal(),
    ) as made:
        yield made


def error_code(call: Any, **request: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**request)
    code: str = caught.value.response["Error"]["Code"]
    return code


def test_says_whose_keys_they_are(sts: Any) -> None:
    answer = sts.get_caller_identity()
    assert answer["Account"] == "111122223333"
    assert "AWSReservedSSO_Admin_" in answer["Arn"]


def test_assumes_a_role(portal: Portal, sts: Any) -> None:
    answer = sts.assume_role(
        RoleArn="arn:aws:iam::444455556666:role/ci/Deploy", RoleSessionName="me", DurationSeconds=900
    )
    assert answer["Credentials"]["Expiration"] == START + timedelta(minutes=15)
    issued = portal.issued(answer["Credentials"]["AccessKeyId"])
    assert issued
    assert issued.arn == answer["AssumedRoleUser"]["Arn"] == "arn:aws:sts::444455556666:assumed-role/Deploy/me"


@pytest.mark.parametrize(
    ("request_fields", "code"),
    [
        ({"RoleArn": "arn:aws:iam::999999999999:role/Deploy", "RoleSessionName": "me"}, "AccessDenied"),
        ({"RoleArn": "arn:aws:iam::<script>:role/Deploy", "RoleSessionName": "me"}, "ValidationError"),
    ],
)
def test_refuses_odd_roles(sts: Any, request_fields: dict[str, str], code: str) -> None:
    assert error_code(sts.assume_role, **request_fields) == code


def test_assumes_a_role_for_a_web_identity_that_nobody_signs(portal: Portal, clock: FrozenClock) -> None:
    token = portal.issue_web_identity("system:serviceaccount:ci:deploy").reveal()
    request = {"RoleArn": "arn:aws:iam::444455556666:role/ci/Deploy", "RoleSessionName": "me"}
    with client("sts", portal) as unsigned:
        answer = unsigned.assume_role_with_web_identity(**request, WebIdentityToken=token)
        issued = portal.issued(answer["Credentials"]["AccessKeyId"])
        assert issued
        assert issued.arn == answer["AssumedRoleUser"]["Arn"] == "arn:aws:sts::444455556666:assumed-role/Deploy/me"
        assert answer["SubjectFromWebIdentityToken"] == "system:serviceaccount:ci:deploy"
        assert token in portal.minted
        made_up = error_code(unsigned.assume_role_with_web_identity, **request, WebIdentityToken="made-up")
        assert made_up == "InvalidIdentityToken"
        elsewhere = request | {"RoleArn": "arn:aws:iam::999999999999:role/Deploy"}
        denied = error_code(unsigned.assume_role_with_web_identity, **elsewhere, WebIdentityToken=token)
        assert denied == "AccessDenied"
        clock.advance(3600)
        ended = error_code(unsigned.assume_role_with_web_identity, **request, WebIdentityToken=token)
        assert ended == "ExpiredTokenException"


def test_refuses_strangers_and_old_keys(portal: Portal, sts: Any, clock: FrozenClock) -> None:
    with client("sts", portal, aws_access_key_id="ASIASTRANGER", aws_secret_access_key="x") as stranger:
        assert error_code(stranger.get_caller_identity) == "InvalidClientTokenId"
    with client("sts", portal) as unsigned:
        assert error_code(unsigned.get_caller_identity) == "MissingAuthenticationToken"
    clock.advance(3600)
    assert error_code(sts.get_caller_identity) == "ExpiredToken"
