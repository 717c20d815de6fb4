"""Removing what ssotui wrote once it has expired; and telling until when it lasts."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from ssotui.actions.files.undo import preview, take_back
from ssotui.actions.keys.fetching import obtain, target_of_profile
from ssotui.actions.keys.purge import expired_sections, purge
from ssotui.actions.keys.write import write_credentials
from ssotui.actions.listing.inventory import read_inventory
from ssotui.model.credentials import Outgoing, RoleCredentials
from ssotui.model.secret import Secret
from tests.support.clock import START, FrozenClock
from tests.support.home import Home
from tests.support.programs import need

HOUR = timedelta(hours=1)
THEIRS = "# my own\n[mine]\naws_access_key_id = AKIAMINE\naws_secret_access_key = mine\n"


def write(name: str, *, ends_in: timedelta | None = HOUR, key_id: str = "ASIAOURS") -> None:
    """Have ssotui write a section."""
    end = START + ends_in if ends_in is not None else None
    keys = RoleCredentials(Secret(key_id), Secret("secret"), Secret("token") if end else None, end)
    write_credentials(Outgoing(name, keys, "eu-west-1"))


def names(home: Home) -> list[str]:
    return [line for line in home.credentials_file.read_text().splitlines() if line.startswith("[")]


def test_only_expired_ones_go_and_all_else_stays(home: Home) -> None:
    home.credentials(THEIRS)
    write("lasting", ends_in=timedelta(hours=3))
    kept = home.credentials_file.read_bytes()
    write("old")
    write("older", ends_in=timedelta(minutes=5))
    before = home.credentials_file.read_bytes()
    now = START + timedelta(hours=2)
    found = expired_sections(now)
    assert [each.section for each in found] == ["old", "older"]
    assert before.decode().splitlines()[found[0].place.line - 1] == "[old]"
    assert found[0].place.path == str(home.credentials_file)
    done = purge(now)
    assert done == "Removed [old], [older] from ~/.aws/credentials."
    assert home.credentials_file.read_bytes().rstrip() == kept.rstrip()
    assert home.credentials_file.stat().st_mode & 0o777 == 0o600
    take_back(preview().change)
    assert home.credentials_file.read_bytes() == before


def test_at_the_very_end_they_have_expired(home: Home) -> None:
    write("a")
    assert not expired_sections(START + HOUR - timedelta(seconds=1))
    assert expired_sections(START + HOUR)
    assert names(home) == ["[a]"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("region = eu-west-1", "region = us-east-1"),
        ("region = eu-west-1", "region = eu-west-1\noutput = json"),
        ("region = eu-west-1", "# for the build\nregion = eu-west-1"),
        ("aws_access_key_id = ASIAOURS", "aws_access_key_id = ASIATHEIRS"),
        ("aws_session_token = token\n", ""),
        ("# written by ssotui; expires ", "# expires "),
        ("# written by ssotui; expires ", "# written by ssotui; expires on "),
        ("(", "(0"),
        ("secret", "other"),
    ],
)
def test_a_section_that_somebody_changed_stays(home: Home, old: str, new: str) -> None:
    write("a")
    text = home.credentials_file.read_text()
    assert old in text
    home.credentials(text.replace(old, new, 1))
    changed = home.credentials_file.read_bytes()
    assert not expired_sections(START + 2 * HOUR)
    assert purge(START + 2 * HOUR) == "Nothing that ssotui wrote to ~/.aws/credentials has expired."
    assert home.credentials_file.read_bytes() == changed


def test_comments_after_it_stay_for_they_are_the_next_ones(home: Home) -> None:
    write("a")
    home.credentials(home.credentials_file.read_text() + "\n" + THEIRS)
    assert purge(START + 2 * HOUR).startswith("Removed")
    assert home.credentials_file.read_text() == THEIRS


def test_the_backup_is_out_of_sight_of_git(home: Home, tmp_path: Path) -> None:
    subprocess.run([need("git"), "init", "-q", str(tmp_path / "dotfiles")], check=True, capture_output=True)
    home.aws.mkdir()
    home.credentials_file.symlink_to(tmp_path / "dotfiles" / "credentials")
    write("a")
    assert purge(START + HOUR).startswith("Removed")
    assert {path.name for path in (tmp_path / "dotfiles").iterdir()} == {".git", "credentials"}


def test_keys_without_an_end_stay() -> None:
    write("a", ends_in=None)
    assert not expired_sections(START + timedelta(days=9999))


@pytest.mark.parametrize("content", ["[a]\n[a]\n", "no header\n", "\ufeff[a]\n"])
def test_a_file_that_aws_refuses_is_left_alone(home: Home, content: str) -> None:
    write("old")
    home.credentials(content + home.credentials_file.read_text())
    before = home.credentials_file.read_bytes()
    assert purge(START + 2 * HOUR).startswith("Nothing")
    assert home.credentials_file.read_bytes() == before


def test_a_section_that_goes_on_in_an_indented_line_stays(home: Home) -> None:
    write("old")
    home.credentials_file.write_bytes(home.credentials_file.read_bytes() + b"  [b]\n")
    assert purge(START + 2 * HOUR).startswith("Nothing")


def test_without_a_file_there_is_nothing(home: Home) -> None:
    assert not expired_sections(START)
    assert purge(START).startswith("Nothing")
    home.credentials_file.mkdir(parents=True)
    assert not expired_sections(START)


def test_many_go_at_once(home: Home) -> None:
    for number in range(5):
        write(f"p{number}")
    assert purge(START + HOUR) == "Removed [p0], [p1], [p2] and 2 more from ~/.aws/credentials."
    assert names(home) == []


class TestInventory:
    def test_the_list_knows_when_our_keys_end(self, home: Home, clock: FrozenClock) -> None:
        home.credentials(THEIRS)
        write("ours")
        write("endless", ends_in=None)
        ends = {row.profile.name: row.keys_expire_at for row in read_inventory().profiles}
        assert ends == {"mine": None, "ours": START + HOUR, "endless": None}
        row = read_inventory().find("ours")
        assert row
        assert obtain(target_of_profile(row.profile), clock).keys.expires_at == START + HOUR

    def test_keys_that_somebody_put_there_do_not_end(self, home: Home) -> None:
        write("ours")
        home.credentials(home.credentials_file.read_text().replace("aws_session_token = token\n", ""))
        row = read_inventory().find("ours")
        assert row
        assert row.keys_expire_at is None

    def test_of_another_kind_our_keys_say_nothing(self, home: Home) -> None:
        write("ours")
        home.config("""
            [profile ours]
            role_arn = arn:aws:iam::111122223333:role/Admin
            credential_source = Environment
            """)
        row = read_inventory().find("ours")
        assert row
        assert row.keys_expire_at is None

    @pytest.mark.parametrize("said", ["expires never", "expires 2026-11-23T13:00:00", "expires 9999-99-99", "x", ""])
    def test_a_damaged_mark_says_nothing(self, home: Home, said: str) -> None:
        home.credentials(f"""
            [a]
            # written by ssotui; {said}
            aws_access_key_id = ASIAX
            aws_secret_access_key = x
            aws_session_token = x
            """)
        row = read_inventory().find("a")
        assert row
        assert row.keys_expire_at is None
