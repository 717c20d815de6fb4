"""Reads what the environment says about AWS's files, the profile and the region, in plain strings.

Nothing heavy is imported here: ``credential-process`` has no time for it.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # what type checkers take for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Mapping


REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
"""The AWS CLI v2 reads both, in this order; v1 and boto3 only the second (``configprovider.py`` of each)."""

REGIONS_OF_OURS = "SSOTUI_REGIONS"
"""Lists the region's variables that ssotui has set with the keys of a profile, each without its ``AWS_`` and with its
value: ``REGION=eu-west-1:DEFAULT_REGION=eu-west-1``. One that has changed since is the person's own."""

KEYS_OF = "SSOTUI_KEYS"
"""Names the profile whose keys ``ssotui use --keys`` or ``exec`` has put into the environment."""

SUBSHELL = "SSOTUI_SUBSHELL"
"""Names whose keys a subshell of the screen was opened with, as its prompt shows it; gone after a switch."""

SERVER_PATH = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
SERVER_URI = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
SERVER_TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"  # noqa: S105 - the name of a variable
SERVER_TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN"  # noqa: S105 - the same
SERVER = (SERVER_PATH, SERVER_URI, SERVER_TOKEN_FILE, SERVER_TOKEN)
"""The variables of a credential server. Of the two that name it, and of the two with its token, the first wins."""


def regions_of_ours(environ: Mapping[str, str]) -> list[str]:
    """Return the names of the region's variables that are still as ssotui has set them."""
    marks = environ.get(REGIONS_OF_OURS, "").split(":")
    return [name for name in REGIONS if name in environ and _mark(name, environ[name]) in marks]


def own_region(environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the region that the person has set; one that ssotui has set says nothing of another profile."""
    ours = regions_of_ours(environ)
    return next((environ[name] for name in REGIONS if environ.get(name) and name not in ours), None)


def region_changes(region: str | None, environ: Mapping[str, str]) -> dict[str, str | None]:
    """Return how the environment changes for keys that go out with that region.

    What ssotui has set for other keys goes. What it sets now is marked, unless the person has set it themselves.
    """
    ours = regions_of_ours(environ)
    if not region:
        return dict.fromkeys((*ours, REGIONS_OF_OURS)) if REGIONS_OF_OURS in environ else {}
    set_now = [name for name in REGIONS if not environ.get(name) or name in ours]
    mark = ":".join(_mark(name, region) for name in set_now) or None
    marked: dict[str, str | None] = {REGIONS_OF_OURS: mark} if mark or REGIONS_OF_OURS in environ else {}
    return dict.fromkeys(REGIONS, region) | marked


def _mark(name: str, value: str) -> str:
    return f"{name.removeprefix('AWS_')}={value}"


def active_profile(environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the profile that AWS's tools use here, or whose keys ssotui has put here; ``None`` if none is named.

    Keys win over a profile, wherever they come from, and so does a credential server that ssotui has started.
    """
    if "AWS_ACCESS_KEY_ID" in environ or KEYS_OF in environ:
        return environ.get(KEYS_OF) or None
    return environ.get("AWS_PROFILE") or environ.get("AWS_DEFAULT_PROFILE") or None


def config_file() -> str:
    """Return the path of the shared config file."""
    return _located("AWS_CONFIG_FILE", "~/.aws/config")


def credentials_file() -> str:
    """Return the path of the shared credentials file."""
    return _located("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")


def login_cache() -> str:
    """Return the folder of ``aws login``."""
    return _located("AWS_LOGIN_CACHE_DIRECTORY", "~/.aws/login/cache")


def sso_cache() -> str:
    """Return the folder of access tokens and client registrations, which no variable moves."""
    return os.path.expanduser("~/.aws/sso/cache")  # noqa: PTH111 - expands as botocore does, never raises


def cli_cache() -> str:
    """Return the folder of the AWS CLI's role credentials, which no variable moves."""
    return os.path.expanduser("~/.aws/cli/cache")  # noqa: PTH111 - the same


def profile_or_default(wanted: str | None) -> str:
    """Return the profile that was asked for; where none was, the environment's, else ``default``."""
    return wanted or os.environ.get("AWS_PROFILE") or os.environ.get("AWS_DEFAULT_PROFILE") or "default"


def _located(variable: str, default: str) -> str:
    """Expand variables, then the tilde, as botocore does, in the variable's value or in the default."""
    return os.path.expanduser(os.path.expandvars(os.environ.get(variable, default)))  # noqa: PTH111 - the same
