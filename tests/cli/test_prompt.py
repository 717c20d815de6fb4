"""``ssotui prompt``: what a shell uses, in one short segment."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssotui.actions.listing.prompt import FIELDS, UnknownField, segment
from ssotui.actions.listing.prompt_at_once import facts_at_once
from ssotui.actions.listing.prompt_facts import find_facts
from ssotui.aws.caches import keys_cache, sso_cache
from ssotui.cli.parser import parser_of
from ssotui.model.clock import format_timestamp, utc_now
from ssotui.model.credentials import RoleCredentials, RoleRef
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession
from ssotui.storage.folders import settings_path
from tests.support.commands import Ssotui
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal

CONFIG = f"""\
[sso-session acme]
sso_start_url = {ACME}
sso_region = us-east-1
[profile dev]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = ReadOnly
region = eu-west-1
[profile payments-prod]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = Admin
"""
HOUR = timedelta(hours=1)
SESSION = SsoSession("acme", ACME, "us-east-1")

pytestmark = pytest.mark.usefixtures("present")


@pytest.fixture(autouse=True)
def config(home: Home) -> None:
    home.config(CONFIG)


def said(ssotui: Ssotui, *args: str) -> str:
    """Print the segment by the long way, and by the one that a shell takes: both say the same, and write no file."""
    before = files(Path.home())
    first = ssotui("prompt", *args)
    assert (first.code, first.err) == (0, "")
    again = subprocess.run(
        [sys.executable, "-m", "ssotui", "prompt", *args], capture_output=True, text=True, check=True
    )
    assert again.stdout == first.out
    assert files(Path.home()) == before
    return first.out


def files(folder: Path) -> list[tuple[Path, int]]:
    return [(path, path.stat().st_mtime_ns) for path in sorted(folder.rglob("*")) if "__pycache__" not in path.parts]


def keys_for(left: timedelta, account: str = "111122223333", role: str = "ReadOnly") -> RoleCredentials:
    return RoleCredentials(Secret("ASIAPROMPT"), Secret("secret"), Secret("token"), utc_now() + left, account, role)


def test_the_profile_and_the_time_left(
    ssotui: Ssotui,
    home: Home,
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home.token("acme", portal.issue_token(ACME, lifetime=6 * HOUR + HOUR / 2))
    monkeypatch.setenv("AWS_PROFILE", "payments-prod")
    assert said(ssotui) == "payments-prod PROD ↻ 6h\n"
    home.keys("acme", keys_for(HOUR * 0.79, role="Admin"))
    assert said(ssotui) == "payments-prod PROD 47m\n"
    home.keys("acme", keys_for(HOUR / 10, role="Admin"))  # so little is left that they are fetched anew
    assert said(ssotui) == "payments-prod PROD ↻ 6h\n"
    template = "{profile}|{role}|{account_id}|{account}|{region}|{session}|{status}|{colour}|{{x}}"
    filled = "|Admin|111122223333|111122223333||acme|valid|red|{x}\n"
    assert said(ssotui, "--format", template) == f"payments-prod{filled}"
    monkeypatch.setenv("AWS_REGION", "eu-north-1")
    assert said(ssotui, "--format={region}") == "eu-north-1\n"


def test_a_renewable_token_never_shows_as_expired(
    ssotui: Ssotui,
    home: Home,
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "dev")
    assert said(ssotui) == "dev signed out\n"
    home.keys("acme", keys_for(HOUR / 2))
    assert said(ssotui) == "dev 29m\n"
    for lifetime, renewable, keys, text in (
        (-HOUR, True, -HOUR, "dev ↻ (renewable)"),
        (-HOUR, False, HOUR / 10, "dev 5m (valid)"),
        (-HOUR, False, -HOUR, "dev expired (expired)"),
        (3 * HOUR / 2, False, -HOUR, "dev 1h (valid)"),
    ):
        home.sso_cache.joinpath(sso_cache.file_name(SESSION)).unlink(missing_ok=True)
        sso_cache.write_token(SESSION, portal.issue_token(ACME, lifetime=lifetime, renewable=renewable))
        home.keys("acme", keys_for(keys))
        assert said(ssotui, "--format", "{profile}{? {left}} ({status})") == f"{text}\n"


def test_a_token_that_the_portal_has_refused_does_not_show_as_valid(
    ssotui: Ssotui,
    home: Home,
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = portal.issue_token(ACME, lifetime=6 * HOUR, renewable=False)
    home.token("acme", token)
    monkeypatch.setenv("AWS_PROFILE", "dev")
    assert said(ssotui) == "dev 5h\n"
    portal.revoke(token)
    assert ssotui("creds", "dev").code == 3
    assert said(ssotui) == "dev expired\n"


def test_nothing_is_said_where_no_profile_is_set(
    ssotui: Ssotui,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home.config(CONFIG.replace("profile dev", "default"))
    assert said(ssotui) == ""
    assert said(ssotui, "--format", "json") == ""
    monkeypatch.setenv("AWS_PROFILE", "default")
    assert said(ssotui) == "default signed out\n"


def test_a_profile_that_is_not_there_is_named(
    ssotui: Ssotui,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_PROFILE", "x\x1b[31m")
    assert said(ssotui) == "x\\x1b[31m not found\n"


def test_exported_keys_are_their_roles(
    ssotui: Ssotui,
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = portal.issue_keys(ACME, "111122223333", "ReadOnly")
    monkeypatch.setenv("AWS_PROFILE", "payments-prod")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys.access_key_id.reveal())
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", format_timestamp(utc_now() + HOUR / 2 + HOUR / 120))
    assert said(ssotui) == "exported keys 30m\n"
    keys_cache.write(RoleRef(SESSION, "111122223333", "ReadOnly"), keys)
    assert said(ssotui, "--format", "{name} {profile} {left}") == "ReadOnly dev 30m\n"
    monkeypatch.setenv("SSOTUI_KEYS", "payments-prod")
    assert said(ssotui) == "payments-prod PROD 30m\n"
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", format_timestamp(utc_now() - HOUR))
    assert said(ssotui) == "payments-prod PROD expired\n"
    monkeypatch.delenv("SSOTUI_KEYS")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOFNOBODY")
    monkeypatch.delenv("AWS_CREDENTIAL_EXPIRATION")
    assert said(ssotui) == "exported keys\n"


def test_served_keys_are_their_profiles(
    ssotui: Ssotui,
    home: Home,
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As in a shell that ``ssotui exec --serve`` runs, in which no profile is set."""
    home.token("acme", portal.issue_token(ACME))
    monkeypatch.setenv("SSOTUI_KEYS", "dev")
    assert said(ssotui) == ""  # of keys that are there no more
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/dev")
    assert said(ssotui, "--format", "{profile} {role}") == "dev ReadOnly\n"


def test_what_changes_is_said_at_once(
    ssotui: Ssotui,
    home: Home,
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "payments-prod")
    assert said(ssotui) == "payments-prod PROD signed out\n"
    home.token("acme", portal.issue_token(ACME, lifetime=3 * HOUR / 2))
    assert said(ssotui) == "payments-prod PROD ↻ 1h\n"
    home.write(Path(settings_path()), '[[environments]]\npattern = "*-Prod"\nlabel = "LIVE"\ncolour = "magenta"\n')
    assert said(ssotui) == "payments-prod LIVE ↻ 1h\n"
    assert said(ssotui, "--format", "zsh") == "%F{magenta}payments-prod LIVE%f ↻ 1h\n"
    home.config(CONFIG.replace("payments-prod", "other"))
    assert said(ssotui) == "payments-prod not found\n"


def test_each_format_has_what_its_reader_would_not_show_escaped(
    ssotui: Ssotui,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = "a#[fg=red]#{b}%F"
    home.config(f"[profile {name}]\nregion = eu-west-1\n")
    monkeypatch.setenv("AWS_PROFILE", name)
    assert said(ssotui, "--format", "starship") == f"{name}\n"
    assert said(ssotui, "--format", "tmux") == "#[fg=yellow]a##[fg=red]##{b}%F#[default]\n"
    assert said(ssotui, "--format", "zsh") == "%F{yellow}a#[fg=red]#{b}%%F%f\n"
    assert said(ssotui, "--format", "tmux:<{profile}>#S") == "<a##[fg=red]##{b}%F>#S\n"
    found = json.loads(said(ssotui, "--format", "json"))
    assert found == dict.fromkeys(FIELDS) | {
        "name": name,
        "profile": name,
        "region": "eu-west-1",
        "status": "unknown",
        "colour": "yellow",
    }


def test_optional_parts_go_with_what_is_empty() -> None:
    facts = {"name": "dev", "profile": "dev", "role": "Admin", "found": True}
    for template, text in {
        "{profile}{? ({role})}{? [{account}]}": "dev (Admin)",
        "{?{profile}/{role}/{label}}{?-}{profile}": "-dev",
        "{{{profile}}} {{?}}": "{dev} {?}",
    }.items():
        assert segment(template, facts, utc_now(), {}) == text


def test_a_mistake_in_a_template_is_told_and_fails_nothing(ssotui: Ssotui) -> None:
    for template in ("{nope}", "{name", "{name.__class__}", "{}", "{?{name}"):
        found = ssotui("prompt", "--format", template)
        assert (found.code, found.out) == (0, "")
        assert "{left}" in found.err
    found = ssotui("prompt", "--nope")
    assert (found.code, found.out) == (0, "")
    assert "--nope" in found.err


def test_the_help_names_every_field() -> None:
    shown = parser_of("prompt").format_help()
    assert all(f"{{{name}}}" in shown for name in FIELDS)


@given(st.text(alphabet="{}? ab", max_size=12))
def test_any_template_is_filled_or_refused(template: str) -> None:
    try:
        text = segment(template, {"name": "dev"}, utc_now(), {})
    except UnknownField:
        return
    assert text == " ".join(text.split())


def test_it_asks_nobody(
    ssotui: Ssotui,
    home: Home,
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home.token("acme", portal.issue_token(ACME, lifetime=-HOUR))
    monkeypatch.setenv("AWS_PROFILE", "dev")
    assert said(ssotui) == "dev ↻\n"
    assert not list(portal.requests)


CHAINS = f"""{CONFIG}
[profile chain]
role_arn = arn:aws:iam::444455556666:role/teams/Deploy
source_profile = dev
[profile twice]
role_arn = arn:aws:iam::444455556666:role/Second
source_profile = chain
[profile legacy]
sso_start_url = {ACME}
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = ReadOnly
[profile process]
credential_process = echo
"""


def test_ordinary_files_are_read_at_once(home: Home, portal: Portal) -> None:
    home.config(CHAINS)
    home.credentials(
        "[written]\naws_access_key_id = A\naws_secret_access_key = b\naws_session_token = c\n"
        f"x_security_token_expires = {format_timestamp(utc_now() + HOUR)}\n[static]\naws_access_key_id = A\n"
        "aws_secret_access_key = b\n"
    )
    home.token("acme", portal.issue_token(ACME, lifetime=6 * HOUR))
    home.token(ACME, portal.issue_token(ACME, lifetime=6 * HOUR))
    for name in ("dev", "payments-prod", "chain", "twice", "legacy", "process", "written", "static"):
        facts = facts_at_once({"AWS_PROFILE": name})
        assert facts == find_facts({"AWS_PROFILE": name})
        assert facts
        assert bool(facts["keys_end"]) is (name == "written")


def test_a_chain_has_the_clock_of_its_keys_or_of_its_session(
    ssotui: Ssotui,
    home: Home,
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home.config(CHAINS)
    home.token("acme", portal.issue_token(ACME, lifetime=6 * HOUR + HOUR / 2))
    monkeypatch.setenv("AWS_PROFILE", "chain")
    assert said(ssotui, "--format", "{profile} {account_id} {role} {left}") == "chain 444455556666 Deploy ↻ 6h\n"
    assert ssotui("creds", "chain", "--format", "json").code == 0
    assert said(ssotui) == "chain 59m\n"


LINES = (
    "[profile a]", "[profile b]", "[profile  a]", '[profile "a"]', "[profile x'a']", " [profile a]", "[default]", "[a]",
    "[sso-session a]", "[sso-session b]", "[DEFAULT]", "[oops", "sso_session = a", "sso_session = b", "  more = x",
    "sso_account_id = 111122223333", "sso_role_name = R", f"sso_start_url = {ACME}", "sso_region = us-east-1", "x",
    "role_arn = arn:aws:iam::444455556666:role/R", "source_profile = b", "source_profile = a", "region = eu-west-1",
    "# a", "REGION = eu-west-1", "region: b", "external_id = a", "credential_process = a", "aws_access_key_id = a",
    "aws_secret_access_key = a", "aws_session_token = a", "x_security_token_expires = 2026-11-23T12:00:00Z", "s3 =", "",
)  # fmt: skip
"""Lines of files, some of them odd, of which any mixture is read either way to the same facts."""

ORDINARY = (
    "[sso-session a]", f"sso_start_url = {ACME}", "sso_region = us-east-1", "[profile a]", "sso_session = a",
    "sso_account_id = 111122223333", "sso_role_name = R", "[profile b]", "source_profile = a",
    "role_arn = arn:aws:iam::444455556666:role/R",
)  # fmt: skip


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.sampled_from(LINES), max_size=8),
    st.lists(st.sampled_from(LINES), max_size=5),
    st.sampled_from(("before", "after", "within", "none")),
    st.sampled_from(("\n", "\r\n")),
)
def test_any_files_are_read_at_once_as_they_are_at_length(
    home: Home, config: list[str], credentials: list[str], place: str, end: str
) -> None:
    at = {"before": 0, "after": len(ORDINARY), "within": 7}.get(place)
    lines = config if at is None else [*ORDINARY[:at], *config, *ORDINARY[at:]]
    home.config_file.write_bytes(end.join(lines).encode())
    home.credentials(end.join(credentials))
    for name in ("a", "b"):
        at_once = facts_at_once({"AWS_PROFILE": name})
        assert at_once is None or at_once == find_facts({"AWS_PROFILE": name})


def test_with_a_keychain_the_files_tell_nothing(home: Home) -> None:
    home.write(Path(settings_path()), 'token_store = "keyring"\n')
    assert facts_at_once({"AWS_PROFILE": "dev"}) is None


@pytest.mark.parametrize(
    "text",
    [
        '[[environments]]\npattern = "x*"\nlabel = "X"\n[[environments]]\npattern = "*a*-P*d"\nlabel = \'L"\' # yes\n',
        '[[environments]]\npattern = "111122223333"\nlabel = "ID"\n',
        '[[environments]]\npattern = "payments-pro?"\nlabel = "ONE"\n',
        '[[environments]]\npattern = "*"\nlabel = "\\u0041"\n',
        '[[environments]]\npattern = "*"\n',
        '[[environments]]\npattern = "*"\nlabel = "A"\ncolour = "#12345"\n',
        '[[environments]]\npattern = "*"\nlabel = "A"\nlabel = "B"\n',
        'theme = "x"\n[[environments]]\npattern = "*"\nlabel = "A"\nconfirm = true\n[keymap]\n',
        'environments = [{ pattern = "*", label = "A" }]\n',
        '[[environments]]\npattern = "payments-prod*prod"\nlabel = "A"\n',
    ],
)
def test_any_settings_are_read_at_once_as_they_are_at_length(home: Home, text: str) -> None:
    home.write(Path(settings_path()), text)
    shell: Mapping[str, str] = {"AWS_PROFILE": "payments-prod"}
    assert facts_at_once(shell) in (None, find_facts(shell))
