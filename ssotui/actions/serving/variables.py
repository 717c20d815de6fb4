"""The variables by which programs find the credential server, as a person or a container takes them over."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from ssotui.actions.keys.switch import to_server
from ssotui.actions.serving.server import CredentialServer
from ssotui.export import quoting
from ssotui.export.shells import Changes, script
from ssotui.model.secret import Secret
from ssotui.model.text import visible


def changes(server: CredentialServer, name: str, environ: Mapping[str, str] = os.environ) -> Changes:
    """Return how an environment changes for programs that are to work with a profile's keys."""
    return to_server(name, server.region(name), server.uri(name), server.token(name), environ)


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
