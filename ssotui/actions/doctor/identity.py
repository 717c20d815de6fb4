"""Ask STS who the credentials are that ``aws`` would use here."""

from __future__ import annotations

import os

from ssotui.actions.doctor.examination import chosen
from ssotui.actions.keys.fetching import AskMfa, fetch, target_of_profile
from ssotui.actions.listing.inventory import read_configured
from ssotui.actions.profiles.not_found import no_profile
from ssotui.aws.config import client_settings
from ssotui.aws.config.provider_chain import chosen_profile
from ssotui.aws.config.role_names import permission_set
from ssotui.aws.environment import REGIONS
from ssotui.aws.services import resolver, sts
from ssotui.model.client_settings import ClientSettings
from ssotui.model.clock import Clock, datetime, parse_timestamp
from ssotui.model.credentials import RoleCredentials
from ssotui.model.errors import UnusableFile
from ssotui.model.findings import Candidate
from ssotui.model.records import NamedTuple
from ssotui.model.secret import Secret
from ssotui.storage import state

OWN_PARTITIONS = ("cn-", "us-gov-", "us-iso", "eu-iso", "eusc-")
"""How the regions begin whose people the global endpoint of STS does not know."""


class Identity(NamedTuple):
    """The answer of STS, and what this machine knows of the keys.

    Attributes:
        account_id: the account that the keys are of.
        account_name: as the portal has told it, if it has.
        arn: the whole name of whoever uses them.
        role_name: the role, or the permission set of a role of Identity Center's.
        session_name: the role session's name: with Identity Center, the person's.
        user_name: of an IAM user's keys.
        expires_at: when they end; ``None`` where nothing tells.
        source: where they come from, and why from there.
    """

    account_id: str
    account_name: str | None
    arn: str
    role_name: str | None
    session_name: str | None
    user_name: str | None
    expires_at: datetime | None
    source: Candidate


def identify(clock: Clock, ask_mfa: AskMfa | None = None) -> Identity:
    """Ask STS, with the keys that ``aws`` would use here.

    Args:
        clock: the time.
        ask_mfa: gets an MFA code from a person; ``None`` where there is nobody to ask.

    Raises:
        SignInNeeded: the keys come from a session that has no usable token.
        MfaNeeded: a role of the chain wants a code, and there is nobody to ask.
        AccessDenied: there is no access to the role, or STS does not accept the keys.
        UnusableFile: there are no credentials, or a file gives none.
        ServiceFailure: the network or a service failed.
    """
    winner = _winner()
    name = winner.profile or chosen_profile(os.environ).profile
    settings = client_settings.of_profile(name)
    keys, region = _keys(winner, clock, ask_mfa, settings)
    caller = sts.caller_identity(keys, region, clock(), settings)
    kind, _, rest = caller.arn.split(":", 5)[-1].partition("/")
    role, _, session = rest.partition("/") if kind == "assumed-role" else ("", "", "")
    return Identity(
        account_id=caller.account_id,
        account_name=state.load().account_names().get(caller.account_id),
        arn=caller.arn,
        role_name=permission_set(role) or None,
        session_name=session or None,
        user_name=rest.rpartition("/")[2] or None if kind == "user" else None,
        expires_at=keys.expires_at,
        source=winner,
    )


def _winner() -> Candidate:
    standing = chosen()
    if standing.winner:
        return standing.winner
    if standing.stopped:
        name, variable = chosen_profile(os.environ)
        if variable and name not in standing.profiles:
            raise no_profile((), name, standing.profiles)
        raise UnusableFile("AWS tools stop here before they look for credentials.", "ssotui doctor says why.")
    raise UnusableFile("AWS tools find no credentials here.", "Choose a profile: ssotui use")


def _keys(
    winner: Candidate, clock: Clock, ask_mfa: AskMfa | None, settings: ClientSettings
) -> tuple[RoleCredentials, str | None]:
    """Get the keys that win, and the region in which ``aws`` would ask."""
    inventory = read_configured()
    row = inventory.find(winner.profile or chosen_profile(os.environ).profile)
    region = next((os.environ[name] for name in REGIONS if os.environ.get(name)), row.profile.region if row else None)
    if winner.method == "env":
        return _of_environment(), region
    if winner.profile is None:
        return resolver.of_provider(winner.method, winner.message), region
    if row is None:  # it went away this moment
        raise no_profile(inventory.problems, winner.profile, (each.profile.name for each in inventory.profiles))
    target = target_of_profile(row.profile)
    if target.session and not region and target.session.region.startswith(OWN_PARTITIONS):
        region = target.session.region
    return fetch(target.source, clock, ask_mfa, settings=settings), region


def _of_environment() -> RoleCredentials:
    access_key_id, secret_access_key = map(
        Secret.parse, (os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY"))
    )
    token = os.environ.get("AWS_SESSION_TOKEN") or os.environ.get("AWS_SECURITY_TOKEN")
    session_token = Secret.parse(token)
    if not (access_key_id and secret_access_key) or (token and not session_token):
        raise UnusableFile("The keys in the environment are not valid.", "ssotui doctor says which variables count.")
    try:
        ends = parse_timestamp(os.environ.get("AWS_CREDENTIAL_EXPIRATION", ""))
    except ValueError:
        ends = None
    return RoleCredentials(access_key_id, secret_access_key, session_token, ends if ends and ends.tzinfo else None)
