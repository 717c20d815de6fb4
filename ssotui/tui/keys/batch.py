"""The keys of many rows at once, each row telling how far it is: written, or copied in the one format that fits many.

One run goes from step to step: fetch, sign in where that is needed, look whether a person must say yes, take out, tell.
``n`` over many rows is at home in :mod:`ssotui.tui.profiles.making`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, Generic

from textual import on, work
from textual.message import Message
from textual.screen import ScreenResultType
from textual.worker import get_current_worker

from ssotui.actions.background import each
from ssotui.aws import locations
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import ServiceFailure, SignInNeeded, SsotuiError, unexpected
from ssotui.model.token import SsoSession
from ssotui.tui.drawing.countdown import bar
from ssotui.tui.keys.batch_run import Run, told_apart, wanted
from ssotui.tui.list.list_view import Mark, failed
from ssotui.tui.list.row_list import RowList
from ssotui.tui.profiles.making import Making
from ssotui.tui.shell.context import in_thread

if TYPE_CHECKING:
    from ssotui.actions.keys.write import Preview

AT_ONCE = 8
"""So many rows' keys are fetched at a time. botocore keeps the rate that the portal bears."""

HOPELESS = 10
"""So many rows in a row that network or service fail, each tried several times: the others would fare no better."""

WAITING, FETCHING, FETCHED = Mark("waiting", "quiet"), Mark("fetching"), Mark("fetched", "good")


class Many(Making[ScreenResultType], Generic[ScreenResultType]):
    """A screen of rows of which several may be selected."""

    @dataclass
    class Marked(Message):
        """How far a row is."""

        key: str
        mark: Mark

    @dataclass
    class Fetched(Message):
        """The keys are here, as far as they can be had."""

        run: Run

    @dataclass
    class Looked(Message):
        """What writing them would do."""

        run: Run
        preview: Preview

    @dataclass
    class Ended(Message):
        """All of them have been dealt with; ``said`` tells how."""

        run: Run
        said: str

    def __init__(self) -> None:
        super().__init__()
        self._marks: dict[str, Mark] = {}
        self._run: Run | None = None
        self._asking_mfa = Lock()

    def ask_mfa(self, serial: str) -> str:
        """One question at a time, although several rows' keys are fetched at once."""
        with self._asking_mfa:
            return super().ask_mfa(serial)

    def action_write(self) -> None:
        """Write the keys of the selected rows, each under its own name; without any, those of the row."""
        if self.rows.selected:
            self._begin_many(copies=False)
        else:
            super().action_write()

    def action_copy(self) -> None:
        """Copy the keys of the selected rows as sections of a credentials file; without any, those of the row."""
        if self.rows.selected:
            self._begin_many(copies=True)
        else:
            super().action_copy()

    def action_copy_as(self) -> None:
        """There is one format that fits many rows, so there is nothing to pick."""
        if self.rows.selected:
            self._begin_many(copies=True)
        else:
            super().action_copy_as()

    def stop_many(self) -> bool:
        """Stop the fetching of many rows' keys; whether that was going on."""
        if self._run is None or self._run.worker is None:
            return False
        self._run.worker.cancel()
        self.forget_marks()
        self.notify("Stopped. Nothing was written or copied; what was fetched is cached.", markup=False)
        return True

    def forget_marks(self) -> None:
        """Nothing is under way with any row, nor has failed."""
        self._run = None
        self._marks = {}
        self.rows.mark(self._marks)
        self.busy("")

    def progress_words(self) -> str:
        """How many of the rows are done, while that goes on; else how many are selected."""
        if self._run is None:
            count = len(self.rows.whereabouts.selected)
            return ", ".join(filter(None, (f"{count} selected" if count else "", super().progress_words())))
        done, total = len(self._run.got) + len(self._run.failed), len(self._run.rows)
        drawn = bar(timedelta(seconds=done), timedelta(seconds=max(total, 1)), self.services.glyphs)
        return f"{drawn} keys of {done}/{total} rows  esc stops"

    def _begin_many(self, *, copies: bool) -> None:
        """Begin a run with the selected rows, after a yes where the settings want one."""
        if self._run:
            return
        chosen = [
            wanted(self.view.key(index), self.subject_at(index), self.view.parts(index)) for index in self.rows.selected
        ]
        run = Run(told_apart(chosen), copies, self.place)
        question = f"{'Copy' if copies else 'Write'} their keys?"
        self.when_allowed(run.todo.values(), question, lambda: self._start_run(run))

    def _start_run(self, run: Run) -> None:
        self._run = run
        self._marks = {row.key: WAITING for row in run.rows} | {key: failed(error) for key, error in run.failed.items()}
        self.rows.mark(self._marks)
        self._fetch(run)

    def _fetch(self, run: Run) -> None:
        run.worker = self._fetch_keys(run)
        self.busy("")

    @work(exclusive=True, group="many", exit_on_error=False, description="fetch many keys")
    async def _fetch_keys(self, run: Run) -> None:
        worker = get_current_worker()
        todo = {key: target for key, target in run.todo.items() if key not in run.got and key not in run.failed}

        def fetch(key: str) -> Outgoing:
            self.post_message(self.Marked(key, FETCHING))
            return self.obtain(todo[key])

        def fetch_all() -> None:
            in_a_row = 0
            for key, outcome in each(fetch, todo, at_once=AT_ONCE):
                if worker.is_cancelled:
                    return
                if isinstance(outcome, Outgoing):
                    run.got[key], in_a_row = outcome, 0
                    self.post_message(self.Marked(key, FETCHED))
                    continue
                error = run.failed[key] = outcome if isinstance(outcome, SsotuiError) else unexpected(outcome)
                self.post_message(self.Marked(key, failed(error)))
                in_a_row = in_a_row + 1 if isinstance(error, ServiceFailure) else 0
                if in_a_row == HOPELESS:
                    run.failed |= {key: error for key in todo if key not in run.got and key not in run.failed}
                    return

        try:
            await in_thread(fetch_all)
        except SsotuiError as error:
            self._all_failed(run, error)
        else:
            self.post_message(self.Fetched(run))

    @work(exclusive=True, group="many", exit_on_error=False, description="look at many")
    async def _look_at_many(self, run: Run) -> None:
        from ssotui.actions.keys.write import preview_many

        try:
            preview = await in_thread(lambda: preview_many(run.outgoings))
        except SsotuiError as error:
            self._all_failed(run, error)
        else:
            self.post_message(self.Looked(run, preview))

    @work(exclusive=True, group="many", exit_on_error=False, description="write many")
    async def _write_many(self, run: Run, *, overwrite: bool) -> None:
        from ssotui.actions.keys.write import write_many

        try:
            written = await in_thread(lambda: write_many(run.outgoings, overwrite=overwrite))
        except SsotuiError as error:
            self._all_failed(run, error)
            return
        run.refuse(written.refused)
        self.post_message(self.Ended(run, " ".join(filter(None, (written.done, written.warning)))))

    @work(exclusive=True, group="many", exit_on_error=False, description="copy many")
    async def _copy_many(self, run: Run) -> None:
        from ssotui.actions.keys.write import as_sections

        clipboard, seconds = self.services.clipboard, self.services.settings.clear_clipboard_after
        try:
            sections = await in_thread(lambda: as_sections(run.outgoings))
            delivery = await in_thread(lambda: clipboard.copy(sections.text, clear_after=seconds))
        except SsotuiError as error:
            self._all_failed(run, error)
            return
        run.refuse(sections.refused)
        what = f"the keys of {len(sections.names)} as credentials-file sections (ini, the format that fits many)"
        self.post_message(self.Ended(run, delivery.told(what, seconds)))

    def _all_failed(self, run: Run, error: SsotuiError) -> None:
        run.failed |= {key: error for key in run.todo if key not in run.failed}
        self.post_message(self.Ended(run, f"Nothing was {'copied' if run.copies else 'written'}."))

    @on(RowList.Selected)
    def _count_selected(self) -> None:
        self.busy("")

    @on(Marked)
    def _show_mark(self, message: Marked) -> None:
        if message.key in self._marks:  # else it was stopped meanwhile
            self._marks[message.key] = message.mark
            self.rows.mark(self._marks)
            if message.mark != FETCHING:  # then none more is done than before
                self.busy("")

    @on(Fetched)
    def _go_on(self, message: Fetched) -> None:
        run = message.run
        run.worker = None
        if run is not self._run:
            return
        if session := run.waiting_for():
            self._offer_sign_in(run, session)
        elif not run.got:
            self.post_message(self.Ended(run, "No keys were had."))
        elif run.copies:
            self._copy_many(run)
        else:
            self._look_at_many(run)

    def _offer_sign_in(self, run: Run, session: SsoSession) -> None:
        """Have the person sign in; then fetch what waits for it, or do without."""
        from ssotui.tui.sessions.sign_in_screen import SignInScreen

        run.offered.add(session)

        def ended(said: str | None) -> None:
            for key, target in run.todo.items() if said else ():
                if target.session == session and isinstance(run.failed.get(key), SignInNeeded):
                    del run.failed[key]
                    self._marks[key] = WAITING
            self._fetch(run)

        self.app.push_screen(SignInScreen(session), ended)

    @on(Looked)
    def _ask_to_write_many(self, message: Looked) -> None:
        from ssotui.tui.shell.diff_dialog import AddScreen, DiffScreen

        run, preview = message.run, message.preview
        lines = [self.conceal(line) for line in preview.diff]

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual passes the result by position
            if yes or preview.needs_yes:
                self._write_many(run, overwrite=bool(yes))
            else:
                self.forget_marks()
                self.notify("Nothing was written.", markup=False)

        if preview.needs_yes:
            why = f"{self.conceal(preview.needs_yes)}\nIf not, all others are written all the same."
            screen: DiffScreen = DiffScreen("Overwrite these too?", lines, why)
        else:
            count = f"{len(run.got)} section{'' if len(run.got) == 1 else 's'}"
            what = f"Write {count} to {locations.shorten(str(preview.path))}?"
            screen = AddScreen(what, lines, self.conceal(preview.warning))
        self.app.push_screen(screen, answered)

    @on(Ended)
    def _show_outcome(self, message: Ended) -> None:
        from ssotui.tui.keys.batch_outcome import OutcomeScreen

        run = message.run
        self.forget_marks()
        self._marks = {key: failed(error) for key, error in run.failed.items()}
        self.rows.mark(self._marks)
        if self.place is run.place:
            self.rows.select_only(run.failed)
        if not run.failed:
            self.post_message(self.Done(message.said))
            return

        def closed(again: bool | None) -> None:  # noqa: FBT001 - Textual passes the result by position
            if again:
                self._start_run(run.rest)

        self.reread()
        failures = [(row.name, run.failed[row.key]) for row in run.rows if row.key in run.failed]
        self.app.push_screen(OutcomeScreen(message.said, failures), closed)
