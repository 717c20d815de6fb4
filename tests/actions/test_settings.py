"""``config.toml``: what it sets, and one message with a line for whatever is broken in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssotui.actions.settings.loading import Loaded, current, load
from ssotui.actions.settings.table import ENVIRONMENT, KEYMAP, SETTINGS
from ssotui.model.profile import Severity
from ssotui.model.settings import DEFAULTS, Environment, Settings
from ssotui.storage.settings import NotToml, parse_toml, settings_file
from tests.support.home import Home

WHOLE = """\
# mine
copy_format = "json"
clear_clipboard_after = 10
login_flow = 'device'
callback_port = 8912
browser = "firefox -P 'work sso' %s"
bell = false
theme = "nord"
sort = "time"
mask = true
refresh_written = true
profile_template = "{account_id}"

[keymap]
list.filter = "f1"   # TOML takes that for a table
"keys.copy" = ["y",
  "ctrl+y"]

[[environments]]
pattern = "*prod*"
label = "PROD"
colour = "#ff0000"
confirm = true

[[environments]]
pattern = "1111*"
label = "test"
"""


def write(text: str | bytes) -> Path:
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def said(loaded: Loaded) -> list[tuple[int, str]]:
    return [(problem.place.line if problem.place else -1, problem.message) for problem in loaded.problems]


def test_without_a_file_all_is_default_and_nothing_is_made(home: Home) -> None:
    assert load() == Loaded()
    assert current() is DEFAULTS
    assert list(home.root.iterdir()) == []


def test_everything_can_be_set_and_tells_its_line() -> None:
    path = write(WHOLE)
    loaded = load()
    assert loaded.settings == Settings(
        "json", 10, "device", 8912, "firefox -P 'work sso' %s", False, "nord", "time",
        {"list.filter": "f1", "keys.copy": "y,ctrl+y"}, True, True, "{account_id}",
        (Environment("*prod*", "PROD", "#ff0000", True), Environment("1111*", "test", "red", False)),
    )  # fmt: skip
    assert loaded.problems == ()
    assert current() == loaded.settings
    lines = {name: place.line for name, place in loaded.origins.items()}
    assert {place.path for place in loaded.origins.values()} == {str(path)}
    assert lines["copy_format"] == 2
    assert lines["keymap.list.filter"] == 15
    assert lines["keymap.keys.copy"] == 16
    assert lines["environments[0].confirm"] == 23
    assert lines["environments[1].label"] == 27
    assert len(lines) == 11 + 2 + 4 + 2


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('copy_format = "yaml"', "copy_format has to be one of env, "),
        ("clear_clipboard_after = -1", "clear_clipboard_after has to be a number of seconds up to 604800 (a week), 0"),
        ("clear_clipboard_after = nan", "clear_clipboard_after has to be a number"),
        ("clear_clipboard_after = 604801", "clear_clipboard_after has to be a number"),
        ("clear_clipboard_after = true", "clear_clipboard_after has to be a number"),
        ("login_flow = 3", "login_flow has to be one of auto, pkce, device. It is auto until then."),
        ("login_flow = {}", "login_flow has to be one of"),
        ("callback_port = 65536", "callback_port has to be a port's number, 0 for any that is free. It is 0 until"),
        ("callback_port = true", "callback_port has to be a port's number"),
        ('browser = "firefox \'%s"', "browser has to be a command, its quotes in pairs. It is not set until then."),
        ('browser = " "', "browser has to be a command"),
        ('browser = "x {user}"', "browser has to be a command, with nothing in braces but account, colour, label,"),
        ('bell = "no"', "bell has to be true or false. It is true until then."),
        ("mask = 1", "mask has to be true or false. It is false until then."),
        ('sort = "size"', "sort has to be one of file, name, account, time, recent, grouped."),
        ("theme = []", "theme has to be a text."),
        ('thme = "nord"', "There is no setting thme."),
        ('"a\\u001bb" = 1', "There is no setting a\\x1bb."),
        ("keymap = 1", "keymap has to be a table"),
        ("environments = {}", "environments has to be a list of tables."),
        ("environments = [1]", "environments[0] has no pattern."),
    ],
)  # fmt: skip
def test_what_is_broken_says_so_and_the_rest_counts(line: str, message: str) -> None:
    write(f'# top\n{line}\nprofile_template = "x"\n')
    loaded = load()
    assert loaded.settings == DEFAULTS._replace(profile_template="x")
    assert loaded.problems
    assert said(loaded)[0][0] == 2
    assert said(loaded)[0][1].startswith(message)
    assert all(problem.fix and problem.severity is Severity.WARNING for problem in loaded.problems)
    assert not loaded.unusable


def test_the_nearest_name_is_offered() -> None:
    write('thme = "nord"\n[[environments]]\npatern = "x"\n')
    fixes = [problem.fix for problem in load().problems]
    assert fixes == ["Did you mean theme?", "Add pattern.", "Add label.", "Did you mean pattern?"]


def test_the_keymap_is_judged_by_those_who_know_the_commands() -> None:
    write('[keymap]\nlist.fliter = "f1"\nlist.reload = ""\nkeys.copy = "y"\n')
    loaded = load({"list.filter", "list.reload", "keys.copy"})
    assert said(loaded) == [
        (2, "There is no setting keymap.list.fliter."),
        (3, "keymap.list.reload has to be the name of a key, or several."),
    ]
    assert loaded.problems[0].fix == "Did you mean list.filter?"
    assert loaded.settings.keymap == {"keys.copy": "y"}
    assert [line for line, _ in said(load())] == [3]


def test_a_broken_environment_guards_as_far_as_it_can() -> None:
    write('[[environments]]\npattern = "prod"\nconfirm = "yes"\ncolour = 3\n[[environments]]\nlabel = "x"\n')
    loaded = load()
    assert loaded.settings.environments == (Environment("prod", "prod", "red", confirm=True),)
    assert said(loaded) == [
        (1, "environments[0] has no label."),
        (3, "environments[0].confirm has to be true or false. It is true until then."),
        (4, 'environments[0].colour has to be a colour\'s name, or "#rrggbb". It is red until then.'),
        (5, "environments[1] has no pattern."),
    ]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"a = 1\nb = \nc = 3", 2, "The settings are not TOML: invalid value."),
        (b"a = 1\na = 2", 2, "The settings are not TOML: cannot overwrite a value."),
        (b"a = [\n1,", 2, "The settings are not TOML: "),
        (b"a = 1\n\xff", 2, "The settings cannot be read: the file is not UTF-8."),
        (b"a = " + b"[" * 5000, 0, "The settings are nested too deeply."),
        (b"a = " + b"1" * 5000, 0, "The settings are not TOML: there is a number that is too long."),
        (b"#" * 70000, 0, "The settings cannot be read: the file is too big."),
    ],
)
def test_a_file_that_is_no_toml_loses_everything_and_says_so(content: bytes, line: int, message: str) -> None:
    write(content)
    loaded = load()
    assert loaded.unusable
    assert current() == loaded.settings == DEFAULTS
    (problem,) = loaded.problems
    assert problem.place
    assert problem.place.line == line
    assert problem.message.startswith(message)
    assert problem.message.endswith("Every setting has its default until then.")


@pytest.mark.skipif(os.name != "posix", reason="FIFOs")
def test_what_is_no_file_is_no_hang() -> None:
    settings_file().parent.mkdir(parents=True)
    os.mkfifo(settings_file())
    assert load().unusable
    assert current() is DEFAULTS or current() == DEFAULTS


def test_a_bom_and_crlf_are_fine() -> None:
    write(b'\xef\xbb\xbfsort = "time"\r\nmask = "x"\r\n')
    assert load().settings.sort == "time"
    assert said(load())[0][0] == 2


def test_a_change_of_the_file_counts_at_once() -> None:
    path = write('sort = "time"\n')
    assert current().sort == "time"
    write('sort = "recent"\n')
    assert current().sort == "recent"
    path.unlink()
    assert current().sort == "file"


KEYS = st.sampled_from(["theme", "sort", "keymap", "environments", "pattern", "confirm", "x.y", '"a b"'])
VALUES = st.sampled_from(['"x"', "1", "true", "[]", "{}", "[\n1,\n2]", '"""\nsort = 1\n"""', "{pattern = 'p'}", "[{}]"])
LINES = st.one_of(
    st.builds("{} = {}".format, KEYS, VALUES),
    st.builds("[{}]".format, KEYS),
    st.builds("[[{}]]".format, KEYS),
    st.builds("# {}".format, KEYS),
    st.text(max_size=8),
)


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_any_text_gives_settings_or_a_reason(text: str) -> None:
    write(text.encode(errors="replace"))
    loaded = load({"list.filter"})
    assert isinstance(loaded.settings, Settings)
    lines = text.count("\n") + 1
    for problem in loaded.problems:
        assert problem.place
        assert 0 <= problem.place.line <= lines
        assert (problem.message + problem.fix).isprintable()


@given(st.lists(LINES, max_size=8).map("\n".join))
def test_a_key_is_on_the_line_that_is_told(text: str) -> None:
    try:
        toml = parse_toml(text)
    except NotToml:
        return
    lines = text.split("\n")
    for name, line in toml.lines.items():
        last = name.rpartition(".")[2].partition("[")[0]
        assert last in lines[line - 1]


def test_every_setting_has_its_entry_in_the_table() -> None:
    assert {setting.name for setting in SETTINGS} | {KEYMAP.name, "sessions", "environments"} == set(Settings._fields)
    assert tuple(setting.name for setting in ENVIRONMENT) == Environment._fields
