"""The keys of many rows at once: written, or copied in the one format that fits many. Each row tells how far it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ssotui.actions.background import each
from ssotui.aws import locations
from ssotui.aws.services.attempts import Retry, heard_by
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import ServiceFailure, SsotuiError, as_ours
from ssotui.tui.drawing.countdown import bar
from ssotui.tui.keys.batch_items import Progress, counted, items_of, not_cached
from ssotui.tui.list.list_view import Mark, failed
from ssotui.tui.shell.context import AppContext
from ssotui.tui.shell.flow import Dropped, in_thread

if TYPE_CHECKING:
    from asyncio import Task

    from ssotui.tui.shell.flow import Context

ASKED_FROM = 10
"""More keys than this are fetched only after a yes to what will happen."""

AT_ONCE = 8
"""So many rows' keys are fetched at a time. botocore keeps the rate that the portal bears."""

HOPELESS = 10
"""After so many network or service failures in a row the others are given up: they would fare no better."""

WAITING, FETCHING, FETCHED = Mark("waiting", "quiet"), Mark("fetching"), Mark("fetched", "good")

SendOut = Callable[["Context", Progress], Awaitable[str]]
"""Writes or copies the keys that were fetched, and gives what to say of it."""


class KeyBatch:
    """Owns the one batch that is under way, and the marks of its rows.

    Args:
        context: the edges of the app.
        show: draws the marks and the words anew.
    """

    def __init__(self, context: AppContext, show: Callable[[], None]) -> None:
        self.marks: Mapping[str, Mark] = {}
        self._glyphs = context.glyphs
        self._show = show
        self._clock = context.clock
        self._stops = f"{context.keymap.text('app.back')} stops"
        self._since: datetime | None = None
        self._attempt: Retry | None = None
        self._progress: Progress | None = None
        self._fetching: Task[None] | None = None

    @property
    def words(self) -> str:
        """How many of the rows are done, while a batch is under way."""
        if self._progress is None:
            return ""
        done, total = len(self._progress.got) + len(self._progress.failed), len(self._progress.items)
        drawn = bar(timedelta(seconds=done), timedelta(seconds=max(total, 1)), self._glyphs)
        tried = f": {self._attempt.reason}, attempt {self._attempt.number}" if self._attempt else ""
        seconds = int((self._clock() - self._since).total_seconds()) if self._since else 0
        return f"{drawn} keys of {done}/{total} rows{tried}{f', {seconds} s' if seconds else ''}  {self._stops}"

    def stop(self) -> str:
        """Stop fetching. Gives what to say of it, or an empty text if nothing was being fetched."""
        if self._fetching is None:
            return ""
        self._fetching.cancel()
        self.forget()
        return "Stopped. Nothing was written or copied; what was fetched is cached."

    def forget(self) -> None:
        """Take the marks of all rows away."""
        self._progress = self._fetching = None
        self.marks = {}
        self._show()

    async def write(self, context: Context) -> str | None:
        """Write the keys of the selected rows to the credentials file, after a look at the diff."""
        return await self._run(context, "Write their keys?", _write)

    async def copy(self, context: Context) -> str | None:
        """Copy the keys of the selected rows as sections of a credentials file."""
        return await self._run(context, "Copy their keys?", _copy)

    async def _run(self, context: Context, question: str, send_out: SendOut) -> str | None:
        if self._progress:
            return None
        progress = Progress(items_of(context.selected))
        await context.allowed(progress.todo.values(), question)
        await self._announce(context, progress, "copy" if send_out is _copy else "write")
        while True:
            said = await self._send(context, progress, send_out)
            if not progress.failed:
                return said
            from ssotui.tui.keys.batch_outcome import OutcomeScreen

            context.screen.done()
            if not await context.ask(OutcomeScreen(said, progress.failures)):
                return None
            progress = progress.rest

    async def _announce(self, context: Context, progress: Progress, what: str) -> None:
        """Say what will happen before many keys are fetched.

        Raises:
            Dropped: the person does not want that.
        """
        missing = await in_thread(lambda: not_cached(context.selected, context.app.clock()))
        if missing <= ASKED_FROM:
            return
        rows, sessions = len(progress.items), {target.session for target in progress.todo.values()} - {None}
        of = f" of {counted(len(sessions), 'session')}" if sessions else ""
        cached = f"; {rows - missing} are cached" if missing < rows else ""
        await context.confirmed(
            f"{counted(rows, 'role')}{of}",
            f"Fetch and {what} their keys?",
            f"{counted(missing, 'request')} to AWS{cached}. {context.app.keymap.text('app.back')} stops it on the way.",
        )

    async def _send(self, context: Context, progress: Progress, send_out: SendOut) -> str:
        """Fetch the keys and send them out. Gives what to say; what failed stays marked and selected."""
        from asyncio import create_task

        place = context.screen.place
        self._progress, self._since, self._attempt = progress, self._clock(), None
        try:
            self._fetching = create_task(self._fetch(context, progress))
            await self._fetching
            if self._progress is not progress:  # it was stopped when the last keys were here already
                raise Dropped
            self._fetching = None
            said = await send_out(context, progress) if progress.got else "No credentials fetched."
        except SsotuiError as error:
            progress.fail_rest(error)
            said = f"Nothing was {'copied' if send_out is _copy else 'written'}."
        finally:
            if self._progress is progress:
                self.forget()
        self.marks = {key: failed(error) for key, error in progress.failed.items()}
        self._show()
        if place:
            context.main.keep_selected(place, progress.failed)
        return said

    async def _fetch(self, context: Context, progress: Progress) -> None:
        """Fetch what is to be fetched; have the person sign in to each session that needs it, once."""
        await self._fetch_waiting(context, progress)
        while session := progress.session_to_sign_in():
            progress.offered.add(session)
            try:
                await context.sign_in(session)
            except Dropped:
                continue
            progress.try_again(session)
            await self._fetch_waiting(context, progress)

    def _hear(self, attempt: Retry) -> None:
        """Take a further attempt, on the thread that makes it; the next tick shows it."""
        self._attempt = attempt

    async def _fetch_waiting(self, context: Context, progress: Progress) -> None:
        from asyncio import get_running_loop

        loop, todo = get_running_loop(), progress.waiting
        self.marks = (
            {item.key: WAITING for item in progress.items}
            | dict.fromkeys(progress.got, FETCHED)
            | {key: failed(error) for key, error in progress.failed.items()}
        )
        self._show()

        def mark(key: str, mark: Mark) -> None:
            if self._progress is progress:  # else it was stopped meanwhile
                self.marks = {**self.marks, key: mark}
                self._show()

        def fetch(key: str) -> Outgoing:
            loop.call_soon_threadsafe(mark, key, FETCHING)
            with heard_by(self._hear):
                return context.fetch(todo[key])

        def fetch_all() -> None:
            in_a_row = 0
            for key, outcome in each(fetch, todo, at_once=AT_ONCE):
                if self._progress is not progress:
                    return
                if isinstance(outcome, Outgoing):
                    progress.got[key], in_a_row = outcome, 0
                    loop.call_soon_threadsafe(mark, key, FETCHED)
                    continue
                error = progress.failed[key] = as_ours(outcome)
                loop.call_soon_threadsafe(mark, key, failed(error))
                in_a_row = in_a_row + 1 if isinstance(error, ServiceFailure) else 0
                if in_a_row == HOPELESS:
                    progress.failed |= dict.fromkeys(progress.waiting, error)
                    return

        await in_thread(fetch_all)


async def _write(context: Context, progress: Progress) -> str:
    from ssotui.actions.keys.write import preview_many, write_many
    from ssotui.tui.shell.confirm_dialog import ConfirmScreen
    from ssotui.tui.shell.diff_dialog import DiffScreen

    conceal, keys = context.app.conceal, progress.keys
    preview = await in_thread(lambda: preview_many(keys))
    count = f"{len(keys)} section{'' if len(keys) == 1 else 's'}"
    what = f"Write {count} to {locations.shorten(str(preview.path))}?"
    if not await context.ask(DiffScreen(what, preview.diff, preview.warning)):
        context.say("Nothing was written.")
        raise Dropped
    overwrite = False
    if preview.needs_yes:
        answers = "Yes replaces them. No keeps them as they are. All other sections are written either way."
        question = ConfirmScreen(conceal(preview.needs_yes), "Overwrite them?", answers)
        overwrite = await context.ask(question) or False
    written = await in_thread(lambda: write_many(keys, overwrite=overwrite))
    progress.refuse(written.refused)
    return " ".join(filter(None, (written.summary, written.warning)))


async def _copy(context: Context, progress: Progress) -> str:
    from ssotui.actions.keys.write import as_sections

    clipboard, seconds = context.app.clipboard, context.app.settings.clear_clipboard_after
    sections = await in_thread(lambda: as_sections(progress.keys))
    delivery = await in_thread(lambda: clipboard.copy(sections.text, clear_after=seconds))
    progress.refuse(sections.refused)
    what = f"the keys of {len(sections.names)} as credentials-file sections (ini, the format that fits many)"
    return delivery.told(what, seconds)
