"""The table of regions, compared with botocore's, and what is said of names that nobody has."""

from __future__ import annotations

import json
from pathlib import Path

import botocore
import pytest

from ssotui.model.regions import KNOWN, PATTERNS, correction, is_host_label, is_region, may_be_region

PARTITIONS = json.loads((Path(botocore.__file__).parent / "data" / "partitions.json").read_text())["partitions"]


def test_the_patterns_are_botocores() -> None:
    assert {partition["id"]: partition["regionRegex"] for partition in PARTITIONS} == PATTERNS


def test_every_region_of_botocores_is_one() -> None:
    """botocore may know newer ones than the table, and an older botocore fewer."""
    theirs = {region for partition in PARTITIONS for region in partition["regions"]}
    assert [region for region in theirs if not is_region(region)] == []
    assert len(theirs & KNOWN) > 40


@pytest.mark.parametrize(
    "region",
    ["us-east-3", "eu-west-4", "mx-west-1", "ap-southeast-10", "eusc-de-west-1", "us-gov-central-1", "cn-south-1"],
)
def test_a_name_to_come_is_one(region: str) -> None:
    assert is_region(region)


@pytest.mark.parametrize(
    ("region", "meant"),
    [
        ("us-esat-1", "us-east-1"),
        ("us-east-1a", "us-east-1"),
        ("us-east1", "us-east-1"),
        ("us_east_1", "us-east-1"),
        ("US-EAST-1", "us-east-1"),
        ('"us-east-1"', "us-east-1"),
        ("us-east-11", "us-east-1"),
        ("eu-wset-1", "eu-west-1"),
        ("ap-southeast-0", "ap-southeast-1"),
        ("us-east-01", "us-east-1"),
    ],
)
def test_a_slip_is_none_and_the_right_one_is_proposed(region: str, meant: str) -> None:
    assert not is_region(region)
    assert correction(region).startswith(f"Did you mean {meant[:-1]}")


@pytest.mark.parametrize("region", ["", "frankfurt", "mars-north-1", "x", "us-east-1\n", "é"])
def test_what_is_far_from_all_is_none(region: str) -> None:
    assert not is_region(region)
    assert not may_be_region(region)


def test_a_known_pattern_is_never_refused() -> None:
    assert may_be_region("us-esat-1")
    assert not may_be_region("us-east-1a")


@pytest.mark.parametrize(
    ("text", "label"), [("us-east-1a", True), ('"us-east-1"', False), ("a b", False), ("-x", False), ("x" * 64, False)]
)
def test_a_host_label_is_told(text: str, label: bool) -> None:
    assert is_host_label(text) is label
