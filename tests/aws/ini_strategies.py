"""Files as hypothesis puts them together: near enough to AWS's to be read, odd enough to be read wrongly.

A file is a few draws from tables of whole lines: thousands of examples must not take minutes to make.
"""

from __future__ import annotations

from itertools import product
from random import Random

from hypothesis import strategies as st

from ssotui.aws.config.ini import Document
from ssotui.aws.config.ini_lines import DEFAULT

_RANDOM = Random(2026)  # noqa: S311 - the tables shall be the same in every run

_NAMES = (
    "a", "a", "b", "c", "a b", "o'brien", "'a b'", '"a b"', "'a'", "a\\ b", "a!", "ä", "😂", "default", "", "x]y", "#a",
)  # fmt: skip
_PREFIXES = (
    "profile ", "profile ", "sso-session ", "services ", "", "profile\t", "profile  ", "profiles ",
    "Profile ", " profile ", "profile",
)  # fmt: skip
HEADERS = sorted(
    {f"{prefix}{name}{blank}" for prefix, name, blank in product(_PREFIXES, _NAMES, ("", " ", "\xa0"))} - {""}
)
_COMMON_HEADERS = ("default", DEFAULT, "profile default", "profile a", "profile b", "a", "sso-session corp")

_KEYS = (
    "region", "Region", "output", "sso_session", "sso_region", "aws_secret_access_key", "s3", "a b", "é", "İ", "k]",
)  # fmt: skip
_SEPARATORS = ("=", " = ", " = ", ":", " : ", "=\t", "\xa0=\x0b")
VALUES = (
    "us-east-1", "https://x.awsapps.com/start#/", "x # y", "x ;y", "%(a)s", "a=b", "a:b", '"q"', "", "corp", "\x00",
    "é😂", "a\x85b", "a\u2028b=c", "a\x0cb", "#x", "[x]", "=", "'", "\x1c", "\ufeff",
)  # fmt: skip
_BLANK_LINES = ("", "", " ", "\t", "\x0b", "\xa0", "\x1c", "\u2028")
_INDENTS = ("", "", "", "", " ", "    ", "\t", "\xa0")


def _some(*parts: tuple[str, ...], count: int) -> list[str]:
    return ["".join(_RANDOM.choice(part) for part in parts) for _ in range(count)]


_HEADER_LINES = [
    *(f"[{header}]" for header in _COMMON_HEADERS * 3),
    *(f"[{header}]{after}" for header, after in zip(HEADERS, ("", "", " # c", "; c", " x]", " ") * 99, strict=False)),
    *(f"{indent}[a]" for indent in _INDENTS),
]
KEY_LINES = _some(_INDENTS, _KEYS, _SEPARATORS, VALUES, ("", " ", "\t"), count=200)


def _nested(*blocks: str) -> list[str]:
    openings = (" =\n", "=\n\n", " = x\n", ":\n# c\n")
    return ["".join(parts) for parts in product(("s3", "sso", "region"), openings, blocks)]


_NESTED = _nested("  a = 1\n  B=2", "  a = 1\n    b = 2", "  = 1", "\ta = 1\n\n\tb =")
_BAD_NESTED = _nested("  a", " a = \u2028b", "\ta = 1\n\n\tb")
_COMMENTS = ["# c", "; c", "  # c", "\t;", "#", "# written by ssotui", "# written by ssotui; x", "#[a]", "; region = x"]
_ODD = ["[", "[]", "[a", "= x", ": x", "x", "  continued", "    k = v", "  [a]", "\ufeff[a]", "\x00", "]", "[a\x0b]"]
_LINES = [*_HEADER_LINES * 2, *KEY_LINES * 3, *_NESTED, *_BAD_NESTED, *_COMMENTS * 6, *_BLANK_LINES * 6, *_ODD * 3]
_ENDS = ("\n", "\n", "\n", "\r\n", "\r")

_ANY_TEXTS = st.builds(
    lambda end, lines, ending: end.join(lines) + ending,
    st.sampled_from(_ENDS),
    st.lists(st.sampled_from(_LINES), max_size=12),
    st.sampled_from(("", "\n", "\r", "\r\n")),
)
_ORDERLY_LINES = [line for line in (*KEY_LINES, *_NESTED, *_COMMENTS * 4) if line[:1].strip()]


def _in_order(end: str, lines: list[str]) -> str:
    """Put a header before every few lines, and leave out what was there already."""
    kept: dict[tuple[str, str], str] = {}
    header = ""
    for line in lines:
        if line.startswith("["):
            header = line
            kept.setdefault((header, ""), line)
        elif header:
            key = line if line[0] in "#;" else line.partition("=")[0].partition(":")[0].strip().lower()
            kept.setdefault((header, key), line)
    # A section that comes again goes on where it was.
    return end.join(line for _, line in sorted(kept.items(), key=lambda item: list(kept).index((item[0][0], ""))))


ORDERLY_TEXTS = st.builds(
    _in_order,
    st.sampled_from(_ENDS),
    st.lists(
        st.sampled_from([*_ORDERLY_LINES, *(f"[{header}]" for header in (*HEADERS, *_COMMON_HEADERS * 40))]),
        max_size=14,
    ),
)
"""Texts without repeated sections and keys, which botocore accepts."""

_ENCODED = st.one_of(_ANY_TEXTS, ORDERLY_TEXTS).map(str.encode)
_DAMAGED = st.builds(
    lambda good, at, bad: good[: at % (len(good) + 1)] + bad + good[at % (len(good) + 1) :],
    _ENCODED,
    st.integers(0, 1000),
    st.sampled_from(
        [b"\xef\xbb\xbf", b"\xff\xfe", b"\xff", b"\xed\xa0\x80", b"\x00", b"\r", b"\n", b"\xc3", b"[", b"="]
    ),
)
DATA = st.one_of(_ENCODED, _ENCODED, _DAMAGED, _ENCODED.map(b"\xef\xbb\xbf".__add__), st.binary(max_size=60))
"""Any bytes: files, files with damage, and no files at all."""


def meanings(document: Document) -> list[tuple[str, int, dict[str, str], dict[str, int]]]:
    """Everything that a document's sections say."""
    return [(section.header, section.line, section.values, section.offsets) for section in document.sections]


def lines_of(data: bytes) -> list[str]:
    """The lines as an editor numbers them."""
    text = data.decode(errors="surrogateescape").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
