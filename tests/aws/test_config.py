"""Both files together: what is merged, where each value is from, and what a person is told."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from ssotui.aws.config import config_file
from ssotui.aws.config.merged_files import read_files
from ssotui.model.profile import FilePlace, Problem, Severity
from ssotui.model.secret import Secret
from ssotui.storage import bounded_read
from tests.aws.reading import Folder, codes, plain, profiles_of


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def of_profile(folder: Folder, name: str) -> list[Problem]:
    return list(folder.read().profile_problems.get(name, ()))


# ---- merging


def test_the_credentials_file_wins_key_by_key(folder: Folder) -> None:
    folder.write(
        "[profile a]\nregion = x\noutput = json\n[sso-session s]\nsso_start_url = u\nsso_region = r\n",
        "[a]\nregion = y\n[b]\nregion = z\n[sso-session s]\nregion = w\n",
    )
    files = folder.read()
    assert profiles_of(files) == {
        "a": {"region": "y", "output": "json"},
        "b": {"region": "z"},
        "sso-session s": {"region": "w"},
    }
    assert {name: plain(section) for name, section in files.sso_sessions.items()} == {
        "s": {"sso_start_url": "u", "sso_region": "r"}
    }


def test_a_value_knows_the_line_that_gave_it(folder: Folder) -> None:
    config, credentials = str(folder.config), str(folder.credentials)
    folder.write(
        "[DEFAULT]\noutput = text\ncolor = on\n[profile a]\n\nregion = x\noutput = json\n",
        "[DEFAULT]\nsso_region = r\n[a]\nregion = y\n",
    )
    section = folder.read().profiles["a"]
    assert section.place == FilePlace(config, 4)
    assert section.origin("region") == FilePlace(credentials, 4)
    assert section.origin("output") == FilePlace(config, 7)
    assert section.origin("color") == FilePlace(config, 3)
    assert section.origin("sso_region") == FilePlace(credentials, 2)
    assert section.origin("nothing") is None
    assert section.has_in(config, "region")
    assert section.has_in(credentials, "region")
    assert not section.has_in(credentials, "output")


def test_repeated_sections_are_one_with_the_lines_of_each(folder: Folder) -> None:
    folder.write("[profile a]\nregion = x\noutput = json\n[profile b]\n[profile a]\nregion = y\n")
    section = folder.read().profiles["a"]
    assert section.values == {"region": "y", "output": "json"}
    assert section.place == FilePlace(str(folder.config), 1)
    assert section.origin("region") == FilePlace(str(folder.config), 6)
    assert section.origin("output") == FilePlace(str(folder.config), 3)


def test_keys_are_masked_as_soon_as_they_are_read(folder: Folder) -> None:
    folder.write(
        "[profile a]\nAWS_Secret_Access_Key = hidden\n",
        "[a]\naws_access_key_id = hidden\naws_session_token = hidden\naws_security_token =\n  x = hidden\n",
    )
    values = folder.read().profiles["a"].values
    assert all(isinstance(value, Secret) for value in values.values())
    assert len(values) == 4
    assert "hidden" not in repr(folder.read())


def test_nested_blocks_are_dicts(folder: Folder) -> None:
    folder.write("[profile a]\nservices = x\n[services x]\nsso =\n  endpoint_url = http://localhost\n")
    assert folder.read().services["x"].values == {"sso": {"endpoint_url": "http://localhost"}}


# ---- files that are none


def test_missing_files_are_empty_files(folder: Folder) -> None:
    files = folder.read()
    assert not files.profiles
    assert not files.problems


def test_no_file_at_all_is_said_with_the_null_device(folder: Folder) -> None:
    files = read_files(Path(os.devnull), folder.credentials)
    assert not files.profiles
    assert not files.problems


def test_a_folder_is_told_and_is_an_empty_file_for_botocore(folder: Folder) -> None:
    folder.config.mkdir()
    folder.credentials.write_text("[a]\n")
    files = folder.read()
    assert [(problem.code, problem.place) for problem in files.problems] == [
        ("unreadable-file", FilePlace(str(folder.config)))
    ]
    assert "it is a folder" in files.problems[0].message
    assert profiles_of(files) == (folder.botocores() or {})["profiles"] == {"a": {}}


def test_what_would_never_end_is_not_opened(folder: Folder) -> None:
    os.mkfifo(folder.config)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder.credentials))
        files = folder.read()
    assert [problem.code for problem in files.problems] == ["unreadable-file"] * 2


def test_a_file_that_may_not_be_read_is_told(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write("[profile a]\n", "[b]\n")

    def refuse(path: str, *_: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "open", refuse)  # Who runs the tests may read everything.
    files = folder.read()
    assert [problem.message for problem in files.problems] == ["The file cannot be read: Permission denied."] * 2


def test_links_that_lead_nowhere(folder: Folder) -> None:
    folder.config.symlink_to(folder.config)
    folder.credentials.symlink_to("nowhere")
    assert [problem.code for problem in folder.read().problems] == ["unreadable-file"]


def test_a_path_that_cannot_be(folder: Folder) -> None:
    assert codes(read_files(Path("a\0b"), folder.credentials)) == {"unreadable-file"}
    assert codes(read_files(Path("x" * 5000), folder.credentials)) == {"unreadable-file"}


def test_a_file_that_is_too_big_is_told(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_read, "MAX_BYTES", 1 << 20)
    folder.write("[profile a]\n" + "#" * (1 << 20))
    files = folder.read()
    assert not files.profiles
    assert files.problems[0].message == "The file cannot be read: it has more than 1 MB."


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("[profile ä\n]\n[profile b]\n".encode("latin-1"), "b"),
        ("[profile ä]\n".encode("utf-16"), "ä"),
        (b"[profile \xff]", "�"),
    ],
)
def test_other_encodings_are_read_as_far_as_possible(folder: Folder, data: bytes, name: str) -> None:
    folder.write(data)
    files = folder.read()
    assert list(files.profiles) == [name]
    assert "encoding" in codes(files)
    assert folder.botocores() is None


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_gets_one_message(folder: Folder, codec: str) -> None:
    folder.write("no section\n[profile a]\nregion = x\n\n[profile b]\nregion = y\nregion = z\n".encode(codec))
    files = folder.read()
    (problem,) = files.problems
    assert problem.message == "The AWS CLI cannot read this file because it is encoded as UTF-16."
    assert list(files.profiles) == ["a", "b"]
    assert not files.profile_problems
    assert folder.botocores() is None


# ---- what a person is told


def test_a_fault_is_told_of_the_file_and_of_its_profile(folder: Folder) -> None:
    folder.write("[profile a]\nregion = x\nregion = y\n[profile b]\n")
    files = folder.read()
    (problem,) = files.problems
    assert problem.message == "The AWS CLI cannot read this file because line 3 repeats the key region of line 2."
    assert problem.place == FilePlace(str(folder.config), 3)
    assert problem.severity is Severity.ERROR
    assert files.profile_problems == {"a": [problem]}


def test_a_fault_of_the_credentials_file(folder: Folder) -> None:
    folder.write("[profile a]\n", "[a]\nx\n")
    files = folder.read()
    assert [problem.place for problem in files.problems] == [FilePlace(str(folder.credentials), 2)]
    assert files.profile_problems == {"a": list(files.problems)}


def test_a_section_that_was_meant_as_a_profile_is_told_by_its_name(folder: Folder) -> None:
    folder.write(
        "[profile o'brien]\n[foo]\nsso_session = x\n[plugins]\ncli = y\n[ profile a ]\n[profile a]\n[Default]\n"
    )
    files = folder.read()
    path = str(folder.config)
    assert files.ignored == {"o'brien": FilePlace(path, 1), "foo": FilePlace(path, 2), "default": FilePlace(path, 8)}
    assert list(files.profiles) == ["a"]
    fixes = {name: [problem.fix for problem in problems] for name, problems in files.profile_problems.items()}
    assert fixes == {
        "o'brien": ["Give it a name without spaces, quotes and backslashes."],
        "foo": ["Write it as [profile foo]."],
        "a": ["Write it as [profile a]."],
        "default": ["Write it as [default]."],
    }
    assert all(
        problem.severity is Severity.ERROR for problems in files.profile_problems.values() for problem in problems
    )


def test_an_ignored_section_that_the_credentials_file_has_is_no_row_of_its_own(folder: Folder) -> None:
    folder.write("[foo]\nregion = x\n", "[foo]\naws_access_key_id = y\n")
    files = folder.read()
    assert not files.ignored
    assert [problem.code for problem in files.profile_problems["foo"]] == ["ignored-section"]


def test_both_forms_of_default(folder: Folder) -> None:
    folder.write("[default]\nregion = x\n\n[profile default]\n")
    (problem,) = of_profile(folder, "default")
    assert problem.severity is Severity.WARNING
    assert problem.place == FilePlace(str(folder.config), 4)
    assert "Line 1 is ignored" in problem.message


def test_two_headers_of_one_name(folder: Folder) -> None:
    folder.write("[profile a]\nregion = x\n[profile 'a']\n")
    assert [problem.code for problem in of_profile(folder, "a")] == ["named-twice", "quoted-name"]
    assert folder.read().profiles["a"].values == {}


@pytest.mark.parametrize(
    ("credentials", "code"),
    [
        ("[profile a]", "prefix-in-credentials"),
        ("[sso-session a]", "prefix-in-credentials"),
        ("[ a ]", "odd-name"),
        ("[a b]", "odd-name"),
    ],
)
def test_headers_that_the_credentials_file_does_not_have(folder: Folder, credentials: str, code: str) -> None:
    folder.write("", credentials)
    name = credentials[1:-1]
    assert list(folder.read().profiles) == [name]
    assert [problem.code for problem in of_profile(folder, name)] == [code]


SESSIONS = {
    "a section with two names": ("[sso-session a b]\n", "ignored-section"),
    "a prefix of its own": ("[sso_session a]\n", "ignored-section"),
    "no start URL": ("[sso-session a]\nsso_region = x\n", "incomplete-session"),
    "an empty region": ("[sso-session a]\nsso_start_url = x\nsso_region =\n", "incomplete-session"),
    "a comment behind a value": ("[sso-session a]\nsso_start_url = x\nsso_region = y # z\n", "inline-comment"),
    "quotes around a value": ("[sso-session a]\nsso_start_url = x\nsso_region = 'y'\n", "quoted-value"),
    "a colon": ("[sso-session a]\nsso_start_url = x\nsso_region: y\n", "colon"),
}


@pytest.mark.parametrize(("text", "code"), SESSIONS.values(), ids=SESSIONS.keys())
def test_what_is_wrong_with_a_session_is_told_of_the_file(folder: Folder, text: str, code: str) -> None:
    folder.write(text)
    assert [problem.code for problem in folder.read().problems] == [code]


def test_what_nobody_reads_is_nobodys_problem(folder: Folder) -> None:
    folder.write("[plugins]\n  Cli_Legacy: 'x' # y\n[services s]\nsso =\n  endpoint_url = http://localhost\n")
    assert codes(folder.read()) == set()


def test_a_command_may_have_quotes(folder: Folder) -> None:
    folder.write("[profile a]\ncredential_process = 'a b'\n")
    assert codes(folder.read()) == set()


def test_default_in_capitals_leaks_and_is_told(folder: Folder) -> None:
    folder.write("[DEFAULT]\nregion = x\n[profile a]\n[sso-session s]\nsso_start_url = u\nsso_region = r\n")
    files = folder.read()
    assert [(problem.code, problem.place) for problem in files.problems] == [
        ("default-leaks", FilePlace(str(folder.config), 1))
    ]
    assert files.sso_sessions["s"].values["region"] == "x"


def test_default_in_capitals_leaks_only_so_far(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config_file, "MAX_LEAKED", 3)
    folder.write("[DEFAULT]\nregion = x\noutput = y\n[profile a]\n[profile b]\n")
    files = folder.read()
    assert "too big" in files.problems[0].message
    assert profiles_of(files) == {"a": {}, "b": {}}


def test_keys_marked_as_ours_in_the_magic_section_have_no_end(folder: Folder) -> None:
    mark = "# written by ssotui; expires 2026-11-24T12:00:00Z"
    folder.write(credentials=f"[DEFAULT]\n{mark}\naws_session_token = x\n[a]\n")
    files = folder.read()
    assert not files.ends
    assert set(files.profiles) == {"a"}
