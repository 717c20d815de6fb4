"""Read, replace and delete whole files. A new one is written beside the old one, synced and renamed."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ssotui.model.errors import UnusableFile
from ssotui.model.paths import shown
from ssotui.storage.bounded_read import read_regular
from ssotui.storage.file_ownership import check_owner, keep_owner_and_mode
from ssotui.storage.folders import make_folder
from ssotui.storage.locks import locked
from ssotui.storage.refusals import explained, unchanged, unreadable

STALE_SECONDS = 3600.0
"""No write takes that long: a temporary file of this age was left by a writer that was killed."""


def write_atomically(path: Path, data: bytes, *, secret: bool, follow: bool = True, like: Path | None = None) -> None:
    """Replace ``path`` by ``data``: a crash at any instant leaves the old content or the new.

    Args:
        path: the file. Whoever must not write between two of somebody else's steps holds its lock.
        data: the new content.
        secret: the content is for the owner only, so that the mode becomes 0600; otherwise an existing mode stays.
        follow: whether a symlink is written through. One under a name that nobody but us has a reason to use leads
            to where somebody else wants our secrets; it is replaced itself.
        like: the file whose owner the new one gets; ``path`` itself if not given.

    Raises:
        UnusableFile: the folder or the disk refused. The old content is intact.
    """
    with prepared(path, data, secret=secret, follow=follow, like=like) as put:
        put()


@contextlib.contextmanager
def prepared(
    path: Path, data: bytes, *, secret: bool, follow: bool = True, like: Path | None = None
) -> Iterator[Callable[[], None]]:
    """Write ``data`` to a file beside ``path``, and yield a function that puts it in the place of ``path``.

    The arguments and errors are those of :func:`write_atomically`. If the function is not called because of an error,
    everything is as it was.
    """
    import tempfile  # with what it imports, a tenth of the time of a command that only reads

    target = resolve(path, follow=follow)
    with explained(target):
        make_folder(target.parent)
        _sweep(target)
        model = like or target
        old = model.stat() if model.exists() and not model.is_symlink() else None
        if old and secret:
            check_owner(target, old.st_uid)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
        new = Path(name)

        def put() -> None:
            new.replace(target)
            sync_folder(target.parent)

        try:
            with os.fdopen(handle, "wb") as file:
                keep_owner_and_mode(file.fileno(), old, secret=secret)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            yield put
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                new.unlink()
            raise


def read_whole(path: Path) -> bytes | None:
    """Read all of a regular file; ``None`` where there is no file.

    Raises:
        UnusableFile: it cannot be read, or is something else.
    """
    try:
        return read_regular(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unreadable(path, error) from error


def delete(path: Path) -> bool:
    """Delete a file, alone under its lock; a symlink to it stays, with no target.

    Returns:
        Whether there was a file.

    Raises:
        UnusableFile: it cannot be deleted.
    """
    target = resolve(path)
    if not target.parent.is_dir():
        return False
    with locked(target):
        try:
            target.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise unchanged(target, "deleted", error) from None
        _sweep(target)
    return True


def resolve(path: Path, *, follow: bool = True) -> Path:
    """Find where a write to ``path`` lands: through every symlink, also one whose target does not exist yet.

    Args:
        path: the file as a person names it.
        follow: whether a symlink under that very name is followed; those of its folders always are.

    Raises:
        UnusableFile: it is a folder, or something else that is no file, or links to itself, or is out of reach; or
            this is the demo, and it is outside the demo's home.
    """
    with explained(path):
        try:
            target = path.resolve() if follow else path.parent.resolve() / path.name
            _check_demo(path, target)
            mode = target.stat(follow_symlinks=follow).st_mode
        except FileNotFoundError:
            return target
        except RuntimeError:  # how pathlib words it before Python 3.13
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None
    if stat.S_ISDIR(mode):
        raise UnusableFile(f"{shown(path)} is a folder, not a file.", "Move it away, or name another file.")
    if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
        raise UnusableFile(f"{shown(path)} is not a regular file.", "Name another file.")
    return target


def _check_demo(path: Path, target: Path) -> None:
    """Keep the demo, and what is started in it, from the person's own files, however one of them is named."""
    if os.environ.get("SSOTUI_DEMO") and not target.is_relative_to(Path.home().resolve()):
        raise UnusableFile(f"{shown(path)} is not the demo's.", "The demo writes to its own home only.")


def sync_folder(folder: Path) -> None:
    """Make the rename itself last through a power cut, where the system lets us. The write is done either way."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sweep(target: Path) -> None:
    """Remove what writers of the target left when they were killed long ago: it may hold secrets.

    A younger one may be alive, in a container that shares the folder but not our processes.
    """
    prefix, suffix = f".{target.name}.", ".tmp"
    with contextlib.suppress(OSError), os.scandir(target.parent) as listing:
        for entry in listing:
            if not (entry.name.startswith(prefix) and entry.name.endswith(suffix)):
                continue
            if "." in entry.name[len(prefix) : -len(suffix)]:  # of another file, whose name begins with this one's
                continue
            if time.time() - entry.stat(follow_symlinks=False).st_mtime > STALE_SECONDS:
                Path(entry.path).unlink()
