"""The ``sso`` service, called the portal: accounts, roles, role credentials (botocore's model ``sso/2019-06-10``)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TypeVar

from ssotui.demo.ledger import Ledger
from ssotui.demo.organization import Instance
from ssotui.demo.wire import Refusal, Request, Response, json_response

Entry = TypeVar("Entry")

TOKEN_HEADER = "x-amz-sso_bearer_token"  # noqa: S105 - a header's name


def list_accounts(ledger: Ledger, request: Request) -> Response:
    """List the accounts that the token reaches, a page at a time."""
    accounts = _instance(ledger, request).accounts
    page, more = _page(ledger, request, accounts)
    entries = [{"accountId": each.account_id, "accountName": each.name, "emailAddress": each.email} for each in page]
    return json_response({"nextToken": more, "accountList": entries})


def list_account_roles(ledger: Ledger, request: Request) -> Response:
    """List the roles of one account, a page at a time."""
    account_id = _account_id(request)
    account = _instance(ledger, request).account(account_id)
    if account is None:
        raise Refusal(404, "ResourceNotFoundException", "Account not found")
    page, more = _page(ledger, request, account.roles)
    return json_response(
        {"nextToken": more, "roleList": [{"roleName": role, "accountId": account_id} for role in page]}
    )


def get_role_credentials(ledger: Ledger, request: Request) -> Response:
    """Give out new keys of one role. An unknown account is refused like one that is not assigned."""
    role_name = request.query.get("role_name")
    if not role_name:
        raise Refusal(400, "InvalidRequestException", "Missing role_name")
    account_id = _account_id(request)
    account = _instance(ledger, request).account(account_id)
    if account is None or role_name not in account.roles:
        raise Refusal(403, "ForbiddenException", "No access")
    keys = ledger.role_keys(account, role_name)
    return json_response(
        {
            "roleCredentials": {
                "accessKeyId": keys.access_key_id,
                "secretAccessKey": keys.secret_access_key,
                "sessionToken": keys.session_token,
                "expiration": int(keys.expires_at.timestamp() * 1000),
            }
        }
    )


def logout(ledger: Ledger, request: Request) -> Response:
    """End the access token of the request."""
    _instance(ledger, request)
    del ledger.access_tokens[request.headers[TOKEN_HEADER]]
    return Response()


def _instance(ledger: Ledger, request: Request) -> Instance:
    token = request.headers.get(TOKEN_HEADER)
    if not token:
        raise Refusal(400, "InvalidRequestException", "Missing access token")
    instance = ledger.instance_of(token)
    if instance is None:
        raise Refusal(401, "UnauthorizedException", "Session token not found or invalid")
    return instance


def _account_id(request: Request) -> str:
    account_id = request.query.get("account_id", "")
    if not (len(account_id) == 12 and account_id.isascii() and account_id.isdigit()):
        raise Refusal(400, "InvalidRequestException", "Invalid account_id")
    return account_id


def _page(ledger: Ledger, request: Request, entries: Sequence[Entry]) -> tuple[Sequence[Entry], str | None]:
    """The page that the request asks for, and the token of the next one if there is more."""
    size = request.query.get("max_result", "100")
    if not (size.isascii() and size.isdigit() and 1 <= int(size) <= 100):
        raise Refusal(400, "InvalidRequestException", "max_result must be between 1 and 100")
    starts = {_page_token(request, start): start for start in range(len(entries))}
    token = request.query.get("next_token")
    if token is not None and token not in starts:
        raise Refusal(400, "InvalidRequestException", "Invalid next_token")
    start = starts[token] if token else 0
    end = start + min(int(size), ledger.behaviour.page_size)
    return entries[start:end], _page_token(request, end) if end < len(entries) else None


def _page_token(request: Request, start: int) -> str:
    """Opaque to clients, and of no use for another list."""
    text = f"{request.path} {request.query.get('account_id', '')} {start}"
    return base64.urlsafe_b64encode(text.encode()).decode()
