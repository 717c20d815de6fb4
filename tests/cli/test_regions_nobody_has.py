"""Regions that nobody has: in a profile, a session, the environment and on the command line."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from ssotui.actions.listing.inventory import read_inventory
from ssotui.aws.services.portal import get_role_credentials
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import ServiceFailure
from ssotui.model.profile import Problem
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession
from tests.support.clock import FrozenClock
from tests.support.commands import Ssotui
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.trouble import fresh_clients, hurry

BAD = ["us-esat-1", "us-east-1a"]


def write(home: Home, region: str, sso_region: str = "us-east-1") -> None:
    home.config(f"""\
[sso-session acme]
sso_start_url = {ACME}
sso_region = {sso_region}
[profile dev]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = Admin
region = {region}
""")


@pytest.fixture(autouse=True)
def _keys(home: Home, portal: Portal, present: FrozenClock) -> None:
    assert present
    home.keys("acme", portal.issue_keys(ACME, "111122223333", "Admin", lifetime=timedelta(hours=1)))


def problems() -> list[Problem]:
    row = read_inventory().find("dev")
    assert row
    return [problem for problem in row.profile.problems if problem.code == "region-unknown"]


def findings(ssotui: Ssotui) -> list[dict[str, str]]:
    told = json.loads(ssotui("doctor", "--format", "json").out)["findings"]
    return [finding for finding in told if finding["code"] == "region-unknown"]


@pytest.mark.parametrize("region", BAD)
class TestInTheFiles:
    def test_of_a_profile_is_told_in_its_row_and_by_the_doctor(
        self,
        home: Home,
        ssotui: Ssotui,
        region: str,
    ) -> None:
        write(home, region)
        (problem,) = problems()
        assert f"no such region as {region}" in problem.message
        assert "us-east-1?" in problem.fix
        assert problem.place
        assert problem.place.line == 8
        (finding,) = findings(ssotui)
        assert finding["severity"] == "warning"

    def test_of_a_session_is_told_once_and_in_each_row(
        self,
        home: Home,
        ssotui: Ssotui,
        region: str,
    ) -> None:
        write(home, "eu-west-1", region)
        (problem,) = problems()
        assert "(sso_region)" in problem.message
        assert problem.place
        assert problem.place.line == 3
        assert len(findings(ssotui)) == 1

    def test_of_a_start_url_is_told_in_its_row(self, home: Home, region: str) -> None:
        home.config(
            f"[profile dev]\nsso_start_url = {ACME}\nsso_region = {region}\nsso_account_id = 111122223333\n"
            "sso_role_name = Admin\n"
        )
        (problem,) = problems()
        assert "(sso_region)" in problem.message

    def test_keys_are_given_all_the_same_with_a_warning(
        self,
        home: Home,
        ssotui: Ssotui,
        region: str,
    ) -> None:
        write(home, region)
        done = ssotui("creds", "dev")
        assert done.code == 0
        assert f"AWS_REGION='{region}'" in done.out
        assert f"no such region as {region}. Did you mean us-east-1?" in done.err

    def test_of_the_environment_too(
        self,
        home: Home,
        ssotui: Ssotui,
        region: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        write(home, "eu-west-1")
        monkeypatch.setenv("AWS_REGION", region)
        assert "us-east-1?" in findings(ssotui)[0]["fix"]
        assert findings(ssotui)[0]["place"] == "AWS_REGION"
        assert "no such region" in ssotui("creds", "dev").err


def test_one_in_quotes_names_the_file_and_the_line(home: Home, ssotui: Ssotui) -> None:
    write(home, '"us-east-1"')
    done = ssotui("creds", "dev")
    assert done.code == 5
    assert "~/.aws/config:8" in done.err
    assert "us-east-1?" in done.err
    assert ssotui("creds", "dev", "--region", "eu-west-1").code == 0


def test_on_the_command_line_it_is_told_and_done_all_the_same(home: Home, ssotui: Ssotui) -> None:
    write(home, "eu-west-1")
    for region in BAD:
        warned = ssotui("creds", "dev", "--region", region)
        assert (warned.code, "us-east-1?" in warned.err) == (0, True)
    assert ssotui("creds", "dev", "--region", "us-east-3").err == ""


@pytest.mark.parametrize("region", ["us-east-1", "us-east-3"])
def test_nothing_is_said_of_others(home: Home, ssotui: Ssotui, region: str) -> None:
    write(home, region, region)
    assert problems() == []
    assert findings(ssotui) == []


def test_a_host_that_is_not_there_is_named_with_the_region_that_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)
    for name in ("AWS_ENDPOINT_URL_SSO", "AWS_ENDPOINT_URL_SSO_OIDC"):
        monkeypatch.delenv(name, raising=False)
    import botocore.httpsession
    from botocore.exceptions import EndpointConnectionError

    def unreachable(_: object, request: object) -> None:
        raise EndpointConnectionError(endpoint_url=request.url, error=OSError("no such host"))  # type: ignore[attr-defined]

    monkeypatch.setattr(botocore.httpsession.URLLib3Session, "send", unreachable)
    with fresh_clients(monkeypatch), pytest.raises(ServiceFailure) as caught:
        get_role_credentials(RoleRef(SsoSession("acme", ACME, "us-esat-1"), "111122223333", "Admin"), Secret("t"))

    assert "no connection to portal.sso.us-esat-1.amazonaws.com" in caught.value.message
    assert "Did you mean us-east-1?" in caught.value.hint
