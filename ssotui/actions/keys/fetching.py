"""Gets the keys of a profile or a role, wherever they come from."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from ssotui.actions.profiles.key_source import WITHOUT_KEYS, source_of
from ssotui.aws import environment, locations
from ssotui.aws.caches import keys_cache
from ssotui.aws.config import client_settings
from ssotui.model.client_settings import NO_SETTINGS, ClientSettings
from ssotui.model.clock import Clock, datetime, describe_left, timedelta
from ssotui.model.credentials import Outgoing, RoleCredentials, RoleRef
from ssotui.model.errors import AccessDenied, MfaNeeded, ServiceFailure, UnusableFile
from ssotui.model.profile import Profile, ProfileKind, Severity
from ssotui.model.records import NamedTuple
from ssotui.model.regions import correction, is_host_label
from ssotui.model.sources import AssumedRole, Cached, KeySource, MachineKeys, ProfileKeys
from ssotui.model.text import visible
from ssotui.model.token import SsoSession, SsoToken

FRESH = timedelta.max
"""The least time that cached keys must last, if only new keys will do."""

AskMfa = Callable[[str], str]
"""Gets a code from a person, by the MFA device's serial number or ARN. It is called on the thread that fetches."""


class Target(NamedTuple):
    """A profile or an account's role whose keys are wanted.

    Attributes:
        name: under which the keys go out.
        source: where the keys come from.
        region: the work region to export with them.
        is_profile: whether the name is a profile's; else it is made up for a role.
    """

    name: str
    source: KeySource
    region: str | None = None
    is_profile: bool = False

    @property
    def session(self) -> SsoSession | None:
        """The SSO session whose token is needed, if any."""
        return self.source.session

    @property
    def role(self) -> RoleRef | None:
        """The role that the portal is asked for, if it gives the keys themselves."""
        return self.source if isinstance(self.source, RoleRef) else None

    def client_settings(self) -> ClientSettings | None:
        """Read the settings of the profile's clients; ``None`` for a role that no profile asks for."""
        return client_settings.of_profile(self.name) if self.is_profile else None


def target_of_profile(profile: Profile, region: str | None = None) -> Target:
    """Make the target for a profile, under its name.

    Args:
        profile: whose keys.
        region: the work region that was asked for.

    Raises:
        UnusableFile: its section is broken, or gives no keys.
    """
    source = source_of(profile)
    errors = [problem for problem in profile.problems if problem.severity is Severity.ERROR]
    if source and not (errors and profile.kind in WITHOUT_KEYS):
        _check_region(profile, region)
        return Target(profile.name, source, work_region(profile, region), is_profile=True)
    for problem in (*errors, *profile.problems):
        raise UnusableFile(f"Profile {profile.name!r}: {problem.message}", problem.fix)
    raise UnusableFile(
        f"Profile {profile.name!r} has no role to fetch keys for.",
        "Pick a profile with an SSO account and role, or a role of one of your accounts.",
    )


def _check_region(profile: Profile, wanted: str | None) -> None:
    """See that the profile's region can be exported, if it is the one that counts.

    Raises:
        UnusableFile: botocore would refuse it.
    """
    if wanted or environment.own_region() or not profile.region or is_host_label(profile.region):
        return
    place = profile.place_of("region")
    raise UnusableFile(
        f"Profile {profile.name!r}: there is no such region as {visible(profile.region)} ({locations.shown(place)}).",
        f"{correction(profile.region)} Correct it there, or name another one: --region R.".strip(),
        on_screen=f"{correction(profile.region)} Correct it there.".strip(),
    )


def target_of_role(role: RoleRef, account_name: str = "", region: str | None = None) -> Target:
    """Make the target for a role that no profile names.

    Args:
        role: the account and the role.
        account_name: the account's, which becomes part of the target's name.
        region: the work region that was asked for.
    """
    import re  # late: few roles are asked for without a profile

    account = re.sub(r"[^a-z0-9]+", "-", account_name.lower()).strip("-") or role.account_id
    return Target(f"{account}-{role.role_name}", role, work_region(None, region))


def obtain(
    target: Target,
    clock: Clock,
    ask_mfa: AskMfa | None = None,
    *,
    min_left: timedelta | None = None,
    keep: bool = True,
) -> Outgoing:
    """Get the target's keys, ready to go out. Takes and raises what :func:`fetch` does."""
    settings = target.client_settings()
    keys = fetch(target.source, clock, ask_mfa, min_left=min_left, settings=settings, keep=keep)
    return Outgoing(target.name, keys, target.region, target.role, settings or NO_SETTINGS)


def fetch(
    source: KeySource,
    clock: Clock,
    ask_mfa: AskMfa | None = None,
    *,
    min_left: timedelta | None = None,
    settings: ClientSettings | None = None,
    keep: bool = True,
) -> RoleCredentials:
    """Get the source's keys. Those of SSO and of assumed roles come from the cache while enough of their time is left.

    Args:
        source: where they come from.
        clock: the time.
        ask_mfa: gets an MFA code from a person; ``None`` where there is nobody to ask.
        min_left: how long cached keys must last; ``None`` for 15 minutes, :data:`FRESH` for new keys in any case,
            those of the roles behind a chain's included. New keys may last less: AWS decides that.
        settings: those of the profile that is asked for, which count for its whole chain; without a profile, those
            that the session's profiles agree on.
        keep: whether new keys are cached for the next one who asks.

    Raises:
        SignInNeeded: the session has no usable token.
        MfaNeeded: a role of the chain wants a code, and there is nobody to ask.
        AccessDenied: there is no access to that account or role.
        ServiceFailure: the network or a service failed.
        UnusableFile: the token's file is damaged, or the profile gives no keys.
    """
    match source:
        case RoleRef():
            return _cached(source, clock, min_left) or _from_portal(source, clock, settings, keep=keep)
        case AssumedRole():
            return _cached(source, clock, min_left) or _assume(source, clock, ask_mfa, min_left, settings, keep=keep)
        case ProfileKeys(kind=ProfileKind.STATIC):
            from ssotui.aws.config import static_keys

            return static_keys.read(source.profile)
    from ssotui.aws.services import resolver

    return resolver.of_machine(source) if isinstance(source, MachineKeys) else resolver.of_profile(source)


def _from_portal(role: RoleRef, clock: Clock, settings: ClientSettings | None, *, keep: bool) -> RoleCredentials:
    from ssotui.actions.sign_in.tokens import with_token
    from ssotui.aws.services import portal

    def ask(token: SsoToken) -> RoleCredentials:
        return portal.get_role_credentials(role, token.access_token, settings)

    try:
        keys = with_token(role.session, clock, ask, settings)
    except AccessDenied as error:
        from ssotui.actions.profiles.role_hints import explained  # late: only who fails waits for it

        raise explained(error, role) from error
    _check_clock(keys, clock())
    if keep:
        with contextlib.suppress(UnusableFile):  # the cache saves the next fetch; this one has succeeded without it
            keys_cache.write(role, keys)
    return keys


def _assume(
    role: AssumedRole,
    clock: Clock,
    ask_mfa: AskMfa | None,
    min_left: timedelta | None,
    settings: ClientSettings | None,
    *,
    keep: bool,
) -> RoleCredentials:
    """Take one hop of a chain. Each hop is cached, as by botocore, so chains with the same beginning share it."""
    from ssotui.aws.services import sts

    serial = role.options.mfa_serial
    if serial is not None and ask_mfa is None:
        raise MfaNeeded(
            f"The role {role.role_arn!r} wants an MFA code, and there is no terminal to ask for it.",
            "Run it in a terminal, or fetch its keys on the screen first: they are cached.",
        )
    # The keys that take the role need not last as long as those that it gives.
    least = FRESH if min_left == FRESH else None
    keys = fetch(role.source, clock, ask_mfa, min_left=least, settings=settings, keep=keep)
    # Asked last, since a code is good for half a minute only.
    code = ask_mfa(serial) if ask_mfa and serial is not None else None
    assumed = sts.assume_role(role, keys, clock(), code, settings or NO_SETTINGS)
    _check_clock(assumed.keys, clock())
    if keep:
        with contextlib.suppress(UnusableFile):  # as above
            keys_cache.write(role, assumed.keys, assumed.answer)
    return assumed.keys


def _cached(ref: Cached, clock: Clock, min_left: timedelta | None) -> RoleCredentials | None:
    return keys_cache.read(ref, clock()) if min_left is None else keys_cache.read(ref, clock(), min_left)


def _check_clock(keys: RoleCredentials, now: datetime) -> None:
    """See that new keys have not ended already: that tells of a wrong clock, and AWS refuses signatures of wrong times.

    Raises:
        ServiceFailure: they have.
    """
    if keys.expires_at and keys.expires_at <= now:
        raise ServiceFailure(
            f"The new keys have already expired by this machine's clock: {describe_left(now - keys.expires_at)} ago.",
            "Set the clock. AWS refuses what is signed at a wrong time.",
        )


def work_region(profile: Profile | None, wanted: str | None = None) -> str | None:
    """Return the region to export: the one asked for, the person's in the environment, the profile's.

    It is never the SSO region, and never one that ssotui has put into the environment with other keys.
    """
    return wanted or environment.own_region() or (profile.region if profile else None) or None
