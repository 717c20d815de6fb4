"""Reading 10,000 profiles, as a ratio to what Python's own parser takes for the same file in the same run."""

from __future__ import annotations

import configparser
import gc
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from ssotui.aws.config import ini_lines, ini_sections
from ssotui.aws.config.merged_files import read_files
from ssotui.aws.config.profiles import read_profiles
from ssotui.aws.config.simple_profiles import SimpleProfiles
from ssotui.model.profile import Profile

SSO = (
    "[profile team-{n}-ReadOnly]\nsso_session = corp\nsso_account_id = {account}\n"
    "sso_role_name = ReadOnly\nregion = eu-west-1\n\n"
)
LEGACY = SSO.replace("sso_session = corp", "sso_start_url = https://x/start\nsso_region = us-east-1")
CHAIN = (
    "[profile team-{n}-ReadOnly]\nrole_arn = arn:aws:iam::{account}:role/ReadOnly\nsource_profile = base\n"
    "region = eu-west-1\n\n"
)
MARKED = SSO.replace("]\n", "]\n# c\n") + "output = json\n"


def write(path: Path, pattern: str, count: int) -> None:
    session = "[sso-session corp]\nsso_start_url = https://x/start\nsso_region = us-east-1\n\n"
    base = SSO.format(n="base", account="100000000000").replace("team-base-ReadOnly", "base")
    sections = (pattern.format(n=number, account=100000000000 + number) for number in range(count))
    path.write_text(session + base + "".join(sections))


def seconds(call: Callable[[], object]) -> float:
    """The best of three: what the work takes when nothing else is in its way."""
    taken = []
    for _ in range(3):
        gc.collect()
        began = process_time()
        call()
        taken.append(process_time() - began)
    return min(taken)


@pytest.mark.timing
@pytest.mark.parametrize(
    ("pattern", "count"),
    [(SSO, 10_000), (LEGACY, 3000), (CHAIN, 10_000), (MARKED, 3000)],
    ids=["sso", "legacy", "chain", "comments"],
)
def test_all_three_layers_together_beat_configparser_alone(pattern: str, count: int, tmp_path: Path) -> None:
    path = tmp_path / "config"
    write(path, pattern, count)

    def read() -> tuple[Profile, ...]:
        return read_profiles(read_files(path, tmp_path / "none"))

    assert len(read()) == count + 1
    assert not any(profile.problems for profile in read())
    parsed = seconds(lambda: configparser.RawConfigParser().read(path))
    assert seconds(read) < parsed  # a quarter to a third of it on a quiet machine


def test_what_many_profiles_share_is_judged_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, judged, token, judge = tmp_path / "config", list[object](), ini_lines.token, SimpleProfiles._judge

    def line_judged(line: str, key: str, level: int) -> ini_lines.Token | None:
        judged.append(line)
        return token(line, key, level)

    def shared_judged(simple: SimpleProfiles, *what: Any) -> Any:
        judged.append(what)
        return judge(simple, *what)

    monkeypatch.setattr(ini_sections, "token", line_judged)
    monkeypatch.setattr(SimpleProfiles, "_judge", shared_judged)
    write(path, SSO, 500)
    assert len(read_profiles(read_files(path, tmp_path / "none"))) == 501
    keys = ("sso_start_url", "sso_region", "sso_session", "sso_account_id", "sso_role_name", "region")
    assert [str(line).partition(" ")[0] for line in judged[:-1]] == list(keys)
    assert judged[-1] == ("corp", "ReadOnly", "eu-west-1")


def test_reading_imports_neither_botocore_nor_what_it_does_not_need() -> None:
    heavy = (
        "ssotui.aws.config.ini_edit",
        "ssotui.aws.config.shell_words",
        "botocore",
        "boto3",
        "configparser",
        "shlex",
        "logging",
        "dataclasses",
        "inspect",
        "textual",
        "click",
    )
    code = f"import sys, ssotui.aws.config.profiles; print(*[name for name in {heavy!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-I", "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.split() == []
