"""Decides which start URL a sign-in may use, and follows one of an organization's own host to AWS.

The rules are those of the AWS CLI (``customizations/sso/resolve.py`` since 2.35.13).
"""

from __future__ import annotations

import os
from urllib.parse import SplitResult, urljoin, urlsplit

from ssotui.aws.config import client_settings
from ssotui.aws.services.client import ca_bundle
from ssotui.aws.services.failures import translated_errors
from ssotui.aws.services.transport import send
from ssotui.aws.services.urls import host_fault, is_loopback
from ssotui.model.client_settings import ClientSettings
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


def resolve(session: SsoSession, settings: ClientSettings | None = None) -> str:
    """Return the start URL that the service knows: the session's, or where its own host leads.

    Only the sign-in uses it; the caches go on using the session's.

    Args:
        session: whose start URL.
        settings: those of the profile that asks, as for :func:`~ssotui.aws.services.client.session_client`.

    Raises:
        UnusableFile: it is no https URL, or does not lead to AWS.
        ServiceFailure: its host does not answer.
    """
    url = split_start_url(session)
    if is_aws(url.hostname or ""):
        return session.start_url
    target = _follow(session.start_url, client_settings.of_session(session) if settings is None else settings)
    found = urlsplit(target)
    if host_fault(target) or found.scheme != "https" or not is_aws(found.hostname or ""):
        raise UnusableFile(
            f"The start URL {session.start_url} does not lead to AWS.", f"Check sso_start_url of {session.label!r}."
        )
    return found._replace(path=found.path.rstrip("/"), query="", fragment="").geturl()


def is_aws(host: str) -> bool:
    """Return whether the host is one of AWS's own."""
    host = host.lower().rstrip(".")
    return host in AWS_HOSTS or host.endswith(AWS_SUFFIXES)


def split_start_url(session: SsoSession) -> SplitResult:
    """Split the session's start URL: https, or on this very machine while the OIDC service is there too.

    Raises:
        UnusableFile: it is neither, or programs may read different hosts in it.
    """
    fault = "it has a backslash" if "\\" in session.start_url else host_fault(session.start_url)
    if fault:
        raise UnusableFile(
            f"The start URL {session.start_url!r} cannot be used: {fault}.",
            f"Check sso_start_url of {session.label!r}. It looks like https://acme.awsapps.com/start",
        )
    url = urlsplit(session.start_url)
    stand_in = urlsplit(os.environ.get("AWS_ENDPOINT_URL_SSO_OIDC", "")).hostname or ""
    if url.scheme == "https" or (url.scheme == "http" and is_loopback(url.hostname or "") and is_loopback(stand_in)):
        return url
    raise UnusableFile(
        f"The start URL {session.start_url} is not https.", f"Change sso_start_url of {session.label!r} to https."
    )


def _follow(url: str, settings: ClientSettings) -> str:
    """Return where the URL leads in one step, asked with HEAD, or with GET where the host knows no HEAD.

    The body of the answer is not read: nobody knows yet whose host it is.
    """
    from botocore.awsrequest import AWSRequest

    what = f"find where {url} leads"
    bundle = ca_bundle(settings)
    with translated_errors(what):
        answer = send(AWSRequest("HEAD", url).prepare(), ca_bundle=bundle, with_body=False)
        if answer.status_code in NO_HEAD:
            answer = send(AWSRequest("GET", url).prepare(), ca_bundle=bundle, with_body=False)
        status, location = answer.status_code, answer.headers.get("Location")
    if status in REDIRECTS and location:
        return urljoin(url, location)
    if status in REDIRECTS or status >= 400:
        raise ServiceFailure(f"Could not {what}: HTTP {status}.", "Check sso_start_url, and the network.")
    return url
