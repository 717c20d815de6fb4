"""Accounts and their roles, as the portal lists them."""

from __future__ import annotations

from typing import NamedTuple

from ssotui.model.token import SsoSession


class Account(NamedTuple):
    """An account that a session reaches. Name and e-mail may be empty: the portal need not tell them."""

    session: SsoSession
    account_id: str
    name: str = ""
    email: str = ""


class AccountRoles(NamedTuple):
    """An account with the roles one may take in it, sorted by name."""

    account: Account
    roles: tuple[str, ...]
