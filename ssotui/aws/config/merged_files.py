"""The config and the credentials file, merged as botocore merges them.

That is ``botocore/session.py: full_config`` over ``botocore/configloader.py: load_config``: the profiles of the
config file, then the credentials file's sections over them, key by key. What botocore ignores or refuses is read as
far as possible, and told as a problem of the file or of the profile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ssotui.aws.config import problems as wrong
from ssotui.aws.config.config_file import AwsFile, RawSection, load, merged
from ssotui.aws.config.ini_lines import DEFAULT
from ssotui.aws.config.section_names import (
    PROFILE,
    SERVICES,
    SESSION,
    botocore_name,
    is_plain_name,
    meant_name,
    meant_session,
)
from ssotui.model.profile import FilePlace, Problem
from ssotui.model.regions import KNOWN, is_region

TYPE_CHECKING = False  # type checkers take this for True: importing pathlib takes its time
if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

EXPIRES = "x_security_token_expires"
"""The key under which ssotui, saml2aws and others write when a section's keys end, and starship looks for it."""

PROFILE_KEYS = frozenset(
    {
        "aws_access_key_id",
        "aws_secret_access_key",
        "credential_process",
        "credential_source",
        "login_session",
        "output",
        "region",
        "role_arn",
        "source_profile",
        "sso_account_id",
        "sso_role_name",
        "sso_session",
        "sso_start_url",
        "web_identity_token_file",
    }
)
"""A section of the config file with one of these was meant as a profile, whatever its header says."""


def _ends(file: AwsFile) -> dict[str, datetime]:
    """Tell when the keys of sections end, by the key that many tools write, else by our own comment.

    Keys without a session token do not end, whatever stands there.
    """
    ends: dict[str, datetime] = {}
    for name, section in file.sections.items():  # there is none called DEFAULT: its values are in all the others
        if "aws_session_token" not in section.values:
            continue
        from ssotui.aws.config.expiry_comment import expiry, moment_of  # late: few sections hold such keys

        end = moment_of(section.text(EXPIRES) or "") or (expiry(file.marks[name]) if name in file.marks else None)
        if end:
            ends[name] = end
    return ends


def profile_name_of(header: str) -> str | None:
    """Give the profile that botocore takes a header of the config file for; ``None`` for no profile."""
    if header == "default":
        return header
    return botocore_name(header) if header.startswith(PROFILE) else None


def wrong_region(key: str, section: RawSection) -> Problem | None:
    """Describe the section's region under that key if there is no such region."""
    region = section.text(key)
    if not region or region in KNOWN or is_region(region):
        return None
    if region[0] in "\"'" or " #" in region or " ;" in region:
        return None  # the quotes, or the comment, are told of already
    return wrong.region_unknown(key, region).at(section.origin(key))


class AwsFiles:
    """Both files as botocore sees them, and what is wrong with them. Nobody changes them once they are read.

    Attributes:
        config: the config file's path, as each `FilePlace` in it says.
        credentials: the credentials file's path.
        profiles: by name, in the files' order.
        sso_sessions: the config file's ``[sso-session]`` sections by name, complete or not.
        services: its ``[services]`` sections by name.
        ignored: sections that somebody meant as profiles but AWS tools skip, by the names they were meant to have;
            without those that are also the name of a profile.
        problems: of the files.
        profile_problems: of single profiles, the ignored ones included, by name.
        session_problems: of single SSO sessions, by name: each is a problem of every profile that uses the session.
        refused: whether AWS tools refuse one of the files, and stop.
        ends: until when the keys last that a tool wrote to the credentials file, as it says there, by profile.
    """

    def __init__(self, config: str, credentials: str) -> None:
        self.config = config
        self.credentials = credentials
        self.profiles: dict[str, RawSection] = {}
        self.sso_sessions: dict[str, RawSection] = {}
        self.services: dict[str, RawSection] = {}
        self.ignored: dict[str, FilePlace] = {}
        self.problems: list[Problem] = []
        self.profile_problems: dict[str, list[Problem]] = {}
        self.session_problems: dict[str, list[Problem]] = {}
        self.refused = False
        self.ends: Mapping[str, datetime] = {}

    def add_config(self, file: AwsFile) -> None:
        """Take the profiles, sessions and services of the config file."""
        for header, section in file.sections.items():
            kind, _, name = header.partition(" ")
            if kind == PROFILE and is_plain_name(name) and name not in self.profiles:
                self.profiles[name] = section
            else:
                self._add_other(header, section)
        self._take_problems(file, profile_name_of)

    def add_credentials(self, file: AwsFile) -> None:
        """Merge the profiles of the credentials file over those of the config file, which comes first."""
        for name, section in file.sections.items():
            before = self.profiles.get(name)
            self.profiles[name] = merged(before, section, before.place) if before else section
            if not is_plain_name(name):
                self._check_name(name, section)
        self.ignored = {name: place for name, place in self.ignored.items() if name not in self.profiles}
        self.ends = _ends(file)
        self._take_problems(file, lambda header: header)

    def _add_other(self, header: str, section: RawSection) -> None:
        """Add a section that is no ordinary profile, by botocore's order of looking at a header."""
        if header.startswith(PROFILE) or header == "default":
            self._add_profile(header, section)
        elif header.startswith(SESSION):
            self._add_session(header, section)
        elif header.startswith(SERVICES):
            if (name := botocore_name(header)) is not None:
                self.services[name] = section
        else:
            self._add_unknown(header, section)

    def _add_profile(self, header: str, section: RawSection) -> None:
        name = profile_name_of(header)
        if name is None:
            self._ignore(header, meant_name(header) or header, section)
            return
        if name in self.profiles:
            self._note(name, wrong.named_twice(name, self.profiles[name].place).at(section.place))
        self.profiles[name] = section
        if header != "default" and (odd := self._oddity(header, name, PROFILE)):
            self._note(name, odd.at(section.place))

    @staticmethod
    def _oddity(header: str, name: str, kind: str) -> Problem | None:
        """The first of what keeps some SDK from reading a header that botocore reads."""
        if header.split(maxsplit=1)[0] != kind:
            return wrong.odd_prefix(header, name, kind)
        if not is_plain_name(name):
            return wrong.ODD_NAME if kind == PROFILE else wrong.odd_session_name(name)
        if name not in header.split():
            return wrong.quoted_name(header, name, kind)
        if header.removesuffix(name)[len(kind) :] not in {" ", "\t"}:
            return wrong.odd_spacing(name, kind)
        return None

    def _add_session(self, header: str, section: RawSection) -> None:
        name = botocore_name(header)
        if name is None:
            self.problems.append(wrong.ignored_session(header).at(section.place))
            return
        self.sso_sessions[name] = section
        if odd := self._oddity(header, name, SESSION):
            self.session_problems.setdefault(name, []).append(odd.at(section.place))
        for key in ("sso_start_url", "sso_region"):
            if not section.values.get(key):
                self.problems.append(wrong.incomplete_session(name, key).at(section.place))
        if problem := wrong_region("sso_region", section):
            self.session_problems.setdefault(name, []).append(problem)

    def _add_unknown(self, header: str, section: RawSection) -> None:
        name = meant_name(header)
        if name is None and meant_session(header):
            self.problems.append(wrong.ignored_session(header).at(section.place))
        elif name is not None or not PROFILE_KEYS.isdisjoint((section.parts or (section,))[-1].offsets):
            self._ignore(header, name or header.strip(), section)

    def _ignore(self, header: str, name: str, section: RawSection) -> None:
        self.ignored[name] = section.place
        self._note(name, wrong.ignored_section(header, name).at(section.place))

    def _check_name(self, name: str, section: RawSection) -> None:
        words = name.split(maxsplit=1)
        if words and words[0] in {PROFILE, SESSION, SERVICES}:
            self._note(name, wrong.prefix_in_credentials(name).at(section.place))
        else:
            self._note(name, wrong.ODD_NAME.at(section.place))

    def _take_problems(self, file: AwsFile, name_of: Callable[[str], str | None]) -> None:
        """Keep the problems of a file; one that hides every profile is also a problem of its own profile."""
        self.problems += file.problems
        self.refused |= bool(file.faults)
        for fault, problem in zip(file.faults, file.problems, strict=False):
            if fault.header is not None and (name := name_of(fault.header)) in self.profiles:
                self._note(name, problem)
        for header, problems in file.section_problems.items():
            name = name_of(header)
            for problem in problems:
                if name in self.profiles:
                    self._note(name, problem)
                elif header == DEFAULT or header.startswith((SESSION, SERVICES)):
                    self.problems.append(problem)

    def _note(self, name: str, problem: Problem) -> None:
        self.profile_problems.setdefault(name, []).append(problem)


def read_files(config: Path | str, credentials: Path | str) -> AwsFiles:
    """Read both files, whatever is in them or in their way. A missing one is an empty one, as it is for botocore."""
    files = AwsFiles(str(config), str(credentials))
    files.add_config(load(config))
    files.add_credentials(load(credentials, with_marks=True))
    return files
