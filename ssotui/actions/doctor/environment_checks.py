"""Check the environment variables that change how AWS tools behave."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime

from ssotui.actions.sign_in.flow_choice import DISPLAYS, SSH
from ssotui.aws.config.problems import REGION_UNKNOWN
from ssotui.aws.config.provider_chain import KEY_VARIABLES, PROFILE_VARIABLES, chosen_profile
from ssotui.aws.environment import REGIONS
from ssotui.model.clock import describe_left, parse_timestamp
from ssotui.model.findings import Finding
from ssotui.model.profile import FilePlace, Severity
from ssotui.model.regions import correction, is_region
from ssotui.model.text import visible

FILES = {"AWS_CONFIG_FILE": "config", "AWS_SHARED_CREDENTIALS_FILE": "credentials"}
CLIPBOARDS = ("wl-copy", "xclip", "xsel")
_UNSET = f"Run: unset {' '.join(KEY_VARIABLES)}"


def look(environ: Mapping[str, str], profiles: Collection[str], now: datetime) -> Iterator[Finding]:
    """Find problems in the environment, and facts worth knowing.

    Args:
        environ: the environment.
        profiles: the names of all profiles.
        now: the time.
    """
    yield from _keys(environ, profiles, now)
    yield from _profile(environ, profiles)
    yield from _region(environ)
    yield from _paths(environ)
    yield from _endpoint(environ)
    yield from _clipboard(environ)


def _endpoint(environ: Mapping[str, str]) -> Iterator[Finding]:
    if not environ.get("AWS_ENDPOINT_URL") or environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true":
        return
    place = FilePlace("AWS_ENDPOINT_URL")
    if all(environ.get(f"AWS_ENDPOINT_URL_{service}") for service in ("SSO", "SSO_OIDC", "STS")):
        message = "AWS_ENDPOINT_URL moves every service but SSO, OIDC and STS, which have variables of their own."
        yield Finding(Severity.NOTE, "endpoint-for-all", message, "Leave it if you mean it.", place)
        return
    yield Finding(
        Severity.WARNING,
        "endpoint-for-all",
        "AWS_ENDPOINT_URL is for every service: the AWS CLI and the SDKs send the SSO token there too.",
        "Set it for single services instead, as AWS_ENDPOINT_URL_S3. (ssotui never sends a token there.)",
        place,
    )


def stopped(environ: Mapping[str, str], profiles: Collection[str]) -> bool:
    """Tell whether AWS tools stop at the environment before they look for any credentials."""
    chosen, variable = chosen_profile(environ)
    incomplete = environ.get("AWS_ACCESS_KEY_ID") and not environ.get("AWS_SECRET_ACCESS_KEY")
    return bool(incomplete) or (variable is not None and chosen not in profiles)


def _keys(environ: Mapping[str, str], profiles: Collection[str], now: datetime) -> Iterator[Finding]:
    place = FilePlace("AWS_ACCESS_KEY_ID")
    if not environ.get("AWS_ACCESS_KEY_ID"):
        left = [name for name in KEY_VARIABLES if environ.get(name)]
        if left:
            message = f"{' and '.join(left)} have no effect without AWS_ACCESS_KEY_ID."
            yield Finding(Severity.NOTE, "keys-left-over", message, _UNSET, FilePlace(left[0]))
        return
    if not environ.get("AWS_SECRET_ACCESS_KEY"):
        message = "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not: AWS tools stop at that."
        yield Finding(Severity.ERROR, "keys-incomplete", message, _UNSET, place)
    chosen, variable = chosen_profile(environ)
    if chosen in profiles:
        whose = f"{variable} = {visible(chosen)}" if variable else "the default profile"
        message = f"The keys in the environment win over {whose}."
        yield Finding(Severity.WARNING, "keys-shadow-profile", message, f"{_UNSET}, if you mean the profile.", place)
    yield from _expiration(environ.get("AWS_CREDENTIAL_EXPIRATION"), now)


def _expiration(text: str | None, now: datetime) -> Iterator[Finding]:
    if not text:
        return
    place = FilePlace("AWS_CREDENTIAL_EXPIRATION")
    try:
        ends = parse_timestamp(text)
    except ValueError:
        message = "AWS_CREDENTIAL_EXPIRATION is not a time: boto3 and the AWS CLI fail with it."
        yield Finding(Severity.ERROR, "keys-expiration", message, _UNSET, place)
        return
    if ends.tzinfo is None:
        message = "AWS_CREDENTIAL_EXPIRATION names no time zone: boto3 and the AWS CLI fail with it."
        yield Finding(Severity.ERROR, "keys-expiration", message, "End it with Z, for UTC.", place)
    elif ends <= now:
        message = f"The keys in the environment ended {describe_left(now - ends)} ago, and AWS tools still use them."
        yield Finding(Severity.ERROR, "keys-expired", message, _UNSET, place)


def _profile(environ: Mapping[str, str], profiles: Collection[str]) -> Iterator[Finding]:
    chosen, variable = chosen_profile(environ)
    if variable and chosen not in profiles:
        what = f"names a profile that does not exist: {visible(chosen)}" if chosen else "is empty"
        message = f"{variable} {what}: AWS tools stop at that, even with keys in the environment."
        yield Finding(Severity.ERROR, "profile-unknown", message, f"Run: unset {variable}", FilePlace(variable))
    ours, theirs = (environ.get(name) for name in PROFILE_VARIABLES)
    if ours is not None and theirs is not None and ours != theirs:
        yield Finding(
            Severity.WARNING,
            "profile-variables-differ",
            f"The AWS CLI v2 takes AWS_PROFILE = {visible(ours)}, "
            f"but v1 and boto3 AWS_DEFAULT_PROFILE = {visible(theirs)}.",
            "Run: unset AWS_DEFAULT_PROFILE",
            FilePlace("AWS_DEFAULT_PROFILE"),
        )


def _region(environ: Mapping[str, str]) -> Iterator[Finding]:
    for name in REGIONS:
        region = environ.get(name)
        if region and not is_region(region):
            message = f"There is no such region as {visible(region)}, which {name} names."
            fix = f"{correction(region)} Correct it, or run: unset {name}".strip()
            yield Finding(Severity.WARNING, REGION_UNKNOWN, message, fix, FilePlace(name))
    cli, boto = (environ.get(name) for name in REGIONS)
    if cli and boto and cli != boto:
        message = (
            f"The AWS CLI v2 takes AWS_REGION = {visible(cli)}, but v1 and boto3 AWS_DEFAULT_REGION = {visible(boto)}."
        )
        fix = "Give both the same value."
        yield Finding(Severity.WARNING, "region-variables-differ", message, fix, FilePlace("AWS_DEFAULT_REGION"))
    elif cli and not boto:
        message = "The AWS CLI v1 and boto3 do not look at AWS_REGION, only at AWS_DEFAULT_REGION."
        yield Finding(Severity.NOTE, "region-only-cli", message, "Set both to the same value.", FilePlace("AWS_REGION"))


def _paths(environ: Mapping[str, str]) -> Iterator[Finding]:
    for variable, what in FILES.items():
        path = environ.get(variable)
        # botocore expands it so
        if path is not None and not os.path.exists(os.path.expanduser(os.path.expandvars(path))):  # noqa: PTH110, PTH111
            message = f"{variable} names no file, so there is no {what} file: {visible(path) or 'it is empty'}."
            fix = f"Correct it, or run: unset {variable}"
            yield Finding(Severity.WARNING, "file-nowhere", message, fix, FilePlace(variable))
    bundle = environ.get("AWS_CA_BUNDLE")
    if bundle and not os.path.exists(bundle):  # noqa: PTH110 - botocore expands nothing here
        message = f"AWS_CA_BUNDLE names no file, so that no call to AWS works: {visible(bundle)}."
        fix = "Correct it, or run: unset AWS_CA_BUNDLE"
        yield Finding(Severity.ERROR, "ca-bundle-nowhere", message, fix, FilePlace("AWS_CA_BUNDLE"))


def _clipboard(environ: Mapping[str, str], which: Callable[[str], str | None] = shutil.which) -> Iterator[Finding]:
    """Check for a clipboard program where the desktop needs one of its own."""
    desktop = sys.platform.startswith("linux") and any(environ.get(name) for name in DISPLAYS)
    if desktop and not any(environ.get(name) for name in SSH) and not any(map(which, CLIPBOARDS)):
        yield Finding(
            Severity.NOTE,
            "no-clipboard",
            "No program for this desktop's clipboard is installed: copying goes through the terminal, if it can.",
            "Install wl-clipboard, xclip or xsel.",
        )
