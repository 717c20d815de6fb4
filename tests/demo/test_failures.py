"""Every way in which the portal can be told to fail, and what botocore makes of it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from http.client import IncompleteRead
from typing import Any
from urllib.request import Request, urlopen

import pytest
from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError

from tests.support.clients import client
from tests.support.failures import Failure, Switches
from tests.support.organization import ACME, ORGANIZATION
from tests.support.portal import Portal

CLOSE_BUDGET = 0.2
"""Seconds that closing may take, whatever hangs."""


@pytest.fixture
def bearer(portal: Portal) -> str:
    return portal.issue_token(ACME).access_token.reveal()


def error_code(call: Any, **request: Any) -> tuple[str, int]:
    with pytest.raises(ClientError) as caught:
        call(**request)
    answer = caught.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Failure.SERVER_ERROR, [("InternalServerException", 500), ("InternalServerException", 500)]),
        (Failure.THROTTLED, [("TooManyRequestsException", 429), ("SlowDownException", 400)]),
        (Failure.CAPTIVE_403, [("403", 403), ("403", 403)]),
    ],
)
def test_errors_of_both_services(portal: Portal, sso: Any, oidc: Any, failure: Failure, expected: object) -> None:
    portal.switches.fail(failure)
    assert [
        error_code(sso.list_accounts, accessToken="x"),
        error_code(oidc.register_client, clientName="me", clientType="public"),
    ] == expected
    assert {call.failure for call in portal.requests} == {failure}


def test_a_captive_portal_looks_like_an_empty_success(portal: Portal, sso: Any, bearer: str) -> None:
    portal.switches.fail(Failure.CAPTIVE_200)
    assert "accountList" not in sso.list_accounts(accessToken=bearer)


def test_a_reset_connection(portal: Portal, sso: Any, bearer: str) -> None:
    portal.switches.fail(Failure.RESET)
    with pytest.raises(ConnectionClosedError):
        sso.list_accounts(accessToken=bearer)
    assert portal.requests[-1].status is None


def test_a_truncated_body_looks_like_an_empty_success_too(portal: Portal, sso: Any, bearer: str) -> None:
    """botocore does not hold an answer to its Content-Length."""
    portal.switches.fail(Failure.TRUNCATED)
    assert "accountList" not in sso.list_accounts(accessToken=bearer)


def test_a_truncated_body_is_shorter_than_promised(portal: Portal, bearer: str) -> None:
    portal.switches.fail(Failure.TRUNCATED)
    request = Request(f"{portal.url}/assignment/accounts", headers={"x-amz-sso_bearer_token": bearer})  # noqa: S310
    with urlopen(request, timeout=10) as answer, pytest.raises(IncompleteRead):  # noqa: S310 - the portal's own URL
        answer.read()


def test_a_truncated_answer_was_still_carried_out(portal: Portal, oidc: Any) -> None:
    token = portal.issue_token(ACME)
    assert token.refresh_token
    assert token.client_secret
    request = {
        "grantType": "refresh_token",
        "clientId": token.client_id,
        "clientSecret": token.client_secret.reveal(),
        "refreshToken": token.refresh_token.reveal(),
    }
    portal.switches.fail(Failure.TRUNCATED, times=1)
    assert "accessToken" not in oidc.create_token(**request)
    assert error_code(oidc.create_token, **request) == ("InvalidGrantException", 400)


def test_failures_run_out_in_the_order_they_were_asked_for(portal: Portal, sso: Any, bearer: str) -> None:
    portal.switches.fail(Failure.SERVER_ERROR, times=2)
    portal.switches.fail(Failure.THROTTLED, times=1)
    assert error_code(sso.list_accounts, accessToken=bearer)[1] == 500
    assert error_code(sso.list_accounts, accessToken=bearer)[1] == 500
    assert error_code(sso.list_accounts, accessToken=bearer)[1] == 429
    assert sso.list_accounts(accessToken=bearer)["accountList"]
    assert [call.status for call in portal.requests] == [500, 500, 429, 200]


def test_denied(portal: Portal, sso: Any, bearer: str) -> None:
    portal.switches.fail(Failure.DENIED, times=1)
    assert error_code(sso.list_accounts, accessToken=bearer) == ("ForbiddenException", 403)
    assert sso.list_accounts(accessToken=bearer)["accountList"]


def test_failures_may_strike_one_operation_only(portal: Portal, sso: Any, bearer: str) -> None:
    portal.switches.fail(Failure.SERVER_ERROR, operations={"GetRoleCredentials"})
    assert sso.list_accounts(accessToken=bearer)["accountList"]
    request = {"accessToken": bearer, "accountId": "111122223333", "roleName": "Admin"}
    assert error_code(sso.get_role_credentials, **request)[1] == 500
    portal.switches.heal()
    assert sso.get_role_credentials(**request)["roleCredentials"]


def test_failures_may_strike_some_accounts_only(portal: Portal, sso: Any, bearer: str) -> None:
    first, second = (account["accountId"] for account in sso.list_accounts(accessToken=bearer)["accountList"][:2])
    portal.switches.fail(Failure.DENIED, accounts=[first])
    assert error_code(sso.list_account_roles, accessToken=bearer, accountId=first) == ("ForbiddenException", 403)
    assert sso.list_account_roles(accessToken=bearer, accountId=second)["roleList"]
    assert sso.list_accounts(accessToken=bearer)["accountList"]


def test_botocore_retries_past_a_failure(portal: Portal, bearer: str) -> None:
    portal.switches.fail(Failure.RESET, times=1)
    with client("sso", portal, attempts=2) as sso:
        assert sso.list_accounts(accessToken=bearer)["accountList"]
    assert [call.status for call in portal.requests] == [None, 200]


def test_partial_failures_repeat_with_the_seed() -> None:
    def drawn(seed: int) -> list[Failure | None]:
        switches = Switches(seed=seed)
        switches.fail(Failure.RESET, share=0.5)
        return [switches.next_failure("ListAccounts") for _ in range(40)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert set(drawn(1)) == {None, Failure.RESET}


def test_throttle_lets_a_seconds_worth_through(portal: Portal, sso: Any, bearer: str) -> None:
    portal.switches.throttle = 0.001  # refills too slowly for this test to see
    assert sso.list_accounts(accessToken=bearer)["accountList"]
    assert error_code(sso.list_accounts, accessToken=bearer) == ("TooManyRequestsException", 429)
    portal.switches.throttle = None
    assert sso.list_accounts(accessToken=bearer)["accountList"]
    assert portal.requests.count("ListAccounts", status=429) == 1
    assert portal.requests.count(status=200) == 2


def test_throttle_spares_the_oidc_service(portal: Portal, oidc: Any) -> None:
    portal.switches.throttle = 0.001
    for _ in range(3):
        assert oidc.register_client(clientName="me", clientType="public")["clientId"]


@pytest.mark.timing
def test_latency(portal: Portal, sso: Any, bearer: str) -> None:
    portal.switches.latency = 0.05
    start = time.monotonic()
    sso.list_accounts(accessToken=bearer)
    assert time.monotonic() - start >= 0.05


@pytest.mark.timing
def test_silence_ends_when_the_portal_closes() -> None:
    with ThreadPoolExecutor(1) as pool, Portal(ORGANIZATION) as portal, client("sso", portal) as sso:
        portal.switches.fail(Failure.SILENCE)
        answer = pool.submit(sso.list_accounts, accessToken="x")
        assert portal.requests.wait_for("ListAccounts")
        assert portal.requests[0].status is None
        start = time.monotonic()
        portal.close()
        assert time.monotonic() - start < CLOSE_BUDGET
        with pytest.raises(BotoCoreError):
            answer.result(10)


@pytest.mark.timing
def test_closing_cuts_a_long_latency_short() -> None:
    with ThreadPoolExecutor(1) as pool, Portal(ORGANIZATION) as portal, client("sso", portal) as sso:
        portal.switches.latency = 3600
        answer = pool.submit(sso.list_accounts, accessToken="x")
        assert not portal.requests.wait_for("ListAccounts", timeout=0.05)
        start = time.monotonic()
        portal.close()
        assert time.monotonic() - start < CLOSE_BUDGET
        with pytest.raises(BotoCoreError):
            answer.result(10)
