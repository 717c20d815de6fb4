"""The commands: what they print, where they print it, and how they exit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from ssotui import __version__
from ssotui.export.formats import FORMATS
from tests.support import botocore_says
from tests.support.commands import Ssotui
from tests.support.failures import Failure
from tests.support.home import Home
from tests.support.organization import ORGANIZATION
from tests.support.portal import Portal
from tests.support.sandbox import Sandbox


def test_version_and_help(ssotui: Ssotui) -> None:
    assert ssotui("--version").out == f"ssotui {__version__}\n"
    shown = ssotui("--help")
    assert shown.code == 0
    assert "exit codes:" in shown.out
    for command in ("list", "status", "creds"):
        assert f"  {command} " in shown.out


@pytest.mark.parametrize(
    "args",
    [
        ["nonsense"],
        ["list", "--format", "xml"],
        ["creds", "--clear-after", "-1"],
        ["creds", "p", "--account", "1", "--role", "r"],
        ["creds", "--account", "111122223333"],
        ["status", "a", "b"],
        ["list", "--demo"],
        [],
    ],
)
def test_usage_errors_exit_with_2(ssotui: Ssotui, args: list[str]) -> None:
    failed = ssotui(*args)
    assert failed.code == 2
    assert failed.out == ""
    assert failed.err
    assert "Traceback" not in failed.err


@pytest.mark.parametrize(
    "args",
    [
        *([name, ""] for name in ("status", "creds", "use", "console", "credential-process")),
        *([name, ""] for name in ("login", "logout", "accounts")),
        ["exec", "", "--", "true"],
        ["login", "--profile", ""],
        ["creds", "--account", "", "--role", "r"],
        ["creds", "--account", "111122223333", "--role", "r", "--session="],
        ["credential-process", "p", "--install="],
    ],
)
def test_an_empty_name_is_not_one_that_is_left_out(
    ssotui: Ssotui, args: list[str], home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ``"$UNSET"`` leaves in a script must not have it go on with the default profile, or succeed."""
    home.credentials("[p]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n")
    monkeypatch.setenv("AWS_PROFILE", "p")
    failed = ssotui(*args)
    assert (failed.code, failed.out) == (2, "")
    assert " is empty." in failed.err
    assert len(failed.err.splitlines()) == (1 if args[0] == "credential-process" else 2)


@pytest.mark.parametrize(
    ("args", "says", "hint"),
    [
        (["statsu"], "There is no command 'statsu'.", "Did you mean status?"),
        (["Use"], "There is no command 'Use'.", "Did you mean use?"),
        (["\x1b[31m"], "There is no command '\\x1b[31m'.", "ssotui --help"),
        ([""], "There is no command ''.", "ssotui --help"),
        (["-V"], "There is no option '-V'.", "ssotui --help"),
        (["--format", "json", "list"], "The command comes first.", "ssotui --help"),
        (["--", "list"], "The command comes first.", "ssotui --help"),
        (["--demo", "--demo"], "The command comes first.", "ssotui --help"),
    ],
)
def test_a_first_word_that_is_no_command(ssotui: Ssotui, args: list[str], says: str, hint: str) -> None:
    failed = ssotui(*args)
    assert (failed.code, failed.out) == (2, "")
    assert failed.err.splitlines()[0] == f"ssotui: {says}"
    assert failed.err.splitlines()[1].startswith(hint)


def test_the_usage_is_told_where_it_fits_in_a_line(ssotui: Ssotui) -> None:
    assert ssotui("creds", "a", "b").err.splitlines()[1] == "See: ssotui creds --help"
    assert ssotui("status", "a", "b").err.splitlines()[1] == "usage: ssotui status [-h] [--format {text,json}] [NAME]"


def test_python_m(home: Home) -> None:
    done = subprocess.run([sys.executable, "-m", "ssotui", "list"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert home.snapshot() == {}


@pytest.mark.usefixtures("demo")
class TestList:
    def test_json_has_the_fields_of_the_contract(self, ssotui: Ssotui) -> None:
        rows = {row["name"]: row for row in ssotui("list", "--format", "json").json}
        row = rows["payments-prod"]
        assert list(row) == [
            "name", "kind", "account_id", "account_name", "role_name", "session", "start_url", "sso_region", "region",
            "token", "keys", "environment", "problems",
        ]  # fmt: skip
        assert row["kind"] == "sso"
        assert row["account_id"] == "111122223333"
        assert row["account_name"] == "Payments"
        assert row["token"]["status"] == "valid"
        assert row["token"]["renewable"] is True
        assert row["token"]["expires_at"].endswith("Z")
        assert row["keys"]["expires_at"].endswith("Z")
        kinds = {row["kind"] for row in rows.values()}
        assert kinds >= {"sso", "sso-legacy", "role-chain", "static", "process"}
        assert [name for name, row in rows.items() if row["problems"]]

    def test_a_filter_narrows_and_ranks(self, ssotui: Ssotui) -> None:
        names = ssotui("list", "--format", "names", "pay", "prod").out.split()
        assert names[0] == "payments-prod"
        assert len(names) < len(ssotui("list", "--format", "names").out.split())

    def test_the_table(self, ssotui: Ssotui) -> None:
        listed = ssotui("list")
        lines = listed.out.splitlines()
        assert lines[0].split() == ["PROFILE", "ACCOUNT", "ROLE", "TOKEN", "KEYS"]
        assert any(line.startswith("payments-prod ") and "6h 12m" in line for line in lines)


@pytest.mark.usefixtures("demo")
class TestStatus:
    def test_all_sessions(self, ssotui: Ssotui) -> None:
        shown = ssotui("status", "--format", "json")
        assert shown.code == 0
        by_name = {entry["session"]: entry for entry in shown.json}
        assert list(by_name["acme"]) == [
            "session", "start_url", "region", "status", "expires_at", "seconds_left", "renewable",
        ]  # fmt: skip
        assert by_name["acme"]["status"] == by_name["corp"]["status"] == "valid"
        assert 22_000 < by_name["acme"]["seconds_left"] <= 22_360
        assert by_name["globex"]["status"] == "expired"
        assert by_name["globex"]["seconds_left"] == 0

    @pytest.mark.parametrize(
        ("name", "code"), [("acme", 0), ("payments-prod", 0), ("corp", 0), ("globex", 3), ("nobody", 5)]
    )
    def test_the_exit_code_answers_for_one(self, ssotui: Ssotui, name: str, code: int) -> None:
        assert ssotui("status", name).code == code

    def test_one_is_an_object(self, ssotui: Ssotui) -> None:
        assert ssotui("status", "payments-prod", "--format", "json").json["session"] == "acme"


class TestCreds:
    def test_json_names_the_role(self, ssotui: Ssotui, demo: Sandbox) -> None:
        keys = ssotui("creds", "payments-stage", "--format", "json")
        assert keys.code == 0
        assert keys.err == ""
        assert keys.json["AccessKeyId"].startswith("ASIA")
        assert keys.json["AccountId"] == "444455556666"
        again = ssotui("creds", "payments-stage", "--format", "json").json
        assert again == keys.json
        assert demo.portal.requests.count("GetRoleCredentials") == 1

    @pytest.mark.usefixtures("demo")
    def test_single_values_end_with_a_newline(self, ssotui: Ssotui) -> None:
        keys = ssotui("creds", "payments-prod", "--format", "json").json
        assert ssotui("creds", "payments-prod", "--format", "access-key-id").out == keys["AccessKeyId"] + "\n"
        assert ssotui("creds", "payments-prod", "--format", "session-token").out == keys["SessionToken"] + "\n"

    @pytest.mark.usefixtures("demo")
    def test_the_profile_comes_from_the_environment(self, ssotui: Ssotui, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_DEFAULT_PROFILE", "payments-prod")
        monkeypatch.setenv("AWS_PROFILE", "payments-stage")
        assert ssotui("creds", "--format", "json").json["AccountId"] == "444455556666"

    @pytest.mark.usefixtures("demo")
    def test_the_region_is_the_work_region(self, ssotui: Ssotui, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "AWS_REGION='eu-west-3'" in ssotui("creds", "payments-prod", "--region", "eu-west-3").out
        monkeypatch.setenv("AWS_REGION", "ap-south-1")
        assert "AWS_DEFAULT_REGION='ap-south-1'" in ssotui("creds", "payments-prod").out

    @pytest.mark.usefixtures("demo")
    def test_a_role_without_a_profile(self, ssotui: Ssotui) -> None:
        keys = ssotui(
            "creds", "--account", "111122223333", "--role", "Developer", "--session", "acme", "--format", "json"
        ).json
        assert (keys["AccountId"], keys["RoleName"]) == ("111122223333", "Developer")

    @pytest.mark.usefixtures("demo")
    @pytest.mark.parametrize(
        ("args", "code", "says"),
        [
            (["globex-admin-or-whatever"], 5, "There is no profile"),
            (["--account", "111122223333", "--role", "Nobody", "--session", "acme"], 4, "access denied"),
            (["--account", "999999999999", "--role", "ReadOnly", "--session", "acme"], 4, "access denied"),
            (["--account", "111122223333", "--role", "ReadOnly", "--session", "globex"], 3, "ssotui login globex"),
            (["--account", "111122223333", "--role", "ReadOnly", "--session", "nope"], 5, "no session 'nope'"),
            (["--account", "111122223333", "--role", "ReadOnly"], 2, "Which session?"),
        ],
    )
    def test_errors_have_their_code_and_two_lines(self, ssotui: Ssotui, args: list[str], code: int, says: str) -> None:
        failed = ssotui("creds", *args)
        assert failed.code == code
        assert failed.out == ""
        assert says in failed.err
        assert len(failed.err.splitlines()) == 2

    @pytest.mark.usefixtures("demo")
    @pytest.mark.parametrize(
        ("args", "hint"),
        [
            (["creds", "payment-prod"], "Did you mean payments-prod? ssotui list shows the profiles."),
            (["creds", "Payments-PRD"], "Did you mean payments-prod? ssotui list shows the profiles."),
            (["console", "payment-prod", "--print"], "Did you mean payments-prod? ssotui list shows the profiles."),
            (["exec", "payment-prod", "--", "true"], "Did you mean payments-prod? ssotui list shows the profiles."),
            (["use", "payment-prod"], "Did you mean payments-prod? ssotui list shows the profiles."),
            (["credential-process", "payment-prod"], "Did you mean payments-prod? ssotui list shows the profiles."),
            (["login", "--profile", "payment-prod"], "Did you mean payments-prod? ssotui list shows the profiles."),
            (["status", "payment-prod"], "Did you mean payments-prod? ssotui list shows the profiles."),
            (["status", "globx"], "Did you mean globex? ssotui list shows the profiles."),
            (["login", "globx"], "Did you mean globex? The config names: "),
            (["accounts", "globx"], "Did you mean globex? The config names: "),
            (["creds", "nothing-like-it"], "ssotui list shows the profiles."),
        ],
    )
    def test_a_name_nearly_right_is_told(self, ssotui: Ssotui, args: list[str], hint: str) -> None:
        failed = ssotui(*args)

        assert failed.code == 5
        assert hint in failed.err
        assert ("Did you mean" in failed.err) == ("Did you mean" in hint)

    @pytest.mark.parametrize("failure", list(Failure))
    def test_any_answer_is_an_exit_code(
        self, ssotui: Ssotui, demo: Sandbox, failure: Failure, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ssotui.aws.services.transport.READ_SECONDS", 0.3)
        monkeypatch.setattr("ssotui.aws.services.client.ATTEMPTS", 1)
        monkeypatch.setattr("ssotui.aws.services.client._clients", {})
        demo.portal.switches.fail(failure)
        before = {path: path.read_bytes() for path in demo.home.rglob("*") if path.is_file()}
        failed = ssotui("creds", "payments-stage")
        assert failed.code == (4 if failure is Failure.DENIED else 6)
        assert failed.out == ""
        assert len(failed.err.splitlines()) == 2
        assert "<" not in failed.err
        assert all(path.read_bytes() == content for path, content in before.items())

    @pytest.mark.usefixtures("demo")
    def test_no_secret_on_stdout_with_write(self, ssotui: Ssotui, demo: Sandbox) -> None:
        written = ssotui("creds", "payments-prod", "--write")
        assert (written.code, written.out) == (0, "")
        assert "Wrote [payments-prod-keys] to ~/.aws/credentials." in written.err
        assert b"[payments-prod-keys]" in (demo.home / ".aws" / "credentials").read_bytes()

    def test_write_as_a_taken_name_needs_yes(self, ssotui: Ssotui, demo: Sandbox) -> None:
        credentials = demo.home / ".aws" / "credentials"
        credentials.write_text("[mine]\naws_access_key_id = AKIAMINE\naws_secret_access_key = mine\n")
        refused = ssotui("creds", "payments-prod", "--write", "--as", "mine")
        assert refused.code == 5
        assert "--yes" in refused.err
        assert "AKIAMINE" in credentials.read_text()
        assert ssotui("creds", "payments-prod", "--write", "--as", "mine", "--yes").code == 0
        assert "AKIAMINE" not in credentials.read_text()
        assert ssotui("creds", "payments-stage", "--write", "--as", "mine").code == 0  # it is ours now

    def test_write_to_other_files(self, ssotui: Ssotui, demo: Sandbox) -> None:
        dotenv = demo.home / ".env"
        dotenv.write_text("# mine\nexport AWS_REGION=old\nOTHER=1\n")
        assert ssotui("creds", "payments-prod", "--write", str(dotenv)).code == 0
        lines = [
            line for line in dotenv.read_text().splitlines() if not line.startswith("# written by ssotui; expires ")
        ]
        assert lines[0] == "# mine"
        assert lines[1].startswith("export AWS_REGION=")
        assert lines[1] != "export AWS_REGION=old"
        assert lines[2] == "OTHER=1"
        assert any(line.startswith("AWS_ACCESS_KEY_ID=ASIA") for line in lines)
        assert ssotui("creds", "payments-stage", "--write", str(dotenv)).code == 0
        assert dotenv.read_text().count("# written by ssotui") == dotenv.read_text().count("AWS_ACCESS_KEY_ID=") == 1
        dotenv.write_text("AWS_ACCESS_KEY_ID=AKIAMINE\nAWS_SECRET_ACCESS_KEY=mine\n")
        assert ssotui("creds", "payments-prod", "--write", str(dotenv)).code == 5
        assert "AKIAMINE" in dotenv.read_text()
        assert ssotui("creds", "payments-prod", "--write", str(dotenv), "--yes").code == 0
        assert "AKIAMINE" not in dotenv.read_text()
        as_json = demo.home / "keys.json"
        assert ssotui("creds", "payments-prod", "--write", str(as_json)).code == 0
        assert json.loads(as_json.read_text())["RoleName"] == "ReadOnly"
        for path in (dotenv, as_json):
            assert path.stat().st_mode & 0o777 == 0o600

    @pytest.mark.usefixtures("demo")
    def test_copy_says_where_to(self, ssotui: Ssotui, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            monkeypatch.delenv(name, raising=False)
        refused = ssotui("creds", "payments-prod", "--copy")
        assert refused.code == 6
        assert refused.out == ""
        assert "No clipboard was found" in refused.err


class TestAgainstBotocore:
    """The same role's keys, whatever else lies in the cache folder."""

    CONFIG = """
        [sso-session acme]
        sso_start_url = https://acme.awsapps.com/start
        sso_region = us-east-1
        [profile named]
        sso_session = acme
        sso_account_id = 111122223333
        sso_role_name = ReadOnly
        [profile legacy]
        sso_start_url = https://legacy.awsapps.com/start
        sso_region = us-west-2
        sso_account_id = {legacy_account}
        sso_role_name = {legacy_role}
        """

    @pytest.mark.usefixtures("present")
    @pytest.mark.parametrize("profile", ["named", "legacy"])
    def test_creds_are_the_role_that_botocore_gets(
        self, ssotui: Ssotui, home: Home, portal: Portal, profile: str
    ) -> None:
        legacy = ORGANIZATION.instance("https://legacy.awsapps.com/start")
        assert legacy
        account = legacy.accounts[0]
        home.config(self.CONFIG.format(legacy_account=account.account_id, legacy_role=account.roles[0]))
        stranger = portal.issue_token("https://d-1234567890.awsapps.com/start")
        for name in ("0" * 40, "f" * 40):
            home.write(home.sso_cache / f"{name}.json", '{"accessToken": "wrong", "expiresAt": "2099-01-01T00:00:00Z"}')
        home.token("another", stranger)
        home.token("acme", portal.issue_token("https://acme.awsapps.com/start"))
        home.token("https://legacy.awsapps.com/start", portal.issue_token("https://legacy.awsapps.com/start"))
        ours, theirs = ssotui("creds", profile, "--format", "json").json, botocore_says.keys_of(profile)
        assert identity(ours) == identity(dict(theirs))
        first, second = (call for call in portal.requests if call.operation == "GetRoleCredentials")
        assert (first.account_id, first.role_name) == (second.account_id, second.role_name)


def identity(keys: dict[str, Any]) -> str:
    """Whose keys these are: what STS says to a request signed with them."""
    from botocore.session import Session

    session = Session()
    session.set_credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    client: Any = session.create_client("sts", region_name="us-east-1", endpoint_url=os.environ["AWS_ENDPOINT_URL_STS"])
    arn: str = client.get_caller_identity()["Arn"]
    return arn


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.usefixtures("demo")
def test_every_format_is_on_the_command_line(ssotui: Ssotui, name: str) -> None:
    assert ssotui("creds", "payments-prod", "--format", name).code == 0
