"""Role chains in the panel: the whole way, and where it breaks."""

from __future__ import annotations

import pytest

from ssotui.tui.shell.context import AppContext
from tests.support.sandbox import Sandbox
from tests.tui.conftest import using

CHAINS = """
[profile zz-deep]
role_arn = arn:aws:iam::111122223333:role/Deep
source_profile = zz-middle
mfa_serial = 123456
[profile zz-middle]
role_arn = arn:aws:iam::444455556666:role/Middle
source_profile = platform-tools
[profile zz-nowhere]
role_arn = arn:aws:iam::444455556666:role/Nowhere
source_profile = nobody
[profile zz-round]
role_arn = arn:aws:iam::444455556666:role/Round
source_profile = zz-circle
[profile zz-circle]
role_arn = arn:aws:iam::444455556666:role/Circle
source_profile = zz-round
[profile zz-static]
role_arn = arn:aws:iam::444455556666:role/Static
source_profile = personal
[profile zz-machine]
role_arn = arn:aws:iam::444455556666:role/Machine
credential_source = Environment
"""


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (
            "deep",
            ["via      zz-middle 444455556666", "Middle (role-chain)", "555566667777", "Developer", "(sso)", "123456"],
        ),
        ("nowhere", ["via      nobody (missing)", "There is no profile nobody"]),
        ("round", ["via      zz-circle", "zz-round (again)"]),
        ("static", ["via      personal (static)"]),
        ("machine", ["via      Environment"]),
    ],
)
async def test_the_panel_shows_the_whole_chain(context: AppContext, demo: Sandbox, name: str, shown: list[str]) -> None:
    config = demo.home / ".aws" / "config"
    config.write_text(config.read_text() + CHAINS)
    async with using(context, (160, 45)) as person:
        await person.type(f"/zz-{name}")
        for words in shown:
            assert words in person.text, person.text
