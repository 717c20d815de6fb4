"""Profiles that ``populate`` makes, in a config kept by hand, as the real clients read them."""

from __future__ import annotations

import pytest

from ssotui.actions import populate
from ssotui.actions.new_profile import apply
from ssotui.aws import sso_cache
from ssotui.demo.portal import Portal
from ssotui.model.token import SsoSession
from tests.interop.clients import Client
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.organization import ACME

SESSION = SsoSession("acme", ACME, "us-east-1", ("sso:account:access",))
CONFIG = f"""\
# Kept by hand.
[sso-session acme]
sso_start_url = {ACME}
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile payments]   # the one
sso_session = acme
sso_account_id = 111122223333
sso_role_name = ReadOnly
region = eu-west-1
"""


@pytest.mark.parametrize(
    ("end", "template"), [("\n", "{session}/{account_name}:{role}"), ("\r\n", "{account_name|slug}-{role|slug}")]
)
def test_every_client_gets_keys_for_every_one(
    client: Client, portal: Portal, present: FrozenClock, home: Home, *, end: str, template: str
) -> None:
    home.write(home.config_file, CONFIG.replace("\n", end).encode())
    sso_cache.write_token(SESSION, portal.issue_token(ACME))
    found = populate.plan(populate.list_roles(SESSION, present), SESSION, template, region="us-east-1")
    apply(found.plan)

    assert len(found.plan.added) == 6
    for profile in found.plan.added:
        issued = portal.issued(client.keys(profile.name)["AccessKeyId"])
        assert issued
        assert issued.account_id == profile.role.account_id
        assert f"AWSReservedSSO_{profile.role.role_name}_" in issued.arn
