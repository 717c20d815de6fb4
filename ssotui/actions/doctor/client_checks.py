"""Checks the settings of clients in profiles: files of certificates, services sections, and sign-ins to a session."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from ssotui.aws.config import client_settings
from ssotui.aws.config.ini_sections import shown
from ssotui.model.client_settings import ClientSettings
from ssotui.model.findings import Finding
from ssotui.model.inventory import Inventory
from ssotui.model.profile import Profile, Severity
from ssotui.model.text import visible


def look(inventory: Inventory) -> Iterator[Finding]:
    """Find settings that stop a profile's requests, or that a sign-in to its session does not take."""
    settings = client_settings.of_all()
    if not settings:
        return
    profiles = [row.profile for row in inventory.profiles if row.profile.name in settings]
    for profile in profiles:
        yield from _unusable(profile, settings[profile.name])
    yield from _differing(profiles, settings)


def _unusable(profile: Profile, found: ClientSettings) -> Iterator[Finding]:
    bundle = found.value("ca_bundle")
    if bundle and not os.path.exists(bundle):  # noqa: PTH110 - botocore expands nothing here
        yield Finding(
            Severity.ERROR,
            "ca-bundle-nowhere",
            f"Profile {shown(profile.name)}: ca_bundle names no file, so that no call works: {visible(bundle)}.",
            "Correct it, without ~ and variables, or remove the line.",
            profile.place_of("ca_bundle"),
        )
    if found.missing_services is not None and not found.ignores_endpoints:
        yield Finding(
            Severity.ERROR,
            "services-missing",
            f"Profile {shown(profile.name)}: there is no section [services {shown(found.missing_services)}].",
            "Add it, or remove services.",
            profile.place_of("services"),
        )


def _differing(profiles: list[Profile], settings: Mapping[str, ClientSettings]) -> Iterator[Finding]:
    """Find the settings in which the profiles of a session contradict each other."""
    values: dict[tuple[str, str], tuple[str, Profile]] = {}
    told = set()
    for profile in profiles:
        if not profile.session or profile.sources:
            continue
        for name, value in settings[profile.name].values:
            key = (profile.session.label, name)
            other = values.setdefault(key, (value, profile))
            if other[0] != value and key not in told:
                told.add(key)
                yield Finding(
                    Severity.NOTE,
                    "settings-differ",
                    f"{name} is not the same in {shown(other[1].name)} and {shown(profile.name)}, which share the "
                    f"session {shown(profile.session.label)}: a sign-in takes that of the profile in use.",
                    f"Give both the same value, or sign in with: ssotui login --profile {shown(profile.name)}",
                    profile.place_of(name),
                    on_screen="Give both the same value, or sign in with {session.sign_in} on the profile that has "
                    "the right one.",
                )
