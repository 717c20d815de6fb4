"""The SHA-1 digests that AWS's tools name their cache files by."""

from __future__ import annotations

try:
    from _sha1 import sha1  # type: ignore[import-not-found]  # hashlib loads OpenSSL first, which takes 4 ms
except ImportError:
    from hashlib import sha1


def hexdigest(text: str) -> str:
    """Return the digest of the text in 40 hexadecimal digits.

    A lone surrogate, from a file in another encoding, is no error: botocore cannot read such a file at all.
    """
    digest: str = sha1(text.encode(errors="surrogatepass"), usedforsecurity=False).hexdigest()
    return digest
