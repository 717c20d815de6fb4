"""Keys in a file that a shell runs: the shells read them, and every other byte stays."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ssotui.actions.files.masked_diff import diff
from ssotui.actions.keys.write import write_credentials
from ssotui.export.credentials_file import SectionExists
from ssotui.export.shell_file import END, MARK, with_lines
from ssotui.model.errors import UnusableFile
from tests.export.samples import outgoing
from tests.support.programs import need

SHOW = 'printf "%s\\n" "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN" "$AWS_PROFILE"'
RUN = {
    "bash": lambda path: ["bash", "-c", f'. "$0" && {SHOW}', str(path)],
    "zsh": lambda path: ["zsh", "-f", "-c", f'. "$0" && {SHOW}', str(path)],
    "sh": lambda path: ["sh", "-c", f'. "$0" && {SHOW}', str(path)],
    "fish": lambda path: ["fish", "--no-config", "-c", f"source {path}; {SHOW}"],
}


def seen_by(shell: str, path: Path) -> list[str]:
    need(shell)
    done = subprocess.run(
        RUN[shell](path),
        env={"PATH": "/usr/bin:/bin", "AWS_PROFILE": "rival"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("name", "shell"), [(".envrc", "bash"), ("k.sh", "bash"), ("k.sh", "zsh"), ("k.sh", "sh"), ("k.fish", "fish")]
)
@pytest.mark.parametrize("before", ["", "echo unrelated >/dev/null\n", "# no line end"])
def test_the_shell_that_reads_it_has_the_keys_and_no_rival(tmp_path: Path, name: str, shell: str, before: str) -> None:
    path = tmp_path / name
    path.write_text(before)
    write_credentials(outgoing(), path=path)
    keys = outgoing().keys
    assert keys.session_token
    values = [keys.access_key_id.reveal(), keys.secret_access_key.reveal(), keys.session_token.reveal()]
    assert seen_by(shell, path) == [*values, ""]
    assert path.read_text().startswith(before)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("shell", ["bash", "fish"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_written_again_it_takes_its_own_place(shell: str, newline: str) -> None:
    above, below = f"use flake{newline}", f"export AWS_FOO='mine'{newline}"
    first = with_lines(above.encode(), outgoing(), shell, overwrite=False) + below.encode()
    second = with_lines(first, outgoing(), shell, overwrite=False)
    assert second == first
    assert first.decode().count(MARK) == first.decode().count(END) == 1
    other = with_lines(first, outgoing()._replace(region="ap-south-1"), shell, overwrite=False).decode()
    assert other.startswith(above + MARK)
    assert other.endswith(f"{END}{newline}{below}")
    assert "ap-south-1" in other


@pytest.mark.parametrize(
    "foreign",
    [
        "export AWS_ACCESS_KEY_ID=AKIAMINE\n",
        "AWS_SECRET_ACCESS_KEY='mine'\n",
        "set -gx AWS_ACCESS_KEY_ID AKIAMINE\n",
        "set -x -g AWS_SECRET_ACCESS_KEY 'mine'\n",
        f"{MARK}; expires 2026-01-01T00:00:00Z\nexport AWS_ACCESS_KEY_ID='x'\n",  # its end is gone
    ],
)
def test_somebodys_own_keys_need_a_yes_and_stay(foreign: str) -> None:
    with pytest.raises(SectionExists, match="did not write"):
        with_lines(foreign.encode(), outgoing(), "bash", overwrite=False)
    after = with_lines(foreign.encode(), outgoing(), "bash", overwrite=True).decode()
    assert after.startswith(foreign)
    assert after.index(foreign) < after.rindex("export AWS_ACCESS_KEY_ID=")


@pytest.mark.parametrize(
    "harmless", ["unset AWS_ACCESS_KEY_ID\n", "# AWS_ACCESS_KEY_ID=x\n", "export AWS_ACCESS_KEY_ID=\n"]
)
def test_what_holds_no_keys_needs_none(harmless: str) -> None:
    assert with_lines(harmless.encode(), outgoing(), "bash", overwrite=False).startswith(harmless.encode())


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(UnusableFile, match="not text"):
        with_lines(b"\0", outgoing(), "bash", overwrite=True)


@pytest.mark.parametrize(("shell", "name"), [("bash", ".envrc"), ("fish", "k.fish")])
def test_its_diff_shows_no_secret(shell: str, name: str) -> None:
    shown = "\n".join(diff(None, with_lines(b"", outgoing(), shell, overwrite=False), name))
    keys = outgoing().keys
    assert keys.session_token
    for secret in (keys.access_key_id, keys.secret_access_key, keys.session_token):
        assert secret.reveal() not in shown
