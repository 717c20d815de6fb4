"""Make profiles of account roles, after showing the lines that this adds to the config file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from ssotui.actions.files.masked_diff import diff
from ssotui.actions.profiles.key_source import role_of
from ssotui.actions.profiles.profile_names import AccountRole, Template, name_problem, unique_names
from ssotui.aws import locations
from ssotui.aws.config.merged_files import read_files
from ssotui.export.config_profiles import NewProfile, unreadable, why_unwritable, with_profiles
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import UsageError
from ssotui.model.profile import Problem, Profile
from ssotui.model.records import NamedTuple
from ssotui.model.text import counted, visible
from ssotui.storage.edits import edit_file, instead_of
from ssotui.storage.files import read_whole

OUTPUTS = ("json", "text", "table", "yaml", "yaml-stream", "off")
_REGION = re.compile(r"[a-z]{2,}(-[a-z0-9]+)+")

Identity: TypeAlias = tuple[str | None, ...]
"""What makes it the same role, whatever else the config says of its session (:func:`identity`)."""


class Plan(NamedTuple):
    """A change of the config file that a person may look at before it is made.

    Attributes:
        path: the config file.
        before: what it holds; empty if there is none.
        after: what it shall hold.
        added: the profiles that it gets.
        removed: the names of those that it loses.
        skipped: profiles that were wanted but that no section can hold, each with the reason.
        others: how many profiles it gets that run ssotui for the keys of others.
    """

    path: Path
    before: bytes
    after: bytes
    added: tuple[NewProfile, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[tuple[NewProfile, str], ...] = ()
    others: int = 0

    @property
    def changes(self) -> bool:
        """True if the plan changes the file."""
        return self.before != self.after

    @property
    def warning(self) -> str:
        """The profiles that are left out, and what will keep the AWS CLI from reading the others; may be empty."""
        lines = [
            f"Left out role {visible(profile.role.role_name)} of account {visible(profile.role.account_id)}: {reason}"
            for profile, reason in self.skipped
        ]
        if self.changes and (fault := unreadable(self.after)):
            lines.append(f"The AWS CLI does not read {locations.shown(self.path)}: {fault}.")
        return "\n".join(lines)

    def diff(self) -> list[str]:
        """The change as a unified diff, fit for a screen: what may be a secret of the lines around it is masked."""
        return diff(self.before or None, self.after, locations.shorten(str(self.path)))


def identity(role: RoleRef) -> Identity:
    """Identify a role, whichever profile gives it: start URL, account ID and role name among others."""
    name, start_url, region, _ = role.session
    return (name, start_url, region, role.account_id, role.role_name)


def names_by_role(profiles: Iterable[Profile]) -> Mapping[Identity, str]:
    """The profile that gives the keys of each role; of several the first one."""
    found: dict[Identity, str] = {}
    for profile in profiles:
        if role := role_of(profile):
            found.setdefault(identity(role), profile.name)
    return found


def value_problem(region: str, output: str) -> Problem | None:
    """Why a new profile cannot have that region or output format, if it cannot; either may be empty."""
    if region and not _REGION.fullmatch(region):
        return Problem("region-odd", f"No region is called {visible(region)}.", "For example eu-west-1, or none.")
    if output and output not in OUTPUTS:
        return Problem("output-unknown", f"The AWS CLI has no output {visible(output)}.", f"{', '.join(OUTPUTS)}.")
    return None


def taken_names() -> frozenset[str]:
    """The names that a new profile cannot have: of both files, also those that AWS tools skip."""
    files = read_files(locations.config_file(), locations.credentials_file())
    return frozenset({*files.profiles, *files.ignored})


def proposals(
    pairs: Sequence[AccountRole],
    template: str,
    *,
    among: Iterable[AccountRole] = (),
    taken: Collection[str] | None = None,
    region: str | None = None,
) -> tuple[NewProfile, ...]:
    """Propose a profile for each of the roles, named by the template.

    Args:
        pairs: accounts, each with the name of a role.
        template: how to name them.
        among: all that the session reaches, so that each gets the name that it would get if all were made profiles.
        taken: from :func:`taken_names`, if it was asked already.
        region: the work region of each; never the SSO region.

    Raises:
        UsageError: the template cannot be read.
    """
    taken = taken_names() if taken is None else taken
    names = unique_names(pairs, Template(template), among=among, taken=taken)
    return tuple(
        NewProfile(names[pair], RoleRef(pair[0].session, pair[0].account_id, pair[1]), region)
        for pair in dict.fromkeys(pairs)
    )


def parted(
    wanted: Iterable[NewProfile],
) -> tuple[tuple[NewProfile, ...], tuple[tuple[NewProfile, str], ...]]:
    """Part the profiles that can be written from those that cannot; each of these comes with the reason."""
    reasons = [(profile, why_unwritable(profile)) for profile in wanted]
    good = tuple(profile for profile, reason in reasons if not reason)
    return good, tuple((profile, reason) for profile, reason in reasons if reason)


def plan(wanted: Sequence[NewProfile], taken: Collection[str] | None = None) -> Plan:
    """Work out what making those profiles would do. Nothing is written.

    Of several profiles, those that cannot be written are left out.

    Args:
        wanted: the profiles, at least one.
        taken: from :func:`taken_names`, if it was asked already.

    Raises:
        UsageError: a name cannot be used, or no profile can be written; the message says why.
        UnusableFile: the config file cannot be read, or AWS tools cannot.
    """
    wanted, skipped = parted(wanted)
    if not wanted:
        profile, reason = skipped[0]
        raise UsageError(
            f"The profile {profile.name!r} cannot be written: {reason}",
            "Change that value. The role's keys can be fetched without a profile.",
        )
    names = set(taken_names() if taken is None else taken)
    for profile in wanted:
        if problem := name_problem(profile.name, names):
            raise UsageError(problem.message, problem.fix)
        names.add(profile.name)
    path = locations.config_file()
    before = read_whole(path) or b""
    return Plan(path, before, with_profiles(before, wanted), wanted, skipped=skipped)


def apply(plan: Plan) -> str:
    """Do what was planned, in one write that can be undone; what was done, in a sentence.

    Raises:
        UnusableFile: the file has changed since, or cannot be written. It is as it was.
    """
    edit_file(plan.path, instead_of(plan.path, plan.before, plan.after), secret=False)
    where = locations.shown(plan.path)
    done = [f"Wrote {_counted(plan.added[0].name, len(plan.added))}"] if plan.added else []
    if plan.others:
        ours = counted(plan.others, "profile")
        done.append(f"{'' if done else 'Wrote '}{ours} that {'runs' if plan.others == 1 else 'run'} ssotui")
    if plan.removed:
        done.append(f"{'removed' if done else 'Removed'} {_counted(plan.removed[0], len(plan.removed))}")
    return f"{' and '.join(done)} {'in' if plan.removed else 'to'} {where}."


def _counted(name: str, count: int) -> str:
    return f"[profile {visible(name)}]" if count == 1 else f"{count} profiles"
