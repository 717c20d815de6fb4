"""The portal (the ``sso`` API): accounts, roles, role credentials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from ssotui.aws.client import NOT_AWS, client, explained
from ssotui.model.accounts import Account
from ssotui.model.credentials import RoleCredentials, RoleRef
from ssotui.model.errors import ServiceFailure
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession

PAGE = 100
"""Entries asked for at a time, the most the service allows."""


def get_role_credentials(ref: RoleRef, access_token: Secret) -> RoleCredentials:
    """Fetch new keys for the role.

    Raises:
        SignInNeeded: the portal does not accept the token.
        AccessDenied: the session has no access to that account or role.
        ServiceFailure: the network or the portal failed, after retries.
    """
    what = f"get keys for {ref.role_name!r} in account {ref.account_id!r}"
    sso = client("sso", ref.session.region)
    with explained(what):
        keys = _keys(
            ref,
            sso.get_role_credentials(
                roleName=ref.role_name, accountId=ref.account_id, accessToken=access_token.reveal()
            ),
        )
    if not keys:
        # A 200 whose body is no JSON gives botocore an answer without the keys (reference, 3.3).
        raise ServiceFailure(f"Could not {what}: the answer holds no keys.", NOT_AWS)
    return keys


def list_accounts(session: SsoSession, access_token: Secret) -> Iterator[Account]:
    """Every account that the session's person may use, page by page.

    Raises:
        SignInNeeded, ServiceFailure: as above.
    """
    for entry in _paged(session, access_token, "list_accounts", "accountList"):
        if account_id := _text(entry, "accountId"):
            yield Account(
                session=session,
                account_id=account_id,
                name=_text(entry, "accountName"),
                email=_text(entry, "emailAddress"),
            )


def list_account_roles(account: Account, access_token: Secret) -> Iterator[str]:
    """The names of the roles that the person may take in the account, page by page.

    Raises:
        SignInNeeded, AccessDenied, ServiceFailure: as above.
    """
    for entry in _paged(account.session, access_token, "list_account_roles", "roleList", accountId=account.account_id):
        if role_name := _text(entry, "roleName"):
            yield role_name


def check(session: SsoSession, access_token: Secret) -> None:
    """Ask whether the portal accepts the token, by the smallest question that there is.

    Raises:
        SignInNeeded: it does not.
        ServiceFailure: the network or the portal failed, after retries.
    """
    sso = client("sso", session.region)
    with explained("ask the portal"):
        try:
            sso.list_accounts(accessToken=access_token.reveal(), maxResults=1)
        except sso.exceptions.ResourceNotFoundException:
            return  # a person without any account is signed in all the same


def logout(region: str, access_token: Secret) -> None:
    """End the token's session at the portal.

    Raises:
        SignInNeeded: the portal does not accept the token: the session has ended already.
        ServiceFailure: the network or the portal failed, after retries.
    """
    sso = client("sso", region)
    with explained("sign out at the portal"):
        sso.logout(accessToken=access_token.reveal())


def _paged(
    session: SsoSession, access_token: Secret, operation: str, result: str, **request: str
) -> Iterator[Mapping[str, Any]]:
    what = operation.replace("_", " ")
    sso = client("sso", session.region)
    with explained(what):
        pages = sso.get_paginator(operation).paginate(
            accessToken=access_token.reveal(), **request, PaginationConfig={"PageSize": PAGE}
        )
        for page in pages:
            if result not in page:
                raise ServiceFailure(f"Could not {what}: the answer holds no list.", NOT_AWS)
            for entry in page[result] or ():
                yield _mapping(entry)


def _keys(ref: RoleRef, answer: Mapping[str, Any]) -> RoleCredentials | None:
    """The keys in the answer, if it has them all."""
    fields = _mapping(answer.get("roleCredentials"))
    access_key_id, secret_access_key, session_token = (
        Secret.parse(fields.get(name)) for name in ("accessKeyId", "secretAccessKey", "sessionToken")
    )
    expiration = int(fields.get("expiration") or 0)
    if not (access_key_id and secret_access_key and session_token and expiration):
        return None
    return RoleCredentials(
        access_key_id=access_key_id,
        secret_access_key=secret_access_key,
        session_token=session_token,
        # In milliseconds since the epoch (service model sso/2019-06-10).
        expires_at=datetime.fromtimestamp(expiration / 1000, UTC),
        account_id=ref.account_id,
        role_name=ref.role_name,
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""
