"""Where keys come from: a small closed set, each of which says all that it takes to get them."""

from __future__ import annotations

from ssotui.model.credentials import RoleRef
from ssotui.model.profile import ProfileKind, RoleOptions
from ssotui.model.records import NamedTuple
from ssotui.model.token import SsoSession


class ProfileKeys(NamedTuple):
    """Keys that only AWS's own resolver can get, or that the profile holds itself (``kind`` static).

    Attributes:
        session: none, for no SSO session plays a part.
    """

    profile: str
    kind: ProfileKind
    account_id: str | None = None
    role_name: str | None = None
    session: None = None


class MachineKeys(NamedTuple):
    """The keys of a ``credential_source``: the environment's, the EC2 instance's or the container's.

    Attributes:
        session: none, for no SSO session plays a part. The account and the role, only the keys themselves would tell.
    """

    credential_source: str
    session: None = None
    account_id: None = None
    role_name: None = None


class AssumedRole(NamedTuple):
    """One hop of a role chain: a role that the keys of ``source`` take by STS AssumeRole.

    Attributes:
        region: of the profile that was asked for. Every hop of its chain is made there.
    """

    source: KeySource
    role_arn: str
    account_id: str | None
    role_name: str | None
    options: RoleOptions
    region: str | None = None

    @property
    def session(self) -> SsoSession | None:
        """The SSO session at the chain's end, whose token the first keys take."""
        return self.source.session


KeySource = RoleRef | AssumedRole | ProfileKeys | MachineKeys
Cached = RoleRef | AssumedRole
"""The sources whose keys the AWS CLI caches in files, and so do we."""
