"""The numbers that AWS's services have of their own: lifetimes, page sizes, intervals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(slots=True)
class Behaviour:
    """The portal's numbers. Any of them may be changed while the portal runs.

    Attributes:
        page_size: the most entries in one page of a list, whatever the client asks for.
        token_lifetime: the lifetime of an access token.
        keys_lifetime: the lifetime of role credentials.
        registration_lifetime: the lifetime of a client registration.
        device_lifetime: the lifetime of a device code, and of a page that waits for its answer.
        device_interval: the seconds that a client is told to wait between two polls.
        approve_automatically: sign-ins are approved with nobody looking at a page.
        mfa_code: the code that STS takes from every MFA device that a request names.
    """

    page_size: int = 100
    token_lifetime: timedelta = timedelta(hours=8)
    keys_lifetime: timedelta = timedelta(hours=1)
    registration_lifetime: timedelta = timedelta(days=90)
    device_lifetime: timedelta = timedelta(minutes=10)
    device_interval: int = 1
    approve_automatically: bool = False
    mfa_code: str = "123456"
