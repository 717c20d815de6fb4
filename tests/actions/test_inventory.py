"""The snapshot that the lists are drawn from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ssotui.actions.doctor.examination import examine
from ssotui.actions.listing.inventory import read_configured, read_inventory
from ssotui.actions.settings.loading import Loaded
from ssotui.aws.caches import keys_cache, keys_file, sso_cache_entries, token_document
from ssotui.aws.config.merged_files import read_files
from ssotui.model.clock import utc_now
from ssotui.model.profile import Severity
from ssotui.model.sessions import EntryKind
from ssotui.storage import bounded_read, file_version
from ssotui.storage.folders import settings_path
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

    def test_reading_again_opens_what_has_changed_and_lists_each_folder_once(
        self, home: Home, listed: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The system is asked for the cached keys of the profiles alone."""
        monkeypatch.setattr(file_version, "FRESH_NANOSECONDS", -(10**18))  # what was just written counts as old
        monkeypatch.setattr(keys_cache, "FEW", 0)
        before = read_inventory()
        changed = home.write(home.sso_cache / f"{7:040x}.json", b'{"region": "eu-west-1"}')
        listed.clear()
        opened, stamped = [], []
        read, stamp = bounded_read.read_regular, file_version.stamp

        def reading(path: str, limit: int) -> bytes:
            opened.append(path)
            return read(path, limit)

        def stamping(path: str) -> file_version.Stamp | None:
            stamped.append(path)
            return stamp(path)

        for module in (token_document, keys_file):
            monkeypatch.setattr(module, "read_regular", reading)
        monkeypatch.setattr(file_version, "stamp", stamping)
        assert read_inventory() != before
        assert [path for path in opened if Path(path).exists()] == [str(changed)]  # a session has no token
        assert sorted(listed) == sorted(map(str, (home.sso_cache, home.cli_cache, home.aws / "login" / "cache")))
        places = [Path(path).parent for path in stamped]
        assert (places.count(home.sso_cache), places.count(home.cli_cache)) == (52, 1)
        assert [path for path in stamped if stamped.count(path) > 1] == [settings_path()] * 2  # for tokens and for keys

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


def test_records_that_are_made_without_a_look_at_their_fields_have_all_of_them(home: Home) -> None:
    home.config(
        CONFIG
        + f"[profile old]\nsso_start_url = {ACME}\nsso_region = us-east-1\nsso_account_id = 111122223333\n"
        + "sso_role_name = ReadOnly\n[profile chain]\nrole_arn = arn:aws:iam::111122223333:role/Admin\n"
        + "source_profile = dev\n[profile keys]\naws_access_key_id = AKIAEXAMPLE\n[profile none]\nregion = us-east-1\n"
    )
    rows = read_inventory().profiles
    assert [row.profile.kind for row in rows] == ["sso", "sso-legacy", "role-chain", "static", "empty"]
    sections = read_files(home.config_file, home.credentials_file).profiles.values()
    made = (*rows, *(row.profile for row in rows), *sections, *(section.place for section in sections))
    assert all(len(record) == len(type(record)._fields) for record in made)  # type: ignore[attr-defined]  # of tuples
