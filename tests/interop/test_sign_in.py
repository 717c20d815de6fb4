"""A sign-in of ours serves the others, and theirs serves us."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ssotui.actions.sign_in.tokens import good_token
from ssotui.aws.caches import registrations, sso_cache
from ssotui.model.sign_in import Flow
from tests.interop.clients import AwsCli2, Client
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.page import press
from tests.support.portal import Portal
from tests.support.sign_in import ACME_CONFIG, ACME_SESSION, Attempt

SOON = timedelta(minutes=2)
"""What is left of a token that every client but Go's renews before it is used."""


@pytest.fixture(autouse=True)
def _config(home: Home, portal: Portal) -> None:
    home.config(ACME_CONFIG)
    portal.switches.approve_automatically = True


@pytest.mark.parametrize("flow", list(Flow))
def test_they_use_our_sign_in_and_renew_it(client: Client, portal: Portal, present: FrozenClock, flow: Flow) -> None:
    portal.switches.token_lifetime = SOON
    signed_in = Attempt(present, flow, browser=lambda url: press(url, "approve")).run()
    portal.switches.token_lifetime = timedelta(hours=8)
    portal.requests.clear()

    assert portal.issued(client.keys("admin")["AccessKeyId"])

    # Go renews what has ended, not sooner: test_they_renew_the_token_that_we_wrote has it.
    theirs = ("GetRoleCredentials",) if client.name == "Go" else ("CreateToken", "GetRoleCredentials")
    assert portal.requests.operations == theirs
    renewed = good_token(ACME_SESSION, present)
    assert renewed
    assert renewed.access_token != signed_in.access_token


def test_we_use_the_sign_in_of_the_aws_cli_and_renew_it(portal: Portal, aws2: AwsCli2, present: FrozenClock) -> None:
    portal.switches.token_lifetime = SOON
    aws2.run("sso", "login", "--sso-session", "acme", "--no-browser")
    portal.switches.token_lifetime = timedelta(hours=8)
    theirs = sso_cache.read_token(ACME_SESSION)
    assert theirs
    renewed = good_token(ACME_SESSION, present)
    assert renewed
    assert renewed.access_token != theirs.access_token
    assert portal.requests.count("RegisterClient") == 1


def test_one_registration_serves_both(portal: Portal, aws2: AwsCli2, present: FrozenClock) -> None:
    aws2.run("sso", "login", "--sso-session", "acme", "--no-browser")
    theirs = registrations.read(ACME_SESSION, Flow.DEVICE, present())
    assert theirs
    Attempt(present, Flow.DEVICE).run()
    assert portal.requests.count("RegisterClient") == 1
    aws2.run("sso", "login", "--sso-session", "acme", "--no-browser")
    assert portal.requests.count("RegisterClient") == 1
    assert registrations.read(ACME_SESSION, Flow.DEVICE, present()) == theirs


def test_the_aws_cli_takes_the_registration_that_we_made(portal: Portal, aws2: AwsCli2, present: FrozenClock) -> None:
    Attempt(present, Flow.DEVICE).run()
    aws2.run("sso", "login", "--sso-session", "acme", "--no-browser")
    assert portal.requests.count("RegisterClient") == 1
