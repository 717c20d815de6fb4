"""Links that sign in to the console: the portal's own, and those made of keys."""

from __future__ import annotations

import json
from typing import Any, NoReturn, Self
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.awsrequest import AWSPreparedRequest
from hypothesis import given
from hypothesis import strategies as st

from ssotui.aws.console import links
from ssotui.aws.console.links import portal_link, sign_in_link
from ssotui.aws.console.partitions import AWS, PARTITIONS, of_arn, of_region
from ssotui.aws.services import transport
from ssotui.aws.services.transport import TooSlow
from ssotui.demo.wire import Request, Response, json_response
from ssotui.model.credentials import RoleCredentials, RoleRef
from ssotui.model.errors import AccessDenied, ServiceFailure, UnusableFile, UsageError
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession
from tests.support.clock import FrozenClock
from tests.support.delivery import PromptServer
from tests.support.failures import Failure
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.trouble import Impostor, assert_clean

HOME = "https://us-east-1.console.aws.amazon.com/console/home?region=us-east-1"
KEYS = RoleCredentials(Secret("ASIAEXAMPLE"), Secret("wJalr/key+of=it"), Secret("IQoJ/token+of=it"), None)
SECRETS = ("wJalr/key+of=it", "IQoJ/token+of=it", "wJalr%2Fkey", "IQoJ%2Ftoken")


def role(start_url: str = ACME, role_name: str = "Admin", region: str = "us-east-1") -> RoleRef:
    return RoleRef(SsoSession("acme", start_url, region), "111122223333", role_name)


def after_question_mark(link: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link).fragment.removeprefix("/console?"), strict_parsing=True)


class TestThePortalsLink:
    @pytest.mark.parametrize(
        ("start_url", "base"),
        [
            (ACME, f"{ACME}/#"),
            (f"{ACME}/", f"{ACME}/#"),
            (f"{ACME}#", f"{ACME}/#"),
            (f"{ACME}/#/", f"{ACME}/#"),
            (f"{ACME}/#/saml/default/x", f"{ACME}/#"),
            ("https://acme.awsapps.com", "https://acme.awsapps.com/#"),
            (f"{ACME}?a=b", f"{ACME}/?a=b#"),
            ("https://start.us-gov-home.awsapps.com/directory/acme", "https://start.us-gov-home.awsapps.com/directory/acme/#"),
            ("https://start.home.awsapps.cn/directory/acme", "https://start.home.awsapps.cn/directory/acme/#"),
            ("https://ssoins-722.portal.us-east-1.app.aws", "https://ssoins-722.portal.us-east-1.app.aws/#"),
            ("https://sso.example.com/start", "https://sso.example.com/start/#"),
        ],
    )  # fmt: skip
    def test_follows_the_start_url(self, start_url: str, base: str) -> None:
        assert portal_link(role(start_url)) == f"{base}/console?account_id=111122223333&role_name=Admin"

    def test_what_it_names_is_percent_encoded(self) -> None:
        link = portal_link(role(role_name="a+b=c,d.e@f-g h"), HOME)
        assert link == (
            f"{ACME}/#/console?account_id=111122223333&role_name=a%2Bb%3Dc%2Cd.e%40f-g%20h"
            "&destination=https%3A%2F%2Fus-east-1.console.aws.amazon.com%2Fconsole%2Fhome%3Fregion%3Dus-east-1"
        )

    @given(st.text(min_size=1))
    def test_any_role_comes_back_out_of_it(self, name: str) -> None:
        try:
            name.encode()
        except UnicodeEncodeError:  # half of a surrogate pair is no text
            return
        assert after_question_mark(portal_link(role(role_name=name)))["role_name"] == [name]

    @pytest.mark.parametrize(
        "start_url",
        ["", "start", "http://acme.awsapps.com/start", "javascript:alert(1)", "file:///etc/passwd", "https://[::1",
         "https://acme.awsapps.com/start\x1b]0;x", "https://acme.awsapps.com/a b"],
    )  # fmt: skip
    def test_is_refused_for_what_is_no_start_url(self, start_url: str) -> None:
        with pytest.raises(UnusableFile) as caught:
            portal_link(role(start_url))
        assert caught.value.hint

    def test_the_demo_moves_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SSOTUI_PORTAL_URL", "http://127.0.0.1:1/start")
        assert portal_link(role()) == "http://127.0.0.1:1/start/#/console?account_id=111122223333&role_name=Admin"


class TestThePartition:
    @pytest.mark.parametrize(
        ("region", "name", "signs_in"),
        [
            ("us-east-1", "aws", "signin.aws.amazon.com"),
            ("ap-southeast-7", "aws", "signin.aws.amazon.com"),
            ("us-gov-west-1", "aws-us-gov", "signin.amazonaws-us-gov.com"),
            ("cn-northwest-1", "aws-cn", "signin.amazonaws.cn"),
            ("eusc-de-east-1", "aws-eusc", "signin.amazonaws-eusc.eu"),
        ],
    )
    def test_of_a_region(self, region: str, name: str, signs_in: str) -> None:
        assert of_region(region).name == name
        assert of_region(region).sign_in_host == signs_in

    def test_every_region_that_botocore_knows_has_the_partition_that_botocore_says(self) -> None:
        import botocore.session

        session = botocore.session.Session()
        for name in PARTITIONS:
            for region in session.get_available_regions("ec2", name):
                assert of_region(region).name == name

    @pytest.mark.parametrize(
        "region", ["us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "evil.com/#", "", "US-EAST-1", "us-east-1\n"]
    )
    def test_none_is_made_up(self, region: str) -> None:
        with pytest.raises(UnusableFile):
            of_region(region)

    def test_of_an_arn(self) -> None:
        assert of_arn("arn:aws-cn:iam::111122223333:role/x").name == "aws-cn"
        with pytest.raises(UnusableFile):
            of_arn("arn:aws-iso:iam::111122223333:role/x")


class Endpoint:
    """A federation endpoint that answers each method in its own way, and remembers the requests as they came."""

    def __init__(self, **answers: Response) -> None:
        self._answers = answers
        self.requests: list[Request] = []

    def __enter__(self) -> Self:
        self._server = PromptServer(self._respond)
        self.url = f"{self._server.url}/federation"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def _respond(self, request: Request) -> Response:
        self.requests.append(request)
        return self._answers[request.method]


TOKEN = json_response({"SigninToken": "sign-in-token+/="})


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "PAUSES", (0.0, 0.0))


@pytest.fixture
def federation(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> Portal:
    """The portal, which also signs in to the console."""
    monkeypatch.setenv("SSOTUI_FEDERATION_URL", portal.console_environment()["SSOTUI_FEDERATION_URL"])
    return portal


class TestTheLinkMadeOfKeys:
    def test_the_request_and_the_link(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Endpoint(POST=TOKEN) as endpoint:
            monkeypatch.setenv("SSOTUI_FEDERATION_URL", endpoint.url)
            link = sign_in_link(KEYS, AWS, HOME)
        (request,) = endpoint.requests
        assert (request.method, request.path, request.query) == ("POST", "/federation", {})
        form = request.form()
        assert json.loads(form.pop("Session")) == {
            "sessionId": "ASIAEXAMPLE", "sessionKey": "wJalr/key+of=it", "sessionToken": "IQoJ/token+of=it",
        }  # fmt: skip
        assert form == {"Action": "getSigninToken", "SessionType": "json"}  # above all no SessionDuration
        assert link.reveal() == (
            f"{endpoint.url}?Action=login&Issuer=ssotui&Destination=https%3A%2F%2Fus-east-1.console.aws.amazon.com"
            "%2Fconsole%2Fhome%3Fregion%3Dus-east-1&SigninToken=sign-in-token%2B%2F%3D"
        )

    def test_where_there_is_no_post_it_asks_as_aws_documents(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Endpoint(POST=Response(status=405), GET=TOKEN) as endpoint:
            monkeypatch.setenv("SSOTUI_FEDERATION_URL", endpoint.url)
            assert sign_in_link(KEYS, AWS, HOME)
        asked = endpoint.requests[-1]
        assert asked.method == "GET"
        assert asked.query["Action"] == "getSigninToken"
        assert json.loads(asked.query["Session"])["sessionToken"] == "IQoJ/token+of=it"

    def test_a_stand_in_without_a_path_has_it_where_aws_has(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Endpoint(POST=TOKEN) as endpoint:
            monkeypatch.setenv("SSOTUI_FEDERATION_URL", endpoint.url.removesuffix("/federation"))
            link = sign_in_link(KEYS, AWS, HOME)
        assert link.reveal().startswith(f"{endpoint.url}?Action=login&")

    @pytest.mark.parametrize(("seconds", "attempts"), [(0, 1), (60, 3)])
    def test_all_attempts_together_have_one_deadline(
        self, monkeypatch: pytest.MonkeyPatch, seconds: float, attempts: int
    ) -> None:
        ends = []

        def nobody_answers(request: AWSPreparedRequest, **options: Any) -> NoReturn:
            ends.append(options["ends"])
            raise TooSlow(request.url)

        monkeypatch.setattr(transport, "OPERATION_SECONDS", seconds)
        monkeypatch.setattr(transport, "send", nobody_answers)
        with pytest.raises(ServiceFailure):
            sign_in_link(KEYS, AWS, HOME)
        assert len(ends) == attempts
        assert len(set(ends)) == 1

    def test_real_keys_of_a_chain(self, federation: Portal) -> None:
        keys = federation.issue_keys(ACME, "111122223333", "Admin")
        link = sign_in_link(keys, AWS, HOME).reveal()
        assert federation.requests.operations == ("GetSigninToken",)
        assert parse_qs(urlsplit(link).query)["SigninToken"][0] in federation.minted

    def test_keys_of_a_user_are_refused_before_they_go_anywhere(self, federation: Portal) -> None:
        with pytest.raises(UnusableFile, match="Long-lived keys") as caught:
            sign_in_link(KEYS._replace(session_token=None), AWS, HOME)
        assert "role_arn" in caught.value.hint
        assert len(federation.requests) == 0

    def test_ended_keys(self, federation: Portal, clock: FrozenClock) -> None:
        keys = federation.issue_keys(ACME, "111122223333", "Admin")
        clock.advance(7200)
        with pytest.raises(AccessDenied) as caught:
            sign_in_link(keys, AWS, HOME)
        assert_clean(caught.value, federation.minted)
        assert federation.requests.operations == ("GetSigninToken",)  # neither again, nor by GET

    @pytest.mark.parametrize("failure", list(Failure))
    def test_any_failure_is_one_error_of_ours_that_quotes_nothing(
        self, federation: Portal, monkeypatch: pytest.MonkeyPatch, failure: Failure
    ) -> None:
        monkeypatch.setattr(transport, "READ_SECONDS", 0.2)
        keys = federation.issue_keys(ACME, "111122223333", "Admin")
        federation.switches.fail(failure)
        with pytest.raises((ServiceFailure, AccessDenied)) as caught:
            sign_in_link(keys, AWS, HOME)
        assert_clean(caught.value, federation.minted)

    def test_a_passing_failure_is_got_over(self, federation: Portal) -> None:
        federation.switches.fail(Failure.SERVER_ERROR, times=2)
        assert sign_in_link(federation.issue_keys(ACME, "111122223333", "Admin"), AWS, HOME)
        assert len(federation.requests) == 3

    @pytest.mark.parametrize(
        "answer",
        [
            json_response({}),
            json_response([]),
            json_response({"SigninToken": 5}),
            json_response({"SigninToken": "a\nb"}),
            Response(body=b"{"),
            Response(status=302, headers={"Location": "http://127.0.0.1:1/"}),
            Response(body=b"\xff"),
        ],
    )
    def test_an_answer_that_is_none(self, monkeypatch: pytest.MonkeyPatch, answer: Response) -> None:
        with Impostor(answer) as impostor:
            monkeypatch.setenv("SSOTUI_FEDERATION_URL", impostor.url)
            with pytest.raises(ServiceFailure) as caught:
                sign_in_link(KEYS, AWS, HOME)
        assert_clean(caught.value, SECRETS)
        assert all(request.method == "POST" for request in impostor.requests)

    @pytest.mark.parametrize(
        "url", ["http://example.com/federation", "ftp://127.0.0.1/", "127.0.0.1", "http://[::1", "https://x/?a=b"]
    )
    def test_the_keys_go_to_nothing_odd(self, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
        monkeypatch.setenv("SSOTUI_FEDERATION_URL", url)
        with pytest.raises(UsageError, match="SSOTUI_FEDERATION_URL"):
            sign_in_link(KEYS, AWS, HOME)
