"""``--min-left`` and ``--fresh``, wherever keys go out; and what is said of keys that do not last long."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from ssotui.actions.keys.fetching import FRESH, fetch
from ssotui.aws.caches import keys_cache
from ssotui.model.credentials import RoleCredentials, RoleRef
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession
from tests.support.clock import FrozenClock
from tests.support.commands import Ran, Ssotui
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal

CACHED = "ASIACACHED"
SESSION = SsoSession("acme", ACME, "us-east-1", ("sso:account:access",))
ROLE = RoleRef(SESSION, "111122223333", "ReadOnly")
CONFIG = f"""
[sso-session acme]
sso_start_url = {ACME}
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile one]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = ReadOnly
region = eu-west-1

[profile deploy]
role_arn = arn:aws:iam::444455556666:role/Deploy
source_profile = one
region = eu-west-1
"""

Cache = Callable[[float], None]


@pytest.fixture
def cache(home: Home, portal: Portal, present: FrozenClock) -> Cache:
    """Caches keys that last for so many minutes from now."""
    home.config(CONFIG)
    home.token("acme", portal.issue_token(ACME))

    def cache(minutes: float) -> None:
        ends = present() + timedelta(minutes=minutes)
        keys = RoleCredentials(Secret(CACHED), Secret("s"), Secret("t"), ends, ROLE.account_id, ROLE.role_name)
        home.keys("acme", keys)

    return cache


SHOW = ["sh", "-c", "echo $AWS_ACCESS_KEY_ID"]


@pytest.fixture(params=["creds", "exec", "use --keys", "credential-process"])
def keys(request: pytest.FixtureRequest, ssotui: Ssotui, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Get the keys by each of the commands."""
    # In this process, which `exec` would replace.
    monkeypatch.setenv("SSOTUI_DEMO", "1")
    match request.param:
        case "creds":
            return lambda *options: ssotui("creds", "one", *options)
        case "exec":
            return lambda *options: ssotui("exec", *options, "one", "--", *SHOW)
        case "use --keys":
            return lambda *options: ssotui("use", "one", "--keys", *options)
        case _:
            return lambda *options: ssotui("credential-process", "one", *options)


class TestWhichKeys:
    @pytest.mark.parametrize(
        "case",
        [
            (16, [], True),
            (14, [], False),
            (16, ["--min-left", "30"], False),
            (31, ["--min-left", "30"], True),
            (31, ["--min-left=30"], True),
            (6, ["--min-left", "5"], True),
            (1, ["--min-left", "0"], True),
            (59, ["--fresh"], False),
        ],
    )
    def test_the_cached_ones_only_if_they_last_so_long(
        self, keys: Callable[..., Ran], cache: Cache, portal: Portal, case: tuple[float, list[str], bool]
    ) -> None:
        cached, options, from_cache = case
        cache(cached)
        done = keys(*options)
        assert done.code == 0, done.err
        assert (CACHED in done.out) == from_cache
        assert portal.requests.count("GetRoleCredentials") == (0 if from_cache else 1)

    def test_new_ones_are_cached_for_the_next(self, keys: Callable[..., Ran], cache: Cache, portal: Portal) -> None:
        cache(20)
        keys("--fresh")
        portal.requests.clear()
        assert CACHED not in keys("--min-left", "50").out
        assert portal.requests.count("GetRoleCredentials") == 0

    @pytest.mark.parametrize("wrong", ["soon", "-1", "721", "1.5", ""])
    def test_what_is_no_time_is_a_usage_error(self, keys: Callable[..., Ran], cache: Cache, wrong: str) -> None:
        cache(20)
        done = keys(f"--min-left={wrong}")
        assert (done.code, done.out) == (2, "")
        assert "minutes" in done.err

    def test_both_at_once_are_a_usage_error(self, keys: Callable[..., Ran], cache: Cache) -> None:
        cache(20)
        assert keys("--min-left", "5", "--fresh").code == 2

    def test_a_profile_in_use_has_no_keys_to_last(self, ssotui: Ssotui, cache: Cache) -> None:
        cache(20)
        done = ssotui("use", "one", "--fresh")
        assert (done.code, "Add --keys." in done.err) == (2, True)


class TestChains:
    @pytest.mark.usefixtures("cache")
    def test_fresh_keys_are_fresh_all_the_way(self, portal: Portal, present: FrozenClock, ssotui: Ssotui) -> None:
        assert present
        for options, asked in (([], (1, 1)), ([], (0, 0)), (["--fresh"], (1, 1)), (["--min-left", "61"], (0, 1))):
            portal.requests.clear()
            assert ssotui("creds", "deploy", *options).code == 0
            assert (portal.requests.count("GetRoleCredentials"), portal.requests.count("AssumeRole")) == asked


class TestWhatIsSaid:
    @pytest.mark.parametrize("case", [(16.5, "16m"), (58.5, "58m"), (59.9, ""), (120.0, "")])
    def test_of_keys_that_last_under_an_hour(
        self,
        ssotui: Ssotui,
        cache: Cache,
        monkeypatch: pytest.MonkeyPatch,
        case: tuple[float, str],
    ) -> None:
        cached, said = case
        monkeypatch.setenv("SSOTUI_DEMO", "1")
        cache(cached)
        done = ssotui("exec", "one", "--", "true")
        assert done.err == (f"The keys of one last {said}.\n" if said else "")

    @pytest.mark.parametrize("command", ["creds", "exec", "use --keys"])
    def test_of_new_keys_that_last_less_than_asked_for(
        self,
        ssotui: Ssotui,
        cache: Cache,
        portal: Portal,
        monkeypatch: pytest.MonkeyPatch,
        command: str,
    ) -> None:
        monkeypatch.setenv("SSOTUI_DEMO", "1")
        cache(20)
        portal.switches.keys_lifetime = timedelta(minutes=30, seconds=30)
        done = ssotui(*command.split(), "--min-left", "45", "one", *(["--", "true"] if command == "exec" else []))
        assert done.code == 0
        assert done.err.startswith(
            "The keys of one last 30m, less than the 45m asked for: this role's keys never last longer.\n"
        )

    def test_an_sdk_is_told_nothing(self, ssotui: Ssotui, cache: Cache) -> None:
        cache(16)
        assert ssotui("credential-process", "one").err == ""


def test_by_the_action(cache: Cache, portal: Portal, present: FrozenClock) -> None:
    cache(20)
    assert fetch(ROLE, present).access_key_id.reveal() == CACHED
    assert fetch(ROLE, present, min_left=timedelta(minutes=19)).access_key_id.reveal() == CACHED
    fresh = fetch(ROLE, present, min_left=FRESH)
    assert portal.issued(fresh.access_key_id.reveal())
    assert keys_cache.read(ROLE, present()) == fresh


def test_the_profile_may_be_kept_for_programs_that_want_it(
    ssotui: Ssotui,
    cache: Cache,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSOTUI_DEMO", "1")
    monkeypatch.setenv("AWS_PROFILE", "another")
    cache(60)
    show = ["sh", "-c", "echo $AWS_PROFILE $AWS_ACCESS_KEY_ID"]
    assert ssotui("exec", "one", "--", *show).out == f"{CACHED}\n"
    assert ssotui("exec", "--keep-profile", "one", "--", *show).out == f"one {CACHED}\n"
    assert ssotui("exec", "one", "--keep-profile", "--", *show).out == f"one {CACHED}\n"


def test_a_loop_is_seen_with_options_too(ssotui: Ssotui, home: Home) -> None:
    home.config(
        """
        [profile a]
        credential_process = ssotui credential-process b --min-left 30
        [profile b]
        credential_process = /usr/bin/ssotui credential-process --fresh a
        """
    )
    done = ssotui("credential-process", "a")
    assert done.code == 5
    assert "from itself" in done.err


def test_json_is_of_the_fresh_ones(ssotui: Ssotui, cache: Cache, portal: Portal) -> None:
    cache(20)
    shown = json.loads(ssotui("creds", "one", "--format", "json", "--fresh").out)
    assert portal.issued(shown["AccessKeyId"])
