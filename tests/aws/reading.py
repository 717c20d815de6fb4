"""Reading two files as botocore and as ssotui, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import botocore.session
from botocore.exceptions import ConfigParseError

from ssotui.aws.config.config_file import RawSection
from ssotui.aws.config.ini_lines import parse_nested
from ssotui.aws.config.merged_files import AwsFiles, read_files
from ssotui.model.profile import Problem
from ssotui.model.secret import Secret


class Folder:
    """A folder with a config and a credentials file, one pair after the other."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "config"
        self.credentials = folder / "credentials"
        self._session = self.session()

    def write(self, config: str | bytes = b"", credentials: str | bytes = b"") -> None:
        for path, data in ((self.config, config), (self.credentials, credentials)):
            path.write_bytes(data.encode() if isinstance(data, str) else data)

    def read(self) -> AwsFiles:
        return read_files(self.config, self.credentials)

    def session(self, profile: str | None = None) -> botocore.session.Session:
        """A session of botocore's on these files, with a profile chosen as ``--profile`` chooses it."""
        session = botocore.session.Session(profile=profile)
        session.set_config_variable("config_file", str(self.config))
        session.set_config_variable("credentials_file", str(self.credentials))
        return session

    def botocores(self) -> dict[str, Any] | None:
        """All that botocore reads, or ``None`` if it refuses one of the files."""
        self._session._config = None  # type: ignore[attr-defined]  # A new session each time takes 20 ms.
        try:
            return dict(self._session.full_config)
        except ConfigParseError:
            return None


def plain(section: RawSection) -> dict[str, Any]:
    """A section's values with nothing masked, as botocore has them."""
    return {key: _plain(value) for key, value in section.values.items()}


def _plain(value: str | Secret | dict[str, str]) -> str | dict[str, str]:
    if not isinstance(value, Secret):
        return value
    text = value.reveal()
    return parse_nested(text) if text.startswith("\n") else text


def profiles_of(files: AwsFiles) -> dict[str, dict[str, Any]]:
    return {name: plain(section) for name, section in files.profiles.items()}


def all_problems(files: AwsFiles) -> list[Problem]:
    return [*files.problems, *(problem for problems in files.profile_problems.values() for problem in problems)]


def codes(files: AwsFiles) -> set[str]:
    """The codes of whatever a person is told of these files."""
    return {problem.code for problem in all_problems(files)}
