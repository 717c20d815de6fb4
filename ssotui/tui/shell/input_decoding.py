"""Decoding of keys that are typed in another encoding than UTF-8, pasted, or sent by an old terminal's mouse."""

from __future__ import annotations

import codecs
import sys
from functools import partial


def bear_any_bytes() -> None:
    """Have Textual's driver put a replacement in the place of a byte that is no UTF-8.

    It decodes strictly, and ends the app with a traceback at the first such byte, of which an é of a Latin-1 terminal
    is one. No setting of Textual's and no method of its driver reaches the decoder, only the name it is made by.
    """
    if sys.platform != "win32":
        from textual.drivers import linux_driver

        made = codecs.getincrementaldecoder
        vars(linux_driver)["getincrementaldecoder"] = lambda encoding: partial(made(encoding), errors="replace")
