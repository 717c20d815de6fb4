"""Who else could read or change the files that hold tokens and keys; and what ssotui itself has left in them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from ssotui.actions.doctor.repairs import OTHERS, OTHERS_WRITE, tightening
from ssotui.actions.keys.purge import expired_sections, preview, purge
from ssotui.aws import environment, locations
from ssotui.aws.config.config_file import SECRET_KEYS
from ssotui.aws.config.ini_sections import shown
from ssotui.aws.config.merged_files import AwsFiles
from ssotui.model.findings import Finding, Repair
from ssotui.model.profile import FilePlace, Severity
from ssotui.model.text import some_of
from ssotui.storage.undo import BACKUP_SUFFIX


def look(files: AwsFiles) -> Iterator[Finding]:
    """Find files that other users may read or change. Windows has other means, which are not checked."""
    if os.name != "posix":
        return
    config, credentials = Path(files.config), Path(files.credentials)
    secret = [credentials, _backup(credentials)]
    if any(raw.has_in(files.config, key) for raw in files.profiles.values() for key in SECRET_KEYS):
        secret += [config, _backup(config)]
    yield from _lax(secret)
    caches = tuple(map(Path, (environment.sso_cache(), environment.cli_cache(), environment.login_cache())))
    for folder in caches:
        yield from _lax(_files(folder))
    aws = caches[0].parents[1]
    above = (folder for cache in caches for folder in cache.parents if folder.is_relative_to(aws))
    yield from _changeable(dict.fromkeys((config.parent, credentials.parent, *above, *caches)))
    if config not in secret:
        yield from _changeable([config])


def expired(now: datetime) -> Iterator[Finding]:
    """Sections with keys that ssotui wrote, and that have ended: one finding for all, mended by one edit."""
    gone = expired_sections(now)
    if gone:
        sections = some_of([f"[{shown(each.section)}]" for each in gone])
        yield Finding(
            Severity.NOTE,
            "expired-keys",
            f"{sections}: keys that ssotui wrote, and that have ended.",
            "Let ssotui doctor --fix remove them.",
            gone[0].place,
            Repair("Remove them.", lambda: preview(now).diff, lambda: purge(now)),
            "Press {doctor.mend} to remove them.",
        )


def _lax(paths: Sequence[Path]) -> Iterator[Finding]:
    """One finding for all of a folder: a folder may have thousands of files, from one careless tool.

    A folder in the place of a file holds no keys, and could not be entered any more with a file's permissions.
    """
    lax = [path for path in paths if _has(path, OTHERS) and not path.is_dir()]
    if lax:
        more = f" and {len(lax) - 1} more beside it" if len(lax) > 1 else ""
        yield Finding(
            Severity.WARNING,
            "lax-permissions",
            f"Other users of this machine can read the tokens or keys in {locations.shown(lax[0])}{more}.",
            f"Run: chmod 600 {locations.shown(lax[0])}"
            if len(lax) == 1
            else f"Run: chmod 600 on them, in {locations.shown(lax[0].parent)}",
            FilePlace(str(lax[0])),
            tightening(lax, OTHERS),
            "Press {doctor.mend} to keep them out.",
        )


def _changeable(paths: Iterable[Path]) -> Iterator[Finding]:
    for path in paths:
        if _has(path, OTHERS_WRITE):
            yield Finding(
                Severity.ERROR,
                "lax-permissions",
                f"Other users of this machine can change {locations.shown(path)}, and so run commands as you.",
                f"Run: chmod go-w {locations.shown(path)}",
                FilePlace(str(path)),
                tightening([path], OTHERS_WRITE),
                "Press {doctor.mend} to keep them out.",
            )


def _has(path: Path, bits: int) -> bool:
    """Tell whether a file or folder of this user has any of the permissions; other people's cannot be changed here."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return False
    kind = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
    return kind and found.st_uid == os.geteuid() and bool(found.st_mode & bits)


def _files(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as listing:
            return sorted(Path(entry.path) for entry in listing if entry.is_file())
    except OSError:
        return []


def _backup(path: Path) -> Path:
    return path.parent / (path.name + BACKUP_SUFFIX)
