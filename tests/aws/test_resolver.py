"""Where a web identity's bearer token goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ssotui.aws.services import resolver, transport
from ssotui.demo.wire import Response
from ssotui.model.errors import AccessDenied, ServiceFailure, SsotuiError, UnusableFile
from ssotui.model.profile import ProfileKind
from ssotui.model.sources import ProfileKeys
from tests.support.home import Home
from tests.support.trouble import Impostor, hurry

DENIED = b"<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"
PLAIN = "http://sts.example.com"


class Bearer:
    """A profile of a web identity, an STS, and something else that a global endpoint leads to."""

    def __init__(self, home: Home, folder: Path) -> None:
        self._home, self._token = home, folder / "token"
        self._token.write_text("bearer")
        self.sts, self.other = Impostor(Response(403, DENIED)), Impostor()

    def fetch(self, more: str = "") -> SsotuiError:
        """How fetching its keys ends, with these lines added to the profile."""
        role = "role_arn = arn:aws:iam::111122223333:role/R"
        self._home.config(
            f"[profile web]\n{role}\nweb_identity_token_file = {self._token}\nregion = us-east-1\n{more}\n"
        )
        with pytest.raises(SsotuiError) as caught:
            resolver.of_profile(ProfileKeys("web", ProfileKind.WEB_IDENTITY))
        return caught.value


@pytest.fixture
def bearer(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bearer]:
    hurry(monkeypatch)
    monkeypatch.setattr(transport, "CONNECT_SECONDS", 0.5)
    monkeypatch.setattr(transport, "READ_SECONDS", 0.5)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")  # AWS's own STS is out of reach
    bearer = Bearer(home, tmp_path)
    with bearer.sts, bearer.other:
        yield bearer


def services(url: str) -> str:
    return f"services = own\n[services own]\nsts =\n  endpoint_url = {url}"


def test_to_the_profiles_endpoint_for_all_services(bearer: Bearer) -> None:
    assert isinstance(bearer.fetch(f"endpoint_url = {bearer.sts.url}"), AccessDenied)
    assert bearer.sts.requests


def test_not_to_the_environments_global_endpoint(bearer: Bearer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", bearer.other.url)
    assert isinstance(bearer.fetch(services(bearer.sts.url)), AccessDenied)
    assert bearer.other.requests == []
    assert bearer.sts.requests


def test_to_the_endpoint_of_sts_in_the_profile(bearer: Bearer) -> None:
    assert isinstance(bearer.fetch(f"endpoint_url = {bearer.other.url}\n{services(bearer.sts.url)}"), AccessDenied)
    assert bearer.other.requests == []
    assert bearer.sts.requests


def test_to_the_endpoint_of_sts_in_the_environment(bearer: Bearer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", bearer.sts.url)
    assert isinstance(bearer.fetch(f"endpoint_url = {bearer.other.url}\n{services(bearer.other.url)}"), AccessDenied)
    assert bearer.other.requests == []
    assert bearer.sts.requests


def test_to_none_of_them_if_they_are_to_be_ignored(bearer: Bearer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", bearer.sts.url)
    monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
    assert isinstance(bearer.fetch(), ServiceFailure)
    assert bearer.sts.requests == []


def test_to_none_if_the_section_of_services_is_missing(bearer: Bearer, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = f"endpoint_url = {bearer.other.url}\nservices = nowhere"
    error = bearer.fetch(missing)
    assert isinstance(error, UnusableFile)
    assert error.message == "There is no section [services nowhere], which profile 'web' names."
    assert bearer.other.requests == []
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", bearer.sts.url)  # goes before the section, as with botocore
    assert isinstance(bearer.fetch(missing), AccessDenied)


def test_never_in_the_clear(bearer: Bearer, monkeypatch: pytest.MonkeyPatch) -> None:
    error = bearer.fetch(services(PLAIN))
    assert isinstance(error, UnusableFile)
    assert "endpoint_url for sts of profile 'web'" in error.message
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", PLAIN)
    error = bearer.fetch()
    assert isinstance(error, UnusableFile)
    assert "AWS_ENDPOINT_URL_STS" in error.message
