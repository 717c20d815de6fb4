"""The snapshot that the lists are drawn from."""

from __future__ import annotations

import os

import pytest

from ssotui.actions.doctor.examination import examine
from ssotui.actions.listing.inventory import read_configured, read_inventory
from ssotui.actions.settings.loading import Loaded
from ssotui.aws.caches import sso_cache_entries, token_document
from ssotui.model.clock import utc_now
from ssotui.model.profile import Severity
from ssotui.model.sessions import EntryKind
from ssotui.storage import bounded_read
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal

CONFIG = f"""\
[sso-session acme]
sso_start_url = {ACME}
sso_region = us-east-1
[sso-session gone]
sso_start_url = {ACME}
sso_region = us-east-1
[profile dev]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = ReadOnly
"""


class TestManyFiles:
    @pytest.fixture(autouse=True)
    def crowd(self, home: Home, portal: Portal) -> None:
        home.config(CONFIG)
        home.token("acme", portal.issue_token(ACME))
        home.keys("acme", portal.issue_keys(ACME, "111122223333", "ReadOnly"))
        for number in range(50):
            home.write(home.sso_cache / f"{number:040x}.json", b"{}")
            home.write(home.cli_cache / f"{number:040x}.json", b"{}")

    @pytest.fixture
    def listed(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The folders that are listed."""
        listed: list[str] = []
        real = os.listdir

        def recorded(path: str) -> list[str]:
            listed.append(path)
            return real(path)

        monkeypatch.setattr(os, "listdir", recorded)
        return listed

    def test_commands_read_what_a_scan_reads_of_the_config(self) -> None:
        inventory = read_configured()
        assert [(entry.label, entry.life.present) for entry in inventory.sessions] == [("acme", True), ("gone", False)]
        assert inventory.profiles == read_inventory().profiles
        assert inventory.profiles[0].keys_expire_at

    def test_they_read_it_by_name(self, listed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        opened: list[str] = []
        real = bounded_read.read_regular

        def recorded(path: str, limit: int) -> bytes:
            opened.append(path)
            return real(path, limit)

        monkeypatch.setattr(token_document, "read_regular", recorded)
        read_configured()
        assert len(opened) == 2  # a file for each session
        assert listed == []

    def test_a_scan_looks_at_all_files(self) -> None:
        kinds = [entry.kind for entry in read_inventory().sessions]
        assert kinds.count(EntryKind.FOREIGN) == 50

    def test_a_scan_looks_at_so_many_and_says_how_many_more_there_are(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sso_cache_entries, "MAX_OTHERS", 10)
        inventory = read_inventory()
        assert [entry.kind for entry in inventory.sessions].count(EntryKind.FOREIGN) == 10
        assert [entry.label for entry in inventory.sessions if entry.session] == ["acme", "gone"]
        (problem,) = inventory.problems
        assert (problem.code, problem.severity) == ("too-many-files", Severity.WARNING)
        assert "40 more files" in problem.message
        findings = examine(Loaded(), utc_now(), {"AWS_EC2_METADATA_DISABLED": "true"}).findings
        assert [found.message for found in findings if found.code == problem.code] == [problem.message]
