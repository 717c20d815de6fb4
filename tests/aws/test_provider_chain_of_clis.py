"""Which credentials win: ours has to be what the two AWS CLIs themselves say, ``aws configure list``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from ssotui.actions.doctor.examination import examine
from ssotui.actions.settings.loading import Loaded
from ssotui.model.clock import utc_now
from tests.aws.test_provider_chain import ENV_KEYS
from tests.aws.test_provider_chain import container as container  # noqa: PLC0414 - a fixture
from tests.support.home import Home
from tests.support.programs import need
from tests.support.sandbox import Sandbox, sandbox

NO_EC2 = {"AWS_EC2_METADATA_DISABLED": "true"}
PROCESS = (
    '[profile process]\ncredential_process = echo \'{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "S"}\'\n'
)
MIXED = "[profile mixed]\naws_access_key_id = A\naws_secret_access_key = S\ncredential_process = false\n"
BARE = "[profile bare]\nregion = eu-west-1\n"

CASES: Mapping[str, tuple[Mapping[str, str], str | None]] = {
    "nothing": ({}, None),
    "sso": ({"AWS_PROFILE": "payments-prod"}, "sso"),
    "sso, by the other variable": ({"AWS_DEFAULT_PROFILE": "payments-prod"}, "sso"),
    "keys over sso": ({"AWS_PROFILE": "payments-prod", **ENV_KEYS}, "env"),
    "keys alone": (ENV_KEYS, "env"),
    "keys without a secret": ({"AWS_ACCESS_KEY_ID": "A"}, "!"),
    "a secret without a key": ({"AWS_SECRET_ACCESS_KEY": "S", "AWS_PROFILE": "personal"}, "shared-credentials-file"),
    "an empty key": ({"AWS_ACCESS_KEY_ID": "", "AWS_PROFILE": "personal"}, "shared-credentials-file"),
    "static": ({"AWS_PROFILE": "personal"}, "shared-credentials-file"),
    "process": ({"AWS_PROFILE": "process"}, "custom-process"),
    "process over keys in the config": ({"AWS_PROFILE": "mixed"}, "custom-process!"),
    "a profile of nothing": ({"AWS_PROFILE": "bare"}, None),
    "a profile that is nowhere": ({"AWS_PROFILE": "nobody"}, "!"),
    "keys, and a profile that is nowhere": ({"AWS_PROFILE": "nobody", **ENV_KEYS}, "!"),
    "a container": ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "container"}, "container-role"),
    "a container, and a profile": (
        {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "container", "AWS_PROFILE": "personal"},
        "shared-credentials-file",
    ),
}
"""The environment, and who wins; ``!`` where the CLI stops at an error."""


@pytest.fixture(scope="module")
def demo() -> Iterator[Sandbox]:
    """The demo's home, now: what the CLIs take for valid has to be."""
    with sandbox() as box:
        with (box.home / ".aws" / "config").open("a") as config:
            config.write(PROCESS + MIXED + BARE)
        yield box


def version_1() -> str:
    """PyPI's, beside the interpreter."""
    return need(str(Path(sys.executable).with_name("aws")))


def version_2() -> str:
    """Debian's."""
    return need("/usr/bin/aws")


def said(program: str, environ: Mapping[str, str]) -> str | None:
    """Where it has its access key from; ``!`` if it stops at an error."""
    done = subprocess.run(
        [program, "configure", "list"],
        env={**os.environ, **NO_EC2, "AWS_PAGER": "", **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if done.returncode:
        return "!"
    found = re.search(r"^access_key\s+(<not set>|\S+)\s+(\S+)", done.stdout, re.MULTILINE)
    assert found, done.stdout
    return None if found[2] == "None" else found[2]


@pytest.fixture(autouse=True)
def _at_home(demo: Sandbox, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    del home  # which would be another one
    for name, value in {"HOME": str(demo.home), **demo.portal.environment()}.items():
        monkeypatch.setenv(name, value)


def ours(environ: Mapping[str, str]) -> str | None:
    diagnosis = examine(Loaded(), utc_now(), {**os.environ, **NO_EC2, **environ})
    stops = any(finding.code in {"profile-unknown", "keys-incomplete"} for finding in diagnosis.findings)
    return diagnosis.winner.method if diagnosis.winner else "!" if stops else None


@pytest.mark.parametrize("cli", [version_1, version_2])
@pytest.mark.parametrize("case", CASES)
def test_the_winner_is_the_clis(container: str, cli: Callable[[], str], case: str) -> None:
    wanted, winner = CASES[case]
    environ = {name: container if value == "container" else value for name, value in wanted.items()}
    if winner and winner.endswith("!") and winner != "!":  # it wins, and then it fails
        assert ours(environ) == winner[:-1]
        assert said(cli(), environ) == "!"
    else:
        assert ours(environ) == winner
        assert said(cli(), environ) == winner


def test_of_two_variables_each_cli_takes_its_own() -> None:
    environ = {"AWS_PROFILE": "payments-prod", "AWS_DEFAULT_PROFILE": "personal"}
    diagnosis = examine(Loaded(), utc_now(), {**os.environ, **NO_EC2, **environ})
    (finding,) = (each for each in diagnosis.findings if each.code == "profile-variables-differ")
    assert finding.message == (
        "The AWS CLI v2 takes AWS_PROFILE = payments-prod, but v1 and boto3 AWS_DEFAULT_PROFILE = personal."
    )
    assert ours(environ) == said(version_2(), environ) == "sso"
    assert said(version_1(), environ) == "shared-credentials-file"
