"""Find out in no time what a shell uses, where its files are ordinary ones.

Where they are not, :mod:`ssotui.actions.listing.prompt_facts` finds out the same, and takes longer.
"""

from __future__ import annotations

import os

from ssotui.actions.listing.prompt import KEY_ID, profile_of
from ssotui.aws import environment
from ssotui.aws.caches import keys_file
from ssotui.aws.caches.digest import hexdigest
from ssotui.aws.config.plain_profile import NotPlain, PlainFiles, PlainProfile
from ssotui.model.clock import aware, format_timestamp, parse_timestamp
from ssotui.model.production import COLOUR, LABEL, says_production
from ssotui.model.secret import Secret
from ssotui.storage import catalogs
from ssotui.storage.bounded_read import read_regular
from ssotui.storage.fast_json import DAMAGED, parse_json, quote
from ssotui.storage.folders import settings_path, state_path
from ssotui.storage.plain_toml import plain_environments

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_MOST_TOKEN_BYTES = 1_000_000
_RENEWING = ("refreshToken", "clientId", "clientSecret")


def facts_at_once(environ: Mapping[str, str] = os.environ) -> dict[str, Any] | None:
    """Give what :func:`ssotui.actions.listing.prompt_facts.find_facts` gives; ``None`` where it takes more than a look.

    Args:
        environ: the shell's environment.
    """
    exported = bool(environ.get(KEY_ID))
    name = environ.get(environment.KEYS_OF) if exported else profile_of(environ)
    if not name:
        return None if exported else {}
    try:
        profile = PlainFiles(environment.config_file(), environment.credentials_file()).profile(name)
        state = _state()
        account = catalogs.name_of(state.get("accounts"), profile.account_id) if profile.account_id else None
        label, colour = _environment(name, account, profile)
        return {
            "name": name,
            "profile": name,
            "label": label,
            "colour": colour,
            "role": profile.role_name,
            "account": account,
            "account_id": profile.account_id,
            "region": profile.region,
            "session": profile.session[0] or profile.session[1] if profile.session else None,
            "token": _token(*profile.session) if profile.session else None,
            "keys_end": _keys_end(profile),
        }
    except (NotPlain, OSError, *DAMAGED):
        return None


def _state() -> dict[str, Any]:
    """Read what is remembered, if no token was refused: then it takes more than a look."""
    try:
        fields = parse_json(read_regular(os.path.join(state_path(), "state.json")))  # noqa: PTH118
    except FileNotFoundError:
        return {}
    if not isinstance(fields, dict) or fields.get("refused_tokens"):
        raise NotPlain
    return fields


def _environment(name: str, account: str | None, profile: PlainProfile) -> tuple[str | None, str | None]:
    """Find the label and the colour of the first environment that matches."""
    environments = plain_environments(settings_path())
    if environments is None:
        raise NotPlain
    names = [said.casefold() for said in (name, account, profile.account_id, profile.role_name) if said]
    for table in environments:
        pattern, label, colour = table.get("pattern"), table.get("label"), table.get("colour", "red")
        if not (isinstance(pattern, str) and isinstance(label, str) and isinstance(colour, str)):
            raise NotPlain
        if not (pattern.strip() and label.strip() and colour.isascii() and colour.isalpha() and colour.islower()):
            raise NotPlain
        if any(sign in pattern for sign in "?[") or pattern[0].isdigit():
            raise NotPlain
        if any(_matches(pattern.casefold(), said) for said in names):
            return label, colour
    return (LABEL, COLOUR) if not environments and any(map(says_production, names)) else (None, None)


def _matches(pattern: str, text: str) -> bool:
    """Tell whether the pattern, in which only ``*`` has a meaning, is that text."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == first
    *middle, last = rest
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _token(name: str | None, start_url: str, region: str) -> list[Any]:
    """Read how long the session's token lasts: whether it is there, its end, until when it renews, and if refused."""
    path = os.path.join(environment.sso_cache(), f"{hexdigest(name or start_url)}.json")  # noqa: PTH118
    try:
        fields = parse_json(read_regular(path, _MOST_TOKEN_BYTES))
    except FileNotFoundError:
        return [False, None, None, False]
    ends = aware(parse_timestamp(fields["expiresAt"]))
    if not Secret.parse(fields["accessToken"]) or fields.get("startUrl", start_url) != start_url:
        raise NotPlain
    if fields.get("region", region) != region:
        raise NotPlain
    until = None
    if name and all(Secret.parse(fields.get(key)) for key in _RENEWING) and "registrationExpiresAt" in fields:
        until = format_timestamp(aware(parse_timestamp(fields["registrationExpiresAt"])))
    return [True, format_timestamp(ends), until, False]


def _keys_end(profile: PlainProfile) -> str | None:
    """Tell when the profile's keys end, by the cache of the AWS CLI or the credentials file."""
    if profile.role_arn:
        text = f'{{"RoleArn": {quote(profile.role_arn)}}}'
    elif profile.session and profile.account_id and profile.role_name:
        name, start_url = profile.session[:2]
        session = f'"sessionName":{quote(name)}' if name else f'"startUrl":{quote(start_url)}'
        text = f'{{"accountId":{quote(profile.account_id)},"roleName":{quote(profile.role_name)},{session}}}'
    elif profile.ends is None:
        return None
    else:
        moment = parse_timestamp(profile.ends)
        if not moment.tzinfo:
            raise NotPlain
        return format_timestamp(moment)
    keys = keys_file.load(os.path.join(environment.cli_cache(), f"{hexdigest(text)}.json"))  # noqa: PTH118
    return format_timestamp(keys[-1]) if keys else None
