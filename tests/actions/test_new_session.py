"""Making an SSO session from what a person types."""

from __future__ import annotations

import pytest
from botocore.session import Session

from ssotui.actions.files.undo import preview, take_back
from ssotui.actions.sign_in import new_session
from ssotui.model.errors import ServiceFailure, UnusableFile, UsageError
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal


@pytest.mark.parametrize(
    ("name", "url", "region", "said"),
    [
        ("", ACME, "us-east-1", "needs a name"),
        ("a b", ACME, "us-east-1", "these characters"),
        ("x]\n[y", ACME, "us-east-1", "these characters"),
        ("taken", ACME, "us-east-1", r"already \(~/.aws/config:1\)"),
        ("acme", "acme", "us-east-1", "https://"),
        ("acme", "ftp://acme.awsapps.com/start", "us-east-1", "https://"),
        ("acme", "http://127.0.0.1.example.com/start", "us-east-1", "https://"),
        ("acme", "http://acme.awsapps.com/start", "us-east-1", "https://"),
        ("acme", ACME, "useast1", "region"),
        ("acme", ACME, "us-east-1\nx = y", "region"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_asked(
    home: Home, name: str, url: str, region: str, said: str
) -> None:
    home.config("[sso-session taken]\nsso_start_url = https://x\nsso_region = us-east-1\n")
    before = home.snapshot()
    with pytest.raises(UsageError, match=said) as raised:
        new_session.planned(name, url, region)
    assert said != "https://" or raised.value.hint == "For example https://acme.awsapps.com/start"
    assert home.snapshot() == before


def test_an_address_may_lack_what_browsers_leave_out(home: Home) -> None:
    assert new_session.planned("acme", "acme.awsapps.com/start", "us-east-1").session.start_url == ACME
    assert home.snapshot() == {}


def test_it_is_added_at_the_end_and_botocore_reads_it(home: Home) -> None:
    home.config("# mine\r\n[profile x]\r\nregion = us-east-1")
    plan = new_session.planned(" acme ", f" {ACME} ", " us-east-1 ")
    assert [line for line in plan.diff if line.startswith("-")] == [
        line for line in plan.diff if line.startswith("---")
    ]
    assert "+[sso-session acme]" in "\n".join(plan.diff)
    assert new_session.write(plan.session) == "Added the session acme to ~/.aws/config."
    assert home.config_file.read_bytes().startswith(b"# mine\r\n[profile x]\r\nregion = us-east-1\r\n")
    assert Session().full_config["sso_sessions"]["acme"] == {
        "sso_start_url": ACME,
        "sso_region": "us-east-1",
        "sso_registration_scopes": "sso:account:access",
    }
    with pytest.raises(UnusableFile, match="already"):
        new_session.write(plan.session)
    take_back(preview().change)
    assert home.config_file.read_bytes() == b"# mine\r\n[profile x]\r\nregion = us-east-1"


def test_the_portal_is_asked_whether_it_knows_the_address(portal: Portal, clock: FrozenClock) -> None:
    new_session.check(new_session.planned("acme", ACME, "us-east-1").session, clock)
    assert portal.requests.count("StartDeviceAuthorization") == 1
    unknown = new_session.planned("acme", "https://nobody.awsapps.com/start", "us-east-1").session
    with pytest.raises(UnusableFile, match="start URL"):
        new_session.check(unknown, clock)


def test_silence_is_told(portal: Portal, clock: FrozenClock) -> None:
    plan = new_session.planned("acme", ACME, "us-east-1")
    portal.close()
    with pytest.raises(ServiceFailure):
        new_session.check(plan.session, clock)
