"""Read what people paste to find a row: an ARN, an account ID, the address of a console or a portal's shortcut."""

from __future__ import annotations

import re

from ssotui.aws.config.role_names import permission_set
from ssotui.model.accounts import read_account_id
from ssotui.model.records import NamedTuple

_WRAPPING = " \t\r\n\"'`<>"
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_HOST = re.compile(
    r"(?:https?://)?(\d{12})(?:-[a-z0-9]+)?\.[a-z0-9.-]*(?:amazon|aws)[a-z0-9.-]*(?:[/:?#]|\Z)", re.ASCII
)
_SIGNED_IN = re.compile(r"(?P<who>[^\s@][^@]*(?:@[^@\s]+)?)\s@\s(?P<id>[\d -]{12,14})", re.ASCII)
"""Who is signed in, as the console's own header shows it: ``ROLE/SESSION @ 0000-0000-0001``."""

_LONGEST = 4096
"""Longer addresses and ARNs there are none (the ARN's limit is 2048 characters)."""


class Pasted(NamedTuple):
    """The account, and the role if the text names one: a permission set's own name where it is one's role."""

    account_id: str
    role_name: str | None = None

    @property
    def query(self) -> str:
        """The words that would find the same if typed into the filter (:mod:`ssotui.actions.listing.search`)."""
        words = (self.account_id, self.role_name) if self.role_name else (self.account_id,)
        return " ".join(f"'{word}" for word in words)


def recognized(text: str) -> Pasted | None:
    """Read a text that names an account; ``None`` for ordinary typing, which its first letter shows."""
    text = text[: _LONGEST + 1].strip(_WRAPPING)
    if len(text) < 12 or len(text) > _LONGEST:
        return None
    if text[0].isdigit() and (account_id := read_account_id(text)):
        return Pasted(account_id)
    if text.startswith("arn:"):
        return _of_arn(text)
    if " @ " in text:
        return _of_console_header(text)
    return _of_address(text) if "." in text and "/" in text else None


def _of_arn(text: str) -> Pasted | None:
    """``arn:partition:service:region:account:resource``; buckets, for one, name no account."""
    parts = text.split(":", 5)
    if len(parts) < 6:
        return None
    _, _, service, _, account, resource = parts
    kind, *path = resource.split("/")
    if kind == "account" and path and _ACCOUNT.fullmatch(path[-1]) and service in {"organizations", "sso"}:
        return Pasted(path[-1])  # the account itself; the field before says whose organization it is in
    if not _ACCOUNT.fullmatch(account):
        return None
    if service == "iam" and kind == "role" and path:
        return Pasted(account, _role(path[-1]))
    if service == "sts" and kind == "assumed-role" and path:
        return Pasted(account, _role(path[0]))
    return Pasted(account)


def _of_console_header(text: str) -> Pasted | None:
    """The account, and the role where it is no IAM user who is signed in."""
    found = _SIGNED_IN.fullmatch(text)
    account_id = read_account_id(found["id"]) if found else None
    if not found or not account_id:
        return None
    role, slash, _ = found["who"].partition("/")
    return Pasted(account_id, _role(role) if slash else None)


def _of_address(text: str) -> Pasted | None:
    from urllib.parse import parse_qs, urlsplit

    try:
        address = urlsplit(text)
    except ValueError:  # brackets that are no IPv6 address
        return None
    # A portal's shortcut has its query in the fragment; a switch of roles has it where queries are.
    asked = parse_qs(address.fragment.partition("?")[2], max_num_fields=100) if "?" in address.fragment else {}
    if "account_id" not in asked:
        asked = _query_of_switch(address.path, address.query)
    account = asked.get("account_id", [""])[0]
    if _ACCOUNT.fullmatch(account):
        return Pasted(account, _role(asked.get("role_name", [""])[0]))
    host = _HOST.match(text)
    return Pasted(host[1]) if host else None


def _query_of_switch(path: str, query: str) -> dict[str, list[str]]:
    """Translate ``https://signin.aws.amazon.com/switchrole?account=…&roleName=…`` into the words of a shortcut."""
    from urllib.parse import parse_qs

    if not path.endswith("/switchrole"):
        return {}
    asked = {name.lower(): values for name, values in parse_qs(query, max_num_fields=100).items()}
    roles = [role.rpartition("/")[2] for role in asked.get("rolename", [""])]
    account = re.sub(r"[- ]", "", asked.get("account", [""])[0])
    return {"account_id": [account], "role_name": roles}


def _role(name: str) -> str | None:
    return permission_set(name) or None
