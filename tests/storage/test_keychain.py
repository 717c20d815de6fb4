"""Secrets in the keychain, and in no file: what is asked for, what is remembered, and what a kill leaves."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as NullKeyring

from ssotui.actions.sign_in.tokens import usable_token
from ssotui.aws.caches import keys_cache, registrations, sso_cache, sso_cache_entries
from ssotui.model.credentials import RoleCredentials, RoleRef
from ssotui.model.errors import UnusableFile
from ssotui.model.secret import Secret
from ssotui.model.sessions import EntryKind
from ssotui.model.sign_in import Flow, Registration
from ssotui.model.token import SsoSession, SsoToken
from ssotui.storage import keychain, keychain_index, keychain_library, token_store
from ssotui.storage.folders import settings_path
from ssotui.storage.keychain_library import KeychainUnusable, Pieces
from tests.support import file_keyring
from tests.support.clock import FrozenClock
from tests.support.file_keyring import FileKeyring
from tests.support.home import Home
from tests.support.keychain import SETTING, in_folder
from tests.support.portal import Portal

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)
ACME = SsoSession("acme", "https://acme.awsapps.com/start", "us-east-1", ("sso:account:access",))
OTHER = SsoSession("other", "https://other.awsapps.com/start", "us-east-1")
ROLE = RoleRef(ACME, "111122223333", "Admin")
KEYS = RoleCredentials(Secret("ASIAEXAMPLE"), Secret("key-secret"), Secret("key-token"), SOON)
SECRETS = ("access-secret", "refresh-secret", "client-secret", "key-secret", "key-token", "ASIAEXAMPLE")


def token(access: str = "access-secret", session: SsoSession = ACME) -> SsoToken:
    return SsoToken(
        Secret(access), SOON, session.start_url, session.region, Secret("refresh-secret"), "client",
        Secret("client-secret"), SOON + timedelta(days=90),
    )  # fmt: skip


def write_all(session: SsoSession = ACME) -> None:
    sso_cache.write_token(session, token(session=session))
    registrations.write(session, Registration("client", Secret("client-secret"), SOON, Flow.PKCE, session.scopes))
    keys_cache.write(ROLE._replace(session=session), KEYS)


def assert_no_file_has_secrets(home: Home) -> None:
    held = b"".join(path.read_bytes() for path in home.root.rglob("*") if path.is_file()).decode()
    assert not [secret for secret in SECRETS if secret in held]


@pytest.fixture
def chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A keychain, and the setting that has all sessions use it."""
    with in_folder(tmp_path / "keychain", monkeypatch) as folder:
        settings(SETTING)
        yield folder


def settings(text: str) -> None:
    path = Path(settings_path())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def reads(chain: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that the keychain was asked for."""
    assert chain.is_dir()
    asked: list[str] = []
    get = FileKeyring.get_password

    def counted(self: FileKeyring, service: str, name: str) -> str | None:
        asked.append(name)
        return get(self, service, name)

    monkeypatch.setattr(FileKeyring, "get_password", counted)
    return asked


@pytest.mark.usefixtures("chain")
def test_tokens_registrations_and_keys_are_in_the_keychain_and_in_no_file(home: Home) -> None:
    write_all()
    assert sso_cache.read_token(ACME) == token()
    found = registrations.read(ACME, Flow.PKCE, NOW)
    assert found
    assert found.client_secret.reveal() == "client-secret"
    assert keys_cache.read(ROLE, NOW) == KEYS._replace(account_id=ROLE.account_id, role_name=ROLE.role_name)
    assert_no_file_has_secrets(home)
    assert not (home.sso_cache.exists() and list(home.sso_cache.iterdir()))
    assert not home.cli_cache.exists()
    assert len(file_keyring.entries()) == 3
    assert Path(keychain_index.index_file()).stat().st_mode & 0o077 == 0


def test_the_list_and_the_clocks_ask_the_keychain_for_nothing(reads: list[str]) -> None:
    write_all()
    sso_cache.read_token(ACME)
    reads.clear()
    entries = sso_cache_entries.scan([ACME])[0]
    assert [(entry.kind, entry.path, entry.life, entry.in_keychain) for entry in entries] == [
        (EntryKind.TOKEN, None, token().life, True)
    ]
    assert keys_cache.expiries([ROLE]) == {ROLE: SOON}
    assert reads == []


def test_what_is_read_once_is_read_again_only_when_it_has_changed(reads: list[str]) -> None:
    write_all()
    keychain._memory.clear()
    reads.clear()
    for _ in range(3):
        assert sso_cache.read_token(ACME) == token()
    assert len(reads) == 1
    remembered = dict(keychain._memory)
    sso_cache.write_token(ACME, token("newer"))
    keychain._memory.clear()
    keychain._memory.update(remembered)  # as another process has it
    assert sso_cache.read_token(ACME) == token("newer")


def test_a_session_that_is_in_no_index_is_asked_for_once(reads: list[str]) -> None:
    write_all()
    Path(keychain_index.index_file()).unlink()
    reads.clear()
    for _ in range(2):
        entry, absent = sso_cache_entries.scan([ACME, OTHER])[0]
        assert entry.life == token().life
        assert not absent.life.present
    assert len(reads) == len(set(reads)) == 2
    assert keys_cache.read(ROLE, NOW) is None  # they can be had anew


def test_what_was_removed_elsewhere_is_noticed(chain: Path) -> None:
    write_all()
    keychain._memory.clear()
    for entry in chain.glob("*.entry"):
        entry.unlink()
    assert sso_cache.read_token(ACME) is None
    assert not sso_cache_entries.scan([ACME])[0][0].life.present


@pytest.mark.usefixtures("chain")
def test_a_token_of_two_sessions_is_listed_with_its_own() -> None:
    here = SsoSession(None, "https://legacy.awsapps.com/start", "us-east-1")
    there = here._replace(region="eu-west-1")
    for own in (here, there):
        sso_cache.write_token(own, token(session=own)._replace(region=own.region))
        for sessions in ([here, there], [there, here]):
            (entry,) = sso_cache_entries.scan(sessions)[0]
            assert (entry.session, entry.problem, entry.life.renewable_until) == (own, "", None)


@pytest.mark.usefixtures("chain")
def test_single_sessions(home: Home) -> None:
    settings('[sessions.acme]\ntoken_store = "keyring"\n')
    write_all()
    write_all(OTHER)
    assert len(file_keyring.entries()) == 3
    assert len(list(home.sso_cache.glob("*.json"))) == 2
    assert len(list(home.cli_cache.glob("*.json"))) == 1
    settings('token_store = "keyring"\n[sessions.other]\ntoken_store = "files"\n[sessions."a.b"]\ntoken_store = 3\n')
    choice = token_store.chosen()
    assert [choice.holds(name) for name in ("acme", "other", "a.b")] == [True, False, True]
    assert sso_cache.read_token(ACME)
    assert sso_cache.read_token(OTHER)


@pytest.mark.parametrize(
    ("text", "in_keychain"),
    [
        ("", False),
        ('# token_store = "keyring"\n', False),
        ('token_store = "files"\n', False),
        ("token_store = 1", True),
    ],
)
def test_a_setting_that_is_wrong_guards(text: str, in_keychain: bool) -> None:
    settings(text)
    assert token_store.chosen().holds("acme") is in_keychain


def test_settings_that_name_it_and_cannot_be_read_fall_back_to_nothing(home: Home) -> None:
    settings('token_store = "keyring"\nsort: name\n')
    with pytest.raises(UnusableFile, match="not TOML"):
        sso_cache.write_token(ACME, token())
    (entry,) = sso_cache_entries.scan([ACME])[0]
    assert "not TOML" in entry.problem
    assert_no_file_has_secrets(home)


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("kind", [NoKeyring, NullKeyring])
def test_a_keychain_that_is_none_is_an_error(
    home: Home, monkeypatch: pytest.MonkeyPatch, kind: type[KeyringBackend]
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", kind())
    with pytest.raises(KeychainUnusable, match="no keychain") as caught:
        write_all()
    assert caught.value.exit_code == 5
    assert "gnome-keyring" in caught.value.hint
    assert_no_file_has_secrets(home)


@pytest.mark.usefixtures("chain")
def test_a_missing_library_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(KeychainUnusable, match="not installed") as caught:
        sso_cache.read_token(ACME)
    assert "ssotui[keyring]" in caught.value.hint


def test_a_locked_one_is_an_error_but_the_clocks_go_on(chain: Path, home: Home) -> None:
    write_all()
    keychain._memory.clear()
    (chain / "locked").touch()
    for act in (lambda: sso_cache.read_token(ACME), write_all, lambda: keys_cache.read(ROLE, NOW)):
        with pytest.raises(KeychainUnusable, match="is locked"):
            act()
    (entry,) = sso_cache_entries.scan([OTHER])[0]
    assert "The keychain is locked. Unlock it" in entry.problem
    (chain / "locked").unlink()
    assert sso_cache.read_token(ACME) == token()
    assert_no_file_has_secrets(home)


@pytest.mark.usefixtures("chain")
def test_one_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    free = threading.Event()
    monkeypatch.setattr(keychain_library, "SECONDS", 0.05)
    monkeypatch.setattr(FileKeyring, "get_password", lambda *_: free.wait(20) and None)
    try:
        with pytest.raises(KeychainUnusable, match="not answered"):
            sso_cache.read_token(ACME)
    finally:
        free.set()


@pytest.mark.usefixtures("chain")
def test_an_error_of_the_keychain_quotes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("access-secret")

    monkeypatch.setattr(FileKeyring, "set_password", refuse)
    with pytest.raises(KeychainUnusable, match="The keychain failed: RuntimeError") as caught:
        sso_cache.write_token(ACME, token())
    assert caught.value.__cause__ is None


@pytest.mark.usefixtures("chain")
def test_the_demo_leaves_the_persons_keychain_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSOTUI_DEMO", "1")
    with pytest.raises(KeychainUnusable, match="demo"):
        sso_cache.read_token(ACME)


def test_processes_and_threads_renew_once(chain: Path, home: Home, present: FrozenClock, portal: Portal) -> None:
    old = portal.issue_token(ACME.start_url, lifetime=timedelta(minutes=1))
    sso_cache.write_token(ACME, old)
    portal.switches.latency = 0.2
    children = [subprocess.Popen([sys.executable, "-c", RENEWS], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    ours = usable_token(ACME, present)
    answers = [child.communicate(timeout=60)[0].strip() for child in children]
    keychain._memory.clear()
    token = sso_cache.read_token(ACME)
    assert token
    assert token.access_token != old.access_token
    assert [ours.access_token.reveal(), *answers] == [token.access_token.reveal()] * 4
    assert portal.requests.operations == ("CreateToken",)
    held = b"".join(path.read_bytes() for path in home.root.rglob("*") if path.is_file()).decode()
    assert not [secret for secret in portal.minted if secret in held]
    assert not list(chain.glob("*.tmp"))


RENEWS = """
from ssotui.actions.sign_in.tokens import usable_token
from ssotui.model.clock import utc_now
from ssotui.model.token import SsoSession
session = SsoSession("acme", "https://acme.awsapps.com/start", "us-east-1", ("sso:account:access",))
print(usable_token(session, utc_now).access_token.reveal())
"""


class Vault:
    """A keychain that takes short texts only, as Windows does, and that can be stopped after some steps."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}
        self.left = 10_000
        self.pieces = Pieces(self, 20)

    def get_password(self, _: str, name: str) -> str | None:
        return self.held.get(name)

    def set_password(self, _: str, name: str, text: str) -> None:
        assert len(text) <= 20
        self.step()
        self.held[name] = text

    def delete_password(self, _: str, name: str) -> None:
        self.step()
        del self.held[name]

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise InterruptedError


TEXTS = ("short", "x" * 70, "y" * 40, "z" * 200, "", "w" * 21)


def test_long_secrets_are_in_pieces_of_which_none_stays_behind() -> None:
    vault = Vault()
    for text in TEXTS:
        vault.pieces.write("name", text)
        assert vault.pieces.read("name") == text
        assert len(vault.held) == 1 + (-(-len(text) // 20) if len(text) > 20 else 0)
    assert vault.pieces.remove("name")
    assert vault.held == {}
    assert not vault.pieces.remove("name")


def test_a_write_that_is_stopped_at_any_step_leaves_the_old_text_or_the_new() -> None:
    stops = 0
    for before, after, steps in product(TEXTS, TEXTS, range(25)):
        vault = Vault()
        vault.pieces.write("name", before)
        vault.left = steps
        try:
            vault.pieces.write("name", after)
        except InterruptedError:
            stops += 1
            assert vault.pieces.read("name") in {before, after}
            vault.left = 10_000
            vault.pieces.write("name", "end")
            assert vault.held == {"name": "end"}
    assert stops > 200


@pytest.mark.usefixtures("chain")
def test_the_index_tells_no_secret_and_a_damaged_one_is_none() -> None:
    write_all()
    place = Path(keychain_index.index_file())
    content = json.loads(place.read_text())
    assert {entry["session"] for entry in content["entries"].values()} == {"acme"}
    for damaged in (b"", b"[]", b'{"entries": 1}', b'{"entries": {"sso/x": {}}}', b"\xff"):
        place.write_bytes(damaged)
        assert keychain_index.read() == {}
        assert sso_cache.read_token(ACME) == token()
