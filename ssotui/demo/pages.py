"""The pages of a sign-in in the browser: the one that asks whether it may go on, and its outcome."""

from __future__ import annotations

from html import escape
from urllib.parse import SplitResult, urlencode, urlsplit

from ssotui.demo.ledger import Client, Ledger, PendingSignIn
from ssotui.demo.oidc import AUTHORIZATION_CODE, is_loopback
from ssotui.demo.wire import Request, Response

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    # No script at all; the answer's form may be redirected to a client that listens on this machine.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'self' http://127.0.0.1:*"
    ),
}

_STYLE = """
:root { color-scheme: light dark;
        --card: #fff; --page: #eef1f5; --ink: #16202c; --soft: #5b6b7c; --go: #0b6e4f; }
@media (prefers-color-scheme: dark) {
  :root { --card: #1b232d; --page: #10161d; --ink: #e6edf3; --soft: #9aa8b6; --go: #15805c; }
}
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--page);
       color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { width: min(26rem, 88vw); padding: 2rem; border-radius: 14px; background: var(--card);
       box-shadow: 0 8px 30px #0002; }
h1 { font-size: 1.3rem; margin: 0 0 1rem; }
p, dd { overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .3rem 1rem; margin: 1rem 0 1.5rem; }
dt, small { color: var(--soft); }
dd { margin: 0; }
.code { font: 600 1.5rem ui-monospace, monospace; letter-spacing: .12em; }
form { display: flex; gap: .7rem; margin-bottom: 1rem; }
button, input { flex: 1; min-width: 0; padding: .65rem; font: inherit; border-radius: 8px;
                border: 1px solid var(--soft); background: none; color: inherit; }
button.go { background: var(--go); border-color: var(--go); color: #fff; }
"""


def device_page(ledger: Ledger, request: Request) -> Response:
    """Ask whether the device of that user code may sign in; without a code, ask for the code."""
    user_code = request.query.get("user_code", "").strip().upper()
    if not user_code:
        return html_page(
            "Enter the code from your terminal",
            '<form method="get" action="/device">'
            '<input name="user_code" aria-label="Code" placeholder="ABCD-EFGH" autofocus required>'
            '<button class="go">Next</button></form>',
        )
    sign_in = ledger.waiting(user_code)
    return _question(sign_in) if sign_in else _nothing_waits()


def authorize_page(ledger: Ledger, request: Request) -> Response:
    """Ask whether the client that opened the browser may sign in (PKCE).

    A request that is not in order never redirects: nobody knows yet who would be sent where.
    """
    query = request.query
    client = ledger.clients.get(query.get("client_id", ""))
    redirect_uri = query.get("redirect_uri", "")
    instance = ledger.organization.instance(client.issuer_url) if client and client.issuer_url else None
    in_order = (
        query.get("response_type") == "code"
        and query.get("code_challenge_method") == "S256"
        and query.get("code_challenge")
        and query.get("state")
    )
    if not (client and instance and in_order and _may_redirect(client, redirect_uri)):
        return html_page(
            "This sign-in request is not valid", "<p>Go back to the terminal and start again.</p>", status=400
        )
    sign_in = ledger.begin(
        client, instance, redirect_uri=redirect_uri, state=query["state"], challenge=query["code_challenge"]
    )
    return _redirect(sign_in) if sign_in.approved else _question(sign_in)


def decide(ledger: Ledger, request: Request) -> Response:
    """Take the person's answer to the question."""
    form = request.form()
    sign_in = ledger.waiting(form.get("reference", ""))
    if sign_in is None:
        return _nothing_waits()
    sign_in.approved = form.get("decision") == "approve"
    if sign_in.redirect_uri:
        return _redirect(sign_in)
    if sign_in.approved:
        return html_page("Signed in", "<p>You can close this page and go back to the terminal.</p>")
    return html_page("Denied", "<p>The device was not signed in. You can close this page.</p>")


def _may_redirect(client: Client, redirect_uri: str) -> bool:
    """Tell whether it is a registered address of this machine; the port may be any (RFC 8252, 7.3)."""
    if AUTHORIZATION_CODE not in client.grant_types or not is_loopback(redirect_uri):
        return False
    return _portless(redirect_uri) in {_portless(registered) for registered in client.redirect_uris}


def _portless(uri: str) -> SplitResult:
    url = urlsplit(uri)
    return url._replace(netloc=url.hostname or "", fragment="")


def _redirect(sign_in: PendingSignIn) -> Response:
    outcome = {"code": sign_in.code} if sign_in.approved else {"error": "access_denied"}
    separator = "&" if urlsplit(sign_in.redirect_uri).query else "?"
    location = f"{sign_in.redirect_uri}{separator}{urlencode({**outcome, 'state': sign_in.state})}"
    # 303: the browser follows with GET, whatever it came with.
    return Response(status=303, content_type="text/html", headers={**HEADERS, "Location": location})


def _question(sign_in: PendingSignIn) -> Response:
    scopes = ", ".join(sign_in.client.scopes) or "sso:account:access"
    code = "" if sign_in.redirect_uri else f'<p class="code">{escape(sign_in.reference)}</p>'
    hint = "" if sign_in.redirect_uri else "<small>Allow it only if your terminal shows the same code.</small>"
    return html_page(
        "Allow this sign-in?",
        f"{code}<dl><dt>Application</dt><dd>{escape(sign_in.client.name)}</dd>"
        f"<dt>Start URL</dt><dd>{escape(sign_in.instance.start_url)}</dd>"
        f"<dt>May read</dt><dd>{escape(scopes)}</dd></dl>"
        '<form method="post" action="/decide">'
        f'<input type="hidden" name="reference" value="{escape(sign_in.reference)}">'
        '<button name="decision" value="deny">Deny</button>'
        f'<button class="go" name="decision" value="approve">Allow</button></form>{hint}',
    )


def _nothing_waits() -> Response:
    return html_page("Nothing waits for that code", "<p>It was used already, or it is too old.</p>", status=404)


def html_page(title: str, inner: str, *, status: int = 200) -> Response:
    """Make a page in the portal's looks; ``title`` and ``inner`` are HTML already."""
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title} · ssotui demo</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
        f"<main><h1>{title}</h1>{inner}"
        "<p><small>ssotui's built-in portal: nothing here reaches AWS.</small></p></main>"
    )
    return Response(status=status, body=text.encode(), content_type="text/html; charset=utf-8", headers=HEADERS)
