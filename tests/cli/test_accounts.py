"""``ssotui accounts``: what it prints, from where, and how it exits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from ssotui.demo.organization import Instance, Organization, SampleAccount
from ssotui.model.accounts import Account, Catalog, KnownAccount
from ssotui.model.clock import utc_now
from ssotui.model.token import SsoSession
from ssotui.storage import state
from tests.support import trouble
from tests.support.clock import FrozenClock
from tests.support.commands import Ssotui
from tests.support.failures import Failure
from tests.support.home import Home
from tests.support.organization import ACME, CORP, LEGACY
from tests.support.portal import Portal

ACME_SESSION = SsoSession("acme", ACME, "us-east-1")
CONFIG = f"""
[sso-session acme]
sso_start_url = {ACME}
sso_region = us-east-1
[sso-session corp]
sso_start_url = {CORP}
sso_region = eu-west-1
[profile old]
sso_start_url = {LEGACY}
sso_region = us-west-2
sso_account_id = 123456789012
sso_role_name = Audit
"""
FIELDS = ["session", "account_id", "account_name", "email", "role_name"]


@pytest.fixture(autouse=True)
def _fresh_clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with trouble.fresh_clients(monkeypatch):
        yield


@pytest.fixture
def signed_in(present: FrozenClock, signed_in: Portal, home: Home) -> Portal:
    """``acme`` and ``corp`` are signed in, the legacy start URL is not; the portal tells the real time."""
    assert present.now
    home.token("corp", signed_in.issue_token(CORP))
    return signed_in


def remembered(age: timedelta, name: str = "Remembered") -> Account:
    """Let one account of ``acme`` have been listed so long ago."""
    account = Account(ACME_SESSION, "000000000001", name, "")
    then = utc_now() - age
    catalog = Catalog(ACME_SESSION, (KnownAccount(account, ("Old",), then),), then)
    state.edit(lambda kept: kept.set_catalog(catalog, then, whole=True))
    return account


@pytest.mark.usefixtures("signed_in")
class TestWhatItPrints:
    def test_json_is_the_array_of_the_contract(self, ssotui: Ssotui) -> None:
        shown = ssotui("accounts", "--format", "json")

        assert (shown.code, shown.err) == (0, "")
        assert all(list(row) == FIELDS for row in shown.json)
        assert shown.json[0] == {
            "session": "acme", "account_id": "000011112222", "account_name": "acct [/prod]",
            "email": "odd@example.com", "role_name": "Read Only",
        }  # fmt: skip
        assert [(row["session"], row["account_name"]) for row in shown.json] == [
            *[("acme", "acct [/prod]")] * 2, *[("acme", "Data Lake")] * 3, *[("acme", "Payments")] * 2,
            *[("corp", "Corp")] * 2,
        ]  # fmt: skip

    def test_jsonl_is_the_same_objects_a_line_each(self, ssotui: Ssotui) -> None:
        lines = [json.loads(line) for line in ssotui("accounts", "--format", "jsonl").out.splitlines()]
        assert sorted(lines, key=str) == sorted(ssotui("accounts", "--format", "json").json, key=str)

    def test_the_table(self, ssotui: Ssotui) -> None:
        lines = ssotui("accounts", "acme").out.splitlines()
        assert lines[0].split() == ["ACCOUNT", "ID", "ROLE", "SESSION", "E-MAIL"]
        assert lines[-1].split() == ["Payments", "111122223333", "ReadOnly", "acme", "payments@example.com"]
        assert len(lines) == 8

    def test_a_session_may_be_a_legacy_start_url(
        self,
        ssotui: Ssotui,
        home: Home,
        portal: Portal,
    ) -> None:
        home.token(LEGACY, portal.issue_token(LEGACY, renewable=False))
        (row,) = ssotui("accounts", LEGACY, "--format", "json").json
        assert (row["session"], row["account_id"], row["role_name"]) == (LEGACY, "123456789012", "Audit")

    def test_a_token_that_can_be_renewed_is(
        self,
        ssotui: Ssotui,
        home: Home,
        portal: Portal,
    ) -> None:
        home.token("acme", portal.issue_token(ACME, lifetime=timedelta(minutes=-1)))
        assert ssotui("accounts", "acme").code == 0
        assert portal.requests.operations[0] == "CreateToken"


def test_hostile_names_reach_no_terminal_and_json_as_they_are(
    ssotui: Ssotui,
    home: Home,
    present: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = ["\x1b[31m[red]", "\u202eabc", "x" * 200, ""]
    samples = tuple(SampleAccount(f"{n:012}", name, "", ("Admin",)) for n, name in enumerate(names))
    with Portal(Organization((Instance(ACME, "us-east-1", samples),)), clock=present) as portal:
        for variable, value in portal.environment().items():
            monkeypatch.setenv(variable, value)
        home.config(CONFIG)
        home.token("acme", portal.issue_token(ACME))
        rows = ssotui("accounts", "--format", "json").json
        shown = ssotui("accounts").out

    assert {row["account_id"]: row["account_name"] for row in rows} == {
        f"{n:012}": name or None for n, name in enumerate(names)
    }
    assert {row["email"] for row in rows} == {None}
    assert all(line.isprintable() for line in shown.splitlines())
    assert "\\x1b[31m[red]" in shown


class TestMemory:
    @pytest.mark.parametrize(
        ("age", "args", "asks"),
        [
            (timedelta(hours=3, minutes=5), (), False),
            (timedelta(hours=25), (), True),
            (timedelta(hours=-1), (), True),
            (timedelta(hours=3), ("--refresh",), True),
        ],
    )
    def test_answers_while_it_is_fresh(
        self,
        ssotui: Ssotui,
        signed_in: Portal,
        age: timedelta,
        args: tuple[str, ...],
        *,
        asks: bool,
    ) -> None:
        remembered(age)
        shown = ssotui("accounts", "acme", "--format", "json", *args)

        assert shown.code == 0
        assert bool(len(signed_in.requests)) is asks
        assert ("Remembered" in shown.out) is not asks
        if not asks:
            assert shown.err == "acme: 1 account, as of 3h 05m ago; --refresh asks the portal again.\n"

    def test_answers_with_the_portal_off(self, ssotui: Ssotui, signed_in: Portal) -> None:
        assert ssotui("accounts").code == 0
        signed_in.close()
        again = ssotui("accounts", "--format", "json")

        assert (again.code, len(again.json)) == (0, 9)
        assert "as of" in again.err

    @pytest.mark.usefixtures("signed_in")
    def test_what_has_changed_is_counted(self, ssotui: Ssotui) -> None:
        remembered(timedelta(hours=2))
        assert ssotui("accounts", "acme", "--refresh").err == "acme: roles 7 new and 1 gone since 2h 00m ago.\n"

    def test_it_loads_no_aws_to_answer(self, signed_in: Portal) -> None:
        remembered(timedelta(hours=1))
        code = "from ssotui.cli.entry import run; run(['accounts', 'acme']); import sys; print(*sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

        assert "Remembered" in done.stdout
        assert not {"botocore", "boto3", "textual"} & set(done.stdout.split())
        assert len(signed_in.requests) == 0


class TestTrouble:
    def test_nobody_is_signed_in(self, ssotui: Ssotui, home: Home, portal: Portal) -> None:
        home.config(CONFIG)
        failed = ssotui("accounts")

        assert (failed.code, failed.out) == (3, "")
        assert failed.err == "ssotui: No session is signed in.\nRun: ssotui login\n"
        assert len(portal.requests) == 0

    @pytest.mark.usefixtures("signed_in")
    def test_a_session_that_is_not_signed_in(self, ssotui: Ssotui) -> None:
        failed = ssotui("accounts", LEGACY, "--format", "json")

        assert (failed.code, failed.json) == (3, [])
        assert "not signed in" in failed.err

    @pytest.mark.usefixtures("signed_in")
    def test_a_session_that_is_none(self, ssotui: Ssotui) -> None:
        assert ssotui("accounts", "nowhere").code == 5

    def test_one_account_that_is_denied(self, ssotui: Ssotui, signed_in: Portal) -> None:
        signed_in.switches.fail(Failure.DENIED, times=1, operations=["ListAccountRoles"])
        shown = ssotui("accounts", "acme", "--format", "json")

        assert shown.code == 4
        assert len({row["account_id"] for row in shown.json}) == 2
        assert "access denied" in shown.err
        again = ssotui("accounts", "acme", "--format", "json")
        assert (again.code, again.json) == (0, shown.json)
        assert "1 more without known roles" in again.err

    def test_one_account_that_fails(self, ssotui: Ssotui, signed_in: Portal) -> None:
        signed_in.switches.fail(Failure.CAPTIVE_403, times=1, operations=["ListAccountRoles"])
        shown = ssotui("accounts", "acme", "--format", "jsonl")

        assert shown.code == 6
        assert len({json.loads(line)["account_id"] for line in shown.out.splitlines()}) == 2
        assert "did not come from AWS" in shown.err
        assert ssotui("accounts", "acme").code == 0  # an incomplete listing is not fresh: it asks again

    def test_one_session_of_two_that_fails(self, ssotui: Ssotui, signed_in: Portal, home: Home) -> None:
        token = signed_in.issue_token(ACME)
        home.token("acme", token)
        signed_in.revoke(token)
        shown = ssotui("accounts", "--format", "json")

        assert shown.code == 3
        assert {row["session"] for row in shown.json} == {"corp"}
        assert "ssotui login acme" in shown.err

    def test_what_is_remembered_is_shown_when_the_portal_is_silent(
        self,
        ssotui: Ssotui,
        signed_in: Portal,
    ) -> None:
        remembered(timedelta(hours=30))
        signed_in.switches.fail(Failure.CAPTIVE_403)
        shown = ssotui("accounts", "acme", "--format", "json")

        assert shown.code == 6
        assert [row["account_name"] for row in shown.json] == ["Remembered"]
        assert "did not come from AWS" in shown.err
        assert "acme: 1 account, cached, asked 1d 06h ago." in shown.err

    def test_no_secret_is_told(self, ssotui: Ssotui, signed_in: Portal) -> None:
        signed_in.switches.fail(Failure.CAPTIVE_403, times=1, operations=["ListAccountRoles"])
        shown = ssotui("accounts", "--format", "json")
        assert not [secret for secret in signed_in.minted if secret in shown.out + shown.err]

    def test_ctrl_c_keeps_what_was_found(self, signed_in: Portal) -> None:
        signed_in.switches.latency = 0.3
        signed_in.switches.page_size = 1  # three pages: the first account's roles come before the last
        child = subprocess.Popen(
            [sys.executable, "-m", "ssotui", "accounts", "acme", "--format", "jsonl"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ),
        )  # fmt: skip
        assert child.stdout
        assert child.stdout.readline()
        child.send_signal(2)
        _, told = child.communicate(timeout=10)

        assert (child.returncode, told) == (130, b"")
        assert state.load().catalog(ACME_SESSION).found
