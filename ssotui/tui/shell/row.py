"""The row that a command is about, what it stands for (keys, a session, an account), and what is in a command's way."""

from __future__ import annotations

from types import MappingProxyType

from ssotui.model.accounts import Account, ListingChange
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import SsotuiError, UsageError
from ssotui.model.inventory import ProfileRow
from ssotui.model.records import NamedTuple
from ssotui.model.sessions import CacheEntry
from ssotui.model.token import SsoSession, TokenLife

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssotui.actions.keys.fetching import Target


class RoleRow(NamedTuple):
    """A role of an account; or, while it has none to show, the account itself, with an empty role.

    Attributes:
        account: the account of the role.
        role_name: empty for the account's own row.
        change: since the listing before.
        error: why the roles could not be listed.
        asked: whether the portal has listed the account's roles.
        asking: whether it is about to.
    """

    account: Account
    role_name: str
    change: ListingChange = ListingChange.SAME
    error: SsotuiError | None = None
    asked: bool = True
    asking: bool = False

    @property
    def account_name(self) -> str:
        """The name of the account, as a profile's row has it."""
        return self.account.name

    @property
    def can_ask(self) -> bool:
        """Tell whether asking for this account's roles alone could give some."""
        return not self.asking and (self.error is not None or not (self.role_name or self.asked))

    @property
    def ref(self) -> RoleRef:
        """The role as the portal is asked for its keys."""
        return RoleRef(self.account.session, self.account.account_id, self.role_name)


class GroupRow(NamedTuple):
    """The line of a group in a grouped order: a session, or one account of it.

    Attributes:
        session: ``None`` for the rows that belong to no session.
        account_id: empty for a session.
        account_name: empty for a session, and where it is not known.
        size: how many rows it has.
        noun: the word for one of them.
        token: how long the session's token lasts; ``None`` for an account.
    """

    session: SsoSession | None
    account_id: str
    account_name: str
    size: int
    noun: str
    token: TokenLife | None = None

    @property
    def key(self) -> str:
        """The key that stays the same when the files are read again."""
        return "\x1e".join((self.noun, self.session.label if self.session else "", self.account_id))

    @property
    def name(self) -> str:
        """The name of the account or session."""
        if self.account_id:
            return self.account_name or self.account_id
        return self.session.label if self.session else "no SSO session"

    @property
    def counted(self) -> str:
        """The number of its rows in words."""
        return f"{self.size} {self.noun}{'' if self.size == 1 else 's'}"


Row = ProfileRow | CacheEntry | RoleRow | GroupRow | None
"""A row of any view, or none where the list is empty."""

NOTHING_SELECTED = UsageError("Nothing selected.", "Pick a row, or another view.")


class SelectedRow(NamedTuple):
    """A row that a person has selected.

    Attributes:
        key: identifies it in the list.
        row: the row itself.
        words: what it says, to name it by if it has no keys.
    """

    key: str
    row: Row
    words: str


def target_of(row: Row) -> Target:
    """The row as a target to fetch keys for.

    Raises:
        SsotuiError: it has no keys; the text says why.
    """
    from ssotui.actions.keys.fetching import target_of_profile, target_of_role

    match row:
        case ProfileRow(profile=profile):
            return target_of_profile(profile)
        case RoleRow(role_name=""):
            raise UsageError(
                "This account has no role to fetch keys for.", "Press {list.reload} to ask the portal again."
            )
        case RoleRow():
            return target_of_role(row.ref, row.account.name)
        case CacheEntry():
            raise UsageError(
                "A session has no keys of its own.",
                "Pick a profile ({view.profiles}) or an account's role ({view.accounts}).",
            )
        case GroupRow():
            raise UsageError(
                "A group has no keys of its own.", "Pick one of its rows, or select them all with {list.select}."
            )
        case None:
            raise NOTHING_SELECTED


class Here(NamedTuple):
    """The row and all else that a command finds if it is pressed now.

    Attributes:
        row: the row under the cursor, or of the dialog.
        selected: whether there are selected rows, which the command is about instead.
        session: the session that is meant, whatever the row is.
        next_step: the ID of the command that an empty list offers; empty for none.
        does: the words for what that does.
        nothing: why there is no row, and what to do.
        obstacles: what else is in the way, by the commands' IDs.
    """

    row: Row = None
    selected: bool = False
    session: SsoSession | None = None
    next_step: str = ""
    does: str = ""
    nothing: SsotuiError = NOTHING_SELECTED
    obstacles: Mapping[str, SsotuiError] = MappingProxyType({})


def row_needed(here: Here) -> SsotuiError | None:
    """Tell that there is no row, where that is so."""
    return here.nothing if here.row is None else None


def keys_needed(here: Here) -> SsotuiError | None:
    """Tell why the row has no keys, where that is so; selected rows tell it themselves, each in its place."""
    if here.selected:
        return None
    if here.row is None:
        return here.nothing
    profile = here.row.profile if isinstance(here.row, ProfileRow) else None
    if profile and profile.role_name and not profile.problems:
        return None  # the most of them, for which nothing has to be imported
    try:
        target_of(here.row)
    except SsotuiError as error:
        return error
    return None


def to_open(here: Here) -> SsotuiError | None:
    """Tell why the row cannot be opened; a group folds, and an empty list may offer a step."""
    if here.row is None and here.next_step:
        return None
    if isinstance(here.row, GroupRow) or (isinstance(here.row, RoleRow) and here.row.can_ask):
        return None
    return keys_needed(here._replace(selected=False))


def session_needed(here: Here) -> SsotuiError | None:
    """Tell that the row belongs to no session, where that is so."""
    if here.session or here.selected:
        return None
    if here.row is None:
        return here.nothing
    try:
        session_of(here.row)
    except SsotuiError as error:
        return error
    return None


def known_session_of(row: Row) -> SsoSession | None:
    """Give the session that the row belongs to, if the config names it."""
    match row:
        case ProfileRow(profile=profile):
            return profile.session
        case RoleRow(account=account):
            return account.session
        case CacheEntry() | GroupRow():
            return row.session
        case None:
            return None


def session_of(row: Row) -> SsoSession:
    """Give the session that the row belongs to.

    Raises:
        UsageError: it belongs to none that the config names.
    """
    if session := known_session_of(row):
        return session
    raise UsageError("This row belongs to no SSO session of the config.", "Pick another one.")


def command_line_of(row: Row, *options: str) -> str:
    """The command line that does what ``enter`` does on the row; empty where there is none.

    Args:
        row: the row.
        options: more of the command line for its keys, as ``--format`` and ``json``.
    """
    from ssotui.actions.keys import cli_equivalent

    try:
        if isinstance(row, CacheEntry):
            from ssotui.actions.sign_in.advice import login_command

            return login_command(session_of(row))
        return cli_equivalent.creds(target_of(row), *options)
    except SsotuiError:
        return ""
