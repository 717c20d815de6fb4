"""Keep ``state.json``: favourites, recent uses, accounts and a few choices, remembered between runs. No secrets.

Another ssotui, older or newer, may have put anything under any key. What this one does not know stays, and what is
damaged counts as never remembered. Times of accounts and uses are seconds since the epoch.
"""

from __future__ import annotations

import math
import os

from ssotui.model.clock import UTC, datetime, format_timestamp, parse_timestamp, timedelta
from ssotui.model.errors import UnusableFile
from ssotui.model.records import NamedTuple
from ssotui.storage import file_version
from ssotui.storage.bounded_read import read_regular
from ssotui.storage.fast_json import parse_json
from ssotui.storage.folders import state_path

TYPE_CHECKING = False  # type checkers take this for True: importing typing and pathlib takes its time
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path
    from typing import Any

    from ssotui.model.accounts import Catalog
    from ssotui.model.token import SsoSession
    from ssotui.model.usage import Usage, Visits

ACCOUNTS, CONSOLES, FAVOURITES, FLOWS, PICKS, RECENTS, REFUSALS, SIGN_INS, SORT, THEME = (
    "accounts", "consoles", "favourites", "flows", "picks", "recents", "refused_tokens", "sign_ins", "sort", "theme"
)  # fmt: skip
"""The keys of the file. A recent use is ``[weight, time]``, a sign-in ``{"at": …, "ends": …}``, a refused token
``{"hash": …, "token": true, "renewal": true}``."""

MOST_RECENTS = 500
"""So many recent uses are kept, those that count for most."""

MOST_CONSOLES = 12
"""So many services and regions of the console are remembered."""

MOST_PICKS = 8
"""So many entries of the palette are remembered."""

ONE_SITTING = timedelta(minutes=5)
"""Uses of the same thing within that time are one: somebody tries again, or a script runs in a loop."""


class RememberedAccount(NamedTuple):
    """An account as any session has told it.

    Attributes:
        name: may be empty, as the e-mail may.
        email: of the account's owner.
        roles: of all sessions together; empty while none has told them.
    """

    name: str
    email: str
    roles: tuple[str, ...]


class TokenRefusal(NamedTuple):
    """Parts of a token that AWS has refused: the access token itself, and its renewal."""

    token: bool
    renewal: bool


NOT_REFUSED = TokenRefusal(token=False, renewal=False)


class State:
    """Everything that is remembered. Its methods change it in memory; :func:`edit` keeps the changes.

    Args:
        fields: the file's one JSON object.
    """

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = fields

    @property
    def theme(self) -> str | None:
        """The theme that a person last chose on the screen."""
        return _text(self.fields.get(THEME))

    def set_theme(self, name: str) -> None:
        """Remember the theme that a person chose."""
        self.fields[THEME] = name

    def flow(self, session: SsoSession) -> str | None:
        """Give the sign-in flow that a person last chose for the session."""
        return _text(self._section(FLOWS).get(session.label))

    def set_flow(self, session: SsoSession, flow: str | None) -> None:
        """Remember the flow that a person chose for the session; ``None`` to choose by the environment again."""
        if flow:
            self._made(FLOWS)[session.label] = flow
        else:
            self._section(FLOWS).pop(session.label, None)

    def sign_ins(self) -> dict[tuple[str, str], datetime]:
        """Give the moments of our sign-ins. No file of AWS's tells them.

        Returns:
            The moments, by the session's label and the end of its token
            (:func:`~ssotui.model.clock.format_timestamp`).
        """
        moments = {}
        for label, memory in self._section(SIGN_INS).items():
            try:
                moments[label, str(memory["ends"])] = parse_timestamp(memory["at"])
            except (LookupError, TypeError, ValueError, AttributeError):
                continue
        return {key: at for key, at in moments.items() if at.tzinfo}

    def set_sign_in(self, session: SsoSession, at: datetime, ends: datetime) -> None:
        """Remember the moment at which somebody signed in to get the token that ends then."""
        self._made(SIGN_INS)[session.label] = {"at": format_timestamp(at), "ends": format_timestamp(ends)}

    def renew_sign_in(self, session: SsoSession, before: datetime, ends: datetime) -> None:
        """Pass the moment of the token that ended ``before`` on to the one that took its place, if it is known."""
        if at := self.sign_ins().get((session.label, format_timestamp(before))):
            self.set_sign_in(session, at, ends)

    def refusals(self) -> dict[str, TokenRefusal]:
        """Give what was refused of each session's last token, by the token's hash."""
        found = {}
        for kept in self._section(REFUSALS).values():
            if isinstance(kept, dict) and isinstance(digest := kept.get("hash"), str):
                found[digest] = TokenRefusal(kept.get("token") is True, kept.get("renewal") is True)
        return found

    def set_refusal(self, session: SsoSession, digest: str, *, token: bool = False, renewal: bool = False) -> None:
        """Remember that the portal refused the token of that hash, or that its renewal was refused.

        Args:
            session: whose token.
            digest: the token's hash.
            token: the portal did not accept the token.
            renewal: the OIDC service did not renew it.
        """
        before = self.refusals().get(digest, NOT_REFUSED)
        self._made(REFUSALS)[session.label] = {
            "hash": digest,
            "token": token or before.token,
            "renewal": renewal or before.renewal,
        }

    def forget_refusal(self, session: SsoSession) -> None:
        """Forget what was refused of the session's token: the portal has accepted it."""
        kept = self._made(REFUSALS)
        kept.pop(session.label, None)
        if not kept:
            del self.fields[REFUSALS]

    def usage(self) -> Usage:
        """Give the favourites, recent uses and sort orders."""
        from ssotui.model.usage import Usage

        sort = {name: order for name, order in self._section(SORT).items() if isinstance(order, str)}
        return Usage(frozenset(self._favourites()), self._recents(), sort)

    def set_favourites(self, keys: Collection[str], *, favourite: bool) -> None:
        """Make the keys favourites, or no longer."""
        others = {key for key in self._favourites() if key not in keys}
        self.fields[FAVOURITES] = sorted({*others, *(keys if favourite else ())})

    def consoles(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the services and the regions whose console was asked for by name, the last one first."""
        kept = self._section(CONSOLES)
        return tuple(_texts(kept.get("services"))), tuple(_texts(kept.get("regions")))

    def remember_console(self, service: str, region: str) -> None:
        """Remember the service, and the region if one was named, as the last ones."""
        for key, name, before in zip(("services", "regions"), (service, region), self.consoles(), strict=True):
            if name:
                self._made(CONSOLES)[key] = [name, *(each for each in before if each != name)][:MOST_CONSOLES]

    def picks(self) -> list[str]:
        """Give the entries that were picked in the palette, the last one first."""
        return _texts(self.fields.get(PICKS))

    def remember_pick(self, name: str) -> None:
        """Remember the entry as the last one that was picked in the palette."""
        self.fields[PICKS] = [name, *(each for each in self.picks() if each != name)][:MOST_PICKS]

    def copy_usage(self, old: str, new: str) -> None:
        """Have the new key be a favourite and as recently used as the old one, which stays for an undo."""
        if old in self._favourites():
            self.set_favourites([new], favourite=True)
        if old in self._section(RECENTS):
            self._made(RECENTS)[new] = self._section(RECENTS)[old]

    def set_sort(self, name: str, order: str) -> None:
        """Remember the order that was chosen for the list of that name."""
        self._made(SORT)[name] = order

    def is_new_use(self, keys: Collection[str], now: datetime) -> bool:
        """Tell whether one of the keys was not used within :data:`ONE_SITTING`."""
        recents = self._recents()
        return any(_counts(recents.get(key), now) for key in keys)

    def count_use(self, keys: Collection[str], now: datetime) -> None:
        """Count one use of each of the keys that was not used within :data:`ONE_SITTING`."""
        from ssotui.model.usage import frecency, visited

        known = self._recents()
        known |= {key: visited(known.get(key), now) for key in keys if _counts(known.get(key), now)}
        most = sorted(known, key=lambda key: frecency(known[key], now), reverse=True)[:MOST_RECENTS]
        self.fields[RECENTS] = {key: [round(known[key].weight, 3), int(known[key].at.timestamp())] for key in most}

    def accounts(self) -> dict[str, RememberedAccount]:
        """Give every remembered account by its ID, whichever session told it."""
        found: dict[str, RememberedAccount] = {}
        for kept in self._section(ACCOUNTS).values():
            from ssotui.storage import catalogs  # late, as below: whoever remembers no account does without

            for account_id, name, email, roles, _ in catalogs.entries(kept):
                before = found.get(account_id)
                found[account_id] = (
                    RememberedAccount(name or before.name, email or before.email, (*before.roles, *roles))
                    if before
                    else RememberedAccount(name, email, tuple(roles))
                )
        return found

    def account_names(self) -> dict[str, str]:
        """Give the remembered name of each account ID, whichever session told it."""
        return {account_id: known.name for account_id, known in self.accounts().items() if known.name}

    def catalog(self, session: SsoSession) -> Catalog:
        """Give what the session was last seen to reach; empty if nothing is remembered, or of another start URL."""
        from ssotui.storage import catalogs

        return catalogs.read(session, self._section(ACCOUNTS).get(session.label))

    def set_catalog(self, catalog: Catalog, now: datetime, *, whole: bool) -> None:
        """Remember what a session reaches. What another process has been told of a role since we were stays.

        Args:
            catalog: what is known now.
            now: the time; what claims to be from later than that does not count.
            whole: it has every account that there is, so that the others are to be forgotten.
        """
        from ssotui.storage import catalogs

        merged = catalogs.merged(catalog, self.catalog(catalog.session), now, whole=whole)
        self._made(ACCOUNTS)[catalog.session.label] = catalogs.written(merged)

    def _section(self, key: str) -> dict[str, Any]:
        """Give the object under the key to be read; an empty one if there is none, or something else."""
        found = self.fields.get(key)
        return found if isinstance(found, dict) else {}

    def _made(self, key: str) -> dict[str, Any]:
        """Give the object under the key to be changed."""
        section = self.fields[key] = self._section(key)
        return section

    def _favourites(self) -> list[str]:
        return _texts(self.fields.get(FAVOURITES))

    def _recents(self) -> dict[str, Visits]:
        found = {key: _visits(entry) for key, entry in self._section(RECENTS).items()}
        return {key: visits for key, visits in found.items() if visits}


def state_file() -> Path:
    """Name ``state.json`` in the user's state folder."""
    from pathlib import Path

    return Path(_path())


def load() -> State:
    """Read everything that is remembered; nothing if the file is missing or damaged. Never raises."""
    try:
        return _parsed(read_regular(_path()))
    except OSError:
        return State({})


def refusals() -> dict[str, TokenRefusal]:
    """Read what was refused of tokens, by their hashes; without parsing the file where nothing was. Never raises."""
    try:
        return file_version.read_once(_known_refusals, _path(), _refusals_in, {})
    except OSError:
        return {}


def _refusals_in(path: str) -> dict[str, TokenRefusal]:
    data = read_regular(path)
    return _parsed(data).refusals() if f'"{REFUSALS}"'.encode() in data else {}


_known_refusals: dict[str, tuple[file_version.Stamp, dict[str, TokenRefusal]]] = {}
"""The refusals of one version of the file: each token in the cache asks for them, and there may be thousands."""


def edit(change: Callable[[State], object]) -> None:
    """Let ``change`` alter what is remembered, alone under the file's lock, starting from the newest.

    Raises:
        UnusableFile: the state file cannot be written.
    """
    import json

    from ssotui.storage.edits import edit_file  # late: what only reads needs no locks

    def put(before: bytes) -> bytes:
        state = _parsed(before)
        change(state)
        if state.fields == _parsed(before).fields:
            return before
        return json.dumps(state.fields, separators=(",", ":")).encode()

    edit_file(state_file(), put, secret=True, backup=False)


def keep(change: Callable[[State], object]) -> None:
    """Alter what is remembered as :func:`edit` does; a memory that cannot be written is no reason to complain."""
    try:
        edit(change)
    except UnusableFile:
        return


def _path() -> str:
    return os.path.join(state_path(), "state.json")  # noqa: PTH118 - importing pathlib takes its time


def _parsed(data: bytes) -> State:
    """Take a damaged state for an empty one: everything in it can be had again."""
    try:
        fields = parse_json(data)
    except (ValueError, RecursionError):
        return State({})
    return State(fields if isinstance(fields, dict) else {})


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _counts(last: Visits | None, now: datetime) -> bool:
    return last is None or not timedelta() <= now - last.at < ONE_SITTING


def _visits(entry: Any) -> Visits | None:
    from ssotui.model.usage import Visits

    try:
        weight, at = entry
        weight = float(weight)
        return Visits(weight, datetime.fromtimestamp(at, UTC)) if math.isfinite(weight) and weight > 0 else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None
