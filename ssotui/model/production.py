"""Know a production name without any settings, so that a newcomer sees a label on it."""

from __future__ import annotations

LABEL, COLOUR = "PROD", "red"

WORDS = frozenset({"prod", "production"})
NOT = frozenset({"non", "not", "no", "pre"})
"""Before one of the words, these make it another environment."""


def says_production(name: str) -> bool:
    """Tell whether a name has the word ``prod`` or ``production``; digits may follow it, as in ``prod2``."""
    folded = name.casefold()
    if "prod" not in folded:
        return False
    words = "".join(letter if letter.isalnum() else " " for letter in folded).split()
    return any(
        word.rstrip("0123456789") in WORDS and before not in NOT
        for before, word in zip(("", *words), words, strict=False)
    )
