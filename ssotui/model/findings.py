"""The doctor's report: the credentials that win here, the ones they shadow, and every problem with its fix."""

from __future__ import annotations

from collections.abc import Callable

from ssotui.model.profile import FilePlace, Problem, Severity
from ssotui.model.records import NamedTuple


class Candidate(NamedTuple):
    """Credentials that AWS tools could take here and now.

    Attributes:
        method: botocore's name for the provider, as ``env`` or ``sso``.
        profile: whose they are, if a profile's.
        message: the same in words.
        place: the line, or the environment variable, that they come from.
        reason: why they are looked at, as what follows "because".
    """

    method: str
    profile: str | None
    message: str
    place: FilePlace | None
    reason: str


class Repair(NamedTuple):
    """A change that mends a finding without harm.

    Attributes:
        what: it does, as a sentence.
        preview: the same as lines of a diff, in which no secret is shown. Raises what ``apply`` does.
        apply: does it, and gives a sentence that says so.
            Raises UnusableFile; of several files, some may be mended by then.
    """

    what: str
    preview: Callable[[], tuple[str, ...]]
    apply: Callable[[], str]


class Finding(NamedTuple):
    """Something worth knowing, and what to do about it.

    Attributes:
        severity: how bad it is.
        code: names the kind, for scripts.
        message: what is so.
        fix: what to do, on the command line.
        place: a line or an environment variable.
        repair: what does it.
        on_screen: the fix in the terms of the screen, with keys as in an ``SsotuiError``; empty where it is the same.
    """

    severity: Severity
    code: str
    message: str
    fix: str
    place: FilePlace | None = None
    repair: Repair | None = None
    on_screen: str = ""

    @classmethod
    def of(cls, problem: Problem, of: str = "") -> Finding:
        """Turn a problem into a finding; ``of`` names its owner."""
        return cls(problem.severity, problem.code, f"{of}{problem.message}", problem.fix, problem.place)


class Diagnosis(NamedTuple):
    """All that the doctor says.

    Attributes:
        winner: whose credentials ``aws`` would use here; ``None`` if it would use none, or stop at an error.
        shadowed: what else there is, in the order in which it would be taken.
        findings: the worst first.
    """

    winner: Candidate | None
    shadowed: tuple[Candidate, ...]
    findings: tuple[Finding, ...]
