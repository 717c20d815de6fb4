"""The commands of sessions: sign in and out, make one, delete a file of the cache; and those of the sign-in screen."""

from __future__ import annotations

from ssotui.model.errors import UsageError
from ssotui.model.secret import Secret
from ssotui.model.sessions import CacheEntry
from ssotui.model.text import visible
from ssotui.tui.shell.commands import EVERYWHERE, LISTS, SIGNING_IN, Command, Place
from ssotui.tui.shell.flow import in_thread
from ssotui.tui.shell.row import NOTHING_SELECTED, known_session_of, row_needed, session_needed
from ssotui.tui.shell.running import go_on

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from ssotui.model.errors import SsotuiError
    from ssotui.model.token import SsoSession
    from ssotui.tui.sessions.sign_in_screen import SignInScreen
    from ssotui.tui.shell.flow import Context
    from ssotui.tui.shell.row import Here, Row

ON_SESSIONS = frozenset({Place.SESSIONS})


async def sign_in(context: Context, _: Row) -> str | None:
    """Renew the session's token if that will do, or sign in; to those of all selected rows at once, if any are."""
    if context.selected:
        return await _sign_in_to_selected(context)
    return await _sign_in_to(context, context.session())


async def _sign_in_to(context: Context, session: SsoSession) -> str:
    from ssotui.actions.sign_in.tokens import good_token
    from ssotui.model.clock import describe_left

    clock = context.app.clock
    context.screen.busy(f"asking for {visible(session.label)}")
    token = await in_thread(lambda: good_token(session, clock))
    if token is None:
        return await context.sign_in(session)
    return f"{visible(session.label)} is signed in: {describe_left(token.expires_at - clock())} left."


async def _sign_in_to_selected(context: Context) -> str | None:
    """Sign in to each session of the selected rows. The rows whose session needs another try stay selected."""
    from ssotui.tui.sessions.sign_in_screen import SignInScreen

    by_key = {each.key: session for each in context.selected if (session := known_session_of(each.row))}
    sessions = dict.fromkeys(by_key.values())
    if not sessions:
        message = "None of the selected rows belongs to an SSO session of the config."
        raise UsageError(message, "Press {app.back} to deselect, or select others.")
    dialog = SignInScreen(*sessions, renews=True)
    said = await context.ask(dialog)
    left = {attempt.session for attempt in dialog.attempts if not attempt.token}
    if place := context.screen.place:
        context.main.keep_selected(place, {key for key, session in by_key.items() if session in left})
    return said


async def sign_out(context: Context, _: Row) -> str:
    """Ask whether to sign out, then do it."""
    session = context.session()
    what = f"{session.label}: its token and its cached keys are deleted, for the AWS CLI and every other tool too."
    await context.confirmed(what, "Sign out?")
    from ssotui.actions.sign_in.sign_out import known_roles
    from ssotui.actions.sign_in.sign_out import sign_out as end

    context.screen.busy(f"signing out of {visible(session.label)}")
    return await in_thread(lambda: end(session, known_roles(session, context.app.read())))


async def new_session(context: Context, _: Row) -> str | None:
    """Show the form; sign in to the session that it makes, and show its accounts."""
    return await _make_session(context)


async def make_session(context: Context, url: str) -> None:
    """Do the same with a start URL that a person has pasted."""
    if said := await _make_session(context, url):
        context.say(said)


async def _make_session(context: Context, url: str = "") -> str | None:
    from ssotui.tui.sessions.new_session_form import NewSessionScreen

    session = await context.ask(NewSessionScreen(url))
    context.screen.done()
    if session is None:
        return None
    said = await context.sign_in(session)
    context.main.show_place(Place.ACCOUNTS)
    return said


async def open_session(context: Context, row: Row) -> str | None:
    """Show the accounts of a session that is signed in, else sign in; without any session, show the form for one."""
    if row is None:
        if await go_on(context):
            return None
        raise NOTHING_SELECTED
    if isinstance(row, CacheEntry) and row.session and row.life.status(context.app.clock()).usable:
        context.main.show_place(Place.ACCOUNTS)
        return None
    return await _sign_in_to(context, context.session())


async def delete_file(context: Context, row: Row) -> str:
    """Ask, then delete the row's file."""
    from ssotui.actions.sign_in import cache_files
    from ssotui.aws import locations

    if not isinstance(row, CacheEntry):
        raise NOTHING_SELECTED
    await context.confirmed(locations.shorten(str(row.path)), "Delete this file?", cache_files.cost(row))
    return await in_thread(lambda: cache_files.delete_entry(row))


async def open_page(context: Context, _: Row) -> None:
    """Open the sign-in page in a browser."""
    _dialog(context).attempt.open_page()


async def copy_url(context: Context, _: Row) -> str | None:
    """Copy the address of the sign-in page, once there is one."""
    prompt = _dialog(context).attempt.prompt
    return await _copy(context, prompt.url, "the page's address") if prompt else None


async def copy_code(context: Context, _: Row) -> str | None:
    """Copy the code that the sign-in page asks for, where it asks for one."""
    code = _dialog(context).attempt.code
    return await _copy(context, code, "the code") if code else None


async def switch_flow(context: Context, _: Row) -> None:
    """Start the sign-in over by the other flow."""
    _dialog(context).switch_flow()


def _dialog(context: Context) -> SignInScreen:
    from ssotui.tui.sessions.sign_in_screen import SignInScreen

    return context.on(SignInScreen)


async def _copy(context: Context, text: str, what: str) -> str:
    delivery = await in_thread(lambda: context.app.clipboard.copy(Secret(text), clear_after=0))
    return f"{delivery.done} {what}."


def to_open_session(here: Here) -> SsotuiError | None:
    """Tell why the row's session cannot be opened: without a row, an empty list may offer another step."""
    return None if here.row is None and here.next_step else session_needed(here)


def file_needed(here: Here) -> SsotuiError | None:
    """Tell that the row is no file, where that is so."""
    if isinstance(here.row, CacheEntry) and here.row.path is None:
        if here.row.in_keychain:
            from ssotui.actions.sign_in.cache_files import IN_KEYCHAIN

            return IN_KEYCHAIN
        return UsageError("There is no file to delete: nobody is signed in to this session.", "Pick another row.")
    return row_needed(here)


OPEN = Command(
    "session.open",
    ("enter",),
    "accounts",
    "Show the accounts of the row's session; sign in first, if that is needed.",
    open_session,
    places=ON_SESSIONS,
    footer=EVERYWHERE,
    opens_late=True,
    needs=to_open_session,
)
SIGN_IN = Command(
    "session.sign_in",
    ("l",),
    "sign in",
    "Sign in to the row's session, or renew it; with rows selected, to all their sessions.",
    sign_in,
    places=LISTS | {Place.KEYS},
    footer=EVERYWHERE,
    opens_late=True,
    needs=session_needed,
    synonyms="login log renew refresh authenticate",
)
SIGN_OUT = Command(
    "session.sign_out",
    ("L",),
    "sign out",
    "Sign out of the row's session.",
    sign_out,
    places=LISTS | {Place.KEYS},
    footer=ON_SESSIONS,
    needs=session_needed,
    synonyms="logout log",
)
NEW = Command(
    "session.new",
    ("n",),
    "new session",
    "Make an SSO session: name, start URL, region.",
    new_session,
    places=ON_SESSIONS,
    footer=EVERYWHERE,
    synonyms="create add configure sso",
)
DELETE = Command(
    "session.delete",
    ("delete",),
    "delete",
    "Delete this file (asks first).",
    delete_file,
    places=ON_SESSIONS,
    footer=EVERYWHERE,
    needs=file_needed,
    synonyms="remove",
)
OPEN_PAGE = Command(
    "sign_in.open", ("o",), "open", "Open the page in a browser.", open_page, places=SIGNING_IN, footer=SIGNING_IN
)
COPY_URL = Command(
    "sign_in.copy_url", ("C",), "copy URL", "Copy the page's address.", copy_url, places=SIGNING_IN, footer=SIGNING_IN
)
COPY_CODE = Command(
    "sign_in.copy_code", ("c",), "copy code", "Copy the code.", copy_code, places=SIGNING_IN, footer=SIGNING_IN
)
SWITCH = Command(
    "sign_in.switch",
    ("x",),
    "other way",
    "Switch between browser and code.",
    switch_flow,
    places=SIGNING_IN,
    footer=SIGNING_IN,
)
