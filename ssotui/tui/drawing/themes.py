"""Our own two themes; every one of Textual's can be chosen too."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

DARK = Theme(
    name="ssotui-dark",
    primary="#ffb454",
    secondary="#73b8ff",
    accent="#ffcc66",
    foreground="#d9d7ce",
    background="#12161c",
    surface="#171c24",
    panel="#1f2630",
    success="#8fd694",
    warning="#ffb454",
    error="#ff7b72",
    dark=True,
    variables={"foreground-muted": "#9fa4ab"},
)

LIGHT = Theme(
    name="ssotui-light",
    primary="#8a4b00",
    secondary="#1b5a9e",
    accent="#7a4100",
    foreground="#2a2823",
    background="#fbfaf6",
    surface="#f4f2ea",
    panel="#eae6da",
    success="#216b2b",
    warning="#8a4b00",
    error="#a81e16",
    dark=False,
    variables={"foreground-muted": "#5c5850"},
)

OURS = (DARK, LIGHT)

ANSI_THEMES = frozenset(name for name, theme in BUILTIN_THEMES.items() if theme.ansi)
"""Those that leave the choice of colours to the terminal."""


def names() -> frozenset[str]:
    """List the names of every theme that can be chosen."""
    return frozenset(BUILTIN_THEMES) | {theme.name for theme in OURS}
