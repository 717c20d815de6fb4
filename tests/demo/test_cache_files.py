"""The AWS CLI's cache files, against the names it was seen to write."""

from __future__ import annotations

from tests.support import cache_files
from tests.support.organization import ACME, CORP
from tests.support.portal import Portal


def test_token_names() -> None:
    assert cache_files.token_name("corp") == "ee0bfd2552fbd840c02cc48b6e823320543c450f.json"
    assert cache_files.token_name(CORP) == "7487b5b67d5fa1132cf33fa93ae51ef38cc37752.json"
    assert cache_files.token_name("admin") == "d033e22ae348aeb5660fc2140aec35850c4da997.json"


def test_registration_name() -> None:
    name = cache_files.registration_name("corp", CORP, "us-east-1", ["sso:account:access"])
    assert name == "bc8a1afdb0f5cdc2c789b8a6cd51898e2be3c37c.json"


def test_keys_names() -> None:
    assert cache_files.keys_name("corp", "111122223333", "Admin") == "0cdbf32b99792a73981dd3f142bc63ab50240b44.json"
    assert cache_files.keys_name(CORP, "111122223333", "Admin") == "6abb896b6ccaa651ce726de776d08638a3e78017.json"


def test_token_content(portal: Portal) -> None:
    token = portal.issue_token(ACME)
    assert token.client_secret
    assert token.refresh_token
    assert cache_files.token_content(token).decode() == (
        f'{{"startUrl": "{ACME}", "region": "us-east-1", "accessToken": "{token.access_token.reveal()}", '
        f'"expiresAt": "2026-11-23T20:00:00Z", "clientId": "{token.client_id}", '
        f'"clientSecret": "{token.client_secret.reveal()}", "registrationExpiresAt": "2027-02-21T12:00:00Z", '
        f'"refreshToken": "{token.refresh_token.reveal()}"}}'
    )


def test_keys_content(portal: Portal) -> None:
    keys = portal.issue_keys(ACME, "111122223333", "Admin")
    assert keys.session_token
    assert cache_files.keys_content(keys).decode() == (
        f'{{"ProviderType": "sso", "Credentials": {{"AccessKeyId": "{keys.access_key_id.reveal()}", '
        f'"SecretAccessKey": "{keys.secret_access_key.reveal()}", "SessionToken": "{keys.session_token.reveal()}", '
        '"Expiration": "2026-11-23T13:00:00Z", "AccountId": "111122223333"}}'
    )
