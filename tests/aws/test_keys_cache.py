from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssotui.aws import environment
from ssotui.aws.caches import keys_cache
from ssotui.aws.caches.keys_cache import file_name
from ssotui.aws.caches.keys_file import LEAST_LEFT
from ssotui.model.clock import format_timestamp
from ssotui.model.credentials import RoleCredentials, RoleRef
from ssotui.model.errors import UnusableFile
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession
from tests.support import cache_files
from tests.support.clock import START, FrozenClock
from tests.support.examples import examples
from tests.support.home import Home
from tests.support.trouble import soon

URL = "https://d-1234567890.awsapps.com/start"
CORP = RoleRef(SsoSession("corp", URL, "us-east-1"), "111122223333", "Admin")
LEGACY = CORP._replace(session=SsoSession(None, URL, "us-east-1"))
KEYS = RoleCredentials(
    access_key_id=Secret("ASIAQQQQWWWWEEEERRRR"),
    secret_access_key=Secret("secret/Access+Key"),
    session_token=Secret("sessionToken=="),
    expires_at=START + timedelta(hours=1),
    account_id="111122223333",
    role_name="Admin",
)
CLI_TEXT = (
    '{"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIAQQQQWWWWEEEERRRR", '
    '"SecretAccessKey": "secret/Access+Key", "SessionToken": "sessionToken==", '
    '"Expiration": "2026-11-23T13:00:00Z", "AccountId": "111122223333"}}'
)
CONTENT: dict[str, Any] = json.loads(CLI_TEXT)


@pytest.fixture
def path(home: Home) -> Path:
    """Where the keys of ``CORP`` are, or will be."""
    home.cli_cache.mkdir(parents=True)
    return home.cli_cache / file_name(CORP)


def credentials(**changes: object) -> bytes:
    return json.dumps(CONTENT | {"Credentials": CONTENT["Credentials"] | changes}).encode()


class TestNames:
    @pytest.mark.parametrize(
        ("role", "name"),
        [
            (CORP, "0cdbf32b99792a73981dd3f142bc63ab50240b44"),
            (LEGACY, "6abb896b6ccaa651ce726de776d08638a3e78017"),
        ],
    )
    def test_are_the_clis(self, role: RoleRef, name: str) -> None:
        assert file_name(role) == f"{name}.json"

    @given(st.text(min_size=1), st.text(min_size=1))
    def test_any_role_has_one(self, session: str, role_name: str) -> None:
        role = CORP._replace(session=SsoSession(session, URL, "us-east-1"), role_name=role_name)

        assert len(file_name(role)) == 45


class TestReading:
    @pytest.mark.parametrize("role", [CORP, LEGACY])
    def test_what_the_cli_wrote_is_a_hit(self, home: Home, role: RoleRef) -> None:
        home.write(home.cli_cache / file_name(role), CLI_TEXT)

        assert keys_cache.read(role, START) == KEYS
        assert keys_cache.expiries([role]) == {role: KEYS.expires_at}

    def test_each_role_of_each_session_has_its_own(self, home: Home) -> None:
        home.keys("corp", KEYS)
        others = [LEGACY, CORP._replace(account_id="000000000000"), CORP._replace(role_name="admin")]

        assert keys_cache.read(CORP, START) == KEYS
        assert [keys_cache.read(other, START) for other in others] == [None, None, None]
        assert keys_cache.expiries([*others, CORP]) == {CORP: KEYS.expires_at}

    def test_an_older_cli_wrote_no_account(self, home: Home, path: Path) -> None:
        fields = {key: value for key, value in CONTENT["Credentials"].items() if key != "AccountId"}
        home.write(path, json.dumps({"ProviderType": "sso", "Credentials": fields}))

        assert keys_cache.read(CORP, START) == KEYS

    @pytest.mark.parametrize(
        "text",
        ["2026-11-23T13:00:00UTC", "2026-11-23T13:00:00+00:00", "2026-11-23T14:00:00+0100", "2026-11-23T13:00:00"],
    )
    def test_other_forms_of_the_time(self, home: Home, path: Path, text: str) -> None:
        home.write(path, credentials(Expiration=text))

        assert keys_cache.read(CORP, START) == KEYS

    def test_is_a_hit_while_fifteen_minutes_remain_and_not_a_second_less(self, home: Home) -> None:
        home.keys("corp", KEYS)
        assert KEYS.expires_at
        last = KEYS.expires_at - timedelta(minutes=15)

        assert timedelta(minutes=15) == LEAST_LEFT
        assert keys_cache.read(CORP, last - timedelta(seconds=1)) == KEYS
        assert keys_cache.read(CORP, last) == KEYS
        assert keys_cache.read(CORP, last + timedelta(microseconds=1)) is None
        assert keys_cache.read(CORP, KEYS.expires_at) is None
        assert keys_cache.expiries([CORP]) == {CORP: KEYS.expires_at}  # a row still tells when

    def test_nothing_is_made_by_asking(self, home: Home) -> None:
        assert keys_cache.read(CORP, START) is None
        assert keys_cache.expiries([CORP, LEGACY]) == {}
        assert not home.aws.exists()


class TestWhatIsDamaged:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"{",
            b"null",
            b"[]",
            b"{}",
            b'"text"',
            b"\xff\xfe\x00",
            b'{"Credentials": null}',
            b'{"Credentials": []}',
            CLI_TEXT[:-2].encode(),
            credentials(Expiration=None),
            credentials(Expiration="soon"),
            credentials(Expiration=1795453106),
            credentials(AccessKeyId=""),
            credentials(AccessKeyId=None),
            credentials(SecretAccessKey=["x"]),
            credentials(SecretAccessKey="two words"),
            credentials(SessionToken="a\nb"),
            credentials(SessionToken=None),
            pytest.param(b"[" * 400_000, id="deep"),
            pytest.param(b" " * 2_000_000 + CLI_TEXT.encode(), id="huge"),
        ],
    )
    def test_is_a_miss_and_is_replaced_by_the_next_write(self, home: Home, path: Path, content: bytes) -> None:
        home.write(path, content)

        assert keys_cache.read(CORP, START) is None
        assert keys_cache.expiries([CORP]) == {}
        keys_cache.write(CORP, KEYS)
        assert keys_cache.read(CORP, START) == KEYS

    def test_a_fifo_is_not_waited_for(self, path: Path) -> None:
        os.mkfifo(path)

        assert soon(lambda: keys_cache.read(CORP, START)) is None
        assert soon(lambda: keys_cache.expiries([CORP])) == {}

    def test_a_folder_in_its_place(self, path: Path) -> None:
        path.mkdir()

        assert keys_cache.read(CORP, START) is None
        with pytest.raises(UnusableFile, match="is a folder"):
            keys_cache.write(CORP, KEYS)


class TestWriting:
    @pytest.mark.parametrize("role", [CORP, LEGACY])
    def test_is_byte_for_byte_the_cli(self, home: Home, role: RoleRef) -> None:
        keys_cache.write(role, KEYS)
        path = home.cli_cache / file_name(role)

        assert path.read_text() == CLI_TEXT
        assert path.stat().st_mode & 0o777 == 0o600
        assert os.listdir(home.cli_cache) == [path.name]  # noqa: PTH208 - names

    def test_agrees_with_the_portals_own_hand(self, home: Home) -> None:
        keys_cache.write(CORP, KEYS)

        assert (home.cli_cache / cache_files.keys_name("corp", "111122223333", "Admin")).read_bytes() == (
            cache_files.keys_content(KEYS)
        )

    def test_strangers_in_the_folder_are_left_alone(self, home: Home, path: Path, opened: list[str]) -> None:
        strangers = {
            "session.db": b"SQLite format 3\0" + b"\0" * 100,
            "6dcc00592f8f8fc577aad0e4af68d30ace93bf95.json": b'{"Credentials": {"AccessKeyId": "x"}}',
            "broken.json": b"{",
        }
        for name, content in strangers.items():
            home.write(path.with_name(name), content)
        keys_cache.write(CORP, KEYS)
        assert keys_cache.read(CORP, START) == KEYS
        assert keys_cache.expiries([CORP, LEGACY])

        assert {name: path.with_name(name).read_bytes() for name in strangers} == strangers
        assert set(opened) == {str(path)}


class TestExpiries:
    @pytest.mark.usefixtures("_settled")
    def test_only_what_has_changed_is_read_again(self, path: Path, opened: list[str]) -> None:
        path.write_text(CLI_TEXT)
        for _ in range(3):
            assert keys_cache.expiries([CORP]) == {CORP: KEYS.expires_at}
        assert opened == [str(path)]
        path.write_bytes(credentials(Expiration="2026-11-23T14:00:00Z"))  # in place, and of the same size
        assert keys_cache.expiries([CORP]) == {CORP: START + timedelta(hours=2)}
        path.write_text("{")
        assert keys_cache.expiries([CORP]) == keys_cache.expiries([CORP]) == {}
        assert len(opened) == 3
        path.unlink()
        assert keys_cache.expiries([CORP]) == {}

    def test_what_has_changed_just_now_is_read_each_time(self, path: Path, opened: list[str]) -> None:
        path.write_text(CLI_TEXT)
        for _ in range(3):
            assert keys_cache.expiries([CORP]) == {CORP: KEYS.expires_at}
        assert len(opened) == 3


class TestAnyBytes:
    @pytest.fixture(scope="class")
    def slow(self) -> Iterator[list[float]]:
        """How long each reading took; none may take a second."""
        took: list[float] = []
        yield took
        assert len(took) >= examples(2000)
        assert max(took) < 1

    scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=9)
    fields = st.dictionaries(st.sampled_from(list(CONTENT["Credentials"])), scalars | st.lists(scalars, max_size=2))
    documents = fields.map(lambda changes: credentials(**changes))
    cut = st.integers(0, len(CLI_TEXT) - 1).map(lambda end: CLI_TEXT[:end].encode())

    @pytest.mark.timing
    @settings(max_examples=examples(2000), deadline=None)
    @given(st.binary() | documents | cut)
    def test_are_keys_or_a_miss(self, slow: list[float], content: bytes) -> None:
        path = Path(environment.cli_cache()) / file_name(CORP)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        started = time.perf_counter()
        keys, expiries = keys_cache.read(CORP, START), keys_cache.expiries([CORP])
        slow.append(time.perf_counter() - started)

        assert keys is None or expiries == {CORP: keys.expires_at}


def test_botocores_own_fetcher_takes_what_we_write_for_its_own(home: Home, present: FrozenClock) -> None:
    """The CLI gives botocore's SSO provider this folder as its cache; it must ask the portal nothing."""
    home.config(f"""
        [profile dev]
        sso_session = corp
        sso_account_id = 111122223333
        sso_role_name = Admin
        [sso-session corp]
        sso_start_url = {URL}
        sso_region = us-east-1
    """)
    ends = (present() + timedelta(hours=1)).replace(microsecond=0)
    keys_cache.write(CORP, KEYS._replace(expires_at=ends))
    child = subprocess.run(
        [sys.executable, "-c", AS_THE_CLI, str(home.cli_cache)], capture_output=True, text=True, check=False, timeout=60
    )

    assert child.returncode == 0, child.stderr
    assert json.loads(child.stdout) == ["ASIAQQQQWWWWEEEERRRR", "secret/Access+Key", "sessionToken=="]
    assert format_timestamp(ends) in (home.cli_cache / file_name(CORP)).read_text()


AS_THE_CLI = """
import json, sys
import botocore.session
from botocore.utils import JSONFileCache

session = botocore.session.Session(profile="dev")
provider = session.get_component("credential_provider").get_provider("sso")
provider.cache = JSONFileCache(sys.argv[1])
keys = provider.load().get_frozen_credentials()
print(json.dumps([keys.access_key, keys.secret_key, keys.token]))
"""
