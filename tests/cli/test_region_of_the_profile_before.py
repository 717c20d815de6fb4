"""A region that ssotui has set for one profile says nothing about another; one that a person has set does."""

from __future__ import annotations

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from ssotui.actions.keys import switch
from ssotui.aws.environment import REGIONS, own_region, region_changes, regions_of_ours
from ssotui.export.formats import FORMATS
from ssotui.model.clock import utc_now
from tests.support.clock import FrozenClock
from tests.support.commands import SSOTUI
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.programs import need

ROLES = {"dev": "Admin", "other": "ReadOnly", "nowhere": "Developer"}
"""The last one has no region of its own."""
OF_OURS = {
    "creds": 'eval "$(ssotui creds dev)"',
    "creds as env-no-export": 'set -a; eval "$(ssotui creds dev --format env-no-export)"',
    "exported words": "export $(ssotui creds dev --format env-no-export | tail -n +2)",
    "use --keys": 'eval "$(ssotui use --keys dev)"',
    "an earlier one's use --keys": 'eval "$(ssotui use --keys other)"; eval "$(ssotui creds dev)"',
    "another region on request": 'eval "$(ssotui creds dev --region ap-south-1)"',
    "a region on request with exec": "exec ssotui exec --region ap-south-1 dev -- bash",
    "exec": "exec ssotui exec dev -- bash",
}
"""Ways in which the region of ``dev`` comes into a shell; the rest of the script is run there."""


@pytest.fixture(autouse=True)
def _profiles(home: Home, portal: Portal, present: FrozenClock) -> None:
    assert present() <= utc_now()
    config = f"[sso-session acme]\nsso_start_url = {ACME}\nsso_region = us-east-1\n"
    for name, role in ROLES.items():
        config += f"[profile {name}]\nsso_session = acme\nsso_account_id = 111122223333\nsso_role_name = {role}\n"
        if name != "nowhere":
            config += f"region = {'eu-west-1' if name == 'dev' else 'us-west-2'}\n"
        home.keys("acme", portal.issue_keys(ACME, "111122223333", role, lifetime=timedelta(hours=1)))
    home.config(config)


def shell(*lines: str) -> str:
    """What bash prints for the lines, the first of which may end in another bash that reads the others."""
    script = f'PATH="{Path(SSOTUI).parent}:$PATH"\nexport PATH\n' + "".join(f"{line}\n" for line in lines)
    done = subprocess.run([need("bash")], input=script, capture_output=True, text=True, timeout=120, check=True)
    assert "rror" not in done.stderr, done.stderr
    return done.stdout


@pytest.mark.parametrize("way", OF_OURS.values(), ids=OF_OURS)
def test_the_region_of_the_profile_before_is_not_the_next_ones(way: str, home: Home) -> None:
    printed = shell(
        way,
        "ssotui creds other --format json | tr -d '\\n'; echo",
        "ssotui exec other -- sh -c 'echo $AWS_REGION $AWS_DEFAULT_REGION'",
        "ssotui exec nowhere -- sh -c 'echo none:$AWS_REGION$AWS_DEFAULT_REGION$SSOTUI_REGIONS'",
        "ssotui console other --print --destination s3",
        "ssotui creds other --write --as written --yes",
    ).splitlines()
    assert json.loads(printed[0])["Region"] == "us-west-2"
    assert printed[1] == "us-west-2 us-west-2"
    assert printed[2] == "none:"
    assert "us-west-2" in printed[3]
    assert "region = us-west-2" in home.credentials_file.read_text()


@pytest.mark.parametrize("way", OF_OURS.values(), ids=OF_OURS)
def test_a_persons_own_region_still_is(way: str) -> None:
    before = shell(
        "export AWS_REGION=sa-east-1",
        way.replace("--region ap-south-1", ""),
        "ssotui exec other -- sh -c 'echo $AWS_REGION $AWS_DEFAULT_REGION'",
    )
    assert before == "sa-east-1 sa-east-1\n"
    after = shell(
        way, "export AWS_REGION=sa-east-1", "ssotui exec other -- sh -c 'echo $AWS_REGION $AWS_DEFAULT_REGION'"
    )
    assert after == "sa-east-1 sa-east-1\n"


def test_the_next_ones_variables_leave_nothing_of_it() -> None:
    printed = shell(
        'eval "$(ssotui use --keys dev)"',
        'eval "$(ssotui creds nowhere)"',
        'echo "$AWS_REGION$AWS_DEFAULT_REGION$SSOTUI_REGIONS$SSOTUI_KEYS"',
    )
    assert printed == "\n"


def test_nested_runs_have_each_its_own() -> None:
    printed = shell("ssotui exec dev -- ssotui exec other -- sh -c 'echo $AWS_REGION $AWS_DEFAULT_REGION'")
    assert printed == "us-west-2 us-west-2\n"


SHELLS = ("env", "env-no-export", "fish", "powershell", "windows-cmd", "nushell")


@pytest.mark.parametrize("form", SHELLS)
def test_each_format_that_a_shell_evaluates_marks_what_it_sets(form: str) -> None:
    from tests.export.samples import outgoing

    marked = "REGION=eu-west-1:DEFAULT_REGION=eu-west-1"
    assert marked in FORMATS[form].text(outgoing()).reveal()
    assert "SSOTUI" not in FORMATS[form].text(outgoing(region=None)).reveal()


def test_files_are_not_marked() -> None:
    from tests.export.samples import outgoing

    for form in FORMATS.keys() - {*SHELLS, "console-url"}:
        assert "SSOTUI_" not in FORMATS[form].text(outgoing()).reveal()


@pytest.mark.parametrize(
    ("environ", "own"),
    [
        ({}, None),
        ({"AWS_REGION": "a", "AWS_DEFAULT_REGION": "b"}, "a"),
        ({"AWS_REGION": "", "AWS_DEFAULT_REGION": "b"}, "b"),
        ({"AWS_REGION": "a", "AWS_DEFAULT_REGION": "a", "SSOTUI_REGIONS": "REGION=a:DEFAULT_REGION=a"}, None),
        ({"AWS_REGION": "a", "AWS_DEFAULT_REGION": "b", "SSOTUI_REGIONS": "REGION=a:DEFAULT_REGION=a"}, "b"),
        ({"AWS_REGION": "c", "AWS_DEFAULT_REGION": "a", "SSOTUI_REGIONS": "REGION=a:DEFAULT_REGION=a"}, "c"),
        ({"AWS_REGION": "a", "SSOTUI_REGIONS": "nonsense"}, "a"),
    ],
)
def test_whose_region_it_is(environ: dict[str, str], own: str | None) -> None:
    assert own_region(environ) == own


@pytest.mark.parametrize("region", ["eu-west-1", None])
@pytest.mark.parametrize("person", [{}, {"AWS_REGION": "eu-west-1"}, {"AWS_DEFAULT_REGION": "x"}])
def test_what_is_marked_is_what_was_not_there(region: str | None, person: dict[str, str]) -> None:
    after = switch.applied(region_changes(region, person), person)
    assert set(regions_of_ours(after)) == (set(REGIONS) - person.keys() if region else set())
