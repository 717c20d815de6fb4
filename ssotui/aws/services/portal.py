"""Asks the portal (the ``sso`` API) for accounts, roles and role credentials."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from ssotui.aws.config import client_settings
from ssotui.aws.services.client import FEW_ATTEMPTS, client, session_client
from ssotui.aws.services.failures import NOT_AWS, translated_errors
from ssotui.model.accounts import Account
from ssotui.model.client_settings import ClientSettings
from ssotui.model.credentials import RoleCredentials, RoleRef
from ssotui.model.errors import ServiceFailure
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession

PAGE = 100
"""Entries asked for at a time, the most that the service allows."""

MOST_PAGES = 1_000
"""Pages of one list after which it cannot be AWS's: 100,000 accounts are more than any organization has."""

QUIET_SECONDS = 20.0
"""Seconds in which pages may come that name nothing new."""


Ask: TypeAlias = Callable[[Callable[[], Mapping[str, Any]]], Mapping[str, Any]]
"""Makes one request, a page of a list, and gives its answer. It may wait before, and try again after a failure."""


def get_role_credentials(ref: RoleRef, access_token: Secret, settings: ClientSettings | None = None) -> RoleCredentials:
    """Fetch new keys for the role.

    Args:
        ref: the account and the role.
        access_token: the session's token.
        settings: those of the profile that asks, as for :func:`~ssotui.aws.services.client.session_client`.

    Raises:
        SignInNeeded: the portal does not accept the token.
        AccessDenied: the session has no access to that account or role.
        ServiceFailure: the network or the portal failed, after retries.
    """
    what = f"get keys for {ref.role_name!r} in account {ref.account_id!r}"
    sso = session_client("sso", ref.session, settings)
    with translated_errors(what):
        keys = _keys(
            ref,
            sso.get_role_credentials(
                roleName=ref.role_name, accountId=ref.account_id, accessToken=access_token.reveal()
            ),
        )
    if not keys:
        # A 200 whose body is no JSON gives botocore an answer without the keys.
        raise ServiceFailure(f"Could not {what}: the answer holds no keys.", NOT_AWS)
    return keys


def list_accounts(session: SsoSession, access_token: Secret, ask: Ask | None = None) -> Iterator[tuple[Account, ...]]:
    """List every account that the session's person may use, a page at a time.

    Args:
        session: whose accounts.
        access_token: its token.
        ask: makes the requests; without it, the client tries again by itself.

    Raises:
        SignInNeeded: the portal does not accept the token.
        ServiceFailure: the network or the portal failed, after retries, or the pages have no end.
    """
    for page in _pages(session, access_token, ("list_accounts", "accountList", "accountId"), ask):
        yield tuple(
            Account(session, account_id, _text(entry, "accountName"), _text(entry, "emailAddress"))
            for entry in page
            if (account_id := _text(entry, "accountId"))
        )


def list_account_roles(account: Account, access_token: Secret, ask: Ask | None = None) -> Iterator[str]:
    """List the names of the roles that the person may take in the account.

    Args:
        account: whose roles.
        access_token: the session's token.
        ask: makes the requests; without it, the client tries again by itself.

    Raises:
        SignInNeeded: the portal does not accept the token.
        AccessDenied: the session has no access to that account.
        ServiceFailure: the network or the portal failed, after retries, or the pages have no end.
    """
    names = ("list_account_roles", "roleList", "roleName")
    for page in _pages(account.session, access_token, names, ask, accountId=account.account_id):
        for entry in page:
            if role_name := _text(entry, "roleName"):
                yield role_name


def check(session: SsoSession, access_token: Secret, settings: ClientSettings | None = None) -> None:
    """Ask whether the portal accepts the token, by the smallest question that there is.

    Args:
        session: whose portal.
        access_token: the token to try.
        settings: as for :func:`get_role_credentials`.

    Raises:
        SignInNeeded: it does not.
        ServiceFailure: the network or the portal failed, after retries.
    """
    sso = session_client("sso", session, settings, attempts=FEW_ATTEMPTS)
    with translated_errors("ask the portal"):
        try:
            sso.list_accounts(accessToken=access_token.reveal(), maxResults=1)
        except sso.exceptions.ResourceNotFoundException:
            return  # a person without any account is signed in all the same


def logout(session: SsoSession, access_token: Secret, region: str | None = None) -> None:
    """End the token's session at the portal.

    Args:
        session: whose token it is.
        access_token: the token.
        region: where the token is from, if not where the session is by now.

    Raises:
        SignInNeeded: the portal does not accept the token: the session has ended already.
        ServiceFailure: the network or the portal failed, after retries.
    """
    settings = client_settings.of_session(session)
    sso = client("sso", region or session.region, settings, attempts=FEW_ATTEMPTS)
    with translated_errors("sign out at the portal"):
        sso.logout(accessToken=access_token.reveal())


def _pages(
    session: SsoSession, access_token: Secret, names: tuple[str, str, str], ask: Ask | None, **request: str
) -> Iterator[tuple[Mapping[str, Any], ...]]:
    """Give the entries of each page. botocore's paginator does not let ``ask`` come between two pages.

    Args:
        session: whose portal.
        access_token: its token.
        names: those of the client's method, of the list in its answer, and of an entry's own name.
        ask: makes the requests.
        request: further parameters.

    Raises:
        ServiceFailure: the pages repeat themselves, bring nothing new for too long, or are too many.
    """
    operation, result, key = names
    what = operation.replace("_", " ")
    sso = session_client("sso", session, attempts=1 if ask else None)

    def page() -> Mapping[str, Any]:
        with translated_errors(what):
            answer: dict[str, Any] = getattr(sso, operation)(
                accessToken=access_token.reveal(), maxResults=PAGE, **request
            )
            if result not in answer:
                raise ServiceFailure(f"Could not {what}: the answer holds no list.", NOT_AWS)
            return answer | {result: tuple(map(_mapping, answer[result] or ()))}

    known, tokens, news_at = set[str](), set[str](), time.monotonic()
    for _ in range(MOST_PAGES):
        answer = ask(page) if ask else page()
        yield answer[result]
        token = _text(answer, "nextToken")
        if not token:
            return
        if new := {_text(entry, key) for entry in answer[result]} - known:
            known |= new
            news_at = time.monotonic()
        if token in tokens:
            raise ServiceFailure(f"Could not {what}: the pages repeat themselves.", NOT_AWS)
        if time.monotonic() - news_at > QUIET_SECONDS:
            quiet = f"its pages have brought nothing new for {QUIET_SECONDS:.0f} s"
            raise ServiceFailure(f"Could not {what}: {quiet}.", NOT_AWS)
        tokens.add(token)
        request["nextToken"] = token
    raise ServiceFailure(f"Could not {what}: the list does not end, not even after {MOST_PAGES:,} pages.", NOT_AWS)


def _keys(ref: RoleRef, answer: Mapping[str, Any]) -> RoleCredentials | None:
    """Return the keys in the answer; ``None`` if any of them is missing."""
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
