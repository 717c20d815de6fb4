"""Merging keys into ``.env`` files: what changes, what stays, and what their readers make of the outcome."""

from __future__ import annotations

import io
import os
import subprocess
import time
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssotui.export.credentials_file import SectionExists
from ssotui.export.dotenv import profiles_named, with_variables
from ssotui.model.errors import UnusableFile, UsageError
from tests.export.samples import outgoing
from tests.support.programs import need

OURS = {
    "AWS_ACCESS_KEY_ID": "ASIAEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "sEcReT/+",
    "AWS_SESSION_TOKEN": "tOkEn==",
    "AWS_CREDENTIAL_EXPIRATION": "2026-11-23T13:00:00Z",
    "AWS_REGION": "eu-west-1",
    "AWS_DEFAULT_REGION": "eu-west-1",
}
MARK = "# written by ssotui; expires 2026-11-23T13:00:00Z\n"
LINES = MARK + "".join(f"{name}={value}\n" for name, value in OURS.items())


def merged(text: str, *, overwrite: bool = False) -> str:
    return with_variables(text.encode(errors="surrogateescape"), outgoing(), overwrite=overwrite).decode(
        errors="surrogateescape"
    )


def python_dotenv(text: str) -> dict[str, str | None]:
    return dict(dotenv_values(stream=io.StringIO(text), interpolate=False))


def sourced(text: str, folder: Path) -> dict[str, str]:
    """What a shell exports that sources the file."""
    (folder / ".env").write_text(text, newline="")
    shown = subprocess.run(
        [need("bash"), "-c", "set -a; . ./.env; env -0"],
        cwd=folder, env={"PATH": os.environ["PATH"]}, capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    values = dict(entry.split("=", 1) for entry in shown.split("\0") if entry)
    return {name: value for name, value in values.items() if name not in {"PATH", "PWD", "SHLVL", "_"}}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", LINES),
        ("A=1\n", "A=1\n" + LINES),
        ("A=1", "A=1\n" + LINES),
        ("'\nAWS_ACCESS_KEY_ID='\n", "'\nAWS_ACCESS_KEY_ID='\n" + LINES),
        ("DEBUG\n", "DEBUG\n" + LINES),
        ("A=1\\", "A=1\\\n\n" + LINES),  # a shell would join the next line
        ("A='x\nAWS_REGION=not-ours\n'\n", "A='x\nAWS_REGION=not-ours\n'\n" + LINES),
        ('A="x\\"\nAWS_REGION=not-ours\n"\n', 'A="x\\"\nAWS_REGION=not-ours\n"\n' + LINES),
        ("A=`x\nAWS_REGION=not-ours\n`\n", "A=`x\nAWS_REGION=not-ours\n`\n" + LINES),
        ("MSG=it's me\nB='2'\n", "MSG=it's me\nB='2'\n" + LINES),
        ("# AWS_REGION=old\n", "# AWS_REGION=old\n" + LINES),
        ("MY_AWS_REGION=1\nAWS_REGIONS=2\n", "MY_AWS_REGION=1\nAWS_REGIONS=2\n" + LINES),
    ],
)
def test_what_is_not_ours_stays(before: str, after: str) -> None:
    assert merged(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("AWS_REGION=old\n", "AWS_REGION=eu-west-1\n"),
        ("export AWS_REGION=old\n", "export AWS_REGION=eu-west-1\n"),
        ("  export\tAWS_REGION=old # mine\n", "  export\tAWS_REGION=eu-west-1 # mine\n"),
        ("AWS_REGION = old\n", "AWS_REGION = eu-west-1\n"),
        ("AWS_REGION=\n", "AWS_REGION=eu-west-1\n"),
        ("AWS_REGION=  # none yet\n", "AWS_REGION=eu-west-1  # none yet\n"),
        ("AWS_REGION='a\nb' # two lines\n", "AWS_REGION=eu-west-1 # two lines\n"),
        ('AWS_REGION="a\nAWS_SESSION_TOKEN=x\n"\n', "AWS_REGION=eu-west-1\n"),
        ("AWS_REGION='a'b\"c\"\n", "AWS_REGION=eu-west-1\n"),
        ("AWS_REGION=eu-west-1   # as it was\n", "AWS_REGION=eu-west-1   # as it was\n"),
        ("AWS_REGION=1\nA=1\nexport AWS_REGION=2\n", "AWS_REGION=eu-west-1\nA=1\n"),
        ("AWS_SECURITY_TOKEN=old\nA=1\n", "A=1\n"),
        ("'AWS_REGION'=old\n", "'AWS_REGION'=eu-west-1\n"),
        ("AWS_REGION=old\nexport AWS_REGION\n", "AWS_REGION=eu-west-1\nexport AWS_REGION=eu-west-1\n"),
        ("AWS_REGION # from outside\n", "AWS_REGION=eu-west-1 # from outside\n"),
        ("AWS_REGION#from outside\n", "AWS_REGION=eu-west-1\n"),
        ("AWS_SECURITY_TOKEN\nA=1\n", "A=1\n"),
    ],
)
def test_ours_change_in_their_places(before: str, after: str) -> None:
    rest = LINES.replace("AWS_REGION=eu-west-1\n", "") if "AWS_REGION" in before else LINES
    assert merged(before) == after + rest


def test_the_line_ends_stay() -> None:
    after = merged("A=1\r\nAWS_REGION=old\r\nB=2\r\n")
    assert after.startswith("A=1\r\nAWS_REGION=eu-west-1\r\nB=2\r\n")
    assert after.count("\n") == after.count("\r\n")


def test_keys_without_an_end_take_the_old_token_along() -> None:
    data = with_variables(LINES.encode(), outgoing(token=None), overwrite=False).decode()
    assert "AWS_SESSION_TOKEN" not in data
    assert "AWS_CREDENTIAL_EXPIRATION" not in data
    assert data.startswith("# written by ssotui; does not expire\n")


def test_again_changes_nothing() -> None:
    assert merged(LINES) == LINES
    assert merged("A=1\n" + LINES + "B=2\n") == "A=1\n" + LINES + "B=2\n"


@pytest.mark.parametrize("theirs", ["AWS_ACCESS_KEY_ID=x\n", "export AWS_SECRET_ACCESS_KEY='x'\n"])
def test_keys_of_others_need_a_yes(theirs: str) -> None:
    with pytest.raises(SectionExists):
        merged(theirs)
    assert python_dotenv(merged(theirs, overwrite=True)) == OURS


@pytest.mark.parametrize(
    "harmless",
    ["AWS_ACCESS_KEY_ID=\n", "A='\nAWS_ACCESS_KEY_ID=x\n'\n", "#AWS_ACCESS_KEY_ID=x\n", 'AWS_SECRET_ACCESS_KEY=""\n'],
)
def test_what_is_no_key_needs_none(harmless: str) -> None:
    assert OURS.items() <= python_dotenv(merged(harmless)).items()


def test_a_mark_in_a_value_is_none() -> None:
    with pytest.raises(SectionExists):
        merged("A='\n# written by ssotui\n'\nAWS_ACCESS_KEY_ID=x\n")


@pytest.mark.parametrize("data", [b"A=1\0", "A=1\n".encode("utf-16")])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnusableFile, match="not text"):
        with_variables(data, outgoing(), overwrite=True)


def test_a_value_that_cannot_stand_there_is_refused() -> None:
    with pytest.raises(UsageError, match="AWS_SECRET_ACCESS_KEY cannot be written"):
        with_variables(b"", outgoing(secret="a$b"), overwrite=True)


def test_profiles_are_found() -> None:
    assert profiles_named(b"export AWS_PROFILE=x\nAWS_DEFAULT_PROFILE=\nA='\nAWS_DEFAULT_PROFILE=y\n'\n") == [
        "AWS_PROFILE"
    ]


PIECES = st.sampled_from(
    [
        "A=1\n",
        "B='two\nlines'\n",
        'C="AWS_REGION=x\nAWS_ACCESS_KEY_ID=y\n"\n',
        "# comment\n",
        "\n",
        "  \n",
        "export D=4 # four\n",
        "E=''\n",
        "F=a#b\n",
        "G='#'\n",
        "AWS_REGION=old\n",
        "AWS_REGION=again # and a comment\n",
        "export AWS_SESSION_TOKEN='old'\n",
        'AWS_DEFAULT_REGION="old\nold"\n',
        "AWS_CREDENTIAL_EXPIRATION=\n",
    ]
)
"""What python-dotenv and a shell agree on."""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=8).map("".join), st.booleans())
def test_a_shell_and_python_dotenv_read_ours_and_theirs(tmp_path: Path, before: str, last: bool) -> None:
    before = before if last else before.removesuffix("\n")
    assert sourced(before, tmp_path) == python_dotenv(before)
    after = merged(before)
    expected = {**python_dotenv(before), **OURS}
    assert python_dotenv(after) == expected
    assert sourced(after, tmp_path) == expected
    assert merged(after) == after


SIGNS = ["A", "AWS_REGION", "=", "'", '"', "\\", "#", " ", "\n", "\r\n", "export ", "x", "é"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(SIGNS), max_size=30).map("".join))
def test_of_any_text_python_dotenv_reads_ours_and_all_the_rest(before: str) -> None:
    after = merged(before, overwrite=True)
    ours, theirs = python_dotenv(after), python_dotenv(before)
    assert {name: ours.get(name) for name in OURS} == OURS
    assert {name: value for name, value in ours.items() if name not in OURS} == {
        name: value for name, value in theirs.items() if name not in OURS
    }


@given(st.binary(max_size=200).filter(lambda data: b"\0" not in data))
def test_any_bytes_stay(data: bytes) -> None:
    after = with_variables(data, outgoing(), overwrite=True)
    if b"AWS_" not in data and b"written" not in data:
        assert after.startswith(data)


BIG = [b" ", b"A='", b'A="\\"', b"A=x ", b"A", b"A=1\n", b"'", b"export ", b"A=`\\`", b"A= "]


@pytest.mark.timing
@pytest.mark.parametrize("piece", BIG)
def test_a_hostile_file_takes_no_time(piece: bytes) -> None:
    start = time.process_time()
    with_variables(piece * 100_000, outgoing(), overwrite=True)
    assert time.process_time() - start < 3
