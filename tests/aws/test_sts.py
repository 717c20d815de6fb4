"""AssumeRole: what is sent, where to, and what its refusals mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest

from ssotui.aws.services import sts
from ssotui.aws.services.client import sts_client
from ssotui.demo.wire import Refusal, Response, Service, xml_response
from ssotui.model.client_settings import ClientSettings
from ssotui.model.credentials import RoleCredentials
from ssotui.model.errors import AccessDenied, ServiceFailure, SsotuiError, UnusableFile
from ssotui.model.profile import ProfileKind, RoleOptions
from ssotui.model.secret import Secret
from ssotui.model.sources import AssumedRole, ProfileKeys
from tests.support.clock import START
from tests.support.trouble import Impostor, assert_clean

KEYS = RoleCredentials(Secret("ASIASOURCE"), Secret("source-secret"), Secret("source-token"), None)
SECRETS = ("source-secret", "source-token", "new-secret", "new-token", "hunter2")
GIVEN = """
<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<Credentials><AccessKeyId>ASIANEW</AccessKeyId><SecretAccessKey>new-secret</SecretAccessKey>
<SessionToken>new-token</SessionToken><Expiration>2026-11-23T13:00:00Z</Expiration></Credentials>
<AssumedRoleUser><AssumedRoleId>AROA:me</AssumedRoleId><Arn>arn:aws:sts::444455556666:assumed-role/R/me</Arn>
</AssumedRoleUser></AssumeRoleResult><ResponseMetadata><RequestId>x</RequestId></ResponseMetadata></AssumeRoleResponse>
"""


def role(options: RoleOptions | None = None, region: str | None = None, partition: str = "aws") -> AssumedRole:
    arn = f"arn:{partition}:iam::444455556666:role/R"
    return AssumedRole(ProfileKeys("p", ProfileKind.STATIC), arn, "444455556666", "R", options or RoleOptions(), region)


@contextmanager
def answering(monkeypatch: pytest.MonkeyPatch, answer: Response) -> Iterator[Impostor]:
    """STS gives that answer to everything."""
    with Impostor(answer) as impostor:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", impostor.url)
        yield impostor


def refused(code: str, status: int) -> Response:
    return Refusal(status, code, "hunter2").answer(Service.STS)


def test_sends_what_the_profile_says(monkeypatch: pytest.MonkeyPatch) -> None:
    options = RoleOptions("me", "ext", "arn:aws:iam::111122223333:mfa/jo", 900)
    with answering(monkeypatch, xml_response(GIVEN)) as impostor:
        assumed = sts.assume_role(role(options, "eu-west-1"), KEYS, START, "123456")
    (request,) = impostor.requests
    form = request.form()
    assert {name: form[name] for name in form if name not in {"Action", "Version"}} == {
        "RoleArn": "arn:aws:iam::444455556666:role/R",
        "RoleSessionName": "me",
        "ExternalId": "ext",
        "SerialNumber": "arn:aws:iam::111122223333:mfa/jo",
        "DurationSeconds": "900",
        "TokenCode": "123456",
    }
    assert "Credential=ASIASOURCE/" in request.headers["authorization"]
    assert "/eu-west-1/sts/" in request.headers["authorization"]
    assert request.headers["x-amz-security-token"] == "source-token"
    assert assumed.keys.access_key_id == Secret("ASIANEW")
    assert (assumed.keys.account_id, assumed.keys.role_name) == ("444455556666", "R")
    assert assumed.answer["AssumedRoleUser"]["Arn"].endswith("/R/me")
    assert "Credentials" not in assumed.answer


def test_the_environment_signs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOTHER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "other")
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")  # the global one is not for keys
    with answering(monkeypatch, xml_response(GIVEN)) as impostor:
        sts.assume_role(role(), KEYS, START)
    (request,) = impostor.requests
    assert "Credential=ASIASOURCE/" in request.headers["authorization"]
    assert request.form()["RoleSessionName"] == f"ssotui-{int(START.timestamp())}"


@pytest.mark.parametrize(
    ("region", "partition", "mode", "endpoint"),
    [
        (None, "aws", None, "https://sts.amazonaws.com"),
        ("eu-west-1", "aws", None, "https://sts.eu-west-1.amazonaws.com"),
        ("eu-west-1", "aws", "regional", "https://sts.eu-west-1.amazonaws.com"),
        ("eu-west-1", "aws", "legacy", "https://sts.amazonaws.com"),
        ("cn-north-1", "aws-cn", None, "https://sts.cn-north-1.amazonaws.com.cn"),
        (None, "aws-cn", None, "https://sts.cn-northwest-1.amazonaws.com.cn"),
        (None, "aws-us-gov", None, "https://sts.us-gov-west-1.amazonaws.com"),
    ],
)
def test_the_endpoint_is_botocores(region: str | None, partition: str, mode: str | None, endpoint: str) -> None:
    settings = ClientSettings((("sts_regional_endpoints", mode),) if mode else ())
    made = sts_client(sts.region_of(role(region=region, partition=partition)), KEYS, settings)
    assert made.meta.endpoint_url == endpoint
    made.close()


def test_the_environments_region_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    assert sts.region_of(role(region="eu-west-1")) == "us-west-2"
    monkeypatch.setenv("AWS_REGION", "us-west-1")
    assert sts.region_of(role(region="eu-west-1")) == "us-west-1"


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("AccessDenied", 403, AccessDenied),
        ("ExpiredToken", 403, AccessDenied),
        ("InvalidClientTokenId", 403, AccessDenied),
        ("SignatureDoesNotMatch", 403, AccessDenied),
        ("ValidationError", 400, UnusableFile),
        ("RegionDisabledException", 403, ServiceFailure),
        ("Throttling", 400, ServiceFailure),
        ("InternalFailure", 500, ServiceFailure),
    ],
)
@pytest.mark.usefixtures("hurry")
def test_refusals(monkeypatch: pytest.MonkeyPatch, code: str, status: int, kind: type[SsotuiError]) -> None:
    with answering(monkeypatch, refused(code, status)), pytest.raises(kind) as caught:
        sts.assume_role(role(region="us-east-1"), KEYS, START, "123456")
    assert_clean(caught.value, SECRETS)


@pytest.mark.parametrize(
    ("off", "says"), [(timedelta(hours=3), "3h 00m behind."), (timedelta(minutes=-6), "6m 00s ahead.")]
)
@pytest.mark.parametrize("code", ["SignatureDoesNotMatch", "RequestExpired"])
def test_a_clock_that_is_wrong(monkeypatch: pytest.MonkeyPatch, off: timedelta, says: str, code: str) -> None:
    answer = refused(code, 403)
    date = {"Date": format_datetime(START + off, usegmt=True)}
    answer = replace(answer, headers={**answer.headers, **date})
    with answering(monkeypatch, answer), pytest.raises(ServiceFailure, match="the time of the signature") as caught:
        sts.assume_role(role(region="us-east-1"), KEYS, START)
    assert caught.value.hint == f"Set this machine's clock: it is {says}"
    assert_clean(caught.value, SECRETS)


@pytest.mark.parametrize("date", ["", "yesterday", format_datetime(START + timedelta(minutes=5), usegmt=True)])
def test_a_clock_of_which_nothing_is_told(monkeypatch: pytest.MonkeyPatch, date: str) -> None:
    answer = refused("SignatureDoesNotMatch", 403)
    answer = replace(answer, headers={**answer.headers, "Date": date})
    with answering(monkeypatch, answer), pytest.raises(AccessDenied, match="keys of the source"):
        sts.assume_role(role(region="us-east-1"), KEYS, START)


@pytest.mark.parametrize("gone", ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "Credentials"])
def test_an_answer_without_keys(monkeypatch: pytest.MonkeyPatch, gone: str) -> None:
    answer = xml_response(GIVEN.replace(f"<{gone}>", "<Other>").replace(f"</{gone}>", "</Other>"))
    with answering(monkeypatch, answer), pytest.raises(ServiceFailure, match="holds no keys") as caught:
        sts.assume_role(role(region="us-east-1"), KEYS, START)
    assert_clean(caught.value, SECRETS)
