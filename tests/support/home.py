"""A home of its own for each test."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

from ssotui.model.credentials import RoleCredentials
from ssotui.model.token import SsoToken
from tests.support import cache_files

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
XDG = {
    "XDG_CONFIG_HOME": ".config",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "XDG_DATA_HOME": ".local/share",
}


class Home:
    """A home folder, with a way to write each of AWS's files as their own tools do."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.aws = root / ".aws"
        self.config_file = self.aws / "config"
        self.credentials_file = self.aws / "credentials"
        self.sso_cache = self.aws / "sso" / "cache"
        self.cli_cache = self.aws / "cli" / "cache"

    def config(self, text: str) -> Path:
        """Write ``~/.aws/config``; the text may be indented as a whole."""
        return self.write(self.config_file, textwrap.dedent(text))

    def credentials(self, text: str) -> Path:
        """Write ``~/.aws/credentials``; the text may be indented as a whole."""
        return self.write(self.credentials_file, textwrap.dedent(text))

    def token(self, session: str, token: SsoToken) -> Path:
        """Write the token of a session's name, or of a legacy start URL, as the AWS CLI does."""
        return self.write(self.sso_cache / cache_files.token_name(session), cache_files.token_content(token))

    def keys(self, session: str, keys: RoleCredentials) -> Path:
        """Write the keys of the role that they name as the AWS CLI does; ``session`` as for :meth:`token`."""
        assert keys.account_id
        assert keys.role_name
        name = cache_files.keys_name(session, keys.account_id, keys.role_name)
        return self.write(self.cli_cache / name, cache_files.keys_content(keys))

    def write(self, path: Path, content: str | bytes) -> Path:
        """Write a file of mode 0600, with the folders that it takes."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(0o600)
        return path

    def snapshot(self) -> Mapping[str, bytes]:
        """Every file of the home, by its path relative to it."""
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }


def move_into(root: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Make ``root`` the home of this process and its children, with nothing of the developer's in sight."""
    root.mkdir(mode=0o700)
    for name in list(os.environ):
        if name.startswith("AWS_") or name.upper() in PROXIES:
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(root))
    monkeypatch.setenv("USERPROFILE", str(root))
    for name, folder in XDG.items():
        monkeypatch.setenv(name, str(root / folder))
    return Home(root)
