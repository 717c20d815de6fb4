"""Fuzzy search over what rows say: several words narrow, the best comes first.

The words have fzf's syntax: ``'exact``, ``^prefix``, ``suffix$``, ``!not``. The letters of any other word may be apart,
but not scattered: they are near one another or begin words. An ARN, an account ID or an address that names an account
finds that account's rows (:mod:`ssotui.actions.paste`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frizbee import Match, Matcher, Pattern, Scoring

    from ssotui.actions.paste import Pasted

LETTER = 12
"""What a matched letter gains (frizbee's default). A gap costs 4 and its length; a word's first letter gains 4 more."""

SEPARATOR = " " * (LETTER - 4)
"""Stands between the parts of a row's text: a word starts after it, which ranks higher.

It is so wide that going on in the next part costs as much as a letter gains.
"""

ENOUGH = 9.5
"""The score for each of a word's letters from which on it counts as found. In one piece they gain ``LETTER`` each."""

MOST = 0xFFFF
"""Scores end there."""


class SearchIndex:
    """The texts of a list's rows, held ready: 10,000 are searched in about 2 ms."""

    def __init__(self, texts: Iterable[str]) -> None:
        from frizbee import Haystacks

        self._texts = Haystacks(map(_encodable, texts))  # never all of them in Python at once: 2 MB of 10,000
        self._scores: dict[str, dict[int, int]] = {}
        """Of each word of the last query, the rows and how well they match: one types at one word at a time."""

    def search(self, query: str) -> list[int]:
        """The rows that match every word, best first, as indices into the texts; all of them for an empty query."""
        if pasted := _pasted(query):
            return self._of_account(pasted)
        patterns = _patterns(query)
        if not patterns:
            return list(range(len(self._texts)))
        if len(patterns) == 1:
            return [match.index for match in self._matches(patterns[0])]
        return self._of_words(patterns)

    def _matches(self, pattern: Pattern) -> Sequence[Match]:
        """The matches of one word that are not scattered, best first."""
        found = _matcher([pattern]).match_list(self._texts)
        if not _may_scatter(pattern):
            return found
        return found[: bisect_right(found, -_enough(pattern), key=lambda match: -match.score)]

    def _of_words(self, patterns: Sequence[Pattern]) -> list[int]:
        """What several words leave; their scores add up."""
        known, self._scores = self._scores, {}
        for pattern in patterns:
            word = pattern.pattern
            self._scores[word] = (
                known[word] if word in known else {match.index: match.score for match in self._matches(pattern)}
            )
        fewest, *others = sorted(self._scores.values(), key=len)
        total = dict(fewest)
        for scores in others:
            total = {index: score + scores[index] for index, score in total.items() if index in scores}
        return sorted(sorted(total), key=total.__getitem__, reverse=True)

    def _of_account(self, pasted: Pasted) -> list[int]:
        """The rows of account and role, or those of the account if it has no such role here."""
        found: list[Match] = []
        if pasted.role_name:
            found = _matcher(_literals(pasted)).match_list(self._texts)
        found = found or _matcher(_literals(pasted)[:1]).match_list(self._texts)
        return sorted(match.index for match in found)


class Highlighter:
    """Which letters of a text the query matched."""

    def __init__(self, query: str) -> None:
        self._patterns: Sequence[Pattern] = ()
        if query:
            pasted = _pasted(query)
            self._patterns = _literals(pasted)[:1] if pasted else _patterns(query)
        self._matchers = [_matcher([pattern]) for pattern in self._patterns]

    def matched(self, text: str) -> frozenset[int]:
        """The indices of the matched characters of one row's text."""
        indices = set[int]()
        encodable = _encodable(text)
        for pattern, matcher in zip(self._patterns, self._matchers, strict=True):
            match = matcher.match_one_indices(encodable, 0)
            if match is None or (_may_scatter(pattern) and match.score < _enough(pattern)):
                return frozenset()
            indices.update(match.indices)
        if text.isascii():
            return frozenset(indices)
        # The matcher counts bytes of UTF-8; those that no character begins with are left out.
        raw = encodable.encode()
        return frozenset(len(raw[:byte].decode()) for byte in indices if raw[byte] & 0xC0 != 0x80)


def _pasted(query: str) -> Pasted | None:
    from ssotui.actions.paste import recognized  # late, as frizbee: the first frame does not wait for them

    return recognized(query)


def _may_scatter(pattern: Pattern) -> bool:
    """Whether it is a plain word: everything else matches in one piece."""
    return pattern.matching is None and not pattern.negated


def _enough(pattern: Pattern) -> float:
    return min(ENOUGH * len(pattern.needle), MOST)


def _literals(pasted: Pasted) -> list[Pattern]:
    """The account's ID, and the role as the whole of a row's part."""
    from frizbee import Pattern

    account = Pattern(pasted.account_id, matching="substring")
    if not pasted.role_name:
        return [account]
    role = f"{SEPARATOR}{_encodable(pasted.role_name)}{SEPARATOR}"
    return [account, Pattern(role, matching="substring", casing="ignore")]


def _patterns(query: str) -> list[Pattern]:
    from frizbee import Pattern

    return Pattern.from_query(_encodable(query))


def _matcher(patterns: Sequence[Pattern]) -> Matcher:
    from frizbee import Matcher

    return Matcher.from_patterns(patterns, casing="smart", scoring=_scoring())


@cache
def _scoring() -> Scoring:
    """A letter gains the same in either case: ``pay`` is as much in ``PAYMENTS`` as in ``payments``."""
    from frizbee import Scoring

    return Scoring(match_score=LETTER, matching_case_bonus=0)


def _encodable(text: str) -> str:
    """The text with a ``?`` for each lone surrogate, which the matcher cannot take."""
    return text if text.isascii() else text.encode(errors="replace").decode()
