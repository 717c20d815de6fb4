"""Opens the AWS console in a role: by the portal's own link, or by one that is made of the role's keys.

A person can ask for a service and a region; those that they asked for last come first.
"""

from __future__ import annotations

import threading
from contextlib import closing

from ssotui.actions.browser.launch import SIGN_IN, PageNames, open_browser
from ssotui.actions.keys.confirmation import environment_of_target
from ssotui.actions.keys.fetching import AskMfa, Target, fetch
from ssotui.actions.settings.loading import current
from ssotui.aws.console import partitions
from ssotui.aws.console.links import portal_link, sign_in_link
from ssotui.aws.console.pages import GLOBAL, HOME, page_of, service_names
from ssotui.aws.console.partitions import Partition
from ssotui.model.client_settings import NO_SETTINGS
from ssotui.model.clock import Clock
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import SsotuiError, UnusableFile
from ssotui.model.records import NamedTuple
from ssotui.model.regions import KNOWN
from ssotui.model.secret import Secret
from ssotui.storage import state

COMMON = (
    "ec2", "s3", "lambda", "cloudwatch", "logs", "iam", "cloudformation", "rds", "dynamodb", "ecs", "eks", "sqs",
    "secretsmanager", "ssm", "route53",
)  # fmt: skip
"""The services that come first until others were asked for; botocore knows more than 400."""

OPENER_SECONDS = 3.0
"""Seconds to wait for the program that opens a page to fail; it may run as long as the browser does."""

BROWSER_SECONDS = 60.0
"""Seconds that a browser may take to come for a secret link: as long as a slow one takes to start."""


class NoBrowser(SsotuiError):
    """The browser did not open, or did not come."""


class ConsoleLink(NamedTuple):
    """A link to the console.

    Attributes:
        name: of the profile, or of the account and role.
        url: the address.
        is_secret: whether whoever has it is signed in by it. The portal's own link only names the role.
        names: for the person's browser, which may have a container or a profile for each.
    """

    name: str
    url: Secret
    is_secret: bool
    names: PageNames = SIGN_IN


def console_link(
    target: Target, clock: Clock, *, destination: str | None = None, ask_mfa: AskMfa | None = None
) -> ConsoleLink:
    """Make the link to the console in the target's role. For a role of the portal it takes no token and no network.

    Args:
        target: whose console.
        clock: the time.
        destination: the page to land on: a service's name, or an address of the console.
        ask_mfa: gets an MFA code from a person; ``None`` where there is nobody to ask.

    Raises:
        UsageError: there is no such destination.
        SsotuiError: else as :func:`ssotui.actions.keys.fetching.fetch` and
            :func:`ssotui.aws.console.links.sign_in_link`.
    """
    source, names = target.source, _names_of(target)
    if isinstance(source, RoleRef):
        page = page_of(source, target.region, destination)[1] if destination else None
        return ConsoleLink(target.name, Secret(portal_link(source, page)), is_secret=False, names=names)
    partition, page = page_of(source, target.region, destination or HOME)  # before anything is fetched
    settings = target.client_settings()
    keys = fetch(source, clock, ask_mfa, settings=settings)
    link = sign_in_link(keys, partition, page, settings or NO_SETTINGS)
    return ConsoleLink(target.name, link, is_secret=True, names=names)


def _names_of(target: Target) -> PageNames:
    """Give the names by which a browser's command can tell this console from others."""
    source, environment = target.source, environment_of_target(target, current())
    account_id = source.account_id or ""
    return PageNames(
        target.name,
        state.load().account_names().get(account_id) or account_id,
        source.role_name or "",
        environment.label if environment else "",
        environment.colour if environment else "",
    )


def open_link(link: ConsoleLink) -> None:
    """Open the link in the person's browser. Blocks until that has it; call it off the screen's loop.

    A secret link is in no program's arguments: the browser is sent to it by a page of our own.

    Raises:
        NoBrowser: it did not open; the text says why.
    """
    if link.is_secret:
        _open_secret(link.url, link.names)
    else:
        _open_plain(link.url, link.names)


def _open_plain(url: Secret, names: PageNames) -> None:
    reasons: list[str] = []
    opening = open_browser(url.reveal(), reasons.append, names=names)
    try:
        opening.result(OPENER_SECONDS)
    except TimeoutError:
        return
    for reason in reasons:
        raise NoBrowser(reason, _PRINT, on_screen=_COPY)


def _open_secret(url: Secret, names: PageNames) -> None:
    from ssotui.actions.browser.loopback_page import OneShotPage

    reasons: list[str] = []
    settled, taken = threading.Event(), threading.Event()

    def failed(reason: str) -> None:
        reasons.append(reason)
        settled.set()

    def came() -> None:
        taken.set()
        settled.set()

    with closing(OneShotPage(url, came)) as page:
        open_browser(page.address, failed, names=names)
        settled.wait(BROWSER_SECONDS)
    if taken.is_set():
        return
    reasons.append(f"The browser did not open the link within {BROWSER_SECONDS:.0f} s.")
    raise NoBrowser(reasons[0], _PRINT, on_screen=_COPY)


def services() -> list[str]:
    """List every service that has a page, by its name in the AWS CLI: those asked for last come first."""
    last, _ = state.load().consoles()
    return list(dict.fromkeys((*last, HOME, *COMMON, *sorted(service_names()))))


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


_COPY = "Press {console.copy_link} to copy the link instead."
_PRINT = "ssotui console --print prints the link instead, to open where there is a browser."
