"""Make a link to the AWS console, and the skeleton of a ``curl`` call to an API Gateway URL that signs itself."""

from __future__ import annotations

import re

from ssotui.export.formats.files import REGION_IN_JSON
from ssotui.model.credentials import Outgoing
from ssotui.model.errors import OTHER_FORMAT, UsageError
from ssotui.model.secret import Secret

DELIMITER = "SSOTUI"
"""Ends the here-document. No line of it can be this one: each begins with a # or the name of an option."""

NOTE = "# A query in the URL has to be sorted by name, as ?a=1&b=2 is, or AWS refuses the signature."
"""A comment in curl's config: older releases sign the query as it stands, and AWS once it is sorted."""

_REGION = re.compile(r"[a-z0-9-]{1,63}")
_DOMAINS = {"cn-": "amazonaws.com.cn", "eusc-": "amazonaws.eu"}


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


def curl(outgoing: Outgoing) -> Secret:
    """Return the call for a POSIX shell. curl reads the keys from its standard input: everybody can see its arguments.

    The delimiter's quotes keep the shell from reading anything into the lines, and curl's double quotes curl itself.

    Raises:
        UsageError: a value cannot stand in a request.
    """
    keys = outgoing.keys
    region = outgoing.region or REGION_IN_JSON
    if not _REGION.fullmatch(region):
        raise UsageError(
            "The region cannot be a part of a URL.", "Name another one: --region R.", on_screen="Correct it."
        )
    access_key_id = keys.access_key_id.reveal()
    if ":" in access_key_id:
        raise UsageError("curl ends the access key ID at its first colon.", "Use --format env.", on_screen=OTHER_FORMAT)
    lines = [f"user = {_quoted(f'{access_key_id}:{keys.secret_access_key.reveal()}')}"]
    if keys.session_token:
        lines.append(f"header = {_quoted(f'x-amz-security-token: {keys.session_token.reveal()}')}")
    domain = next((domain for start, domain in _DOMAINS.items() if region.startswith(start)), "amazonaws.com")
    url = f"https://API_ID.execute-api.{region}.{domain}/STAGE/PATH"
    call = f"curl --config - --aws-sigv4 'aws:amz:{region}:execute-api' '{url}'"
    return Secret("\n".join((f"{call} <<'{DELIMITER}'", NOTE, *lines, DELIMITER)) + "\n")


def _quoted(value: str) -> str:
    """Quote a value in curl's config; refuse line ends, which would make two headers of one."""
    if not (value.isascii() and value.isprintable()):
        raise UsageError(
            "A key has a character that no request can carry.", "Use --format env.", on_screen=OTHER_FORMAT
        )
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
