"""The sample home of the demo: AWS's files as a person would have them after a few years."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from ssotui.aws import locations
from ssotui.aws.caches import keys_cache, registrations, sso_cache
from ssotui.demo.ledger import SCOPE
from ssotui.demo.portal import Portal
from ssotui.demo.sample import SAMPLE
from ssotui.model.accounts import Account, Catalog, KnownAccount
from ssotui.model.credentials import RoleRef
from ssotui.model.secret import Secret
from ssotui.model.sign_in import Flow, Registration
from ssotui.model.token import SsoSession, SsoToken
from ssotui.storage import state
from ssotui.storage.folders import make_folder
from ssotui.storage.settings import settings_file

SAMPLE_FILES = Path(__file__).with_name("sample")

SESSIONS = tuple(
    SsoSession(name, instance.start_url, instance.region, (SCOPE,))
    for name, instance in zip(("acme", "corp", "globex", None), SAMPLE.instances, strict=True)
)
"""The sessions of the sample config file, the legacy one last."""

TOKENS_LEFT = (
    timedelta(hours=6, minutes=12, seconds=40),  # a little more than the first screen shows: it stays so for a while
    timedelta(minutes=11, seconds=40),
    -timedelta(hours=17),
    -timedelta(days=3),
)
"""How long the token of each session lasts."""

FAVOURITE = "payments-prod"

CACHED_KEYS = (
    ("111122223333", "ReadOnly", timedelta(minutes=47, seconds=40)),  # payments-prod
    ("222255557777", "MachineLearning", timedelta(minutes=22, seconds=10)),  # ml-training
)
"""The cached keys of acme: account ID, role name, time left."""

HALF_WRITTEN = b'{"startUrl": "https://acme.awsapps.com/start", "region": "us-east-1", "accessTok'


def write_home(portal: Portal) -> None:
    """Write ``~/.aws`` with everything in it, in the home that the environment names.

    The same time gives the same bytes, but for what the portal mints.

    Args:
        portal: a portal of the sample organization, which accepts the tokens and keys; all expiries are counted from
            its time.
    """
    _write(locations.config_file(), (SAMPLE_FILES / "config").read_bytes())
    _write(locations.credentials_file(), (SAMPLE_FILES / "credentials").read_bytes())
    acme = SESSIONS[0]
    for session, left in zip(SESSIONS, TOKENS_LEFT, strict=True):
        token = portal.issue_token(session.start_url, lifetime=left, renewable=session == acme)
        sso_cache.write_token(session, token)
        if token.client_id and token.client_secret and token.registration_expires_at:
            of_token = token.client_id, token.client_secret, token.registration_expires_at
            registrations.write(session, Registration(*of_token, Flow.DEVICE, session.scopes))
    # The token of a session whose section was deleted from the config, and one that was only half written.
    orphan = SsoToken(Secret("aoaALeftOverTokenThatNoPortalAccepts"), portal.now() - timedelta(days=26))
    sso_cache.write_token(SsoSession("initech", "https://initech.awsapps.com/start", "eu-central-1"), orphan)
    _write(sso_cache.path_of(acme._replace(name="acme-old")), HALF_WRITTEN)
    for account_id, role_name, left in CACHED_KEYS:
        keys = portal.issue_keys(acme.start_url, account_id, role_name, lifetime=left)
        keys_cache.write(RoleRef(acme, account_id, role_name), keys)


def settle_in(now: datetime) -> None:
    """Write the person's settings, and the state of earlier runs: a favourite, names of accounts."""
    _write(settings_file(), (SAMPLE_FILES / "settings.toml").read_bytes())

    def remember(kept: state.State) -> None:
        kept.set_favourites([FAVOURITE], favourite=True)
        for session, instance in zip(SESSIONS[:3], SAMPLE.instances, strict=False):
            seen = tuple(
                KnownAccount(Account(session, sample.account_id, sample.name, sample.email), sample.roles, now)
                for sample in instance.accounts
            )
            kept.set_catalog(Catalog(session, seen, now), now, whole=True)

    state.edit(remember)


def _write(path: Path, content: bytes) -> None:
    make_folder(path.parent)
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)
