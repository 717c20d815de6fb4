"""Gives the keys of a profile to an SDK that runs us as its ``credential_process``. Nobody is there to be asked."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from datetime import timedelta

from ssotui.actions.keys import credential_process_cache
from ssotui.actions.keys.fetching import obtain, target_of_profile
from ssotui.actions.profiles.not_found import find_profile
from ssotui.aws import locations
from ssotui.aws.caches import keys_cache, stores
from ssotui.aws.config.merged_files import AwsFiles, read_files
from ssotui.aws.config.shell_words import shell_words
from ssotui.export.formats import FORMATS
from ssotui.model.clock import Clock
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import UnusableFile
from ssotui.model.secret import Secret
from ssotui.model.sources import AssumedRole
from ssotui.storage import profile_key_cache

COMMAND = "credential-process"

MOST_WORDS = 9
"""A command line of ours in the config has no more words: program, command, profile, and the options."""

AS_MODULE = ["-P", "-m", "ssotui"]
"""Stands between Python and the command where no program ``ssotui`` was found to write into the config."""

ON_THE_WAY = "SSOTUI_CREDENTIAL_PROCESS"
"""The profiles whose keys are being fetched by ssotui processes that wait for this one, a line each."""


def process_keys(name: str, clock: Clock, min_left: timedelta | None = None) -> Secret:
    """Get the profile's keys as a ``credential_process`` prints them.

    Args:
        name: the profile.
        clock: the time.
        min_left: as :func:`ssotui.actions.keys.fetching.fetch` has it.

    Raises:
        UnusableFile: there is no such profile, it gives no keys, or it waits for itself.
        SignInNeeded: and every other error of :func:`ssotui.actions.keys.fetching.fetch`.
    """
    stamps = credential_process_cache.stamps()
    files = read_files(locations.config_file(), locations.credentials_file())
    check_loop(files, name)
    target = target_of_profile(find_profile(files, name))
    with _on_the_way(name):
        outgoing = obtain(target, clock, min_left=min_left)
    if isinstance(target.source, RoleRef | AssumedRole) and not stores.is_in_keychain(target.session):
        found = keys_cache.file_name(target.source), target.source.account_id
        with contextlib.suppress(UnusableFile):  # it saves time, and no more
            profile_key_cache.remember(name, stamps, found)
    return FORMATS["process"].text(outgoing)


@contextlib.contextmanager
def _on_the_way(name: str) -> Iterator[None]:
    """Name the profile in the environment of the programs that are started meanwhile, so that a loop is found.

    Raises:
        UnusableFile: one of our processes that wait for this one wants the same.
    """
    before = os.environ.get(ON_THE_WAY)
    waiting = before.split("\n") if before else []
    if name in waiting:
        raise _loop(name)
    os.environ[ON_THE_WAY] = "\n".join((*waiting, name))
    try:
        yield
    finally:
        del os.environ[ON_THE_WAY]
        os.environ.update({ON_THE_WAY: before} if before else {})


def check_loop(files: AwsFiles, name: str, before: str | None = None) -> None:
    """See that the profile's ``credential_process`` does not lead back to it, or to the one before, by way of ours.

    A loop that a script of somebody's own hides is found when it is run, by :data:`ON_THE_WAY`.

    Args:
        files: the config and the credentials file.
        name: the profile that is asked for.
        before: a profile that is about to get its keys from that one.

    Raises:
        UnusableFile: it leads back.
    """
    seen = [before, name] if before else [name]
    while following := asked_by(files, seen[-1]):
        if following in seen:
            raise _loop(name)
        seen.append(following)


def asked_by(files: AwsFiles, name: str) -> str | None:
    """Return the profile that the profile's ``credential_process`` asks us for, if it runs us."""
    raw = files.profiles.get(name)
    return profile_of_command(raw.text("credential_process") or "") if raw else None


def profile_of_command(command: str) -> str | None:
    """Return the profile that a ``credential_process`` asks us for, if it runs us."""
    words = shell_words(command, MOST_WORDS)
    if not words:
        return None
    if words[1:4] == AS_MODULE:
        words = ["ssotui", *words[4:]]
    if words[1:2] != [COMMAND]:
        return None
    program = words[0].replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    names = _without_options(words[2:])
    return names[0] if len(names) == 1 and program.removesuffix(".exe") == "ssotui" else None


def _without_options(words: Sequence[str]) -> list[str]:
    """The words but for ``--fresh`` and ``--min-left`` with its minutes."""
    return [
        word
        for before, word in zip(["", *words], words, strict=False)
        if not word.startswith("--") and before != "--min-left"
    ]


def _loop(name: str) -> UnusableFile:
    return UnusableFile(
        f"Profile {name!r} gets its keys from itself: its credential_process leads back to it.",
        "Name in it the profile that has the role.",
    )
