"""Every function of ssotui that writes files, each with a home in which it has something to lose."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ssotui.actions.accounts import populate
from ssotui.actions.doctor import repairs
from ssotui.actions.files import undo
from ssotui.actions.keys import process_profiles, purge, write
from ssotui.actions.listing import ranking
from ssotui.actions.profiles import changing, new_profile, shell_setup
from ssotui.actions.serving import default_profile, written
from ssotui.actions.sign_in import cache_files, flow_choice, moving, new_session
from ssotui.aws.caches import keys_cache, registrations, sign_out, sso_cache, stores
from ssotui.model.accounts import Account, AccountRoles, Catalog, KnownAccount
from ssotui.model.credentials import Outgoing, RoleCredentials, RoleRef
from ssotui.model.profile import FilePlace
from ssotui.model.secret import Secret
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.sign_in import Flow, Registration
from ssotui.model.token import SsoSession, SsoToken
from ssotui.storage import keychain, profile_key_cache, state
from tests.support.keychain import SETTING

if TYPE_CHECKING:
    from ssotui.aws.caches.stores import SecretStore

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)
ACME = SsoSession("acme", "https://acme.awsapps.com/start", "us-east-1", ("sso:account:access",))
ROLE = RoleRef(ACME, "111122223333", "Admin")
ACCOUNT = Account(ACME, "111122223333", "Payments", "pay@example.com")

MINE = "[mine]\naws_access_key_id = AKIAMINE\naws_secret_access_key = mine\n"
CONFIG = f"""[sso-session acme]
sso_start_url = {ACME.start_url}
sso_region = us-east-1

[profile odd]
sso_start_url = {ACME.start_url}
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = ReadOnly
"""


def _keys(number: int = 1) -> RoleCredentials:
    text = f"{number}" * 8
    return RoleCredentials(Secret(f"ASIA{text}"), Secret(f"secret{text}"), Secret(f"token{text}"), SOON)


def _outgoing(name: str, number: int = 1) -> Outgoing:
    return Outgoing(name, _keys(number), "eu-west-1")


def _token(number: int = 1) -> SsoToken:
    return SsoToken(
        access_token=Secret(f"access{number}"),
        expires_at=SOON,
        start_url=ACME.start_url,
        region=ACME.region,
        refresh_token=Secret(f"refresh{number}"),
        client_id="client",
        client_secret=Secret("client-secret"),
        registration_expires_at=SOON,
    )


class Writer(NamedTuple):
    """A function that writes, and the home that it finds.

    Attributes:
        act: calls it.
        before: makes changes that are there already, each of which could be taken back before the next.
        files: the files of the home, by their paths in it.
        undoable: whether the change is one that a person can take back, so that what was there stays in a backup.
        reads: reads what was written as ssotui does: at each stop it has to be what was there, or what comes there.
        together: whether several files change as one: all of them or none.
    """

    act: Callable[[], object]
    before: tuple[Callable[[], object], ...] = ()
    files: Mapping[str, str] = {".aws/credentials": MINE, ".aws/config": CONFIG, "project/.env": "PASSWORD=mine\n"}
    undoable: bool = True
    reads: Callable[[], object] = lambda: None
    together: bool = False


def _env() -> Path:
    return Path("~/project/.env").expanduser()


def _first_write() -> object:
    return write.write_credentials(_outgoing("first"))


def _populate() -> object:
    listing = populate.Listing((AccountRoles(ACCOUNT, ("Admin", "Billing")),))
    return new_profile.apply(populate.plan(listing, ACME, "{account_name|slug}-{role|slug}").plan)


def _new_profile() -> object:
    pairs = [(ACCOUNT, "Admin")]
    return new_profile.apply(new_profile.plan(new_profile.proposals(pairs, "{account_name|slug}-{role|slug}")))


def _remember(name: str) -> None:
    catalog = Catalog(ACME, (KnownAccount(ACCOUNT._replace(name=name), ("Admin",), NOW),), NOW)
    state.edit(lambda kept: kept.set_catalog(catalog, NOW, whole=True))


def _registration(number: int) -> Registration:
    return Registration(f"client{number}", Secret(f"secret{number}"), SOON, Flow.DEVICE, ACME.scopes)


def _resolved(name: str) -> None:
    stamps = profile_key_cache.Stamps([])
    profile_key_cache.remember(name, stamps, ("file.json", "111122223333"))


def _credentials_file() -> str:
    return str(Path("~/.aws/credentials").expanduser())


def _config_file() -> str:
    return str(Path("~/.aws/config").expanduser())


def _without_key() -> object:
    return repairs.without_key(FilePlace(_credentials_file(), 2), "aws_access_key_id").apply()


def _with_session() -> object:
    repair = repairs.with_session([FilePlace(_config_file(), 5)], "acme")
    assert repair
    return repair.apply()


BOTH = {
    ".aws/credentials": f"{MINE}[ops]\nrole_arn = arn:aws:iam::111122223333:role/Ops\nsource_profile = mine\n",
    ".aws/config": CONFIG + "\n[profile mine]\nregion = eu-west-1\n",
}


def _rename(old: str, new: str) -> object:
    return changing.rename(changing.renaming(old, new), old, new)


def _delete(name: str) -> object:
    return changing.delete(changing.deletion(name), name)


BASHRC = {".bashrc": "alias mine=true\n", ".aws/config": CONFIG}


def _set_up_bash() -> object:
    return shell_setup.apply(shell_setup.plan({"SHELL": "/bin/bash"}, parent=1))


DEFAULT = {".aws/config": "[default]\nregion = eu-west-1\n", ".aws/credentials": MINE.replace("mine]", "default]")}


def _hide_default() -> None:
    """Make the copies in the home, so that what a stop leaves of them goes with it."""
    tempfile.tempdir = str(Path.home())
    with default_profile.hidden({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/"}):
        pass


def _write_due(path: Path | None = None) -> None:
    """Write keys of the role, to be renewed soon after."""
    outgoing = _outgoing("first")._replace(role=ROLE)
    write.write_credentials(outgoing, path=path, overwrite=True)


def _renew() -> None:
    """Renew all that is due, with newer keys that are at hand."""
    newer = _outgoing("first", 2)
    newer = newer._replace(role=ROLE, keys=newer.keys._replace(expires_at=SOON + timedelta(hours=1)))
    setattr(written, "obtain", lambda *_: newer)  # noqa: B010 - in the process of this one stop
    for outcome in written.renew(lambda: SOON - timedelta(minutes=5), lambda _: True):
        if outcome.error:
            raise outcome.error


IN_KEYCHAIN = {".config/ssotui/config.toml": SETTING}
ACME_TOKEN = moving.Misplaced(ACME, True, (moving.Kept(moving.TOKEN, sso_cache.file_name(ACME)),))


def _in_keychain() -> object:
    """What the index says, and what the keychain gives, to a process that has not read it before."""
    keychain._memory.clear()
    facts = stores.keychain_of_tokens(ACME).facts(sso_cache.file_name(ACME)) or {}
    return facts.get("digest"), sso_cache.read_token(ACME), keys_cache.read(ROLE, NOW)


def _anywhere() -> object:
    """The token that is in a file or in the keychain, and the same one if it is in both."""
    keychain._memory.clear()
    name, found = sso_cache.file_name(ACME), set()
    for store in (stores.files_of_tokens(), stores.keychain_of_tokens(ACME)):
        with contextlib.suppress(FileNotFoundError):
            found.add(store.read(name))
    return found


def _token_in(store: Callable[[], SecretStore]) -> None:
    """Put a token there, whatever the settings say."""
    sso_cache.write_token(ACME, _token(1))
    name = sso_cache.file_name(ACME)
    data = stores.of_tokens(ACME).read(name)
    stores.of_tokens(ACME).delete(name)
    store().write(name, data)


WRITERS: Mapping[str, Writer] = {
    "write: credentials file": Writer(_first_write),
    "write: a second time": Writer(lambda: write.write_credentials(_outgoing("second", 2)), (_first_write,)),
    "write: .env, over mine": Writer(lambda: write.write_credentials(_outgoing("a"), path=_env(), overwrite=True)),
    "write: a new .json": Writer(lambda: write.write_credentials(_outgoing("a"), path=_env().with_name("k.json"))),
    "write: .envrc": Writer(lambda: write.write_credentials(_outgoing("a"), path=_env().with_name(".envrc"))),
    "write: many": Writer(lambda: write.write_many([_outgoing("a"), _outgoing("b", 2)]), (_first_write,)),
    "undo": Writer(lambda: undo.take_back(undo.preview().change), (_first_write,)),
    "undo of undo": Writer(
        lambda: undo.take_back(undo.preview().change),
        (_first_write, lambda: undo.take_back(undo.preview().change)),
    ),
    "undo of a new file": Writer(
        lambda: undo.take_back(undo.preview().change),
        (lambda: write.write_credentials(_outgoing("a"), path=_env().with_name("k.json")),),
    ),
    "undo in .env": Writer(
        lambda: undo.take_back(undo.preview().change),
        (lambda: write.write_credentials(_outgoing("a"), path=_env(), overwrite=True),),
    ),
    "purge": Writer(lambda: purge.purge(SOON + timedelta(hours=1)), (_first_write,)),
    "populate": Writer(_populate),
    "new profile": Writer(_new_profile),
    "new session": Writer(lambda: new_session.write(ACME._replace(name="other"))),
    "credential_process profile": Writer(lambda: process_profiles.plan("odd", "odd-process").apply()),
    "doctor: remove a key": Writer(_without_key),
    "doctor: name the session": Writer(_with_session),
    "doctor: permissions": Writer(lambda: repairs.tightening([_env()], 0o077).apply(), undoable=False),
    "doctor: delete": Writer(lambda: repairs.deletion(_env()).apply(), undoable=False),
    "state: theme": Writer(
        lambda: state.edit(lambda kept: kept.set_theme("light")),
        (lambda: state.edit(lambda kept: kept.set_theme("dark")),),
        undoable=False,
    ),
    "state: favourites": Writer(
        lambda: state.edit(lambda kept: kept.set_favourites(["b"], favourite=True)),
        (lambda: state.edit(lambda kept: kept.set_favourites(["a"], favourite=True)),),
        undoable=False,
    ),
    "state: sort order": Writer(lambda: state.edit(lambda kept: kept.set_sort("profiles", "time")), undoable=False),
    "state: flow": Writer(lambda: flow_choice.keep(ACME, Flow.DEVICE), undoable=False),
    "state: sign-in": Writer(lambda: state.edit(lambda kept: kept.set_sign_in(ACME, NOW, SOON)), undoable=False),
    "state: recent use": Writer(lambda: ranking.remember_use(NOW, profile="a"), undoable=False),
    "state: accounts": Writer(
        lambda: _remember("Payments"),
        (lambda: _remember("Old name"),),
        undoable=False,
    ),
    "token cache": Writer(
        lambda: sso_cache.write_token(ACME, _token(2)),
        (lambda: sso_cache.write_token(ACME, _token(1)),),
        undoable=False,
    ),
    "keys cache": Writer(
        lambda: keys_cache.write(ROLE, _keys(2)), (lambda: keys_cache.write(ROLE, _keys(1)),), undoable=False
    ),
    "registrations": Writer(
        lambda: registrations.write(ACME, _registration(2)),
        (lambda: registrations.write(ACME, _registration(1)),),
        undoable=False,
    ),
    "profile keys": Writer(lambda: _resolved("b"), (lambda: _resolved("a"),), undoable=False),
    "delete a cache file": Writer(
        lambda: cache_files.delete_entry(CacheEntry(EntryKind.TOKEN, str(sso_cache.path_of(ACME)))),
        (lambda: sso_cache.write_token(ACME, _token(1)),),
        undoable=False,
    ),
    "sign out: token": Writer(
        lambda: sign_out.delete_token(ACME), (lambda: sso_cache.write_token(ACME, _token(1)),), undoable=False
    ),
    "sign out: keys": Writer(
        lambda: sign_out.delete_keys([ROLE]), (lambda: keys_cache.write(ROLE, _keys(1)),), undoable=False
    ),
    "keychain: token": Writer(
        lambda: sso_cache.write_token(ACME, _token(2)),
        (lambda: sso_cache.write_token(ACME, _token(1)),),
        IN_KEYCHAIN,
        undoable=False,
        reads=_in_keychain,
    ),
    "keychain: keys": Writer(
        lambda: keys_cache.write(ROLE, _keys(2)),
        (lambda: sso_cache.write_token(ACME, _token(1)),),
        IN_KEYCHAIN,
        undoable=False,
        reads=_in_keychain,
    ),
    "keychain: sign out": Writer(
        lambda: sign_out.delete_token(ACME),
        (lambda: sso_cache.write_token(ACME, _token(1)),),
        IN_KEYCHAIN,
        undoable=False,
        reads=_in_keychain,
    ),
    "keychain: move there": Writer(
        ACME_TOKEN.move,
        (lambda: _token_in(stores.files_of_tokens),),
        IN_KEYCHAIN,
        undoable=False,
        reads=_anywhere,
    ),
    "keychain: move back": Writer(
        ACME_TOKEN._replace(to_keychain=False).move,
        (lambda: _token_in(lambda: stores.keychain_of_tokens(ACME)),),
        undoable=False,
        reads=_anywhere,
    ),
    "rename a profile": Writer(lambda: _rename("mine", "yours"), files=BOTH, together=True),
    "rename: undo": Writer(
        lambda: undo.take_back(undo.preview().change),
        (lambda: _rename("mine", "yours"),),
        BOTH,
        together=True,
    ),
    "delete a profile": Writer(lambda: _delete("mine"), files=BOTH, together=True),
    "set up the shell": Writer(_set_up_bash, files=BASHRC),
    "hide the default profile": Writer(_hide_default, files=DEFAULT, undoable=False),
    "renew: credentials file": Writer(_renew, (_write_due,), undoable=False),
    "renew: .env": Writer(_renew, (lambda: _write_due(_env()),), undoable=False),
    "state: console": Writer(
        lambda: state.edit(lambda kept: kept.remember_console("s3", "eu-west-1")),
        (lambda: state.edit(lambda kept: kept.remember_console("ec2", "us-east-1")),),
        undoable=False,
    ),
    "state: palette": Writer(
        lambda: state.edit(lambda kept: kept.remember_pick("theme.nord")),
        (lambda: state.edit(lambda kept: kept.remember_pick("copy.fish")),),
        undoable=False,
    ),
    "credential_process profiles": Writer(
        lambda: process_profiles.TwinPlan((process_profiles.Twin("odd-process", "odd", None),)).apply()
    ),
}

WRITING_MODULES = frozenset(
    {
        "actions/accounts/account_listing.py",
        "actions/doctor/keychain_checks.py",
        "actions/doctor/repairs.py",
        "actions/files/secret_files.py",
        "actions/keys/process_profiles.py",
        "actions/keys/purge.py",
        "actions/keys/write.py",
        "actions/listing/ranking.py",
        "actions/profiles/changing.py",
        "actions/profiles/new_profile.py",
        "actions/profiles/shell_setup.py",
        "actions/serving/default_profile.py",
        "actions/serving/written.py",
        "actions/sign_in/cache_files.py",
        "actions/sign_in/flow_choice.py",
        "actions/sign_in/moving.py",
        "actions/sign_in/new_session.py",
        "actions/sign_in/signing_in.py",
        "actions/sign_in/tokens.py",
        "aws/caches/keys_cache.py",
        "aws/caches/registrations.py",
        "aws/caches/sign_out.py",
        "aws/caches/sso_cache.py",
        "tui/app.py",
        "tui/browser/sorting.py",
        "tui/keys/console_commands.py",
        "tui/shell/app_commands.py",
    }
)
"""The modules from which something is written. Whoever adds one adds its writers above."""
