from __future__ import annotations

import time
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssotui.actions.accounts import populate
from ssotui.actions.accounts.populate import Failure, Listing, Population, list_roles
from ssotui.actions.files import undo
from ssotui.actions.listing.inventory import read_inventory, role_of
from ssotui.actions.profiles import new_profile
from ssotui.actions.profiles.new_profile import apply
from ssotui.export.config_profiles import with_profiles
from ssotui.model.accounts import Account, AccountRoles
from ssotui.model.errors import ServiceFailure, SignInNeeded, UnusableFile, UsageError
from ssotui.model.settings import DEFAULTS
from ssotui.model.token import SsoSession
from tests.support import trouble
from tests.support.clock import FrozenClock
from tests.support.failures import Failure as PortalFailure
from tests.support.home import Home
from tests.support.organization import ACME as ACME_URL
from tests.support.portal import Portal

ACME = SsoSession("acme", ACME_URL, "us-east-1", ("sso:account:access",))
OLD = SsoSession(None, "https://old.awsapps.com/start", "us-west-2")
HAND_MADE = """\
; what we use every day

[sso-session acme]
sso_start_url = https://acme.awsapps.com/start   
sso_region    = us-east-1
sso_registration_scopes = sso:account:access

[default]
region = eu-central-1   
  
# production!
[profile prod]
sso_session = acme
sso_account_id = 011122223333
sso_role_name = Admin
s3 =
  max_concurrent_requests = 20

[profile payments-read]
region = us-east-1
# the end"""  # noqa: W291, W293 - somebody's file, as it is


def listing(*accounts: tuple[str, str, str], session: SsoSession = ACME) -> Listing:
    """Of accounts with an ID, a name and their roles, parted by spaces."""
    return Listing(
        tuple(AccountRoles(Account(session, id_, name), tuple(roles.split())) for id_, name, roles in accounts)
    )


WORLD = listing(
    ("011122223333", "Payments", "Admin Read"),
    ("444455556666", "Payments", "Admin"),
    ("777788889999", "", "Admin"),
    ("888899990000", "日本", "Audit"),
)


def planned(world: Listing = WORLD, **options: object) -> Population:
    return populate.plan(world, ACME, DEFAULTS.profile_template, **options)  # type: ignore[arg-type]


def names(found: Population) -> list[str]:
    return [profile.name for profile in found.plan.added]


class TestAdding:
    def test_covers_every_role_once(self, home: Home) -> None:
        home.write(home.config_file, HAND_MADE)
        found = planned()

        assert names(found) == [
            "payments-read-011122223333",  # since payments-read is taken
            "payments-admin-444455556666",
            "777788889999-admin",
            "888899990000-audit",
        ]
        assert found.covered == 1
        apply(found.plan)
        covered = [role for row in read_inventory().profiles if (role := role_of(row.profile))]
        assert {(role.account_id, role.role_name) for role in covered} == {
            (account.account_id, role) for account, role in WORLD.pairs
        }
        assert len(covered) == len(WORLD.pairs)

    @pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    @pytest.mark.parametrize("last", ["", "\n", "\n\n"])
    def test_every_byte_stays_and_whole_sections_follow(self, home: Home, bom: bytes, end: str, last: str) -> None:
        before = bom + (HAND_MADE + last).replace("\n", end).encode()
        home.write(home.config_file, before)
        apply(planned(region="eu-west-1").plan)
        after = home.config_file.read_bytes()

        assert after.startswith(before)
        added = after[len(before) :].decode()
        assert added.count(end) == added.count("\n")
        sections = added.replace(end, "\n").strip("\n").split("\n\n")
        assert len(sections) == 4
        for section in sections:
            header, mark, *settings = section.split("\n")
            assert header.startswith("[profile ")
            assert mark.startswith("# written by ssotui; profile ")
            assert [setting.partition(" = ")[0] for setting in settings] == [
                "sso_session", "sso_account_id", "sso_role_name", "region",
            ]  # fmt: skip
        assert not planned(region="eu-west-1", prune=True).plan.changes

    def test_the_second_time_changes_nothing_whatever_changed_its_name_or_place(self, home: Home) -> None:
        home.write(home.config_file, HAND_MADE)
        apply(planned().plan)
        before = home.config_file.read_bytes()
        renamed = Listing(
            tuple(
                found._replace(account=found.account._replace(name=f"New {found.account.name}"))
                for found in reversed(WORLD.accounts)
            )
        )
        for world in (WORLD, renamed):
            for options in ({}, {"prune": True}, {"query": "pay"}, {"region": "eu-west-1"}):
                again = planned(world, **options)
                assert (again.plan.changes, again.plan.added, again.plan.removed) == (False, (), ())
        assert home.config_file.read_bytes() == before

    def test_a_filter_leaves_what_it_finds_under_the_same_names(self, home: Home) -> None:
        home.write(home.config_file, HAND_MADE)
        everything = names(planned())

        assert names(planned(query="pay admin")) == ["payments-admin-444455556666"]
        assert names(planned(query="4444-5555-6666")) == ["payments-admin-444455556666"]
        assert names(planned(query="nothing like it")) == []
        one_by_one = []
        for query in ("payments", "777788889999", "audit"):
            found = planned(query=query)
            one_by_one += names(found)
            apply(found.plan)
        assert one_by_one == everything

    def test_another_session_of_the_same_account_is_not_covered(self, home: Home) -> None:
        home.write(home.config_file, HAND_MADE)
        world = listing(("011122223333", "Payments", "Admin"), session=OLD)
        found = populate.plan(world, OLD, DEFAULTS.profile_template)

        assert found.covered == 0
        apply(found.plan)
        again = populate.plan(world, OLD, DEFAULTS.profile_template, prune=True)
        assert (again.covered, again.plan.changes) == (1, False)

    def test_hundreds_of_hostile_names(self, home: Home) -> None:
        home.write(home.config_file, HAND_MADE)
        odd = ["acct [/prod]", "\x1b[31m", "\u202eabc", "x" * 200, "]\n[profile default]", "a # b", "\ud800", "default"]
        world = listing(*((f"{n:012}", odd[n % len(odd)], "Admin Read") for n in range(200)))
        apply(planned(world).plan)

        rows = [row.profile for row in read_inventory().profiles if row.profile.place.line > HAND_MADE.count("\n") + 1]
        assert len(rows) == 400
        assert not [profile for profile in rows if profile.problems]


class TestRolesThatNoSectionHolds:
    """Identity Center's own names cannot be so, but nothing keeps a portal from telling them."""

    ODD = listing(("444455556666", "Payments", "Admin"))
    ODD = Listing((ODD.accounts[0]._replace(roles=("Admin", "Odd # role", "Odd ; too")),))

    def test_each_is_named_and_the_rest_is_written(self, home: Home) -> None:
        home.write(home.config_file, HAND_MADE)
        found = planned(self.ODD)
        assert names(found) == ["payments-admin"]
        assert [profile.role.role_name for profile, _ in found.plan.skipped] == ["Odd # role", "Odd ; too"]
        first, second = found.plan.warning.split("\n")
        assert first.startswith("Left out role Odd # role of account 444455556666: ")
        assert "Odd ; too" in second
        apply(found.plan)
        assert "[profile payments-admin]" in home.config_file.read_text()
        assert not planned(self.ODD).plan.changes

    def test_profiles_of_many_chosen_rows_are_made_too(self, home: Home) -> None:
        home.write(home.config_file, HAND_MADE)
        wanted = new_profile.proposals(self.ODD.pairs, DEFAULTS.profile_template)
        found = new_profile.plan(wanted)
        assert [profile.role.role_name for profile in found.added] == ["Admin"]
        assert "Odd # role" in found.warning

    def test_alone_it_is_an_error_that_says_why(self, home: Home) -> None:
        home.write(home.config_file, HAND_MADE)
        wanted = new_profile.proposals(self.ODD.pairs[1:], DEFAULTS.profile_template)
        with pytest.raises(UsageError, match="'payments-odd-role' cannot be written"):
            new_profile.plan(wanted)


class TestPruning:
    @pytest.fixture(autouse=True)
    def populated(self, home: Home) -> bytes:
        home.write(home.config_file, HAND_MADE)
        apply(planned().plan)
        return home.config_file.read_bytes()

    SMALLER = Listing(WORLD.accounts[:1])

    def test_removes_what_is_gone_and_nothing_else(self, home: Home, populated: bytes) -> None:
        found = planned(self.SMALLER, prune=True)
        assert found.plan.removed == ("payments-admin-444455556666", "777788889999-admin", "888899990000-audit")
        assert apply(found.plan) == "Removed 3 profiles in ~/.aws/config."
        assert populated.startswith(home.config_file.read_bytes())
        assert [row.profile.name for row in read_inventory().profiles] == [
            "default", "prod", "payments-read", "payments-read-011122223333",
        ]  # fmt: skip
        undo.take_back(undo.preview().change)
        assert home.config_file.read_bytes() == populated

    def test_is_done_only_when_asked_for(self) -> None:
        assert not planned(self.SMALLER).plan.changes

    def test_a_filter_does_not_make_the_rest_gone(self) -> None:
        assert not planned(query="payments", prune=True).plan.changes

    def test_adds_and_removes_in_one_change(self, home: Home, populated: bytes) -> None:
        found = planned(listing(("011122223333", "Payments", "Admin Read New")), prune=True)
        assert (names(found), len(found.plan.removed)) == (["payments-new"], 3)
        assert apply(found.plan) == "Wrote [profile payments-new] and removed 3 profiles in ~/.aws/config."
        undo.take_back(undo.preview().change)
        assert home.config_file.read_bytes() == populated

    def test_hand_made_profiles_stay_though_their_role_is_gone(self) -> None:
        assert "prod" not in planned(listing(("999999999999", "x", "y")), prune=True).plan.removed

    @pytest.mark.parametrize(
        ("old", "edited"),
        [
            ("sso_role_name = Audit", "sso_role_name = Audit\nregion = eu-west-1"),
            ("sso_role_name = Audit", "# needed for the audit\nsso_role_name = Audit"),
            ("[profile 888899990000-audit]", "[profile audit]"),
        ],
    )
    def test_what_somebody_has_edited_stays_and_is_named(self, home: Home, old: str, edited: str) -> None:
        home.write(home.config_file, home.config_file.read_text().replace(old, edited))
        found = planned(self.SMALLER, prune=True)

        assert [name for name in found.plan.removed if "audit" in name] == []
        ((name, reason),) = found.kept
        assert name.endswith("audit")
        assert "changed" in reason
        apply(found.plan)
        assert edited in home.config_file.read_text()

    def test_a_section_without_its_mark_is_somebody_elses(self, home: Home) -> None:
        lines = home.config_file.read_text().split("\n")
        home.write(home.config_file, "\n".join(line for line in lines if not line.startswith("# written by ssotui")))
        assert not planned(self.SMALLER, prune=True).plan.changes

    def test_the_source_of_a_role_chain_stays(self, home: Home) -> None:
        chain = "\n[profile chain]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = 888899990000-audit\n"
        home.write(home.config_file, home.config_file.read_text() + chain)
        found = planned(self.SMALLER, prune=True)

        assert found.kept == (("888899990000-audit", "chain takes its role with its keys"),)
        assert len(found.plan.removed) == 2

    def test_comments_after_a_section_stay(self, home: Home) -> None:
        text = home.config_file.read_text().replace(
            "\n[profile 888899990000", "\n# mine, of what follows\n[profile 888899990000"
        )
        home.write(home.config_file, f"{text}\n# at the end\n")
        apply(planned(self.SMALLER, prune=True).plan)
        assert "# mine, of what follows\n" in home.config_file.read_text()
        assert "# at the end\n" in home.config_file.read_text()

    @pytest.mark.parametrize(
        "gappy",
        [
            Listing(WORLD.accounts[:1], (Failure(WORLD.accounts[1].account, ServiceFailure("It failed.")),)),
            Listing(()),
            listing(("1", "x", "")),
        ],
    )
    def test_a_listing_with_gaps_is_refused(self, gappy: Listing) -> None:
        with pytest.raises(ServiceFailure, match="Nothing is pruned"):
            planned(gappy, prune=True)
        planned(gappy)

    def test_an_indented_header_is_part_of_the_section_before_it_which_stays(self, home: Home) -> None:
        text = home.config_file.read_text() + "  [profile indented]\n"
        home.write(home.config_file, text)
        found = planned(self.SMALLER, prune=True)
        assert [name for name, _ in found.kept] == ["888899990000-audit"]

    def test_a_section_that_cannot_go_is_told(self) -> None:
        with pytest.raises(UnusableFile, match="Line 3 is indented"):
            with_profiles(b"[a]\n  k = v\n  [b]\n", (), {"a"})


worlds = st.lists(
    st.tuples(
        st.sampled_from([f"{n:012}" for n in range(6)]),
        st.sampled_from(["Payments", "payments", "", "日本", "prod", "Payments Read"]) | st.text(max_size=5),
        st.sampled_from(["Admin", "Admin Read", "admin ADMIN ad_min", ""]),
    ),
    unique_by=lambda entry: entry[0],
    max_size=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    earlier=worlds,
    later=worlds,
    templates=st.tuples(*[st.sampled_from(["{role}", DEFAULTS.profile_template, "x"])] * 2),
)
def test_from_any_world_to_any_other(
    home: Home,
    earlier: list[tuple[str, str, str]],
    later: list[tuple[str, str, str]],
    templates: tuple[str, str],
) -> None:
    home.write(home.config_file, HAND_MADE)
    for world, template in zip((listing(*earlier), listing(*later)), templates, strict=True):
        prune = bool(world.pairs)
        found = populate.plan(world, ACME, template, prune=prune)
        if found.plan.changes:
            apply(found.plan)
        after = home.config_file.read_bytes()
        assert after.startswith(HAND_MADE.encode())
        assert not populate.plan(world, ACME, template, prune=prune).plan.changes
        inventory = read_inventory()
        assert not inventory.problems
        reached = [role for row in inventory.profiles if (role := role_of(row.profile))]
        wanted = {(account.account_id, role) for account, role in world.pairs}
        assert wanted <= {(role.account_id, role.role_name) for role in reached}
        if prune:
            assert {(role.account_id, role.role_name) for role in reached} == wanted | {("011122223333", "Admin")}


@pytest.mark.timing
def test_two_thousand_take_less_than_a_second(home: Home) -> None:
    home.write(home.config_file, HAND_MADE)
    world = listing(*((f"{n:012}", f"Account {n % 300}", "Admin Developer Read") for n in range(667)))
    began = time.process_time()
    found = planned(world)
    apply(found.plan)
    took = time.process_time() - began

    assert len(found.plan.added) == 2001
    assert took < 1.5  # some 0.4 s
    assert not planned(world, prune=True).plan.changes


@pytest.mark.usefixtures("signed_in")
class TestListing:
    def test_asks_the_portal_once_and_then_remembers(self, portal: Portal, clock: FrozenClock) -> None:
        told: list[tuple[int, int]] = []
        first = list_roles(ACME, clock, tell=lambda done, total: told.append((done, total)))

        assert told[-1] == (3, 3)
        assert [found.account.account_id for found in first.accounts] == [
            "000011112222",
            "111122223333",
            "444455556666",
        ]
        assert first.failed == ()
        asked = len(portal.requests)
        clock.advance(timedelta(minutes=30))
        assert list_roles(ACME, clock) == first
        assert len(portal.requests) == asked
        assert list_roles(ACME, clock, ask=True) == first
        assert len(portal.requests) > asked

    def test_asks_again_when_the_memory_is_old(self, portal: Portal, clock: FrozenClock) -> None:
        first = list_roles(ACME, clock)
        asked = len(portal.requests)
        clock.advance(timedelta(hours=2))
        assert list_roles(ACME, clock) == first
        assert len(portal.requests) > asked

    def test_an_account_that_fails_is_a_gap(
        self, portal: Portal, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        trouble.hurry(monkeypatch)
        portal.switches.fail(PortalFailure.CAPTIVE_403, times=1, operations=["ListAccountRoles"])
        found = list_roles(ACME, clock)

        assert len(found.failed) == 1
        assert len(found.accounts) == 2

    @pytest.mark.parametrize("failure", [PortalFailure.DENIED, PortalFailure.CAPTIVE_403])
    def test_what_failed_is_asked_again_and_nothing_else(
        self, portal: Portal, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, failure: PortalFailure
    ) -> None:
        trouble.hurry(monkeypatch)
        portal.switches.fail(failure, times=1, operations=["ListAccountRoles"], accounts=["444455556666"])
        first = list_roles(ACME, clock)
        assert [failed.account.account_id for failed in first.failed] == ["444455556666"]

        clock.advance(timedelta(minutes=1))
        portal.requests.clear()
        second = list_roles(ACME, clock)
        assert second.failed == ()
        assert len(second.accounts) == 3
        # After a denial all the others are known; after a failure of the network nothing is taken as complete.
        assert portal.requests.count("ListAccountRoles") == (1 if failure is PortalFailure.DENIED else 3)
        portal.requests.clear()
        assert list_roles(ACME, clock) == second
        assert len(portal.requests) == 0

    def test_one_that_is_denied_for_good_stays_a_gap(self, portal: Portal, clock: FrozenClock) -> None:
        portal.switches.fail(PortalFailure.DENIED, operations=["ListAccountRoles"], accounts=["444455556666"])
        for _ in range(2):
            found = list_roles(ACME, clock)
            ((account, error),) = found.failed
            assert (account.account_id, error.exit_code) == ("444455556666", 4)

    def test_with_many_gaps_the_whole_session_is_listed(
        self, portal: Portal, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(populate, "FEW", 2)
        portal.switches.fail(PortalFailure.DENIED, times=3, operations=["ListAccountRoles"])
        assert len(list_roles(ACME, clock).failed) == 3
        portal.requests.clear()
        assert list_roles(ACME, clock).failed == ()
        assert portal.requests.count("ListAccounts") == 1

    def test_not_signed_in(self, clock: FrozenClock) -> None:
        with pytest.raises(SignInNeeded):
            list_roles(ACME._replace(name="other"), clock)
