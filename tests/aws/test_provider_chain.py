"""Which credentials win: ours has to be botocore's own answer, for every set-up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssotui.aws import locations
from ssotui.aws.config.merged_files import read_files
from ssotui.aws.config.provider_chain import candidates, chosen_profile
from tests.support.home import Home

_SCRIPT = """
import json, os, sys
import botocore.session

for line in sys.stdin:
    case = json.loads(line)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(case["environ"])
    for path, text in case["files"].items():
        with open(path, "w") as file:
            file.write(text)
    try:
        found = botocore.session.Session().get_credentials()
    except Exception as error:
        answer = f"! {type(error).__name__}"
    else:
        answer = found.method if found else None
    print(json.dumps(answer), flush=True)
"""

SSO = "sso_session = acme\nsso_account_id = 111122223333\nsso_role_name = Admin\n"
LEGACY = (
    "sso_start_url = https://a.awsapps.com/start\nsso_region = us-east-1\n"
    "sso_account_id = 111122223333\nsso_role_name = Admin\n"
)
KEYS = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = example\n"
ROLE = "role_arn = arn:aws:iam::444455556666:role/R\nsource_profile = base\n"
PROCESS = 'credential_process = echo \'{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "S"}\'\n'
WEB = "role_arn = arn:aws:iam::444455556666:role/R\nweb_identity_token_file = /nowhere\n"
SESSION = (
    "[profile base]\naws_access_key_id = A\naws_secret_access_key = S\n"
    "[sso-session acme]\nsso_start_url = https://a.awsapps.com/start\nsso_region = us-east-1\n"
)
ENV_KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "example"}
ENV_WEB = {"AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere", "AWS_ROLE_ARN": "arn:aws:iam::444455556666:role/R"}


class Botocore:
    """A process of botocore's, which answers for one set-up after the other."""

    def __init__(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-c", _SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def method(self, home: Home, environ: dict[str, str], config: str, credentials: str) -> str | None:
        assert self._child.stdin
        assert self._child.stdout
        files = {str(home.config_file): config, str(home.credentials_file): credentials}
        paths = {"AWS_CONFIG_FILE": str(home.config_file), "AWS_SHARED_CREDENTIALS_FILE": str(home.credentials_file)}
        never = {"AWS_EC2_METADATA_DISABLED": "true"}
        self._child.stdin.write(json.dumps({"environ": environ | paths | never, "files": files}) + "\n")
        self._child.stdin.flush()
        answer: str | None = json.loads(self._child.stdout.readline())
        return answer

    def close(self) -> None:
        self._child.communicate()


@pytest.fixture(scope="module")
def botocore() -> Iterator[Botocore]:
    asked = Botocore()
    yield asked
    asked.close()


@pytest.fixture
def container() -> Iterator[str]:
    """The address of a container's credentials."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(
                {"AccessKeyId": "A", "SecretAccessKey": "S", "Token": "T", "Expiration": "2099-01-01T00:00:00Z"}
            ).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def ours(home: Home, environ: dict[str, str], config: str, credentials: str) -> list[str]:
    home.config(config)
    home.credentials(credentials)
    return [found.method for found in candidates(read_files(home.config_file, home.credentials_file), environ)]


@pytest.mark.parametrize(
    ("environ", "config", "credentials", "method"),
    [
        ({}, "", "", None),
        ({}, f"[default]\n{SSO}{SESSION}", "", "sso"),
        ({}, f"[default]\n{LEGACY}", "", "sso"),
        ({}, f"[default]\n{KEYS}", "", "config-file"),
        ({}, "", f"[default]\n{KEYS}", "shared-credentials-file"),
        ({}, f"[default]\n{PROCESS}{KEYS}", "", "custom-process"),
        ({}, f"[default]\n{PROCESS}", f"[default]\n{KEYS}", "shared-credentials-file"),
        ({}, f"[default]\n{SSO}{PROCESS}{SESSION}", f"[default]\n{KEYS}", "sso"),
        ({}, f"[default]\n{ROLE}{SSO}{SESSION}", "", "assume-role"),
        ({}, f"[default]\n{WEB}{SSO}{SESSION}", "", "assume-role-with-web-identity"),
        ({}, "[default]\nregion = eu-west-1\n", "", None),
        ({}, f"[profile other]\n{KEYS}", "", None),
        ({"AWS_PROFILE": "p"}, f"[profile p]\n{SSO}[default]\n{KEYS}{SESSION}", "", "sso"),
        ({"AWS_DEFAULT_PROFILE": "p"}, f"[profile p]\n{SSO}[default]\n{KEYS}{SESSION}", "", "sso"),
        ({"AWS_PROFILE": "p", **ENV_KEYS}, f"[profile p]\n{SSO}{SESSION}", "", "env"),
        (ENV_KEYS, f"[default]\n{ROLE}{SESSION}", "", "env"),
        ({"AWS_ACCESS_KEY_ID": ""}, f"[default]\n{KEYS}", "", "config-file"),
        (ENV_WEB, f"[default]\n{SSO}{SESSION}", "", "assume-role-with-web-identity"),
        (ENV_WEB, f"[default]\n{ROLE}{SESSION}", "", "assume-role"),
        (ENV_WEB, f"[default]\n{WEB}", "", "assume-role-with-web-identity"),
        ({"AWS_WEB_IDENTITY_TOKEN_FILE": ""}, f"[default]\n{WEB}{PROCESS}", "", "custom-process"),
        ({**ENV_WEB, **ENV_KEYS}, "", "", "env"),
    ],
)
def test_the_winner_is_botocores(  # noqa: PLR0917
    home: Home, botocore: Botocore, environ: dict[str, str], config: str, credentials: str, method: str | None
) -> None:
    said = ours(home, environ, config, credentials)
    assert (said[0] if said else None) == method
    assert botocore.method(home, environ, config, credentials) == method


def test_a_container_comes_after_the_profile(home: Home, botocore: Botocore, container: str) -> None:
    environ = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": container}
    assert ours(home, environ, "", "") == ["container-role"]
    assert botocore.method(home, environ, "", "") == "container-role"
    config = f"[default]\n{KEYS}"
    assert ours(home, environ, config, "") == ["config-file", "container-role"]
    assert botocore.method(home, environ, config, "") == "config-file"


PARTS = st.lists(st.sampled_from([SSO, LEGACY, KEYS, ROLE, PROCESS, WEB, "region = eu-west-1\n"]), max_size=3)


def _section(header: str, parts: list[str]) -> str:
    lines = dict(line.split(" = ", 1) for line in "".join(parts).splitlines())
    if "web_identity_token_file" in lines:
        lines.pop("source_profile", None)
    if "sso_session" in lines:
        lines.pop("sso_start_url", None), lines.pop("sso_region", None)
    return f"[{header}]\n" + "".join(f"{key} = {value}\n" for key, value in lines.items())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    default=PARTS,
    named=PARTS,
    stored=PARTS,
    environ=st.fixed_dictionaries(
        {}, optional={"AWS_PROFILE": st.sampled_from(["p", "default"]), **{k: st.just(v) for k, v in ENV_KEYS.items()}}
    ),
    web=st.booleans(),
)
def test_any_mixture_has_botocores_winner(  # noqa: PLR0917
    home: Home,
    botocore: Botocore,
    default: list[str],
    named: list[str],
    stored: list[str],
    environ: dict[str, str],
    web: bool,
) -> None:
    environ = environ | (ENV_WEB if web else {})
    config = _section("default", default) + _section("profile p", named) + SESSION
    credentials = _section("p", stored)
    said = ours(home, environ, config, credentials)
    theirs = botocore.method(home, environ, config, credentials)
    if theirs is None or not theirs.startswith("!"):
        assert (said[0] if said else None) == theirs


def test_the_clis_variable_comes_first_and_an_empty_one_counts() -> None:
    assert chosen_profile({"AWS_DEFAULT_PROFILE": "b", "AWS_PROFILE": "a"}) == ("a", "AWS_PROFILE")
    assert chosen_profile({"AWS_DEFAULT_PROFILE": "b"}) == ("b", "AWS_DEFAULT_PROFILE")
    assert chosen_profile({"AWS_DEFAULT_PROFILE": "b", "AWS_PROFILE": ""}) == ("", "AWS_PROFILE")
    assert chosen_profile({}) == ("default", None)


def test_what_is_said_has_a_place_and_no_secret(home: Home) -> None:
    home.config(f"[default]\n{SSO}{SESSION}")
    home.credentials(f"[default]\n{KEYS}")
    environ = ENV_KEYS | {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"}
    files = read_files(locations.config_file(), locations.credentials_file())
    found = list(candidates(files, environ, on_ec2=lambda: True))
    assert [(entry.method, entry.profile, str(entry.place)) for entry in found] == [
        ("env", None, "AWS_ACCESS_KEY_ID"),
        ("sso", "default", f"{home.config_file}:3"),
        ("shared-credentials-file", "default", f"{home.credentials_file}:2"),
        ("container-role", None, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
        ("iam-role", None, "None"),
    ]
    assert "AKIA" not in repr(found)
    assert not [name for name in os.environ if name.startswith("AWS_")]
