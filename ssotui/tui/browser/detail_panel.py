"""The panel beside the list: everything known of the row, in a steady layout."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby

from textual.content import Content
from textual.widget import Widget

from ssotui.actions.settings.environments import environment_of, environment_of_row
from ssotui.aws import locations
from ssotui.model.accounts import Change
from ssotui.model.clock import Clock
from ssotui.model.inventory import ProfileRow
from ssotui.model.profile import Problem, Profile, ProfileKind, Severity
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.settings import DEFAULTS, Environment, Settings
from ssotui.model.text import visible
from ssotui.model.token import TokenLife, TokenStatus
from ssotui.tui.accounts.view import RoleRow
from ssotui.tui.browser.row_target import Subject, command_of
from ssotui.tui.drawing import environment_badge
from ssotui.tui.drawing.countdown import KEYS_SCALE, TOKEN_SCALE, TONES, bar, read_keys, read_token
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.profiles.view import account_text
from ssotui.tui.sessions.view import ALLOWS, WHAT

LABEL = 9
"""Cells of a label; what it says begins after them, on each of its lines."""

Line = Content | tuple[str, Content | str]
"""A line as it is, or a label with what it says."""


class DetailPanel(Widget):
    """Draws one row of any view, its clocks as bars with their local times."""

    def __init__(
        self,
        clock: Clock,
        glyphs: Glyphs,
        conceal: Callable[[str], str] = str,
        settings: Settings = DEFAULTS,
    ) -> None:
        super().__init__()
        self._clock = clock
        self._glyphs = glyphs
        self._conceal = conceal
        self._settings = settings
        self._subject: Subject = None
        self._keys_expire_at: datetime | None = None
        self._drawn = Content("")

    def show(self, subject: Subject, keys_expire_at: datetime | None = None) -> None:
        """Show another row; ``keys_expire_at`` for one that does not know by itself."""
        if (subject, keys_expire_at) == (self._subject, self._keys_expire_at):
            return  # as when one more letter of the filter leaves the same row at the top
        self._subject = subject
        self._keys_expire_at = keys_expire_at
        self.refresh()

    def tick(self) -> None:
        """Repaint if a clock's words have changed."""
        if self.display and self._compose_text() != self._drawn:
            self.refresh()

    def render(self) -> Content:
        """The row's lines."""
        self._drawn = self._compose_text()
        return self._drawn

    def _compose_text(self) -> Content:
        match self._subject:
            case ProfileRow() as row:
                lines = self._profile(row)
            case RoleRow() as row:
                lines = self._role(row)
            case CacheEntry() as entry:
                lines = self._entry(entry)
            case None:
                return Content("")
        return Content("\n").join(self._line(line) for line in lines)

    def _line(self, line: Line) -> Content:
        if isinstance(line, Content):
            return line
        label, value = line
        if isinstance(value, str):
            value = self._conceal(value)
            room = max(LABEL, self.content_size.width - LABEL)
            value = f"\n{' ' * LABEL}".join(textwrap.wrap(value, room, break_on_hyphens=False) or [""])
        return Content.assemble((f"{label:<{LABEL}}", "$foreground-muted"), value)

    def _profile(self, row: ProfileRow) -> Iterator[Line]:
        profile = row.profile
        yield self._title(profile.name, environment_of_row(self._settings, row))
        yield Content("")
        yield "kind", profile.kind.value
        if account := account_text(row.account_name, profile.account_id):
            yield "account", visible(account)
        if profile.role_name:
            yield "role", visible(profile.role_name)
        if profile.session:
            yield "session", visible(profile.session.label)
        if profile.region:
            yield "region", visible(profile.region)
        if profile.kind is ProfileKind.ROLE_CHAIN:
            yield from self._chain(profile)
        yield Content("")
        if row.token:
            yield from self._token(row.token)
        if row.profile.account_id:
            yield from self._keys(row.keys_expire_at)
        yield from self._command(row)
        for problem in profile.problems:
            yield from self._problem(problem)
        yield Content("")
        yield from self._from(profile)

    def _title(self, name: str, environment: Environment | None = None) -> Content:
        """The row's name, and its environment's badge at the right edge."""
        badge = Content.styled(environment_badge.words(environment), environment_badge.paint(environment))
        words = Content.styled(self._conceal(visible(name)), "bold")
        gap = self.content_size.width - words.cell_length - badge.cell_length
        return Content.assemble(words, " " * max(1, gap) if environment else "", badge)

    def _from(self, profile: Profile) -> Iterator[Line]:
        """The section's place, then the line of each value, file by file."""
        yield "from", visible(locations.shorten(str(profile.place)))
        path = profile.place.path
        for file, found in groupby(profile.origins, key=lambda origin: origin.place.path):
            if file != path:
                yield "", visible(locations.shorten(file))
            for origin in found:
                yield "", Content.styled(f"{origin.place.line:>4} {visible(origin.key)}", "$foreground-muted")

    def _command(self, subject: Subject) -> Iterator[Line]:
        """The command line that does what ``enter`` does."""
        if command := command_of(subject):
            yield Content("")
            yield "command", visible(command)

    def _chain(self, profile: Profile) -> Iterator[Line]:
        """Whose keys take the role: one line a source, down to who has the first keys, or to where the chain breaks."""
        options = profile.role_options
        if options and options.mfa_serial:
            yield "mfa", visible(options.mfa_serial)
        label = "via"
        for source in profile.sources:
            held = "static" if source.has_static_keys else source.kind.value
            yield (
                label,
                visible(" ".join(filter(None, (source.name, source.account_id, source.role_name, f"({held})")))),
            )
            label = ""
        last = profile.sources[-1] if profile.sources else profile
        codes = {problem.code for problem in profile.problems}
        if last.role_options and last.role_options.credential_source:
            yield label, visible(last.role_options.credential_source)
        elif last.source_profile and "source-unknown" in codes:
            yield label, Content.styled(f"{visible(last.source_profile)} (missing)", "$text-error")
        elif last.source_profile and "source-loop" in codes:
            yield label, Content.styled(f"{visible(last.source_profile)} (again)", "$text-error")
        elif profile.source_profile == profile.name:
            yield label, "its own keys"

    def _role(self, row: RoleRow) -> Iterator[Line]:
        account = row.account
        environment = environment_of(self._settings, account.name, account.account_id, row.role_name)
        yield self._title(account.name or account.account_id, environment)
        yield Content("")
        yield "account", visible(row.account.account_id)
        if row.role_name:
            yield "role", visible(row.role_name)
        if row.account.email:
            yield "e-mail", visible(row.account.email)
        yield "session", visible(row.account.session.label)
        yield Content("")
        if row.error:
            yield "roles", Content.styled(self._conceal(visible(row.error.message)), "$text-error")
            yield "", visible(row.error.hint)
            return
        if row.change is not Change.SAME:
            yield "since", f"the listing before: {row.change}"
        yield from self._keys(self._keys_expire_at)
        yield from self._command(row)

    def _entry(self, entry: CacheEntry) -> Iterator[Line]:
        yield self._title(entry.label)
        yield Content("")
        yield "what", WHAT[entry.kind]
        yield "allows", ALLOWS[entry.kind]
        if entry.start_url:
            yield "sign-in", visible(entry.start_url)
        if entry.region:
            yield "region", visible(entry.region)
        yield "file", visible(locations.shorten(str(entry.path))) if entry.path else "none yet"
        yield Content("")
        if entry.path and (entry.life.present or entry.problem):
            yield from self._token(entry.life, "lasts" if entry.kind is EntryKind.REGISTRATION else "token")
            if renewal := entry.renewal(self._clock()):
                yield "renewal", renewal
            if entry.kind is EntryKind.TOKEN:
                since = _local(entry.signed_in_at, self._clock()) if entry.signed_in_at else "not recorded"
                yield "since", Content.styled(since, "$foreground-muted")
        if entry.problem:
            yield Content.styled(visible(entry.problem), "$text-error")
        yield from self._command(entry)

    def _token(self, life: TokenLife, label: str = "token") -> Iterator[Line]:
        now = self._clock()
        reading = read_token(life, now, self._glyphs)
        tone = TONES[reading.tone]
        if life.status(now) is TokenStatus.VALID and life.expires_at:
            drawn = bar(life.expires_at - now, TOKEN_SCALE, self._glyphs)
            yield label, Content.assemble((f"{drawn} {reading.text}", tone))
        else:
            yield label, Content.styled(reading.text, tone)
        if life.expires_at:
            ended = "ended" if life.expires_at <= now else "until"
            yield "", Content.styled(f"{ended} {_local(life.expires_at, now)}", "$foreground-muted")
        if life.renewable(now) and life.renewable_until:
            until = life.renewable_until.astimezone().strftime("%Y-%m-%d")
            yield "", Content.styled(f"renews until {until}", "$foreground-muted")

    def _keys(self, expires_at: datetime | None) -> Iterator[Line]:
        now = self._clock()
        reading = read_keys(expires_at, now, self._glyphs)
        if expires_at is None or expires_at <= now:
            yield "keys", Content.styled("not fetched", "$foreground-muted")
            return
        drawn = bar(expires_at - now, KEYS_SCALE, self._glyphs)
        yield "keys", Content.styled(f"{drawn} {reading.text}", TONES[reading.tone])
        yield "", Content.styled(f"until {_local(expires_at, now)}", "$foreground-muted")

    def _problem(self, problem: Problem) -> Iterator[Line]:
        tone = "$text-error" if problem.severity is Severity.ERROR else "$text-warning"
        yield Content("")
        yield Content.assemble((f"{self._glyphs.warning} {visible(problem.message)}", tone))
        yield Content.styled(visible(problem.fix), "$foreground-muted")


def _local(moment: datetime, now: datetime) -> str:
    """The person's own clock; the day only if it is another one."""
    here, today = moment.astimezone(), now.astimezone()
    return here.strftime("%H:%M:%S" if here.date() == today.date() else "%Y-%m-%d %H:%M")
