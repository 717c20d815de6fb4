"""Find the profile or the account's role whose keys or console a command line wants."""

from __future__ import annotations

from ssotui.actions.keys.fetching import Target, target_of_profile, target_of_role
from ssotui.actions.listing.inventory import read_configured
from ssotui.aws.environment import profile_or_default
from ssotui.cli.commands import ArgumentParser, Namespace
from ssotui.cli.named import pick_profile, pick_session
from ssotui.cli.output import print_note
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import UsageError
from ssotui.model.inventory import Inventory
from ssotui.model.regions import KNOWN, correction, is_host_label, is_region
from ssotui.model.text import visible


def configure_target(parser: ArgumentParser) -> None:
    """The arguments that name it."""
    parser.add_argument(
        "profile", metavar="PROFILE", nargs="?", help="(default: AWS_PROFILE, AWS_DEFAULT_PROFILE, else default)"
    )
    parser.add_argument(
        "--account", metavar="ID", type=_account_id, help="with --role: an account ID instead of a profile"
    )
    parser.add_argument("--role", metavar="NAME", help="with --account: the role's name")
    parser.add_argument("--session", metavar="NAME", help="the SSO session's name, or a legacy start URL")


def _account_id(text: str) -> str:
    from ssotui.model.accounts import read_account_id  # late: few name an account

    if not text:
        return text  # the parser says so of every name that is empty
    if account_id := read_account_id(text):
        return account_id
    from argparse import ArgumentTypeError

    raise ArgumentTypeError(f"{text!r} is not an account ID, which has 12 digits, with or without hyphens")


def _warned(target: Target) -> Target:
    """Tell a person of a region that goes out with the keys and that AWS does not have, as far as ssotui knows."""
    region = target.region  # what no host's name can hold is refused where it is used
    if region and region not in KNOWN and is_host_label(region) and not is_region(region):
        said = f"Warning: there is no such region as {visible(region)}. {correction(region)}"
        print_note(said.strip())
    return target


def target_of(options: Namespace, command: str) -> Target:
    """Find the target that the arguments name, with the work region of ``--region``.

    Args:
        options: the arguments, parsed.
        command: the command's name, for the error.

    Raises:
        UsageError: they name nothing, or too much.
        UnusableFile: there is no such profile or session, or the profile gives no keys.
    """
    inventory, region = read_configured(), options.region
    if options.account or options.role or options.session:
        if options.profile or not (options.account and options.role):
            raise UsageError(
                "Name either a profile, or both an account and a role.",
                f"ssotui {command} --account ID --role NAME [--session S]",
            )
        session = pick_session(inventory, options.session, "Add --session NAME")
        return _warned(target_of_role(RoleRef(session, options.account, options.role), region=region))
    return target_named(inventory, profile_or_default(options.profile), region)


def target_named(inventory: Inventory, name: str, region: str | None) -> Target:
    """Find the target of the profile of that name, with the work region of ``--region``.

    Raises:
        UnusableFile: there is no such profile, or it gives no keys.
    """
    return _warned(target_of_profile(pick_profile(inventory, name).profile, region))
