"""What the environment says of AWS's files and of the profile, in plain strings.

Nothing heavy is imported here: ``credential-process`` has no time for it.
"""

from __future__ import annotations

import os


def config_file() -> str:
    """The shared config file."""
    return _located("AWS_CONFIG_FILE", "~/.aws/config")


def credentials_file() -> str:
    """The shared credentials file."""
    return _located("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")


def login_cache() -> str:
    """The folder of ``aws login``."""
    return _located("AWS_LOGIN_CACHE_DIRECTORY", "~/.aws/login/cache")


def sso_cache() -> str:
    """The folder of access tokens and client registrations, which no variable moves."""
    return os.path.expanduser("~/.aws/sso/cache")  # noqa: PTH111 - expands as botocore does, never raises


def cli_cache() -> str:
    """The folder of the AWS CLI's role credentials, which no variable moves."""
    return os.path.expanduser("~/.aws/cli/cache")  # noqa: PTH111 - the same


def profile_or_default(wanted: str | None) -> str:
    """The profile that was asked for; where none was, the environment's, else ``default``."""
    return wanted or os.environ.get("AWS_PROFILE") or os.environ.get("AWS_DEFAULT_PROFILE") or "default"


def _located(variable: str, default: str) -> str:
    """As botocore does: variables first, then the tilde, in what the environment gives and in the default."""
    return os.path.expanduser(os.path.expandvars(os.environ.get(variable, default)))  # noqa: PTH111 - the same
