"""Choose the flow of a sign-in: as asked for, as chosen the last time, or as this environment allows."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping

from ssotui.actions.settings.loading import current
from ssotui.model.records import NamedTuple
from ssotui.model.sign_in import Choice, Flow
from ssotui.model.token import SsoSession
from ssotui.storage import state

SSH = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
CONTAINERS = ("container", "KUBERNETES_SERVICE_HOST", "CODESPACES", "REMOTE_CONTAINERS", "GITPOD_WORKSPACE_ID")
CONTAINER_FILES = ("/.dockerenv", "/run/.containerenv")
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
WSL = ("WSL_DISTRO_NAME", "WSL_INTEROP")


class Surroundings(NamedTuple):
    """The facts that tell whether a browser here can come back to us."""

    environ: Mapping[str, str]
    platform: str
    exists: Callable[[str], bool]

    def has(self, names: tuple[str, ...]) -> bool:
        """Tell whether any of the variables is set."""
        return any(self.environ.get(name) for name in names)


def here() -> Surroundings:
    """Give the surroundings of this process."""
    return Surroundings(os.environ, sys.platform, os.path.exists)


def choose(
    session: SsoSession, wanted: Flow | None, where: Surroundings | None = None, *, by_environment: bool = False
) -> Choice:
    """Choose the flow, with the reason.

    Args:
        session: whose sign-in; a person's last explicit choice is remembered for it.
        wanted: what the person asks for now; ``None`` for what was chosen the last time, else what the settings say.
        where: the environment, this process's if not given.
        by_environment: whether the person asks for ``auto`` now, whatever was chosen or set.
    """
    where, settings = where or here(), current()
    # A browser that somebody set is to be used wherever we are: editors set BROWSER to open a page on the far side.
    is_set = bool(settings.browser or where.environ.get("BROWSER"))
    why_not = _why_no_browser(where, browser_set=is_set)
    browser = not why_not or is_set
    if wanted:
        return Choice(wanted, "as asked for", browser, explicit=True)
    remembered = state.load().flow(session)
    if remembered in list(Flow) and not by_environment:
        return Choice(Flow(remembered), "as chosen the last time", browser)
    if settings.login_flow in list(Flow) and not by_environment:
        return Choice(Flow(settings.login_flow), "as the settings say", browser)
    if why_not:
        return Choice(Flow.DEVICE, why_not, browser)
    if not session.name:
        return Choice(Flow.DEVICE, "a start URL without an sso-session", browser)
    return Choice(Flow.PKCE, "a browser on this machine", browser)


def keep(session: SsoSession, flow: Flow | None) -> None:
    """Keep a person's explicit choice for the next time; ``None`` to let the environment decide again."""
    if state.load().flow(session) != flow:
        state.keep(lambda kept: kept.set_flow(session, flow))


def _why_no_browser(where: Surroundings, *, browser_set: bool) -> str:
    """Return why a browser cannot come back to this machine; empty if it can."""
    reasons = (
        (where.has(SSH), "over SSH"),
        (where.has(("CI",)), "in CI"),
        (where.has(CONTAINERS) or any(map(where.exists, CONTAINER_FILES)), "in a container"),
        (where.has(WSL) and not browser_set, "in WSL"),
        (
            where.platform not in {"darwin", "win32"} and not where.has(DISPLAYS) and not browser_set,
            "no desktop here",
        ),
    )
    return next((reason for holds, reason in reasons if holds), "")
