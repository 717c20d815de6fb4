"""Fuzzy search over what rows say: several words narrow, the best comes first.

The words have fzf's syntax: ``'exact``, ``^prefix``, ``suffix$``, ``!not``; any part of a row may begin or end with
what they say, not only the whole row. The letters of any other word may be apart, but not scattered: they are near one
another or begin words. An ARN, an account ID or an address that names an account finds that account's rows
(:mod:`ssotui.actions.listing.pasted_account`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from frizbee import Match, Matcher, MatchIndices, Matching, Pattern, Scoring

    from ssotui.actions.listing.pasted_account import Pasted

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
        words = _words(query)
        if not words:
            return list(range(len(self._texts)))
        if len(words) == 1:
            return list(self._matches(words[0]))
        return self._of_words(words)

    def _matches(self, word: _Word) -> dict[int, int]:
        """The rows that one word matches without its letters being scattered, best first, and how well."""
        if word.is_anchored:
            return self._anchored(word)
        (way,) = word.ways
        found: Sequence[Match] = _matcher([way.pattern]).match_list(self._texts)
        if way.may_scatter:
            found = found[: bisect_right(found, -way.enough, key=lambda match: -match.score)]
        return {match.index: match.score for match in found}

    def _anchored(self, word: _Word) -> dict[int, int]:
        """The rows that one of the word's ways finds; of a negated word, all others."""
        by_way = [
            {
                match.index: match.score - LETTER * way.around
                for match in _matcher([way.pattern]).match_list(self._texts)
            }
            for way in word.ways
        ]
        if word.negated:
            found = set[int]().union(*by_way)
            return {index: 0 for index in range(len(self._texts)) if index not in found}
        by_way = [scores for scores in by_way if scores]
        if len(by_way) <= 1:
            return by_way[0] if by_way else {}
        best: dict[int, int] = {}
        for scores in by_way:
            best.update({index: score for index, score in scores.items() if score > best.get(index, -1)})
        return {index: best[index] for index in sorted(sorted(best), key=best.__getitem__, reverse=True)}

    def _of_words(self, words: Sequence[_Word]) -> list[int]:
        """What several words leave; their scores add up."""
        known, self._scores = self._scores, {}
        for word in words:
            self._scores[word.text] = known[word.text] if word.text in known else self._matches(word)
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
        words: Sequence[_Word] = ()
        if query:
            pasted = _pasted(query)
            words = [_Word(query, [_Way(_literals(pasted)[0])])] if pasted else _words(query)
        self._words = [(word, [(way, _matcher([way.pattern])) for way in word.ways]) for word in words]

    def matched(self, text: str) -> frozenset[int]:
        """The indices of the matched characters of one row's text."""
        indices = set[int]()
        encodable = _encodable(text)
        for word, ways in self._words:
            ways_found = (way.indices(matcher.match_one_indices(encodable, 0)) for way, matcher in ways)
            found = next((of_way for of_way in ways_found if of_way is not None), None)
            if (found is None) != word.negated:
                return frozenset()
            indices.update(found or ())
        if text.isascii():
            return frozenset(indices)
        # The matcher counts bytes of UTF-8; those that no character begins with are left out.
        raw = encodable.encode()
        return frozenset(len(raw[:byte].decode()) for byte in indices if raw[byte] & 0xC0 != 0x80)


def _pasted(query: str) -> Pasted | None:
    from ssotui.actions.listing.pasted_account import (
        recognized,  # late, as frizbee: the first frame does not wait for them
    )

    return recognized(query)


class _Way(NamedTuple):
    """One way in which a word is found.

    Attributes:
        pattern: what is looked for.
        before: how many characters of a separator the pattern begins with.
        after: how many it ends with.
    """

    pattern: Pattern
    before: int = 0
    after: int = 0

    @property
    def around(self) -> int:
        return self.before + self.after

    @property
    def may_scatter(self) -> bool:
        """Whether it is a plain word: everything else matches in one piece."""
        return self.pattern.matching is None and not self.pattern.negated

    @property
    def enough(self) -> float:
        return min(ENOUGH * len(self.pattern.needle), MOST)

    def indices(self, match: MatchIndices | None) -> Sequence[int] | None:
        """The matched bytes but for the separators; ``None`` for no match, or one that is too scattered."""
        if match is None or (self.may_scatter and match.score < self.enough):
            return None
        found = sorted(match.indices)
        return found[self.before : len(found) - self.after]


class _Word(NamedTuple):
    """A word of the query: it is found if one of its ways finds something.

    Attributes:
        text: the word as it was typed.
        ways: how it is found.
        is_anchored: whether it is bound to the beginning or the end of a part.
        negated: whether the rows are wanted that none of the ways finds; of other words the matcher knows that itself.
    """

    text: str
    ways: Sequence[_Way]
    is_anchored: bool = False
    negated: bool = False


def _words(query: str) -> list[_Word]:
    from frizbee import Pattern

    return [_word(pattern) for pattern in Pattern.from_query(_encodable(query))]


def _word(pattern: Pattern) -> _Word:
    """What the pattern says of a whole text is said of each part: it begins with the text or after a separator."""
    from frizbee import Pattern

    if pattern.matching not in {"prefix", "suffix", "exact"}:
        return _Word(pattern.pattern, [_Way(pattern)])
    wide = len(SEPARATOR)
    befores = (None,) if pattern.matching == "suffix" else (0, wide)
    afters = (None,) if pattern.matching == "prefix" else (0, wide)
    ways = [
        _Way(
            Pattern(f"{' ' * (before or 0)}{pattern.needle}{' ' * (after or 0)}", matching=_matching(before, after)),
            before or 0,
            after or 0,
        )
        for before in befores
        for after in afters
    ]
    return _Word(pattern.pattern, ways, is_anchored=True, negated=pattern.negated)


def _matching(before: int | None, after: int | None) -> Matching:
    """How a needle is bound to the text that has so much of a separator on its sides (``None``: anything)."""
    at_start, at_end = before == 0, after == 0
    if at_start:
        return "exact" if at_end else "prefix"
    return "suffix" if at_end else "substring"


def _literals(pasted: Pasted) -> list[Pattern]:
    """The account's ID, and the role as the whole of a row's part."""
    from frizbee import Pattern

    account = Pattern(pasted.account_id, matching="substring")
    if not pasted.role_name:
        return [account]
    role = f"{SEPARATOR}{_encodable(pasted.role_name)}{SEPARATOR}"
    return [account, Pattern(role, matching="substring", casing="ignore")]


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
