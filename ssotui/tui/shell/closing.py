"""Closing a screen once, and not the one that lies over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.await_complete import AwaitComplete

if TYPE_CHECKING:
    from textual.screen import Screen

    Base = Screen[Any]
else:
    Base = object
    """Textual takes the style of a screen from its first base that is one, and that shall be the real one."""


class ClosesOnce(Base):
    """A screen that two keys in one burst close once, where Textual would close whatever is below it too."""

    _held: tuple[Any] | None = None
    """The result of a screen that has ended while another one lay over it."""

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close with the result: at once, or when the screens over it are gone; not again if it is closed."""
        stack = self.app.screen_stack
        if stack[-1] is self:
            return super().dismiss(result)
        if self in stack:
            self._held = (result,)
        return AwaitComplete()

    def on_screen_resume(self) -> None:
        """Nothing lies over it any more."""
        if self._held:
            self.dismiss(*self._held)
