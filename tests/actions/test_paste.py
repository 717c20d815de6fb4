from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssotui.actions.listing.pasted_account import Pasted, recognized
from ssotui.actions.listing.search import SEPARATOR, SearchIndex

ID = "011122223333"
HASH = "0123456789abcdef"
RESERVED = "aws-reserved/sso.amazonaws.com"
PORTAL = "https://acme.awsapps.com/start"


@pytest.mark.parametrize(
    "text",
    [
        ID,
        "0111-2222-3333",
        "0111 2222 3333",
        f"  '{ID}'\n",
        f"arn:aws:iam::{ID}:root",
        f"arn:aws:iam::{ID}:user/someone",
        f"arn:aws:sts::{ID}:federated-user/someone",
        f"arn:aws-us-gov:lambda:us-gov-west-1:{ID}:function:f:1",
        f"arn:aws-cn:dynamodb:cn-north-1:{ID}:table/t/index/i",
        f"arn:aws:organizations::999988887777:account/o-abc123/{ID}",
        f"arn:aws:sso:::account/{ID}",
        f"https://{ID}.signin.aws.amazon.com/console",
        f"https://{ID}-a1b2c3d4.us-east-1.console.aws.amazon.com/s3/home?region=us-east-1#",
        f"{ID}-a1b2c3d4.eu-west-1.console.aws.amazon.com/ec2/home",
        f"https://{ID}-a1b2c3d4.us-gov-west-1.console.amazonaws-us-gov.com/",
        f"{PORTAL}/#/console?account_id={ID}",
        f"{PORTAL}#console?account_id={ID}&role_name=",
        "me @ 0111-2222-3333",
        "me@example.com @ 0111-2222-3333",
    ],
)
def test_an_account(text: str) -> None:
    assert recognized(text) == Pasted(ID)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (f"arn:aws:iam::{ID}:role/Admin", "Admin"),
        (f"arn:aws:iam::{ID}:role/some/path/Admin", "Admin"),
        (f"arn:aws:iam::{ID}:role/{RESERVED}/AWSReservedSSO_Admin_{HASH}", "Admin"),
        (f"arn:aws:iam::{ID}:role/{RESERVED}/eu-west-1/AWSReservedSSO_Read_Only_{HASH}", "Read_Only"),
        (f"arn:aws:sts::{ID}:assumed-role/AWSReservedSSO_Power+User_{HASH}/me@example.com", "Power+User"),
        (f"arn:aws:sts::{ID}:assumed-role/deploy/session/more", "deploy"),
        (f"{PORTAL}/#/console?account_id={ID}&role_name=Admin", "Admin"),
        (f"{PORTAL}/#/console?role_name=Read%20Only&account_id={ID}&destination=https%3A%2F%2Fx%2F%3Fa", "Read Only"),
        (f"https://signin.aws.amazon.com/switchrole?roleName=ops/Admin&account={ID}&displayName=x", "Admin"),
        ("https://signin.aws.amazon.com/switchrole?account=0111-2222-3333&roleName=Admin", "Admin"),
        (f"AWSReservedSSO_Admin_{HASH}/me @ 0111-2222-3333", "Admin"),
        (f"AWSReservedSSO_Read_Only_{HASH}/me@example.com @ 0111-2222-3333", "Read_Only"),
        ("  deploy/session @ 011122223333\n", "deploy"),
    ],
)  # fmt: skip
def test_an_account_and_a_role(text: str, role: str) -> None:
    assert recognized(text) == Pasted(ID, role)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pay prod",
        "payments-prod",
        "11112222333",
        "1111222233334",
        "1111222233ab",
        "\uff11" * 12,
        "'111122223333x",
        "arn:aws:s3:::bucket/key",
        "arn:aws:iam::aws:policy/AdministratorAccess",
        "arn:aws:sns",
        "https://us-east-1.console.aws.amazon.com/s3/home",
        "https://my-alias.signin.aws.amazon.com/console",
        f"{PORTAL}/#/?tab=accounts",
        f"{PORTAL}/#/console?account_id=12&role_name=Admin",
        "https://signin.aws.amazon.com/switchrole?account=my-alias&roleName=Admin",
        f"https://example.com/{ID}",
        f"https://{ID}.example.com/console",
        "http://[/x.y",
        "x" * 10_000,
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert recognized(text) is None


@given(
    st.text()
    | st.builds("arn:aws:{}:{}:{}".format, st.text(), st.text(), st.text())
    | st.text().map("http://x.y/#/?".__add__)
)
def test_any_text_may_be_pasted(text: str) -> None:
    found = recognized(text)
    assert found is None or (len(found.account_id) == 12 and found.account_id.isascii() and found.account_id.isdigit())


def test_its_query_finds_the_same_rows() -> None:
    texts = [SEPARATOR.join(("a", ID, "Admin", "")), SEPARATOR.join(("b", ID, "Read", "")), "c"]
    index = SearchIndex(texts)
    for text in (ID, f"arn:aws:iam::{ID}:role/Admin"):
        pasted = recognized(text)
        assert pasted
        assert index.search(pasted.query) == index.search(text) != []
