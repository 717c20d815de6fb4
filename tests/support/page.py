"""A person's browser as a program: ``BROWSER="python tests/support/page.py approve %s"``.

It follows the portal's page, presses the button of that name, and follows the redirect to the callback. Run by hand or
by ``BROWSER``; standard library only, because it runs in whatever environment the program under test gives it.
"""

from __future__ import annotations

import re
import sys
import urllib.request
from html import unescape
from urllib.parse import urlencode, urljoin


def press(url: str, decision: str) -> str:
    """Open the page, press the button, follow where it leads; the last page's text."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=20) as answer:
        text, here = str(answer.read(), "utf-8"), answer.url
    form = re.search(r'<form method="post" action="([^"]+)">(.*?)</form>', text, re.DOTALL)
    if form is None:
        return text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[2]))
    data = urlencode({name: unescape(value) for name, value in fields.items()} | {"decision": decision}).encode()
    with opener.open(urllib.request.Request(urljoin(here, form[1]), data=data), timeout=20) as answer:  # noqa: S310
        return str(answer.read(), "utf-8")


if __name__ == "__main__":
    press(sys.argv[2], sys.argv[1])
