"""Taking back the last change: what it restores, what it refuses, and what it never shows."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssotui.actions.files.masked_diff import diff, masked
from ssotui.actions.files.undo import preview, take_back
from ssotui.actions.keys.write import write_credentials
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.storage import state, undo
from ssotui.storage.edits import edit_file
from ssotui.storage.folders import state_folder
from ssotui.storage.undo import backup_of
from tests.support.home import Home
from tests.support.organization import ACME
from tests.support.portal import Portal

THEIRS = "[mine]\naws_access_key_id = AKIAMINE\naws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY\n"


def outgoing(portal: Portal, name: str = "deploy") -> Outgoing:
    return Outgoing(name, portal.issue_keys(ACME, "111122223333", "Admin"), "eu-west-1")


def undone() -> str:
    return take_back(preview().change)


def test_nothing_to_undo() -> None:
    with pytest.raises(UsageError, match="nothing to undo"):
        preview()


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b"{}", b'{"path": 1, "at": "2026-11-23T12:00:00Z"}', b"\xff"])
def test_a_damaged_record_is_none(content: bytes) -> None:
    state_folder().mkdir(parents=True)
    (state_folder() / "undo.json").write_bytes(content)
    with pytest.raises(UsageError, match="nothing to undo"):
        preview()


def test_nor_is_one_that_is_too_large_read(home: Home) -> None:
    home.write(state_folder() / "undo.json", "{")
    os.truncate(state_folder() / "undo.json", 6 << 30)
    with pytest.raises(UsageError, match="There is nothing to undo"):
        undo.last()


def test_undo_and_undo_of_undo(home: Home, portal: Portal) -> None:
    path = home.credentials(THEIRS)
    before = path.read_bytes()
    write_credentials(outgoing(portal))
    after = path.read_bytes()
    assert after != before
    for wanted in (before, after, before, after):
        assert undone()
        assert path.read_bytes() == wanted
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(backup_of(path).stat().st_mode) == 0o600


def test_a_file_that_was_made_is_deleted_and_comes_back(home: Home, portal: Portal) -> None:
    write_credentials(outgoing(portal))
    path = home.credentials_file
    made = path.read_bytes()
    assert preview().what.startswith("Delete ~/.aws/credentials")
    undone()
    assert not path.exists()
    assert preview().what.startswith("Bring back ~/.aws/credentials")
    undone()
    assert path.read_bytes() == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_empty_file_becomes_empty_again(home: Home, portal: Portal) -> None:
    path = home.credentials("")
    write_credentials(outgoing(portal))
    undone()
    assert path.read_bytes() == b""


def test_symlinks_stay_links(home: Home, portal: Portal) -> None:
    real = home.write(home.root / "dotfiles" / "credentials", THEIRS)
    home.aws.mkdir(mode=0o700)
    home.credentials_file.symlink_to(real)
    write_credentials(outgoing(portal))
    undone()
    assert home.credentials_file.is_symlink()
    assert real.read_text() == THEIRS


@pytest.mark.parametrize("name", [".env", "keys.json", "other-credentials"])
def test_every_file_that_keys_are_written_to(home: Home, portal: Portal, name: str) -> None:
    path = home.root / name
    write_credentials(outgoing(portal), path=path)
    undone()
    assert not path.exists()


def test_a_file_that_changed_since_is_left_alone(home: Home, portal: Portal) -> None:
    path = home.credentials(THEIRS)
    write_credentials(outgoing(portal))
    found = preview()
    path.write_bytes(path.read_bytes() + b"\n[new]\n")
    changed = path.read_bytes()
    with pytest.raises(UnusableFile, match="has changed since") as caught:
        preview()
    assert "ssotui-backup" in caught.value.hint
    with pytest.raises(UnusableFile, match="has changed since"):
        take_back(found.change)
    assert path.read_bytes() == changed


def test_a_backup_that_changed_is_not_trusted(home: Home, portal: Portal) -> None:
    path = home.credentials(THEIRS)
    write_credentials(outgoing(portal))
    after = path.read_bytes()
    backup_of(path).write_bytes(b"something else")
    with pytest.raises(UnusableFile, match="no longer holds"):
        preview()
    backup_of(path).unlink()
    with pytest.raises(UnusableFile, match="no longer holds"):
        preview()
    assert path.read_bytes() == after


def test_only_the_last_change_counts(home: Home, portal: Portal) -> None:
    path = home.credentials(THEIRS)
    write_credentials(outgoing(portal, "first"))
    first = path.read_bytes()
    write_credentials(outgoing(portal, "second"))
    undone()
    assert path.read_bytes() == first


def test_caches_and_state_are_not_undoable(portal: Portal, home: Home) -> None:
    path = home.credentials(THEIRS)
    write_credentials(outgoing(portal))
    edit_file(state.state_file(), lambda _: b"{}", secret=True, backup=False)
    assert preview().change.path == path


def test_nothing_in_the_record_is_a_secret(home: Home, portal: Portal) -> None:
    home.credentials(THEIRS)
    write_credentials(outgoing(portal))
    record = (state_folder() / "undo.json").read_text()
    assert set(re.findall(r'"(\w+)":', record)) == {"path", "before", "after", "at", "backup"}
    assert stat.S_IMODE((state_folder() / "undo.json").stat().st_mode) == 0o600
    assert not [secret for secret in portal.minted if secret in record]


def test_an_edit_goes_on_where_the_record_cannot_be_written(home: Home, portal: Portal) -> None:
    path = home.credentials(THEIRS)
    (state_folder() / "undo.json").mkdir(parents=True)
    write_credentials(outgoing(portal))
    assert b"[deploy]" in path.read_bytes()


@pytest.mark.parametrize("name", ["credentials", ".env", "keys.json"])
def test_no_secret_is_in_the_diff(home: Home, portal: Portal, name: str) -> None:
    path = home.write(
        home.aws / name, f"PASSWORD=hunter2\n{THEIRS}" if name == ".env" else "" if "json" in name else THEIRS
    )
    keys = outgoing(portal)
    write_credentials(keys, path=path)
    assert keys.keys.session_token
    secrets = [
        "hunter2",
        "AKIAMINE",
        "wJalrXUtnFEMI",
        keys.keys.access_key_id.reveal(),
        keys.keys.secret_access_key.reveal(),
        keys.keys.session_token.reveal(),
    ]
    for _ in range(2):
        shown = "\n".join(preview().diff)
        assert not [secret for secret in secrets if secret in shown]
        assert "region" in shown.lower()
        undone()


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("[deploy]", "[deploy]"),
        ("region = eu-west-1", "region = eu-west-1"),
        ("aws_secret_access_key = abc", "aws_secret_access_key = ••••••••"),
        ("export AWS_SECRET_ACCESS_KEY='abc'", "export AWS_SECRET_ACCESS_KEY=••••••••"),
        ("AWS_REGION=eu-west-1", "AWS_REGION=eu-west-1"),
        *(
            (f"credential_process = {ours}", f"credential_process = {ours}")
            for ours in (
                "ssotui credential-process dev",
                "/opt/my-tools/bin/ssotui credential-process team/dev@1",
            )
        ),
        *(
            (f"credential_process = {other}", "credential_process = ••••••••")
            for other in (
                "vault --token abc",
                "ssotui credential-process dev --token abc",
                "ssotui credential-process dev; curl x",
                "ssotui credential-process 'dev'",
                "ssotui credential-process $(abc)",
                "ssotui credential-process",
                "ssotui creds dev",
                "env TOKEN=abc ssotui credential-process dev",
                "TOKEN=abc/ssotui credential-process dev",
                "/opt/not-ssotui credential-process dev",
                "bin/ssotui credential-process dev",
            )
        ),
        ("aws_secret_access_key = ssotui credential-process dev", "aws_secret_access_key = ••••••••"),
        ('  "SecretAccessKey": "abc",', '  "SecretAccessKey": ••••••••'),
        ('  "Region": "eu-west-1",', '  "Region": "eu-west-1",'),
        ("  wJalrXUtnFEMI/K7MDENG/bPxRfiCY==", "••••••••"),
        ("wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY=", "••••••••"),
        ("just words", "••••••••"),
        ("# my password is hunter2", "# ••••••••"),
        ("; backup AKIAIOSFODNN7", "# ••••••••"),
        ("# aws_secret_access_key = abc", "# ••••••••"),
        ("# old: wJalrXUtnFEMIK7MDENGbPxRfiCY", "# ••••••••"),
        ("# written by ssotui; expires 2026-11-23T13:00:00Z", "# written by ssotui; expires 2026-11-23T13:00:00Z"),
        ("# written by ssotui; hunter2", "# ••••••••"),
        ("# written by ssotui; profile 0123456789ab", "# written by ssotui; profile 0123456789ab"),
        ("region = \x1b[31m", "region = ••••••••"),
        ("region = us-east-1 # token=abc", "region = ••••••••"),
        ("region = hunter2", "region = ••••••••"),
        ("AWS_REGION='eu-west-1'", "AWS_REGION='eu-west-1'"),
        ('"Region": "us-east-1", "SecretAccessKey": "abc",', '"Region": ••••••••'),
        ('{"Region": "us-east-1", "SecretAccessKey": "abc"}', "••••••••"),
        ('["hunter2"]', "••••••••"),
        ("[profile acme-dev] # hunter2", "••••••••"),
        ("[profile acme-dev]", "[profile acme-dev]"),
        ('[profile "acme-dev"]', '[profile "acme-dev"]'),
        ("[ghp_16C7e42F292c6912E7710c838347Ae178B4a]", "••••••••"),
        ("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP====", "••••••••"),
        ("sso_start_url = https://acme.awsapps.com/start", "sso_start_url = https://acme.awsapps.com/start"),
        ("sso_start_url = https://me:hunter2@acme.awsapps.com/start", "sso_start_url = ••••••••"),
        ("sso_start_url = https://acme.awsapps.com/start?token=a", "sso_start_url = ••••••••"),
        ("role_arn = arn:aws:iam::111122223333:role/Admin", "role_arn = arn:aws:iam::111122223333:role/Admin"),
        ("sso_role_name = AWSServiceCatalogEndUserAccess", "sso_role_name = AWSServiceCatalogEndUserAccess"),
        ("[profile hunter&TWO22aa x]", "••••••••"),
        ("", ""),
    ],
)
def test_masking(line: str, shown: str) -> None:
    assert masked(line) == shown


def test_brackets_are_headers_in_ini_files_only() -> None:
    assert diff(None, b"[hunter2]\n", "~/.aws/credentials")[-1] == "+[hunter2]"
    for name in ("~/app/.env", "prod.env", "/x/.env.local", "keys.json"):
        assert diff(None, b"[hunter2]\n", name)[-1] == "+••••••••"


PASSWORDS = st.from_regex(r"[a-z]{5}[!$&*?^~][A-Z]{3}[0-9]{2}[a-z]{2}", fullmatch=True)
"""What a person thinks up. As a name, where a name stands, no one could tell it from one."""
TOKENS = st.one_of(
    [
        st.from_regex(form, fullmatch=True)
        for form in (
            r"[A-Za-z0-9/+]{19}[A-Za-z][0-9][A-Za-z0-9/+]{19}",  # a secret access key
            r"AKIA[A-Z2-7]{7}[2-7][A-Z2-7]{8}",
            r"gh[ps]_[A-Za-z0-9]{16}[A-Z][0-9][A-Za-z0-9]{18}",
            r"[0-9a-f]{19}[a-f][0-9][0-9a-f]{19}",
            r"[A-Z2-7]{14}[A-Z][2-7][A-Z2-7]{16}={0,4}",  # the seed of one-time passwords
        )
    ]
)
PLACES = (
    "{}", "  {}", "{}=", "{}: x", "# {}", "; old {} x", "# written by ssotui; {}", "x={}", "k {}", "[x] {}", '["{}"]',
    "- {}", '"k": "{}"', '{{"Region": "us-east-1", "SecretAccessKey": "{}"}}', '"Region": "us-east-1", "k": "{}",',
    "region = {}", "region = us-east-1 {}", "region = us-east-1 # {}", "region: us-east-1;{}", "AWS_REGION='{}'",
    "export AWS_SECRET_ACCESS_KEY={}", "aws_secret_access_key = {}", "output = {}", "duration_seconds = {}",
    "sso_start_url = https://x:{}@acme.awsapps.com/start", "sso_start_url = https://acme.awsapps.com/start?{}",
    "sso_start_url = https://hooks.example.com/{}", "credential_process = vault {}", "cli_pager = less {}",
    "credential_process = ssotui credential-process x {}", "role_arn = {}", '"Expiration": "{}"', "[profile {} x]",
)  # fmt: skip
NAMED = (
    "[{}]", "[profile {}]", "[sso-session {}]", "sso_role_name = {}", "source_profile = {}", "AWS_PROFILE={}",
    '"RoleName": "{}",', "role_session_name = {}", "sso_session = {}", "role_arn = arn:aws:iam::111122223333:role/{}",
    "credential_process = ssotui credential-process {}", "credential_process = /{}/ssotui credential-process x",
)  # fmt: skip
"""Where a name stands."""


@given(
    st.data(),
    st.one_of(st.tuples(PASSWORDS, st.sampled_from(PLACES)), st.tuples(TOKENS, st.sampled_from((*PLACES, *NAMED)))),
    st.sampled_from(["config", ".env", "a.json"]),
)
def test_no_part_of_a_secret_passes_wherever_it_stands(data: st.DataObject, hidden: tuple[str, str], name: str) -> None:
    secret, place = hidden
    around = st.lists(st.sampled_from(["[a]", "region = eu-west-1", "", "{", '"Region": "eu-west-1",', "# x", "\x0b"]))
    before, after = data.draw(around), data.draw(around)
    glue = data.draw(st.sampled_from(["\n", "\r\n", "\r", "\x0b", "\u2028"]))
    shown = "\n".join(diff(None, glue.join([*before, place.format(secret), *after]).encode(), name))
    assert not [part for start in range(len(secret) - 5) if (part := secret[start : start + 6]) in shown]


@given(PASSWORDS | TOKENS, st.text(max_size=20), st.text(max_size=20))
def test_nor_amid_any_text(secret: str, before: str, after: str) -> None:
    shown = "\n".join(diff(f"{before}{secret}{after}".encode(errors="replace"), None, "config"))
    assert secret not in shown


def test_a_diff_of_a_big_file_is_quick_and_short() -> None:
    before = "".join(f"[profile p{number}]\nregion = eu-west-1\noutput = json\n" for number in range(10_000))
    after = before.replace("[profile p5000]\nregion = eu-west-1", "[profile p5000]\nregion = us-east-1")
    lines = diff(before.encode(), after.encode(), "config")
    assert lines[2] == "@@ -14999,7 +14999,7 @@"
    assert [line for line in lines[3:] if line[0] != " "] == ["-region = eu-west-1", "+region = us-east-1"]
    assert len(lines) == 11


def test_a_diff_is_what_diff_says(tmp_path: Path) -> None:
    """The hunks are those of difflib over the whole file, where nothing is masked."""
    import difflib

    assert tmp_path
    before = [f"duration_seconds = {number}" for number in range(50)]
    after = [*before[:3], "region = eu-west-1", *before[3:30], *before[31:]]
    ours = diff("\n".join(before).encode(), "\n".join(after).encode(), "f")
    assert ours[2:] == list(difflib.unified_diff(before, after, lineterm=""))[2:]
