"""The variables by which programs find the credential server, as a person or a container takes them over."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from ssotui.actions.keys.switch import leaving
from ssotui.actions.serving.server import CredentialServer
from ssotui.aws.environment import KEYS_OF, SERVER, SERVER_TOKEN, SERVER_URI, region_changes
from ssotui.export import quoting
from ssotui.export.formats.variables import check_region
from ssotui.export.shells import Changes, script
from ssotui.model.secret import Secret
from ssotui.model.text import visible

WEB_IDENTITY = ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME")
"""Variables that win over a credential server, as a profile and keys do."""


def changes(server: CredentialServer, name: str) -> Changes:
    """Return how the environment changes so that every SDK asks the server for a profile's keys.

    Raises:
        UsageError: there is no such region as the profile's.
    """
    if region := server.region(name):
        check_region(region)
    # The server's come last: of what is unset they are two.
    return {
        **leaving(name),
        **dict.fromkeys((*WEB_IDENTITY, *SERVER)),
        SERVER_URI: server.uri(name),
        SERVER_TOKEN: server.token(name).reveal(),
        **region_changes(region, os.environ),
        KEYS_OF: name,
    }


def as_env(server: CredentialServer, names: Sequence[str] | None = None) -> Secret:
    """Write lines for a POSIX shell: for each profile those that a shell takes over to work with it.

    Args:
        server: the server.
        names: the profiles; ``None`` for all.
    """
    return _each(server, lambda found: script("bash", found), names)


def as_dotenv(server: CredentialServer) -> Secret:
    """Write lines for a ``.env`` file, or ``docker run --env-file``, which unset nothing."""
    return _each(
        server, lambda found: "".join(f"{key}={quoting.dotenv(value)}\n" for key, value in _set(found).items())
    )


def as_json(server: CredentialServer) -> Secret:
    """Write one object: the variables by the name of the profile."""
    import json

    return Secret(json.dumps({name: _set(changes(server, name)) for name in server.names}, indent=2) + "\n")


FORMATS: Mapping[str, Callable[[CredentialServer], Secret]] = {"env": as_env, "json": as_json, "dotenv": as_dotenv}


def _each(server: CredentialServer, write: Callable[[Changes], str], names: Sequence[str] | None = None) -> Secret:
    """Write the variables of each profile below a comment with its name; where there is only one, without that."""
    texts = [(name, write(changes(server, name))) for name in names or server.names]
    if len(texts) == 1:
        return Secret(texts[0][1])
    return Secret("\n".join(f"# {visible(name)}\n{text}" for name, text in texts))


def _set(found: Changes) -> dict[str, str]:
    """Leave out what is unset, and what ssotui remembers for itself."""
    return {name: value for name, value in found.items() if value is not None and name.startswith("AWS_")}
