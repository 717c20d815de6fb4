"""Writing keys: previewed, where it may be, with what a person should know, and so that it can be undone."""

from __future__ import annotations

import json
import re
import stat
import subprocess
from pathlib import Path

import pytest

from ssotui.actions.files.undo import preview as preview_undo
from ssotui.actions.files.undo import take_back
from ssotui.actions.keys.sections import section_for
from ssotui.actions.keys.write import preview, preview_many, write_credentials, write_many
from ssotui.export.credentials_file import SectionExists
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.storage.folders import state_folder
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal
from tests.support.programs import need

THEIRS = "[mine]\naws_access_key_id = AKIAMINE\naws_secret_access_key = mine\n"
SSO = """\
[profile {}]
sso_start_url = https://acme.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Admin
"""


def keys(portal: Portal, name: str = "deploy") -> Outgoing:
    return Outgoing(name, portal.issue_keys(ACME, "111122223333", "Admin"), "eu-west-1")


def secrets_of(outgoing: Outgoing) -> list[str]:
    given = outgoing.keys
    assert given.session_token
    return [given.access_key_id.reveal(), given.secret_access_key.reveal(), given.session_token.reveal()]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A git work tree."""
    folder = tmp_path / "project"
    subprocess.run([need("git"), "init", "-q", str(folder)], check=True, capture_output=True)
    return folder


class TestPreview:
    @pytest.mark.parametrize("name", [None, ".env", "app.env", ".env.local", "keys.json", "others"])
    def test_it_shows_what_would_change_and_changes_nothing(self, home: Home, portal: Portal, name: str | None) -> None:
        path = home.write(home.root / name, "") if name else None
        home.credentials(THEIRS)
        before, outgoing = home.snapshot(), keys(portal)
        shown = preview(outgoing, path=path)
        assert home.snapshot() == before
        assert shown.path == (path or home.credentials_file)
        text = "\n".join(shown.diff)
        assert re.search(r"^\+.*(aws_access_key_id|AWS_ACCESS_KEY_ID|AccessKeyId).*••••••••$", text, re.MULTILINE)
        assert "eu-west-1" in text
        assert not [secret for secret in secrets_of(outgoing) if secret in text]
        assert shown.section == ("deploy" if name in {None, "others"} else None)
        assert (shown.reason, shown.warning, shown.needs_yes) == ("", "", "")

    def test_it_says_why_a_yes_is_needed(self, home: Home, portal: Portal) -> None:
        home.credentials(THEIRS)
        shown = preview(keys(portal), section="mine")
        assert shown.needs_yes == "There is a section [mine] that ssotui did not write."
        assert any(line.startswith("-aws_access_key_id") for line in shown.diff)
        assert "AKIAMINE" not in "".join(shown.diff)

    def test_it_says_why_the_section_has_another_name(self, home: Home, portal: Portal) -> None:
        home.config(SSO.format("deploy"))
        shown = preview(keys(portal))
        assert shown.section == "deploy-keys"
        assert "sso-legacy" in shown.reason

    def test_nothing_to_change_is_an_empty_diff(self, portal: Portal) -> None:
        outgoing = keys(portal)
        write_credentials(outgoing)
        assert preview(outgoing).diff == ()

    def test_what_would_fail_fails(self, home: Home, portal: Portal) -> None:
        home.credentials("[a]\n[a]\n")
        with pytest.raises(UnusableFile, match=r"cannot read ~/\.aws/credentials: line 2"):
            preview(keys(portal))
        with pytest.raises(UsageError, match="cannot be written"):
            preview(keys(portal), path=home.root / "x", section="a\nb")


CONTENT = {
    "keys.json": '{"AccessKeyId": "a", "SecretAccessKey": "b", "RoleName": "c", "mine": 1}',
    "credentials": THEIRS,
}


@pytest.mark.parametrize("name", [".env", "prod.env", ".env.local", "keys.json", "credentials"])
class TestEveryKindOfFile:
    def test_private_atomic_and_undoable(self, home: Home, portal: Portal, name: str) -> None:
        before = CONTENT.get(name, "MINE=1\n")
        path = home.write(home.root / "project" / name, before)
        path.chmod(0o644)
        inode = path.stat().st_ino
        write_credentials(keys(portal), path=path)
        assert path.stat().st_ino != inode
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        after = path.read_text()
        assert "mine" in after.lower()
        for wanted in (before, after):
            take_back(preview_undo().change)
            assert path.read_text() == wanted

    def test_no_backup_stands_beside_it(self, home: Home, portal: Portal, name: str) -> None:
        path = home.write(home.root / "project" / name, CONTENT.get(name, "MINE=hunter2\n"))
        write_credentials(keys(portal), path=path)
        write_credentials(keys(portal), path=path)
        assert [entry.name for entry in path.parent.iterdir()] == [name]
        (backup,) = (state_folder() / "backups").iterdir()
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600
        assert stat.S_IMODE(backup.parent.stat().st_mode) == 0o700

    def test_a_new_one_goes_again(self, home: Home, portal: Portal, name: str) -> None:
        path = home.root / name
        write_credentials(keys(portal), path=path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        take_back(preview_undo().change)
        assert not path.exists()

    def test_git_would_commit_it(self, portal: Portal, tree: Path, name: str) -> None:
        path = tree / name
        assert "git does not ignore" in preview(keys(portal), path=path).warning
        written = write_credentials(keys(portal), path=path)
        assert "git does not ignore" in written.warning
        assert written.warning not in written.summary
        subprocess.run(["git", "add", name], cwd=tree, check=True)
        assert "git tracks" in write_credentials(keys(portal), path=path).warning
        subprocess.run(["git", "rm", "-qf", "--cached", name], cwd=tree, check=True)
        (tree / ".gitignore").write_text(f"{name}\n")
        assert write_credentials(keys(portal), path=path).warning == ""
        shown = subprocess.run(
            ["git", "status", "--short"], cwd=tree, check=True, capture_output=True, text=True
        ).stdout
        assert shown == "?? .gitignore\n"


def test_the_backup_of_aws_own_file_stands_beside_it(home: Home, portal: Portal) -> None:
    home.credentials(THEIRS)
    write_credentials(keys(portal))
    assert home.credentials_file.with_name("credentials.ssotui-backup").read_text() == THEIRS


def test_but_not_in_a_work_tree_that_it_is_linked_into(home: Home, portal: Portal, tree: Path) -> None:
    (tree / "credentials").write_text(THEIRS)
    home.aws.mkdir()
    home.credentials_file.symlink_to(tree / "credentials")
    assert "git does not ignore ~/.aws/credentials" in write_credentials(keys(portal)).warning
    assert {entry.name for entry in tree.iterdir()} == {".git", "credentials"}
    take_back(preview_undo().change)
    assert (tree / "credentials").read_text() == THEIRS


def test_a_profile_in_a_dotenv_file_is_warned_of(home: Home, portal: Portal) -> None:
    path = home.write(home.root / ".env", "AWS_PROFILE=dev\n")
    assert preview(keys(portal), path=path).warning == "AWS_PROFILE in it may override the keys."
    assert write_credentials(keys(portal), path=path).warning == "AWS_PROFILE in it may override the keys."
    assert "AWS_PROFILE=dev\n" in path.read_text()


def test_a_name_that_another_source_has_is_warned_of(home: Home, portal: Portal) -> None:
    home.config(SSO.format("deploy"))
    warning = "deploy is also a profile of kind sso-legacy: some SDKs use that profile, others these keys."
    assert preview(keys(portal), section="deploy").warning == warning
    assert write_credentials(keys(portal), section="deploy").warning == warning
    assert write_credentials(keys(portal)).warning == ""


def test_a_file_without_sections_takes_no_name_of_one(home: Home, portal: Portal) -> None:
    for name in (".env", "x.json"):
        with pytest.raises(UsageError, match="no sections"):
            write_credentials(keys(portal), path=home.root / name, section="a")


@pytest.mark.parametrize("section", ["", " ", "a\x1b[31m", "a\nb", "DEFAULT"])
def test_a_name_that_no_section_can_have(home: Home, portal: Portal, section: str) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        write_credentials(keys(portal), section=section)
    assert not home.credentials_file.exists()


def test_a_free_name_is_found(home: Home) -> None:
    home.config(SSO.format("a") + SSO.format("a-keys"))
    home.credentials("[a-keys-2]\naws_access_key_id = AKIA\naws_secret_access_key = x\n")
    assert section_for("a")[0] == "a-keys-2"
    assert section_for("b") == ("b", "")


def test_json_says_what_somebody_added(home: Home, portal: Portal) -> None:
    path = home.root / "keys.json"
    write_credentials(keys(portal), path=path)
    path.write_text(json.dumps({**json.loads(path.read_text()), "note": "mine"}))
    write_credentials(keys(portal), path=path)
    assert json.loads(path.read_text())["note"] == "mine"


class TestMany:
    def test_each_has_its_section_in_one_edit(self, home: Home, portal: Portal) -> None:
        home.config(SSO.format("sso"))
        home.credentials(THEIRS)
        many = [keys(portal, name) for name in ("one", "two", "sso")]
        written = write_many(many)
        assert written.refused == ()
        assert written.summary == "Wrote 3 sections to ~/.aws/credentials."
        content = home.credentials_file.read_text()
        assert content.startswith(THEIRS)
        assert [line for line in content.splitlines() if line.startswith("[")] == [
            "[mine]",
            "[one]",
            "[two]",
            "[sso-keys]",
        ]
        take_back(preview_undo().change)
        assert home.credentials_file.read_text() == THEIRS

    def test_what_is_refused_keeps_no_other_back(self, home: Home, portal: Portal) -> None:
        home.credentials(THEIRS)
        written = write_many([keys(portal, name) for name in ("mine", "one", "a\nb", "one")])
        assert [(name, type(error)) for name, error in written.refused] == [
            ("one", UsageError), ("mine", SectionExists), ("a\nb", UsageError),
        ]  # fmt: skip
        assert written.summary == "Wrote 1 section to ~/.aws/credentials."
        assert "AKIAMINE" in home.credentials_file.read_text()
        assert write_many([keys(portal, "mine")], overwrite=True).refused == ()
        assert "AKIAMINE" not in home.credentials_file.read_text()

    def test_nothing_is_written_where_all_are_refused(self, home: Home, portal: Portal) -> None:
        home.credentials(THEIRS)
        written = write_many([keys(portal, "mine")])
        assert written.summary == "Wrote nothing."
        assert home.credentials_file.read_text() == THEIRS

    def test_the_preview(self, home: Home, portal: Portal) -> None:
        home.credentials(THEIRS)
        before = home.snapshot()
        shown = preview_many([keys(portal, name) for name in ("mine", "one")])
        assert shown.needs_yes == "There are sections that ssotui did not write: [mine]."
        assert "+[one]" in shown.diff
        assert home.snapshot() == before
        assert not preview_many([keys(portal, "one")]).needs_yes

    def test_a_broken_file(self, home: Home, portal: Portal) -> None:
        home.credentials("nonsense\n")
        with pytest.raises(UnusableFile):
            write_many([keys(portal)])

    @pytest.mark.timing
    def test_hundreds_take_no_time(self, home: Home, portal: Portal) -> None:
        import time

        one = keys(portal)
        start = time.process_time()
        written = write_many([one._replace(name=f"account-{number}") for number in range(665)])
        assert written.summary == "Wrote 665 sections to ~/.aws/credentials."
        assert time.process_time() - start < 3
        assert home.credentials_file.read_text().count("# written by ssotui") == 665
