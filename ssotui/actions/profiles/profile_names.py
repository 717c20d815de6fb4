"""How profiles of accounts and roles are named: by a template, each its own name, and only what every SDK reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TypeAlias

from ssotui.aws.config.section_names import NAME_CHARACTERS
from ssotui.model.accounts import Account
from ssotui.model.errors import UsageError
from ssotui.model.profile import Problem
from ssotui.model.text import visible

AccountRole: TypeAlias = tuple[Account, str]
"""An account, and the name of a role in it."""

LONGEST = 128
"""What a template gives ends there: an account's name has at most 50 letters, whatever else the portal tells."""

FIELDS: Mapping[str, Callable[[Account, str], str]] = {
    "account_name": lambda account, _: account.name or account.account_id,
    "account_id": lambda account, _: account.account_id,
    "role": lambda _, role: role,
    "session": lambda account, _: account.session.name or account.session.start_url.split("://")[-1],
    "email": lambda account, _: account.email or account.account_id,
}
"""What a template may hold between braces. Where the portal tells no name or e-mail, it is the account's ID."""

FILTERS = ("lower", "upper", "slug", "replace:OLD:NEW")
"""What may follow a field after a ``|``, one after the other."""

Filter = Callable[[str], str]

_PIECE = re.compile(r"\{([^{}]*)\}|([^{}]+)")
_ODD = re.compile(f"[^{re.escape(NAME_CHARACTERS)}]+")


class Template:
    """A template as ``{account_name|slug}-{role|slug}``, read once.

    Raises:
        UsageError: it has a field or a filter that there is none of, or a brace that is not closed.
    """

    def __init__(self, text: str) -> None:
        self._pieces: list[str | tuple[str, list[Filter]]] = []
        at = 0
        for piece in _PIECE.finditer(text):
            if piece.start() != at:
                break
            at = piece.end()
            self._pieces.append(_field(piece[1]) if piece[1] is not None else piece[2])
        if at != len(text) or not text.strip():
            raise UsageError(f"The template {text!r} cannot be read.", "Write it as {account_name|slug}-{role|slug}.")

    def name(self, account: Account, role: str) -> str:
        """The name for that role, with ``-`` in the place of what some SDK would not read."""
        filled = "".join(piece if isinstance(piece, str) else _filled(piece, account, role) for piece in self._pieces)
        return _ODD.sub("-", filled)[:LONGEST].strip("-") or account.account_id


def slug(text: str) -> str:
    """The text in small letters and digits without accents, with ``-`` between its words; nothing may be left of it."""
    from unicodedata import normalize

    plain = normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def unique_names(
    wanted: Collection[AccountRole],
    template: Template,
    *,
    among: Iterable[AccountRole] = (),
    taken: Collection[str] = (),
) -> dict[AccountRole, str]:
    """Return a name for each role that no other role and no existing profile has.

    All whose names would be the same get their account's ID behind it, then their session's name, then a digest. So
    a name depends on what there is to be named, but neither on its order nor on how much of it is wanted.

    Args:
        wanted: what to name.
        template: how.
        among: everything that there is to be named, in which names are to differ; what has its profile already too.
        taken: names that are not free.
    """
    # The same role may come with what the account was called once, and with what it is called now.
    pairs = {_key(pair): pair for pair in (*among, *wanted)}
    free = {_key(pair) for pair in wanted}
    taken = {*taken, "default"}
    bases = {key: template.name(*pair) for key, pair in pairs.items()}
    names = dict(bases)
    level = dict.fromkeys(pairs, 0)
    while True:
        count = Counter(names.values())
        clashing = [key for key, name in names.items() if count[name] > 1 or (key in free and name in taken)]
        if not clashing:
            return {pair: names[_key(pair)] for pair in wanted}
        for key in clashing:
            level[key] += 1
            names[key] = bases[key] + _distinction(pairs[key], level[key])


def name_problem(name: str, taken: Collection[str]) -> Problem | None:
    """Why a new profile cannot have that name, if it cannot.

    More than AWS tools refuse: a name that only some of them read would work here and fail there.

    Args:
        name: as it was typed.
        taken: from :func:`ssotui.actions.profiles.new_profile.taken_names`.
    """
    return next(_problems(name, taken), None)


def _problems(name: str, taken: Collection[str]) -> Iterator[Problem]:
    """List the problems of a name, the worst first."""
    if not name:
        yield Problem("name-empty", "The profile has no name.", "Type one.")
    if not name.isprintable():
        yield Problem("name-control", "The name holds control characters.", "Type it again.")
    if " " in name:
        yield Problem("name-space", "The name has a space: some SDKs do not find such a profile.", "Put a - there.")
    if odd := "".join(dict.fromkeys("".join(_ODD.findall(name)))):
        yield Problem(
            "name-odd",
            f"The name has {odd}: some SDKs do not find such a profile.",
            "Use letters from a to z, digits and _ - / . % @ : + only.",
        )
    if name.startswith("-"):
        yield Problem("name-dash", "The name begins with -, as an option does.", "Begin it with a letter.")
    if name == "default":
        yield Problem(
            "name-default", "AWS tools use the profile default when none is named.", "Name it, and run: ssotui use NAME"
        )
    if name in taken:
        yield Problem("name-taken", f"There is a profile {visible(name)} already.", "Use another name.")


def _field(text: str) -> tuple[str, list[Filter]]:
    name, *filters = text.split("|")
    if name.strip() not in FIELDS:
        raise UsageError(f"A template has no field {{{name}}}.", f"There are: {', '.join(FIELDS)}.")
    return name.strip(), [_filter(filter_) for filter_ in filters]


def _filter(text: str) -> Filter:
    match text.split(":"):
        case ["lower"]:
            return str.lower
        case ["upper"]:
            return str.upper
        case ["slug"]:
            return slug
        case ["replace", old, new] if old:
            return lambda value: value.replace(old, new)
    raise UsageError(f"A template has no filter {text!r}.", f"There are: {', '.join(FILTERS)}.")


def _filled(piece: tuple[str, list[Filter]], account: Account, role: str) -> str:
    """The field's value, filtered; what has nothing left, as the slug of a Chinese name, is as if not told."""
    field, filters = piece
    for of in (account, account._replace(name="", email="")):
        value = FIELDS[field](of, role)
        for change in filters:
            value = change(value)
        if value:
            return value
    return field


def _distinction(pair: AccountRole, level: int) -> str:
    account, role = pair
    if level == 1:
        return f"-{account.account_id}"
    if level == 2:
        return f"-{account.account_id}-{slug(FIELDS['session'](account, role)) or 'session'}"
    from hashlib import sha256

    what = "\x1f".join((*_key(pair), str(level))).encode(errors="surrogatepass")
    return f"-{account.account_id}-{sha256(what).hexdigest()[:8]}"


def _key(pair: AccountRole) -> tuple[str, str, str, str]:
    """Return the identity of a role: its session, account and name."""
    account, role = pair
    return (account.session.label, account.session.region, account.account_id, role)
