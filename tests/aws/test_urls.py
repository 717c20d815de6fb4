"""A URL that is trusted with a secret leads a browser to the host that urllib reads in it."""

from __future__ import annotations

import ipaddress
import json
import random
import subprocess
from urllib.parse import urlsplit

import pytest

from ssotui.aws.services.urls import host_fault, is_secure
from tests.support.programs import need

_BROWSER = """
const urls = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(urls.map(url => { try { return new URL(url).hostname } catch { return null } })));
"""
_SEEDS = (
    "https://acme.awsapps.com/start",
    "https://acme.awsapps.com:443/start#/console?x=1",
    "http://127.0.0.1:8000/a/b",
    "https://[::1]:8443/",
    "https://d-1234567890.awsapps.com/start/",
)
_PIECES = (
    *("@", "\\", "/", "//", ":", "#", "?", "%", "%2f", "%40", "%2e", ".", "..", " ", "\t", "\n", "\r", "\0", "\x7f"),
    *("0x7f", "0177", "127.1", "2130706433", "evil.example", "[", "]", "::1", "_", "-", "xn--", "\u3002", "\uff0f"),
    *("\u00ad", "ß", "é", "https:", "user", "user:pw@", "^", "|", "<", ">", "*", "+", ",", ";", "&", "=", "~", "!"),
)


def mutated(seed: int, count: int) -> list[str]:
    """URLs with a piece or two put in or taken out anywhere."""
    chance = random.Random(seed)  # noqa: S311 - the same URLs each time
    urls = []
    for _ in range(count):
        url = chance.choice(_SEEDS)
        for _ in range(chance.randint(1, 3)):
            at = chance.randint(0, len(url))
            url = url[:at] + chance.choice(_PIECES) + url[at + chance.choice((0, 0, 1, 5)) :]
        urls.append(url)
    return urls


def _same_form(host: str) -> str:
    """An IPv6 address may be written in several ways."""
    try:
        return str(ipaddress.IPv6Address(host))
    except ValueError:
        return host.rstrip(".")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_browsers_and_urllib_agree_on_the_host_of_what_is_accepted(seed: int) -> None:
    urls = [url for url in mutated(seed, 20_000) if not host_fault(url)]
    browser = subprocess.run(
        [need("node"), "-e", _BROWSER], input=json.dumps(urls), capture_output=True, text=True, check=True
    )
    theirs = json.loads(browser.stdout)
    ours = [(urlsplit(url).hostname or "").rstrip(".") for url in urls]
    differ = [
        (url, host, their)
        for url, host, their in zip(urls, ours, theirs, strict=True)
        if _same_form(host) != _same_form((their or "").strip("[]").rstrip("."))
        and not (their is None and "xn--" in url)
    ]
    assert len(urls) > 1000
    assert differ == []


@pytest.mark.parametrize("url", _SEEDS)
def test_ordinary_ones_are(url: str) -> None:
    assert is_secure(url)


@pytest.mark.parametrize("url", ["http://acme.awsapps.com/", "http://127.0.0.1@evil.example/", "ftp://127.0.0.1/", ""])
def test_others_are_not(url: str) -> None:
    assert not is_secure(url)
