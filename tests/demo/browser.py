"""A person with a browser, as far as the portal can tell."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener


class _NoRedirect(HTTPRedirectHandler):
    """Leaves redirects to be looked at: they lead to a client that is not there."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class _Form(HTMLParser):
    """The one form of a page: where it goes, and its hidden fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = values["action"]
        if tag == "input" and values.get("type") == "hidden":
            self.fields[values["name"]] = values["value"]


class Browser:
    """Shows one page at a time.

    Attributes:
        status, text: of the page.
        location: where it redirects to, if it does.
    """

    def __init__(self) -> None:
        self._opener = build_opener(ProxyHandler({}), _NoRedirect)
        self._url = ""
        self.status = 0
        self.text = ""
        self.location = ""

    def open(self, url: str, form: dict[str, str] | None = None) -> None:
        """Go to a page, with the form's fields if there is one."""
        self._url = url
        data = urlencode(form).encode() if form is not None else None
        try:
            answer = self._opener.open(Request(url, data=data), timeout=10)  # noqa: S310 - the test's own URL
        except HTTPError as error:
            answer = error
        with answer:
            self.status = answer.status
            self.text = answer.read().decode()
            self.location = answer.headers.get("Location", "")

    def press(self, decision: str) -> None:
        """Press the button of that value."""
        form = _Form(self.text)
        self.open(urljoin(self._url, form.action), {**form.fields, "decision": decision})
