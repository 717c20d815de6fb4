"""The rules of the house: what imports what, what a package carries, what the README says."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ssotui.cli.commands import COMMANDS
from tests import counts, lowest, readme

ROOT = Path(__file__).parent.parent


def modules_after(code: str) -> set[str]:
    """The top-level modules that a new process has loaded once it has run the code."""
    shown = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        env=dict(os.environ), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return set(shown.splitlines()[-1].split())


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_no_module_imports_itself_by_others() -> None:
    assert sorted(map(sorted, counts.circles())) == []


def test_a_public_class_has_a_name_of_its_own() -> None:
    assert sorted(counts.twins()) == []


def test_docstrings_are_statements() -> None:
    unclear = [str(each) for each in counts.unclear()]
    assert unclear == [], "a statement begins with none of counts.NO_STATEMENT, and has five words or more"


CLOCKS = re.compile(r"\b(?:monotonic|perf_counter|process_time|thread_time)\(\)")


def test_what_measures_time_is_marked() -> None:
    """Only what is marked so may be tried again in CI."""
    unmarked = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                marks = [ast.unparse(decorator) for decorator in node.decorator_list]
                if CLOCKS.search(ast.get_source_segment(text, node) or "") and "pytest.mark.timing" not in marks:
                    unmarked.append(f"{path.name}: {node.name}")
    assert unmarked == []


def test_importing_the_package_imports_nothing_else() -> None:
    assert {name for name in modules_after("import ssotui") if name.startswith("ssotui")} == {"ssotui"}


@pytest.mark.parametrize("command", [["list"], ["status"], ["--help"], ["--version"]])
def test_a_command_loads_no_aws_and_no_textual(command: list[str]) -> None:
    loaded = modules_after(f"from ssotui.cli.entry import run; run({command!r})")
    assert not loaded & {"textual", "rich", "botocore", "boto3", "frizbee", "pyperclip", "ssotui.demo"}


def test_the_screen_waits_for_no_aws() -> None:
    loaded = modules_after("import ssotui.tui.app, ssotui.tui.keys.screen")
    assert not loaded & {"botocore", "boto3", "pyperclip", "segno", "ssotui.demo"}


def test_every_dependency_has_a_lowest_and_a_highest_version() -> None:
    assert [each for each in lowest.dependencies() if not lowest.BOUNDS.fullmatch(each)] == []


def test_ci_runs_what_there_is() -> None:
    """The fast half is named by its folders."""
    fast = re.search(r"^FAST=\((.*)\)$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert fast
    assert [path for path in fast[1].split() if not (ROOT / path).exists()] == []


def test_the_readme_has_the_tables_of_the_code() -> None:
    text = readme.README.read_text()
    assert readme.with_tables(text) == text, "run: python -m tests.readme"


@pytest.mark.parametrize(("heading", "ends"), [("Try it", "ssotui --demo"), ("Run the tests", "pytest")])
def test_the_readme_promises_one_line(heading: str, ends: str) -> None:
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", readme.README.read_text(), re.MULTILINE | re.DOTALL)
    assert section
    (block,) = re.findall(r"```sh\n(.*?)```", section[1], re.DOTALL)
    (line,) = block.splitlines()
    assert line.endswith(ends)


def test_the_readme_begins_with_a_picture_three_sentences_and_how_to_try_it() -> None:
    _, picture, words, rest = readme.README.read_text().split("\n\n", 3)
    assert picture.startswith("![")
    assert len(re.findall(r"\.(?=\**\s|$)", words)) == 3
    assert rest.startswith("## Try it")


def test_the_readme_folds_its_long_tables() -> None:
    text = readme.README.read_text()
    for name in readme.TABLES:
        assert re.search(rf"<details>\n<summary>[^<]+</summary>\n\n<!-- {name} -->", text)
        assert f"<!-- /{name} -->\n\n</details>\n" in text


def test_the_readme_names_every_command() -> None:
    text = readme.README.read_text()
    assert [name for name in COMMANDS if f"\nssotui {name} " not in text and f"\nssotui {name}\n" not in text] == []


def test_the_pictures_of_the_readme_exist() -> None:
    pictures = re.findall(r"\]\((screenshots/[^)]+)\)", readme.README.read_text())
    assert pictures
    for picture in pictures:
        assert (ROOT / picture).is_file()
