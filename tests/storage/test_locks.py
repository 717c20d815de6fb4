"""Locks: removed by their holder, taken over from the dead, and respected by every writer of a cache."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from ssotui.aws import environment
from ssotui.aws.caches import keys_cache, registrations, sign_out, sso_cache
from ssotui.model.credentials import RoleCredentials, RoleRef
from ssotui.model.secret import Secret
from ssotui.model.sign_in import Flow, Registration
from ssotui.model.token import SsoSession, SsoToken
from ssotui.storage import locks, profile_key_cache, state
from ssotui.storage.folders import state_folder
from ssotui.storage.locks import StillHeld, locked, take_lock
from tests.support.clock import START

ACME = SsoSession("acme", "https://acme.awsapps.com/start", "us-east-1")
ROLE = RoleRef(ACME, "111122223333", "Admin")
SOON = START + timedelta(hours=1)


def test_a_lock_file_that_its_last_holder_removes_meanwhile_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock on a file that has no name any more would be no lock: the next one takes another file's."""
    place = tmp_path / "lock"
    lock, rounds = locks._locked, list[int]()

    def and_the_holder_removes_it(handle: int) -> bool:
        if not rounds:
            place.unlink()
        rounds.append(handle)
        return lock(handle)

    monkeypatch.setattr(locks, "_locked", and_the_holder_removes_it)
    with take_lock(place, seconds=0):
        assert len(rounds) == 2
        with pytest.raises(StillHeld):
            take_lock(place, seconds=0)
    take_lock(place, seconds=0).release(remove=True)
    assert not place.exists()


def test_a_lock_file_of_somebody_else_is_not_removed(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    held = take_lock(place, seconds=0)
    place.unlink()  # by a person's hand
    with take_lock(place, seconds=0):
        held.release(remove=True)
        assert place.exists()


KEYS = RoleCredentials(Secret("ASIA"), Secret("secret"), Secret("token"), SOON)
TOKEN = SsoToken(access_token=Secret("token"), expires_at=SOON, start_url=ACME.start_url, region=ACME.region)


@pytest.mark.parametrize(
    ("path", "write"),
    [
        (lambda: Path(environment.cli_cache()) / keys_cache.file_name(ROLE), lambda: keys_cache.write(ROLE, KEYS)),
        (
            lambda: Path(environment.sso_cache()) / registrations.file_name(ACME),
            lambda: registrations.write(ACME, Registration("id", Secret("secret"), SOON, Flow.DEVICE, ())),
        ),
        (lambda: sso_cache.path_of(ACME), lambda: sso_cache.write_token(ACME, TOKEN)),
        (lambda: sso_cache.path_of(ACME), lambda: sign_out.delete_token(ACME)),
        (state.state_file, lambda: state.edit(lambda kept: kept.set_theme("dark"))),
        (
            lambda: state_folder() / "resolved.json",
            lambda: profile_key_cache.remember("dev", profile_key_cache.Stamps([]), ("file.json", None)),
        ),
    ],
    ids=["keys", "registration", "token", "sign out", "state", "profile keys"],
)
def test_every_writer_of_a_cache_waits_for_the_one_before(
    path: Callable[[], Path], write: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "LOCK_SECONDS", 0.0)
    path().parent.mkdir(parents=True)
    with locked(path()), pytest.raises(locks.Busy, match="Another ssotui has been changing"):
        write()
    write()


def test_the_keys_of_a_role_that_are_being_written_are_left_by_a_sign_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LOCK_SECONDS", 0.0)
    keys_cache.write(ROLE, KEYS)
    with locked(Path(environment.cli_cache()) / keys_cache.file_name(ROLE)):
        assert sign_out.delete_keys([ROLE]) == 0
    assert sign_out.delete_keys([ROLE]) == 1
