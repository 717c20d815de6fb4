"""The masked type that every token, key and client secret lives in."""

from __future__ import annotations

MASK = "••••••••"


class Secret:
    """A string that no ``repr``, ``str``, format, log, pickle or traceback shows.

    Only `export`, the caches and the Keys screen call :meth:`reveal`, and hand what it gives straight on:
    a revealed string kept in a local variable would be in the next traceback that shows locals.
    """

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    @classmethod
    def parse(cls, value: object) -> Secret | None:
        """Take the value as a secret if it can be one of AWS's: one printable ASCII word; otherwise ``None``.

        Anything else could not travel in an HTTP header, and the error that says so would quote it.
        """
        if isinstance(value, str) and value and value.isascii() and value.isprintable() and " " not in value:
            return cls(value)
        return None

    def reveal(self) -> str:
        """Give the value in clear text."""
        return self.__value

    def masked(self, *, prefix: int = 0) -> str:
        """Show the first ``prefix`` characters (an access key's type, ``ASIA``), then the mask."""
        return (self.__value[:prefix] if len(self.__value) > prefix * 2 else "") + MASK

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.reveal() == self.__value

    def __hash__(self) -> int:
        return hash((Secret, self.__value))

    def __reduce__(self) -> str:
        raise TypeError("a Secret is not pickled")
