from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssotui.aws.caches import sso_cache, token_document
from ssotui.aws.caches.sso_cache import DamagedToken, file_name, path_of, read_token, write_token
from ssotui.aws.caches.sso_cache_entries import scan
from ssotui.model.errors import UnusableFile
from ssotui.model.secret import Secret
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.token import MISSING, SsoSession, SsoToken, TokenLife, TokenStatus
from ssotui.storage import secret_store, state
from tests.support.clock import START, FrozenClock
from tests.support.examples import examples
from tests.support.home import Home
from tests.support.trouble import soon

URL = "https://d-1234567890.awsapps.com/start"
CORP = SsoSession("corp", URL, "us-east-1")
LEGACY = SsoSession(None, URL, "us-east-1")
HOUR = timedelta(hours=1)

SECRETS = ("aoaAccessValue", "aorRefreshValue", "clientSecretValue")
TOKEN = SsoToken(
    access_token=Secret(SECRETS[0]),
    expires_at=START + HOUR,
    start_url=URL,
    region="us-east-1",
    refresh_token=Secret(SECRETS[1]),
    client_id="client-id",
    client_secret=Secret(SECRETS[2]),
    registration_expires_at=datetime(2033, 5, 18, 3, 33, 19, tzinfo=UTC),
)
CLI_TEXT = (
    '{"startUrl": "https://d-1234567890.awsapps.com/start", "region": "us-east-1", "accessToken": "aoaAccessValue", '
    '"expiresAt": "2026-11-23T13:00:00Z", "clientId": "client-id", "clientSecret": "clientSecretValue", '
    '"registrationExpiresAt": "2033-05-18T03:33:19Z", "refreshToken": "aorRefreshValue"}'
)


@pytest.fixture
def folder(home: Home) -> Path:
    home.sso_cache.mkdir(parents=True)
    return home.sso_cache


@pytest.fixture
def path(folder: Path) -> Path:
    """Where the token of ``CORP`` is, or will be."""
    return folder / file_name(CORP)


def put(path: Path, content: Any, *, age: float = 3600) -> Path:
    """Write a file as of an hour ago: nobody is writing it any more."""
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def entry(*sessions: SsoSession) -> CacheEntry:
    (only,) = scan(sessions)[0]
    return only


def life_of(session: SsoSession) -> TokenLife:
    """The clock that the list shows for the session."""
    (life,) = (entry.life for entry in scan([session])[0] if entry.session == session)
    return life


class TestNames:
    @pytest.mark.parametrize(
        ("session", "name"),
        [
            (CORP, "ee0bfd2552fbd840c02cc48b6e823320543c450f"),
            (LEGACY, "7487b5b67d5fa1132cf33fa93ae51ef38cc37752"),
            (CORP._replace(name="admin"), "d033e22ae348aeb5660fc2140aec35850c4da997"),
        ],
    )
    def test_are_the_vectors_of_the_sdks(self, session: SsoSession, name: str) -> None:
        assert file_name(session) == f"{name}.json"

    def test_no_start_url_is_normalised(self) -> None:
        urls = (URL, f"{URL}/", f"{URL}#/", URL.upper())
        assert len({file_name(LEGACY._replace(start_url=url)) for url in urls}) == len(urls)

    @given(st.text(min_size=1))
    def test_any_name_has_one(self, name: str) -> None:
        assert len(file_name(CORP._replace(name=name))) == len("ee0bfd2552fbd840c02cc48b6e823320543c450f.json")


class TestReading:
    def test_no_file_is_no_token(self, home: Home) -> None:
        assert read_token(CORP) is None
        assert life_of(CORP) is MISSING
        assert not home.aws.exists()

    def test_all_eight_keys(self, home: Home) -> None:
        home.token("corp", TOKEN)

        assert read_token(CORP) == TOKEN
        assert life_of(CORP) == TokenLife(
            present=True, expires_at=START + HOUR, renewable_until=TOKEN.registration_expires_at
        )

    def test_the_four_keys_of_old_files(self, home: Home) -> None:
        home.token("corp", SsoToken(TOKEN.access_token, TOKEN.expires_at, URL, "us-east-1"))
        token = read_token(CORP)

        assert token
        assert not token.life.renewable(START)

    def test_two_keys_are_enough(self, path: Path) -> None:
        put(path, {"accessToken": "x", "expiresAt": "2026-11-23T13:00:00Z"})

        assert read_token(CORP) == SsoToken(Secret("x"), START + HOUR)

    def test_the_token_of_a_legacy_start_url_is_renewed_by_nobody(self, home: Home) -> None:
        home.token(URL, TOKEN)

        assert life_of(LEGACY) == TokenLife(present=True, expires_at=START + HOUR)
        assert entry(LEGACY).life == life_of(LEGACY)

    def test_the_right_file_is_found_among_many_whatever_their_order(self, home: Home, folder: Path) -> None:
        names = [f"session-{number}" for number in range(20)]
        random.Random(1).shuffle(names)  # noqa: S311 - it has to repeat itself
        for name in names:
            home.token(name, TOKEN._replace(access_token=Secret(f"token-of-{name}")))
            put(folder / f"{name}.json", {"accessToken": f"not-of-{name}", "expiresAt": "2026-11-23T13:00:00Z"})
        put(folder / "0000000000000000000000000000000000000000.json", {"clientId": "x", "clientSecret": "x"})
        put(folder / "kiro-auth-token.json", {"accessToken": "kiro", "expiresAt": "2026-11-23T13:00:00Z"})

        for name in names:
            token = read_token(CORP._replace(name=name))
            assert token
            assert token.access_token == Secret(f"token-of-{name}")
        assert read_token(CORP) is None

    @pytest.mark.parametrize(
        "text",
        [
            "2026-11-23T13:00:00Z",
            "2026-11-23T13:00:00UTC",
            "2026-11-23T13:00:00.000Z",
            "2026-11-23T13:00:00.000000000Z",
            "2026-11-23T14:00:00+01:00",
            "2026-11-23T14:00:00+0100",
            "2026-11-23T07:30:00-05:30",
        ],
    )
    def test_every_timestamp_form(self, path: Path, text: str) -> None:
        put(path, {"accessToken": "x", "expiresAt": text})

        assert life_of(CORP).expires_at == START + HOUR
        assert entry(CORP).problem == ""

    def test_a_naive_timestamp_is_taken_as_utc_and_told(self, path: Path) -> None:
        put(path, {"accessToken": "x", "expiresAt": "2026-11-23T13:00:00"})
        found = entry(CORP)

        assert found.kind is EntryKind.TOKEN
        assert found.life.expires_at == life_of(CORP).expires_at == START + HOUR
        assert "expiresAt names no time zone" in found.problem
        assert "the AWS CLI and boto3 cannot use it" in found.problem

    @pytest.mark.parametrize(
        ("registration", "problem", "renewable"),
        [
            ("2033-05-18T03:33:19Z", "", True),
            ("2033-05-18T03:33:19", "registrationExpiresAt names no time zone", True),
            ("some day", "registrationExpiresAt is not a time", False),
            (7, "registrationExpiresAt is not a time", False),
        ],
    )
    def test_a_registration_time_that_botocore_cannot_read_is_told(
        self, path: Path, registration: object, problem: str, renewable: bool
    ) -> None:
        put(path, json.loads(CLI_TEXT) | {"registrationExpiresAt": registration})
        found = entry(CORP)

        assert problem in found.problem
        assert bool(found.problem) is bool(problem)
        assert found.life.renewable(START) is renewable

    @pytest.mark.parametrize("expires_at", [None, "", "soon", 1795453106, 1.5, [], {}, "9999-12-31T23:59:59-10:00"])
    def test_a_garbage_timestamp_is_a_damaged_token(self, path: Path, expires_at: object) -> None:
        put(path, {"accessToken": "x", "expiresAt": expires_at})

        with pytest.raises(DamagedToken, match="until when"):
            read_token(CORP)
        assert life_of(CORP).status(START) is TokenStatus.UNKNOWN
        assert "until when" in entry(CORP).problem

    @pytest.mark.parametrize(
        "value",
        ["a\nb", "a\r\nX-Evil: 1", "a\0b", "a\x7f", "aé", "a\u2028", "\ud800", "a b", " a", "a\t"],
    )
    def test_a_token_that_no_header_can_carry_is_refused_and_not_quoted(self, path: Path, value: str) -> None:
        put(path, {"accessToken": f"LEAK{value}LEAK", "expiresAt": "2026-11-23T13:00:00Z"})

        with pytest.raises(DamagedToken, match="no header can carry") as caught:
            read_token(CORP)
        assert "LEAK" not in "".join(traceback.format_exception(caught.value))
        assert "no header can carry" in entry(CORP).problem

    @pytest.mark.parametrize("value", [None, "", 7, ["x"], {"accessKeyId": "x"}])
    def test_no_token_is_a_damaged_one(self, path: Path, value: object) -> None:
        put(path, {"accessToken": value, "expiresAt": "2026-11-23T13:00:00Z"})

        with pytest.raises(DamagedToken, match="no access token") as caught:
            read_token(CORP)
        assert "aws sso login" in caught.value.hint

    @pytest.mark.parametrize("key", ["refreshToken", "clientSecret", "clientId"])
    def test_what_else_is_garbage_only_ends_renewal(self, path: Path, key: str) -> None:
        put(path, json.loads(CLI_TEXT) | {key: 7})
        token = read_token(CORP)

        assert token
        assert not token.life.renewable(START)


class TestHalfWrittenFiles:
    """The AWS CLI truncates a file before it writes it."""

    @pytest.fixture
    def pauses(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        """The waits, during the second of which the other writer ends."""
        waits: list[float] = []

        def sleep(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 2:
                put(path_of(CORP), CLI_TEXT.encode())

        monkeypatch.setattr(time, "sleep", sleep)
        return waits

    @pytest.mark.parametrize("torn", [b"", CLI_TEXT[:80].encode()])
    def test_a_token_is_read_again_until_it_is_whole(self, path: Path, pauses: list[float], torn: bytes) -> None:
        put(path, torn)

        assert read_token(CORP) == TOKEN
        assert len(pauses) == 2

    def test_so_is_a_list_of_them_if_they_are_fresh(self, folder: Path, pauses: list[float]) -> None:
        put(path_of(CORP), CLI_TEXT[:80].encode(), age=0)
        put(folder / "torn.json", b"{", age=0)

        assert [(found.kind, found.life.expires_at) for found in scan([CORP])[0]] == [
            (EntryKind.TOKEN, START + HOUR),
            (EntryKind.UNREADABLE, None),
        ]
        assert sum(pauses) == pytest.approx(sum(sso_cache.HALF_WRITTEN_PAUSES))

    def test_a_list_does_not_wait_for_what_has_long_been_damaged(self, path: Path, pauses: list[float]) -> None:
        put(path, CLI_TEXT[:80].encode())

        assert entry(CORP).kind is EntryKind.UNREADABLE
        assert life_of(CORP) == TokenLife(present=True)
        assert pauses == []

    def test_in_the_end_it_is_damaged(self, path: Path, pauses: list[float]) -> None:
        put(path, b"{")

        with pytest.raises(DamagedToken, match="not JSON"):
            read_token(CORP, pauses=(0.02,))
        assert pauses == [0.02]

    def test_a_good_file_waits_for_nothing(self, home: Home, pauses: list[float]) -> None:
        home.token("corp", TOKEN)

        assert read_token(CORP)
        assert pauses == []


class TestWriting:
    def test_is_byte_for_byte_the_cli(self) -> None:
        write_token(CORP, TOKEN)

        assert path_of(CORP).read_text() == CLI_TEXT
        assert path_of(CORP).stat().st_mode & 0o777 == 0o600
        assert [path.name for path in path_of(CORP).parent.iterdir()] == [file_name(CORP)]

    def test_what_is_not_known_is_left_out(self) -> None:
        write_token(LEGACY, SsoToken(TOKEN.access_token, TOKEN.expires_at))

        assert list(json.loads(path_of(LEGACY).read_text())) == ["startUrl", "region", "accessToken", "expiresAt"]

    def test_keys_that_we_do_not_know_stay_behind_ours(self, path: Path) -> None:
        strangers = {"tokenType": "Bearer", "x": [1, {"y": None}], "name": "\ud800é"}
        put(path, strangers | json.loads(CLI_TEXT))
        write_token(CORP, TOKEN._replace(access_token=Secret("new")))
        written = json.loads(path.read_text())

        assert written == json.loads(CLI_TEXT) | {"accessToken": "new"} | strangers
        assert list(written)[:8] == list(json.loads(CLI_TEXT))

    def test_the_refresh_token_stays_if_the_new_token_has_none(self, home: Home) -> None:
        home.token("corp", TOKEN)
        write_token(CORP, TOKEN._replace(access_token=Secret("new"), refresh_token=None))

        assert read_token(CORP) == TOKEN._replace(access_token=Secret("new"))

    def test_but_not_for_another_client_which_it_does_not_belong_to(self, home: Home) -> None:
        home.token("corp", TOKEN)
        write_token(CORP, TOKEN._replace(client_id="another", refresh_token=None))

        assert "refreshToken" not in json.loads(path_of(CORP).read_text())

    @pytest.mark.parametrize("damaged", [b"", b"{", b"[]", b"\xff", b'{"refreshToken": 7, "clientId": "client-id"}'])
    def test_a_damaged_file_is_replaced(self, path: Path, damaged: bytes) -> None:
        put(path, damaged)
        write_token(CORP, TOKEN._replace(refresh_token=None))

        assert read_token(CORP) == TOKEN._replace(refresh_token=None)

    def test_through_a_symbolic_link(self, path: Path, tmp_path: Path) -> None:
        path.symlink_to(tmp_path / "elsewhere.json")
        write_token(CORP, TOKEN)

        assert path.is_symlink()
        assert (tmp_path / "elsewhere.json").read_text() == CLI_TEXT

    def test_not_over_a_folder(self, path: Path) -> None:
        path.mkdir()

        with pytest.raises(UnusableFile, match="is a folder"):
            write_token(CORP, TOKEN)

    words = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1)
    times = st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=0)
    )

    tokens = st.builds(
        SsoToken,
        access_token=words.map(Secret),
        expires_at=times,
        start_url=st.just(URL),
        region=st.just("us-east-1"),
        refresh_token=words.map(Secret),
        client_id=st.text(),
        client_secret=words.map(Secret),
        registration_expires_at=times,
        refused=st.just(False),  # what is remembered of a token is in no cache file
        renewal_refused=st.just(False),
    )

    @settings(deadline=None)
    @given(tokens)
    def test_any_token_is_read_back(self, token: SsoToken) -> None:
        path_of(CORP).unlink(missing_ok=True)
        write_token(CORP, token)

        assert read_token(CORP) == token


class TestWhoRenews:
    """Which tools renew it follows from what the file holds."""

    @pytest.mark.parametrize(
        ("lacks", "who"),
        [
            ((), "every AWS tool"),
            (("startUrl",), "every AWS tool but the SDK for Java"),
            (("registrationExpiresAt",), "only the SDKs for JavaScript, Go and Java"),
            (("registrationExpiresAt", "startUrl"), "only the SDKs for JavaScript and Go"),
            (("refreshToken",), "nobody: it has no refresh token"),
            (("clientId",), "nobody: it names no client registration"),
            (("clientSecret",), "nobody: it names no client registration"),
            (("accessToken",), ""),
        ],
    )
    def test_of_a_session(self, home: Home, lacks: tuple[str, ...], who: str) -> None:
        content = {key: value for key, value in json.loads(CLI_TEXT).items() if key not in lacks}
        home.write(path_of(CORP), json.dumps(content))
        (entry,) = scan([CORP])[0]
        assert entry.renewed_by == entry.renewal(START) == who

    def test_nobody_once_the_registration_has_ended(self, home: Home) -> None:
        home.write(path_of(CORP), CLI_TEXT)
        (entry,) = scan([CORP])[0]
        assert entry.life.renewable_until
        assert entry.renewal(entry.life.renewable_until) == "nobody: its client registration has ended"

    def test_nobody_for_a_start_url(self, home: Home) -> None:
        home.write(path_of(LEGACY), CLI_TEXT)
        (entry,) = scan([LEGACY])[0]
        assert entry.renewed_by == "nobody: it belongs to a start URL without an sso-session"


class TestClassification:
    @pytest.mark.parametrize(
        ("name", "content", "kind"),
        [
            (file_name(CORP), json.loads(CLI_TEXT), EntryKind.TOKEN),
            (file_name(LEGACY), json.loads(CLI_TEXT), EntryKind.TOKEN),
            ("a" * 40 + ".json", json.loads(CLI_TEXT), EntryKind.ORPHAN),
            ("a" * 40 + ".json", {"accessToken": "x", "expiresAt": "2026-11-23T13:00:00Z"}, EntryKind.ORPHAN),
            (
                "bc8a1afdb0f5cdc2c789b8a6cd51898e2be3c37c.json",
                {"clientId": "x", "clientSecret": "x", "expiresAt": "2026-11-23T13:00:00Z", "scopes": []},
                EntryKind.REGISTRATION,
            ),
            (
                "botocore-client-id-us-east-1.json",
                {"clientId": "x", "clientSecret": "x", "expiresAt": "2026-11-23T13:00:00UTC"},
                EntryKind.REGISTRATION,
            ),
            (
                "aws-toolkit-vscode-client-id-us-east-1.json",
                {"clientId": "x", "clientSecret": "x", "expiresAt": "2026-11-23T13:00:00Z"},
                EntryKind.FOREIGN,
            ),
            (
                "aws-toolkit-vscode-client-id-us-east-1-0f1e2d3c.json",
                {"clientId": "x", "clientSecret": "x", "expiresAt": "2026-11-23T13:00:00Z", "startUrl": URL},
                EntryKind.FOREIGN,
            ),
            (
                "kiro-auth-token.json",
                json.loads(CLI_TEXT) | {"authMethod": "IdC", "provider": "Enterprise", "clientIdHash": "a" * 40},
                EntryKind.FOREIGN,
            ),
            ("settings.json", {"theme": "dark"}, EntryKind.FOREIGN),
            ("a" * 40 + ".json", {"theme": "dark"}, EntryKind.FOREIGN),
            ("README.txt", b"hello", EntryKind.FOREIGN),
            ("tmpq1w2e3.tmp", json.loads(CLI_TEXT), EntryKind.TEMPORARY),
            (f"{file_name(CORP)}.tmp-1795453106123456789", json.loads(CLI_TEXT), EntryKind.TEMPORARY),
            (f".{file_name(CORP)}.k3j2h1.tmp", b"", EntryKind.TEMPORARY),
            (file_name(CORP), b"", EntryKind.UNREADABLE),
            (file_name(CORP), b"[]", EntryKind.UNREADABLE),
            ("broken.json", b"{", EntryKind.UNREADABLE),
            ("utf-16.json", CLI_TEXT.encode("utf-16"), EntryKind.UNREADABLE),
            ("bom.json", b"\xef\xbb\xbf" + CLI_TEXT.encode(), EntryKind.UNREADABLE),  # botocore fails on it too
        ],
    )
    def test_each_kind_of_file(self, folder: Path, name: str, content: Any, kind: EntryKind) -> None:
        path = put(folder / name, content)
        found = next(found for found in scan([CORP, LEGACY])[0] if found.path == str(path))

        assert found.kind is kind
        assert bool(found.problem) is (kind is EntryKind.UNREADABLE)
        if kind is EntryKind.REGISTRATION:
            assert found.life.expires_at == START + HOUR
        if kind is EntryKind.TOKEN:
            assert found.session in {CORP, LEGACY}

    def test_sessions_with_no_file_come_last_as_missing(self, home: Home) -> None:
        home.token("corp", TOKEN)
        corp, legacy = scan([LEGACY, CORP])[0]

        assert (corp.session, corp.life.status(START)) == (CORP, TokenStatus.VALID)
        assert (legacy.session, legacy.path, legacy.life) == (LEGACY, None, MISSING)

    def test_no_folder_is_no_file(self) -> None:
        assert entry(CORP).life is MISSING
        assert scan([])[0] == ()

    def test_the_config_says_whose_a_token_is_not_the_file(self, path: Path) -> None:
        put(path, json.loads(CLI_TEXT) | {"startUrl": "https://evil.example/start", "region": "eu-west-1"})

        assert (entry(CORP).start_url, entry(CORP).region, entry(CORP).label) == (URL, "us-east-1", "corp")

    def test_an_orphan_says_itself_whose_it_was(self, home: Home) -> None:
        home.token("gone", TOKEN)
        found = entry()

        assert (found.session, found.start_url, found.region, found.label) == (None, URL, "us-east-1", URL)
        assert found.life.renewable(START)

    def test_a_legacy_orphan_is_not_renewable(self, home: Home) -> None:
        home.token(URL, TOKEN)

        assert entry().kind is EntryKind.ORPHAN
        assert not entry().life.renewable(START)

    def test_a_damaged_orphan_says_why(self, folder: Path) -> None:
        put(folder / ("a" * 40 + ".json"), {"accessToken": "x", "startUrl": URL})

        assert entry().kind is EntryKind.ORPHAN
        assert entry().life.status(START) is TokenStatus.UNKNOWN
        assert "until when" in entry().problem

    def test_no_entry_shows_a_secret(self, home: Home, folder: Path) -> None:
        home.token("corp", TOKEN)
        home.token("gone", TOKEN)
        put(folder / "b.json", CLI_TEXT[:-1].encode())
        shown = repr(scan([CORP, LEGACY])[0]) + repr(read_token(CORP))

        assert not [secret for secret in SECRETS if secret in shown]


class TestScanningAgain:
    """A file is opened once for each version of it, whatever else is asked of it meanwhile."""

    COUNT = 20

    @pytest.fixture
    def files(self, folder: Path) -> list[Path]:
        """Tokens that no session names."""
        urls = [f"https://former-{number}.awsapps.com/start" for number in range(self.COUNT)]
        return [
            put(folder / file_name(LEGACY._replace(start_url=url)), {**json.loads(CLI_TEXT), "startUrl": url})
            for url in urls
        ]

    @pytest.mark.usefixtures("_settled")
    def test_only_what_has_changed_is_read(
        self, files: list[Path], opened: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked_at, stat = [], os.stat

        def recorded(path: Any, **given: Any) -> os.stat_result:
            looked_at.append(path)
            return stat(path, **given)

        first = scan([])
        assert sorted(opened) == sorted(map(str, files))
        opened.clear()
        monkeypatch.setattr(os, "stat", recorded)
        assert scan([]) == first
        assert opened == []
        assert sorted(path for path in looked_at if path in map(str, files)) == sorted(map(str, files))
        files[3].write_bytes(files[3].read_bytes().replace(b"2026-11-23", b"2026-11-24"))  # in place, of the same size
        put(files[4], b"{")
        files[5].unlink()
        files[6].with_suffix(".new").write_bytes(files[6].read_bytes())
        files[6].with_suffix(".new").replace(files[6])
        kinds = [entry.kind for entry in scan([])[0]]
        assert sorted(opened) == sorted(map(str, (files[3], files[4], files[6])))
        assert (kinds.count(EntryKind.ORPHAN), kinds.count(EntryKind.UNREADABLE)) == (self.COUNT - 2, 1)

    def test_what_has_changed_just_now_is_read_each_time(self, files: list[Path], opened: list[str]) -> None:
        assert scan([]) == scan([])  # only their content is old
        assert len(opened) == 2 * len(files)

    @pytest.mark.usefixtures("_settled")
    def test_what_could_not_be_read_is_tried_again(
        self, files: list[Path], opened: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> bytes:
            raise OSError(24, "Too many open files")

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(token_document, "read_regular", refuse)
            assert {entry.kind for entry in scan([])[0]} == {EntryKind.UNREADABLE}
        assert {entry.kind for entry in scan([])[0]} == {EntryKind.ORPHAN}
        assert len(opened) == len(files)

    @pytest.mark.usefixtures("_settled")
    def test_a_session_that_is_new_to_the_config_owns_its_token_at_once(self, path: Path) -> None:
        put(path, json.loads(CLI_TEXT))
        assert scan([])[0][0].kind is EntryKind.ORPHAN
        assert entry(CORP).kind is EntryKind.TOKEN
        moved = CORP._replace(region="eu-west-1")
        assert (entry(moved).session, entry(moved).other_portal) == (moved, f"{URL} in us-east-1")
        assert scan([])[0][0].kind is EntryKind.ORPHAN

    @pytest.mark.usefixtures("_settled")
    def test_a_token_that_is_refused_is_so_at_once(self, path: Path) -> None:
        put(path, json.loads(CLI_TEXT))
        assert entry(CORP).life.refused is False
        state.edit(lambda kept: kept.set_refusal(CORP, TOKEN.digest(), token=True))
        assert entry(CORP).life.refused is True


class TestWhatIsNoFile:
    def test_a_folder_named_like_a_token_is_not_one(self, folder: Path) -> None:
        path_of(CORP).mkdir()
        (folder / "other").mkdir()

        assert entry(CORP).kind is EntryKind.UNREADABLE
        assert "is a directory" in entry(CORP).problem
        assert life_of(CORP).status(START) is TokenStatus.UNKNOWN
        with pytest.raises(DamagedToken, match="is a directory") as caught:
            read_token(CORP)
        assert caught.value.hint == "Move the folder away, or name another file."

    def test_a_fifo_is_not_waited_for(self, folder: Path) -> None:
        os.mkfifo(path_of(CORP))
        os.mkfifo(folder / "pipe.json")
        os.mkfifo(folder / "pipe.tmp")

        assert {found.kind for found in soon(lambda: scan([CORP])[0])} == {
            EntryKind.UNREADABLE,
            EntryKind.TEMPORARY,
        }
        with pytest.raises(DamagedToken, match="not a regular file"):
            soon(lambda: read_token(CORP))

    def test_symbolic_links_that_lead_nowhere(self, folder: Path) -> None:
        path_of(CORP).symlink_to("nowhere")
        (folder / "loop.json").symlink_to("loop.json")

        assert [found.kind for found in scan([CORP])[0]] == [EntryKind.UNREADABLE] * 2
        assert all(found.problem for found in scan([CORP])[0])
        assert read_token(CORP) is None  # as botocore sees it, and a write goes through the link

    def test_a_file_that_goes_away_while_the_folder_is_read(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "listdir", lambda _: [path.name, "gone.json"])

        assert entry(CORP).life is MISSING

    def test_a_file_that_may_not_be_read(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        home.token("corp", TOKEN)

        def refuse(*_: object) -> bytes:
            raise PermissionError(13, "Permission denied")

        for module in (token_document, secret_store):
            monkeypatch.setattr(module, "read_regular", refuse)  # a mode would not stop root
        assert (entry(CORP).kind, entry(CORP).problem) == (EntryKind.UNREADABLE, "Not a token: permission denied.")
        with pytest.raises(DamagedToken, match="permission denied"):
            read_token(CORP)

    def test_a_file_in_place_of_the_folder(self, home: Home) -> None:
        home.write(home.sso_cache, "not a folder")

        assert life_of(CORP) is MISSING


class TestAnyBytes:
    @pytest.fixture(scope="class")
    def slow(self) -> Iterator[list[float]]:
        """How long each reading took; none may take a second."""
        took: list[float] = []
        yield took
        assert len(took) >= examples(2000)
        assert max(took) < 1

    scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=9)
    values = scalars | st.lists(scalars, max_size=2) | st.sampled_from(["2026-11-23T13:00:00", "9999-12-31T23:59:59-9"])
    documents = st.dictionaries(st.sampled_from(list(json.loads(CLI_TEXT))), values, max_size=5).map(
        lambda document: json.dumps(document).encode()
    )
    cut = st.integers(0, len(CLI_TEXT)).map(lambda end: CLI_TEXT[:end].encode())
    contents = st.binary() | documents | documents.map(lambda data: data[:-1]) | cut

    @pytest.mark.timing
    @settings(max_examples=examples(2000), deadline=None)
    @given(contents)
    def test_never_raise_and_are_always_one_entry(self, slow: list[float], content: bytes) -> None:
        path_of(CORP).parent.mkdir(parents=True, exist_ok=True)
        put(path_of(CORP), content)
        started = time.perf_counter()
        own = entry(CORP)
        (orphan,) = scan([])[0]
        slow.append(time.perf_counter() - started)

        assert own.kind in {EntryKind.TOKEN, EntryKind.UNREADABLE}
        assert own.life == life_of(CORP)
        assert own.problem or own.life.expires_at
        assert orphan.kind is not EntryKind.TOKEN

    @pytest.mark.timing
    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b"[" * 500_000, id="deep list"),
            pytest.param(b'{"a":' * 150_000, id="deep object"),
            pytest.param(b'{"expiresAt": ' + b"9" * 500_000 + b"}", id="long number"),
            pytest.param(b'{"accessToken": "' + b"x" * 2_000_000 + b'"}', id="huge"),
            pytest.param(b"\0" * 1_000_001, id="zeros"),
            pytest.param(b" " * 999_999, id="blanks"),
        ],
    )
    def test_nor_do_huge_and_deep_ones_which_take_no_time(self, path: Path, content: bytes) -> None:
        put(path, content)
        started = time.perf_counter()

        assert entry(CORP).problem
        with pytest.raises(DamagedToken) as caught:
            read_token(CORP, pauses=())
        assert time.perf_counter() - started < 1
        assert len(str(caught.value)) < 300


SIGNED_IN = """
import sys
import botocore.session, botocore.tokens

provider = botocore.tokens.SSOTokenProvider(botocore.session.Session(profile="dev"))
print(provider.load_token().get_frozen_token().token)
"""


def test_botocore_reads_what_we_write(home: Home, present: FrozenClock) -> None:
    home.config(f"""
        [profile dev]
        sso_session = corp
        [sso-session corp]
        sso_start_url = {URL}
        sso_region = us-east-1
    """)
    write_token(CORP, TOKEN._replace(expires_at=present() + HOUR))
    child = subprocess.run([sys.executable, "-c", SIGNED_IN], capture_output=True, text=True, check=True, timeout=60)

    assert child.stdout.strip() == SECRETS[0]
