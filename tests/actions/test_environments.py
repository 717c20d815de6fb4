"""Which environment a name belongs to."""

from __future__ import annotations

import time

import pytest

from ssotui.actions.settings.environments import PRODUCTION, environment_of
from ssotui.model.settings import Environment, Settings

SETTINGS = Settings(
    environments=(
        Environment("*prod*", "PROD", confirm=True),
        Environment("111122223333", "ours"),
        Environment("Straße [ab]", "odd"),
        Environment("*admin", "ADMIN"),
    )
)


@pytest.mark.parametrize(
    ("names", "label"),
    [
        (("payments-prod",), "PROD"),
        (("PaymentsPROD",), "PROD"),
        (("x", "Production EU", "111122223333", "ReadOnly"), "PROD"),
        (("x", None, "111122223333", "Admin"), "ours"),
        (("x", None, "1111222233334", "Admin"), "ADMIN"),
        (("STRASSE B",), "odd"),
        (("x\nprod\n",), "PROD"),
        (("dev", None, None, "ReadOnly"), None),
        ((), None),
    ],
)
def test_the_first_that_fits_a_name_counts(names: tuple[str | None, ...], label: str | None) -> None:
    found = environment_of(SETTINGS, *names)
    assert (found.label if found else None) == label


def test_without_environments_production_alone_has_a_label() -> None:
    assert environment_of(Settings(), "stage") is None
    assert environment_of(Settings(), "prod") == PRODUCTION


@pytest.mark.timing
def test_ten_thousand_rows_are_quick() -> None:
    began = time.process_time()
    for at in range(10_000):
        environment_of(SETTINGS, f"profile-{at}", f"Account {at}", f"{at:012}", "ReadOnly")
    assert time.process_time() - began < 1  # it takes 0.1 s
