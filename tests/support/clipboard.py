"""A clipboard that only remembers."""

from __future__ import annotations

from ssotui.export.clipboard import Clipboard, Delivery
from ssotui.model.errors import SsotuiError
from ssotui.model.secret import Secret


class FakeClipboard(Clipboard):
    """What was copied last; ``refuse`` makes it fail, ``delivery`` is what it claims."""

    def __init__(self) -> None:
        self.text: Secret | None = None
        self.clear_after: float | None = None
        self.delivery = Delivery.COPIED
        self.refuse: SsotuiError | None = None

    def copy(self, text: Secret, *, clear_after: float) -> Delivery:
        if self.refuse:
            raise self.refuse
        self.text, self.clear_after = text, clear_after
        return self.delivery
