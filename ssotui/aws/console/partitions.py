"""Finds the partition of a region or an ARN, and the hosts of its console."""

from __future__ import annotations

import re

from ssotui.model.errors import UnusableFile
from ssotui.model.records import NamedTuple


class Partition(NamedTuple):
    """A partition, with the host that signs in to its console, and the domain of the console's own hosts."""

    name: str
    sign_in_host: str
    console_domain: str


AWS = Partition("aws", "signin.aws.amazon.com", "console.aws.amazon.com")

PARTITIONS = {
    each.name: each
    for each in (
        AWS,
        Partition("aws-us-gov", "signin.amazonaws-us-gov.com", "console.amazonaws-us-gov.com"),
        Partition("aws-cn", "signin.amazonaws.cn", "console.amazonaws.cn"),
        Partition("aws-eusc", "signin.amazonaws-eusc.eu", "console.amazonaws-eusc.eu"),
    )
}
"""Those whose console is on the public network (AWS publishes no sign-in address for the others)."""

_PREFIXES = {"us-gov-": "aws-us-gov", "cn-": "aws-cn", "eusc-": "aws-eusc"}
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d{1,2}")
_ISOLATED = re.compile(r"[a-z]{2}-iso[a-z]*-")


def of_region(region: str) -> Partition:
    """Return the region's partition, by the way in which AWS names its regions.

    Raises:
        UnusableFile: that is no region, or its console is not known.
    """
    if not _REGION.fullmatch(region):  # it becomes part of a host's name
        raise UnusableFile(
            f"{region!r} is no AWS region.",
            "Check --region, AWS_REGION, and the profile's region.",
            on_screen="Check AWS_REGION and the profile's region.",
        )
    if _ISOLATED.match(region):
        raise UnusableFile(f"The console of region {region} is not known.", "Open it by its own address.")
    return PARTITIONS[next((name for prefix, name in _PREFIXES.items() if region.startswith(prefix)), "aws")]


def of_arn(arn: str) -> Partition:
    """Return the partition that the ARN names.

    Raises:
        UnusableFile: its console is not known.
    """
    name = arn.partition(":")[2].partition(":")[0]
    if name not in PARTITIONS:
        raise UnusableFile(f"The console of {arn!r} is not known.", "Check the profile's role_arn.")
    return PARTITIONS[name]
