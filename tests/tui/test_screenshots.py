"""The pictures of the README are those that the code draws today."""

from __future__ import annotations

import pytest

from tests import screenshots


@pytest.mark.parametrize("name", screenshots.PICTURES)
async def test_the_picture_is_current(name: str) -> None:
    current = (screenshots.FOLDER / f"{name}.svg").read_text()
    assert await screenshots.draw(name) == current, "run: python -m tests.screenshots, and look at the pictures"


def test_no_picture_is_left_over() -> None:
    assert {path.stem for path in screenshots.FOLDER.glob("*.svg")} == set(screenshots.PICTURES)
