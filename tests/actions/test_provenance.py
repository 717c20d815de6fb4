"""Where a profile's values come from."""

from __future__ import annotations

from ssotui.actions.inventory import read_inventory
from ssotui.actions.provenance import origins
from ssotui.aws.locations import shorten
from tests.support.home import Home


def told(name: str) -> list[str]:
    row = read_inventory().find(name)
    assert row
    return [f"{shorten(str(origin.place))} {origin.key}" for origin in origins(row.profile)]


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


def test_a_file_that_has_gone_meanwhile_has_no_lines(home: Home) -> None:
    home.config("[profile here]\nregion = eu-west-1\n")
    row = read_inventory().find("here")
    assert row
    home.config_file.unlink()
    assert origins(row.profile) == ()
