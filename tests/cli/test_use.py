"""``ssotui use`` as a program: what it prints for which shell, and where it prints nothing."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from ssotui.model.clock import utc_now
from ssotui.model.secret import Secret
from ssotui.model.token import SsoToken
from ssotui.storage.settings import settings_file
from tests.support.commands import Ssotui
from tests.support.home import Home

UNSET = (
    "AWS_DEFAULT_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN "
    "AWS_CREDENTIAL_EXPIRATION"
)

pytestmark = pytest.mark.usefixtures("shell_home")


def test_for_a_posix_shell(ssotui: Ssotui) -> None:
    done = ssotui("use", "one")
    assert done.code == 0
    assert re.fullmatch(r"Active now: one \(111122223333, ReadOnly\), token 5\dm, keys 5\dm\.\n", done.err)
    assert done.out == f"unset {UNSET}\nexport AWS_PROFILE='one'\n"
    keys = ssotui("use", "one", "--keys")
    assert re.fullmatch(r"Active now: The keys of one \(111122223333, ReadOnly\), keys 5\dm\.\n", keys.err)
    cleared = ssotui("use", "--clear")
    assert cleared.out == f"unset AWS_PROFILE {UNSET}\n"
    assert cleared.err == "No profile and no keys are active now.\n"


@pytest.mark.parametrize("how", ["option", "variable", "both"])
def test_for_another_shell(ssotui: Ssotui, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """The function of ``init`` says it by a variable, a person by an option, which counts more."""
    monkeypatch.setenv("SSOTUI_SHELL", "fish" if how == "variable" else "zsh")
    done = ssotui("use", "one", *(() if how == "variable" else ("--shell", "fish")))
    assert done.out == f"set -eg {UNSET}; set -eU {UNSET}; or true;\nset -gx AWS_PROFILE 'one';\n"


def test_for_powershell_and_nushell(ssotui: Ssotui) -> None:
    lines = ssotui("use", "one", "--shell", "powershell").out.splitlines()
    assert lines == [*(f"$Env:{name} = $null" for name in UNSET.split()), "$Env:AWS_PROFILE = 'one'"]
    changes = json.loads(ssotui("use", "one", "--shell", "nushell").out)
    assert changes == dict.fromkeys(UNSET.split()) | {"AWS_PROFILE": "one"}


def test_an_unknown_shell_in_the_variable_is_none(
    ssotui: Ssotui,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSOTUI_SHELL", "$(id)")
    assert ssotui("use", "one").out.startswith("unset ")


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("nobody",), 5, "There is no profile 'nobody'."),
        (("tw",), 5, "Did you mean two? ssotui list shows the profiles."),
        (("-",), 2, "No other profile was in use here before."),
        ((), 2, "no terminal to pick a profile in"),
        (("--keys",), 2, "no terminal to pick a profile in"),
        (("--clear", "one"), 2, "--clear takes no profile"),
        (("--clear", "--keys"), 2, "--clear takes no profile"),
        (("nobody", "--keys"), 5, "There is no profile 'nobody'."),
    ],
)
def test_nothing_is_printed_for_the_shell(
    ssotui: Ssotui,
    args: tuple[str, ...],
    code: int,
    says: str,
) -> None:
    failed = ssotui("use", *args)
    assert (failed.code, failed.out) == (code, "")
    assert says in failed.err
    assert len(failed.err.splitlines()) == 2


def test_the_one_before_may_be_gone(ssotui: Ssotui, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSOTUI_PREVIOUS", "gone")
    failed = ssotui("use", "-")
    assert (failed.code, failed.out) == (5, "")


def test_what_aws_tools_do_not_read_is_no_profile(ssotui: Ssotui, home: Home) -> None:
    with home.config_file.open("a") as file:
        file.write("\n[meant]\nregion = eu-west-1\n")
    failed = ssotui("use", "meant")
    assert (failed.code, failed.out) == (5, "")
    assert "[profile meant]" in failed.err


def test_without_a_sign_in_it_switches_and_says_so(ssotui: Ssotui, home: Home) -> None:
    home.token("acme", SsoToken(Secret("token"), utc_now() - timedelta(hours=1)))
    done = ssotui("use", "one")
    assert done.code == 0
    assert "export AWS_PROFILE='one'" in done.out
    assert done.err.endswith(".\nacme is not signed in. Run: ssotui login acme\n")


def test_a_broken_profile_is_told_of(ssotui: Ssotui, home: Home) -> None:
    with home.config_file.open("a") as file:
        file.write("\n[profile broken]\nsso_session = nowhere\nsso_account_id = 1\nsso_role_name = r\n")
    done = ssotui("use", "broken")
    assert done.code == 0
    assert "\nbroken: " in done.err


def test_a_guarded_environment_is_asked_about(ssotui: Ssotui, home: Home) -> None:
    home.write(settings_file(), '[[environments]]\npattern = "on*"\nlabel = "PROD"\nconfirm = true\n')
    refused = ssotui("use", "one")
    assert (refused.code, refused.out) == (2, "")
    assert "PROD" in refused.err
    assert ssotui("use", "one", "--yes").code == 0
    assert ssotui("use", "two").code == 0
