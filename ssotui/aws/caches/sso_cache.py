"""Read and write access tokens in ``~/.aws/sso/cache``, which the AWS CLI and every SDK share, or in the keychain.

A session's token is in exactly one file, named by the SHA-1 of the session's name, or of the start URL as the
config writes it for a legacy profile (botocore ``SSOTokenLoader``; Go, Java, Rust and JS agree).
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from ssotui.aws import environment
from ssotui.aws.caches.digest import hexdigest
from ssotui.aws.caches.token_document import fault_of, parse_document, token_of
from ssotui.model.clock import format_optional, format_timestamp
from ssotui.model.errors import UnusableFile
from ssotui.model.secret import Secret
from ssotui.model.token import SsoSession, SsoToken

TYPE_CHECKING = False  # type checkers take this for True: importing pathlib takes its time
if TYPE_CHECKING:
    from pathlib import Path

HALF_WRITTEN_PAUSES = (0.02, 0.03, 0.05)
"""Seconds to wait between reads of a file that is no JSON: the AWS CLI truncates before it writes."""


class DamagedToken(UnusableFile):
    """There is a token file, but no token can be read from it."""


def file_name(session: SsoSession) -> str:
    """Name the session's token file, without its folder."""
    return hashed_name(session.name or session.start_url)


def path_of(session: SsoSession) -> Path:
    """Return the path of the session's token, which need not exist. Locks stand beside it, wherever the token is."""
    from pathlib import Path

    return Path(environment.sso_cache(), file_name(session))


def read_token(session: SsoSession, *, pauses: Sequence[float] = HALF_WRITTEN_PAUSES) -> SsoToken | None:
    """Read the session's token as its store holds it now; ``None`` if there is none.

    While the file is no JSON it is read again after each of the ``pauses``: somebody may be writing it.

    Raises:
        DamagedToken: the file is there, but holds no token.
        UnusableFile: the keychain cannot be used.
    """
    from ssotui.aws.caches import stores  # late, as below: a list of when tokens end does without

    store, name = stores.of_tokens(session), file_name(session)
    path = store.place(name)
    rounds = iter(pauses)
    while True:
        try:
            return token_of(parse_document(path, store.read(name)))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            pause = next(rounds, None)
            if pause is None:
                # Not chained: the frames below hold what the file says, secrets included.
                raise _damaged(path, error) from None
        time.sleep(pause)


def write_token(session: SsoSession, token: SsoToken) -> None:
    """Write the session's token as the AWS CLI does: all eight keys in its order; keys that we do not know stay.

    A refresh token stays too if the new token has none and belongs to the same client registration.

    Raises:
        UnusableFile: it cannot be written.
    """
    import json

    ours = {
        "startUrl": session.start_url,
        "region": session.region,
        "accessToken": token.access_token.reveal(),
        "expiresAt": format_timestamp(token.expires_at),
        "clientId": token.client_id,
        "clientSecret": token.client_secret.reveal() if token.client_secret else None,
        "registrationExpiresAt": format_optional(token.registration_expires_at),
        "refreshToken": token.refresh_token.reveal() if token.refresh_token else None,
    }

    def put(before: bytes) -> bytes:
        try:
            old = parse_document("", before).fields
        except ValueError:
            old = {}
        known = {key: value for key, value in ours.items() if value is not None}
        if not token.refresh_token and token.client_id == old.get("clientId"):
            known |= {key: old[key] for key in ("refreshToken",) if Secret.parse(old.get(key))}
        strangers = {key: value for key, value in old.items() if key not in ours}
        return json.dumps(known | strangers).encode()

    from ssotui.aws.caches import stores

    stores.of_tokens(session).edit(file_name(session), put)


def hashed_name(key: str) -> str:
    """Name the token file of a session's name or of a legacy start URL."""
    return f"{hexdigest(key)}.json"


def _damaged(path: str, error: OSError | ValueError) -> DamagedToken:
    from ssotui.model.paths import shown  # late, as the other: most tokens are whole

    said = f"{shown(path)} cannot be used: {fault_of(error)}."
    if isinstance(error, OSError):
        from ssotui.storage.refusals import hint_to_read

        return DamagedToken(said, hint_to_read(error))
    return DamagedToken(
        said,
        "Sign in again to replace it: ssotui login, or aws sso login.",
        on_screen="Press {session.sign_in} to sign in again, which replaces it.",
    )
