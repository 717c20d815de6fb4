"""Whole-file writes that lose nothing: beside, synced, renamed, one writer at a time."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ssotui.model.errors import UnusableFile
from ssotui.storage.bounded_read import TooLarge, read_regular
from ssotui.storage.file_ownership import check_owner, keep_owner_and_mode
from ssotui.storage.folders import make_folder, state_folder

__all__ = [
    "BACKUP_SUFFIX",
    "Busy",
    "Edit",
    "backup_of",
    "edit_file",
    "locked",
    "read_regular",
    "read_whole",
    "resolve",
    "write_atomically",
]

BACKUP_SUFFIX = ".ssotui-backup"
LOCK_SECONDS = 20.0
LOCK_POLL_SECONDS = 0.01
"""An edit takes a few milliseconds; filelock's own 50 would make eight writers wait for one another in turns."""

STALE_SECONDS = 3600.0
"""No write takes that long: a temporary file of this age was left by a writer that was killed."""

Edit = Callable[[bytes], bytes]
"""From what a file holds (empty if there is none) to what it shall hold."""


def edit_file(path: Path, edit: Edit, *, secret: bool, backup: bool = True, beside: bool = True) -> bool:
    """Change ``path`` by ``edit``, alone under its lock, and keep what it held in a 0600 backup, for undo.

    Args:
        path: the file; a symlink is written through.
        edit: gives the new content from the newest one. An exception from it leaves everything as it was.
        secret: the file holds secrets, so its mode becomes 0600; otherwise an existing mode stays.
        backup: whether what it held is worth keeping, and the change one that a person may want to take back.
        beside: whether the backup may stand beside the file. Where others look after the folder (git, a container's
            build), what hides the file from them would not hide its backup; then it goes to our state folder.

    Returns:
        Whether the file changed.

    Raises:
        UnusableFile: it cannot be read, locked or written. The old content is intact.
    """
    target = resolve(path)
    with locked(target), _explained(target):
        before = _before(target, worth_keeping=backup)
        after = edit(before or b"")
        if after == (before or b""):
            return False
        kept = backup_of(target) if beside else _private_backup(target)
        if before and backup:
            write_atomically(kept, before, secret=True, follow=False)
        write_atomically(target, after, secret=secret)
        if backup:
            from ssotui.storage import undo  # which needs this module

            with contextlib.suppress(UnusableFile):  # the change is done; that it cannot be taken back is no failure
                undo.record(target, before, after, backup=kept)
    return True


def write_atomically(path: Path, data: bytes, *, secret: bool, follow: bool = True) -> None:
    """Replace ``path`` by ``data``: a crash at any instant leaves the old content or the new.

    A symlink is written through, unless it is not to be followed: where nobody but us has a reason to put anything
    under that name, a link leads to where somebody else wants our secrets. It is replaced itself.

    Raises:
        UnusableFile: the folder or the disk refused. The old content is intact.
    """
    import tempfile  # with what it imports, a tenth of the time of a command that only reads

    target = resolve(path, follow=follow)
    with _explained(target):
        make_folder(target.parent)
        _sweep(target)
        old = target.stat() if target.exists() and not target.is_symlink() else None
        if old and secret:
            check_owner(target, old.st_uid)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                keep_owner_and_mode(file.fileno(), old, secret=secret)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(name).unlink()
            raise
        _sync_folder(target.parent)


def read_whole(path: Path) -> bytes | None:
    """What a regular file holds; ``None`` where there is no file.

    Raises:
        UnusableFile: it cannot be read, or is something else.
    """
    try:
        return read_regular(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnusableFile(f"{path} cannot be read: {_reason(error)}.", "Check its permissions.") from error


def delete(path: Path) -> bool:
    """Delete a file, alone under its lock; whether there was one. A symlink stays, with no target.

    Raises:
        UnusableFile: it cannot be deleted.
    """
    target = resolve(path)
    with locked(target):
        try:
            target.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise UnusableFile(f"{target} cannot be deleted: {_reason(error)}.", "Check its folder.") from None
    return True


def resolve(path: Path, *, follow: bool = True) -> Path:
    """Where a write to ``path`` lands: through every symlink, also one whose target does not exist yet.

    If it does not ``follow``, then through those of its folders only.

    Raises:
        UnusableFile: it is a folder, or something else that is no file, or links to itself, or is out of reach; or
            this is the demo, and it is outside the demo's home.
    """
    with _explained(path):
        try:
            target = path.resolve() if follow else path.parent.resolve() / path.name
            _check_demo(path, target)
            mode = target.stat(follow_symlinks=follow).st_mode
        except FileNotFoundError:
            return target
        except RuntimeError:  # how pathlib words it before Python 3.13
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None
    if stat.S_ISDIR(mode):
        raise UnusableFile(f"{path} is a folder, not a file.", "Move it away, or name another file.")
    if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
        raise UnusableFile(f"{path} is not a regular file.", "Name another file.")
    return target


def _check_demo(path: Path, target: Path) -> None:
    """Keep the demo, and what is started in it, from the person's own files, however one of them is named."""
    if os.environ.get("SSOTUI_DEMO") and not target.is_relative_to(Path.home().resolve()):
        raise UnusableFile(f"{path} is not the demo's.", "The demo writes to its own home only.")


def backup_of(path: Path) -> Path:
    """Where the content before the last change is, if it may stand beside the file."""
    return path.with_name(path.name + BACKUP_SUFFIX)


class Busy(UnusableFile):
    """Another ssotui holds the lock."""


@contextlib.contextmanager
def locked(target: Path, *, seconds: float | None = None) -> Iterator[None]:
    """Be the only ssotui that changes ``target``; the kernel lets go when a process dies.

    The lock files live in our own state folder: nothing is left beside AWS's files. Nor is what earlier writers
    left when they were killed, of the file and of its backup. (A cache's writer takes no lock: where its file is being
    deleted, it may find its own gone, and the cache is without it.)

    Raises:
        Busy: another one has held the lock for that many ``seconds`` (:data:`LOCK_SECONDS` if not given).
        UnusableFile: there can be no lock file.
    """
    from filelock import FileLock, Timeout  # 20 ms; reading never needs it

    seconds = LOCK_SECONDS if seconds is None else seconds
    folder = state_folder() / "locks"
    try:
        make_folder(folder)
        place = folder / f"{_digest(target)}.lock"
        lock = FileLock(place, timeout=seconds, poll_interval=LOCK_POLL_SECONDS, mode=0o600)
        lock.acquire()
    except Timeout as error:
        raise Busy(
            f"Another ssotui has been changing {target} for {seconds:.0f} s.", "Try again, or end it."
        ) from error
    except (OSError, NotImplementedError) as error:  # the latter is an older filelock's word for ENOSYS
        reason, hint = "its file system knows no locks", "Set XDG_STATE_HOME to a folder on another disk."
        if isinstance(error, OSError) and error.errno not in {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP}:
            reason, hint = _reason(error), "Make it a folder that you may write to."
        raise UnusableFile(f"{folder} cannot hold the lock: {reason}.", hint) from error
    try:
        for path in (target, backup_of(target), _private_backup(target)):
            _sweep(path, alone=True)
        yield
    finally:
        lock.release()


def _before(target: Path, *, worth_keeping: bool) -> bytes | None:
    """What is to be edited; what is too large, and not worth keeping, is not there."""
    try:
        return read_regular(target)
    except FileNotFoundError:
        return None
    except TooLarge:
        if worth_keeping:
            raise
        return None


def _private_backup(target: Path) -> Path:
    return state_folder() / "backups" / (_digest(target) + BACKUP_SUFFIX)


def _digest(target: Path) -> str:
    """What stands for a file in the name of one of ours."""
    return hashlib.sha256(os.fsencode(target)).hexdigest()[:32]


def _sweep(target: Path, *, alone: bool = False) -> None:
    """Remove what writers of the target left behind when they were killed: it may hold secrets.

    Where all of them hold its lock, and we do (``alone``), none can be alive; else only what is old enough goes.
    """
    prefix, suffix = f".{target.name}.", ".tmp"
    with contextlib.suppress(OSError), os.scandir(target.parent) as listing:
        for entry in listing:
            if not (entry.name.startswith(prefix) and entry.name.endswith(suffix)):
                continue
            if "." in entry.name[len(prefix) : -len(suffix)]:  # of another file, whose name begins with this one's
                continue
            if alone or time.time() - entry.stat(follow_symlinks=False).st_mtime > STALE_SECONDS:
                Path(entry.path).unlink()


def _sync_folder(folder: Path) -> None:
    """Make the rename itself last through a power cut, where the system lets us. The write is done either way."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def _explained(target: Path) -> Iterator[None]:
    """Turn what the system says of ``target`` into what a person can act on."""
    try:
        yield
    except TooLarge as error:
        raise UnusableFile(f"{target} cannot be edited: {_reason(error)}.", "Name another file.") from error
    except OSError as error:
        hint = {
            errno.ENOSPC: "Free some space and try again; the file is as it was.",
            errno.EDQUOT: "Free some space and try again; the file is as it was.",
            errno.EFBIG: "Raise the file size limit and try again; the file is as it was.",
            errno.EACCES: "Check the permissions of the file and its folder; the file is as it was.",
            errno.EPERM: "Check the permissions of the file and its folder; the file is as it was.",
            errno.EROFS: "Name a file on a writable disk; the file is as it was.",
            errno.EBUSY: "Where it is mounted by itself, mount its folder instead; the file is as it was.",
            errno.ENOTDIR: "A folder of its path is a file: move that away.",
            errno.ELOOP: "Mend the symbolic link.",
        }.get(error.errno or 0, "The file is as it was.")
        raise UnusableFile(f"{target} cannot be written: {_reason(error)}.", hint) from error


def _reason(error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    return reason[:1].lower() + reason[1:]
