"""What is read without argparse is what argparse reads."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssotui.cli.commands import COMMANDS, module_of
from ssotui.cli.parser import parsed, parser_of
from ssotui.cli.plain_arguments import read_plain
from ssotui.model.errors import UsageError

WORDS = (
    "", "-", "--", "-h", "-1", "dev", "a b", "json", "names", "env", "fish", "bash", "5", "eu-west-1",
    "--format", "--format=json", "--format=", "--form", "--copy", "--copy=1", "--write", "--region", "--region=x",
    "--keys", "--clear", "--yes", "--shell", "--account", "--role", "--install", "--clear-after", "--path", "--all",
)  # fmt: skip


def check(name: str, args: list[str]) -> bool:
    """Whether the line was plain; if it was, argparse must read the same."""
    plain = read_plain(module_of(name).configure, args)
    if plain is None:
        return False
    try:
        full = parsed(parser_of(name), args)
    except UsageError as error:
        raise AssertionError(f"argparse refuses {args}: {error.message}") from None
    assert full is not None, args
    assert vars(plain) == vars(full)
    return True


@pytest.mark.parametrize("name", COMMANDS)
def test_every_short_line_is_read_alike(name: str) -> None:
    plain = [check(name, list(args)) for length in range(3) for args in product(WORDS, repeat=length)]
    assert any(plain) or name in {"init", "exec", "completion", "settings", "accounts"}


@given(name=st.sampled_from(sorted(COMMANDS)), args=st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=6))
def test_every_longer_line_is_read_alike(name: str, args: list[str]) -> None:
    check(name, args)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("list", []),
        ("list", ["--format", "json"]),
        ("list", ["--format=names", "pay", "prod"]),
        ("status", ["acme"]),
        ("creds", ["dev", "--format", "json"]),
        ("creds", ["--account", "111122223333", "--role", "ReadOnly"]),
        ("use", ["-"]),
        ("use", ["dev", "--keys", "--shell", "fish"]),
        ("credential-process", ["dev"]),
    ],
)
def test_ordinary_lines_need_no_argparse(name: str, args: list[str]) -> None:
    assert check(name, args)


def test_what_it_does_not_know_is_for_argparse() -> None:
    assert read_plain(lambda parser: parser.add_subparsers(), []) is None
    assert read_plain(lambda parser: parser.add_argument("x", nargs=2), ["a", "b"]) is None
