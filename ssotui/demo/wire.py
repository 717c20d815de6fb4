"""HTTP requests and answers as the portal's services see them, and the errors in the words of each service."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from typing import Any
from urllib.parse import parse_qsl

STS_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


class Service(StrEnum):
    """An AWS service, or the pages that a person sees in a browser."""

    SSO = "sso"
    OIDC = "sso-oidc"
    STS = "sts"
    SIGN_IN = "signin"
    PAGES = "pages"


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; ``path`` is without its query, header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def form(self) -> dict[str, str]:
        """Parse the body as ``application/x-www-form-urlencoded``; the last of repeated fields wins."""
        return dict(parse_qsl(self.body.decode(errors="replace"), keep_blank_values=True))

    def json(self) -> dict[str, Any]:
        """Parse the body as a JSON object; empty if it is none."""
        try:
            content = json.loads(self.body)
        except ValueError:
            return {}
        return content if isinstance(content, dict) else {}


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP answer of the portal."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class Refusal(Exception):
    """An operation refuses a request.

    Attributes:
        status: the HTTP status.
        name: the error's class as the service model has it, e.g. ``UnauthorizedException``.
        message: the sentence that the service adds.
    """

    status: int
    name: str
    message: str

    def answer(self, service: Service) -> Response:
        """Word the refusal as that service does."""
        if service is Service.STS:
            side = "Receiver" if self.status >= 500 else "Sender"
            inner = f"<Type>{side}</Type><Code>{escape(self.name)}</Code><Message>{escape(self.message)}</Message>"
            error = f"<Error>{inner}</Error><RequestId>demo</RequestId>"
            return xml_response(f'<ErrorResponse xmlns="{STS_NAMESPACE}">{error}</ErrorResponse>', status=self.status)
        body = {"message": self.message, "__type": f"com.amazonaws.switchboard.portal#{self.name}"}
        if service is Service.OIDC:
            body = {"error": _oauth_code(self.name), "error_description": self.message}
        # botocore looks for the class in this header, and never at OIDC's `error`.
        return json_response(body, status=self.status, headers={"x-amzn-ErrorType": self.name})


def json_response(content: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Make an answer of JSON."""
    return Response(status=status, body=json.dumps(content).encode(), headers=headers or {})


def xml_response(text: str, *, status: int = 200) -> Response:
    """Make an answer of XML."""
    return Response(status=status, body=text.encode(), content_type="text/xml")


def _oauth_code(name: str) -> str:
    """Return the OAuth code of an error: ``authorization_pending`` for ``AuthorizationPendingException``."""
    if name == "InternalServerException":
        return "server_error"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.removesuffix("Exception")).lower()
