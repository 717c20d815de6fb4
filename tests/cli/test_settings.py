"""``ssotui settings``: what is in force and from where, on stdout; what is broken, on stderr."""

from __future__ import annotations

import re
import tomllib

import pytest

from ssotui.actions.settings.loading import load
from ssotui.actions.settings.text import example
from ssotui.model.settings import DEFAULTS, Environment
from ssotui.storage.settings import settings_file
from ssotui.tui.command_table import BY_ID
from tests.support.commands import Ssotui
from tests.support.home import Home


@pytest.fixture(autouse=True)
def file(home: Home) -> Home:
    assert settings_file().is_relative_to(home.root)
    return home


def write(home: Home, text: str) -> None:
    home.write(settings_file(), text)


def test_the_defaults_say_so(ssotui: Ssotui, home: Home) -> None:
    shown = ssotui("settings")
    lines = [re.split(r"  +", line) for line in shown.out.splitlines()]
    assert (shown.code, shown.err) == (0, "")
    assert lines[0] == ["SETTING", "VALUE", "FROM"]
    assert ["copy_format", '"env"', "default"] in lines
    assert ["clear_clipboard_after", "45", "default"] in lines
    for name in ("browser", "keymap", "environments"):
        assert [name, "-", "default"] in lines
    assert home.snapshot() == {}


def test_each_with_its_line_and_problems_apart(ssotui: Ssotui, home: Home) -> None:
    write(
        home,
        'mask = true\nthme = 1\n[keymap]\nlist.filter = "f1"\nlist.fliter = "f2"\n'
        '[[environments]]\npattern = "p"\nlabel = "\\u001b[31mP"\n',
    )
    shown = ssotui("settings")
    lines = [re.split(r"  +", line) for line in shown.out.splitlines()]
    assert shown.code == 0
    assert ["mask", "true", "~/.config/ssotui/config.toml:1"] in lines
    assert ["keymap.list.filter", '"f1"', "~/.config/ssotui/config.toml:4"] in lines
    assert ["environments[0].pattern", '"p"', "~/.config/ssotui/config.toml:7"] in lines
    assert ["environments[0].colour", '"red"', "default"] in lines
    assert "\x1b" not in shown.out
    assert shown.err.splitlines() == [
        "~/.config/ssotui/config.toml:2: There is no setting thme. Did you mean theme?",
        "~/.config/ssotui/config.toml:5: There is no setting keymap.list.fliter. Did you mean list.filter?",
    ]


def test_what_only_the_screen_knows_is_told_too(ssotui: Ssotui, home: Home) -> None:
    write(home, 'theme = "drakula"\n[keymap]\nkeys.copy = "w"\n')
    theme, key = ssotui("settings").err.splitlines()
    assert theme.endswith("toml:1: There is no theme drakula. It is ssotui-dark until then. Did you mean dracula?")
    assert "toml:3: In Profiles, w is the key of keys.write already." in key


def test_a_colour_that_nobody_knows_is_told_with_its_line(ssotui: Ssotui, home: Home) -> None:
    colours = ("crimsn", None, "crimson", "#ffaa00", "quite_unlike_any", "red")
    tables = "".join(
        "[[environments]]\n" + (f'pattern = "p"\nlabel = "P"\ncolour = "{colour}"\n' if colour else 'label = "x"\n\n\n')
        for colour in colours
    )
    write(home, tables)
    first, broken, last = ssotui("settings").err.splitlines()
    assert first.endswith("toml:4: There is no colour crimsn. The label has none until then. Did you mean crimson?")
    assert "environments[1] has no pattern." in broken
    assert "toml:20: There is no colour quite_unlike_any. The label has none until then. Take a name of CSS" in last
    assert "There is no colour crimsn." in ssotui("doctor").out


def test_a_file_that_is_no_toml_exits_with_5(ssotui: Ssotui, home: Home) -> None:
    write(home, "mask = true\nsort: name\n")
    shown = ssotui("settings")
    assert shown.code == 5
    assert '"file"' in shown.out
    assert shown.err.startswith("~/.config/ssotui/config.toml:2: The settings are not TOML: ")


def test_the_path_whether_it_is_there_or_not(ssotui: Ssotui, home: Home) -> None:
    assert ssotui("settings", "--path").out == f"{home.root}/.config/ssotui/config.toml\n"
    assert ssotui("settings", "--path", "--example").code == 2


def test_the_example_is_a_file_that_sets_nothing(ssotui: Ssotui) -> None:
    shown = ssotui("settings", "--example")
    assert (shown.code, shown.out) == (0, example())
    assert tomllib.loads(shown.out) == {}
    assert max(map(len, shown.out.splitlines())) <= 100


def test_the_example_uncommented_has_every_setting_and_is_valid(home: Home) -> None:
    write(home, re.sub(r"^#(?! )", "", example(), flags=re.MULTILINE))
    loaded = load(BY_ID)
    assert loaded.problems == ()
    assert loaded.settings == DEFAULTS._replace(
        browser="firefox --private-window {url}",
        keymap={"list.filter": "slash,ctrl+f"},
        sessions={"acme": "keyring"},
        environments=(Environment("*prod*", "PROD", "red", confirm=True),),
    )
    named = {name.partition(".")[0].partition("[")[0] for name in loaded.origins}
    assert named == set(DEFAULTS._fields)


def test_the_list_says_the_environment(ssotui: Ssotui, home: Home) -> None:
    home.config("[profile Prod-EU]\nregion = eu-west-1\n[profile dev]\nregion = eu-west-1\n")
    write(home, '[[environments]]\npattern = "prod-*"\nlabel = "PROD"\n')
    rows = ssotui("list", "--format", "json").json
    assert {row["name"]: row["environment"] for row in rows} == {"Prod-EU": "PROD", "dev": None}
