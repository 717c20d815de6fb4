"""The snapshot that the lists are drawn from."""

from __future__ import annotations

from ssotui.actions.listing.inventory import read_inventory
from tests.support.home import Home
from tests.support.organization import LEGACY
from tests.support.portal import Portal


def test_legacy_profiles_of_two_regions_share_their_url_s_token(home: Home, portal: Portal) -> None:
    section = (
        "[profile {region}]\nsso_start_url = {url}\nsso_region = {region}\nsso_account_id = 1\nsso_role_name = r\n"
    )
    home.config("".join(section.format(url=LEGACY, region=region) for region in ("us-east-1", "eu-west-1")))
    token = portal.issue_token(LEGACY)
    home.token(LEGACY, token)
    ends = [row.token.expires_at for row in read_inventory().profiles if row.token]
    assert ends == [token.expires_at, token.expires_at]
