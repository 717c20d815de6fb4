"""What ``--destination`` may name, and where it leads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssotui.aws.console.pages import GLOBAL, PATHS, page_url, service_names
from ssotui.aws.console.partitions import AWS, PARTITIONS
from ssotui.model.errors import UsageError

CHINA = PARTITIONS["aws-cn"]


@pytest.mark.parametrize(
    ("wanted", "url"),
    [
        ("s3", "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1"),
        ("EC2", "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1"),
        ("lambda", "https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1"),
        ("cloudwatch", "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1"),
        ("logs", "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups"),
        ("dynamodb", "https://eu-west-1.console.aws.amazon.com/dynamodbv2/home?region=eu-west-1"),
        ("ssm", "https://eu-west-1.console.aws.amazon.com/systems-manager/home?region=eu-west-1"),
        ("rds-data", "https://eu-west-1.console.aws.amazon.com/rds/home?region=eu-west-1"),
        ("bedrock-agent-runtime", "https://eu-west-1.console.aws.amazon.com/bedrock/home?region=eu-west-1"),
        ("iam", "https://console.aws.amazon.com/iam/home"),
    ],
)
def test_a_service(wanted: str, url: str) -> None:
    assert page_url(wanted, AWS, "eu-west-1") == url


def test_without_a_region_the_console_chooses() -> None:
    assert page_url("s3", AWS, None) == "https://console.aws.amazon.com/s3/home"


def test_every_partition_has_its_own_host() -> None:
    assert page_url("s3", CHINA, "cn-north-1") == "https://cn-north-1.console.amazonaws.cn/s3/home?region=cn-north-1"


def test_every_service_of_botocore_has_a_page() -> None:
    import botocore.session

    for name in botocore.session.Session().get_available_services():
        assert page_url(name, AWS, "us-east-1").startswith("https://")
    assert set(service_names()) >= {*PATHS, *GLOBAL}


@pytest.mark.parametrize(
    ("wanted", "near"), [("lamda", "lambda"), ("cloud-watch", "cloudwatch"), ("dynamo-db", "dynamodb")]
)
def test_a_misspelt_service_is_told_what_it_may_mean(wanted: str, near: str) -> None:
    with pytest.raises(UsageError, match="no service") as caught:
        page_url(wanted, AWS, None)
    assert near in caught.value.hint


@pytest.mark.parametrize(
    "url",
    [
        "https://console.aws.amazon.com/",
        "https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters?region=eu-west-1#x",
        "https://111122223333-abcdefgh.us-east-1.console.aws.amazon.com/s3/home",
        "https://S3.console.aws.amazon.com/s3/buckets/b",
    ],
)
def test_an_address_of_the_console_stays_as_it_is(url: str) -> None:
    assert page_url(url, AWS, "us-east-1") == url


@pytest.mark.parametrize(
    "url",
    [
        "http://console.aws.amazon.com/",
        "https://evil.com/",
        "https://console.aws.amazon.com.evil.com/",
        "https://evilconsole.aws.amazon.com/",
        "https://evil.com\\.console.aws.amazon.com/",
        "https://console.aws.amazon.com\\@evil.com/",
        "https://me@console.aws.amazon.com/",
        "https://console.aws.amazon.com:8443/",
        "https://console.aws.amazon.com/\n",
        "https://evil.com/\x00.console.aws.amazon.com/",
        "https://evil.com#.console.aws.amazon.com/",
        "https://[::1",
        "//console.aws.amazon.com/",
        "javascript:alert(1)//console.aws.amazon.com",
        "https://console.amazonaws.cn/",
    ],
)
def test_no_other_address_is_taken(url: str) -> None:
    with pytest.raises(UsageError, match="no address of the AWS console"):
        page_url(url, AWS, "us-east-1")


@given(st.text())
def test_anything_gives_a_page_of_the_console_or_a_usage_error(wanted: str) -> None:
    try:
        url = page_url(wanted, AWS, "us-east-1")
    except UsageError:
        return
    assert url.startswith("https://")
    assert url.split("/")[2].lower().endswith("console.aws.amazon.com")
