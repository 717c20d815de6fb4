"""``ssotui credential-process`` as an SDK runs it: a process, nobody at the terminal."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ssotui.actions.keys import credential_process as process
from ssotui.aws.config import merged_files
from ssotui.storage import profile_key_cache
from ssotui.storage.folders import state_folder
from tests.support.clock import FrozenClock
from tests.support.commands import SSOTUI, Ssotui
from tests.support.failures import Failure
from tests.support.home import Home
from tests.support.organization import ACME, LEGACY
from tests.support.portal import Portal
from tests.support.terminal import Terminal
from tests.support.waiting import wait_until

CONFIG = f"""
    [sso-session acme]
    sso_start_url = {ACME}
    sso_region = us-east-1

    [profile dev]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = Admin
    region = eu-west-1

    [profile chain]
    role_arn = arn:aws:iam::444455556666:role/Deploy
    source_profile = dev

    [profile old]
    sso_start_url = {LEGACY}
    sso_region = us-west-2
    sso_account_id = 123456789012
    sso_role_name = Audit

    [profile mfa]
    role_arn = arn:aws:iam::444455556666:role/Guarded
    source_profile = dev
    mfa_serial = arn:aws:iam::111122223333:mfa/me
    """


@pytest.fixture
def signed_in(present: FrozenClock, signed_in: Portal, home: Home) -> Portal:
    """The portal of the present time, and a config that nobody has just changed."""
    assert present
    write_config(home, CONFIG)
    return signed_in


def write_config(home: Home, text: str) -> None:
    path = home.config(text)
    os.utime(path, (1e9, 1e9))  # the same for each content
    wait_until(lambda: profile_key_cache.Stamps((str(path),)).settled, "the settling of the file's times")


def ask(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """As an SDK does; it waits for a minute at most."""
    return subprocess.run(
        [SSOTUI, "credential-process", *args],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def fields(*args: str, **env: str) -> dict[str, Any]:
    done = ask(*args, **env)
    assert (done.returncode, done.stderr) == (0, "")
    content: dict[str, Any] = json.loads(done.stdout)
    return content


class TestAnswer:
    @pytest.mark.parametrize(("profile", "account"), [("dev", "111122223333"), ("chain", "444455556666")])
    def test_is_the_contracts(self, signed_in: Portal, profile: str, account: str) -> None:
        first = fields(profile)
        assert list(first) == ["Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "AccountId"]
        assert first["Version"] == 1
        assert first["Expiration"].endswith("Z")
        assert first["AccountId"] == account
        assert signed_in.issued(first["AccessKeyId"])
        assert fields(profile) == first
        assert signed_in.requests.count("GetRoleCredentials") == 1

    def test_the_profile_may_be_the_environments(self, signed_in: Portal) -> None:
        assert signed_in
        assert fields(AWS_PROFILE="dev") == fields("dev") == fields(AWS_DEFAULT_PROFILE="dev")
        assert ask().returncode == 5

    def test_keys_without_an_end(self, home: Home) -> None:
        home.credentials("[mine]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n")
        assert fields("mine") == {"Version": 1, "AccessKeyId": "AKIA1", "SecretAccessKey": "s"}

    def test_it_renews_silently(self, home: Home, signed_in: Portal, tmp_path: Path) -> None:
        opened = tmp_path / "opened"
        home.token("acme", signed_in.issue_token(ACME, lifetime=timedelta(minutes=-5)))
        assert fields("dev", BROWSER=f"touch {opened} %s")["AccessKeyId"]
        assert signed_in.requests.count("CreateToken") == 1
        assert not opened.exists()


class TestFailure:
    """One line that says what and what to do; nothing on stdout; nobody is asked."""

    def check(self, done: subprocess.CompletedProcess[str], code: int, *says: str) -> None:
        assert (done.returncode, done.stdout) == (code, "")
        assert len(done.stderr.splitlines()) == 1
        for words in says:
            assert words in done.stderr

    def test_nobody_is_signed_in(self, home: Home, signed_in: Portal, tmp_path: Path) -> None:
        opened = tmp_path / "opened"
        assert signed_in
        self.check(ask("old", BROWSER=f"touch {opened} %s"), 3, "is not signed in", f"ssotui login {LEGACY}")
        next(home.sso_cache.iterdir()).unlink()
        self.check(ask("dev", BROWSER=f"touch {opened} %s"), 3, "ssotui: Session 'acme'", "ssotui login acme")
        assert not opened.exists()

    def test_other_reasons(self, home: Home, signed_in: Portal) -> None:
        self.check(ask("nobody"), 5, "There is no profile 'nobody'.")
        self.check(ask("dev", "chain"), 2, "unrecognized arguments: chain. usage: ssotui credential-process")
        self.check(ask("mfa"), 3, "MFA code")
        signed_in.switches.fail(Failure.SERVER_ERROR)
        self.check(ask("dev"), 6)
        write_config(home, CONFIG.replace("Admin", "Nobody"))
        signed_in.switches.heal()
        self.check(ask("dev"), 4)
        home.config_file.write_text("[profile x\n")
        self.check(ask("x"), 5)

    def test_a_terminal_changes_nothing(self, signed_in: Portal) -> None:
        assert signed_in
        with Terminal([SSOTUI, "credential-process", "mfa"], dict(os.environ)) as terminal:
            assert terminal.exit_code() == 3
            assert "MFA code of" not in terminal.text

    def test_an_answer_that_cannot_be_written(self, signed_in: Portal) -> None:
        assert signed_in
        for _ in range(2):  # the second one's keys are cached
            with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
                done = subprocess.run(
                    [SSOTUI, "credential-process", "dev"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
                )
            assert done.returncode == 5
            assert "cannot be written" in done.stderr


class TestWithCachedKeys:
    """What is remembered of the way to the keys is worth nothing once anything has changed."""

    HEAVY = ("botocore", "boto3", "textual", "rich", "click", "dataclasses", "typing", "pathlib", "argparse", "ssl")

    def modules(self, *args: str) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "ssotui", "credential-process", *args],
            capture_output=True,
            text=True,
            check=True,
        )
        return {line.rsplit("|", maxsplit=1)[-1].strip() for line in done.stderr.splitlines()}

    @pytest.mark.parametrize("profile", ["dev", "chain"])
    def test_next_to_nothing_is_imported(self, signed_in: Portal, profile: str) -> None:
        assert signed_in
        fields(profile)
        # What Python itself imports to find an editable installation is not ours.
        bare = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", "pass"], capture_output=True, text=True, check=True
        )
        own = {line.rsplit("|", maxsplit=1)[-1].strip() for line in bare.stderr.splitlines()}
        imported = self.modules(profile) - own
        assert "ssotui.actions.keys.credential_process_cache" in imported
        assert not {name.partition(".")[0] for name in imported} & set(self.HEAVY)

    def test_a_changed_config_counts_at_once(self, home: Home, signed_in: Portal) -> None:
        assert signed_in
        first = fields("dev")
        home.config(CONFIG.replace("role_name = Admin", "role_name = ReadOnly"))
        second = fields("dev")
        assert second["AccessKeyId"] != first["AccessKeyId"]
        assert fields("dev") == second

    def test_a_change_that_keeps_size_and_time_counts_too(self, home: Home, signed_in: Portal) -> None:
        assert signed_in
        first = fields("dev")
        write_config(home, CONFIG.replace("111122223333", "444455556666"))
        assert fields("dev")["AccessKeyId"] != first["AccessKeyId"]

    def test_a_change_while_the_keys_are_fetched_counts(
        self, home: Home, signed_in: Portal, monkeypatch: pytest.MonkeyPatch, present: FrozenClock
    ) -> None:
        """The files are stamped before they are read, and not when the answer is there."""
        assert signed_in
        read = merged_files.read_files

        def read_and_change(*paths: Path) -> Any:
            files = read(*paths)
            home.config(CONFIG.replace("role_name = Admin", "role_name = ReadOnly"))
            return files

        monkeypatch.setattr(process, "read_files", read_and_change)
        first = json.loads(process.process_keys("dev", present).reveal())
        assert fields("dev")["AccessKeyId"] != first["AccessKeyId"]

    def test_a_file_changed_only_just_now_is_not_remembered(self, home: Home) -> None:
        path = home.config(CONFIG)
        now = path.stat().st_ctime_ns
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(time, "time_ns", lambda: now + profile_key_cache.SETTLED_NS - 1)
            fresh = profile_key_cache.Stamps((str(path), "missing"))
            patch.setattr(time, "time_ns", lambda: now + profile_key_cache.SETTLED_NS)
            settled = profile_key_cache.Stamps((str(path), "missing"))
        found = ("x.json", None)
        profile_key_cache.remember("dev", fresh, found)
        assert profile_key_cache.recall("dev", fresh) is None
        profile_key_cache.remember("dev", settled, found)
        assert profile_key_cache.recall("dev", settled)

    def test_a_new_credentials_file_counts(self, home: Home, signed_in: Portal) -> None:
        assert signed_in
        first = fields("dev")
        home.credentials("[dev]\nsso_role_name = ReadOnly\n")
        assert fields("dev")["AccessKeyId"] != first["AccessKeyId"]

    def test_other_files_are_another_matter(self, home: Home, signed_in: Portal) -> None:
        assert signed_in
        first = fields("dev")
        other = home.write(home.root / "other", "[profile dev]\n")
        assert ask("dev", AWS_CONFIG_FILE=str(other)).returncode == 5
        assert fields("dev") == first

    def test_keys_that_end_soon_are_fetched_anew(self, home: Home, signed_in: Portal, present: FrozenClock) -> None:
        first = fields("dev")
        (path,) = home.cli_cache.iterdir()
        content = json.loads(path.read_text())
        soon = present() + timedelta(minutes=14, seconds=30)
        content["Credentials"]["Expiration"] = soon.strftime("%Y-%m-%dT%H:%M:%SZ")
        path.write_text(json.dumps(content))
        assert fields("dev")["AccessKeyId"] != first["AccessKeyId"]
        assert signed_in.requests.count("GetRoleCredentials") == 2

    @pytest.mark.parametrize(
        "damage",
        [b"", b"[]", b"{}", b"\xff", b'{"files": [], "profiles": 1}', b'{"files": null, "profiles": {"dev": 1}}'],
    )
    def test_a_damaged_memory_is_none(self, signed_in: Portal, damage: bytes) -> None:
        assert signed_in
        first = fields("dev")
        memory = state_folder() / "resolved.json"
        content = json.loads(memory.read_bytes())
        memory.write_bytes(damage)
        assert fields("dev") == first
        for odd in (1, [], ["x"], [1, None], ["../../config", None], {"a": 1}, None):
            memory.write_text(json.dumps(content | {"profiles": {"dev": odd}}))
            assert fields("dev") == first

    def test_nothing_secret_is_remembered(self, signed_in: Portal) -> None:
        assert signed_in
        keys = fields("dev")
        memory = state_folder() / "resolved.json"
        assert memory.stat().st_mode & 0o777 == 0o600
        assert not any(keys[name] in memory.read_text() for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))

    def test_a_home_that_cannot_be_written_only_takes_longer(self, home: Home, signed_in: Portal) -> None:
        assert signed_in
        first = fields("dev")
        home.write(home.root / "file", "")
        assert fields("dev", XDG_STATE_HOME=str(home.root / "file")) == first


class TestLoops:
    """A profile whose keys come from itself: told, and not a machine full of processes."""

    def process(self, home: Home, **commands: str) -> None:
        home.config("".join(f"[profile {name}]\ncredential_process = {line}\n" for name, line in commands.items()))

    def test_through_ours(self, home: Home) -> None:
        self.process(home, p=f"{SSOTUI} credential-process p", q=f"'{SSOTUI}' credential-process r")
        with home.config_file.open("a") as file:
            file.write(f"[profile r]\ncredential_process = {SSOTUI} credential-process q\n")
        for name in ("p", "q", "r"):
            done = ask(name)
            assert (done.returncode, done.stdout) == (5, "")
            assert done.stderr == (
                f"ssotui: Profile '{name}' gets its keys from itself: its credential_process leads back to it. "
                "Name in it the profile that has the role.\n"
            )

    def test_through_somebody_elses_script(self, home: Home) -> None:
        count = home.root / "count"
        script = home.write(
            home.root / "script", f'#!/bin/sh\necho x >> {count}\nexec {SSOTUI} credential-process "$1"\n'
        )
        script.chmod(0o755)
        self.process(home, p=f"{script} q", q=f"{script} p")
        done = ask("p")
        assert (done.returncode, done.stdout) == (5, "")
        assert len(count.read_text().splitlines()) == 2

    def test_one_of_ours_behind_another_is_no_loop(self, home: Home, signed_in: Portal) -> None:
        assert signed_in
        with home.config_file.open("a") as file:
            file.write(f"[profile p]\ncredential_process = {SSOTUI} credential-process dev\n")
        assert fields("p")["AccessKeyId"] == fields("dev")["AccessKeyId"]


class TestInstalling:
    def test_a_profile_for_old_sdks(self, ssotui: Ssotui, home: Home, signed_in: Portal) -> None:
        assert signed_in
        before = home.config_file.read_bytes()
        done = ssotui("credential-process", "dev", "--install", "dev-old")
        assert (done.code, done.out) == (0, "")
        assert "+[profile dev-old]" in done.err
        after = home.config_file.read_bytes()
        assert after.startswith(before)
        added = after[len(before) :].decode().strip().splitlines()
        assert added[0] == "[profile dev-old]"
        assert added[1].startswith("# written by ssotui")
        assert added[2].endswith("ssotui credential-process dev")
        assert added[3:] == ["region = eu-west-1"]
        assert fields("dev-old")["AccessKeyId"] == fields("dev")["AccessKeyId"]
        assert ssotui("credential-process", "chain", "--install", "dev-old").code == 0  # it is ours
        assert ssotui("undo", "--yes").code == 0
        assert home.config_file.read_bytes() == after

    def test_without_a_program_no_module_of_the_working_folder_is_run(
        self,
        ssotui: Ssotui,
        home: Home,
        signed_in: Portal,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        assert signed_in
        monkeypatch.setattr(shutil, "which", lambda _: None)
        assert ssotui("credential-process", "dev", "--install", "dev-old").code == 0
        written = home.config_file.read_text()
        planted = tmp_path / "checkout" / "ssotui"
        planted.mkdir(parents=True)
        for name in ("__init__.py", "__main__.py"):
            (planted / name).write_text("raise SystemExit('planted')\n")
        (command,) = re.findall(r"^credential_process = (.*)$", written.partition("[profile dev-old]")[2], re.MULTILINE)
        done = subprocess.run(
            shlex.split(command), cwd=planted.parent, capture_output=True, text=True, timeout=60, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["AccessKeyId"] == fields("dev")["AccessKeyId"]

    def test_one_that_is_there_takes_a_yes(self, ssotui: Ssotui, home: Home, signed_in: Portal) -> None:
        assert signed_in
        before = home.config_file.read_bytes()
        refused = ssotui("credential-process", "dev", "--install", "old")
        assert (refused.code, refused.out) == (2, "")
        assert home.config_file.read_bytes() == before
        assert ssotui("credential-process", "dev", "--install", "old", "--yes").code == 0
        assert fields("old")["AccountId"] == "111122223333"
        assert "sso_start_url = https://legacy" not in home.config_file.read_text()

    @pytest.mark.parametrize(
        ("args", "code"),
        [
            (("dev", "--install", "dev"), 2),
            (("chain", "--install", "dev"), 2),
            (("dev", "--install", "a b"), 2),
            (("dev", "--install", ""), 2),
            (("nobody", "--install", "x"), 5),
            (("p", "--install", "q"), 5),
            (("dev", "--install", "static"), 5),
        ],
    )
    def test_refused(
        self,
        ssotui: Ssotui,
        home: Home,
        signed_in: Portal,
        args: tuple[str, ...],
        code: int,
    ) -> None:
        assert signed_in
        with home.config_file.open("a") as file:
            file.write(f"[profile p]\ncredential_process = {SSOTUI} credential-process q\n")
        home.credentials("[static]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n")
        before = home.snapshot()
        refused = ssotui("credential-process", *args, "--yes")
        assert (refused.code, refused.out) == (code, "")
        assert home.snapshot() == before
