"""Client registrations under the AWS CLI's own names."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from ssotui.aws.caches import registrations
from ssotui.model.secret import Secret
from ssotui.model.sign_in import Flow, Registration
from ssotui.model.token import SsoSession
from tests.support.clock import START
from tests.support.home import Home

URL = "https://d-1234567890.awsapps.com/start"
CORP = SsoSession("corp", URL, "us-east-1", ("sso:account:access",))


@pytest.mark.parametrize(
    ("session", "name"),
    [
        # The reference's vectors (2.4), from running AWS CLI 2.36.7.
        (CORP, "bc8a1afdb0f5cdc2c789b8a6cd51898e2be3c37c.json"),
        (SsoSession(None, URL, "us-east-1"), "365414a68be7c9bfc776c660981dbdbd942acea4.json"),
    ],
)
def test_names_are_the_clis(session: SsoSession, name: str) -> None:
    assert registrations.file_name(session) == name


@pytest.mark.parametrize("flow", list(Flow))
def test_content_is_the_clis(home: Home, flow: Flow) -> None:
    expires_at = START + timedelta(days=90)
    registrations.write(CORP, Registration("id", Secret("secret"), expires_at, flow, CORP.scopes))
    path = home.sso_cache / registrations.file_name(CORP)
    content = {
        "clientId": "id", "clientSecret": "secret", "expiresAt": "2027-02-21T12:00:00Z",
        "scopes": ["sso:account:access"],
    }  # fmt: skip
    pkce = {"grantTypes": ["authorization_code", "refresh_token"]} if flow is Flow.PKCE else {}
    assert path.read_text() == json.dumps(content | pkce)
    assert path.stat().st_mode & 0o777 == 0o600
    assert registrations.read(CORP, flow, START) == Registration("id", Secret("secret"), expires_at, flow, CORP.scopes)
    assert registrations.read(CORP, flow.other, START) is None


def test_one_without_scopes_says_nothing_of_them(home: Home) -> None:
    registrations.write(CORP, Registration("id", Secret("secret"), START, Flow.DEVICE))
    assert "scopes" not in json.loads((home.sso_cache / registrations.file_name(CORP)).read_bytes())


@pytest.mark.parametrize(("left", "good"), [(15 * 60, True), (15 * 60 - 1, False), (-1, False)])
def test_good_while_fifteen_minutes_remain(left: float, good: bool) -> None:
    registrations.write(CORP, Registration("id", Secret("s"), START + timedelta(seconds=left), Flow.DEVICE))
    assert (registrations.read(CORP, Flow.DEVICE, START) is not None) is good


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "[]", "null", "3", '"x"', "[" * 100_000,
        '{"clientId": "id", "clientSecret": "s"}',
        '{"clientId": "id", "clientSecret": "s", "expiresAt": "soon"}',
        '{"clientId": "id", "clientSecret": "s", "expiresAt": 3}',
        '{"clientId": 3, "clientSecret": "s", "expiresAt": "2030-01-01T00:00:00Z"}',
        '{"clientId": "id", "clientSecret": null, "expiresAt": "2030-01-01T00:00:00Z"}',
        '{"clientId": "id", "clientSecret": "a b", "expiresAt": "2030-01-01T00:00:00Z"}',
        '{"clientId": "id", "clientSecret": "s", "expiresAt": "2030-01-01T00:00:00Z", "scopes": 3}',
        '{"clientId": "id", "clientSecret": "s", "expiresAt": "2030-01-01T00:00:00Z", "grantTypes": 3}',
    ],
)  # fmt: skip
def test_a_damaged_one_is_none(home: Home, content: str) -> None:
    home.write(home.sso_cache / registrations.file_name(CORP), content)
    assert registrations.read(CORP, Flow.DEVICE, START) is None


def test_a_folder_in_its_place_is_none(home: Home) -> None:
    (home.sso_cache / registrations.file_name(CORP)).mkdir(parents=True)
    assert registrations.read(CORP, Flow.DEVICE, START) is None
