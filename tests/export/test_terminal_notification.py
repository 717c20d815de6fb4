"""The terminal's own notification: which terminal gets which sequence, and what can be in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ssotui.export.terminal_notification import notification

KITTY = "\x1b]99;i=ssotui:d=0:p=title;ssotui\x1b\\\x1b]99;i=ssotui:d=1:p=body;acme ends\x1b\\"
URXVT = "\x1b]777;notify;ssotui;acme ends\a"


@pytest.mark.parametrize(
    ("environ", "sequence"),
    [
        ({"TERM": "xterm-kitty"}, KITTY),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, KITTY),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "\x1b]9;ssotui: acme ends\a"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm", "KITTY_WINDOW_ID": "1"}, URXVT),
        ({"TERM": "xterm-ghostty"}, URXVT),
        ({"TERM": "foot-extra"}, URXVT),
        ({"TERM": "rxvt-unicode-256color"}, URXVT),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "vscode", "KITTY_WINDOW_ID": "1"}, ""),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, ""),
        ({"TERM": "screen-256color", "KITTY_WINDOW_ID": "1"}, ""),
        ({"TERM": "xterm-kitty", "STY": "1.pts"}, ""),
        ({}, ""),
    ],
)
def test_each_terminal_gets_what_it_knows_and_an_unknown_one_nothing(environ: dict[str, str], sequence: str) -> None:
    assert notification("ssotui", "acme ends", environ) == sequence


@pytest.mark.parametrize(
    ("allows", "client", "inner"),
    [
        ("on", "|xterm-kitty", KITTY),
        ("all", "ghostty 1.1.3|xterm-256color", URXVT),
        ("on", "|xterm-256color", ""),
        ("off", "|xterm-kitty", ""),
        ("", "|xterm-kitty", ""),
    ],
)
def test_tmux_is_asked_what_it_runs_in_and_passes_on_where_that_is_allowed(
    allows: str, client: str, inner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tmux").write_text(
        f'#!/bin/sh\ncase $1 in show-options) echo "{allows}" ;; *) echo "{client}" ;; esac\n'
    )
    (tmp_path / "tmux").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    environ = {"TMUX": "/tmp/tmux,1,0", "TERM": "tmux-256color", "TERM_PROGRAM": "tmux"}
    wrapped = "\x1bPtmux;" + inner.replace("\x1b", "\x1b\x1b") + "\x1b\\" if inner else ""
    assert notification("ssotui", "acme ends", environ) == wrapped


def test_no_name_is_more_than_text() -> None:
    said = notification("ssotui", "x\x1b\\\x1b]0;owned\a;y\u202e\x9d" + "z" * 1000, {"TERM": "foot"})
    body = said.removeprefix("\x1b]777;notify;ssotui;").removesuffix("\a")
    assert body.isprintable()
    assert ";" not in body
    assert len(body) < 300
