"""Keep the profile ``default`` from winning over a credential server: every SDK asks the files first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ssotui.aws import locations
from ssotui.aws.config.ini import Document
from ssotui.aws.config.merged_files import read_files
from ssotui.aws.config.profile_kinds import TELLING
from ssotui.aws.config.provider_chain import candidates
from ssotui.model.errors import UnusableFile
from ssotui.model.findings import Candidate
from ssotui.storage.files import read_whole, write_atomically
from ssotui.storage.refusals import explained

GIVING = TELLING | {"aws_session_token", "aws_security_token", "source_profile", "credential_source"}
"""The settings of a profile by which it gives credentials."""


def winner(environ: Mapping[str, str], *, config: Path | None = None) -> Candidate | None:
    """Find the credentials that SDKs would take before the server's; ``None`` if they ask the server.

    Args:
        environ: with the server's variables.
        config: the config file, if it is not this process's.
    """
    files = read_files(config or locations.config_file(), locations.credentials_file())
    first = next(candidates(files, environ))
    return None if first.method == "container-role" else first


@contextmanager
def hidden(environ: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Give the environment in which nothing wins over the server, for a command that runs meanwhile.

    If the default profile gives credentials, the command gets a copy of the config file in which it does not, and an
    empty credentials file if they stand in there: keys are not copied to a file of ours.

    Raises:
        UnusableFile: the config file is such that there can be no such copy.
    """
    if winner(environ) is None:
        yield dict(environ)
        return
    from shutil import rmtree  # late: few have such a profile
    from tempfile import gettempdir, mkdtemp

    without = _without_default(read_whole(locations.config_file()) or b"")
    with ExitStack() as stack:
        with explained(Path(gettempdir())):
            folder = Path(mkdtemp(prefix="ssotui-"))
            stack.callback(rmtree, folder, ignore_errors=True)
            config, empty = folder / "config", folder / "credentials"
            write_atomically(config, without, secret=True)
            write_atomically(empty, b"", secret=True)
        changed = {**environ, "AWS_CONFIG_FILE": str(config)}
        if winner(environ, config=config) is not None:
            changed["AWS_SHARED_CREDENTIALS_FILE"] = str(empty)
        yield changed


def _without_default(data: bytes) -> bytes:
    """Leave out what gives credentials in the section ``default``, under both of its names."""
    document = Document(data)
    try:
        for header in ("default", "profile default"):
            if document.find(header):
                document.set_section(header, {}, remove=GIVING)
    except ValueError as error:
        raise UnusableFile(
            f"SDKs would prefer the default profile, which cannot be left out of a copy of the config file: {error}",
            "Correct the file, or run it without --serve.",
        ) from None
    return document.to_bytes()
