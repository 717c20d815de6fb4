"""The cross-SDK cases of the config file's syntax: what botocore makes of each, what the spec, and what we say.

The cases are those that smithy-rs keeps for the config file (``profile-parser-tests.json``), in our
words, with those of the reference's table. botocore's verdict is not believed but asked.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.aws.reading import Folder, codes, profiles_of

Profiles = dict[str, dict[str, Any]]

REFUSED = None
"""The whole file is refused: ``ConfigParseError``, or the spec's error."""


class Case(NamedTuple):
    """A config file, and the profiles it has for botocore and for the spec."""

    name: str
    text: str
    botocore: Profiles | None
    spec: Profiles | None
    told: frozenset[str] = frozenset()


def same(name: str, text: str, profiles: Profiles | None, *told: str) -> Case:
    """A case that all read alike."""
    return Case(name, text, profiles, profiles, frozenset(told))


def differs(name: str, text: str, botocore: Profiles | None, spec: Profiles | None, *told: str) -> Case:
    """A case that a person must be told of, because botocore and the spec disagree."""
    assert told
    return Case(name, text, botocore, spec, frozenset(told))


NAME_VALUE: Profiles = {"foo": {"name": "value"}}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

CASES = [
    # Headers
    same("nothing at all", "", {}),
    same("an empty profile", "[profile foo]", {"foo": {}}),
    same("every character that a name may have", f"[profile {LETTERS}]", {LETTERS: {}}),
    same("marks that a name may have", "[profile a-b:c/d_e%f.g@h+]", {"a-b:c/d_e%f.g@h+": {}}),
    differs("a mark that no name may have", "[profile foo!bar]", {"foo!bar": {}}, {}, "odd-name"),
    same("a header without its end", "[profile foo", REFUSED, "no-header"),
    same("a header without its end, after a section", "[profile foo]\n[profile bar", REFUSED, "no-separator"),
    differs("blanks around a name", "[profile \tfoo \t]", {"foo": {}}, {"foo": {}}, "odd-spacing"),
    same("a tab before the name", "[profile\tfoo]", {"foo": {}}),
    differs("two blanks before the name", "[profile  foo]", {"foo": {}}, {"foo": {}}, "odd-spacing"),
    differs("blanks around the header", "[ profile foo ]\nname = value", {}, NAME_VALUE, "ignored-section"),
    same("two names", "[profile in valid]\nname = value", {}, "ignored-section"),
    same(
        "two names among others",
        "[profile foo]\nname = value\n[profile in valid]\nx = 1\n[profile bar]\nname = value2",
        NAME_VALUE | {"bar": {"name": "value2"}},
        "ignored-section",
    ),
    same("no blank before the name", "[profilefoo]\nname = value\n[profile bar]", {"bar": {}}, "ignored-section"),
    same("a prefix and no name", "[profile]\nname = value", {}, "ignored-section"),
    same("a name without its prefix", "[foo]\nname = value", {}),
    same("a name without its prefix, with a profile's key", "[foo]\nregion = value", {}, "ignored-section"),
    same("a prefix with a capital", "[Profile foo]\nname = value", {}, "ignored-section"),
    differs("a prefix that is longer", "[profiles foo]\nname = value", NAME_VALUE, {}, "odd-prefix"),
    differs("a prefix with a tail", "[profile-x foo]\nname = value", NAME_VALUE, {}, "odd-prefix"),
    differs("quotes around two names", '[profile "a b"]', {"a b": {}}, {}, "odd-name"),
    differs("single quotes around two names", "[profile 'a b']", {"a b": {}}, {}, "odd-name"),
    differs("quotes around one name", "[profile 'foo']", {"foo": {}}, {}, "quoted-name"),
    same("a quote that does not end", "[profile o'brien]\nname = value", {}, "ignored-section"),
    same("names in capitals and not", "[profile foo]\n[profile Foo]", {"foo": {}, "Foo": {}}),
    same("an SSO session", "[sso-session foo]\nname = value\n[profile bar]", {"bar": {}}, "incomplete-session"),
    same("an SSO session without a blank", "[sso-sessionfoo]\n[profile bar]", {"bar": {}}, "ignored-section"),
    # Properties
    same("a property before any section", "name = value", REFUSED, "no-header"),
    same("a property", "[profile foo]\nname = value", NAME_VALUE),
    same("lines that end as on Windows", "[profile foo]\r\nname = value", NAME_VALUE),
    same("a value with an equals sign", "[profile foo]\nname = val=ue", {"foo": {"name": "val=ue"}}),
    same("a value beyond ASCII", "[profile foo]\nname = 😂", {"foo": {"name": "😂"}}),
    same("two properties", "[profile foo]\nname = value\nname2 = b", {"foo": {"name": "value", "name2": "b"}}),
    same("blanks around key and value", "[profile foo]\nname \t=  \tvalue \t", NAME_VALUE),
    same("an empty value", "[profile foo]\nname =", {"foo": {"name": ""}}),
    same("an empty key", "[profile foo]\n= value", REFUSED, "no-key"),
    differs("a colon for the equals sign", "[profile foo]\nname : value", NAME_VALUE, REFUSED, "colon"),
    same("a line without a sign", "[profile foo]\nname value", REFUSED, "no-separator"),
    same("two empty profiles", "[profile foo]\n[profile bar]", {"foo": {}, "bar": {}}),
    same(
        "two profiles with properties",
        "[profile foo]\nname = value\n[profile bar]\nname2 = value2",
        NAME_VALUE | {"bar": {"name2": "value2"}},
    ),
    differs(
        "a key with a blank", "[profile foo]\nin valid = value", {"foo": {"in valid": "value"}}, {"foo": {}}, "odd-key"
    ),
    same(
        "every character that a key may have",
        f"[profile foo]\n{LETTERS} = value",
        {"foo": {LETTERS.lower(): "value"}},
        "capitals",
    ),
    same("a percent sign", "[profile foo]\nname = %(x)s", {"foo": {"name": "%(x)s"}}),
    same("quotes around a value", '[profile foo]\nregion = "value"', {"foo": {"region": '"value"'}}, "quoted-value"),
    # Blank lines and comments
    same(
        "blank lines",
        "\t \n[profile foo]\n\t\n \nname = value\n\t \n[profile bar]\n \t",
        NAME_VALUE | {"bar": {}},
    ),
    differs(
        "comments with number signs",
        "# Comment\n[profile foo] # Comment\nname = value # Comment with # sign",
        {"foo": {"name": "value # Comment with # sign"}},
        NAME_VALUE,
        "inline-comment",
    ),
    differs(
        "comments with semicolons",
        "; Comment\n[profile foo] ; Comment\nname = value ; Comment with ; sign",
        {"foo": {"name": "value ; Comment with ; sign"}},
        NAME_VALUE,
        "inline-comment",
    ),
    differs(
        "comments with both",
        "# Comment\n[profile foo] ; Comment\nname = value # Comment with ; sign",
        {"foo": {"name": "value # Comment with ; sign"}},
        NAME_VALUE,
        "inline-comment",
    ),
    differs(
        "comments that say nothing",
        ";\n[profile foo];\nname = value ;\n",
        {"foo": {"name": "value ;"}},
        NAME_VALUE,
        "inline-comment",
    ),
    same("comments right after headers", "[profile foo]; a\n[profile bar]# b", {"foo": {}, "bar": {}}),
    same(
        "comments right after values are none",
        "[profile foo]\nname = value; a\nname2 = value# b",
        {"foo": {"name": "value; a", "name2": "value# b"}},
    ),
    same(
        "a start URL with a number sign",
        "[profile foo]\nsso_start_url = https://x/start#/",
        {"foo": {"sso_start_url": "https://x/start#/"}},
    ),
    same("an indented comment", "[profile foo]\nname = value\n  # c\n  ; c", NAME_VALUE),
    # Continuations
    same("a value that goes on", "[profile foo]\nname = value\n -continued", {"foo": {"name": "value\n-continued"}}),
    same(
        "a value that goes on twice",
        "[profile foo]\nname = value\n -continued\n -and-continued",
        {"foo": {"name": "value\n-continued\n-and-continued"}},
    ),
    same(
        "blanks around what goes on",
        "[profile foo]\nname = value\n \t -continued \t ",
        {"foo": {"name": "value\n-continued"}},
    ),
    same(
        "what goes on with a number sign",
        "[profile foo]\nname = value\n -continued # Comment",
        {"foo": {"name": "value\n-continued # Comment"}},
    ),
    same(
        "what goes on with a semicolon",
        "[profile foo]\nname = value\n -continued ; Comment",
        {"foo": {"name": "value\n-continued ; Comment"}},
    ),
    same("something goes on before any section", " -continued", REFUSED, "no-header"),
    same("something goes on before any property", "[profile foo]\n -continued", REFUSED, "no-separator"),
    differs("an indented property", "[profile foo]\n  name = value", NAME_VALUE, REFUSED, "indented"),
    # Repetitions
    differs(
        "a profile twice",
        "[profile foo]\nname = value\n[profile foo]\nname2 = value2",
        REFUSED,
        {"foo": {"name": "value", "name2": "value2"}},
        "duplicate-section",
    ),
    differs(
        "a property twice", "[profile foo]\nname = value\nname = b", REFUSED, {"foo": {"name": "b"}}, "duplicate-key"
    ),
    differs(
        "a property twice in a profile twice",
        "[profile foo]\nname = value\n[profile foo]\nname = b",
        REFUSED,
        {"foo": {"name": "b"}},
        "duplicate-section",
    ),
    differs(
        "a property twice, with a capital",
        "[profile foo]\nName = value\n[profile foo]\nname = b",
        REFUSED,
        {"foo": {"name": "b"}},
        "duplicate-section",
        "capitals",
    ),
    same(
        "what goes on ends with its section",
        "[profile foo]\nname = value\n[profile foo]\n -continued",
        REFUSED,
        "duplicate-section",
        "no-separator",
    ),
    differs(
        "both default profiles, the plain one last",
        "[profile default]\nname = value\n[default]\nname2 = value2",
        {"default": {"name2": "value2"}},
        {"default": {"name": "value"}},
        "named-twice",
    ),
    same(
        "both default profiles, the plain one first",
        "[default]\nname2 = value2\n[profile default]\nname = value",
        {"default": {"name": "value"}},
        "named-twice",
    ),
    differs(
        "three default profiles",
        "[profile default]\nname = value\n[default]\nname2 = value2\n[profile default]\nname3 = value3",
        REFUSED,
        {"default": {"name": "value", "name3": "value3"}},
        "duplicate-section",
        "named-twice",
    ),
    differs(
        "the default profile in capitals",
        "[DEFAULT]\nregion = x\n[profile foo]\nname = value",
        {"foo": {"name": "value", "region": "x"}},
        NAME_VALUE,
        "default-leaks",
    ),
    # Nested blocks; the spec gives them as text
    same("a nested block", "[profile foo]\ns3 =\n name = value", {"foo": {"s3": {"name": "value"}}}),
    same("a nested line without a sign", "[profile foo]\ns3 =\n invalid", REFUSED, "nested-line"),
    same("a nested empty value", "[profile foo]\ns3 =\n name =", {"foo": {"s3": {"name": ""}}}),
    differs("a nested empty key", "[profile foo]\ns3 =\n = value", {"foo": {"s3": {"": "value"}}}, REFUSED, "odd-key"),
    same("a nested key with a blank", "[profile foo]\ns3 =\n in valid = value", {"foo": {"s3": {"in valid": "value"}}}),
    same(
        "a nested block with blank lines",
        "[profile foo]\ns3 =\n name = value\n\t \n name2 = value2",
        {"foo": {"s3": {"name": "value", "name2": "value2"}}},
    ),
    # Encodings
    differs("a byte order mark", "\ufeff[profile foo]\nname = value", REFUSED, NAME_VALUE, "bom"),
]

OTHERWISE = {"three default profiles"}
"""botocore refuses the file, and we let the last header win, as botocore does where there are two."""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, folder: Folder) -> None:
    folder.write(case.text)
    theirs = folder.botocores()
    files = folder.read()

    assert (REFUSED if theirs is REFUSED else theirs["profiles"]) == case.botocore
    assert codes(files) == case.told
    # A file that botocore refuses is read as the spec reads it. If both refuse it, all that can be read is read.
    expected = case.spec if case.botocore is REFUSED else case.botocore
    if expected is not REFUSED and case.name not in OTHERWISE:
        assert profiles_of(files) == expected


def test_at_least_the_cases_of_the_reference_are_here() -> None:
    assert len(CASES) >= 58
    assert len({case.name for case in CASES}) == len(CASES)
