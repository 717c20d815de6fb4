"""Make an SSO session in the config file, once its portal has answered."""

from __future__ import annotations

import re
from collections.abc import Callable

from ssotui.actions.files.masked_diff import diff
from ssotui.aws import locations
from ssotui.aws.config.ini import Document
from ssotui.aws.config.merged_files import read_files
from ssotui.aws.config.section_names import session_header
from ssotui.aws.services import start_url
from ssotui.aws.services.oidc_sign_in import ACCOUNT_ACCESS, SignInRequests
from ssotui.model.clock import Clock
from ssotui.model.errors import UnusableFile, UsageError
from ssotui.model.records import NamedTuple
from ssotui.model.regions import correction, may_be_region
from ssotui.model.sign_in import Flow
from ssotui.model.text import visible
from ssotui.model.token import SsoSession
from ssotui.storage.edits import edit_file
from ssotui.storage.files import read_whole

_NAME = re.compile(r"[A-Za-z0-9_.@-]+")
"""What every SDK reads without quotes."""


class SessionPlan(NamedTuple):
    """A session to be written, and the change to the config file as a diff."""

    session: SsoSession
    diff: tuple[str, ...]


def planned(name: str, url: str, region: str) -> SessionPlan:
    """Check the session that a person has typed, and plan the change to the config file.

    Args:
        name: the session's.
        url: its start URL; ``https://`` may be left out.
        region: the region of IAM Identity Center.

    Raises:
        UsageError: something in it cannot be; the text says what.
        UnusableFile: the config file cannot be read.
    """
    name, url, region = name.strip(), url.strip(), region.strip()
    if "." in url and "://" not in url:  # as a browser shows addresses, and people copy them
        url = f"https://{url}"
    if not name:
        raise UsageError("The session needs a name.", "A short one of your own, for example acme.")
    if not _NAME.fullmatch(name):
        raise UsageError(
            "Some tools cannot read a session name with these characters.", "Use letters, digits, - and _."
        )
    files = read_files(locations.config_file(), locations.credentials_file())
    if name in files.sso_sessions:
        place = files.sso_sessions[name].place
        raise UsageError(f"There is a session {name} already ({locations.shorten(str(place))}).", "Take another name.")
    session = SsoSession(name, url, region, (ACCOUNT_ACCESS,))
    try:
        start_url.split_start_url(session)
    except UnusableFile as error:
        said = error.message if url.lower().startswith("https://") else "The start URL begins with https://."
        raise UsageError(said, "For example https://acme.awsapps.com/start") from None
    if not may_be_region(region):
        raise UsageError(
            f"There is no such region as {visible(region)}. {correction(region)}".strip(),
            "Use the Identity Center region, e.g. us-east-1. Ask your AWS admin.",
        )
    before = read_whole(locations.config_file()) or b""
    return SessionPlan(
        session, tuple(diff(before, _with(session)(before), locations.shorten(str(locations.config_file()))))
    )


def check(session: SsoSession, clock: Clock) -> None:
    """Begin a sign-in and leave it: the service says whether it knows the start URL.

    Raises:
        UnusableFile: it does not.
        ServiceFailure: the network or the service failed, or nothing of AWS answers there.
    """
    requests = SignInRequests(session)
    registration = requests.register(Flow.DEVICE, session.start_url)
    requests.start_device_authorization(registration, start_url.resolve(session), clock())


def write(session: SsoSession) -> str:
    """Add the session's section to the config file, and tell in a sentence what was done.

    Raises:
        UnusableFile: the config file cannot be written, or has such a section by now. It is as it was.
    """
    path = locations.config_file()
    edit_file(path, _with(session), secret=False)
    return f"Added the session {session.name} to {locations.shorten(str(path))}."


def _with(session: SsoSession) -> Callable[[bytes], bytes]:
    def edit(data: bytes) -> bytes:
        document = Document(data)
        header = session_header(session.name or "", document)
        if document.find(header):
            raise UnusableFile(f"There is a section [{header}] already.", "Take another name.")
        values = {
            "sso_start_url": session.start_url,
            "sso_region": session.region,
            "sso_registration_scopes": ",".join(session.scopes),
        }
        document.set_section(header, values)
        return document.to_bytes()

    return edit
