"""Read the ``[[environments]]`` of ordinary settings without ``tomllib``, which takes longer than a prompt may.

What is not plain (escapes, arrays, values of several lines, mistakes) is left to :mod:`ssotui.storage.settings`.
"""

from __future__ import annotations

from ssotui.storage.bounded_read import SETTINGS_BYTES, read_regular

_KEY = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
_STORE = "token_store"
"""With this setting the clocks may be in other files than in AWS's."""


def plain_environments(path: str) -> list[dict[str, str | bool]] | None:
    """Read the tables, in the file's order; ``None`` if the settings take more than a look.

    Args:
        path: of ``config.toml``, which need not exist.
    """
    try:
        text = read_regular(path, SETTINGS_BYTES + 1).decode()
    except FileNotFoundError:
        return []
    except (OSError, ValueError):
        return None
    if len(text) > SETTINGS_BYTES or "token_store" in text:  # with tokens in a keychain, their files tell nothing
        return None
    return _read(text)


def _read(text: str) -> list[dict[str, str | bool]] | None:
    environments: list[dict[str, str | bool]] = []
    table: dict[str, str | bool] = {}
    for line in text.split("\n"):
        body = line.strip(" \t").removesuffix("\r")
        if not body.replace("\t", "").isprintable():
            return None
        if not body or body[0] == "#":
            continue
        if body == "[[environments]]":
            table = {}
            environments.append(table)
            continue
        name, separator, rest = body.partition("=")
        key, value = name.rstrip(" \t"), _value(rest.strip(" \t"))
        if not separator or not key or key.strip(_KEY) or value is None or key in table or key == _STORE:
            return None
        table[key] = value
    return environments


def _value(text: str) -> str | bool | None:
    """Read a string without escapes, a truth or a whole number, with or without a comment behind it."""
    quote = text[:1]
    if quote in {'"', "'"}:
        value, closed, rest = text[1:].partition(quote)
        plain = closed and value.isprintable() and not (quote == '"' and "\\" in value) and (value or rest[:1] != quote)
        return value if plain and (not rest.strip() or rest.lstrip().startswith("#")) else None
    word = text.partition("#")[0].strip()
    if word in {"true", "false"}:
        return word == "true"
    is_number = word.isascii() and word.isdigit() and (word == "0" or word[0] != "0")
    return word if is_number else None
