"""Tells which URLs may be trusted with a secret, and writes URLs so that no shell or terminal acts on them.

Browsers read URLs by the URL standard (https://url.spec.whatwg.org), urllib by RFC 3986. Where the two differ, a URL
could pass a check for one host and lead to another, so such URLs are refused.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_PLAIN = ":/?#[]@=&%+,!*"
"""Characters that stay as they are, besides letters, digits and ``-._~``; any other means something to some shell."""

_NETLOC = re.compile(r"(?:\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?)(?::[0-9]{1,5})?", re.IGNORECASE)
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)
"""A last label that makes browsers read the whole host as an IPv4 address (URL standard, "ends in a number")."""


def is_loopback(host: str) -> bool:
    """Return whether the host is this very machine."""
    import ipaddress

    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_secure(url: str) -> bool:
    """Return whether it is an https URL, or one of this very machine, and every program reads the same host in it."""
    if host_fault(url):
        return False
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))


def host_fault(url: str) -> str:
    """Return why programs may not agree on the host of the URL, in words; empty if they do."""
    if not (url.isascii() and url.isprintable()) or " " in url:
        return "it has spaces, control characters or letters outside ASCII"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "it is no URL"
    for sign, name in (("@", "a user name before its host"), ("\\", "a backslash")):
        if sign in parts.netloc:
            return f"it has {name}"
    if not host or not url.lower().startswith(f"{parts.scheme}://") or not _NETLOC.fullmatch(parts.netloc):
        return "it is no URL"
    if _NUMERIC.fullmatch(host.rstrip(".").rpartition(".")[2]) and not _is_dotted_quad(host):
        return "its host is a number"
    return ""


def _is_dotted_quad(host: str) -> bool:
    import ipaddress

    try:
        return bool(ipaddress.IPv4Address(host))
    except ValueError:
        return False


def quoted(url: str) -> str:
    """Return the URL with everything percent-encoded that a shell or a terminal could act on."""
    return quote(url, safe=_PLAIN)
