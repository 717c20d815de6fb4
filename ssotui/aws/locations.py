"""Where AWS's own files are.

Environment variables move the config and credentials files only. Nothing moves the two caches: botocore and the
AWS CLI expand ``~/.aws/sso/cache`` and ``~/.aws/cli/cache`` whatever the environment says (reference, 1.6).
"""

from __future__ import annotations

import os
from pathlib import Path


def config_file() -> Path:
    """The shared config file."""
    return _located("AWS_CONFIG_FILE", "~/.aws/config")


def credentials_file() -> Path:
    """The shared credentials file."""
    return _located("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")


def sso_cache() -> Path:
    """The folder of access tokens and client registrations."""
    return Path(os.path.expanduser("~/.aws/sso/cache"))  # noqa: PTH111 - expands as botocore does, never raises


def cli_cache() -> Path:
    """The folder of the AWS CLI's role credentials."""
    return Path(os.path.expanduser("~/.aws/cli/cache"))  # noqa: PTH111 - the same


def login_cache() -> Path:
    """The folder of ``aws login``, which a variable does move."""
    return _located("AWS_LOGIN_CACHE_DIRECTORY", "~/.aws/login/cache")


def shorten(path: str) -> str:
    """The path as a person writes it, with ``~`` for their home."""
    home = os.path.expanduser("~")  # noqa: PTH111 - the same
    return f"~{path[len(home) :]}" if home != "~" and path.startswith(f"{home}{os.sep}") else path


def _located(variable: str, default: str) -> Path:
    """As botocore does: variables first, then the tilde, in what the environment gives and in the default."""
    return Path(os.path.expanduser(os.path.expandvars(os.environ.get(variable, default))))  # noqa: PTH111 - the same
