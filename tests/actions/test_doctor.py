"""What the doctor finds, what it leaves alone, and what its repairs change."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssotui.actions.doctor.environment_checks import _clipboard
from ssotui.actions.doctor.examination import examine
from ssotui.actions.files import undo
from ssotui.actions.keys.write import write_credentials
from ssotui.actions.settings.loading import Loaded, load
from ssotui.aws.config.merged_files import read_files
from ssotui.model.clock import format_timestamp
from ssotui.model.credentials import Outgoing, RoleCredentials
from ssotui.model.errors import UnusableFile
from ssotui.model.findings import Diagnosis, Finding
from ssotui.model.profile import Severity
from ssotui.model.secret import Secret
from ssotui.storage.settings import settings_file
from tests.aws.test_provider_chain import ENV_KEYS, KEYS, LEGACY, SSO
from tests.support.clock import FrozenClock
from tests.support.home import Home

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")

SESSION = "[sso-session acme]\nsso_start_url = https://a.awsapps.com/start\nsso_region = us-east-1\n"
QUIET = {"AWS_EC2_METADATA_DISABLED": "true"}
KEY_ID = "AKIAIOSFODNN7EXAMPLE"


def look(clock: FrozenClock, environ: Mapping[str, str] | None = None) -> Diagnosis:
    return examine(Loaded(), clock(), QUIET | dict(environ or {}))


def codes(diagnosis: Diagnosis) -> list[str]:
    return [finding.code for finding in diagnosis.findings]


def only(diagnosis: Diagnosis, code: str) -> Finding:
    (finding,) = (finding for finding in diagnosis.findings if finding.code == code)
    assert finding.message
    assert finding.fix
    return finding


def test_an_empty_home_is_well_and_stays_empty(home: Home, clock: FrozenClock) -> None:
    diagnosis = look(clock)
    assert (diagnosis.winner, diagnosis.shadowed) == (None, ())
    assert codes(diagnosis) == ["no-credentials"]
    assert list(home.root.iterdir()) == []


def test_files_that_variables_name_by_nothing(home: Home, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", "")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "")
    home.root.chmod(0o755)
    monkeypatch.chdir(home.root)
    found = codes(look(clock))
    assert "no-credentials" in found
    assert "lax-permissions" not in found
    assert list(home.root.iterdir()) == []


def test_a_sound_home_has_no_findings(home: Home, clock: FrozenClock) -> None:
    home.config(f"[default]\n{SSO}{SESSION}")
    diagnosis = look(clock)
    assert diagnosis.winner
    assert (diagnosis.winner.method, diagnosis.winner.profile) == ("sso", "default")
    assert (diagnosis.shadowed, diagnosis.findings) == ((), ())


class TestEnvironment:
    def test_keys_shadow_the_profile(self, home: Home, clock: FrozenClock) -> None:
        home.config(f"[profile dev]\n{SSO}{SESSION}")
        diagnosis = look(clock, ENV_KEYS | {"AWS_PROFILE": "dev"})
        assert diagnosis.winner
        assert diagnosis.winner.method == "env"
        assert [found.profile for found in diagnosis.shadowed] == ["dev"]
        finding = only(diagnosis, "keys-shadow-profile")
        assert "AWS_PROFILE = dev" in finding.message
        assert "unset AWS_ACCESS_KEY_ID" in finding.fix
        assert str(finding.place) == "AWS_ACCESS_KEY_ID"
        assert KEY_ID not in repr(diagnosis)

    @pytest.mark.parametrize(
        ("environ", "code"),
        [
            ({"AWS_PROFILE": "nobody"}, "profile-unknown"),
            ({"AWS_PROFILE": ""}, "profile-unknown"),
            ({"AWS_ACCESS_KEY_ID": "A"}, "keys-incomplete"),
            (ENV_KEYS | {"AWS_PROFILE": "nobody"}, "profile-unknown"),
        ],
    )
    def test_aws_stops_before_it_looks(
        self, home: Home, clock: FrozenClock, environ: dict[str, str], code: str
    ) -> None:
        home.config(f"[default]\n{SSO}{SESSION}")
        diagnosis = look(clock, environ)
        assert diagnosis.winner is None
        assert only(diagnosis, code).severity is Severity.ERROR

    @pytest.mark.parametrize(
        ("ends", "code"),
        [
            (timedelta(seconds=-5), "keys-expired"),
            (timedelta(seconds=5), None),
            ("2026-11-23T13:00:00", "keys-expiration"),
            ("soon", "keys-expiration"),
        ],
    )
    def test_the_end_of_the_keys(self, clock: FrozenClock, ends: timedelta | str, code: str | None) -> None:
        text = ends if isinstance(ends, str) else format_timestamp(clock() + ends)
        found = codes(look(clock, ENV_KEYS | {"AWS_CREDENTIAL_EXPIRATION": text}))
        assert found == ([code] if code else [])

    @pytest.mark.parametrize(
        ("environ", "code"),
        [
            ({"AWS_SESSION_TOKEN": "t"}, "keys-left-over"),
            ({"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-west-2"}, "region-variables-differ"),
            ({"AWS_REGION": "us-east-1"}, "region-only-cli"),
            ({"AWS_CA_BUNDLE": "/nowhere"}, "ca-bundle-nowhere"),
            ({"AWS_ENDPOINT_URL": "http://localhost:4566"}, "endpoint-for-all"),
            (
                {"AWS_ENDPOINT_URL": "http://localhost:4566", "AWS_ENDPOINT_URL_SSO": "http://localhost:1"},
                "endpoint-for-all",
            ),
            ({"AWS_DEFAULT_REGION": "us-esat-1"}, "region-unknown"),
        ],
    )
    def test_one_variable_one_finding(self, home: Home, clock: FrozenClock, environ: dict[str, str], code: str) -> None:
        home.config(f"[default]\n{SSO}{SESSION}")
        assert codes(look(clock, environ)) == [code]

    def test_variables_that_contradict_each_other(self, home: Home, clock: FrozenClock) -> None:
        home.config(f"[profile a]\n{SSO}[profile b]\n{SSO}{SESSION}")
        finding = only(look(clock, {"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"}), "profile-variables-differ")
        assert "AWS CLI v2 takes AWS_PROFILE = a" in finding.message

    def test_a_config_file_that_is_nowhere(self, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_CONFIG_FILE", "~/nowhere")
        assert "no config file: ~/nowhere" in only(look(clock, dict(os.environ)), "file-nowhere").message
        monkeypatch.setenv("AWS_CONFIG_FILE", "")
        assert "it is empty" in only(look(clock, dict(os.environ)), "file-nowhere").message
        monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)  # how one says that there is none
        assert "file-nowhere" not in codes(look(clock, dict(os.environ)))

    def test_a_desktop_without_a_clipboard_program(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.platform", "linux")
        there = {"DISPLAY": ":0"}
        assert [finding.code for finding in _clipboard(there, lambda _: None)] == ["no-clipboard"]
        assert list(_clipboard(there, lambda name: "/x" if name == "xsel" else None)) == []
        assert list(_clipboard(there | {"SSH_TTY": "x"}, lambda _: None)) == []
        assert list(_clipboard({}, lambda _: None)) == []


class TestFilesAndSections:
    def test_a_file_that_aws_refuses_stops_everything(self, home: Home, clock: FrozenClock) -> None:
        home.config(f"[default]\n{SSO}{SESSION}[default]\nregion = x\n")
        diagnosis = look(clock)
        assert diagnosis.winner is None
        assert [found.profile for found in diagnosis.shadowed] == ["default"]
        errors = [finding for finding in diagnosis.findings if finding.severity is Severity.ERROR]
        assert len(errors) == 1  # not one for the file and another for the profile
        assert errors[0].place
        assert errors[0].place.line == 8

    def test_the_problems_of_every_profile(self, home: Home, clock: FrozenClock) -> None:
        home.config(f"[profile a]\nsso_session = nope\nsso_account_id = 111122223333\nsso_role_name = R\n{SESSION}")
        finding = only(look(clock), "session-missing")
        assert finding.message.startswith("Profile a: ")
        assert str(finding.place) == f"{home.config_file}:2"

    def test_one_portal_in_two_regions(self, home: Home, clock: FrozenClock) -> None:
        other = "sso_start_url = https://A.awsapps.com/start/#/\nsso_region = eu-west-1\n"
        home.config(f"{SESSION}[sso-session b]\n{other}")
        finding = only(look(clock), "sessions-differ")
        assert "acme" in finding.message
        assert str(finding.place) == f"{home.config_file}:4"

    def test_legacy_profiles_that_a_session_covers(self, home: Home, clock: FrozenClock) -> None:
        legacy = "".join(f"[profile old{number}]\n{LEGACY}" for number in range(5))
        home.config(f"{legacy}{SESSION}")
        finding = only(look(clock), "legacy-profiles")
        assert finding.message.startswith("old0, old1, old2 and 2 more: ")
        assert finding.severity is Severity.NOTE
        home.config(legacy)
        assert "legacy-profiles" not in codes(look(clock))

    def test_broken_settings_are_findings(self, home: Home, clock: FrozenClock) -> None:
        home.write(settings_file(), "thme = 1\n")
        diagnosis = examine(load(), clock(), QUIET)
        assert only(diagnosis, "setting").place == (str(settings_file()), 1)

    def test_the_worst_comes_first(self, home: Home, clock: FrozenClock) -> None:
        home.config(f"[profile a]\n{LEGACY}[profile b]\nsso_session = nope\nsso_role_name = R\n{SESSION}")
        found = [
            finding.severity
            for finding in look(clock, {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-west-2"}).findings
        ]
        assert found == sorted(found, key=list(Severity).index)
        assert set(found) == set(Severity)


@posix
class TestRepairs:
    def test_lax_files_become_ours_alone(self, home: Home, clock: FrozenClock) -> None:
        home.config(f"[default]\n{SSO}{SESSION}").chmod(0o644)  # no secret in it
        home.credentials(f"[k]\n{KEYS}").chmod(0o644)
        for name in ("a.json", "b.json"):
            home.write(home.cli_cache / name, "{}").chmod(0o640)
        diagnosis = look(clock)
        assert codes(diagnosis) == ["lax-permissions", "lax-permissions"]
        first, second = (finding.repair for finding in diagnosis.findings)
        assert first
        assert second
        assert first.preview() == ("--- ~/.aws/credentials", "-mode 0644", "+mode 0600")
        assert len(second.preview()) == 6
        assert first.apply() == "~/.aws/credentials is for you alone now."
        assert second.apply() == "2 files are for you alone now."
        assert stat.S_IMODE(home.credentials_file.stat().st_mode) == 0o600
        assert stat.S_IMODE(home.config_file.stat().st_mode) == 0o644
        assert codes(look(clock)) == []

    def test_a_config_with_keys_is_as_secret_as_credentials(self, home: Home, clock: FrozenClock) -> None:
        home.config(f"[default]\n{KEYS}").chmod(0o604)
        assert codes(look(clock)) == ["lax-permissions"]

    def test_what_others_may_change(self, home: Home, clock: FrozenClock) -> None:
        home.config(f"[default]\n{SSO}{SESSION}").chmod(0o666)
        home.aws.chmod(0o775)
        diagnosis = look(clock)
        assert [finding.severity for finding in diagnosis.findings] == [Severity.ERROR] * 2
        for finding in diagnosis.findings:
            assert finding.repair
            finding.repair.apply()
        assert stat.S_IMODE(home.config_file.stat().st_mode) == 0o644
        assert stat.S_IMODE(home.aws.stat().st_mode) == 0o755

    def test_the_folders_of_aws_that_others_may_change_wherever_the_files_are(
        self, home: Home, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What older versions made under a careless umask: who may change a folder may replace what is in it."""
        for name in ("CONFIG", "SHARED_CREDENTIALS"):
            monkeypatch.setenv(f"AWS_{name}_FILE", str(home.root / name))
        home.write(home.root / "CONFIG", f"[default]\n{SSO}{SESSION}")
        home.sso_cache.mkdir(parents=True)
        folders = (home.aws, home.aws / "sso", home.sso_cache)
        for folder, mode in zip(folders, (0o777, 0o775, 0o702), strict=True):
            folder.chmod(mode)
        diagnosis = look(clock)
        found = {finding.place.path for finding in diagnosis.findings if finding.place}
        assert found == set(map(str, folders))
        for finding in diagnosis.findings:
            assert finding.severity is Severity.ERROR
            assert finding.repair
            finding.repair.apply()
        assert [stat.S_IMODE(folder.stat().st_mode) for folder in folders] == [0o755, 0o755, 0o700]
        assert codes(look(clock)) == []

    def test_an_orphan_goes_and_others_stay(self, home: Home, clock: FrozenClock) -> None:
        home.config(SESSION)
        content = '{"startUrl": "https://x/start", "accessToken": "hidden", "expiresAt": "2027-01-01T00:00:00Z"}'
        orphan = home.write(home.sso_cache / f"{'a' * 40}.json", content)
        foreign = home.write(home.sso_cache / "kiro-auth-token.json", "{}")
        finding = only(look(clock), "orphaned-token")
        assert "https://x/start" in finding.message
        assert finding.repair
        assert finding.repair.preview() == (f"--- ~/.aws/sso/cache/{orphan.name}", "+++ /dev/null")
        finding.repair.apply()
        assert not orphan.exists()
        assert foreign.exists()
        with pytest.raises(UnusableFile):
            finding.repair.apply()

    def test_keys_that_we_wrote_and_that_have_ended(self, home: Home, clock: FrozenClock) -> None:
        home.credentials(f"[mine]\n{KEYS}")
        for name in ("one", "two"):
            keys = RoleCredentials(Secret("ASIAEXAMPLE"), Secret("s3cret"), Secret("t0ken"), clock())
            write_credentials(Outgoing(name, keys), section=name)
        assert "expired-keys" not in codes(look(FrozenClock(clock() - timedelta(hours=1))))
        finding = only(look(clock), "expired-keys")
        assert finding.message == "[one], [two]: keys that ssotui wrote, and that have ended."
        assert finding.repair
        assert [line for line in finding.repair.preview() if line.startswith("-[")] == ["-[one]", "-[two]"]
        assert "Removed [one], [two]" in finding.repair.apply()
        assert home.credentials_file.read_text().rstrip() == f"[mine]\n{KEYS}".rstrip()
        assert "expired-keys" not in codes(look(clock))

    def test_what_contradicts_the_session_goes(self, home: Home, clock: FrozenClock) -> None:
        before = f"# mine\n[default]\n{SSO}# why\nsso_region = eu-west-1\nregion = us-east-2\n\n{SESSION}"
        home.config(before)
        finding = only(look(clock), "session-inconsistent")
        assert str(finding.place) == f"{home.config_file}:7"
        assert finding.repair
        assert "-sso_region = eu-west-1" in finding.repair.preview()
        assert home.config_file.read_text() == before
        assert finding.repair.apply() == "~/.aws/config is changed. It can be undone."
        assert home.config_file.read_text() == before.replace("sso_region = eu-west-1\n", "", 1)
        assert codes(look(clock)) == []
        undo.take_back(undo.preview().change)
        assert home.config_file.read_text() == before

    def test_legacy_profiles_move_to_the_session(self, home: Home, clock: FrozenClock) -> None:
        legacy = "".join(f"[profile old{number}]\n{LEGACY}region = eu-west-{number}\n" for number in range(1, 4))
        home.config(f"{legacy}{SESSION}")
        finding = only(look(clock), "legacy-profiles")
        assert finding.repair
        assert finding.repair.preview().count("+sso_session = acme") == 3
        finding.repair.apply()
        files = read_files(home.config_file, home.credentials_file)
        for number in range(1, 4):
            assert dict(files.profiles[f"old{number}"].values) == {
                "sso_session": "acme",
                "sso_account_id": "111122223333",
                "sso_role_name": "Admin",
                "region": f"eu-west-{number}",
            }
        assert home.config_file.read_text().endswith(SESSION)
        assert codes(look(clock)) == ["no-credentials"]

    @pytest.mark.parametrize("header", ["profiles a", "profile   a", 'profile "a"'])
    def test_a_header_is_written_as_every_sdk_wants_it(self, home: Home, clock: FrozenClock, header: str) -> None:
        before = f"# mine\r\n[{header}]\r\n{SSO}{SESSION}"
        home.write(home.config_file, before)
        finding = next(each for each in look(clock).findings if each.repair)
        assert finding.repair
        assert {f"-[{header}]", "+[profile a]"} <= {*finding.repair.preview()}
        finding.repair.apply()
        assert home.config_file.read_bytes().decode() == before.replace(f"[{header}]", "[profile a]")
        assert not [each for each in look(clock).findings if each.repair]

    def test_a_header_that_is_there_already_is_left_alone(self, home: Home, clock: FrozenClock) -> None:
        home.config(f"[profiles a]\n{SSO}[profile a]\n{SSO}{SESSION}")
        for finding in look(clock).findings:
            if finding.repair:
                with pytest.raises(UnusableFile, match="already"):
                    finding.repair.apply()

    def test_a_file_that_has_changed_since_is_left_alone(self, home: Home, clock: FrozenClock) -> None:
        home.config(f"[profile a]\n{LEGACY}[default]\n{SSO}sso_region = eu-west-1\n{SESSION}")
        repairs = [finding.repair for finding in look(clock).findings if finding.repair]
        assert len(repairs) == 2
        changed = f"\n[profile a]\n{LEGACY}[default]\n{SSO}sso_region = eu-west-1\n{SESSION}"
        home.config_file.write_text(changed)
        for repair in repairs:
            for act in (repair.preview, repair.apply):
                with pytest.raises(UnusableFile, match="has changed meanwhile"):
                    act()
        home.config_file.write_text(f"[default]\n{SSO}[default]\n")
        with pytest.raises(UnusableFile, match="cannot be read as a whole"):
            repairs[0].apply()

    def test_a_damaged_token_is_told_and_kept(self, home: Home, clock: FrozenClock) -> None:
        home.config(SESSION)
        path = home.write(home.sso_cache / f"{'b' * 40}.json", "{")
        os.utime(path, (0, 0))
        finding = only(look(clock), "damaged-token")
        assert finding.repair is None
        assert finding.fix == "Delete it if you know that nothing needs it."


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=200), st.binary(max_size=80))
def test_any_bytes_anywhere(home: Home, clock: FrozenClock, config: bytes, credentials: bytes, token: bytes) -> None:
    home.write(home.config_file, b"[default]\n" + config)
    home.write(home.credentials_file, credentials)
    os.utime(home.write(home.sso_cache / f"{'c' * 40}.json", token), (0, 0))
    for finding in look(clock).findings:
        assert finding.message
        assert finding.fix


@pytest.mark.timing
def test_ten_thousand_profiles_are_quick(home: Home, clock: FrozenClock) -> None:
    home.config(SESSION + "".join(f"[profile p{number}]\n{SSO}" for number in range(10_000)))
    began = time.process_time()
    look(clock)
    assert time.process_time() - began < 5


class TestSettingsOfClients:
    PROFILE = "sso_session = acme\nsso_account_id = 111122223333\nsso_role_name = Admin\n"

    @pytest.mark.parametrize(
        ("setting", "code", "said"),
        [
            ("ca_bundle = ~/ca.pem", "ca-bundle-nowhere", "ca_bundle names no file"),
            ("services = gone", "services-missing", "no section [services gone]"),
        ],
    )
    def test_what_stops_its_calls_is_found_at_its_line(
        self, home: Home, clock: FrozenClock, setting: str, code: str, said: str
    ) -> None:
        home.config(f"{SESSION}[profile p]\n{self.PROFILE}{setting}\n")
        finding = only(look(clock), code)
        assert said in finding.message
        assert finding.place
        assert home.config_file.read_text().splitlines()[finding.place.line - 1] == setting

    def test_two_of_a_session_that_differ_are_told_once(self, home: Home, clock: FrozenClock) -> None:
        more = "".join(f"[profile p{at}]\n{self.PROFILE}retry_mode = {mode}\n" for at, mode in enumerate("xyx"))
        home.config(f"{SESSION}{more}")
        finding = only(look(clock), "settings-differ")
        assert "retry_mode is not the same in p0 and p1" in finding.message

    def test_what_agrees_is_not_told(self, home: Home, clock: FrozenClock) -> None:
        home.config(f"{SESSION}[profile a]\n{self.PROFILE}retry_mode = standard\n[profile b]\n{self.PROFILE}")
        assert "settings-differ" not in codes(look(clock))
