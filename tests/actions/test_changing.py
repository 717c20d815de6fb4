"""Profiles renamed and deleted: in both files, with what refers to them, and back again."""

from __future__ import annotations

import pytest

from ssotui.actions.files import undo
from ssotui.actions.profiles import changing
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.storage import state
from tests.support.home import Home

CONFIG = """\
# a comment
[default]
region = eu-west-1

[profile "base"]  # theirs
region = eu-west-2
output = json
# about the next one
[profile dev]
role_arn = arn:aws:iam::111122223333:role/Dev
source_profile = base
[profile tool]
credential_process = /usr/bin/ssotui credential-process base --fresh
[profile other]
source_profile = baseline
"""
CREDENTIALS = """\
[base]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY

[ops]
role_arn = arn:aws:iam::111122223333:role/Ops
source_profile=base
"""


@pytest.fixture
def files(home: Home) -> Home:
    """A profile that stands in both files, and others that refer to it."""
    home.config(CONFIG)
    home.credentials(CREDENTIALS)
    return home


def test_a_renamed_profile_is_followed_in_both_files_and_undone_as_one(
    files: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "base")
    state.edit(lambda kept: kept.set_favourites(["base"], favourite=True))
    change = changing.renaming("base", "core")
    assert "wJalr" not in "".join(change.diff)
    assert "This shell uses base: run ssotui use core in it." in change.warning
    assert changing.rename(change, "base", "core") == (
        "base is called core now, in ~/.aws/credentials and ~/.aws/config."
    )
    assert files.config_file.read_text() == (
        CONFIG.replace('[profile "base"]', "[profile core]")
        .replace("source_profile = base\n", "source_profile = core\n")
        .replace("process base", "process core")
    )
    assert files.credentials_file.read_text() == (
        CREDENTIALS.replace("[base]", "[core]").replace("source_profile=base", "source_profile=core")
    )
    assert "core" in state.load().usage().favourites
    for config, credentials in ((CONFIG, CREDENTIALS), (None, None), (CONFIG, CREDENTIALS)):
        found = undo.preview()
        assert "Take back the changes to ~/.aws/" in found.what
        assert {"--- ~/.aws/config", "--- ~/.aws/credentials"} <= set(found.diff)
        assert "are as they were before" in undo.take_back(found.change)
        if config and credentials:
            assert (files.config_file.read_text(), files.credentials_file.read_text()) == (config, credentials)
        else:
            assert "[profile core]" in files.config_file.read_text()
            assert "[core]" in files.credentials_file.read_text()


def test_an_undo_of_two_files_leaves_both_alone_if_one_has_changed(files: Home) -> None:
    changing.rename(changing.renaming("base", "core"), "base", "core")
    files.credentials("[other]\n")
    after = files.snapshot()
    with pytest.raises(UnusableFile, match="has changed since"):
        undo.preview()
    assert files.snapshot() == after


def test_a_deleted_profile_goes_from_both_files_and_tells_who_needs_it(
    files: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "base")
    change = changing.deletion("base")
    assert change.warning.splitlines() == [
        "These take their keys from it, and will have none: dev, ops, tool.",
        "Its own keys go with it.",
        "This shell uses base: ssotui use --clear ends that.",
    ]
    assert changing.delete(change, "base") == "base is deleted from ~/.aws/credentials and ~/.aws/config."
    assert "base]" not in files.config_file.read_text() + files.credentials_file.read_text()
    assert "# about the next one\n[profile dev]" in files.config_file.read_text()
    undo.take_back(undo.preview().change)
    assert (files.config_file.read_text(), files.credentials_file.read_text()) == (CONFIG, CREDENTIALS)


def test_one_that_aws_tools_skip_can_be_deleted_and_gets_its_right_header(home: Home) -> None:
    home.config("[meant]\nregion = eu-west-1\n")
    changing.rename(changing.renaming("meant", "works"), "meant", "works")
    assert home.config_file.read_text() == "[profile works]\nregion = eu-west-1\n"
    home.config("[meant]\nregion = eu-west-1\n[profile stays]\n")
    changing.delete(changing.deletion("meant"), "meant")
    assert home.config_file.read_text() == "[profile stays]\n"


def test_a_file_that_changed_meanwhile_leaves_both_as_they_were(files: Home) -> None:
    change = changing.renaming("base", "core")
    files.config(CONFIG + "\n[profile late]\n")
    with pytest.raises(UnusableFile, match="has changed meanwhile"):
        changing.rename(change, "base", "core")
    assert files.credentials_file.read_text() == CREDENTIALS


@pytest.mark.parametrize(
    ("name", "error"),
    [("dev", "There is a profile dev already."), ("a b", "has a space"), ("default", "when none is named")],
)
def test_some_names_cannot_be_had(files: Home, name: str, error: str) -> None:
    before = files.snapshot()
    with pytest.raises(UsageError, match=error):
        changing.renaming("base", name)
    assert files.snapshot() == before


def test_a_file_that_nobody_can_read_as_a_whole_is_left_alone(files: Home) -> None:
    files.config(CONFIG + "[profile base]\n")
    with pytest.raises(UnusableFile, match="more than once"):
        changing.renaming("base", "core")
    files.config(CONFIG + "nonsense\n[broken\n")
    with pytest.raises(UnusableFile, match="cannot be read as a whole"):
        changing.deletion("base")
