"""Files that nobody writes: each is read within a second, and one row or the file says what is wrong."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from ssotui.aws.config.merged_files import read_files
from ssotui.aws.config.profiles import read_profiles

SIZE = 1_000_000
MANY = 10_000
"""As many as profiles in the largest file that we promise to be quick with."""


def fill(pattern: str) -> str:
    """A megabyte of it, a quarter of one if it is of lines; or, with ``{}`` in it to be counted up, so many lines."""
    if "{}" in pattern:
        return "".join(pattern.replace("{}", str(number)) for number in range(MANY // pattern.count("\n")))
    return pattern * (SIZE // len(pattern) // (4 if "\n" in pattern else 1))


HOSTILE = {
    "one line": "[profile a]\nregion = " + "x" * SIZE,
    "one header": f"[profile {'x' * SIZE}]\nregion = a",
    "one quoted header": f"[profile '{'x' * SIZE}']\nregion = a",
    "one header of quotes": "[profile " + fill('"a') + "]\nregion = a",
    "one header of backslashes": "[profile " + "\\" * SIZE + "]\nregion = a",
    "one header of words": "[profile " + "a " * (SIZE // 2) + "]\nregion = a",
    "one key": "[profile a]\n" + "k" * SIZE + " = x",
    "one key without a value": "[profile a]\n" + "k" * SIZE,
    "open brackets": fill("["),
    "closed brackets": "[" + fill("]"),
    "empty lines": "[profile a]\nx = a\n" + fill("\n") + "  b",
    "lines that go on": "[profile a]\nx = a\n" + fill(" b\n"),
    "lines that go on, with gaps": "[profile a]\nx = a\n" + fill("\n b\n#\n"),
    "a nested block": "[profile a]\ns3 =\n" + fill(" k{} = v\n"),
    "a nested block of nothing": "[profile a]\ns3 =\n" + fill(" k\n"),
    "NULs": fill("\0"),
    "carriage returns": fill("\r"),
    "one section again": fill("[profile a]\nregion = x\n"),
    "one section again, with other keys": fill("[profile a]\nk{} = x ; x\n"),
    "one key again": "[profile a]\n" + fill("region = x # x\n"),
    "one key again, going on": "[profile a]\n" + fill("region = x\n x\n"),
    "one profile by two headers": fill("[profile a]\n[profile 'a']\n[profiles a]\n"),
    "sections": fill("[profile p{}]\n"),
    "ignored sections": fill("[profile p {}]\n"),
    "oddities": fill("[profiles p{}]\n  Region : 'x'\n  A B = x # x\n"),
    "a [DEFAULT] that leaks": "[DEFAULT]\n" + fill("k{} = x\n") + fill("[profile p{}]\n"),
    "[DEFAULT] again": fill("[DEFAULT]\nk{} = x\n"),
    "profiles that are their own source": fill("[profile p{}]\nrole_arn = a\nsource_profile = p{}\n"),
    "sessions": fill("[sso-session s{}]\nsso_region = x\n"),
    "one session with many keys": "[sso-session s]\nsso_start_url = u\nsso_region = r\n"
    + fill("k{} = x\n")
    + "\n[profile a]\nsso_session = s\n",
    "control characters": fill("[profile \x1b[31m{}\x07]\n\x85 = \u2028\n"),
}


HOSTILE["a long chain"] = "".join(
    f"[profile p{number}]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = p{number + 1}\n"
    for number in range(MANY // 3)
)


@pytest.mark.timing
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("which", ["config", "credentials"])
def test_a_hostile_file_takes_less_than_a_second(text: str, which: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(text.encode())
    none = tmp_path / "none"
    began = process_time()
    files = read_files(path, none) if which == "config" else read_files(none, path)
    profiles = read_profiles(files)
    taken = process_time() - began
    assert taken < 1
    problems = [*files.problems, *(problem for profile in profiles for problem in profile.problems)]
    assert all(len(problem.message) < 500 for problem in problems)
