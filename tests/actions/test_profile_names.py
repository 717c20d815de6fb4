from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssotui.actions.profiles.profile_names import FIELDS, AccountRole, Template, name_problem, slug, unique_names
from ssotui.aws.config.section_names import is_plain_name
from ssotui.model.accounts import Account
from ssotui.model.errors import UsageError
from ssotui.model.settings import DEFAULTS
from ssotui.model.token import SsoSession

ACME = SsoSession("acme", "https://acme.awsapps.com/start", "us-east-1")
CORP = SsoSession("corp", "https://corp.awsapps.com/start", "eu-west-1")
LEGACY = SsoSession(None, "https://old.awsapps.com/start", "us-east-1")
PAYMENTS = Account(ACME, "011122223333", "Payments Prod", "aws+pay@example.com")
DEFAULT = Template(DEFAULTS.profile_template)


def account(number: int, name: str = "Payments", session: SsoSession = ACME) -> Account:
    return Account(session, f"{number:012}", name)


class TestTemplate:
    @pytest.mark.parametrize(
        ("template", "name"),
        [
            (DEFAULTS.profile_template, "payments-prod-power-user"),
            ("{account_id}.{role}", "011122223333.Power_User"),
            ("{session}/{account_name}", "acme/Payments-Prod"),
            ("{email}", "aws+pay@example.com"),
            ("{account_name|upper}", "PAYMENTS-PROD"),
            ("{account_name|lower|replace: prod:}-{role|replace:_:}", "payments-PowerUser"),
            ("{ account_name |slug}", "payments-prod"),
            ("aws", "aws"),
            ("-{role}-", "Power_User"),
            ("x\x1b[31m {account_id}", "x-31m-011122223333"),
        ],
    )
    def test_is_filled(self, template: str, name: str) -> None:
        assert Template(template).name(PAYMENTS, "Power_User") == name

    def test_a_legacy_session_is_called_by_its_start_url(self) -> None:
        assert Template("{session|slug}").name(account(1, session=LEGACY), "r") == "old-awsapps-com-start"

    @pytest.mark.parametrize("template", ["{account_name|slug}", "{email|slug}", "{account_name}", "{email|lower}"])
    def test_what_the_portal_does_not_tell_is_the_accounts_id(self, template: str) -> None:
        assert Template(template).name(account(7, ""), "r") == "000000000007"

    @pytest.mark.parametrize("name", ["日本", "!!", "\u202e", "\ud800", " "])
    def test_a_name_of_which_nothing_is_left_is_the_accounts_id(self, name: str) -> None:
        assert DEFAULT.name(account(7, name), "Admin") == "000000000007-admin"

    @pytest.mark.parametrize(
        ("text", "plain"),
        [("Zahlungen Köln", "zahlungen-koln"), ("Straße", "strasse"), ("acct [/prod]", "acct-prod"), ("-A--b-", "a-b")],
    )
    def test_a_slug_is_plain(self, text: str, plain: str) -> None:
        assert slug(text) == plain

    @pytest.mark.parametrize("template", ["{accountname}", "{}", "{account_name.x}", "{role!r}", "{0}"])
    def test_an_unknown_field_names_those_that_there_are(self, template: str) -> None:
        with pytest.raises(UsageError) as caught:
            Template(template)
        assert all(field in caught.value.hint for field in FIELDS)

    @pytest.mark.parametrize(
        "template", ["{role|snake}", "{role|}", "{role|replace:a}", "{role|replace::x}", "{role|lower:x}"]
    )
    def test_an_unknown_filter_names_those_that_there_are(self, template: str) -> None:
        with pytest.raises(UsageError) as caught:
            Template(template)
        assert "lower, upper, slug, replace:OLD:NEW" in caught.value.hint

    @pytest.mark.parametrize("template", ["", " ", "{role", "role}", "{{role}}", "a{b{role}}"])
    def test_what_cannot_be_read_is_refused(self, template: str) -> None:
        with pytest.raises(UsageError, match="cannot be read"):
            Template(template)


names = st.sampled_from(
    ["Payments", "payments", "Payments!", "", "日本", "000000000001", "default", "a-000000000002"]
) | st.text(max_size=8)
pairs = st.tuples(
    st.builds(
        account,
        st.integers(1, 5),
        names,
        st.sampled_from([ACME, CORP, LEGACY]),
    ),
    st.sampled_from(["Admin", "admin", "ad_min", "Read Only"]) | st.text(min_size=1, max_size=5),
)
templates = st.sampled_from(
    [
        DEFAULTS.profile_template,
        "x",
        "{account_id}",
        "{account_name}",
        "{role|slug}",
        "{session|upper}",
        "{email|replace:a:}",
    ]
)


def identity(pair: AccountRole) -> tuple[object, ...]:
    return (pair[0].session, pair[0].account_id, pair[1])


class TestUniqueNames:
    def test_those_that_clash_get_their_accounts_id_all_of_them(self) -> None:
        found = unique_names([(account(1), "Admin"), (account(2), "Admin"), (account(3, "Other"), "Admin")], DEFAULT)
        assert list(found.values()) == ["payments-admin-000000000001", "payments-admin-000000000002", "other-admin"]

    def test_then_their_session(self) -> None:
        found = unique_names([(account(1), "Admin"), (account(1, session=CORP), "Admin")], DEFAULT)
        assert list(found.values()) == ["payments-admin-000000000001-acme", "payments-admin-000000000001-corp"]

    def test_then_a_digest(self) -> None:
        first, second = unique_names([(account(1), "Ad_min"), (account(1), "Ad-min")], DEFAULT).values()
        assert first != second
        assert first.startswith("payments-ad-min-000000000001-")

    def test_one_that_is_taken_is_not_given(self) -> None:
        found = unique_names([(account(1), "Admin")], DEFAULT, taken={"payments-admin"})
        assert list(found.values()) == ["payments-admin-000000000001"]
        assert unique_names([(account(1), "x")], Template("default")) == {(account(1), "x"): "default-000000000001"}

    def test_what_is_not_wanted_counts_but_may_be_the_one_that_has_taken_the_name(self) -> None:
        one, two = (account(1), "Admin"), (account(2), "Admin")
        assert unique_names([two], DEFAULT, among=[one, two], taken={"payments-admin-000000000001"}) == {
            two: "payments-admin-000000000002"
        }

    def test_a_role_with_another_name_of_its_account_is_the_same(self) -> None:
        assert unique_names([(account(1), "A")], DEFAULT, among=[(account(1, "Old"), "A")]) == {
            (account(1), "A"): "payments-a"
        }

    @given(
        st.lists(pairs, unique_by=identity, max_size=12),
        templates,
        st.sets(st.sampled_from(["x", "payments-admin", "admin"])),
    )
    def test_are_valid_and_unique_in_any_order_and_for_any_part(
        self, wanted: list[AccountRole], template: str, taken: set[str]
    ) -> None:
        found = unique_names(wanted, Template(template), taken=taken)
        assert len(set(found.values())) == len(wanted)
        assert all(is_plain_name(name) and name_problem(name, taken) is None for name in found.values())
        assert unique_names(wanted[::-1], Template(template), taken=taken) == found
        half = wanted[::2]
        if not taken:
            assert unique_names(half, Template(template), among=wanted) == {pair: found[pair] for pair in half}


class TestNameProblem:
    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("", "name-empty"),
            ("a\nb", "name-control"),
            ("a\u202eb", "name-control"),
            ("a b", "name-space"),
            (" a", "name-space"),
            ("a#b", "name-odd"),
            ("köln", "name-odd"),
            ("a]", "name-odd"),
            ('"a"', "name-odd"),
            ("-a", "name-dash"),
            ("-", "name-dash"),
            ("default", "name-default"),
            ("dev", "name-taken"),
        ],
    )
    def test_each_has_its_words(self, name: str, code: str) -> None:
        problem = name_problem(name, {"dev"})
        assert problem
        assert problem.code == code
        assert problem.message.isprintable()
        assert problem.fix

    @pytest.mark.parametrize("name", ["a", "A.b/c-d_e@f:g+h%i", "Dev", "0"])
    def test_good_ones_have_none(self, name: str) -> None:
        assert name_problem(name, {"dev"}) is None

    @given(st.text())
    def test_what_passes_is_read_by_every_sdk(self, name: str) -> None:
        assert (name_problem(name, ()) is None) == bool(
            is_plain_name(name) and not name.startswith("-") and name != "default"
        )
