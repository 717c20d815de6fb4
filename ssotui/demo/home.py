"""The sample home of the demo: AWS's files as a person would have them after a few years."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from ssotui.demo import cache_files
from ssotui.demo.ledger import SCOPE
from ssotui.demo.portal import Portal
from ssotui.demo.sample import ACME, CORP, GLOBEX, LEGACY, SAMPLE
from ssotui.model.accounts import Account, Catalog, KnownAccount
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession, SsoToken
from ssotui.model.usage import profile_key
from ssotui.storage import state
from ssotui.storage.settings import settings_file

SAMPLE_FILES = Path(__file__).with_name("sample")

ACME_LEFT = timedelta(hours=6, minutes=12, seconds=40)
"""A little more than the first screen shows, so that it shows the same for a while."""
CORP_LEFT = timedelta(minutes=11, seconds=40)
GLOBEX_LEFT = -timedelta(hours=17)
LEGACY_LEFT = -timedelta(days=3)

FAVOURITE = "payments-prod"

CACHED_KEYS = (
    ("111122223333", "ReadOnly", timedelta(minutes=47, seconds=40)),  # payments-prod
    ("222255557777", "MachineLearning", timedelta(minutes=22, seconds=10)),  # ml-training
)
"""The cached keys of acme: account ID, role name, time left."""

HALF_WRITTEN = b'{"startUrl": "https://acme.awsapps.com/start", "region": "us-east-1", "accessTok'


def write_home(root: Path, portal: Portal, now: datetime) -> None:
    """Write ``.aws`` with everything in it under ``root``, folders 0700 and files 0600.

    The same ``now`` gives the same bytes, but for what the portal mints.

    Args:
        root: the home folder.
        portal: a portal of the sample organization, whose clock tells ``now``; it accepts the tokens and keys.
        now: the time that all expiries are counted from.
    """
    aws = root / ".aws"
    sso_cache, cli_cache = aws / "sso" / "cache", aws / "cli" / "cache"
    for folder in (aws, aws / "sso", sso_cache, aws / "cli", cli_cache):
        folder.mkdir(mode=0o700, parents=True)
    for name in ("config", "credentials"):
        _write(aws / name, (SAMPLE_FILES / name).read_bytes())

    acme = portal.issue_token(ACME, lifetime=ACME_LEFT)
    tokens = {
        "acme": acme,
        "corp": portal.issue_token(CORP, lifetime=CORP_LEFT, renewable=False),
        "globex": portal.issue_token(GLOBEX, lifetime=GLOBEX_LEFT, renewable=False),
        LEGACY: portal.issue_token(LEGACY, lifetime=LEGACY_LEFT, renewable=False),
        "initech": _orphan(now),
    }
    for session, token in tokens.items():
        _write(sso_cache / cache_files.token_name(session), cache_files.token_content(token))
    _write(
        sso_cache / cache_files.registration_name("acme", ACME, "us-east-1", [SCOPE]),
        cache_files.registration_content(acme, [SCOPE]),
    )
    _write(sso_cache / cache_files.token_name("acme-old"), HALF_WRITTEN)

    for account_id, role_name, left in CACHED_KEYS:
        keys = portal.issue_keys(ACME, account_id, role_name, lifetime=left)
        name = cache_files.keys_name("acme", account_id, role_name)
        _write(cli_cache / name, cache_files.keys_content(keys))


def settle_in(now: datetime) -> None:
    """Write the person's settings, and the state of earlier runs: a favourite, names of accounts.

    Called inside the sandbox: its environment says where settings and state are.
    """
    settings = settings_file()
    settings.parent.mkdir(mode=0o700, parents=True)
    _write(settings, (SAMPLE_FILES / "settings.toml").read_bytes())
    catalogs = []
    for name, start_url in (("acme", ACME), ("corp", CORP), ("globex", GLOBEX)):
        instance = SAMPLE.instance(start_url)
        if instance:
            session = SsoSession(name, start_url, instance.region)
            seen = tuple(
                KnownAccount(Account(session, sample.account_id, sample.name, sample.email), sample.roles, now)
                for sample in instance.accounts
            )
            catalogs.append(Catalog(session, seen, now))

    def remember(kept: state.State) -> None:
        kept.set_favourites([profile_key(FAVOURITE)], favourite=True)
        for catalog in catalogs:
            kept.set_catalog(catalog, now, whole=True)

    state.edit(remember)


def _orphan(now: datetime) -> SsoToken:
    """Make the token of a session whose section was deleted from the config."""
    return SsoToken(
        access_token=Secret("aoaALeftOverTokenThatNoPortalAccepts"),
        expires_at=now - timedelta(days=26),
        start_url="https://initech.awsapps.com/start",
        region="eu-central-1",
    )


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)
