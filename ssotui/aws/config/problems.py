"""The problems of the two files and their sections, in plain words. No value is ever quoted.

Most have no place yet: who finds one says where it is, by ``at``.
"""

from __future__ import annotations

from ssotui.aws.config.ini_sections import Fault, shown, shown_key
from ssotui.model.profile import FilePlace, Problem, Severity, warning
from ssotui.model.regions import correction

REGION_UNKNOWN = "region-unknown"
"""The code of a problem with a region."""


TOO_MANY_FILES = "too-many-files"
"""The code of the problem that a cache holds more files than are looked at."""


def unreadable(path: str, reason: str) -> Problem:
    """The file itself; AWS tools go on as if there were none."""
    return Problem(
        "unreadable-file",
        f"The file cannot be read: {reason}.",
        "Make it a file that you may read, or move it away.",
        FilePlace(path),
    )


def unreadable_folder(path: str, reason: str) -> Problem:
    """One of the caches: what is in it cannot be known, so every session there looks signed out."""
    return Problem(
        "unreadable-folder",
        f"The folder cannot be read: {reason}.",
        "Make it a folder that you may read and write.",
        FilePlace(path),
    )


def too_many_files(path: str, left_out: int) -> Problem:
    """One of the caches holds so many files that the rest of them were not looked at."""
    return Problem(
        TOO_MANY_FILES,
        f"The folder holds {left_out:,} more files than ssotui looks at.",
        "Delete those that nothing needs: a token or a registration whose session has ended.",
        FilePlace(path),
        Severity.WARNING,
    )


def refused(path: str, fault: Fault) -> Problem:
    """Botocore refuses the whole file for one fault (`ConfigParseError`), and with it every profile."""
    return Problem(
        fault.code,
        f"The AWS CLI cannot read this file because {fault.message}.",
        fault.fix,
        FilePlace(path, fault.line),
    )


def odd_line(path: str, odd: Fault) -> Problem:
    """Describe a line that botocore reads otherwise than other SDKs."""
    message = odd.message[0].upper() + odd.message[1:]
    return Problem(odd.code, f"{message}.", odd.fix, FilePlace(path, odd.line), Severity.WARNING)


DEFAULT_LEAKS = warning(
    "default-leaks",
    "The AWS CLI and boto3 give the keys of [DEFAULT], in capitals, to every section; other SDKs ignore it.",
    "Name it [default], or move its keys into the profiles that need them.",
)
"""``[DEFAULT]`` is configparser's magic; other SDKs ignore it."""

DEFAULT_TOO_BIG = Problem("default-leaks", "[DEFAULT] is too big to be given to every section.", "Name it [default].")
"""More leaking than anybody means."""


def ignored_section(header: str, name: str) -> Problem:
    """Somebody meant a profile, but botocore skips the section."""
    right = "[default]" if name == "default" else f"[profile {shown(name)}]"
    simple = not any(char in name for char in " \t\"'\\")
    return Problem(
        "ignored-section",
        f"AWS tools ignore the section [{shown(header)}]: its header does not have the form of a profile's.",
        f"Write it as {right}." if simple else "Give it a name without spaces, quotes and backslashes.",
    )


def named_twice(name: str, lost: FilePlace) -> Problem:
    """Two headers that differ name one profile: the last one replaces the other whole."""
    if name == "default":
        message = (
            f"Both [default] and [profile default] exist: the AWS CLI and boto3 read only the last, "
            f"and other SDKs only [profile default]. Line {lost.line} is ignored here."
        )
    else:
        message = (
            f"The profile has two sections: the AWS CLI and boto3 read only this one, not that on line {lost.line}."
        )
    return warning("named-twice", message, "Merge the two sections into one.")


def odd_prefix(header: str, name: str, kind: str) -> Problem:
    """Describe a header that merely starts with ``profile`` or ``sso-session``, which is all that botocore looks for.

    Args:
        header: what stands between the brackets.
        name: what botocore takes from it.
        kind: the word that belongs before the name.
    """
    return warning(
        "odd-prefix",
        f"Only the AWS CLI and boto3 take [{shown(header)}] for {_NOUNS[kind]} {shown(name)}.",
        _plainly(kind, name),
    )


ODD_NAME = warning(
    "odd-name",
    "Some SDKs skip this profile: they allow only letters, digits and _ - / . % @ : + in a name.",
    "Rename it if another tool does not find it.",
)
"""A profile's name of which Rust and Java skip the section."""


def odd_session_name(name: str) -> Problem:
    """Describe an SSO session's name with which JavaScript, Java and Rust, and some with which Go, find no session."""
    return warning(
        "odd-name",
        f"Some SDKs do not find the SSO session {shown(name)}: they allow only letters, digits and "
        "_ - / . % @ : + in a name.",
        "Rename it in its section and in each sso_session line, then sign in again.",
    )


def quoted_name(header: str, name: str, kind: str) -> Problem:
    """Describe a name in quotes, which only shell-like readers take off."""
    return warning(
        "quoted-name",
        f"Some SDKs skip [{shown(header)}] because of its quotes.",
        _plainly(kind, name),
    )


def odd_spacing(name: str, kind: str) -> Problem:
    """Describe a header with more than one blank before the name, or one after it, which JavaScript does not read."""
    return warning(
        "odd-spacing",
        f"Some SDKs skip the section of {_NOUNS[kind]} {shown(name)} because of the spaces in its header.",
        _plainly(kind, name),
    )


_NOUNS = {"profile": "the profile", "sso-session": "the SSO session"}


def _plainly(kind: str, name: str) -> str:
    """Tell how to write a header so that every SDK reads it."""
    return f"Write it as [{kind} {shown(name)}]."


ODD_KEY = warning(
    "odd-key",
    "Some SDKs skip or refuse a key with other characters than letters, digits, _ and -.",
    "Correct the key, or delete the line.",
)
"""A key with characters beside letters, digits, ``_`` and ``-``: only botocore reads it."""


def prefix_in_credentials(header: str) -> Problem:
    """Describe a header with ``profile `` in the credentials file, where the whole header is the name."""
    return warning(
        "prefix-in-credentials",
        f"In the credentials file, [{shown(header)}] is a profile of that whole name.",
        "Write only the profile's name between the brackets, or move the section to the config file.",
    )


def inline_comment(key: str) -> Problem:
    """Botocore takes everything after the ``=``; the spec ends the value before a blank and ``#`` or ``;``."""
    return warning(
        "inline-comment",
        f"The AWS CLI and boto3 take the comment behind {shown_key(key)} for part of its value; other SDKs do not.",
        "Move the comment to a line of its own.",
    )


def quoted_value(key: str) -> Problem:
    """No SDK takes quotes off a value."""
    return warning(
        "quoted-value",
        f"The quotes around the value of {shown_key(key)} are part of it.",
        "Remove the quotes.",
    )


def region_unknown(key: str, region: str) -> Problem:
    """Describe a region that nobody has. Such a profile is used all the same: AWS may have a region that is new."""
    return warning(
        REGION_UNKNOWN,
        f"There is no such region as {shown(region)} ({key}).",
        f"{correction(region)} Correct {key}.".strip(),
    )


def ignored_session(header: str) -> Problem:
    """Somebody meant an SSO session, but botocore skips the section."""
    return Problem(
        "ignored-section",
        f"AWS tools ignore the section [{shown(header)}]: its header does not have the form of an SSO session's.",
        "Write it as [sso-session NAME], with a name without spaces, which sso_session then names.",
    )


def incomplete_session(name: str, missing: str) -> Problem:
    """Both ``sso_start_url`` and ``sso_region`` are required (``botocore/tokens.py: _SSO_CONFIG_VARS``)."""
    return Problem(
        "incomplete-session",
        f"The SSO session {shown(name)} has no {missing}.",
        f"Add {missing} to [sso-session {shown(name)}].",
    )
