"""Holds what a profile says about the clients that ask AWS on its behalf."""

from __future__ import annotations

from ssotui.model.records import NamedTuple


class ClientSettings(NamedTuple):
    """The settings of one profile, or of all profiles of a session, that change where requests go and how.

    Attributes:
        values: settings that botocore interprets, as ``(name, text)`` pairs in the order of their names.
        endpoints: the configured URLs, as ``(service, url)`` pairs with the services' names in botocore.
        ignores_endpoints: whether ``ignore_configured_endpoint_urls`` is true there.
        missing_services: the name of a ``[services]`` section that is named there and does not exist.
        source: where the settings come from, for error messages, such as ``profile 'dev'``.
    """

    values: tuple[tuple[str, str], ...] = ()
    endpoints: tuple[tuple[str, str], ...] = ()
    ignores_endpoints: bool = False
    missing_services: str | None = None
    source: str = "the profile"

    def value(self, name: str) -> str | None:
        """Return the text of one setting; ``None`` if it is not set."""
        return dict(self.values).get(name)


NO_SETTINGS = ClientSettings()
"""Nothing is set: botocore's defaults and the environment count."""
