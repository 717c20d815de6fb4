"""Writes the command line that does what the screen is about to do, so that the screen teaches it."""

from __future__ import annotations

from ssotui.actions.keys.fetching import Target
from ssotui.export.quoting import LETTERS_AND_DIGITS
from ssotui.model.credentials import RoleRef

_PLAIN = f"{LETTERS_AND_DIGITS}_@%+=:,./-"
"""A word of these characters needs no quotes, as ``shlex`` has it."""


def creds(target: Target, *options: str) -> str:
    """``ssotui creds …`` for the keys of a profile, or of a role that no profile names.

    Args:
        target: whose keys.
        options: more of the command line, as ``--format`` and ``json``.
    """
    return _line("creds", *_named(target), *options)


def install_process(profile: str, name: str) -> str:
    """``ssotui credential-process … --install …``."""
    return _line("credential-process", profile, "--install", name)


def _named(target: Target) -> tuple[str, ...]:
    source = target.source
    if target.is_profile or not isinstance(source, RoleRef):
        return (target.name,)
    return ("--session", source.session.label, "--account", source.account_id, "--role", source.role_name)


def _line(*words: str) -> str:
    """Join the words to a line that is fit for a screen and a clipboard, whatever names hold."""
    return " ".join(("ssotui", *map(_quoted, words)))


def _quoted(word: str) -> str:
    if word and not word.strip(_PLAIN):
        return word
    import shlex  # late: it imports re, and hardly any name needs it

    return shlex.quote(word) if word.isprintable() else _escaped(word)


def _escaped(word: str) -> str:
    r"""Write a word that is not printable by its bytes, in quotes that bash and zsh know (``$'\033'``)."""
    signs = (
        char
        if char.isprintable() and char not in "'\\"
        else "".join(f"\\{byte:03o}" for byte in char.encode(errors="surrogatepass"))
        for char in word
    )
    return f"$'{''.join(signs)}'"
