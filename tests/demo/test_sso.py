"""The ``sso`` service as botocore sees it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ssotui.model.token import SsoToken
from tests.support.clock import START, FrozenClock
from tests.support.organization import ACME, CORP
from tests.support.portal import Portal


@pytest.fixture
def token(portal: Portal) -> SsoToken:
    return portal.issue_token(ACME)


def refusal(call: Any, **request: Any) -> tuple[str, int, str]:
    """The code, status and message of the error that botocore makes of the answer."""
    with pytest.raises(ClientError) as caught:
        call(**request)
    answer = caught.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Message"]


def test_lists_accounts_of_the_tokens_start_url(portal: Portal, sso: Any) -> None:
    token = portal.issue_token(CORP)
    answer = sso.list_accounts(accessToken=token.access_token.reveal())
    assert answer["accountList"] == [
        {"accountId": "777788889999", "accountName": "Corp", "emailAddress": "corp@example.com"}
    ]
    assert "nextToken" not in answer


def test_account_ids_keep_their_leading_zeros(sso: Any, token: SsoToken) -> None:
    accounts = sso.list_accounts(accessToken=token.access_token.reveal())["accountList"]
    assert accounts[-1]["accountId"] == "000011112222"
    assert accounts[-1]["accountName"] == "acct [/prod]"


@pytest.mark.parametrize(
    ("limits", "sizes"),
    [({"asked": 2, "cap": 100}, [2, 1]), ({"asked": 100, "cap": 1}, [1, 1, 1]), ({"asked": 3, "cap": 3}, [3])],
)
def test_pages_accounts(portal: Portal, sso: Any, token: SsoToken, limits: dict[str, int], sizes: list[int]) -> None:
    portal.switches.page_size = limits["cap"]
    pages = list(
        sso.get_paginator("list_accounts").paginate(
            accessToken=token.access_token.reveal(), PaginationConfig={"PageSize": limits["asked"]}
        )
    )
    assert [len(page["accountList"]) for page in pages] == sizes
    assert len({entry["accountId"] for page in pages for entry in page["accountList"]}) == 3


def test_pages_roles(portal: Portal, sso: Any, token: SsoToken) -> None:
    pages = sso.get_paginator("list_account_roles").paginate(
        accessToken=token.access_token.reveal(), accountId="444455556666", PaginationConfig={"PageSize": 2}
    )
    assert [role["roleName"] for page in pages for role in page["roleList"]] == ["Admin", "Developer", "ReadOnly"]
    assert portal.requests.count("ListAccountRoles") == 2


def test_a_page_token_of_another_list_is_refused(sso: Any, token: SsoToken) -> None:
    bearer = token.access_token.reveal()
    next_token = sso.list_accounts(accessToken=bearer, maxResults=1)["nextToken"]
    request = {"accessToken": bearer, "accountId": "444455556666", "nextToken": next_token}
    assert refusal(sso.list_account_roles, **request)[:2] == ("InvalidRequestException", 400)


def test_role_credentials_are_new_on_each_call(portal: Portal, sso: Any, token: SsoToken) -> None:
    request = {"accessToken": token.access_token.reveal(), "accountId": "000011112222", "roleName": "Read Only"}
    first = sso.get_role_credentials(**request)["roleCredentials"]
    second = sso.get_role_credentials(**request)["roleCredentials"]
    assert first["accessKeyId"] != second["accessKeyId"]
    assert first["accessKeyId"].startswith("ASIA")
    assert len(first["accessKeyId"]) == 20
    assert len(first["secretAccessKey"]) == 40
    assert datetime.fromtimestamp(first["expiration"] / 1000, UTC) == START + timedelta(hours=1)
    assert portal.requests[0].account_id == "000011112222"
    assert portal.requests[0].role_name == "Read Only"


def test_keys_live_as_long_as_the_switch_says(portal: Portal, sso: Any, token: SsoToken) -> None:
    portal.switches.keys_lifetime = timedelta(minutes=5)
    request = {"accessToken": token.access_token.reveal(), "accountId": "111122223333", "roleName": "Admin"}
    expiration = sso.get_role_credentials(**request)["roleCredentials"]["expiration"]
    assert expiration == int((START + timedelta(minutes=5)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("account_id", "role_name", "expected"),
    [
        ("111122223333", "Nobody", ("ForbiddenException", 403, "No access")),
        ("777788889999", "ReadOnly", ("ForbiddenException", 403, "No access")),
        ("999999999999", "Admin", ("ForbiddenException", 403, "No access")),
        ("12", "Admin", ("InvalidRequestException", 400, "Invalid account_id")),
    ],
)
def test_refuses_roles_that_are_not_assigned(
    sso: Any, token: SsoToken, account_id: str, role_name: str, expected: tuple[str, int, str]
) -> None:
    request = {"accessToken": token.access_token.reveal(), "accountId": account_id, "roleName": role_name}
    assert refusal(sso.get_role_credentials, **request) == expected


def test_roles_of_an_unknown_account_are_not_found(sso: Any, token: SsoToken) -> None:
    request = {"accessToken": token.access_token.reveal(), "accountId": "999999999999"}
    assert refusal(sso.list_account_roles, **request)[:2] == ("ResourceNotFoundException", 404)


def test_a_made_up_token_is_unauthorized(sso: Any) -> None:
    expected = ("UnauthorizedException", 401, "Session token not found or invalid")
    assert refusal(sso.list_accounts, accessToken="made up") == expected


def test_a_token_ends(sso: Any, token: SsoToken, clock: FrozenClock) -> None:
    bearer = token.access_token.reveal()
    clock.advance(timedelta(hours=8, seconds=-1))
    assert sso.list_accounts(accessToken=bearer)["accountList"]
    clock.advance(1)
    assert refusal(sso.list_accounts, accessToken=bearer)[0] == "UnauthorizedException"


def test_logout_ends_the_token(portal: Portal, sso: Any, token: SsoToken) -> None:
    bearer = token.access_token.reveal()
    assert portal.accepts(token.access_token)
    sso.logout(accessToken=bearer)
    assert not portal.accepts(token.access_token)
    assert refusal(sso.logout, accessToken=bearer)[0] == "UnauthorizedException"


def test_revoking_ends_the_token_and_its_refresh(portal: Portal, sso: Any, oidc: Any, token: SsoToken) -> None:
    assert token.refresh_token
    assert token.client_secret
    portal.revoke(token)
    assert refusal(sso.list_accounts, accessToken=token.access_token.reveal())[0] == "UnauthorizedException"
    request = {
        "grantType": "refresh_token",
        "clientId": token.client_id,
        "clientSecret": token.client_secret.reveal(),
        "refreshToken": token.refresh_token.reveal(),
    }
    assert refusal(oidc.create_token, **request)[0] == "InvalidGrantException"


def test_the_log_holds_no_secret(portal: Portal, sso: Any, token: SsoToken) -> None:
    request = {"accessToken": token.access_token.reveal(), "accountId": "111122223333", "roleName": "Admin"}
    keys = sso.get_role_credentials(**request)["roleCredentials"]
    text = repr(list(portal.requests))
    assert {token.access_token.reveal(), keys["secretAccessKey"], keys["sessionToken"]} <= portal.minted
    assert not any(secret in text for secret in portal.minted)
