"""Where a profile's values come from."""

from __future__ import annotations

from ssotui.actions.listing.inventory import read_inventory
from ssotui.aws.locations import shorten
from tests.support.home import Home


def told(name: str) -> list[str]:
    row = read_inventory().find(name)
    assert row
    return [f"{shorten(str(origin.place))} {origin.key}" for origin in row.profile.origins]


def test_each_value_has_its_line_and_the_session_its_own(home: Home) -> None:
    home.config("""\
        [sso-session acme]
        sso_region = us-east-1
        sso_start_url = https://acme.awsapps.com/start

        [profile admin]
        # a comment
        sso_account_id = 111122223333
        sso_session = acme
        sso_role_name = Admin
        region = eu-west-1
        """)
    assert told("admin") == [
        "~/.aws/config:7 sso_account_id",
        "~/.aws/config:8 sso_session",
        "~/.aws/config:9 sso_role_name",
        "~/.aws/config:10 region",
        "~/.aws/config:2 sso_region",
        "~/.aws/config:3 sso_start_url",
    ]


def test_of_two_files_the_line_that_counts_is_told(home: Home) -> None:
    home.config("[profile both]\nregion = eu-west-1\noutput = json\n")
    home.credentials("[both]\naws_access_key_id = AKIA\naws_secret_access_key = s\nregion = us-east-1\n")
    assert told("both") == [
        "~/.aws/config:3 output",
        "~/.aws/credentials:2 aws_access_key_id",
        "~/.aws/credentials:3 aws_secret_access_key",
        "~/.aws/credentials:4 region",
    ]


def test_a_repeated_section_has_the_lines_that_count(home: Home) -> None:
    home.config("[profile twice]\nregion = eu-west-1\noutput = json\n[profile twice]\nregion = us-east-1\n")
    assert told("twice") == ["~/.aws/config:3 output", "~/.aws/config:5 region"]


def test_what_leaks_from_default_has_its_line_there(home: Home) -> None:
    home.config("[DEFAULT]\noutput = json\n[profile own]\nregion = eu-west-1\n")
    assert told("own") == ["~/.aws/config:2 output", "~/.aws/config:4 region"]


def test_a_chain_has_the_lines_of_the_session_that_it_leads_to(home: Home) -> None:
    home.config("""\
        [sso-session acme]
        sso_start_url = https://acme.awsapps.com/start
        sso_region = us-east-1
        [profile base]
        sso_session = acme
        sso_account_id = 111122223333
        sso_role_name = Admin
        [profile chain]
        role_arn = arn:aws:iam::444455556666:role/Deploy
        source_profile = base
        """)
    assert told("chain") == [
        "~/.aws/config:9 role_arn",
        "~/.aws/config:10 source_profile",
        "~/.aws/config:2 sso_start_url",
        "~/.aws/config:3 sso_region",
    ]
