"""The kinds of files that keys are written to, each with the names of such files and the functions that edit them.

A new kind is one entry of :data:`FILE_KINDS`. The write dialog, the palette, ``--write``, its help, the masks of a diff
and the README's table are made from the entries.
"""

from __future__ import annotations

from ssotui.model.records import NamedTuple

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import PurePath
    from typing import Protocol

    from ssotui.model.credentials import Outgoing

    class Put(Protocol):
        """Puts keys into the bytes of a file."""

        def __call__(self, data: bytes, outgoing: Outgoing, *, overwrite: bool) -> bytes:
            """Return the file with the keys in it.

            Raises:
                SectionExists: there is something that ssotui did not write, and ``overwrite`` is not given.
                UnusableFile: the file cannot be read.
                UsageError: a value cannot be written.
            """


class Seal(NamedTuple):
    """Tells by a hash whether keys are as ssotui wrote them, so that newer ones may take their place.

    Attributes:
        digest_of: hashes the keys as they are written.
        untouched_until: from the file and that hash to the end of the keys; ``None`` if somebody has changed them.
    """

    digest_of: Callable[[Outgoing], str]
    untouched_until: Callable[[bytes, str], datetime | None]


class Writer(NamedTuple):
    """The functions that write the keys of one profile to a kind of file.

    Attributes:
        put: the edit.
        rivals: lists what in the file may override the keys; ``None`` where nothing does.
        seal: ``None`` where the keys are not kept fresh.
    """

    put: Put
    rivals: Callable[[bytes], Sequence[str]] | None = None
    seal: Seal | None = None


class FileKind(NamedTuple):
    """A kind of file that keys can be written to.

    Attributes:
        format: the name of the format that it holds, one of :data:`ssotui.export.formats.FORMATS`.
        title: for menus.
        names: patterns of the names of such files, as a shell has them; none of a credentials file.
        writer: imports the functions that write it; ``None`` for a credentials file, which has a section for each
            profile.
        offered: the name of the file that the write dialog offers, in which ``{name}`` is the keys' name. Empty where
            it offers none, and a person types a name.
    """

    format: str
    title: str
    names: tuple[str, ...]
    writer: Callable[[], Writer] | None = None
    offered: str = ""

    @property
    def capital_title(self) -> str:
        """The title with a capital letter."""
        return self.title[:1].upper() + self.title[1:]


def _dotenv() -> Writer:
    from ssotui.export import dotenv

    return Writer(dotenv.with_variables, dotenv.profiles_named, Seal(dotenv.digest_of, dotenv.untouched_until))


def _json() -> Writer:
    from ssotui.export import json_file

    return Writer(json_file.with_fields)


def _posix_shell() -> Writer:
    from functools import partial

    from ssotui.export import shell_file

    return Writer(partial(shell_file.with_lines, language="bash"))


def _fish() -> Writer:
    from functools import partial

    from ssotui.export import shell_file

    return Writer(partial(shell_file.with_lines, language="fish"))


CREDENTIALS = FileKind("ini", "credentials file", ())

FILE_KINDS = (
    CREDENTIALS,
    FileKind("dotenv", ".env", (".env", ".env.*", "*.env"), _dotenv, ".env"),
    FileKind("json", "JSON", ("*.json",), _json, "{name}.json"),
    FileKind("env", "shell lines", (".envrc", ".envrc.*", "*.envrc", "*.sh"), _posix_shell),
    FileKind("fish", "fish lines", ("*.fish",), _fish),
)
"""Every kind, in the order of menus. A file is of the first that has a pattern for its name, or a credentials file."""

OFFERED = tuple(kind for kind in FILE_KINDS if kind.offered)
"""The kinds that the write dialog offers beside the credentials file."""


def kind_of(path: PurePath | None) -> FileKind:
    """Tell the kind of a file by its name; ``None`` is the shared credentials file."""
    from fnmatch import fnmatchcase

    name = path.name if path else ""
    return next((kind for kind in FILE_KINDS if any(fnmatchcase(name, pattern) for pattern in kind.names)), CREDENTIALS)


def names_told() -> str:
    """Tell which names make a file of which format, for ``--help``."""
    told = [f"{', '.join(kind.names)} ({kind.format})" for kind in FILE_KINDS if kind.names]
    return f"{'; '.join(told)}; any other name ({CREDENTIALS.format})"
