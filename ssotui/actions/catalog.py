"""The accounts and roles that a session reaches, asked of the portal."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from ssotui.actions.background import each
from ssotui.actions.tokens import sign_in_needed, usable_token
from ssotui.aws import portal
from ssotui.model.accounts import Account, AccountRoles
from ssotui.model.clock import Clock
from ssotui.model.errors import SignInNeeded, UnusableFile
from ssotui.model.token import SsoSession
from ssotui.storage import state

AT_ONCE = 8
"""Role listings under way at a time; the portal throttles a person at about 20 requests a second."""


def load(session: SsoSession, clock: Clock) -> Iterator[AccountRoles]:
    """Each account with its roles, as the answers come; remembered once complete.

    Raises:
        SignInNeeded, AccessDenied, ServiceFailure, UnusableFile: as :func:`usable_token` and the portal do. What was
            given before stays true.
    """
    token = usable_token(session, clock).access_token

    def roles_of(account: Account) -> AccountRoles:
        return AccountRoles(account, tuple(sorted(portal.list_account_roles(account, token))))

    found: list[AccountRoles] = []
    try:
        for _, outcome in each(roles_of, portal.list_accounts(session, token), at_once=AT_ONCE):
            if isinstance(outcome, Exception):
                raise outcome
            found.append(outcome)
            yield outcome
    except SignInNeeded as error:
        raise sign_in_needed(session, "is signed out: the portal does not accept its token") from error
    with contextlib.suppress(UnusableFile):  # a memory that cannot be written is no reason to hide the accounts
        state.remember_accounts(session, sorted(found, key=lambda entry: entry.account.account_id), clock())
