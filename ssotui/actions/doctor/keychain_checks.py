"""Check the secrets that belong in the system's keychain: that they can be had, and that nothing is elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ssotui.actions.keys.process_profiles import plan_for
from ssotui.actions.listing.inventory import configured_sessions
from ssotui.actions.sign_in import moving
from ssotui.aws.caches import stores
from ssotui.aws.config.ini_sections import shown
from ssotui.aws.config.merged_files import AwsFiles
from ssotui.model.errors import UnusableFile
from ssotui.model.findings import Finding, Repair
from ssotui.model.inventory import Inventory
from ssotui.model.profile import FilePlace, Profile, Severity
from ssotui.model.text import some_of
from ssotui.model.token import SsoSession
from ssotui.storage import keychain_index, token_store
from ssotui.storage.folders import settings_path


def look(files: AwsFiles, inventory: Inventory) -> Iterator[Finding]:
    """Find problems of the sessions that the settings keep in the keychain, and of what is left in it of others.

    Args:
        files: the config and the credentials file.
        inventory: of the same.
    """
    try:
        choice, indexed = token_store.chosen(), keychain_index.read()
    except UnusableFile:  # told with the settings
        return
    if not (choice.anywhere or indexed):
        return
    sessions = configured_sessions(inventory)
    if any(choice.holds(session.label) for session in sessions):
        yield from _usable()
    yield from _misplaced(sessions, inventory)
    yield from _left_over({session.label for session in sessions})
    yield from _without_sso(files, [row.profile for row in inventory.profiles], choice)


def _usable() -> Iterator[Finding]:
    from ssotui.storage import keychain_library

    try:
        keychain_library.check()
    except UnusableFile as error:
        yield Finding(Severity.ERROR, "keychain-unusable", error.message, error.hint, FilePlace(settings_path()))


def _misplaced(sessions: Iterable[SsoSession], inventory: Inventory) -> Iterator[Finding]:
    for found in moving.misplaced(sessions, inventory):
        yield Finding(
            Severity.WARNING,
            "secrets-in-files" if found.to_keychain else "secrets-in-keychain",
            f"The settings say otherwise: {found.said}.",
            "Move them: ssotui settings --move",
            FilePlace(settings_path()),
            Repair(found.question, found.preview, found.move),
            "Press {doctor.mend} to move them.",
        )


def _left_over(known: set[str]) -> Iterator[Finding]:
    """Tell of what the keychain holds of sessions that the config no longer names."""
    left: dict[str, list[str]] = {}
    for name, entry in keychain_index.read().items():
        label = str(entry.get("session"))
        if keychain_index.held(entry) and label not in known:
            left.setdefault(label, []).append(name)
    for label, names in left.items():
        yield Finding(
            Severity.NOTE,
            "orphaned-keychain",
            f"The keychain has secrets of {shown(label)}, but the config has no such session.",
            "Delete them, unless another config file uses it.",
            repair=_deletion(label, names),
        )


def _deletion(label: str, names: list[str]) -> Repair:
    def apply() -> str:
        session = SsoSession(label, "", "")
        for name in names:
            kind, _, file = name.partition("/")
            of = stores.keychain_of_keys if kind == stores.CLI else stores.keychain_of_registrations
            of(session).delete(file)
        return f"The keychain has nothing of {shown(label)} any more."

    return Repair("Delete them from the keychain.", lambda: tuple(f"-keychain: {name}" for name in names), apply)


def _without_sso(files: AwsFiles, profiles: list[Profile], choice: token_store.StoreChoice) -> Iterator[Finding]:
    """Tell of profiles whose token no other tool finds, unless another profile runs ssotui for their keys."""
    kept = [each for each in profiles if each.session and choice.holds(each.session.label)]
    plan = plan_for(files, kept)
    if not plan.added:
        return
    sources = some_of([shown(each.source) for each in plan.added])
    yield Finding(
        Severity.NOTE,
        "needs-ssotui",
        f"{sources}: the AWS CLI and the SDKs cannot use them, for their token is in the keychain.",
        "Add credential_process profiles that run ssotui (ssotui doctor --fix), or use ssotui exec.",
        FilePlace(str(Path(files.config))),
        Repair(f"Add {plan.counted}.", plan.diff, plan.apply),
        "Press {doctor.mend} to add credential_process profiles that run ssotui.",
    )
