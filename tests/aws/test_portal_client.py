from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import timedelta
from itertools import chain
from types import SimpleNamespace
from typing import Any

import pytest

from ssotui.aws.services import client, transport
from ssotui.aws.services import portal as portal_module
from ssotui.aws.services.portal import (
    MOST_PAGES,
    QUIET_SECONDS,
    get_role_credentials,
    list_account_roles,
    list_accounts,
)
from ssotui.demo.wire import Refusal, Response, Service, json_response
from ssotui.model.accounts import Account
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import AccessDenied, ServiceFailure, SignInNeeded, SsotuiError, UnusableFile
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession, SsoToken
from tests.support.clock import FrozenClock
from tests.support.failures import Failure
from tests.support.organization import ACME, ORGANIZATION
from tests.support.portal import Portal
from tests.support.trouble import Impostor, assert_clean

SESSION = SsoSession("acme", ACME, "us-east-1")
ROLE = RoleRef(SESSION, "111122223333", "Admin")
PAYMENTS = Account(SESSION, "111122223333", "Payments", "payments@example.com")
TOKEN = Secret("aoaTokenThatNoErrorMayShow")


@pytest.fixture
def token(portal: Portal) -> SsoToken:
    return portal.issue_token(ACME)


class TestTheHappyPath:
    @pytest.mark.parametrize(
        ("account_id", "role_name"),
        [("111122223333", "Admin"), ("000011112222", "Read Only"), ("000011112222", "a+b=c,d.e@f-g")],
    )
    def test_keys_of_a_role(
        self, portal: Portal, token: SsoToken, clock: FrozenClock, account_id: str, role_name: str
    ) -> None:
        keys = get_role_credentials(RoleRef(SESSION, account_id, role_name), token.access_token)
        issued = portal.issued(keys.access_key_id.reveal())

        assert issued
        assert keys.secret_access_key == Secret(issued.secret_access_key)
        assert keys.session_token == Secret(issued.session_token)
        assert keys.expires_at == issued.expires_at == clock() + timedelta(hours=1)
        assert (keys.account_id, keys.role_name) == (account_id, role_name)

    @pytest.mark.parametrize("page_size", [1, 2, 100])
    def test_every_account_of_every_page(self, portal: Portal, token: SsoToken, page_size: int) -> None:
        portal.switches.page_size = page_size

        assert [*chain(*list_accounts(SESSION, token.access_token))] == [
            Account(SESSION, each.account_id, each.name, each.email) for each in ORGANIZATION.instances[0].accounts
        ]
        assert portal.requests.count("ListAccounts") == -(-3 // page_size)

    @pytest.mark.parametrize("page_size", [1, 100])
    def test_every_role_of_an_account(self, portal: Portal, token: SsoToken, page_size: int) -> None:
        portal.switches.page_size = page_size

        assert list(list_account_roles(PAYMENTS, token.access_token)) == ["Admin", "ReadOnly"]

    def test_pages_come_as_they_are_asked_for(self, portal: Portal, token: SsoToken) -> None:
        portal.switches.page_size = 1
        accounts = list_accounts(SESSION, token.access_token)
        next(accounts)

        assert portal.requests.count("ListAccounts") == 1


class TestRefusals:
    @pytest.mark.parametrize("why", ["revoked", "ended", "made up"])
    def test_a_token_that_the_portal_does_not_accept(
        self, portal: Portal, token: SsoToken, clock: FrozenClock, why: str
    ) -> None:
        access_token = TOKEN if why == "made up" else token.access_token
        if why == "revoked":
            portal.revoke(token)
        if why == "ended":
            clock.advance(timedelta(days=1))

        for ask in (
            lambda: get_role_credentials(ROLE, access_token),
            lambda: list(list_accounts(SESSION, access_token)),
            lambda: list(list_account_roles(PAYMENTS, access_token)),
        ):
            with pytest.raises(SignInNeeded, match="does not accept") as caught:
                ask()
            assert_clean(caught.value, {*portal.minted, TOKEN.reveal()})
        assert portal.requests.count(status=401) == 3  # each asked once

    @pytest.mark.parametrize(("account_id", "role_name"), [("111122223333", "Nobody"), ("999999999999", "Admin")])
    def test_a_role_that_is_not_assigned(
        self, portal: Portal, token: SsoToken, account_id: str, role_name: str
    ) -> None:
        with pytest.raises(AccessDenied, match=f"{role_name!r} in account {account_id!r}: access denied") as caught:
            get_role_credentials(RoleRef(SESSION, account_id, role_name), token.access_token)
        assert_clean(caught.value, portal.minted)
        assert portal.requests.count(status=403) == 1

    def test_an_account_that_is_not_there(self, portal: Portal, token: SsoToken) -> None:
        with pytest.raises(AccessDenied) as caught:
            list(list_account_roles(PAYMENTS._replace(account_id="999999999999"), token.access_token))
        assert_clean(caught.value, portal.minted)
        assert portal.requests.count(status=404) == 1

    def test_an_account_id_that_is_none(self, portal: Portal, token: SsoToken) -> None:
        with pytest.raises(ServiceFailure, match=r"InvalidRequestException \(HTTP 400\)") as caught:
            get_role_credentials(ROLE._replace(account_id="one"), token.access_token)
        assert_clean(caught.value, portal.minted)

    def test_an_empty_role_is_not_even_asked_for(self, portal: Portal, token: SsoToken) -> None:
        with pytest.raises(SsotuiError) as caught:
            get_role_credentials(ROLE._replace(role_name=""), token.access_token)
        assert_clean(caught.value, portal.minted)

    def test_names_in_the_message_are_made_visible(self, token: SsoToken) -> None:
        with pytest.raises(AccessDenied) as caught:
            get_role_credentials(ROLE._replace(role_name="a\x1b[31m\nb"), token.access_token)
        assert caught.value.message.isprintable()

    def test_a_region_that_is_none(self, token: SsoToken) -> None:
        with pytest.raises(UnusableFile, match="is no AWS region"):
            get_role_credentials(ROLE._replace(session=SESSION._replace(region="no where")), token.access_token)


RETRIED = [
    (Failure.SERVER_ERROR, "the service failed (HTTP 500)"),
    (Failure.THROTTLED, "too many requests (throttled)"),
    (Failure.RESET, "the connection broke"),
    (Failure.SILENCE, "no answer in time"),
]
FINAL = [
    (Failure.TRUNCATED, "the answer holds no"),
    (Failure.CAPTIVE_200, "the answer holds no"),
    (Failure.CAPTIVE_403, "the answer (HTTP 403) did not come from AWS"),
]


@pytest.mark.usefixtures("hurry")
class TestTrouble:
    @pytest.fixture(autouse=True)
    def _soon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(transport, "READ_SECONDS", 0.1)

    @pytest.mark.parametrize(("failure", "text"), RETRIED + FINAL)
    def test_that_does_not_end_is_a_typed_error(
        self, portal: Portal, token: SsoToken, failure: Failure, text: str
    ) -> None:
        portal.switches.fail(failure)

        for ask in (
            lambda: get_role_credentials(ROLE, token.access_token),
            lambda: list(list_accounts(SESSION, token.access_token)),
            lambda: list(list_account_roles(PAYMENTS, token.access_token)),
        ):
            portal.requests.clear()
            with pytest.raises(ServiceFailure) as caught:
                ask()
            assert text in caught.value.message
            assert_clean(caught.value, portal.minted)
            assert len(portal.requests) == (client.ATTEMPTS if (failure, text) in RETRIED else 1)

    @pytest.mark.parametrize(("failure", "_text"), RETRIED)
    def test_that_ends_is_not_seen(self, portal: Portal, token: SsoToken, failure: Failure, _text: str) -> None:
        portal.switches.fail(failure, times=client.ATTEMPTS - 1)

        assert get_role_credentials(ROLE, token.access_token)
        assert len(portal.requests) == client.ATTEMPTS

    def test_between_two_pages_keeps_what_came_before(self, portal: Portal, token: SsoToken) -> None:
        portal.switches.page_size = 1
        accounts = list_accounts(SESSION, token.access_token)
        assert [account.name for account in next(accounts)] == ["Payments"]
        portal.switches.fail(Failure.SERVER_ERROR)

        with pytest.raises(ServiceFailure, match="list accounts"):
            next(accounts)


@pytest.mark.timing
def test_throttling_and_failures_are_waited_out_for_real(portal: Portal, token: SsoToken) -> None:
    portal.switches.fail(Failure.SERVER_ERROR, times=1)
    portal.switches.fail(Failure.THROTTLED, times=1)
    started = time.monotonic()

    assert get_role_credentials(ROLE, token.access_token)
    assert [call.status for call in portal.requests] == [500, 429, 200]
    assert time.monotonic() - started < 10


KEYS = {"accessKeyId": "ASIALEAK", "secretAccessKey": "leakSecret", "sessionToken": "leakToken", "expiration": 1.8e12}
LEAKS = [str(KEYS[name]) for name in ("accessKeyId", "secretAccessKey", "sessionToken")]


@pytest.mark.usefixtures("hurry")
class TestAnswersOfAnotherShape:
    @pytest.mark.parametrize(
        "content",
        [
            None,
            [],
            [1],
            "text",
            7,
            {},
            {"roleCredentials": None},
            {"roleCredentials": []},
            {"roleCredentials": "text"},
            {"roleCredentials": {}},
            {"roleCredentials": KEYS | {"accessKeyId": None}},
            {"roleCredentials": KEYS | {"secretAccessKey": ["leakSecret"]}},
            {"roleCredentials": KEYS | {"sessionToken": ""}},
            {"roleCredentials": KEYS | {"sessionToken": "leakToken\r\nX: y"}},
            {"roleCredentials": KEYS | {"expiration": None}},
            {"roleCredentials": KEYS | {"expiration": 0}},
            {"roleCredentials": KEYS | {"expiration": "soon"}},
            {"roleCredentials": KEYS | {"expiration": 10**30}},
            {"roleCredentials": KEYS | {"expiration": []}},
            {"roleCredentials": {key: value for key, value in KEYS.items() if key != "expiration"}},
        ],
    )
    def test_are_no_keys(self, monkeypatch: pytest.MonkeyPatch, content: object) -> None:
        with Impostor(json_response(content)) as impostor:
            monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", impostor.url)
            with pytest.raises(ServiceFailure) as caught:
                get_role_credentials(ROLE, TOKEN)

        del content
        assert_clean(caught.value, [TOKEN.reveal(), *LEAKS])

    @pytest.mark.parametrize(
        "content",
        [None, [], "text", {}, {"accountList": "text"}, {"accountList": {}}, {"accountList": 7}],
    )
    def test_are_no_accounts(self, monkeypatch: pytest.MonkeyPatch, content: object) -> None:
        with Impostor(json_response(content)) as impostor:
            monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", impostor.url)
            try:
                assert list(chain(*list_accounts(SESSION, TOKEN))) == []
            except ServiceFailure as error:
                assert_clean(error, [TOKEN.reveal()])

    def test_names_may_be_missing_and_entries_may_be_anything(self, monkeypatch: pytest.MonkeyPatch) -> None:
        entries = [
            {"accountId": "000011112222"},
            {"accountId": "000011112223", "accountName": None, "emailAddress": 7},
            {"accountId": 7, "accountName": "no string"},
            {"accountName": "no ID"},
            {},
        ]
        with Impostor(json_response({"accountList": entries})) as impostor:
            monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", impostor.url)
            accounts = list(chain(*list_accounts(SESSION, TOKEN)))

        assert accounts == [Account(SESSION, "000011112222"), Account(SESSION, "000011112223")]

    def test_a_page_token_that_repeats_itself_ends(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Impostor(json_response({"accountList": [], "nextToken": "again"})) as impostor:
            monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", impostor.url)
            with pytest.raises(ServiceFailure) as caught:
                list(list_accounts(SESSION, TOKEN))

        assert_clean(caught.value, [TOKEN.reveal()])
        assert len(impostor.requests) == 2

    @pytest.mark.parametrize("news", [True, False])
    def test_pages_without_end_are_counted(self, news: bool) -> None:
        asked = 0

        def ask(_page: object) -> Mapping[str, Any]:
            nonlocal asked
            asked += 1
            entries = ({"accountId": f"{asked:012}"},) if news else ()
            return {"accountList": entries, "nextToken": f"token{asked}"}

        with pytest.raises(ServiceFailure, match="does not end, not even after 1,000 pages"):
            list(list_accounts(SESSION, TOKEN, ask))
        assert asked == MOST_PAGES

    def test_pages_that_bring_nothing_new_end_sooner(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seconds = 0.0
        monkeypatch.setattr(portal_module, "time", SimpleNamespace(monotonic=lambda: seconds))

        def ask(_page: object) -> Mapping[str, Any]:
            nonlocal seconds
            seconds += 1
            roles = ("Admin", "Other") if seconds == 10 else ("Admin",)
            return {"roleList": tuple({"roleName": role} for role in roles), "nextToken": f"token{seconds}"}

        with pytest.raises(ServiceFailure, match="nothing new for 20 s"):
            list(list_account_roles(PAYMENTS, TOKEN, ask))
        assert seconds == 10 + QUIET_SECONDS + 1

    @pytest.mark.parametrize(
        "answer",
        [
            pytest.param(Response(body=b"[" * 100_000), id="deep"),
            pytest.param(Response(body=b"\xff\xfe\x00"), id="bytes"),
            pytest.param(Response(body=b""), id="nothing"),
            pytest.param(Response(status=200, body=b"{}", headers={"Content-Encoding": "gzip"}), id="not gzipped"),
            pytest.param(Response(status=302, headers={"Location": "http://login.example/"}), id="redirect"),
            pytest.param(Response(status=401, body=b"<html>sign in</html>", content_type="text/html"), id="401 page"),
            pytest.param(Response(status=407, body=b"<html>proxy</html>", content_type="text/html"), id="407 page"),
            pytest.param(
                Response(status=502, body=b"<html>bad gateway</html>", content_type="text/html"), id="502 page"
            ),
            pytest.param(Response(status=403, body=b'{"code": "<html>' + b"x" * 3000 + b'</html>"}'), id="odd code"),
            pytest.param(Response(status=403, body=b'{"code": {"a": 1}, "message": []}'), id="odd error"),
        ],
    )
    def test_bodies_that_are_no_answer(self, monkeypatch: pytest.MonkeyPatch, answer: Response) -> None:
        with Impostor(answer) as impostor:
            monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", impostor.url)
            with pytest.raises(ServiceFailure) as caught:
                get_role_credentials(ROLE, TOKEN)

        assert_clean(caught.value, [TOKEN.reveal()])
        assert len(caught.value.message) < 300

    @pytest.mark.parametrize("echo", ["page", "code", "refusal", "invalid"])
    def test_a_page_that_echoes_the_token_is_not_shown(self, monkeypatch: pytest.MonkeyPatch, echo: str) -> None:
        with Impostor(_echoing(echo)) as impostor:
            monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", impostor.url)
            with pytest.raises(SsotuiError) as caught:
                get_role_credentials(ROLE, TOKEN)

        assert_clean(caught.value, [TOKEN.reveal()])


def _echoing(how: str) -> Response:
    page = f"<html>x-amz-sso_bearer_token: {TOKEN.reveal()}</html>"
    return {
        "page": Response(status=403, body=page.encode(), content_type="text/html"),
        "code": Response(status=400, body=json.dumps({"message": page, "code": page}).encode()),
        "refusal": Refusal(403, "ForbiddenException", page).answer(Service.SSO),
        "invalid": Refusal(400, "InvalidRequestException", page).answer(Service.SSO),
    }[how]
