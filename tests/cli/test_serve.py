"""``ssotui serve`` and ``ssotui exec --serve``: variables, events, signals, statuses; and where no secret is."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from ssotui.aws.caches import sso_cache
from ssotui.model.token import SsoSession
from ssotui.storage.settings import settings_file
from tests.cli.test_shells import RIVALS
from tests.support.commands import SSOTUI, Ssotui
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.serving import PATIENCE, Serve
from tests.support.terminal import Terminal
from tests.support.waiting import wait_until

CONFIG = f"""
    [sso-session acme]
    sso_start_url = {ACME}
    sso_region = us-east-1
    sso_registration_scopes = sso:account:access

    [default]
    region = eu-central-1

    [profile dev]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = Admin
    region = eu-west-1

    [profile read]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = ReadOnly
    """
URI, TOKEN = "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN"
CLIENT = f"""
import json, os, urllib.request
asked = urllib.request.Request(os.environ["{URI}"], headers={{"Authorization": os.environ["{TOKEN}"]}})
print(json.dumps(dict(os.environ)))
print(urllib.request.urlopen(asked).read().decode())
"""
OTHERS = {
    **RIVALS,
    "AWS_PROFILE": "rival",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/rival",
    "AWS_ROLE_ARN": "rival",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/rival",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/rival",
}

pytestmark = pytest.mark.usefixtures("present")


def holders(secret: str) -> set[int]:
    """The processes in whose arguments or environment the secret stands."""
    found = set()
    for path in (*Path("/proc").glob("[0-9]*/cmdline"), *Path("/proc").glob("[0-9]*/environ")):
        try:
            if secret.encode() in path.read_bytes():
                found.add(int(path.parent.name))
        except OSError:  # it has ended, or is not to be looked into
            continue
    return found


class TestServe:
    def test_prints_variables_and_tells_who_asks(self, signed_in: Portal, home: Home) -> None:
        with Serve("dev", "read") as serve:
            assert serve.process.poll() is None
            assert serve.variables["dev"]["AWS_REGION"] == "eu-west-1"
            assert "AWS_REGION" not in serve.variables["read"]
            tokens = {found[TOKEN] for found in serve.variables.values()}
            assert len(tokens) == 2
            assert {len(bytes.fromhex(token)) for token in tokens} == {32}
            for name in ("dev", "read"):
                content = serve.ask(name).content
                issued = signed_in.issued(content["AccessKeyId"])
                assert issued
                assert issued.secret_access_key == content["SecretAccessKey"]
            assert f"dev: keys for python (pid {os.getpid()}), which last 59m" in serve.wait_for("dev: ").replace(
                Path("/proc/self/comm").read_text().strip(), "python"
            )
            sso_cache.path_of(SsoSession("acme", ACME, "us-east-1")).unlink()
            assert serve.ask("dev", "wrong").content == {"code": "Forbidden", "message": "Forbidden"}
            serve.wait_for("refused ")
            assert not any(holders(secret) for secret in (*signed_in.minted, *tokens))
            assert not any(secret in line for secret in (*signed_in.minted, *tokens) for line in serve.lines)
            serve.process.send_signal(signal.SIGINT)
            assert serve.process.wait(PATIENCE) == 130
        assert not home.cli_cache.exists()

    def test_a_sign_in_that_is_needed(self, home: Home, portal: Portal) -> None:
        home.config(CONFIG)
        with Serve("dev") as serve:  # it starts all the same
            reply = serve.ask("dev")
            assert reply.content["code"] == "SignInNeeded"
            assert "Session 'acme' is not signed in. Run: ssotui login acme" in reply.content["message"]
            assert "dev: no keys for " in serve.wait_for("Run: ssotui login acme")
            home.token("acme", portal.issue_token(ACME))
            assert serve.ask("dev").status == 200

    @pytest.mark.usefixtures("signed_in")
    def test_its_other_formats(self, tmp_path: Path) -> None:
        command = f"{shlex.quote(SSOTUI)} serve dev read --format dotenv > {tmp_path}/out 2> {tmp_path}/err & echo $!"
        pid = int(subprocess.run(["bash", "-c", command], capture_output=True, check=True).stdout)
        try:
            err = _read(tmp_path / "err", "Serving 2 profiles on 127.0.0.1:")
            lines = (tmp_path / "out").read_text().splitlines()
            assert [line.split("=")[0] for line in lines] == [
                "# dev", URI, TOKEN, "AWS_REGION", "AWS_DEFAULT_REGION", "", "# read", URI, TOKEN,
            ]  # fmt: skip
            port = err.partition("127.0.0.1:")[2].partition(".")[0]
            taken = subprocess.run(
                [SSOTUI, "serve", "dev", "--port", port], capture_output=True, text=True, check=False
            )
            assert (taken.returncode, taken.stdout) == (2, "")
            assert f"Port {port} of 127.0.0.1 cannot be listened on: address already in use." in taken.stderr
        finally:
            os.kill(pid, signal.SIGKILL)

    def test_written_keys_stay_fresh(self, signed_in: Portal, home: Home) -> None:
        signed_in.switches.keys_lifetime = timedelta(minutes=9)
        subprocess.run([SSOTUI, "creds", "dev", "--write"], check=True, capture_output=True)
        before = home.credentials_file.read_text()
        signed_in.switches.keys_lifetime = timedelta(hours=1)
        with Serve("--written", printed=False) as serve:
            assert "wrote new keys to [dev-keys] in ~/.aws/credentials, which last 59m" in serve.wait_for("wrote new")
        assert home.credentials_file.read_text() != before

    def test_confirm_asks_first(
        self,
        signed_in: Portal,
        home: Home,
        ssotui: Ssotui,
    ) -> None:
        assert signed_in
        subprocess.run([SSOTUI, "creds", "dev", "--write"], check=True, capture_output=True)
        home.write(settings_file(), '[[environments]]\npattern = "dev"\nlabel = "DEV"\nconfirm = true\n')
        for how in (["serve", "dev"], ["serve", "read", "--written"], ["exec", "--serve", "dev", "--", "true"]):
            refused = ssotui(*how)
            assert (refused.code, refused.out) == (2, "")
            assert "the settings ask before its keys go out, and there is no terminal" in refused.err
        with Serve("dev", "--yes") as serve:
            assert serve.ask("dev").status == 200
        with Terminal([SSOTUI, "serve", "dev"], dict(os.environ)) as terminal:
            terminal.wait_for("Serve its keys? [y/N]")
            terminal.press("n\r")
            assert terminal.exit_code() == 130


class TestExec:
    def test_the_command_is_served(self, signed_in: Portal) -> None:
        done = subprocess.run(
            [SSOTUI, "exec", "--serve", "dev", "--", sys.executable, "-c", CLIENT],
            env={**os.environ, **OTHERS},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        environ, content = map(json.loads, done.stdout.splitlines())
        assert signed_in.issued(content["AccessKeyId"])
        assert environ["AWS_REGION"] == environ["AWS_DEFAULT_REGION"] == "eu-west-1"
        assert not environ.keys() & OTHERS.keys() - {URI, TOKEN}
        assert not [secret for secret in signed_in.minted if secret in done.stdout.splitlines()[0]]
        port = environ[URI].removeprefix("http://127.0.0.1:").partition("/")[0]
        assert port.isdigit()

    @pytest.mark.usefixtures("signed_in")
    def test_status_signals_and_secrets(self, signed_in: Portal) -> None:
        script = (
            "trap 'exit 9' TERM; trap : INT; echo $$ $AWS_CONTAINER_AUTHORIZATION_TOKEN; while :; do read line; done"
        )
        with subprocess.Popen(
            [SSOTUI, "exec", "--serve", "dev", "--", "bash", "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout
            child, token = process.stdout.readline().split()
            assert holders(token) == {int(child)}
            assert not any(holders(secret) for secret in signed_in.minted)
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 9
        done = subprocess.run([SSOTUI, "exec", "--serve", "dev", "--", "sh", "-c", "exit 42"], check=False)
        assert done.returncode == 42

    def test_without_a_sign_in_it_does_not_begin(self, home: Home, portal: Portal) -> None:
        assert portal
        home.config(CONFIG)
        done = subprocess.run([SSOTUI, "exec", "--serve", "dev", "--", "echo", "ran"], capture_output=True, check=False)
        assert (done.returncode, done.stdout) == (3, b"")

    @pytest.mark.usefixtures("signed_in")
    def test_a_default_profile_does_not_win(self, home: Home, signed_in: Portal) -> None:
        """Every SDK would take its credentials, and never ask the server."""
        home.credentials("[default]\naws_access_key_id = AKIARIVAL\naws_secret_access_key = rival\n")
        home.config(CONFIG.replace("[default]", "[default]\n    credential_process = rival"))
        script = (
            "import botocore.session, os; session = botocore.session.Session();"
            "keys = session.get_credentials().get_frozen_credentials();"
            "print(keys.access_key, session.available_profiles, os.environ['AWS_CONFIG_FILE'])"
        )
        command = [SSOTUI, "exec", "--serve", "dev", "--", sys.executable, "-c", script]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        key_id, profiles = done.stdout.split(maxsplit=1)
        assert signed_in.issued(key_id)
        assert "'read'" in profiles  # the rest of the config is there
        assert not Path(profiles.split()[-1]).exists()

    def test_it_tells_of_a_sign_in_once_on_a_terminal(self, signed_in: Portal, home: Home) -> None:
        signed_in.switches.keys_lifetime = timedelta(seconds=50)
        ask = f"{shlex.quote(sys.executable)} -c {shlex.quote(CLIENT)} >/dev/null 2>&1"
        script = f"echo begun; read x; {ask}; {ask}; echo asked"
        with Terminal([SSOTUI, "exec", "--serve", "dev", "--", "bash", "-c", script], dict(os.environ)) as terminal:
            terminal.wait_for("begun")
            for path in home.sso_cache.iterdir():
                path.unlink()
            terminal.press("\r")
            terminal.wait_for("asked")
            assert terminal.text.count("ssotui: no new keys of dev: Session 'acme' is not signed in.") == 1
            assert "Run: ssotui login acme" in terminal.text
            assert terminal.exit_code() == 0

    def test_not_with_keep_profile(self, ssotui: Ssotui) -> None:
        assert ssotui("exec", "--serve", "--keep-profile", "dev", "--", "true").code == 2


def _read(path: Path, words: str) -> str:
    """The file's text, as soon as it has the words."""
    wait_until(lambda: path.exists() and words in path.read_text())
    return path.read_text()
