"""The services and regions of the console that a person can ask for, those that they asked for last first."""

from __future__ import annotations

import contextlib

from ssotui.actions.keys.fetching import Target
from ssotui.aws.console import partitions
from ssotui.aws.console.pages import GLOBAL, HOME, page_of, service_names
from ssotui.aws.console.partitions import Partition
from ssotui.model.errors import UnusableFile
from ssotui.model.regions import KNOWN
from ssotui.storage import state


def services() -> list[str]:
    """List every service that has a page, by its name in the AWS CLI."""
    last, _ = state.load().consoles()
    return list(dict.fromkeys((*last, HOME, *sorted(service_names()))))


def regions(target: Target, service: str) -> list[str]:
    """List the regions of the target's partition, its own after those that were asked for last.

    Args:
        target: whose console.
        service: the service, or an address of the console.

    Returns:
        The regions; none for an address, and for a service whose page is of no region.
    """
    if service in GLOBAL or "/" in service:
        return []
    partition, _ = page_of(target.source, target.region, HOME)
    _, last = state.load().consoles()
    known = sorted(region for region in KNOWN if not region.endswith("-global"))
    wanted = dict.fromkeys((*last, *filter(None, (target.region,)), *known))
    return [region for region in wanted if _is_in(region, partition)]


def _is_in(region: str, partition: Partition) -> bool:
    """Tell whether the region is one of the partition; some have a console that nobody outside knows."""
    try:
        return partitions.of_region(region) is partition
    except UnusableFile:
        return False


def remember(service: str, region: str) -> None:
    """Remember what was asked for; a memory that cannot be written is no reason to complain."""
    with contextlib.suppress(UnusableFile):
        state.edit(lambda kept: kept.remember_console(service, region))
