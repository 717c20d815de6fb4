"""The pictures of the README are those that the code draws today."""

from __future__ import annotations

import re

import pytest

from tests import screenshots


@pytest.mark.parametrize("name", screenshots.PICTURES)
async def test_the_picture_is_current(name: str) -> None:
    current = (screenshots.FOLDER / f"{name}.svg").read_text()
    assert await screenshots.draw(name) == current, "run: python -m tests.screenshots, and look at the pictures"


def test_no_picture_is_left_over() -> None:
    assert {path.stem for path in screenshots.FOLDER.glob("*.svg")} == set(screenshots.PICTURES)


def test_the_first_picture_cuts_nothing() -> None:
    assert "\N{HORIZONTAL ELLIPSIS}" not in (screenshots.FOLDER / "profiles.svg").read_text()


def test_no_other_picture_cuts_a_cell() -> None:
    """An ellipsis says that something goes on, or stands in a file's name of forty digits, and nowhere else."""
    texts = (re.sub(r"<[^>]*>|&#160;", " ", path.read_text()) for path in screenshots.FOLDER.glob("*.svg"))
    cut = {word for text in texts for word in re.findall(r"\S*…\S*", text)}
    assert cut == {"roles…", "file…", "another…", "a46244aec25f….json", "30e1504d3edd….json"}


def test_the_moving_picture_plays_without_a_script_and_is_small() -> None:
    film = (screenshots.FOLDER / "copying.svg").read_bytes()
    assert len(film) <= 400_000
    text = film.decode()
    assert re.findall(r'class="pressed"[^>]*>([^<]+)', text) == [
        "/",
        "/ p",
        "/ p a",
        "/ p a y",
        "/ p a y ⏎",
        "/ p a y ⏎ c",
    ]
    assert "Copied\xa0env\xa0for\xa0payments-prod." in text
    assert "@keyframes" in text
    assert not re.search(r"<script|<image|href=|url\(|\son\w+=", text)
