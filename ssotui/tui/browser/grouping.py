"""Put the rows of a view, which are in the order of their groups, under a line for each group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from ssotui.model.inventory import ProfileRow
from ssotui.model.records import NamedTuple
from ssotui.model.sessions import CacheEntry, EntryKind
from ssotui.model.token import SsoSession, TokenLife
from ssotui.tui.accounts.view import AccountsView
from ssotui.tui.list.grouped_view import GroupedView, Head
from ssotui.tui.profiles.view import ProfilesView
from ssotui.tui.shell.row import GroupRow, RoleRow


class _Of(NamedTuple):
    """The session and the account that a row belongs to."""

    session: SsoSession | None
    account_id: str
    account_name: str


def grouped(view: ProfilesView | AccountsView, sessions: Sequence[CacheEntry]) -> GroupedView:
    """Give the view with a line for each session, and for each account that has several rows.

    Args:
        view: its rows in the order of the groups.
        sessions: tell how long the tokens last.
    """
    lives = {entry.session: entry.life for entry in sessions if entry.session and entry.kind is EntryKind.TOKEN}
    noun = "role" if isinstance(view, AccountsView) else "profile"
    return GroupedView(view, list(_heads([_of(row) for row in view.rows], lives, noun)), view.glyphs)


def _of(row: ProfileRow | RoleRow) -> _Of:
    if isinstance(row, RoleRow):
        account = row.account
        return _Of(account.session, account.account_id, account.name)
    profile = row.profile
    return _Of(profile.session, profile.account_id or "", row.account_name or "")


def _heads(rows: Sequence[_Of], lives: Mapping[SsoSession, TokenLife], noun: str) -> Iterator[Head]:
    start = 0
    for session, of_session in groupby(rows, key=lambda of: of.session):
        found = list(of_session)
        end = start + len(found)
        yield Head(GroupRow(session, "", "", len(found), noun, lives.get(session) if session else None), start, end, 0)
        for (account_id, name), of_account in groupby(found, key=lambda of: of[1:]):
            count = len(list(of_account))
            if session and account_id and count > 1:
                yield Head(GroupRow(session, account_id, name, count, noun), start, start + count, 1)
            start += count
