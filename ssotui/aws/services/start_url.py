"""Which start URL a sign-in may use, and where one of an organization's own host leads.

As the AWS CLI decides it (``customizations/sso/resolve.py`` since 2.35.13; reference, 3.2).
"""

from __future__ import annotations

import os
from urllib.parse import SplitResult, urljoin, urlsplit

from ssotui.aws.services.client import explained, limits
from ssotui.aws.services.transport import send
from ssotui.aws.services.urls import is_loopback
from ssotui.model.errors import ServiceFailure, UnusableFile
from ssotui.model.token import SsoSession

AWS_SUFFIXES = (
    ".awsapps.com",
    ".awsapps.cn",
    ".app.aws",
    ".portal.amazonaws.com",
    ".portal.amazonaws.com.cn",
    ".portal.amazonaws.eu",
    ".app.amazonwebservices.com.cn",
    ".api.amazonwebservices.eu",
)
AWS_HOSTS = frozenset(
    {
        "identitycenter.amazonaws.com",
        "identitycenter.amazonaws.com.cn",
        "identitycenter.amazonaws.eu",
        "identitycenter.us-gov.amazonaws.com",
    }
)
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NO_HEAD = frozenset({405, 501})


def resolve(session: SsoSession) -> str:
    """The start URL that the service knows: the session's, or where its own host leads.

    Only the sign-in uses it; the caches go on using the session's (reference, 3.2).

    Raises:
        UnusableFile: it is no https URL, or does not lead to AWS.
        ServiceFailure: its host does not answer.
    """
    url = split_start_url(session)
    if is_aws(url.hostname or ""):
        return session.start_url
    target = _follow(session.start_url)
    found = urlsplit(target)
    if found.scheme != "https" or not is_aws(found.hostname or ""):
        raise UnusableFile(
            f"The start URL {session.start_url} does not lead to AWS.", f"Check sso_start_url of {session.label!r}."
        )
    return found._replace(path=found.path.rstrip("/"), query="", fragment="").geturl()


def is_aws(host: str) -> bool:
    """Whether the host is one of AWS's own."""
    host = host.lower().rstrip(".")
    return host in AWS_HOSTS or host.endswith(AWS_SUFFIXES)


def split_start_url(session: SsoSession) -> SplitResult:
    """The session's start URL in its parts: https, or this very machine while the OIDC service is there too.

    Raises:
        UnusableFile: it is neither.
    """
    try:
        url = urlsplit(session.start_url)
        host = url.hostname
    except ValueError:
        host = None
    if not host:
        raise UnusableFile(f"{session.start_url!r} is no URL.", f"Check sso_start_url of {session.label!r}.")
    stand_in = urlsplit(os.environ.get("AWS_ENDPOINT_URL_SSO_OIDC", "")).hostname or ""
    if url.scheme == "https" or (url.scheme == "http" and is_loopback(host) and is_loopback(stand_in)):
        return url
    raise UnusableFile(
        f"The start URL {session.start_url} is not https.", f"Change sso_start_url of {session.label!r} to https."
    )


def _follow(url: str) -> str:
    """Where the URL leads, one step far, asked with HEAD, or GET where the host knows no HEAD.

    The body of the answer is of no interest: whose host it is, nobody knows yet.
    """
    from botocore.awsrequest import AWSRequest

    what = f"find where {url} leads"
    with explained(what):
        answer = send(AWSRequest("HEAD", url).prepare(), limits(), with_body=False)
        if answer.status_code in NO_HEAD:
            answer = send(AWSRequest("GET", url).prepare(), limits(), with_body=False)
        status, location = answer.status_code, answer.headers.get("Location")
    if status in REDIRECTS and location:
        return urljoin(url, location)
    if status in REDIRECTS or status >= 400:
        raise ServiceFailure(f"Could not {what}: HTTP {status}.", "Check sso_start_url, and the network.")
    return url
