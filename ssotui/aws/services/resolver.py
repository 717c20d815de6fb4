"""Gets keys by botocore's own resolver: of a ``credential_process``, a web identity, ``aws login``, the machine."""

from __future__ import annotations

import functools
import json
import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ssotui.aws import environment
from ssotui.aws.config import client_settings
from ssotui.aws.services.client import ca_bundle, configured_endpoint
from ssotui.aws.services.failures import translated_errors
from ssotui.aws.services.service_data import keep_only_ours
from ssotui.aws.services.transport import limit
from ssotui.model.credentials import RoleCredentials
from ssotui.model.errors import AccessDenied, SignInNeeded, SsotuiError, UnusableFile, reason_of
from ssotui.model.profile import ProfileKind
from ssotui.model.secret import Secret
from ssotui.model.sources import MachineKeys, ProfileKeys

if TYPE_CHECKING:
    from botocore.session import Session

_METHODS = {"Environment": "env", "Ec2InstanceMetadata": "iam-role", "EcsContainer": "container-role"}
"""The provider of each ``credential_source``, by the name that botocore's resolver knows it by."""


def of_profile(source: ProfileKeys) -> RoleCredentials:
    """Get the keys that boto3 gets for the profile, whatever keys the environment holds.

    Raises:
        SignInNeeded: of ``aws login``, which has to be run again.
        AccessDenied: STS does not give the role for the web identity.
        UnusableFile: the profile, or what it names, gives no keys.
        ServiceFailure: the network or a service failed.
    """
    none = UnusableFile(
        f"Profile {source.profile!r} has no credentials and no source of credentials.",
        "Add a session and a role to it (aws configure sso), or take another profile: ssotui list",
        on_screen="Add a session and a role to it (aws configure sso), or pick another profile.",
    )
    # With the profile named, botocore passes over the keys in the environment (``create_credential_resolver``).
    return _keys(source, lambda: _resolver(_session(source.profile), source.profile).load_credentials(), none)


def of_machine(source: MachineKeys) -> RoleCredentials:
    """Get the keys that the environment, the EC2 instance or the container holds.

    Raises:
        UnusableFile: it holds nothing.
    """
    name = source.credential_source
    none = UnusableFile(
        f"credential_source = {name} gives no keys here.", "Set what it names, or use source_profile instead."
    )
    if name not in _METHODS:
        raise none
    return _keys(ProfileKeys(name, ProfileKind.ROLE_CHAIN), lambda: _load(_METHODS[name]), none)


def of_provider(method: str, named: str) -> RoleCredentials:
    """Get the keys of a web identity, the container or the machine that the environment alone names.

    Args:
        method: botocore's name of the provider.
        named: what it is, for an error.

    Raises:
        AccessDenied: STS does not give the role for the web identity.
        UnusableFile: it gives no keys.
        ServiceFailure: the network or a service failed.
    """
    none = UnusableFile(
        f"There are no keys to be had from {named}.",
        "ssotui doctor says where it is named.",
        on_screen="{app.doctor} says where it is named.",
    )
    return _keys(ProfileKeys(named, ProfileKind.WEB_IDENTITY), lambda: _load(method), none)


def _load(method: str) -> Any:
    """Return what botocore's provider of that name loads without any profile; ``None`` if there is nothing."""
    return _resolver(_session(None), "default").get_provider(method).load()


def _session(profile: str | None) -> Session:
    from botocore.config import Config
    from botocore.configprovider import ScopedConfigProvider
    from botocore.session import Session

    settings = client_settings.of_profile(profile or "default")

    class OwnEndpoints(Session):
        """Makes clients that a global ``AWS_ENDPOINT_URL`` does not move.

        A web identity's token is a bearer token: it goes to STS, not to whatever stands in for S3 there.
        """

        def create_client(self, service_name: str, *args: Any, **kwargs: Any) -> Any:
            kwargs.setdefault("endpoint_url", configured_endpoint(service_name, settings))
            return super().create_client(service_name, *args, **kwargs)

    session = OwnEndpoints(session_vars=None if profile else {"profile": (None, None, None, None)}, profile=profile)
    keep_only_ours(session)
    session.set_default_client_config(
        Config(ignore_configured_endpoint_urls=True)  # type: ignore[call-arg]  # as in client.py
    )
    if environment.regions_of_ours(os.environ):  # it says where another profile works
        store: Any = session.get_component("config_store")
        store.set_config_provider("region", ScopedConfigProvider("region", session))
    limit(session.get_component("event_emitter"), ca_bundle(settings))
    return session


def _resolver(session: Session, profile: str) -> Any:
    """Return botocore's resolver with a ``credential_process`` that cannot read what is typed into the screen."""
    from botocore.credentials import ProcessProvider, create_credential_resolver

    resolver: Any = create_credential_resolver(session)
    process = ProcessProvider(
        profile_name=profile,
        load_config=lambda: session.full_config,
        popen=functools.partial(subprocess.Popen, stdin=subprocess.DEVNULL),
    )
    resolver.providers = [process if each.METHOD == process.METHOD else each for each in resolver.providers]
    return resolver


def _frozen(source: ProfileKeys, credentials: Any, none: UnusableFile) -> RoleCredentials:
    if credentials is None:
        raise none
    frozen = credentials.get_frozen_credentials()
    access_key_id, secret_access_key = Secret.parse(frozen.access_key), Secret.parse(frozen.secret_key)
    session_token = Secret.parse(frozen.token)
    if not (access_key_id and secret_access_key) or (frozen.token and not session_token):
        raise UnusableFile(f"Profile {source.profile!r} returned no usable keys.", _BY_HAND)
    # No public name tells when they end; the AWS CLI's export-credentials reads the same attribute.
    expires_at = getattr(credentials, "_expiry_time", None)
    account_id = source.account_id or frozen.account_id
    return RoleCredentials(
        access_key_id=access_key_id,
        secret_access_key=secret_access_key,
        session_token=session_token,
        expires_at=expires_at.astimezone(UTC) if isinstance(expires_at, datetime) else None,
        account_id=account_id if isinstance(account_id, str) else None,
        role_name=source.role_name,
    )


def _keys(source: ProfileKeys, load: Callable[[], Any], none: UnusableFile) -> RoleCredentials:
    """Return the keys of the credentials that botocore loads, or raise ``none`` where it has none.

    Whatever it raises becomes one of our errors: its own texts may quote what a program printed.
    """
    with translated_errors(f"get the keys of profile {source.profile!r}"):
        try:
            return _frozen(source, load(), none)
        except SsotuiError:
            raise
        except Exception as error:
            ours = _meaning(error, source.profile, source.kind)
            if ours is None:
                raise
    raise ours from None


_LIST, _DOCTOR = "ssotui list shows what is wrong.", "{app.doctor} shows what is wrong."


def _meaning(error: Exception, name: str, kind: ProfileKind) -> SsotuiError | None:
    """Return what the error means; ``None`` where :func:`translated_errors` knows better."""
    from botocore import exceptions

    match error:
        case exceptions.ProfileNotFound() | exceptions.ConfigParseError() | exceptions.ConfigNotFound():
            return UnusableFile(f"The AWS SDK cannot read profile {name!r}.", _LIST, on_screen=_DOCTOR)
        case exceptions.MissingDependencyException():
            return UnusableFile(
                f"Profile {name!r} uses aws login, for which boto3 needs awscrt, and that is not installed.",
                "Install it beside ssotui: pip install 'botocore[crt]'.",
            )
        case exceptions.LoginError():
            return SignInNeeded(f"The aws login session of profile {name!r} has ended.", "Run: aws login")
        case exceptions.InvalidConfigError() | exceptions.PartialCredentialsError():
            return UnusableFile(f"Profile {name!r} is incomplete.", _LIST, on_screen=_DOCTOR)
    failed = {ProfileKind.PROCESS: _process_failed, ProfileKind.WEB_IDENTITY: _web_identity_failed}.get(kind)
    return failed(error, name) if failed else None


def _process_failed(error: Exception, name: str) -> SsotuiError | None:
    from botocore.exceptions import CredentialRetrievalError

    what = f"The credential_process of profile {name!r}"
    match error:
        case CredentialRetrievalError():
            return UnusableFile(f"{what} failed, or gave no keys that can be read.", _BY_HAND)
        case OSError():
            return UnusableFile(f"{what} cannot be started: {reason_of(error)}.", _PROGRAM)
        case json.JSONDecodeError() | UnicodeDecodeError() | AttributeError():
            return UnusableFile(f"{what} did not print JSON.", _BY_HAND)
        case RuntimeError():
            return UnusableFile(f"{what} gave keys that have ended already.", _BY_HAND)
        case ValueError() | TypeError() | LookupError():
            return UnusableFile(f"{what} cannot be used: the command, or a time in its answer, is not valid.", _BY_HAND)
        case _:
            return None


def _web_identity_failed(error: Exception, name: str) -> SsotuiError | None:
    from botocore.exceptions import ClientError

    if isinstance(error, OSError) and error.filename:
        return UnusableFile(
            f"The web identity token of profile {name!r} cannot be read: {reason_of(error)}.",
            "Check its web_identity_token_file.",
        )
    if (
        isinstance(error, ClientError)
        and 400 <= error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) < 404
    ):
        return AccessDenied(
            f"STS does not give the role of profile {name!r} for its web identity token.",
            "Check that the token is fresh, and that the role trusts who issued it.",
        )
    return None


_BY_HAND = "Run its command by hand to see what it says."
_PROGRAM = "Check its command: a full path, without ~ and variables."
