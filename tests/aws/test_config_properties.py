"""What holds for every pair of files: hypothesis against ``Session.full_config``."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssotui.aws.config.profiles import read_profiles, read_sessions
from tests.aws import ini_strategies as made
from tests.aws.reading import Folder, all_problems, plain, profiles_of
from tests.support.examples import examples

many = settings(max_examples=examples(2000), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("aws"))


@many
@given(config=made.ORDERLY_TEXTS, credentials=made.ORDERLY_TEXTS)
def test_both_files_are_merged_as_botocore_merges_them(folder: Folder, config: str, credentials: str) -> None:
    folder.write(config, credentials)
    files = folder.read()
    theirs = folder.botocores()
    assert theirs is not None
    assert profiles_of(files) == theirs["profiles"]
    assert {name: plain(section) for name, section in files.sso_sessions.items()} == theirs["sso_sessions"]
    assert {name: plain(section) for name, section in files.services.items()} == theirs["services"]


@pytest.mark.timing
@many
@given(config=made.DATA, credentials=made.DATA)
def test_no_bytes_stop_the_reader(folder: Folder, config: bytes, credentials: bytes) -> None:
    folder.write(config, credentials)
    began = process_time()
    files = folder.read()
    profiles = read_profiles(files)
    sessions = read_sessions(files)
    assert process_time() - began < 1

    names = [profile.name for profile in profiles]
    assert len(set(names)) == len(names)
    assert set(names) == files.profiles.keys() | files.ignored.keys()
    lines = {str(folder.config): made.lines_of(config), str(folder.credentials): made.lines_of(credentials)}
    for profile in profiles:
        assert "[" in lines[profile.place.path][profile.place.line - 1]
    problems = [*all_problems(files), *(problem for profile in profiles for problem in profile.problems)]
    for problem in problems:
        assert problem.message.isprintable()
        assert problem.fix.isprintable()
        assert problem.place is None or problem.place.line <= len(lines[problem.place.path])
    # Whatever comes out can be shown, hashed for a cache's name, and printed as JSON.
    for text in (*names, *sessions, *(profile.role_name or "" for profile in profiles)):
        text.encode()


SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@settings(many, max_examples=examples(500))
@given(config=made.DATA, before=made.DATA, key=st.sampled_from(["aws_secret_access_key", "aws_session_token", ""]))
def test_no_problem_tells_a_value(folder: Folder, config: bytes, before: bytes, key: str) -> None:
    secret = f"[profile a]\n{key} = {SECRET}\n{SECRET}\n{SECRET} = {SECRET}\n{SECRET}: # {SECRET}\n".encode()
    folder.write(config + b"\n" + secret, before + b"\n" + secret)
    files = folder.read()
    told = [*all_problems(files), *(problem for profile in read_profiles(files) for problem in profile.problems)]
    assert told
    assert SECRET.lower() not in repr(told).lower()
    if key:
        assert SECRET not in repr(
            [{key: value for key, value in raw.values.items() if "aws" in key} for raw in files.profiles.values()]
        )
