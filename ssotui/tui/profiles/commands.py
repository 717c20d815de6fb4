"""The commands of profiles: make one or many of the rows, and switch the shell to one."""

from __future__ import annotations

from ssotui.model.accounts import Account
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import SsotuiError, UsageError
from ssotui.model.inventory import ProfileRow
from ssotui.tui.shell.commands import EVERYWHERE, WITH_ROLES, Command, Place
from ssotui.tui.shell.flow import in_thread
from ssotui.tui.shell.row import RoleRow, target_of
from ssotui.tui.shell.running import go_on

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssotui.actions.keys.fetching import Target
    from ssotui.actions.profiles.new_profile import Plan
    from ssotui.actions.profiles.profile_names import AccountRole
    from ssotui.model.profile import Profile
    from ssotui.tui.profiles.new_profile_form import CreatedProfile
    from ssotui.tui.shell.flow import Context
    from ssotui.tui.shell.row import Here, Row

NO_ROLE = UsageError(
    "This row has no account and role to make a profile of.", "Pick one in Accounts ({view.accounts})."
)


async def new_profile(context: Context, row: Row) -> str | None:
    """Make profiles: of one role by its form, of many after a look at all their lines."""
    rows = [selected.row for selected in context.selected] or [row]
    pairs = [pair for each in rows if (pair := _account_and_role(each))]
    if not pairs:
        if len(rows) == 1 and rows[0] is None and await go_on(context):
            return None
        raise NO_ROLE
    wanted = (target_of(each) for each in rows if _account_and_role(each))
    await context.allowed(wanted, "Make profiles of them?" if len(pairs) > 1 else "Make a profile of it?")
    if len(pairs) > 1:
        return await _new_profiles(context, pairs)
    made = await _fill_in_form(context, pairs[0])
    return made.said if made else None


async def use(context: Context, row: Row) -> str | None:
    """Leave, and switch the shell to the row's profile; a role without one gets one first."""
    match row:
        case ProfileRow(profile=profile):
            return await leave_for(context, profile)
        case RoleRow(role_name=role) if role:
            return await _use_role(context, row)
        case _:
            raise NO_ROLE


async def leave_for(context: Context, wanted: Target | Profile) -> str | None:
    """Leave, and switch the shell to the profile, after a yes where the settings want one.

    Where no shell waits for that, offer to set it up.
    """
    if not context.app.switches:
        return await set_up_shell(context)
    await context.allowed([wanted], "Switch to it?")
    context.host.exit(wanted.name)
    return None


async def set_up_shell(context: Context) -> str | None:
    """Show the one line that has the shell switch, and add it to the shell's start file after a yes."""
    from ssotui.actions.profiles import shell_setup
    from ssotui.aws.locations import shown
    from ssotui.tui.shell.diff_dialog import DiffScreen

    plan = await in_thread(shell_setup.plan)
    where, uses = shown(plan.path), context.app.keymap.text("profile.use")
    if plan.before == plan.after:
        return f"{where} is set up already. Start ssotui from a new {plan.shell}: there, {uses} switches the shell."
    what = f"Set up {plan.shell}, so that {uses} switches the shell you start ssotui from?"
    note = f"This goes to the end of {where}, and works in every shell that you open then."
    if not await context.ask(DiffScreen(what, plan.diff, note)):
        return None
    return f"{await in_thread(lambda: shell_setup.apply(plan))}\n{context.app.keymap.text('app.undo')} takes it back."


async def _use_role(context: Context, row: RoleRow) -> str | None:
    from ssotui.actions.profiles.new_profile import identity, names_by_role

    if context.screen.place is Place.KEYS:
        raise UsageError(
            "No profile names this role.",
            "{keys.shell} opens a shell with its keys; "
            "in Accounts ({view.accounts}), {profile.use} makes a profile and switches to it.",
        )
    profiles = [known.profile for known in context.main.inventory.profiles]
    if name := names_by_role(profiles).get(identity(row.ref)):
        return await leave_for(context, next(profile for profile in profiles if profile.name == name))
    await context.allowed([target_of(row)], "Switch to it?")
    made = await _fill_in_form(context, (row.account, row.role_name), use=True)
    if made is None:
        return None
    if not context.app.switches:
        try:
            uses = context.app.keymap.text("profile.use")
            said = await set_up_shell(context) or f"Shell integration isn't set up: {uses} offers it again."
        except SsotuiError as error:  # the profile is made all the same
            from ssotui.model.text import visible
            from ssotui.tui.shell.on_screen import hint_of

            said = f"{visible(error.message)} {hint_of(error, context.app.keymap)}"
        return f"{made.said}\n{said}"
    context.host.exit(made.name)
    return made.said


async def _fill_in_form(context: Context, pair: AccountRole, *, use: bool = False) -> CreatedProfile | None:
    from ssotui.tui.profiles.new_profile_form import NewProfileScreen

    among = context.main.roles_of({pair[0].session})
    return await context.ask(NewProfileScreen(*pair, among, use=use))


async def _new_profiles(context: Context, pairs: Sequence[AccountRole]) -> str:
    """Show the lines of the profiles that can be made, and make them after a yes."""
    from ssotui.actions.profiles import new_profile
    from ssotui.tui.shell.diff_dialog import DiffScreen

    template = context.app.settings.profile_template
    among = context.main.roles_of({account.session for account, _ in pairs})
    covered = new_profile.names_by_role(known.profile for known in context.main.inventory.profiles)
    wanted = [
        (account, role)
        for account, role in pairs
        if new_profile.identity(RoleRef(account.session, account.account_id, role)) not in covered
    ]
    if not wanted:
        raise UsageError(
            "Each of these roles has a profile already.", "{profile.new} on a single row makes one more of it."
        )

    def planned() -> Plan:
        return new_profile.plan(new_profile.proposals(wanted, template, among=among))

    plan = await in_thread(planned)
    count, left_out = len(plan.added), len(pairs) - len(wanted)
    what = f"Make the profile {plan.added[0].name}?" if count == 1 else f"Make {count} profiles?"
    has = f"{left_out} of the chosen roles {'has' if left_out == 1 else 'have'} a profile already."
    warning = "\n".join(filter(None, (has if left_out else "", plan.warning)))
    if not await context.ask(DiffScreen(what, plan.diff(), warning)):
        return ""
    return await in_thread(lambda: new_profile.apply(plan))


def _account_and_role(row: Row) -> AccountRole | None:
    """The account and the role of a row, if it has both."""
    match row:
        case RoleRow(account=account, role_name=role) if role:
            return account, role
        case ProfileRow(profile=profile, account_name=name) if profile.session and profile.account_id:
            account = Account(profile.session, profile.account_id, name or "")
            return (account, profile.role_name) if profile.role_name else None
        case _:
            return None


def role_needed(here: Here) -> SsotuiError | None:
    """Tell that the row has no account and role, where that is so and an empty list offers no other step."""
    if here.selected or _account_and_role(here.row) or (here.row is None and here.next_step):
        return None
    return here.nothing if here.row is None else NO_ROLE


def profile_needed(here: Here) -> SsotuiError | None:
    """Tell that the row has neither a profile nor a role to make one of, where that is so."""
    match here.row:
        case None:
            return here.nothing
        case ProfileRow():
            return None
        case RoleRow(role_name=role) if role:
            return None
        case _:
            return NO_ROLE


USE = Command(
    "profile.use",
    ("u",),
    "use",
    "Use this profile in your shell and quit (creates it if needed).",
    use,
    places=WITH_ROLES | {Place.KEYS},
    footer=EVERYWHERE,
    opens_late=True,
    needs=profile_needed,
    synonyms="switch activate export",
)
NEW = Command(
    "profile.new",
    ("n",),
    "new profile",
    "Make a profile of the row's account and role.",
    new_profile,
    places=WITH_ROLES,
    footer=frozenset({Place.ACCOUNTS}),
    opens_late=True,
    needs=role_needed,
    synonyms="create add",
)
