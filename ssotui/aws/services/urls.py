"""Which URLs may be trusted with a secret, and how one is written so that nothing on its way takes it for a command."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

_PLAIN = ":/?#[]@=&%+,!*"
"""What stays as it is, besides letters, digits and ``-._~``; the rest means something to some shell or terminal."""


def is_loopback(host: str) -> bool:
    """Whether the host is this very machine."""
    import ipaddress

    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_secure(url: str) -> bool:
    """Whether it is an https URL, or one of this very machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


def quoted(url: str) -> str:
    """The same URL with all else percent-encoded: quotes, ``$``, parentheses, ``;``, ``|`` and their like."""
    return quote(url, safe=_PLAIN)
