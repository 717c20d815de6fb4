"""The errors, each with the sentence a person reads, what to do next, and its exit code."""

from __future__ import annotations


class SsotuiError(Exception):
    """An unexpected failure; the subclasses are the expected ones.

    Args:
        message: one line saying what happened. Never a secret, never markup.
        hint: one line saying what to do next, on the command line.
        on_screen: the same for the screen, if that has a key for it: ``{session.sign_in}`` stands for the key of the
            command of that ID.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "", *, on_screen: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.on_screen = on_screen or hint


class UsageError(SsotuiError):
    """The command line asks for something impossible."""

    exit_code = 2


class SignInNeeded(SsotuiError):
    """There is no token for the session, or the portal no longer accepts it (HTTP 401)."""

    exit_code = 3


class MfaNeeded(SsotuiError):
    """A role wants an MFA code, and there is nobody to ask for it: like a sign-in, it takes a person."""

    exit_code = 3


class AccessDenied(SsotuiError):
    """The session is fine, but has no access to that account or role (HTTP 403, 404)."""

    exit_code = 4


class UnusableFile(SsotuiError):
    """A file, or a section of one, cannot be used: missing, broken, unreadable, unwritable."""

    exit_code = 5


class ServiceFailure(SsotuiError):
    """The network, the portal or its throttling failed us after all retries."""

    exit_code = 6


class PassingFailure(ServiceFailure):
    """A failure that may be over at the next try: a 5xx, a broken connection, no answer in time."""


class Throttled(PassingFailure):
    """The service bears no more requests at the moment (HTTP 429)."""


class Cancelled(SsotuiError):
    """The person refused, or stopped it."""

    exit_code = 130


SIGN_IN_HERE = "Press {session.sign_in} to sign in again."
"""The next step of a session that has ended, on the screen."""


OTHER_FORMAT = "Press {keys.copy_as} to copy them in another format."
"""The next step of keys that cannot be had in one format, on the screen."""


def reason_of(error: OSError) -> str:
    """Return the system's own words for the error, to go on a sentence with: ``permission denied``."""
    reason = error.strerror or type(error).__name__
    return reason[:1].lower() + reason[1:]


def as_ours(error: BaseException) -> SsotuiError:
    """Give an error as one of ours: one that nobody foresaw is described by its class and the lines that it passed.

    Its text is left out because it may quote a secret, and the traceback because it shows the code around it.
    """
    if isinstance(error, SsotuiError):
        return error
    from pathlib import Path
    from traceback import extract_tb

    frames = extract_tb(error.__traceback__)
    package = Path(__file__).parent.parent
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(package)] or frames[-1:]
    way = " > ".join(f"{Path(frame.filename).stem}:{frame.lineno}" for frame in ours)
    return SsotuiError(f"Unexpected failure: {type(error).__name__} at {way}.", "Please report that line.")
