"""What is wrong here, whose credentials AWS tools would use, and the changes that mend some of it."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ssotui.actions.doctor.examination import examine
from ssotui.actions.settings import loading
from ssotui.aws import locations
from ssotui.model.errors import SsotuiError
from ssotui.model.findings import Candidate, Diagnosis, Finding, Repair
from ssotui.model.profile import Place as Where
from ssotui.model.profile import Severity
from ssotui.model.text import visible
from ssotui.tui.shell.command_screen import Commanded
from ssotui.tui.shell.commands import BY_ID, Place
from ssotui.tui.shell.context import in_thread
from ssotui.tui.shell.dialog import SCROLLBAR, Dialog
from ssotui.tui.shell.settings_problems import judged
from ssotui.tui.widgets.menu import Menu, heading

TONES = {Severity.ERROR: "$text-error", Severity.WARNING: "$text-warning", Severity.NOTE: "$text-secondary"}
LABEL = 11
"""Cells of the sign and the word before what a finding says."""


class DoctorScreen(Dialog[None], Commanded[None]):
    """Looks when it opens, and again after each repair."""

    PLACES: ClassVar = (Place.DOCTOR,)

    @dataclass
    class Examined(Message):
        """What was found."""

        diagnosis: Diagnosis

    @dataclass
    class Previewed(Message):
        """What a repair would change."""

        repair: Repair
        diff: tuple[str, ...]

    @dataclass
    class Mended(Message):
        """A repair is done."""

        said: str

    @dataclass
    class Refused(Message):
        """A repair cannot be done."""

        error: SsotuiError

    def __init__(self) -> None:
        super().__init__()
        self._diagnosis: Diagnosis | None = None

    def compose(self) -> ComposeResult:
        """One list: the credentials first, then the findings."""
        with Vertical(classes="dialog wide", id="doctor"):
            yield Menu([heading(self._words("Looking", self.services.glyphs.ellipsis))], self.services.keymap)

    def on_mount(self) -> None:
        """Look at once."""
        self._box.border_title = "Doctor"
        self.action_reload()

    def on_resize(self) -> None:
        """As wide as there is room."""
        self._draw()

    def action_reload(self) -> None:
        """Look again."""
        self._examine()

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_mend(self) -> None:
        """Show what would mend the finding under the cursor."""
        finding = self._finding()
        if finding and finding.repair:
            self._preview(finding.repair)
        elif finding:
            self.notify(self.conceal(f"Only you can mend this one. {visible(finding.fix)}"), markup=False)

    @on(OptionList.OptionSelected)
    def _picked(self) -> None:
        """Clicked: to look at what cannot be mended here is no question."""
        if (finding := self._finding()) and finding.repair:
            self.action_mend()

    @work(exclusive=True, group="examine", exit_on_error=False, description="look for what is wrong")
    async def _examine(self) -> None:
        now = self.services.clock()
        try:
            diagnosis = await in_thread(lambda: examine(judged(loading.load(BY_ID)), now))
        except SsotuiError as error:
            self.post_message(self.Refused(error))
        else:
            self.post_message(self.Examined(diagnosis))

    @work(exclusive=True, group="mend", exit_on_error=False, description="look at a repair")
    async def _preview(self, repair: Repair) -> None:
        try:
            diff = await in_thread(repair.preview)
        except SsotuiError as error:
            self.post_message(self.Refused(error))
        else:
            self.post_message(self.Previewed(repair, diff))

    @work(exclusive=True, group="mend", exit_on_error=False, description="mend")
    async def _apply(self, repair: Repair) -> None:
        try:
            said = await in_thread(repair.apply)
        except SsotuiError as error:
            self.post_message(self.Refused(error))
        else:
            self.post_message(self.Mended(said))

    @on(Examined)
    def _show(self, message: Examined) -> None:
        self._diagnosis = message.diagnosis
        self._draw()

    @on(Previewed)
    def _ask(self, message: Previewed) -> None:
        from ssotui.tui.shell.diff_dialog import DiffScreen

        repair = message.repair

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual passes the result by position
            if yes:
                self._apply(repair)

        diff = [self.conceal(line) for line in message.diff]
        self.app.push_screen(DiffScreen(repair.what, diff), answered)

    @on(Mended)
    def _say_mended(self, message: Mended) -> None:
        self.notify(self.conceal(visible(message.said)), markup=False)
        self._examine()

    @on(Refused)
    def _say_refused(self, message: Refused) -> None:
        said = f"{visible(message.error.message)}\n{visible(message.error.hint)}"
        self.notify(self.conceal(said), severity="error", timeout=10, markup=False)
        self._examine()  # what was found is no longer so

    @property
    def _box(self) -> Vertical:
        return self.query_one("#doctor", Vertical)

    def _finding(self) -> Finding | None:
        menu = self.query_one(Menu)
        if self._diagnosis is None or menu.highlighted is None:
            return None
        name = menu.get_option_at_index(menu.highlighted).id
        return self._diagnosis.findings[int(name)] if name else None

    def _draw(self) -> None:
        if self._diagnosis:
            self._box.border_subtitle = _counted(self._diagnosis.findings)
            self.query_one(Menu).show(self._options(self._diagnosis))

    def _options(self, diagnosis: Diagnosis) -> Iterator[Option]:
        yield heading(self._credentials(diagnosis))
        for at, finding in enumerate(diagnosis.findings):
            yield heading(Content(""))
            yield Option(Content("\n").join(self._lines(finding)), id=str(at))
        if not diagnosis.findings:
            sign = self.services.glyphs.selected
            yield heading(Content.assemble("\n", (f"{sign} Nothing is wrong.", "bold $text-success")))

    def _credentials(self, diagnosis: Diagnosis) -> Content:
        """Who wins and why, and who does not."""
        winner = diagnosis.winner
        lines = [Content.styled("aws here uses", "bold $primary")]
        if winner:
            lines += self._candidate("1", winner, "bold")
            lines += [self._words(" " * 4, f"because {visible(winner.reason)}")]
        else:
            lines += [Content.styled("  no credentials", "bold")]
        if diagnosis.shadowed:
            title = "and not, in this order" if winner else "though there would be, in this order"
            lines.append(Content.styled(f"\n{title}", "bold $primary"))
        for number, found in enumerate(diagnosis.shadowed, 2 if winner else 1):
            lines += self._candidate(str(number), found, "$foreground")
        return Content("\n").join(lines)

    def _candidate(self, number: str, found: Candidate, style: str) -> Iterator[Content]:
        """On one line with its place, if both have room."""
        place = _place(found.place)
        said, where = self.conceal(visible(found.message)), self.conceal(place)
        first = Content.assemble((f"{number:>3} ", "$foreground-muted"), (said, style))
        gap = self._room - first.cell_length - len(where)
        if gap >= 2 or not where:
            yield Content.assemble(first, " " * max(gap, 0), (where, "$foreground-muted"))
        else:
            yield first
            yield self._words(" " * 4, where)

    def _lines(self, finding: Finding) -> Iterator[Content]:
        """What it says, what to do, where; and whether that can be done here."""
        glyphs = self.services.glyphs
        sign = {Severity.ERROR: glyphs.expired, Severity.WARNING: glyphs.warning}.get(finding.severity, glyphs.note)
        label = f"{sign} {finding.severity.value}"
        for text, style in ((finding.message, "$foreground"), (finding.fix, "$foreground-muted")):
            for line in textwrap.wrap(self.conceal(visible(text)), self._room - LABEL, break_on_hyphens=False):
                yield Content.assemble((f"{label:<{LABEL}}", f"bold {TONES[finding.severity]}"), (line, style))
                label = ""
        place = self.conceal(_place(finding.place))
        mend = self.button("doctor.mend") if finding.repair else Content("")
        if place or finding.repair:
            gap = self._room - LABEL - len(place) - mend.cell_length
            yield Content.assemble(" " * LABEL, (place, "$foreground-muted"), " " * max(gap, 2 if place else 0), mend)

    def _words(self, *parts: str) -> Content:
        return Content.styled(self.conceal("".join(parts)), "$foreground-muted")

    @property
    def _room(self) -> int:
        """Cells of a line."""
        return max(self._box.size.width - SCROLLBAR, LABEL * 2)


def _place(place: Where | None) -> str:
    return visible(locations.shorten(str(place))) if place else ""


def _counted(findings: tuple[Finding, ...]) -> str:
    """``1 error, 2 notes``."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(
        f"{counts[each]} {each.value}{'s' if counts[each] > 1 else ''}" for each in Severity if counts[each]
    )
