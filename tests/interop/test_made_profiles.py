"""Profiles that ``populate`` makes, in a config kept by hand, as the real clients read them."""

from __future__ import annotations

import pytest
from botocore.configloader import load_config

from ssotui.actions.accounts import populate
from ssotui.actions.accounts.populate import Listing
from ssotui.actions.profiles.new_profile import apply
from ssotui.aws.caches import sso_cache
from ssotui.model.accounts import Account, AccountRoles
from ssotui.model.settings import DEFAULTS
from ssotui.model.token import SsoSession
from tests.interop.clients import AwsCli2, Client
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal

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


def test_the_aws_cli_lists_each_of_two_thousand_and_after_pruning_those_that_stay(aws2: AwsCli2, home: Home) -> None:
    def listing(count: int) -> Listing:
        accounts = (Account(SESSION, f"{n:012}", f"Account {n % 300}") for n in range(count))
        return Listing(tuple(AccountRoles(account, ("Admin", "Developer", "ReadOnly")) for account in accounts))

    home.write(home.config_file, CONFIG)
    apply(populate.plan(listing(667), SESSION, DEFAULTS.profile_template).plan)
    made = listed(aws2, home)
    assert len(made) == 1 + 3 * 667

    pruned = populate.plan(listing(2), SESSION, DEFAULTS.profile_template, prune=True)
    apply(pruned.plan)
    left = listed(aws2, home)
    assert left == made - set(pruned.plan.removed)
    assert len(left) == 1 + 3 * 2
    assert home.config_file.read_text().startswith(CONFIG)


def listed(aws2: AwsCli2, home: Home) -> set[str]:
    """The profiles that ``aws configure list-profiles`` and botocore see alike, and each with its role."""
    profiles = load_config(str(home.config_file))["profiles"]
    assert set(aws2.run("configure", "list-profiles").split()) == profiles.keys()
    assert all(profile["sso_account_id"] and profile["sso_role_name"] for profile in profiles.values())
    return set(profiles)
