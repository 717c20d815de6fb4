"""The doctor: which credentials AWS tools would use, what is wrong, and the changes that fix some of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ssotui.actions.doctor.examination import examine
from ssotui.actions.settings import loading
from ssotui.aws import locations
from ssotui.model.errors import SsotuiError, UsageError
from ssotui.model.findings import Candidate, Diagnosis, Finding
from ssotui.model.profile import FilePlace as Where
from ssotui.model.profile import Severity
from ssotui.model.text import visible
from ssotui.tui.drawing.cells import wrapped
from ssotui.tui.shell.commands import Place
from ssotui.tui.shell.dialog import SCROLLBAR, Dialog
from ssotui.tui.shell.flow import Context, in_thread, say_failed
from ssotui.tui.shell.on_screen import with_keys
from ssotui.tui.shell.settings_problems import with_screen_problems
from ssotui.tui.widgets.menu import Menu, heading

TONES = {Severity.ERROR: "$text-error", Severity.WARNING: "$text-warning", Severity.NOTE: "$text-secondary"}
NUMBER = 4
"""Cells of the number before credentials."""

LABEL = 11
"""Cells of the sign and the word before what a finding says."""


class DoctorScreen(Dialog[None]):
    """Looks for what is wrong when it opens, and again after each fix."""

    place = Place.DOCTOR

    def __init__(self) -> None:
        super().__init__()
        self._diagnosis: Diagnosis | None = None

    def compose(self) -> ComposeResult:
        """Show one list: the credentials first, then the findings."""
        with Vertical(classes="dialog wide", id="doctor"):
            yield Menu([heading(self._words("Looking", self.context.glyphs.ellipsis))], self.context.keymap)

    def on_mount(self) -> None:
        """Look for what is wrong at once."""
        self._box.border_title = "Doctor"
        self.reload()

    def on_resize(self) -> None:
        """Draw the list as wide as there is room."""
        self._draw()

    def reload(self) -> None:
        """Look once more for what is wrong."""
        self._examine()

    def done(self) -> None:
        """Look again, after a command has changed something."""
        self._examine()

    async def fix(self, context: Context) -> str | None:
        """Fix the finding under the cursor, after a look at the change. Gives what to say of it."""
        from ssotui.tui.shell.diff_dialog import DiffScreen

        finding = self._finding()
        if finding is None or (repair := finding.repair) is None:
            return None
        try:
            if not await context.ask(DiffScreen(repair.what, await in_thread(repair.preview))):
                return None
            return visible(await in_thread(repair.apply))
        except SsotuiError:
            self._examine()  # what was found is no longer so
            raise

    def obstacles(self) -> Mapping[str, SsotuiError]:
        """Tell why the finding under the cursor cannot be fixed here, where that is so."""
        finding = self._finding()
        if finding is None:
            return {"doctor.mend": UsageError("There is nothing to fix here.")}
        if finding.repair is None:
            return {"doctor.mend": UsageError("This needs a manual fix:", self.conceal(self._fix(finding)))}
        return {}

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        """Dim the key that fixes, where the finding cannot be fixed here."""
        self.refresh_keys()

    @on(OptionList.OptionSelected)
    def _picked(self) -> None:
        """Fix what was clicked; a click on what cannot be fixed here only moves the cursor."""
        if (finding := self._finding()) and finding.repair:
            Context(self).press("doctor.mend")

    @work(exclusive=True, group="examine", exit_on_error=False, description="look for what is wrong")
    async def _examine(self) -> None:
        now, commands = self.context.clock(), self.context.keymap.commands
        try:
            self._diagnosis = await in_thread(
                lambda: examine(with_screen_problems(loading.load(self.context.keymap.ids), commands), now)
            )
        except SsotuiError as error:
            say_failed(self.app, error)
        self._draw()

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
            sign = self.context.glyphs.selected
            yield heading(Content.assemble("\n", (f"{sign} Nothing is wrong.", "bold $text-success")))

    def _credentials(self, diagnosis: Diagnosis) -> Content:
        """Say which credentials win and why, and which do not."""
        winner = diagnosis.winner
        lines = [Content.styled("AWS tools here would use", "bold $primary")]
        if winner:
            lines += self._candidate("1", winner, "bold")
            lines += self._hanging(f"because {visible(winner.reason)}")
        else:
            lines += [Content.styled("  no credentials", "bold")]
        if diagnosis.shadowed:
            title = "and not these, in this order" if winner else "though there are these, in this order"
            lines.append(Content.styled(f"\n{title}", "bold $primary"))
        for number, found in enumerate(diagnosis.shadowed, 2 if winner else 1):
            lines += self._candidate(str(number), found, "$foreground")
        return Content("\n").join(lines)

    def _candidate(self, number: str, found: Candidate, style: str) -> Iterator[Content]:
        """Draw the credentials on one line with their place, if both have room."""
        place = _place(found.place)
        said, where = self.conceal(visible(found.message)), self.conceal(place)
        first, *others = wrapped(said, self._room - NUMBER)
        line = Content.assemble((f"{number:>3} ", "$foreground-muted"), (first, style))
        gap = self._room - line.cell_length - len(where)
        if not others and where and gap >= 2:
            yield Content.assemble(line, " " * gap, (where, "$foreground-muted"))
            return
        yield line
        for other in others:
            yield Content.assemble(" " * NUMBER, (other, style))
        if where:
            yield from self._hanging(where)

    def _hanging(self, text: str) -> Iterator[Content]:
        """Draw a text below the credentials that it is about."""
        for line in wrapped(self.conceal(text), self._room - NUMBER):
            yield self._words(" " * NUMBER, line)

    def _lines(self, finding: Finding) -> Iterator[Content]:
        """Draw what the finding says, what to do, where; and the button that fixes it here."""
        glyphs = self.context.glyphs
        sign = {Severity.ERROR: glyphs.expired, Severity.WARNING: glyphs.warning}.get(finding.severity, glyphs.note)
        label = f"{sign} {finding.severity.value}"
        said = ((visible(finding.message), "$foreground"), (self._fix(finding), "$foreground-muted"))
        for text, style in said:
            for line in wrapped(self.conceal(text), self._room - LABEL):
                yield Content.assemble((f"{label:<{LABEL}}", f"bold {TONES[finding.severity]}"), (line, style))
                label = ""
        *places, place = wrapped(self.conceal(_place(finding.place)), self._room - LABEL)
        for line in places:
            yield self._words(" " * LABEL, line)
        mend = self.button("doctor.mend") if finding.repair else Content("")
        if place or finding.repair:
            gap = self._room - LABEL - len(place) - mend.cell_length
            yield Content.assemble(" " * LABEL, (place, "$foreground-muted"), " " * max(gap, 2 if place else 0), mend)

    def _fix(self, finding: Finding) -> str:
        return with_keys(finding.on_screen or finding.fix, self.context.keymap)

    def _words(self, *parts: str) -> Content:
        return Content.styled(self.conceal("".join(parts)), "$foreground-muted")

    @property
    def _room(self) -> int:
        """Cells of a line."""
        return max(self._box.size.width - SCROLLBAR, LABEL * 2)


def _place(place: Where | None) -> str:
    return visible(locations.shorten(str(place))) if place else ""


def _counted(findings: tuple[Finding, ...]) -> str:
    """Count the findings by their severity: ``1 error, 2 notes``."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(
        f"{counts[each]} {each.value}{'s' if counts[each] > 1 else ''}" for each in Severity if counts[each]
    )
