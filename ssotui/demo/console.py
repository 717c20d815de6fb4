"""The AWS console's federation endpoint, and pages in place of the console itself."""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from urllib.parse import urlsplit

from ssotui.demo.ledger import Ledger
from ssotui.demo.pages import HEADERS, html_page
from ssotui.demo.wire import Refusal, Request, Response, json_response
from ssotui.model.clock import format_timestamp

# The account and the role are behind the #, which browsers keep to themselves: only a script can read them.
_SCRIPT = """
const query = new URLSearchParams(location.hash.split("?")[1]);
for (const name of ["account_id", "role_name", "destination"])
  document.getElementById(name).textContent = query.get(name) || "not named";
"""
_SCRIPT_HASH = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()


def get_signin_token(ledger: Ledger, request: Request) -> Response:
    """Exchange keys of a role for a token that the login page takes once."""
    query = {**request.query, **request.form()}
    try:
        session = json.loads(query.get("Session", ""))
        keys = ledger.keys.get(session["sessionId"])
        given = session["sessionKey"], session["sessionToken"]
    except (ValueError, TypeError, LookupError):
        keys, given = None, ("", "")
    accepted = keys and (keys.secret_access_key, keys.session_token) == given and ledger.clock() < keys.expires_at
    if not (keys and accepted) or "SessionDuration" in query:
        # AWS says no more than this; and keys of a role chain get no duration of their own.
        raise Refusal(400, "InvalidCredentials", "Invalid credentials parameter")
    return json_response({"SigninToken": ledger.sign_in_token(keys)})


def console_login(ledger: Ledger, request: Request) -> Response:
    """Show which account, role and page the console would open."""
    keys = ledger.take_sign_in_token(request.query.get("SigninToken", ""))
    destination = request.query.get("Destination", "")
    if keys is None or urlsplit(destination).scheme != "https":
        return html_page(
            "This link has been used, or is too old", "<p>Make another one in the terminal.</p>", status=400
        )
    return html_page(
        "Here the AWS console would open",
        f"<dl><dt>Account</dt><dd>{escape(keys.account_id)}</dd><dt>As</dt><dd>{escape(keys.arn)}</dd>"
        f"<dt>Page</dt><dd>{escape(destination)}</dd>"
        f"<dt>Until</dt><dd>{format_timestamp(keys.expires_at)}</dd></dl>",
    )


def start_page(_ledger: Ledger, _request: Request) -> Response:
    """Show the start URL's page, to which the portal's own links to the console lead."""
    page = html_page(
        "Here the AWS console would open",
        '<dl><dt>Account</dt><dd id="account_id"></dd><dt>Role</dt><dd id="role_name"></dd>'
        '<dt>Page</dt><dd id="destination"></dd></dl>'
        f"<script>{_SCRIPT}</script>",
    )
    policy = f"{HEADERS['Content-Security-Policy']}; script-src 'sha256-{_SCRIPT_HASH}'"
    return Response(page.status, page.body, page.content_type, {**HEADERS, "Content-Security-Policy": policy})
