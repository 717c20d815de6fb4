"""The command line that the screen shows does what the screen does."""

from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssotui.actions.keys import cli_equivalent
from ssotui.actions.keys.fetching import Target, target_of_profile, target_of_role
from ssotui.actions.listing.inventory import read_inventory
from ssotui.cli.entry import run
from ssotui.model.credentials import RoleRef
from ssotui.model.profile import ProfileKind
from ssotui.model.sources import ProfileKeys
from tests.support.programs import need
from tests.support.sign_in import ACME_SESSION

ROLE = RoleRef(ACME_SESSION, "111122223333", "Admin")


CONFIG = """
    [sso-session acme]
    sso_start_url = https://acme.awsapps.com/start
    sso_region = us-east-1
    [profile "with space"]
    sso_session = acme
    sso_account_id = 111122223333
    sso_role_name = Admin
    """


def test_of_a_role_that_no_profile_names() -> None:
    target = target_of_role(ROLE, "Payments")
    assert cli_equivalent.creds(target) == "ssotui creds --session acme --account 111122223333 --role Admin"


@pytest.mark.usefixtures("present", "signed_in")
def test_it_gives_the_same_keys(capsys: pytest.CaptureFixture[str]) -> None:
    row = read_inventory().find("with space")
    assert row
    for target in (target_of_profile(row.profile), target_of_role(ROLE)):
        program, *args = shlex.split(cli_equivalent.creds(target, "--format", "json"))
        assert program == "ssotui"
        assert run(args) == 0
        assert '"RoleName": "Admin"' in capsys.readouterr().out


def creds_of(name: str) -> str:
    return cli_equivalent.creds(Target(name, ProfileKeys(name, ProfileKind.STATIC), is_profile=True))


@given(st.text(min_size=1))
def test_any_name_stays_one_word_and_fit_for_a_terminal(name: str) -> None:
    line = creds_of(name)
    assert line.isprintable()
    if name.isprintable():
        assert shlex.split(line) == ["ssotui", "creds", name]


@pytest.mark.parametrize("shell", ["bash", "zsh"])
@pytest.mark.parametrize("name", ["a\x1b]0;x\a1", "it's\nb\\n", "\t$(x)`y`", "ä\u202eö\u00a0", "\x1b\x1b[201~\r"])
def test_a_shell_reads_a_name_that_is_not_printable(shell: str, name: str) -> None:
    line = creds_of(name).replace("ssotui creds", "printf %s", 1)
    done = subprocess.run([need(shell), "-c", line], capture_output=True, check=True)
    assert done.stdout.decode() == name
