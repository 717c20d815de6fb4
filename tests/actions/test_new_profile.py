from __future__ import annotations

import pytest

from ssotui.actions.files import undo
from ssotui.actions.files.masked_diff import masked
from ssotui.actions.listing.inventory import read_inventory, role_of
from ssotui.actions.profiles.new_profile import Plan, apply, plan, proposals, taken_names
from ssotui.export.config_profiles import NewProfile, lines_of, own_profiles
from ssotui.model.accounts import Account
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.model.settings import DEFAULTS
from ssotui.model.token import SsoSession
from tests.support.home import Home

ACME = SsoSession("acme", "https://acme.awsapps.com/start", "us-east-1", ("sso:account:access",))
LEGACY = SsoSession(None, "https://old.awsapps.com/start", "us-west-2")
PAYMENTS = Account(ACME, "011122223333", "Payments", "pay@example.com")
SESSION = """\
# by hand
[sso-session acme]
sso_start_url = https://acme.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
"""


def new(
    name: str = "pay", session: SsoSession = ACME, region: str | None = None, output: str | None = None
) -> NewProfile:
    return NewProfile(name, RoleRef(session, "011122223333", "Read Only"), region, output)


def lines(planned: Plan) -> list[str]:
    return [line for profile in planned.added for line in lines_of(profile)]


def test_a_plan_shows_the_lines_and_writes_nothing(home: Home) -> None:
    home.config(SESSION)
    before = home.snapshot()
    planned = plan([new(region="eu-west-1", output="json")])

    assert lines(planned)[0] == "[profile pay]"
    assert lines(planned)[1].startswith("# written by ssotui; profile ")
    assert lines(planned)[2:] == [
        "sso_session = acme",
        "sso_account_id = 011122223333",
        "sso_role_name = Read Only",
        "region = eu-west-1",
        "output = json",
    ]
    diff = planned.diff()
    assert diff[:2] == ["--- ~/.aws/config", "+++ ~/.aws/config"]
    assert [line[1:] for line in diff[2:] if line.startswith("+")] == ["", *map(masked, lines(planned))]
    assert not [line for line in diff[2:] if line.startswith("-")]
    assert home.snapshot() == before


def test_what_was_planned_is_written_at_once_and_can_be_taken_back(home: Home) -> None:
    before = home.config(SESSION).read_bytes()
    planned = plan([new("pay"), new("pay/2", region="eu-west-1")])
    done = apply(planned)

    assert done == "Wrote 2 profiles to ~/.aws/config."
    assert (
        home.config_file.read_bytes()
        == planned.after
        == before + "\n".join(["", *lines(planned)[:5], "", *lines(planned)[5:], ""]).encode()
    )
    for name in ("pay", "pay/2"):
        row = read_inventory().find(name)
        assert row
        assert not row.profile.problems
        assert role_of(row.profile) == new().role
    undo.take_back(undo.preview().change)
    assert home.config_file.read_bytes() == before


def test_a_profile_of_a_legacy_session_has_the_legacy_keys(home: Home) -> None:
    done = apply(plan([new("old", LEGACY)]))

    assert done == "Wrote [profile old] to ~/.aws/config."
    row = read_inventory().find("old")
    assert row
    assert not row.profile.problems
    assert row.profile.session == LEGACY
    assert home.config_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "no name"),
        ("a b", "space"),
        ("a\x1b", "control"),
        ("é", "é"),
        ("default", "default"),
        ("dev", "already"),
        ("stage", "already"),
        ("keys", "already"),
        ("spaced out", "space"),
    ],
)
def test_a_name_that_cannot_be_is_refused(home: Home, name: str, words: str) -> None:
    home.config(f"{SESSION}\n[profile dev]\nregion = x\n[stage]\nregion = x\n[profile spaced out]\nregion = x\n")
    home.credentials("[keys]\naws_access_key_id = A\n")

    with pytest.raises(UsageError, match=words) as caught:
        plan([new(name)])
    assert caught.value.hint
    assert {"dev", "stage", "keys"} <= taken_names()


def test_the_same_name_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="already"):
        plan([new("a"), new("a")])


@pytest.mark.parametrize("region", ["eu-west-1\nx", "x # y"])
def test_a_value_that_would_not_read_back_is_refused(region: str) -> None:
    with pytest.raises(UsageError, match="'pay' cannot be written"):
        plan([new(region=region)])


def test_a_file_that_changed_since_is_left_alone(home: Home) -> None:
    home.config(SESSION)
    planned = plan([new()])
    changed = home.config(f"{SESSION}# mine\n").read_bytes()

    with pytest.raises(UnusableFile, match="has changed meanwhile"):
        apply(planned)
    assert home.config_file.read_bytes() == changed


def test_a_file_that_aws_tools_cannot_read_is_left_alone(home: Home) -> None:
    home.config("[profile a]\nx = 1\n[profile a]\nx = 2\n")

    with pytest.raises(UnusableFile, match="repeats the section"):
        plan([new()])


def test_a_byte_order_mark_is_told_and_stays(home: Home) -> None:
    home.write(home.config_file, b"\xef\xbb\xbf" + SESSION.encode())
    planned = plan([new()])

    assert "byte order mark" in planned.warning
    assert planned.after.startswith(b"\xef\xbb\xbf# by hand")
    assert lines(plan([new()])) == lines(planned)


def test_proposals_are_named_by_the_template_and_around_what_is_taken(home: Home) -> None:
    home.config(f"{SESSION}[profile payments-audit]\nregion = x\n")
    other = Account(ACME, "999988887777", "Payments")
    everything = [(PAYMENTS, "Admin"), (PAYMENTS, "Audit"), (PAYMENTS, "Read"), (other, "Admin")]
    made = proposals(everything[:3], DEFAULTS.profile_template, among=everything, region="eu-west-1")

    assert [profile.name for profile in made] == [
        "payments-admin-011122223333",
        "payments-audit-011122223333",
        "payments-read",
    ]
    assert made[0] == NewProfile(made[0].name, RoleRef(ACME, "011122223333", "Admin"), "eu-west-1")
    apply(plan(made))
    with pytest.raises(UsageError, match="no field"):
        proposals(everything, "{nope}")


@pytest.mark.parametrize(
    ("old", "changed"),
    [
        ("Read Only", "Admin"),
        ("[profile pay]", "[profile payments]"),
        ("region = eu-west-1\n", ""),
        ("region = eu-west-1\n", "region = eu-west-1\noutput = json\n"),
        ("region = eu-west-1\n", "# mine\nregion = eu-west-1\n"),
        ("region = eu-west-1", "region=eu-west-1"),
    ],
)
def test_a_profile_of_ours_is_known_and_so_is_any_edit(home: Home, old: str, changed: str) -> None:
    home.config(SESSION)
    apply(plan([new(region="eu-west-1")]))
    ours = home.config_file.read_text()

    (own,) = own_profiles(ours.encode())
    assert (own.name, own.account_id, own.role_name, own.session, own.edited) == (
        "pay", "011122223333", "Read Only", "acme", False,
    )  # fmt: skip
    (own,) = own_profiles((ours + "\n# mine\n[profile other]\nregion = x\n").replace("\n", "\r\n").encode())
    assert not own.edited
    (own,) = own_profiles(ours.replace(old, changed).encode())
    assert own.edited
