"""Draw everything that is known of a row, in a steady layout, without Textual."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from ssotui.actions.settings.environments import environment_of, environment_of_row
from ssotui.aws import locations
from ssotui.model.accounts import ListingChange
from ssotui.model.inventory import ProfileRow
from ssotui.model.profile import Problem, Profile, ProfileKind, Severity
from ssotui.model.records import NamedTuple
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.settings import DEFAULTS, Environment, Settings
from ssotui.model.text import visible
from ssotui.model.token import TokenLife, TokenStatus
from ssotui.tui.drawing import environment_badge
from ssotui.tui.drawing.cells import cell_len, wrapped
from ssotui.tui.drawing.countdown import KEYS_SCALE, TOKEN_SCALE, bar, read_keys, read_token
from ssotui.tui.drawing.glyphs import Glyphs
from ssotui.tui.drawing.runs import Line, run
from ssotui.tui.sessions.view import allowed_by, what_of
from ssotui.tui.shell.row import GroupRow, RoleRow, Row, command_line_of

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from datetime import datetime

    from ssotui.model.errors import SsotuiError

LABEL = 9
"""Cells of a label; its text begins after them, on each of its lines."""

Said = tuple[str | None, str, str]
"""A label (``None`` for a text that takes the whole width), a text, and its style."""


class DetailLines(NamedTuple):
    """Draws the details of a row.

    Attributes:
        width: the cells there are.
        now: the time that the clocks are told by.
        glyphs: the signs of this terminal.
        settings: name the environments.
        conceal: hides what nobody may see of a text.
        keys_expire_at: for a row that does not know that by itself.
        hint: says what to do about an error.
        active: the name of the profile that is active in this shell.
    """

    width: int
    now: datetime
    glyphs: Glyphs
    settings: Settings = DEFAULTS
    conceal: Callable[[str], str] = str
    keys_expire_at: datetime | None = None
    hint: Callable[[SsotuiError], str] = str
    active: str | None = None

    def of(self, row: Row) -> list[Line]:
        """Draw the lines of the row."""
        match row:
            case ProfileRow():
                title = self._title(row.profile.name, environment_of_row(self.settings, row))
                said = self._profile(row)
            case RoleRow():
                account = row.account
                environment = environment_of(self.settings, account.name, account.account_id, row.role_name)
                title, said = self._title(account.name or account.account_id, environment), self._role(row)
            case CacheEntry():
                title, said = self._title(row.label), self._entry(row)
            case GroupRow():
                title, said = self._title(row.name), self._group(row)
            case None:
                return []
        return [*title, *self.lines_of(said)]

    def lines_of(self, said: Iterable[Said]) -> list[Line]:
        """Draw details, each on as many lines as it takes."""
        return [line for each in said for line in self._lines(*each)]

    def clocks(self, row: Row) -> Iterator[Said]:
        """Tell what the row's clocks say: all of its details that time alone changes."""
        match row:
            case ProfileRow():
                if row.token:
                    yield from self._token(row.token)
                if row.profile.account_id:
                    yield from self._keys(row.keys_expire_at)
            case RoleRow():
                yield from self._keys(self.keys_expire_at)
            case CacheEntry():
                yield from self._life(row)
            case GroupRow():
                if row.token:
                    yield from self._token(row.token)

    def _lines(self, label: str | None, text: str, style: str = "") -> Iterator[Line]:
        text = self.conceal(text)
        if label is None:
            for line in wrapped(text, max(1, self.width)):
                yield (run(line, style),)
            return
        for line in wrapped(text, max(LABEL, self.width - LABEL)):
            yield run(f"{label:{LABEL}}", "quiet"), run(line, style)
            label = ""

    def _title(self, name: str, environment: Environment | None = None) -> list[Line]:
        """Draw the row's name, and its environment's badge at the right edge."""
        badge = environment_badge.words(environment)
        first, *others = wrapped(self.conceal(visible(name)), max(1, self.width - len(badge) - 1))
        gap = " " * max(1, self.width - cell_len(first) - cell_len(badge)) if badge else ""
        sign = (run(gap), run(badge, environment_badge.style(environment))) if badge else ()
        return [(run(first, "strong"), *sign), *((run(line, "strong"),) for line in others)]

    def _profile(self, row: ProfileRow) -> Iterator[Said]:
        profile = row.profile
        if profile.name == self.active:
            yield None, f"{self.glyphs.active} active in this shell", "good"
        yield None, "", ""
        yield "kind", profile.kind.value, ""
        if account := " ".join(filter(None, (row.account_name, profile.account_id))):
            yield "account", visible(account), ""
        if profile.role_name:
            yield "role", visible(profile.role_name), ""
        if profile.session:
            yield "session", visible(profile.session.label), ""
        if profile.region:
            yield "region", visible(profile.region), ""
        if profile.kind is ProfileKind.ROLE_CHAIN:
            yield from _chain(profile)
        yield None, "", ""
        yield from self.clocks(row)
        yield from _command(row)
        for problem in profile.problems:
            yield from self._problem(problem)
        yield None, "", ""
        yield from _from(profile)

    def _role(self, row: RoleRow) -> Iterator[Said]:
        account = row.account
        yield None, "", ""
        yield "account", visible(account.account_id), ""
        if row.role_name:
            yield "role", visible(row.role_name), ""
        if account.email:
            yield "e-mail", visible(account.email), ""
        yield "session", visible(account.session.label), ""
        yield None, "", ""
        if row.error:
            yield "roles", visible(row.error.message), "bad"
            yield "", self.hint(row.error), ""
            return
        if row.change is not ListingChange.SAME:
            yield "since", f"the listing before: {row.change}", ""
        yield from self.clocks(row)
        yield from _command(row)

    def _entry(self, entry: CacheEntry) -> Iterator[Said]:
        yield None, "", ""
        yield "what", what_of(entry), ""
        yield "allows", allowed_by(entry), ""
        if entry.start_url:
            yield "sign-in", visible(entry.start_url), ""
        if entry.region:
            yield "region", visible(entry.region), ""
        if entry.in_keychain:
            yield "where", "the system's keychain", ""
        else:
            yield "file", visible(locations.shorten(str(entry.path))) if entry.path else "none yet", ""
        yield None, "", ""
        yield from self.clocks(entry)
        if entry.problem:
            yield None, visible(entry.problem), "bad"
        yield from _command(entry)

    def _group(self, row: GroupRow) -> Iterator[Said]:
        yield None, "", ""
        if row.account_id:
            yield "account", visible(row.account_id), ""
        if row.session:
            yield "session", visible(row.session.label), ""
        yield "has", row.counted, ""
        if row.token:
            yield None, "", ""
            yield from self.clocks(row)

    def _token(self, life: TokenLife, label: str = "token") -> Iterator[Said]:
        now = self.now
        text, tone = read_token(life, now, self.glyphs)
        if life.status(now) is TokenStatus.VALID and life.expires_at:
            text = f"{bar(life.expires_at - now, TOKEN_SCALE, self.glyphs)} {text}"
        yield label, text, tone
        if life.expires_at:
            yield "", f"{'ended' if life.expires_at <= now else 'until'} {_local(life.expires_at, now)}", "quiet"
        if life.renewable(now) and life.renewable_until:
            yield "", f"renews until {life.renewable_until.astimezone():%Y-%m-%d}", "quiet"

    def _life(self, entry: CacheEntry) -> Iterator[Said]:
        if not (entry.path or entry.in_keychain) or not (entry.life.present or entry.problem):
            return
        yield from self._token(entry.life, "lasts" if entry.kind is EntryKind.REGISTRATION else "token")
        if renewal := entry.renewal(self.now):
            yield "renewal", renewal, ""
        if entry.kind is EntryKind.TOKEN:
            yield "since", _local(entry.signed_in_at, self.now) if entry.signed_in_at else "unknown", "quiet"

    def _keys(self, expires_at: datetime | None) -> Iterator[Said]:
        if expires_at is None or expires_at <= self.now:
            yield "keys", "not fetched", "quiet"
            return
        text, tone = read_keys(expires_at, self.now, self.glyphs)
        yield "keys", f"{bar(expires_at - self.now, KEYS_SCALE, self.glyphs)} {text}", tone
        yield "", f"until {_local(expires_at, self.now)}", "quiet"

    def _problem(self, problem: Problem) -> Iterator[Said]:
        tone = "bad" if problem.severity is Severity.ERROR else "soon"
        yield None, "", ""
        yield None, f"{self.glyphs.warning} {visible(problem.message)}", tone
        yield None, visible(problem.fix), "quiet"


def _from(profile: Profile) -> Iterator[Said]:
    """Tell the section's place, then the line of each value, file by file."""
    yield "from", visible(locations.shorten(str(profile.place))), ""
    path = profile.place.path
    for file, found in groupby(profile.origins, key=lambda origin: origin.place.path):
        if file != path:
            yield "", visible(locations.shorten(file)), ""
        for origin in found:
            yield f"{origin.place.line:>{LABEL - 1}}", visible(origin.key), "quiet"


def _command(row: Row) -> Iterator[Said]:
    """Tell the command line that does what ``enter`` does."""
    if command := command_line_of(row):
        yield None, "", ""
        yield "command", visible(command), ""


def _chain(profile: Profile) -> Iterator[Said]:
    """Tell whose keys take the role, a line for each source down to the first keys, or to where the chain breaks."""
    options = profile.role_options
    if options and options.mfa_serial:
        yield "mfa", visible(options.mfa_serial), ""
    label = "via"
    for source in profile.sources:
        held = "static" if source.as_source else source.kind.value
        said = " ".join(filter(None, (source.name, source.account_id, source.role_name, f"({held})")))
        yield label, visible(said), ""
        label = ""
    last = profile.sources[-1] if profile.sources else profile
    codes = {problem.code for problem in profile.problems}
    if last.role_options and last.role_options.credential_source:
        yield label, visible(last.role_options.credential_source), ""
    elif last.source_profile and "source-unknown" in codes:
        yield label, f"{visible(last.source_profile)} (missing)", "bad"
    elif last.source_profile and "source-loop" in codes:
        yield label, f"{visible(last.source_profile)} (again)", "bad"
    elif profile.source_profile == profile.name:
        yield label, "its own keys", ""


def _local(moment: datetime, now: datetime) -> str:
    """Give a moment by the person's own clock, with the day only if it is another one."""
    here, today = moment.astimezone(), now.astimezone()
    return here.strftime("%H:%M:%S" if here.date() == today.date() else "%Y-%m-%d %H:%M")
