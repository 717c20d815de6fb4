"""The Accounts view: how it fills, what it says of what failed, came or went, and what it knows without a portal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from textual.events import Paste

from ssotui.demo.organization import Instance, Organization, SampleAccount
from ssotui.tui.browser.views import Views
from ssotui.tui.list.list_view import ListView
from ssotui.tui.list.row_list import RowList
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.context import AppContext
from tests.support.clock import FrozenClock
from tests.support.failures import Failure
from tests.support.home import Home
from tests.support.organization import ACME, CORP
from tests.support.portal import Portal
from tests.tui.conftest import Person, using

Serve = Callable[..., Portal]
ROLES = ("Admin", "ReadOnly")


def account(number: int, *roles: str, name: str | None = None, email: str = "") -> SampleAccount:
    return SampleAccount(f"{number:012}", f"Account {number}" if name is None else name, email, roles or ROLES)


@pytest.fixture
def serve(home: Home, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Starts a portal with those accounts of acme, and one of corp, in the place of the one before."""
    running: list[Portal] = []
    home.config(
        f"[sso-session acme]\nsso_start_url = {ACME}\nsso_region = us-east-1\n"
        f"[sso-session corp]\nsso_start_url = {CORP}\nsso_region = eu-west-1\n"
    )

    def serve(*accounts: SampleAccount, sessions: tuple[str, ...] = ("acme",)) -> Portal:
        for portal in running:
            portal.close()
        urls = {"acme": (ACME, "us-east-1", accounts), "corp": (CORP, "eu-west-1", (account(900, name="Corp"),))}
        portal = Portal(Organization(tuple(Instance(*urls[name]) for name in sessions)), clock=clock)
        portal.__enter__()
        running.append(portal)
        for name, value in portal.environment().items():
            monkeypatch.setenv(name, value)
        for name in sessions:
            home.token(name, portal.issue_token(urls[name][0]))
        return portal

    yield serve
    for portal in running:
        portal.close()


def edge(person: Person) -> str:
    """What the list's lower edge says, also where a toast covers it."""
    return person.screen.query_one("#panel").border_subtitle or ""


async def test_it_counts_while_it_loads_and_rows_wait_for_their_roles(context: AppContext, serve: Serve) -> None:
    portal = serve(*(account(number) for number in range(1, 21)))
    portal.switches.throttle = 4
    async with using(context) as person:
        await person.pilot.press("3")
        await person.until(done=lambda: person.shows("▰", "/20 accounts"))
        assert person.line("Account 20", "asking for its roles…")
        assert person.line("Account 1 ", "000000000001", "Admin", "acme")
        await person.settle()
        assert edge(person) == ""
        assert "asking" not in person.text
        assert person.screen.query_one(RowList).shown == 40


async def test_what_is_in_sight_comes_first(context: AppContext, serve: Serve) -> None:
    portal = serve(*(account(number) for number in range(1, 201)))
    portal.switches.throttle = 20
    async with using(context) as person:
        await person.pilot.press("3")
        await person.until("/200 accounts")
        await person.pilot.press("end")
        await person.until(done=lambda: person.shows("Account 200", "Admin"))
        asked = [call.account_id for call in portal.requests if call.operation == "ListAccountRoles"]
        assert len(asked) < 150
        assert f"{200:012}" in asked


async def test_esc_stops_it_and_r_goes_on_from_there(context: AppContext, serve: Serve) -> None:
    portal = serve(*(account(number) for number in range(1, 61)))
    portal.switches.throttle = 20
    async with using(context) as person:
        await person.pilot.press("3")
        await person.until("/60 accounts")
        await person.until(done=lambda: person.shows("Account 5 ", "Admin"))
        await person.press("escape")
        assert person.line("not all listed: r asks for the rest")
        found = portal.requests.count("ListAccountRoles", status=200)
        assert found < 60
        assert person.line("Account 5", "Admin")
        assert "asking" not in person.text
        await person.type("/'000000000060")
        assert person.line("Account 60", "not asked for its roles: ⏎ asks")
        portal.switches.throttle = None
        await person.press("enter")
        assert person.line("Account 60", "Admin")
        await person.press("escape")
        assert portal.requests.count("ListAccountRoles", status=200) == found + 1
        await person.press("r")
        assert person.screen.query_one(RowList).shown == 120
        assert "r asks" not in person.text


async def test_r_while_it_loads_begins_anew_and_ends_whole(context: AppContext, serve: Serve) -> None:
    portal = serve(*(account(number) for number in range(1, 41)))
    portal.switches.throttle = 20
    async with using(context) as person:
        await person.pilot.press("3")
        await person.until("/40 accounts")
        await person.press("r")
        assert edge(person) == ""
        assert person.screen.query_one(RowList).shown == 80
        assert portal.requests.count("ListAccounts", status=200) == 2  # the throttle may refuse one more


async def test_a_failure_is_a_row_and_enter_asks_again(context: AppContext, serve: Serve) -> None:
    portal = serve(*(account(number) for number in range(1, 9)))
    portal.switches.fail(Failure.CAPTIVE_403, times=2, operations=["ListAccountRoles"])
    async with using(context) as person:
        await person.press("3")
        assert person.line("2 accounts failed: ⏎ on one asks again")
        assert len([line for line in person.lines if "⏎ asks again:" in line]) == 2
        assert person.toasts == []
        await person.type("/'failed")
        assert person.screen.query_one(RowList).shown == 2
        portal.switches.fail(Failure.CAPTIVE_403, times=1, operations=["ListAccountRoles"])
        await person.press("enter")
        assert person.line("2 accounts failed")
        await person.press("enter")
        assert person.line("1 account failed: ⏎ on one asks again")
        await person.press("enter", "escape")
        assert "failed" not in person.text
        assert person.screen.query_one(RowList).shown == 16


async def test_what_was_asked_again_meanwhile_does_not_fail_in_the_end(context: AppContext, serve: Serve) -> None:
    portal = serve(*(account(number) for number in range(1, 41)))
    portal.switches.throttle = 10
    portal.switches.fail(Failure.DENIED, times=1, operations=["ListAccountRoles"])
    async with using(context) as person:
        await person.pilot.press("3")
        await person.until("⏎ asks again:")
        rows = person.screen.query_one(RowList)
        for character in "/'failed":
            await person.pilot.press({"/": "slash", "'": "apostrophe"}.get(character, character))
        assert rows.shown == 1
        await person.pilot.press("enter")
        await person.until("Nothing matches.")
        await person.settle()
        await person.press("escape")
        assert "failed" not in person.text
        assert rows.shown == 80


async def test_sessions_stand_side_by_side(context: AppContext, serve: Serve) -> None:
    portal = serve(account(1), sessions=("acme", "corp"))
    async with using(context) as person:
        await person.press("3")
        assert person.line("Account 1", "acme")
        assert person.line("Corp", "000000000900", "corp")
        assert portal.requests.count("ListAccounts") == 2


async def test_what_is_new_or_gone_says_so_in_a_sign_and_a_word(
    context: AppContext, serve: Serve, clock: FrozenClock
) -> None:
    serve(account(1, "Admin", "Old"), account(2, "Admin"))
    async with using(context) as person:
        await person.press("3")
        assert not any(" new" in line for line in person.lines[:-1])
    clock.advance(timedelta(hours=2))
    serve(account(1, "Admin", "Fresh"), account(3, "Admin"))
    async with using(context) as person:
        await person.press("3")
        for words in (("+", "Account 1", "Fresh", "new"), ("+", "Account 3", "Admin", "new")):
            assert person.line(*words)
        for words in (("✗", "Account 1", "Old", "gone"), ("✗", "Account 2", "Admin", "gone")):
            assert person.line(*words)
        assert person.line("Account 1", "Admin").split()[-1] != "new"
        await person.type("/'gone")
        assert person.screen.query_one(RowList).shown == 2


async def test_without_a_portal_what_is_remembered_is_there_at_once_with_its_age(
    context: AppContext, serve: Serve, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ssotui.actions.accounts.rate_limiter.FIRST_PAUSE", 0.3)
    portal = serve(*(account(number) for number in range(1, 4)))
    async with using(context) as person:
        await person.press("3")
    portal.close()
    clock.advance(timedelta(hours=3))
    async with using(context) as person:
        await person.pilot.press("3")
        await person.pilot.pause()
        assert person.line("Account 1", "000000000001", "Admin")
        assert person.line("listed 3h 00m ago, asking the portal for accounts")
        assert "3 Accounts 6" in person.lines[0]
        await person.settle()
        assert edge(person) == "listed 3h 00m ago, the portal failed: r asks again"
        assert person.line("Account 1", "000000000001", "Admin")
        assert len(person.toasts) == 1


async def test_signed_out_what_is_remembered_is_there_too(
    context: AppContext, serve: Serve, clock: FrozenClock
) -> None:
    serve(account(7))
    async with using(context) as person:
        await person.press("3")
    clock.advance(timedelta(days=120))
    async with using(context) as person:
        await person.press("3")
        assert person.line("Account 7", "000000000007", "Admin")
        assert edge(person) == "listed 120d ago"


async def test_signed_out_r_makes_the_view_once(
    context: AppContext, serve: Serve, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(account(7))
    async with using(context) as person:
        await person.press("3")
    clock.advance(timedelta(days=120))
    made: list[Place] = []

    def noted(self: Views, place: Place) -> ListView:
        made.append(place)
        return make(self, place)

    make = Views._made
    async with using(context) as person:
        await person.press("3")
        monkeypatch.setattr(Views, "_made", noted)
        await person.press("r")
        await person.settle()
        assert made == [Place.ACCOUNTS]


async def test_names_of_every_kind_and_none(context: AppContext, serve: Serve) -> None:
    serve(
        account(1, name="[bold]x[/] \x1b[31m"),
        account(2, name="\u202eabc"),
        account(3, name="y" * 200),
        account(12, name=""),
    )
    async with using(context, (140, 36)) as person:
        await person.press("3")
        assert person.line("[bold]x[/] \\x1b[31m", "000000000001")
        assert person.line("\\u202eabc", "000000000002")
        assert person.line("yyyyyyyy", "…", "000000000003")
        assert person.line(context.glyphs.none, "000000000012")
        await person.type("/'000000000012")
        assert person.screen.query_one(RowList).shown == 2


@pytest.mark.parametrize("width", [120, 80, 60])
async def test_however_narrow_it_is_name_and_role_are_there(context: AppContext, serve: Serve, width: int) -> None:
    serve(account(1, "AdministratorAccess", name="A very long name of an account"))
    async with using(context, (width, 10)) as person:
        await person.press("3", "c")
        person.app.clear_notifications()  # which cover the list
        await person.settle()
        assert person.line("ACCOUNT", "ROLE")
        assert person.line("A very", "Admin", *(["1h 00m"] if width >= 80 else []))


@pytest.mark.parametrize(
    ("pasted", "rows"),
    [
        ("arn:aws:iam::000000000002:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef", 1),
        ("arn:aws:sts::000000000002:assumed-role/AWSReservedSSO_ReadOnly_0123456789abcdef/me@example.com", 1),
        ("arn:aws:lambda:eu-west-1:000000000002:function:x", 2),
        ("0000-0000-0002", 2),
        ("000000000002", 2),
        ("https://acme.awsapps.com/start/#/console?account_id=000000000002&role_name=Admin", 1),
        ("https://000000000002.signin.aws.amazon.com/console", 2),
    ],
)
async def test_what_is_pasted_into_the_filter_finds_its_rows(
    context: AppContext, serve: Serve, home: Home, pasted: str, rows: int
) -> None:
    serve(*(account(number) for number in range(1, 5)))
    home.config_file.write_text(
        home.config_file.read_text()
        + "".join(
            f"[profile {n}-{role}]\nsso_session = acme\nsso_account_id = {n:012}\nsso_role_name = {role}\n"
            for n in range(1, 5)
            for role in ROLES
        )
    )
    async with using(context, (140, 36)) as person:
        for view in ("1", "3"):
            await person.press(view, "slash")
            person.app.post_message(Paste(pasted))
            await person.settle()
            listed = person.screen.query_one(RowList)
            assert listed.shown == rows
            assert person.line("000000000002")
            await person.press("escape")


async def test_the_matched_letters_are_marked_where_they_stand_and_hidden_ones_are_not(
    context: AppContext, serve: Serve
) -> None:
    serve(account(123456789012, "Admin", name="Zoo", email="zed@example.com"))
    async with using(context, (140, 36)) as person:
        await person.press("3")
        await person.type("/admin")
        assert marked(person) == "Admin"
        await person.press("escape")
        await person.type("/'7890")
        assert marked(person) == "7890"
        await person.press("escape", "m")
        await person.type("/'7890")
        assert person.line("Zoo", "•" * 12, "Admin")
        assert marked(person) == ""
        await person.press("escape")
        await person.type("/'7890 admin")
        assert marked(person) == "Admin"


def marked(person: Person) -> str:
    """The letters that the first row shows as matched."""
    rows = person.screen.query_one(RowList)
    match = rows.get_component_rich_style("rows--match", partial=True)
    return "".join(
        segment.text
        for segment in rows.render_line(1)
        if segment.style and segment.style.underline == match.underline and segment.style.color == match.color
    )
