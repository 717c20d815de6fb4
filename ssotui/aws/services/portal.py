"""The portal (the ``sso`` API): accounts, roles, role credentials."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from ssotui.aws.services.client import FEW_ATTEMPTS, NOT_AWS, client, explained
from ssotui.model.accounts import Account
from ssotui.model.credentials import RoleCredentials, RoleRef
from ssotui.model.errors import ServiceFailure
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession

PAGE = 100
"""Entries asked for at a time, the most the service allows."""

Ask: TypeAlias = Callable[[Callable[[], Mapping[str, Any]]], Mapping[str, Any]]
"""Makes one request, a page of a list, and gives its answer. It may wait before, and try again after a failure."""


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


def list_accounts(session: SsoSession, access_token: Secret, ask: Ask | None = None) -> Iterator[tuple[Account, ...]]:
    """Every account that the session's person may use, a page at a time.

    Args:
        session: whose.
        access_token: its token.
        ask: makes the requests; without it, the client tries again by itself.

    Raises:
        SignInNeeded, ServiceFailure: as above.
    """
    for page in _pages(session, access_token, "list_accounts", "accountList", ask):
        yield tuple(
            Account(session, account_id, _text(entry, "accountName"), _text(entry, "emailAddress"))
            for entry in page
            if (account_id := _text(entry, "accountId"))
        )


def list_account_roles(account: Account, access_token: Secret, ask: Ask | None = None) -> Iterator[str]:
    """The names of the roles that the person may take in the account, page by page.

    Raises:
        SignInNeeded, AccessDenied, ServiceFailure: as above.
    """
    request = {"accountId": account.account_id}
    for page in _pages(account.session, access_token, "list_account_roles", "roleList", ask, **request):
        for entry in page:
            if role_name := _text(entry, "roleName"):
                yield role_name


def check(session: SsoSession, access_token: Secret) -> None:
    """Ask whether the portal accepts the token, by the smallest question that there is.

    Raises:
        SignInNeeded: it does not.
        ServiceFailure: the network or the portal failed, after retries.
    """
    sso = client("sso", session.region, attempts=FEW_ATTEMPTS)
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
    sso = client("sso", region, attempts=FEW_ATTEMPTS)
    with explained("sign out at the portal"):
        sso.logout(accessToken=access_token.reveal())


def _pages(
    session: SsoSession, access_token: Secret, operation: str, result: str, ask: Ask | None, **request: str
) -> Iterator[tuple[Mapping[str, Any], ...]]:
    """The entries of each page. Not by botocore's paginator: it does not let ``ask`` come between two pages."""
    what = operation.replace("_", " ")
    sso = client("sso", session.region, attempts=1 if ask else None)
    seen: set[str] = set()

    def page() -> Mapping[str, Any]:
        with explained(what):
            answer: dict[str, Any] = getattr(sso, operation)(
                accessToken=access_token.reveal(), maxResults=PAGE, **request
            )
            if result not in answer:
                raise ServiceFailure(f"Could not {what}: the answer holds no list.", NOT_AWS)
            return answer | {result: tuple(map(_mapping, answer[result] or ()))}

    while True:
        answer = ask(page) if ask else page()
        yield answer[result]
        token = _text(answer, "nextToken")
        if not token:
            return
        if token in seen:
            raise ServiceFailure(f"Could not {what}: the pages repeat themselves.", NOT_AWS)
        seen.add(token)
        request["nextToken"] = token


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
