"""What botocore itself makes of the test's home: the second opinion that ours has to match.

It is asked in a process of its own, because it fixes the cache folders when it is imported.
That process lives now: take the fixture ``present``, or what the frozen clock dates is over for it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TypedDict

_SCRIPT = """
import json, sys
import botocore.session

session = botocore.session.Session(profile=sys.argv[1])
keys = session.get_credentials().get_frozen_credentials()
names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
print(json.dumps(dict(zip(names, (keys.access_key, keys.secret_key, keys.token)))))
"""


class FrozenKeys(TypedDict):
    """The three keys."""

    AccessKeyId: str
    SecretAccessKey: str
    SessionToken: str | None


class BotocoreRefused(AssertionError):
    """botocore gave no keys; the text is what it wrote to stderr."""


def keys_of(profile: str) -> FrozenKeys:
    """The keys that botocore's own providers get for a profile, in the environment of this moment."""
    child = subprocess.run(
        [sys.executable, "-c", _SCRIPT, profile],
        env={**os.environ, "AWS_EC2_METADATA_DISABLED": "true"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if child.returncode:
        raise BotocoreRefused(child.stderr)
    keys: FrozenKeys = json.loads(child.stdout)
    return keys
