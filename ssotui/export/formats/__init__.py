"""Write role credentials as text: one pure function for each format, in one registry.

``--format``, the Copy-as menu and the README's table are made from it. A format's text is a :class:`Secret`: whoever
copies, prints or writes it reveals it at that point and not before.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from ssotui.export import credentials_file
from ssotui.export.formats import files
from ssotui.export.formats.addresses import console_url, curl
from ssotui.export.formats.shells import commands, windows_cmd
from ssotui.export.shells import FISH, NUSHELL, POSIX, POSIX_NOT_EXPORTED, POWERSHELL
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import SsotuiError
from ssotui.model.records import NamedTuple
from ssotui.model.secret import Secret


class Group(StrEnum):
    """The groups of formats, by their use."""

    SHELL = "shell"
    FILE = "file"
    PROGRAM = "program"
    VALUE = "one value"


class Format(NamedTuple):
    """A format: a way to write keys down.

    Attributes:
        name: for ``--format`` and the settings.
        title: for menus.
        group: for menus too: formats of one group stand together.
        text: from the keys to the text, which ends with a newline unless it is a single value. Raises a
            :class:`~ssotui.model.errors.UsageError` with the reason where the format cannot hold a value. One that
            has to ask a service raises what asking does; so no text is made on the screen's own thread.
    """

    name: str
    title: str
    group: Group
    text: Callable[[Outgoing], Secret]


FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format("env", "Exports for bash, zsh, sh", Group.SHELL, commands(POSIX)),
        Format("env-no-export", "Shell variables, not exported", Group.SHELL, commands(POSIX_NOT_EXPORTED)),
        Format("fish", "Exports for fish", Group.SHELL, commands(FISH)),
        Format("powershell", "Environment of PowerShell", Group.SHELL, commands(POWERSHELL)),
        Format("windows-cmd", "Environment of cmd.exe", Group.SHELL, windows_cmd),
        Format("nushell", "Environment of nushell", Group.SHELL, commands(NUSHELL)),
        Format("dotenv", "Lines of a .env file", Group.FILE, files.dotenv),
        Format("ini", "Credentials-file section", Group.FILE, credentials_file.section),
        Format("json", "JSON", Group.FILE, files.as_json),
        Format("process", "JSON of credential_process", Group.PROGRAM, files.process),
        Format("curl", "Signed curl command (API Gateway)", Group.PROGRAM, curl),
        Format("access-key-id", "Access key ID", Group.VALUE, lambda outgoing: outgoing.keys.access_key_id),
        Format("secret-access-key", "Secret access key", Group.VALUE, lambda outgoing: outgoing.keys.secret_access_key),
        Format(
            "session-token", "Session token", Group.VALUE, lambda outgoing: outgoing.keys.session_token or Secret("")
        ),
        Format("console-url", "Link to the AWS console", Group.VALUE, console_url),
    )
}
"""Every format by its name, in the order in which menus show them."""

DEFAULT = "env"


def misfits(outgoing: Outgoing) -> dict[str, str]:
    """Return the formats that cannot hold the keys, with the reason of each. Asks nobody over the network."""
    reasons = {name: _misfit(form, outgoing) for name, form in FORMATS.items()}
    return {name: reason for name, reason in reasons.items() if reason}


def _misfit(form: Format, outgoing: Outgoing) -> str:
    if form.text is console_url and outgoing.role is None:  # a service makes it of the keys, if they are of a role
        return "" if outgoing.keys.session_token else "Long-lived keys of an IAM user cannot open the console."
    try:
        return "" if form.text(outgoing) else "These keys have none."
    except SsotuiError as error:
        return error.message
