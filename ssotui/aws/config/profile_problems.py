"""The problems of a profile that could be read, in plain words: botocore's verdicts, and where SDKs differ.

The verdicts are those of ``botocore/credentials.py`` and ``botocore/tokens.py``.
"""

from __future__ import annotations

from ssotui.aws.config.ini_sections import shown
from ssotui.model.profile import Problem, Severity, warning


def session_missing(name: str) -> Problem:
    """``The specified sso-session does not exist``; also for an empty name, which JS takes for none."""
    if not name:
        return Problem("session-missing", "sso_session is empty.", "Name an [sso-session], or remove the line.")
    message = f"There is no section [sso-session {shown(name)}]."
    return Problem("session-missing", message, "Add it to the config file, or correct sso_session.")


def session_inconsistent(key: str, session: str) -> Problem:
    """``The value for … is inconsistent``: a plain comparison, so that a trailing slash is enough."""
    message = f"{key} is not the same here as in [sso-session {shown(session)}], so AWS tools refuse the profile."
    return Problem("session-inconsistent", message, f"Remove {key} from the profile.")


def session_repeated(key: str, session: str) -> Problem:
    """Equal values pass in botocore; Rust wants neither key in the profile (``aws-config``'s ``repr.rs``)."""
    return warning(
        "session-repeated",
        f"{key} is here and in [sso-session {shown(session)}]; some SDKs refuse that even if both are the same.",
        f"Remove {key} from the profile.",
    )


def sso_missing(key: str) -> Problem:
    """``configured to use SSO but is missing required configuration``."""
    return Problem("sso-missing", f"The SSO profile has no {key}.", f"Add {key}.")


SSO_UNUSED = Problem(
    "sso-missing",
    "It has an SSO start URL, but neither sso_account_id nor sso_role_name: AWS tools get no keys from it.",
    "Add sso_account_id and sso_role_name.",
)
"""Without account and role, the SSO keys of a legacy profile are never looked at (``SSOProvider`` in botocore)."""

TOKEN_ONLY = Problem(
    "token-only",
    "It names an SSO session but no account and role, so it gives a token and no keys.",
    "Add sso_account_id and sso_role_name if it should give keys.",
    severity=Severity.NOTE,
)
"""``no credentials found`` from the AWS CLI, but a bearer token for services that take one."""


def empty_value(key: str) -> Problem:
    """Present, but of no use to anybody."""
    return Problem("empty-value", f"{key} is empty.", f"Give {key} a value, or remove the line.")


def account_id(meant: str | None) -> Problem:
    """Tools that take the ID for a number lose its leading zeros; the console shows it with hyphens."""
    return warning(
        "account-id",
        "sso_account_id is not 12 digits.",
        f"Write it as {meant}." if meant else "Correct it; if it is shorter, it may have lost zeros at its beginning.",
    )


def role_in_iam(meant: str) -> Problem:
    """The name or the ARN of a permission set's IAM role, as the console and ``aws sts`` show it."""
    return Problem(
        "role-name",
        f"sso_role_name is the name of a role in IAM, which IAM Identity Center calls {shown(meant)}.",
        f"Write sso_role_name = {shown(meant)}.",
    )


def role_spelling(name: str, meant: str) -> Problem:
    """Describe a role that differs from the account's role in upper and lower case."""
    return warning(
        "role-name",
        f"The account has no role {shown(name)}, but one that is spelled {shown(meant)}.",
        f"Write sso_role_name = {shown(meant)}.",
    )


ROLE_ARN = warning(
    "role-arn",
    "role_arn is not the ARN of a role.",
    "Write it as arn:aws:iam::ACCOUNT:role/NAME.",
)

SOURCE_MISSING = Problem(
    "source-missing",
    "It has role_arn but neither source_profile nor credential_source, so nothing can assume the role.",
    "Add source_profile: the profile whose keys may assume the role.",
)
"""``Partial credentials found in assume-role``."""

SOURCE_AMBIGUOUS = Problem(
    "source-ambiguous", "It has both source_profile and credential_source.", "Remove one of them."
)
"""``contains both source_profile and credential_source``."""

SOURCE_INVALID = Problem(
    "source-invalid",
    "AWS tools do not know this credential_source.",
    "Write Environment, Ec2InstanceMetadata or EcsContainer.",
)
"""``The credential source … is not valid``."""


def source_unknown(profile: str, source: str) -> Problem:
    """``The source_profile … does not exist``."""
    message = f"There is no profile {shown(source)}, which {shown(profile)} has as its source_profile."
    return Problem("source-unknown", message, "Add it, or correct source_profile.")


def source_loop(names: list[str]) -> Problem:
    """``Infinite loop in credential configuration detected``."""
    if len(names) > 8:
        names = [*names[:4], "…", *names[-3:]]
    way = " → ".join(map(shown, names))
    return Problem("source-loop", f"Its source_profile leads round in a circle: {way}.", "Break the circle.")


SOURCE_TOO_LONG = Problem("source-loop", "Its chain of source profiles is too long.", "Shorten the chain.")
"""Nobody can read such a chain, and botocore follows it by recursion."""


def source_empty(source: str) -> Problem:
    """``The source profile … must have credentials``."""
    message = f"Its source profile {shown(source)} has no credentials."
    return Problem("source-empty", message, "Give that profile credentials, or name another.")


def source_broken(source: str) -> Problem:
    """The verdict on the source is the verdict on the chain."""
    message = f"Its source profile {shown(source)} cannot be used."
    return Problem("source-broken", message, f"See what is wrong with {shown(source)}.")


def keys_incomplete(missing: str) -> Problem:
    """``Partial credentials found``: both keys must be in the same file."""
    return Problem("keys-incomplete", f"It has static keys, but no {missing} in the same file.", f"Add {missing}.")


ROLE_ARN_MISSING = Problem("role-arn-missing", "It has web_identity_token_file but no role_arn.", "Add role_arn.")
"""``configured to assume role with web identity but has no role ARN``."""


def mixed(winner: str, others: list[str]) -> Problem:
    """Each SDK has an order of its own for a profile with several kinds of credentials."""
    return warning(
        "mixed-credentials",
        f"It has {' and '.join([winner, *others])}: the AWS CLI and boto3 use {winner}, other SDKs may not.",
        "Keep one, and give the others profiles of their own.",
    )
