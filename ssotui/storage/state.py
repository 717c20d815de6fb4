"""What ssotui remembers between runs: accounts and their roles, by session. Never a secret."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from ssotui.model.accounts import Account, AccountRoles
from ssotui.model.clock import format_timestamp
from ssotui.model.token import SsoSession
from ssotui.storage.files import edit_file, read_regular
from ssotui.storage.folders import state_folder


def state_file() -> Path:
    """``state.json`` in the user's state folder."""
    return state_folder() / "state.json"


def account_names() -> dict[str, str]:
    """The remembered name of each account ID, whichever session told it."""
    remembered = _load().get("accounts")
    entries = (
        entry
        for catalog in (remembered.values() if isinstance(remembered, dict) else ())
        for entry in _entries(catalog)
    )
    return {entry["id"]: entry["name"] for entry in entries if entry["name"]}


def recall_accounts(session: SsoSession) -> tuple[AccountRoles, ...]:
    """The accounts and roles that the session was last seen to reach, or none."""
    remembered = _load().get("accounts")
    catalog = remembered.get(session.label) if isinstance(remembered, dict) else None
    return tuple(
        AccountRoles(Account(session, entry["id"], entry["name"], entry["email"]), tuple(entry["roles"]))
        for entry in _entries(catalog)
    )


def remember_accounts(session: SsoSession, accounts: Iterable[AccountRoles], now: datetime) -> None:
    """Replace what is remembered of the session's accounts.

    Raises:
        UnusableFile: the state file cannot be written.
    """
    catalog = {
        "seen": format_timestamp(now),
        "accounts": [
            {
                "id": found.account.account_id,
                "name": found.account.name,
                "email": found.account.email,
                "roles": list(found.roles),
            }
            for found in accounts
        ],
    }

    def put(before: bytes) -> bytes:
        state = _parse(before)
        known = state.get("accounts")
        state["accounts"] = (known if isinstance(known, dict) else {}) | {session.label: catalog}
        return json.dumps(state, indent=1).encode()

    edit_file(state_file(), put, secret=True, backup=False)


def recall_flow(session: SsoSession) -> str | None:
    """The sign-in flow that a person last chose for the session, if any."""
    flows = _load().get("flows")
    flow = flows.get(session.label) if isinstance(flows, dict) else None
    return flow if isinstance(flow, str) else None


def remember_flow(session: SsoSession, flow: str | None) -> None:
    """Remember the flow that a person chose for the session; ``None`` to choose by the environment again.

    Raises:
        UnusableFile: the state file cannot be written.
    """

    def put(before: bytes) -> bytes:
        state = _parse(before)
        known = state.get("flows")
        others = known.items() if isinstance(known, dict) else ()
        flows = {name: chosen for name, chosen in others if name != session.label}
        state["flows"] = flows | ({session.label: flow} if flow else {})
        return json.dumps(state, indent=1).encode()

    if recall_flow(session) != flow:
        edit_file(state_file(), put, secret=True, backup=False)


def _load() -> dict[str, Any]:
    try:
        return _parse(read_regular(state_file()))
    except OSError:
        return {}


def _parse(data: bytes) -> dict[str, Any]:
    """A damaged state is an empty one: everything in it can be had again."""
    try:
        state = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return state if isinstance(state, dict) else {}


def _entries(catalog: Any) -> list[dict[str, Any]]:
    """The well-formed entries of one session's catalog."""
    entries = catalog.get("accounts") if isinstance(catalog, dict) else None
    return [entry for entry in entries if _well_formed(entry)] if isinstance(entries, list) else []


def _well_formed(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and all(isinstance(entry.get(key), str) for key in ("id", "name", "email"))
        and isinstance(entry.get("roles"), list)
        and all(isinstance(role, str) for role in entry["roles"])
    )
