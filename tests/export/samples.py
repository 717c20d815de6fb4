"""Keys to export, harmless and hostile."""

from __future__ import annotations

from datetime import UTC, datetime

from ssotui.export.formats import FORMATS
from ssotui.model.credentials import Outgoing, RoleCredentials
from ssotui.model.secret import Secret

END = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)

ORDER = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
]

RIVALS = {
    "AWS_PROFILE": "old",
    "AWS_DEFAULT_PROFILE": "old",
    "AWS_SECURITY_TOKEN": "old",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/old",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/old",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/old",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN": "old",
}

HOSTILE = {
    "single quotes": "a'b''c'",
    "double quotes": 'a"b""c"',
    "a quote that closes, then a command": "';touch ran;'",
    "a double quote that closes, then a command": '";touch ran;"',
    "substitution": "$(touch ran)",
    "substitution of nushell": "(touch ran)",
    "interpolation of nushell": "$'(touch ran)'",
    "backticks": "`touch ran`",
    "variables": "$HOME ${HOME} $env.HOME $Env:HOME",
    "percent signs": "%PATH% %%",
    "exclamation marks": "!! !PATH! a!b",
    "separators": "a;touch ran;b|touch ran&touch ran",
    "redirection": ">ran <ran",
    "globs": "* ? [a-z] {a,b} ~ ~root",
    "backslashes": "a\\b\\\\c\\'d\\\"e\\n\\",
    "a backslash at the end": "a\\",
    "carets": "a^b^^&touch ran",
    "a line feed": "a\ntouch ran\nb",
    "a carriage return": "a\rtouch ran",
    "CRLF": "a\r\nb",
    "tabs": "a\tb",
    "leading dashes": "--help",
    "a leading equals sign": "=ls",
    "a colon and an equals sign": "a:=ls",
    "a comment": "a #b",
    "a hash": "#",
    "outer spaces": "  a  ",
    "unicode": "äöü🔑\u202e\u00a0",
    "typographic quotes": "a\u2018b\u2019c\u201ad\u201be\u201cf\u201dg",
    "typographic quotes that close, then a command": "\u2019;touch ran;\u2018",
    "escape sequences": "\x1b[31m\x1b]0;x\a",
    "everything": "a'b\"c$(touch ran)`touch ran`$HOME!;&|\\\n%PATH% \t#end",
}
"""By what is bad about it. Every one that runs makes a file ``ran``."""


def outgoing(
    *,
    name: str = "payments-prod",
    key_id: str = "ASIAEXAMPLE",
    secret: str = "sEcReT/+",
    token: str | None = "tOkEn==",
    region: str | None = "eu-west-1",
) -> Outgoing:
    """Keys that end if they have a token."""
    keys = RoleCredentials(
        Secret(key_id),
        Secret(secret),
        Secret(token) if token else None,
        END if token else None,
        account_id="011122223333",
        role_name="ReadOnly",
    )
    return Outgoing(name, keys, region)


def text(name: str, what: Outgoing | None = None) -> str:
    """The keys in that format."""
    return FORMATS[name].text(what or outgoing()).reveal()
