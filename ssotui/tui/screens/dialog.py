"""What opens over the list. Its style sheet is read when the first dialog opens, not before the first frame."""

from __future__ import annotations

from typing import ClassVar, Generic

from textual.screen import ModalScreen, ScreenResultType


class Dialog(ModalScreen[ScreenResultType], Generic[ScreenResultType]):
    """A modal screen in the house's style; its box has the class ``dialog``."""

    CSS_PATH: ClassVar = "../styles/dialogs.tcss"
