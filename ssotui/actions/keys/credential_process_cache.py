"""``credential-process`` where the keys are cached: SDKs ask again and again, and wait for the answer.

It decides nothing itself: which file has the keys was found by the long way before (`storage.profile_key_cache`),
whether they still count says `aws.caches.keys_file`, and how they are printed `export.process_json`.
"""

from __future__ import annotations

import os

from ssotui.aws import environment
from ssotui.aws.caches import keys_file
from ssotui.export.process_json import process_json
from ssotui.model.clock import utc_now
from ssotui.model.secret import Secret
from ssotui.storage import profile_key_cache
from ssotui.storage.folders import settings_path
from ssotui.storage.profile_key_cache import Stamps


def cached(profile: str) -> Secret | None:
    """Return the cached keys as a ``credential_process`` prints them; ``None`` where they have to be fetched."""
    found = profile_key_cache.recall(profile, stamps())
    if found is None:
        return None
    name, account_id = found
    keys = keys_file.load(os.path.join(environment.cli_cache(), name))  # noqa: PTH118 - a string
    if keys is None or not keys_file.usable(keys[-1], utc_now()):
        return None
    return process_json(*keys, account_id)


def stamps() -> Stamps:
    """Give the versions of the files that decide which cached keys a profile uses, and whether they are in files."""
    return Stamps((environment.config_file(), environment.credentials_file(), settings_path()))
