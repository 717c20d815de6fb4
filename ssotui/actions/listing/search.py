"""Fuzzy search over what rows say: several words narrow, the best comes first.

The words have fzf's syntax: ``'exact``, ``^prefix``, ``suffix$``, ``!not``; any part of a row may begin or end with
what they say, not only the whole row. The letters of any other word may be apart, but not scattered: they are near one
another or begin words. Neither case nor accents keep a row from being found. An ARN, an account ID or an address that
names an account finds that account's rows (:mod:`ssotui.actions.listing.pasted_account`).

Of equal matches, one in the row's name ranks above one elsewhere, a whole word above a part of one, and the beginning
above the middle.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

from ssotui.actions.listing.folding import characters, folded, origins, with_marks
from ssotui.model.records import NamedTuple

if TYPE_CHECKING:
    from frizbee import Haystacks, Match, Matcher, MatchIndices, Pattern, Scoring

    from ssotui.actions.listing.pasted_account import Pasted

LETTER = 12
"""What a matched letter gains (frizbee's default). A gap costs 4 and its length; a word's first letter gains 4 more."""

SEPARATOR = " " * (LETTER - 4)
"""Stands between the parts of a row's text: a word starts after it, which ranks higher.

It is so wide that going on in the next part costs as much as a letter gains.
"""

ENOUGH = 9.5
"""A word counts as found from this score for each of its letters. In one piece they gain ``LETTER`` each."""

MOST = 0xFFFF
"""Scores end there."""

IN_NAME, WHOLE_WORD, BEGINNING = 14, 6, 2
"""What a match gains for being in the row's name, a whole word, and at the beginning of another part.

The first is worth more than the others and a word's first letter together, so that a match in the name always counts.
"""

BATCH = 200
"""So many texts are held in Python at a time: all of 10,000 would be megabytes."""

BETWEEN_PARTS, BETWEEN_OWN = "\n", "\t"
"""Stand, among a row's words, before each part but the name, and around the words of the name."""

_WIDE, _WIDE_ENOUGH = SEPARATOR * 3, SEPARATOR * 2

_WORD_BREAKS = bytes(
    byte if byte > 127 or chr(byte).isalnum() or chr(byte) == BETWEEN_PARTS else 32 for byte in range(256)
)


class SearchIndex:
    """The texts of a list's rows, held ready: 10,000 are searched in a few milliseconds.

    Args:
        texts: of each row its parts, joined by :data:`SEPARATOR`; the first part is the row's name.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        from frizbee import Haystacks

        self._texts, self._names, self._words = (Haystacks() for _ in range(3))
        source = iter(texts)
        while batch := [_parts(text) for text in islice(source, BATCH)]:
            self._texts.extend([_joined(parts) for parts in batch])
            self._names.extend([name for name, *_ in batch])
            self._words.extend([_words_of(parts) for parts in batch])
        self._scores: dict[str, dict[int, int]] = {}
        """Of each word of the last query, the rows and how well they match: one types at one word at a time."""
        self._results: dict[str, array[int]] = {}
        """The rows of the last query and of its beginnings, which come again when letters are taken back."""

    def search(self, query: str) -> list[int]:
        """The rows that match every word, best first, as indices into the texts; all of them for an empty query."""
        for other in [other for other in self._results if not query.startswith(other)]:
            del self._results[other]
        if query not in self._results:
            self._results[query] = array("I", self._search(query))  # a list takes nine times as much memory
        return list(self._results[query])

    def _search(self, query: str) -> Sequence[int]:
        if pasted := _pasted(query):
            return self._of_account(pasted)
        words = _words(query)
        if not words:
            return range(len(self._texts))
        for text in self._scores.keys() - {word.text for word in words}:
            del self._scores[text]
        for word in words:
            if word.text not in self._scores:
                self._scores[word.text] = self._matches(word)
        total, *others = sorted(self._scores.values(), key=len)
        for scores in others:
            total = {index: score + scores[index] for index, score in total.items() if index in scores}
        return sorted(sorted(total), key=total.__getitem__, reverse=True)

    def _matches(self, word: _Word) -> dict[int, int]:
        """The rows that one word matches without its letters being scattered, and how well."""
        in_name = self._found(self._names, word.in_name, word.enough, IN_NAME) if word.in_name else {}
        self._add(in_name, word.whole_in_name, WHOLE_WORD)
        if len(in_name) == len(self._texts):
            return in_name
        scores = self._found(self._texts, word.anywhere, word.enough, -word.padding)
        if word.in_name:
            self._add(scores, word.whole, WHOLE_WORD)
            self._add(scores, word.beginning, BEGINNING)
        scores.update(in_name)
        return scores

    @staticmethod
    def _found(haystacks: Haystacks, pattern: Pattern, enough: float, gain: int) -> dict[int, int]:
        """The rows that match well enough, and how well: they come best first, and most of them equally well."""
        found: Sequence[Match] = _matcher([pattern]).match_list(haystacks)
        scores, start, end = dict[int, int](), 0, len(found)
        indices = list(map(attrgetter("index"), found))
        while start < end and (score := found[start].score) >= enough:
            after = bisect_right(found, -score, start, key=lambda match: -match.score)
            scores.update(dict.fromkeys(indices[start:after], score + gain))
            start = after
        return scores

    def _add(self, scores: dict[int, int], needle: str, gain: int) -> None:
        """Let those rows gain whose words have the needle; where all have it, that tells none from another."""
        if not needle or not scores:
            return
        from frizbee import Pattern

        found = _matcher([Pattern(needle, matching="substring")]).match_list(self._words)
        if len(found) < len(scores) or len(scores) < len(self._words):
            for index in scores.keys() & map(attrgetter("index"), found):
                scores[index] += gain

    def _of_account(self, pasted: Pasted) -> list[int]:
        """The rows of account and role, or those of the account if it has no such role here."""
        found: list[Match] = []
        if pasted.role_name:
            found = _matcher(_literals(pasted)).match_list(self._texts)
        found = found or _matcher(_literals(pasted)[:1]).match_list(self._texts)
        return sorted(match.index for match in found)


class Highlighter:
    """Finds which letters of a text the query matched."""

    def __init__(self, query: str) -> None:
        words: Sequence[_Word] = ()
        if query:
            pasted = _pasted(query)
            words = [_Word(query, _literals(pasted)[0])] if pasted else _words(query)
        self._words = [
            (word, _matcher([word.anywhere]), _matcher([word.in_name]) if word.in_name else None) for word in words
        ]

    def matched(self, text: str) -> frozenset[int]:
        """The indices of the matched characters of one row's text."""
        plain = folded(text)
        name, padded = plain.partition(SEPARATOR)[0], ""
        found = set[int]()
        for word, anywhere, in_name in self._words:
            best = word.matched_in_name(in_name.match_one_indices(name, 0)) if in_name else None
            if best is None:
                padded = padded or f"{SEPARATOR}{plain}{SEPARATOR}"
                best = word.matched_anywhere(anywhere.match_one_indices(padded, 0))
            if best is None:
                return frozenset()
            found.update(best)
        if plain == text:
            return frozenset(characters(text, found))
        raw, whence = plain.encode(), origins(text)
        # Of a character of several bytes, the first one tells whether it was matched.
        in_text = found.intersection(range(len(raw)))
        return with_marks(text, {whence[byte] for byte in in_text if raw[byte] & 0xC0 != 0x80})


def _pasted(query: str) -> Pasted | None:
    from ssotui.actions.listing.pasted_account import (
        recognized,  # late, as frizbee: the first frame does not wait for them
    )

    return recognized(query)


class _Word(NamedTuple):
    """A word of the query.

    Attributes:
        text: the word as it was typed.
        anywhere: what is looked for in a row's text, which has a separator at either end too.
        in_name: what is looked for in a row's name; ``None`` where that makes no difference.
        before: how many characters of a separator ``anywhere`` begins with.
        after: how many it ends with.
        enough: the least score of a match; 0 for a word that matches in one piece or not at all.
    """

    text: str
    anywhere: Pattern
    in_name: Pattern | None = None
    before: int = 0
    after: int = 0
    enough: float = 0

    @property
    def padding(self) -> int:
        """Return the score of the separators in a match."""
        return 0 if self.anywhere.negated else LETTER * (self.before + self.after)

    @property
    def _core(self) -> str:
        """The letters and digits, where there are enough of them to tell a whole word from a part of one."""
        core = _broken(self.in_name.needle).strip() if self.in_name else ""
        return core if len(core) > 1 else ""

    @property
    def whole(self) -> str:
        """The needle for rows that have it as a whole word elsewhere than in the name."""
        return f" {self._core} " if self._core else ""

    @property
    def whole_in_name(self) -> str:
        """The needle for rows that have it as a whole word of the name."""
        return self.whole.replace(" ", BETWEEN_OWN)

    @property
    def beginning(self) -> str:
        """The needle for rows of which some part but the name begins with it."""
        return f"{BETWEEN_PARTS} {self._core}" if self._core else ""

    def matched_anywhere(self, match: MatchIndices | None) -> Sequence[int] | None:
        """The matched bytes of the row's text; ``None`` for no match, or one that is too scattered."""
        if match is None or match.score < self.enough:
            return None
        found = sorted(match.indices)[self.before : len(match.indices) - self.after]
        return [byte - len(SEPARATOR) for byte in found]

    def matched_in_name(self, match: MatchIndices | None) -> Sequence[int] | None:
        """The same of the row's name, which its text begins with."""
        return None if match is None or match.score < self.enough else match.indices


def _words(query: str) -> list[_Word]:
    """Give the query's words, each once: a text that somebody pastes says some of them a hundred times."""
    from frizbee import Pattern

    return list({pattern.pattern: _word(pattern) for pattern in Pattern.from_query(folded(query))}.values())


def _word(pattern: Pattern) -> _Word:
    """Compile a pattern of a whole text for each of its parts: a separator stands before and after a part."""
    from frizbee import Pattern

    before = len(SEPARATOR) if pattern.matching in {"prefix", "exact"} else 0
    after = len(SEPARATOR) if pattern.matching in {"suffix", "exact"} else 0
    if before or after:
        needle = f"{' ' * before}{pattern.needle}{' ' * after}"
        anywhere = Pattern(needle, matching="substring", negated=pattern.negated)
    else:
        anywhere = pattern
    may_scatter = pattern.matching is None and not pattern.negated
    enough = min(ENOUGH * len(pattern.needle), MOST) if may_scatter else 0
    return _Word(pattern.pattern, anywhere, None if pattern.negated else pattern, before, after, enough)


def _literals(pasted: Pasted) -> list[Pattern]:
    """The account's ID, and the role as the whole of a row's part."""
    from frizbee import Pattern

    account = Pattern(pasted.account_id, matching="substring")
    if not pasted.role_name:
        return [account]
    return [account, Pattern(f"{SEPARATOR}{folded(pasted.role_name)}{SEPARATOR}", matching="substring")]


def _matcher(patterns: Sequence[Pattern]) -> Matcher:
    from frizbee import Matcher

    return Matcher.from_patterns(patterns, casing="ignore", scoring=_scoring())


@cache
def _scoring() -> Scoring:
    """Give a letter the same score in either case: ``pay`` is as much in ``PAYMENTS`` as in ``payments``."""
    from frizbee import Scoring

    return Scoring(match_score=LETTER, matching_case_bonus=0)


def _parts(text: str) -> list[str]:
    """Part a row's text into its name and what else it says; what is empty at the end is left out."""
    parts = text.split(SEPARATOR)
    if folded(text) is not text:  # as hardly any is: then each part would be looked at for nothing
        parts = list(map(folded, parts))
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts


def _joined(parts: Sequence[str]) -> str:
    """Join the parts again. Two separators keep what is on either side apart, however many parts between are empty."""
    text = SEPARATOR.join(("", *parts, ""))
    while _WIDE in text:
        text = text.replace(_WIDE, _WIDE_ENOUGH)
    return text


def _words_of(parts: Sequence[str]) -> str:
    """Give the words of a row so that those of its name can be told from the others, and what begins a part too."""
    name, *others = parts
    own = _broken(name).replace(" ", BETWEEN_OWN)
    rest = _broken(BETWEEN_PARTS.join(filter(None, others))).replace(BETWEEN_PARTS, f" {BETWEEN_PARTS} ")
    return f"{BETWEEN_OWN}{own}{BETWEEN_OWN}{BETWEEN_PARTS} {rest} "


def _broken(text: str) -> str:
    """Put a blank in the place of each character that stands between words, but not between parts."""
    return text.encode().translate(_WORD_BREAKS).decode()
