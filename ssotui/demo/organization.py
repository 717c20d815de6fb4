"""The organization behind the portal: start URLs, the accounts each of them reaches, and their roles."""

from __future__ import annotations

from dataclasses import dataclass

from ssotui.model.token import bare_start_url


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """An AWS account as the portal knows it.

    Attributes:
        account_id: twelve digits.
        roles: the names of the roles that the person may take in it.
    """

    account_id: str
    name: str
    email: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """One Identity Center instance: a start URL in a region, and the accounts that a person reaches there."""

    start_url: str
    region: str
    accounts: tuple[SampleAccount, ...]

    def account(self, account_id: str) -> SampleAccount | None:
        """Find the account of that ID, if the person has any role in it."""
        return next((account for account in self.accounts if account.account_id == account_id), None)


@dataclass(frozen=True, slots=True)
class Organization:
    """All Identity Center instances that one portal serves."""

    instances: tuple[Instance, ...]

    def instance(self, start_url: str) -> Instance | None:
        """Find the instance of that start URL; ``…/start``, ``…/start/`` and ``…/start#/`` are one."""
        return next(
            (each for each in self.instances if bare_start_url(each.start_url) == bare_start_url(start_url)), None
        )
