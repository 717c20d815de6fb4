"""Roles under other names than the portal's own, and account IDs as the console writes them."""

from __future__ import annotations

import pytest

from ssotui.actions.accounts import account_listing
from ssotui.actions.doctor.examination import examine
from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.settings.environments import environment_of
from ssotui.actions.settings.loading import Loaded
from ssotui.aws.config.role_names import permission_set
from ssotui.model.accounts import read_account_id
from ssotui.model.settings import Environment, Settings
from ssotui.model.token import SsoSession
from tests.support.clock import FrozenClock
from tests.support.commands import Ssotui
from tests.support.home import Home
from tests.support.organization import ACME as ACME_URL
from tests.support.portal import Portal

ACME = SsoSession("acme", ACME_URL, "us-east-1", ("sso:account:access",))
RESERVED = "AWSReservedSSO_Developer_0123456789abcdef"
OTHER_NAMES = [
    RESERVED,
    f"arn:aws:iam::444455556666:role/aws-reserved/sso.amazonaws.com/eu-west-1/{RESERVED}",
    f"arn:aws:sts::444455556666:assumed-role/{RESERVED}/me@example.com",
    "arn:aws:iam::444455556666:role/Developer",
]

TEMPLATE = f"""
[sso-session acme]
sso_start_url = {ACME_URL}
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile one]
sso_session = acme
sso_account_id = {{account}}
sso_role_name = {{role}}
"""


pytestmark = pytest.mark.usefixtures("present", "signed_in")


def config(home: Home, role: str = "Developer", account: str = "444455556666") -> None:
    home.config(TEMPLATE.format(role=role, account=account))


def list_accounts(clock: FrozenClock) -> None:
    """Have the roles of all accounts remembered."""
    assert [*account_listing.Load(ACME, clock)]


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_the_permission_set_of_each_name(name: str) -> None:
    assert permission_set(name) == "Developer"


@pytest.mark.parametrize(
    "name",
    ["Developer", "developer", "AWSReservedSSO_Developer", "arn:aws:sso:::permissionSet/ssoins-1/ps-1", "arn:", ""],
)
def test_what_is_no_other_name_stays(name: str) -> None:
    assert permission_set(name) == name


class TestErrors:
    @pytest.mark.parametrize("known", [False, True])
    @pytest.mark.parametrize("name", OTHER_NAMES)
    def test_name_the_role_that_was_meant(
        self,
        ssotui: Ssotui,
        present: FrozenClock,
        home: Home,
        name: str,
        known: bool,
    ) -> None:
        config(home, name)
        if known:
            list_accounts(present)
        done = ssotui("creds", "one")
        assert done.code == 4
        assert "Did you mean the role Developer?" in done.err

    @pytest.mark.parametrize("name", ["developer", "DEVELOPER", "Develper"])
    def test_name_one_that_is_spelled_otherwise_where_roles_are_known(
        self,
        ssotui: Ssotui,
        present: FrozenClock,
        home: Home,
        name: str,
    ) -> None:
        config(home, name)
        assert "Did you mean" not in ssotui("creds", "one").err
        list_accounts(present)
        assert "Did you mean the role Developer?" in ssotui("creds", "one").err
        direct = ssotui("creds", "--account", "444455556666", "--role", name)
        assert (direct.code, "Did you mean the role Developer?" in direct.err) == (4, True)

    def test_name_the_roles_that_there_are(
        self,
        ssotui: Ssotui,
        present: FrozenClock,
        home: Home,
    ) -> None:
        config(home, "Nothing-like-it")
        list_accounts(present)
        assert "The account is known to have: Admin, Developer, ReadOnly." in ssotui("creds", "one").err


class TestRowsAndDoctor:
    @pytest.mark.parametrize("name", OTHER_NAMES)
    def test_say_so_of_names_that_are_iams(self, home: Home, present: FrozenClock, name: str) -> None:
        config(home, name)
        (row,) = read_inventory().profiles
        (problem,) = row.profile.problems
        assert (problem.code, problem.fix) == ("role-name", "Write sso_role_name = Developer.")
        assert problem.place
        assert problem.place.line == 10
        (finding,) = [each for each in examine(Loaded(), present()).findings if each.code == "role-name"]
        assert finding.message.startswith("Profile one: ")

    def test_say_so_of_another_spelling_where_roles_are_known(self, home: Home, present: FrozenClock) -> None:
        config(home, "developer")
        assert read_inventory().profiles[0].profile.problems == ()
        list_accounts(present)
        (problem,) = read_inventory().profiles[0].profile.problems
        assert (problem.code, problem.fix) == ("role-name", "Write sso_role_name = Developer.")
        assert [each.code for each in examine(Loaded(), present()).findings if each.code == "role-name"]

    @pytest.mark.parametrize("name", ["Developer", "Gone"])
    def test_say_nothing_of_the_right_name_nor_of_one_that_is_gone(
        self, home: Home, present: FrozenClock, name: str
    ) -> None:
        config(home, name)
        list_accounts(present)
        assert read_inventory().profiles[0].profile.problems == ()


class TestAccountIds:
    @pytest.mark.parametrize("text", ["444455556666", "4444-5555-6666", "4444 5555 6666", " 4444-5555-6666 "])
    def test_are_read_as_people_write_them(self, text: str) -> None:
        assert read_account_id(text) == "444455556666"

    @pytest.mark.parametrize("text", ["", "44445555666", "4444555566667", "444-4555-56666", "x", "٤" * 12])
    def test_nothing_else_is_one(self, text: str) -> None:
        assert read_account_id(text) is None

    @pytest.mark.parametrize("command", ["creds", "console"])
    def test_on_the_command_line(self, ssotui: Ssotui, home: Home, command: str) -> None:
        config(home)
        more = ["--print"] if command == "console" else ["--format", "json"]
        done = ssotui(command, "--account", "4444-5555-6666", "--role", "Developer", *more)
        assert done.code == 0
        assert "444455556666" in done.out

    @pytest.mark.parametrize("command", ["creds", "console"])
    @pytest.mark.parametrize("wrong", ["4444-5555-666", "payments", "4444555566667"])
    def test_a_wrong_one_is_a_usage_error_before_any_request(
        self,
        ssotui: Ssotui,
        home: Home,
        portal: Portal,
        command: str,
        wrong: str,
    ) -> None:
        config(home)
        done = ssotui(command, "--account", wrong, "--role", "Developer")
        assert (done.code, done.out) == (2, "")
        assert "12 digits" in done.err
        assert len(portal.requests) == 0

    def test_in_the_config_the_right_way_is_told(self, home: Home) -> None:
        config(home, account="4444-5555-6666")
        (problem,) = read_inventory().profiles[0].profile.problems
        assert (problem.code, problem.fix) == ("account-id", "Write it as 444455556666.")

    def test_in_the_pattern_of_an_environment(self) -> None:
        settings = Settings(environments=(Environment("4444-5555-6666", "PROD"),))
        assert environment_of(settings, "one", "444455556666")
        assert not environment_of(settings, "one", "444455556667")
