"""Read the name in a section's header as botocore does, as other SDKs do, and as its writer meant it."""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers take this for True: only an edit needs the type
if TYPE_CHECKING:
    from ssotui.aws.config.ini import Document

PROFILE = "profile"
SESSION = "sso-session"
SERVICES = "services"

MAX_HEADER = 100_000
"""A longer header names nothing, unless it is plain: it would only cost time (botocore takes 20 s for a megabyte)."""

NAME_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-/.%@:+"
"""The characters of the names that every SDK reads (smithy-rs skips sections of other names)."""

_QUOTING = "\"'\\"


def is_plain_name(name: str) -> bool:
    """Tell whether every SDK reads a section of that name."""
    return bool(name) and not name.strip(NAME_CHARACTERS)


def botocore_name(header: str) -> str | None:
    """The name that botocore takes from a header: the second of exactly two shell words, whatever the first is.

    (``botocore/configloader.py: _parse_section``.) ``None`` where botocore skips the section.
    """
    if not any(char in header for char in _QUOTING):
        words = [word for word in header.replace("\t", " ").split(" ") if word]
        return words[1] if len(words) == 2 else None
    if len(header) > MAX_HEADER:
        return None
    from ssotui.aws.config.shell_words import shell_words  # 1 ms, for names that hardly anybody has

    quoted = shell_words(header, most=2)
    return quoted[1] if quoted and len(quoted) == 2 else None


def meant_name(header: str) -> str | None:
    """The profile that somebody meant by a header which botocore skips; ``None`` if nothing in it says so."""
    words = header.split(maxsplit=1)
    if not words or words[0].lower() not in {PROFILE, "default"}:
        return header.strip() if header.startswith(PROFILE) else None
    if words[0].lower() == "default":
        return "default" if len(words) == 1 else None
    return words[1].strip() if len(words) == 2 else words[0]


def meant_session(header: str) -> bool:
    """Tell whether somebody meant an SSO session by a header which botocore skips."""
    words = header.split(maxsplit=1)
    return bool(words) and words[0].lower().replace("_", "-") == SESSION


def profile_header(name: str, document: Document | None = None) -> str:
    """The header of a profile's section in the config file.

    Args:
        name: the profile.
        document: the config file, if it may have the section already: then the header that is there, which may be
            quoted otherwise than we would, and the last of several, since it is the one that counts.
    """
    plain = "default" if name == "default" else f"{PROFILE} {_quoted(name)}"
    return _find(document, PROFILE, name) or plain


def session_header(name: str, document: Document | None = None) -> str:
    """The same for an SSO session."""
    return _find(document, SESSION, name) or f"{SESSION} {_quoted(name)}"


def _find(document: Document | None, kind: str, name: str) -> str | None:
    for section in reversed(document.sections if document else ()):
        header = section.header
        if header.startswith(kind) and botocore_name(header) == name:
            return header
        if header == name == "default" and kind == PROFILE:
            return header
    return None


def _quoted(name: str) -> str:
    """Quote a name where the AWS CLI quotes it, and where the name could not be read back otherwise.

    (``awscli/customizations/configure/__init__.py: profile_to_section`` quotes for blanks only.)
    """
    if name and not any(char in name for char in f" \t{_QUOTING}"):
        return name
    import shlex  # 2 ms, for names that hardly anybody has

    return shlex.quote(name)
