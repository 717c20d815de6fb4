"""The pages a person sees."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.demo.browser import Browser
from tests.demo.test_oidc import authorize_url, register, register_pkce
from tests.support.failures import Failure
from tests.support.organization import ACME
from tests.support.portal import Portal


def test_the_device_page_asks_for_the_code(portal: Portal, browser: Browser) -> None:
    browser.open(f"{portal.url}/device")
    assert browser.status == 200
    assert 'name="user_code"' in browser.text


def test_a_code_may_be_typed_in_lower_case(portal: Portal, oidc: Any, browser: Browser) -> None:
    start = oidc.start_device_authorization(**register(oidc), startUrl=ACME)
    browser.open(f"{start['verificationUri']}?user_code={start['userCode'].lower()}")
    assert "Allow this sign-in?" in browser.text
    assert portal.requests.operations[-1] == "DevicePage"


def test_a_wrong_code_finds_nothing(portal: Portal, browser: Browser) -> None:
    browser.open(f"{portal.url}/device?user_code=%3Cscript%3E")
    assert browser.status == 404
    assert "script>" not in browser.text


def test_an_answer_counts_once(oidc: Any, browser: Browser) -> None:
    start = oidc.start_device_authorization(**register(oidc), startUrl=ACME)
    browser.open(start["verificationUriComplete"])
    page = browser.text
    browser.press("deny")
    browser.text = page
    browser.press("approve")
    assert browser.status == 404


def test_names_are_escaped(oidc: Any, browser: Browser) -> None:
    client = register(oidc, clientName="<b>me</b> & 'co'")
    browser.open(oidc.start_device_authorization(**client, startUrl=ACME)["verificationUriComplete"])
    assert "<b>" not in browser.text
    assert "&lt;b&gt;me&lt;/b&gt; &amp; &#x27;co&#x27;" in browser.text


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example/oauth/callback"},
        {"redirect_uri": "http://127.0.0.1.evil.example/oauth/callback"},
        {"redirect_uri": "http://127.0.0.1:45678/elsewhere"},
        {"client_id": "nobody"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"response_type": "token"},
        {"state": ""},
    ],
)
def test_an_odd_request_is_never_redirected(
    portal: Portal, oidc: Any, browser: Browser, changes: dict[str, str]
) -> None:
    portal.switches.approve_automatically = True
    browser.open(authorize_url(portal, register_pkce(oidc), **changes))
    assert browser.status == 400
    assert browser.location == ""


def test_a_device_client_cannot_authorize(portal: Portal, oidc: Any, browser: Browser) -> None:
    browser.open(authorize_url(portal, register(oidc)))
    assert browser.status == 400


def test_automatic_approval_needs_no_page(portal: Portal, oidc: Any, browser: Browser) -> None:
    portal.switches.approve_automatically = True
    browser.open(authorize_url(portal, register_pkce(oidc)))
    assert browser.status == 303
    assert parse_qs(urlsplit(browser.location).query)["code"][0] in portal.minted


def test_pages_never_fail_on_purpose(portal: Portal, browser: Browser) -> None:
    portal.switches.fail(Failure.SILENCE)
    browser.open(f"{portal.url}/device")
    assert browser.status == 200
