from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from ssotui.model.clock import utc_now
from ssotui.model.credentials import RoleCredentials
from ssotui.model.secret import Secret
from ssotui.model.token import SsoToken
from tests.support.home import Home
from tests.support.sandbox import Sandbox, sandbox

SHELL_CONFIG = """
    [sso-session acme]
    sso_start_url = https://acme.awsapps.com/start
    sso_region = us-east-1
    [profile one]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = ReadOnly
    region = eu-west-1
    [profile two]
    sso_session = acme
    sso_account_id = 444455556666
    sso_role_name = Admin
    [profile "o'dd $(touch hacked) `touch hacked` \\\\ %PATH% !x"]
    region = eu-west-1
    """


@pytest.fixture
def demo() -> Iterator[Sandbox]:
    """The demo's home and portal, at the present time."""
    with sandbox() as box:
        yield box


@pytest.fixture
def shell_home(home: Home) -> Home:
    """Two profiles whose keys are cached."""
    end = utc_now() + timedelta(hours=1)
    home.config(SHELL_CONFIG)
    home.token("acme", SsoToken(Secret("token"), end))
    for account, role in (("111122223333", "ReadOnly"), ("444455556666", "Admin")):
        keys = RoleCredentials(Secret(f"ASIA{account}"), Secret("s3cr+t/="), Secret("tok3n+/=="), end, account, role)
        home.keys("acme", keys)
    return home
