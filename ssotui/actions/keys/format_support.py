"""Find the formats that cannot hold some keys, and tell why."""

from __future__ import annotations

from ssotui.export.formats import FORMATS
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import SsotuiError

CONSOLE = "console-url"


def misfits(outgoing: Outgoing) -> dict[str, str]:
    """Return the formats that cannot hold the keys, with the reason of each. Asks nobody over the network."""
    reasons = {name: _reason(name, outgoing) for name in FORMATS}
    return {name: reason for name, reason in reasons.items() if reason}


def _reason(name: str, outgoing: Outgoing) -> str:
    if name == CONSOLE and outgoing.role is None:  # a service makes it of the keys, if they are of a role
        return "" if outgoing.keys.session_token else "Long-lived keys of an IAM user cannot open the console."
    try:
        return "" if FORMATS[name].text(outgoing) else "These keys have none."
    except SsotuiError as error:
        return error.message
