"""Make the link to the AWS console for keys that are there already."""

from __future__ import annotations

from ssotui.model.credentials import Outgoing
from ssotui.model.secret import Secret


def console_url(outgoing: Outgoing) -> Secret:
    """Return the portal's link if the keys are of one of its roles; else ask AWS for one, over the network.

    Raises:
        SsotuiError: as :func:`ssotui.aws.console.links.portal_link` and :func:`ssotui.aws.console.links.sign_in_link`.
    """
    from ssotui.aws.console.links import portal_link, sign_in_link
    from ssotui.aws.console.pages import HOME, page_of

    if outgoing.role:
        return Secret(portal_link(outgoing.role))
    return sign_in_link(outgoing.keys, *page_of(None, outgoing.region, HOME), outgoing.settings)
