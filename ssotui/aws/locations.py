"""Where AWS's own files are.

Environment variables move the config and credentials files only. Nothing moves the two caches: botocore and the
AWS CLI expand ``~/.aws/sso/cache`` and ``~/.aws/cli/cache`` whatever the environment says.
"""

from __future__ import annotations

from ssotui.aws import environment
from ssotui.model.paths import shorten, shown

__all__ = [
    "cli_cache", "config_file", "credentials_file", "login_cache", "shorten", "shown", "sso_cache",
]  # fmt: skip

TYPE_CHECKING = False  # type checkers take this for True: importing pathlib takes its time
if TYPE_CHECKING:
    from pathlib import Path


def config_file() -> Path:
    """Give the path of the shared config file."""
    return _path(environment.config_file())


def credentials_file() -> Path:
    """Give the path of the shared credentials file."""
    return _path(environment.credentials_file())


def sso_cache() -> Path:
    """The folder of access tokens and client registrations."""
    return _path(environment.sso_cache())


def cli_cache() -> Path:
    """The folder of the AWS CLI's role credentials."""
    return _path(environment.cli_cache())


def login_cache() -> Path:
    """The folder of ``aws login``, which a variable does move."""
    return _path(environment.login_cache())


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text)
