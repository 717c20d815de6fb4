"""Written keys stay fresh: in sections and ``.env`` files that ssotui wrote, as long as nobody has changed them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ssotui.actions.keys.fetching import obtain, target_of_profile, target_of_role
from ssotui.actions.keys.write import write_credentials, write_many
from ssotui.actions.listing.inventory import read_inventory
from ssotui.actions.serving import written
from ssotui.actions.serving.written import renew
from ssotui.aws.caches import sso_cache
from ssotui.aws.config.ini import Document
from ssotui.model.clock import format_timestamp
from ssotui.model.credentials import Outgoing, RoleRef
from ssotui.model.errors import SignInNeeded
from ssotui.model.token import SsoSession
from ssotui.storage import undo
from tests.support import botocore_says
from tests.support.clock import FrozenClock
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal

SESSION = SsoSession("acme", ACME, "us-east-1")
CONFIG = f"""
    [sso-session acme]
    sso_start_url = {ACME}
    sso_region = us-east-1
    sso_registration_scopes = sso:account:access

    [profile dev]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = Admin
    region = eu-west-1
    """


def keys_of(clock: FrozenClock, role: str | None = None) -> Outgoing:
    if role:
        return obtain(target_of_role(RoleRef(SESSION, "111122223333", role)), clock)
    row = read_inventory().find("dev")
    assert row
    return obtain(target_of_profile(row.profile), clock)


def key_id(home: Home, section: str) -> str:
    found = Document(home.credentials_file.read_bytes()).find(section)
    assert found
    return found.values["aws_access_key_id"]


def test_sections_and_env_files_are_rewritten_in_one_write_each(
    signed_in: Portal, clock: FrozenClock, home: Home, tmp_path: Path
) -> None:
    env = tmp_path / ".env"
    env.write_text("A=1\n")
    home.credentials("[mine]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n")
    write_many([keys_of(clock), keys_of(clock, "ReadOnly")])
    write_credentials(keys_of(clock), path=env)
    written_last = undo.last()
    before = home.credentials_file.read_bytes()
    clock.advance(timedelta(minutes=49, seconds=59))
    assert renew(clock, lambda _: True) == []
    assert home.credentials_file.read_bytes() == before

    clock.advance(1)
    renewed = renew(clock, lambda _: True)

    ends = clock() + timedelta(hours=1)
    assert sorted(each.where for each in renewed) == sorted(
        [f"[111122223333-ReadOnly] in {home.credentials_file}".replace(str(home.root), "~"),
         f"[dev-keys] in {home.credentials_file}".replace(str(home.root), "~"), str(env)]
    )  # fmt: skip
    assert {each.ends for each in renewed} == {ends}
    text = home.credentials_file.read_text()
    assert text.startswith("[mine]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n")
    assert text.count(f"expires {format_timestamp(ends)}") == 2
    for section in ("dev-keys", "111122223333-ReadOnly"):
        assert signed_in.issued(key_id(home, section))
    assert botocore_says.keys_of("dev-keys")["AccessKeyId"] == key_id(home, "dev-keys")
    assert env.read_text().startswith(f"A=1\n# written by ssotui; expires {format_timestamp(ends)}\n")
    assert key_id(home, "dev-keys") in env.read_text()
    assert undo.last() == written_last  # what a person did last is still what they can take back
    assert renew(clock, lambda _: True) == []
    clock.advance(timedelta(hours=3))  # and again, also after the end
    assert {each.ends for each in renew(clock, lambda _: True)} == {clock() + timedelta(hours=1)}


@pytest.mark.usefixtures("signed_in")
def test_what_somebody_changed_is_left_alone(clock: FrozenClock, home: Home, tmp_path: Path) -> None:
    env = tmp_path / ".env"
    write_many([keys_of(clock), keys_of(clock, "ReadOnly")])
    write_credentials(keys_of(clock), path=env)
    for path in (home.credentials_file, env):
        path.write_text(path.read_text().replace("eu-west-1", "eu-west-2"))
    changed = env.read_bytes()
    clock.advance(timedelta(minutes=55))
    assert [each.place.section for each in renew(clock, lambda _: True)] == ["111122223333-ReadOnly"]
    assert env.read_bytes() == changed
    home.credentials_file.unlink()
    env.unlink()
    assert renew(clock, lambda _: True) == []
    assert not home.credentials_file.exists()


def test_only_while_nobody_has_to_sign_in(signed_in: Portal, clock: FrozenClock, home: Home) -> None:
    write_credentials(keys_of(clock))
    before = home.credentials_file.read_bytes()
    sso_cache.path_of(SESSION).unlink()
    clock.advance(timedelta(minutes=55))
    (left,) = renew(clock, lambda _: True)
    assert isinstance(left.error, SignInNeeded)
    assert renew(clock, lambda target: target.name != "dev") == []  # nobody is asked about it
    assert home.credentials_file.read_bytes() == before
    home.token("acme", signed_in.issue_token(ACME))
    assert renew(clock, lambda _: True)[0].ends
    home.config("")
    clock.advance(timedelta(minutes=55))
    assert written.places() == []  # the config knows its session no more
