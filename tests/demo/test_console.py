"""The demo's way into the console."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

import pytest

from ssotui.model.credentials import RoleCredentials
from tests.demo.browser import Browser
from tests.support.chromium import Chromium
from tests.support.clock import FrozenClock
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.programs import need

PAGE = "https://console.aws.amazon.com/s3/home"


def session_of(keys: RoleCredentials) -> str:
    assert keys.session_token
    return json.dumps(
        {
            "sessionId": keys.access_key_id.reveal(),
            "sessionKey": keys.secret_access_key.reveal(),
            "sessionToken": keys.session_token.reveal(),
        }
    )


def ask(portal: Portal, browser: Browser, session: str, **more: str) -> str | None:
    browser.open(f"{portal.url}/federation", {"Action": "getSigninToken", "Session": session, **more})
    token: str | None = json.loads(browser.text).get("SigninToken")
    return token


def log_in(portal: Portal, browser: Browser, token: str) -> None:
    browser.open(f"{portal.url}/federation?{urlencode({'Action': 'login', 'Destination': PAGE, 'SigninToken': token})}")


def test_keys_become_a_token_that_opens_the_page_once(portal: Portal, browser: Browser) -> None:
    token = ask(portal, browser, session_of(portal.issue_keys(ACME, "111122223333", "Admin")))
    assert token
    assert token in portal.minted
    log_in(portal, browser, token)
    assert browser.status == 200
    assert "111122223333" in browser.text
    assert PAGE in browser.text
    log_in(portal, browser, token)
    assert browser.status == 400


def test_a_token_lasts_fifteen_minutes(portal: Portal, browser: Browser, clock: FrozenClock) -> None:
    token = ask(portal, browser, session_of(portal.issue_keys(ACME, "111122223333", "Admin")))
    clock.advance(15 * 60)
    log_in(portal, browser, token or "")
    assert browser.status == 400


def test_it_answers_the_documented_get_too(portal: Portal, browser: Browser) -> None:
    session = session_of(portal.issue_keys(ACME, "111122223333", "Admin"))
    browser.open(f"{portal.url}/federation?{urlencode({'Action': 'getSigninToken', 'Session': session})}")
    assert "SigninToken" in browser.text


@pytest.mark.parametrize("session", ["", "[]", "5", "{}", json.dumps({"sessionId": "AKIAEXAMPLE"})])
def test_what_are_no_keys_of_a_role_is_refused(portal: Portal, browser: Browser, session: str) -> None:
    assert ask(portal, browser, session) is None
    assert browser.status == 400


def test_a_duration_of_ones_own_is_refused(portal: Portal, browser: Browser) -> None:
    session = session_of(portal.issue_keys(ACME, "111122223333", "Admin"))
    assert ask(portal, browser, session, SessionDuration="43200") is None


def test_the_start_page_says_which_console_would_open(portal: Portal) -> None:
    """In a real browser, since the account and the role are in a part of the address that no server sees."""
    with Chromium(need("chromium")) as chromium:
        shown = chromium.read(
            f"{portal.url}/start/#/console?account_id=111122223333&role_name=%3Cb%3EAdmin&destination=https%3A%2F%2Fx%2F"
        )
    assert re.search(r"Account\s+111122223333\s+Role\s+<b>Admin\s+Page\s+https://x/", shown)
