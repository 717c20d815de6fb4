"""The counts that the house is kept by: ``python -m tests.counts`` prints them, ``test_house.py`` holds them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import grimp

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "ssotui").rglob("*.py"))

NO_STATEMENT = frozenset({"What", "Whose", "Of", "That", "Which", "As", "Whether"})
"""The words that begin a noun clause: it names a thing, and states nothing."""
FEWEST_WORDS = 5


class Definition(NamedTuple):
    """A public module, class or function.

    Attributes:
        name: its own, without those of what it stands in; empty for a module.
        docstring: empty if there is none.
    """

    path: Path
    line: int
    name: str
    is_class: bool
    docstring: str

    @property
    def package(self) -> str:
        """The folder that it is in, below ``ssotui``; of a module at the top, ``ssotui``."""
        return ".".join(self.path.relative_to(ROOT).parts[:-1])

    @property
    def states(self) -> bool:
        """Whether its docstring's first paragraph is a statement of some words."""
        words = self.docstring.partition("\n\n")[0].split()
        return len(words) >= FEWEST_WORDS and words[0].rstrip(",;:") not in NO_STATEMENT

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.docstring.partition(chr(10))[0]!r}"


def definitions() -> Iterator[Definition]:
    """Every public one."""
    for path in SOURCES:
        module = ast.parse(path.read_text())
        yield Definition(path, 1, "", is_class=False, docstring=ast.get_docstring(module) or "")
        yield from _inside(path, module)


def _inside(path: Path, parent: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    for node in parent.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            docstring, is_class = ast.get_docstring(node) or "", isinstance(node, ast.ClassDef)
            yield Definition(path, node.lineno, node.name, is_class, docstring)
            if isinstance(node, ast.ClassDef):
                yield from _inside(path, node)


def unclear() -> list[Definition]:
    """Those whose docstring does not state anything."""
    return [each for each in definitions() if each.docstring and not each.states]


def twins() -> set[str]:
    """The names that more than one public class has."""
    names = [each.name for each in definitions() if each.is_class]
    return {name for name in names if names.count(name) > 1}


def circles() -> set[frozenset[str]]:
    """The modules that import one another in a circle, wherever the import stands, and if for types only."""
    graph = grimp.build_graph("ssotui", exclude_type_checking_imports=False, cache_dir=None)
    reached = {module: _reached(graph, module) for module in graph.modules}
    return {
        frozenset(other for other in others if module in reached[other])
        for module, others in reached.items()
        if module in others
    }


def _reached(graph: grimp.ImportGraph, module: str) -> set[str]:
    """What the module imports, directly and by others."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        new = graph.find_modules_directly_imported_by(waiting.pop()) - found
        found |= new
        waiting += new
    return found


def main() -> None:
    """Print all of them."""
    from tests import traces  # it imports the app, and only this needs it

    traces.main()
    print(f"lines of ssotui: {sum(len(path.read_text().splitlines()) for path in SOURCES)}")
    print(f"circles of imports: {sorted(map(len, circles()), reverse=True)}")
    print(f"docstrings that do not state: {len(unclear())} of {sum(bool(each.docstring) for each in definitions())}")
    print(f"class names used more than once: {len(twins())}")


if __name__ == "__main__":
    main()
