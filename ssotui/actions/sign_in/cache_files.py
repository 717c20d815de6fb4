"""Delete one file of the SSO cache, after somebody has said yes."""

from __future__ import annotations

from pathlib import Path

from ssotui.aws.locations import shown
from ssotui.model.errors import UsageError
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.storage.files import delete

COSTS = {
    EntryKind.TOKEN: "Every tool has to sign in again. The session at the portal goes on; signing out ends that too.",
    EntryKind.ORPHAN: "The config names no session that it belongs to.",
    EntryKind.REGISTRATION: "The next sign-in registers anew; until then, tokens that need it cannot be renewed.",
    EntryKind.FOREIGN: "It is another tool's, which may need it.",
    EntryKind.TEMPORARY: "A writer that was interrupted has left it behind.",
    EntryKind.UNREADABLE: "Nothing can read it.",
}
"""What deleting a file of each kind costs; the kinds that are not here are not ours to delete."""

IN_KEYCHAIN = UsageError(
    "This session is in the keychain, not in a file.",
    "Sign out of it instead.",
    on_screen="Sign out of it instead ({session.sign_out}).",
)
"""Refuses to delete the file of a session that has none."""


def cost(entry: CacheEntry) -> str:
    """Tell in a sentence what is lost with the file.

    Raises:
        UsageError: there is no file, or it is not ours to delete; the text says why.
    """
    if entry.in_keychain:
        raise IN_KEYCHAIN
    if entry.path is None:
        raise UsageError("This session has no file yet.", "There is nothing to delete.")
    if entry.kind not in COSTS:
        raise UsageError("The session of aws login is kept by the AWS CLI.", "aws logout ends it.")
    return COSTS[entry.kind]


def delete_entry(entry: CacheEntry) -> str:
    """Delete the file, and tell in a sentence what was done. A symlink stays, with no target.

    Raises:
        UsageError: as :func:`cost` does.
        UnusableFile: it cannot be deleted.
    """
    cost(entry)
    assert entry.path is not None  # noqa: S101 - cost() has looked
    name = shown(entry.path)
    return f"Deleted {name}." if delete(Path(entry.path)) else f"{name} was gone already."
