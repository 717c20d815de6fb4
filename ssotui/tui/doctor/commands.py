"""The commands of the doctor: open it, fix what it found."""

from __future__ import annotations

from ssotui.tui.shell.commands import EVERYWHERE, Command, Place

TYPE_CHECKING = False  # type checkers take this for True: importing typing takes its time
if TYPE_CHECKING:
    from ssotui.tui.shell.flow import Context
    from ssotui.tui.shell.row import Row


async def open_doctor(context: Context, _: Row) -> None:
    """Show which credentials AWS tools would use, and what is wrong."""
    from ssotui.tui.doctor.screen import DoctorScreen

    await context.ask(DoctorScreen())
    context.screen.done()


async def fix(context: Context, _: Row) -> str | None:
    """Show what would fix the finding under the cursor, and do it after a yes."""
    from ssotui.tui.doctor.screen import DoctorScreen

    return await context.on(DoctorScreen).fix(context)


DOCTOR = Command(
    "app.doctor",
    ("d",),
    "doctor",
    "Show which credentials AWS tools would use, and any problems.",
    open_doctor,
    synonyms="diagnose check problems whoami",
)
FIX = Command(
    "doctor.mend",
    ("enter",),
    "fix",
    "Fix this (previews the change).",
    fix,
    places=frozenset({Place.DOCTOR}),
    footer=EVERYWHERE,
)
