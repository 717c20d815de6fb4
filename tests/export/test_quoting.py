"""No value runs, in any shell: every format that one evaluates, in every such shell, on hostile values."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tree_sitter import Language, Node, Parser
from tree_sitter_powershell import language as powershell_grammar

from ssotui.model.errors import UsageError
from ssotui.model.text import visible
from tests.export.samples import HOSTILE, ORDER, RIVALS, outgoing, text
from tests.support.programs import need

NOT_IN_DOTENV = re.compile(r"['\\$]")
PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1)
NUSHELL_FOLDER = Path(os.environ.get("NODE_MODULES", "node_modules")).absolute() / ".bin"


class Evaluation(NamedTuple):
    """A format, and how a shell is told to evaluate it; it gets the text on its standard input."""

    form: str
    shell: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.form} {self.shell} {self.arguments[-1].split()[0]}"


EVALUATIONS = [
    *(Evaluation("env", shell, ("-c", 'eval "$(cat)"; env -0')) for shell in ("bash", "zsh", "dash")),
    *(Evaluation("env", shell, ("-c", "cat >script; . ./script; env -0")) for shell in ("bash", "zsh", "dash")),
    *(Evaluation("env-no-export", shell, ("-c", 'set -a; eval "$(cat)"; env -0')) for shell in ("bash", "zsh", "dash")),
    *(Evaluation("dotenv", shell, ("-c", "cat >.env; set -a; . ./.env; env -0")) for shell in ("bash", "zsh", "dash")),
    Evaluation("fish", "fish", ("--no-config", "-c", "source -; env -0")),
    Evaluation("fish", "fish", ("--no-config", "-c", "eval (cat); env -0")),
    Evaluation("nushell", "nu", ("--no-config-file", "-c", "source script.nu; ^env -0")),
]


def program(shell: str) -> str:
    """Nushell comes as a package of npm."""
    if shell == "nu" and (NUSHELL_FOLDER / "nu").exists():
        return str(NUSHELL_FOLDER / "nu")
    return need(shell)


def environment(evaluation: Evaluation, script: str, folder: Path) -> dict[str, str]:
    """What the shell's children see after it has evaluated the script, in a folder where nothing may come to be."""
    (folder / "script.nu").write_bytes(script.encode())  # nushell reads no program from its standard input
    done = subprocess.run(
        [program(evaluation.shell), *evaluation.arguments],
        input=script.encode(),
        env={**RIVALS, "AWS_SESSION_TOKEN": "old", "PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"},
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert done.stderr.decode() == ""
    pairs = (entry.split("=", 1) for entry in done.stdout.decode().split("\0") if entry)
    return dict(pairs)


def refused(form: str, value: str) -> bool:
    """Whether the value is not printable. A terminal that shows it would take it for a command."""
    if value.isprintable():
        return False
    with pytest.raises(UsageError, match="AWS_SECRET_ACCESS_KEY holds a control character"):
        text(form, outgoing(secret=value))
    return True


def check(evaluation: Evaluation, value: str, folder: Path) -> None:
    if refused(evaluation.form, value):
        return
    what = outgoing(secret=value, token=None)
    if evaluation.form == "dotenv" and NOT_IN_DOTENV.search(value):
        with pytest.raises(UsageError, match="disagree"):
            text("dotenv", what)
        return
    seen = environment(evaluation, text(evaluation.form, what), folder)
    assert seen["AWS_SECRET_ACCESS_KEY"] == value
    assert seen["AWS_REGION"] == seen["AWS_DEFAULT_REGION"] == "eu-west-1"
    assert seen["AWS_ACCESS_KEY_ID"] == "ASIAEXAMPLE"
    if evaluation.form != "dotenv":
        assert not seen.keys() & {*RIVALS, "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION"}
    assert {path.name for path in folder.iterdir()} <= {"script", "script.nu", ".env", ".config", ".local", ".cache"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("evaluation", EVALUATIONS, ids=Evaluation.__str__)
def test_no_value_runs(evaluation: Evaluation, value: str, folder: Path) -> None:
    check(evaluation, value, folder)


@pytest.mark.parametrize("evaluation", EVALUATIONS, ids=Evaluation.__str__)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=PRINTABLE)
def test_any_value_stays_as_it_is(evaluation: Evaluation, value: str, folder: Path) -> None:
    check(evaluation, value, folder)


FORMS = ["env", "env-no-export", "fish", "powershell", "windows-cmd", "nushell", "dotenv"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("value", ["a\0b", "a\x1b[201~\x03", "a\x9bm", "a\u202eb", "a\udc80"])
def test_what_is_not_printable_is_refused(form: str, value: str) -> None:
    assert refused(form, value)
    with pytest.raises(UsageError, match="AWS_ACCESS_KEY_ID holds a control character"):
        text(form, outgoing(key_id=value))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("region", ["us\x1b]0;PWN\a", "us-east-1\n", "us east", "$(touch ran)", "é", "x.example.com/#"])
def test_what_is_no_region_is_refused_by_its_name(form: str, region: str) -> None:
    with pytest.raises(UsageError, match="There is no region") as caught:
        text(form, outgoing(region=region))
    assert f"'{visible(region)}'" in caught.value.message
    assert caught.value.message.isprintable()


# PowerShell is in no package that could be installed here: what follows reads its text by a grammar of other people's,
# and by the documented rule (about_Quoting_Rules: between single quotes, two of them are one, and all else is literal;
# the language specification, 2.3.5.2: four typographic characters are single quotes too).

TYPOGRAPHIC = {ord(char): "'" for char in "\u2018\u2019\u201a\u201b"}
SINGLE_QUOTED = re.compile(r"'((?:[^'\u2018\u2019\u201a\u201b]|['\u2018\u2019\u201a\u201b]{2})*)'")


def powershell(script: str) -> dict[str, str | None]:
    """What PowerShell's environment is changed by, if the script has nothing but assignments of literals."""
    tree = Parser(Language(powershell_grammar())).parse(script.translate(TYPOGRAPHIC).encode())
    assert not tree.root_node.has_error
    leaves = [node.type for node in walk(tree.root_node) if not node.children]
    assert set(leaves) <= {"variable", "=", "verbatim_string_characters"}, leaves
    literals = leaves.count("verbatim_string_characters")
    found: dict[str, str | None] = {}
    at = 0
    assignment = re.compile(rf"\$Env:(\w+) = (?:(\$null)|{SINGLE_QUOTED.pattern})\n")
    while at < len(script):
        match = assignment.match(script, at)
        assert match, script[at:]
        found[match[1]] = None if match[2] else re.sub(r"(['\u2018\u2019\u201a\u201b]).", r"\1", match[3])
        at = match.end()
    assert literals == sum(value is not None for value in found.values())
    return found


def walk(node: Node) -> list[Node]:
    return [node, *(inner for child in node.children for inner in walk(child))]


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_powershell_reads_assignments_only(value: str) -> None:
    if refused("powershell", value):
        return
    changes = powershell(text("powershell", outgoing(secret=value, token=None)))
    assert all(changes[name] is None for name in [*RIVALS, "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION"])
    assert changes["AWS_SECRET_ACCESS_KEY"] == value


@settings(max_examples=200)
@given(PRINTABLE)
def test_powershell_reads_any_value(value: str) -> None:
    assert (
        refused("powershell", value)
        or powershell(text("powershell", outgoing(secret=value)))["AWS_SECRET_ACCESS_KEY"] == value
    )


# cmd.exe runs on Windows only: this reads a line as its documented phases do (percent expansion before anything else;
# then quotes, outside of which & | < > ^ ( ) are special; then delayed expansion, which may be on).


def cmd(line: str) -> tuple[str, str]:
    """The name and the value that a line sets."""
    assert not re.search(r"[%!\x00-\x1f]", line), "it is expanded, or it ends the line"
    quoted = False
    for char in line:
        quoted ^= char == '"'
        assert quoted or char not in "&|<>^()", "it is special here"
    assert len(line) <= 8191
    match = re.fullmatch(r'set "(\w+)=(.*)"', line)
    assert match
    return match[1], match[2]


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_windows_cmd_sets_or_refuses(value: str) -> None:
    if refused("windows-cmd", value):
        return
    if re.search(r'[%!"]', value):
        with pytest.raises(UsageError, match=r"AWS_\w+ cannot be set in cmd.exe: it reads") as caught:
            text("windows-cmd", outgoing(secret=value))
        assert "powershell" in caught.value.hint
        return
    changes = dict(map(cmd, text("windows-cmd", outgoing(secret=value)).splitlines()))
    assert list(changes) == [*RIVALS, *ORDER, "SSOTUI_REGIONS"]
    assert not any(changes[name] for name in RIVALS)
    assert changes["AWS_SECRET_ACCESS_KEY"] == value


def test_windows_cmd_refuses_what_would_be_cut_off() -> None:
    with pytest.raises(UsageError, match="8,191"):
        text("windows-cmd", outgoing(token="x" * 8192))
