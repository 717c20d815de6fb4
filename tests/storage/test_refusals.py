from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from ssotui.model.errors import UnusableFile
from ssotui.storage.edits import edit_file, instead_of
from ssotui.storage.files import read_whole
from tests.support.home import Home


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (errno.EACCES, "Check the permissions of the file and its folder."),
        (errno.EPERM, "Check the permissions of the file and its folder."),
        (errno.EIO, "Look after the disk or network share that it is on, and try again."),
        (errno.EMFILE, "Try again."),
    ],
)
def test_a_file_that_cannot_be_read_says_what_fits(
    home: Home, monkeypatch: pytest.MonkeyPatch, number: int, hint: str
) -> None:
    def refuse(path: Path) -> bytes:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr("ssotui.storage.files.read_regular", refuse)
    with pytest.raises(UnusableFile, match=r"^~/config cannot be read") as caught:
        read_whole(home.root / "config")
    assert caught.value.hint == hint


def test_what_is_no_file_says_what_it_is(home: Home) -> None:
    (home.root / "file").write_bytes(b"")
    (home.root / "link").symlink_to("link")
    (home.root / "folder").mkdir()
    os.mkfifo(home.root / "pipe")
    hints = {}
    for name in ("file/below", "link", "folder", "pipe"):
        with pytest.raises(UnusableFile) as caught:
            read_whole(home.root / name)
        hints[name] = caught.value.hint
    assert hints == {
        "file/below": "A folder of its path is a file: move that away.",
        "link": "Fix the symbolic link.",
        "folder": "Move the folder away, or name another file.",
        "pipe": "Name another file.",
    }


def test_what_was_looked_at_is_replaced_and_nothing_else(home: Home) -> None:
    path = home.root / "config"
    path.write_bytes(b"one")
    edit_file(path, instead_of(path, b"one", b"two"), secret=False)
    with pytest.raises(UnusableFile, match=r"^~/config has changed meanwhile"):
        edit_file(path, instead_of(path, b"one", b"three"), secret=False)
    assert path.read_bytes() == b"two"
