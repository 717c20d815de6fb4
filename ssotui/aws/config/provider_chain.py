"""Where the AWS CLI would take its credentials from, here and now, without asking anybody.

The order is that of ``botocore/credentials.py: create_credential_resolver``, by its providers' names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ssotui.aws.config.config_file import RawSection
from ssotui.aws.config.ini_sections import shown
from ssotui.aws.config.merged_files import AwsFiles
from ssotui.aws.config.profile_kinds import KEY_ID, TELLING, WEB_IDENTITY, WORDS, claims
from ssotui.aws.environment import SERVER_PATH, SERVER_URI
from ssotui.model.findings import Candidate
from ssotui.model.profile import FilePlace, ProfileKind
from ssotui.model.records import NamedTuple

KEY_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION")
PROFILE_VARIABLES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
"""In the AWS CLI's order. boto3 has the opposite one (``configprovider.py`` of each)."""

WEB_IDENTITY_VARIABLE = "AWS_WEB_IDENTITY_TOKEN_FILE"
CONTAINER_VARIABLES = (SERVER_PATH, SERVER_URI)

_METHODS = {
    ProfileKind.ROLE_CHAIN: "assume-role",
    ProfileKind.WEB_IDENTITY: "assume-role-with-web-identity",
    ProfileKind.SSO: "sso",
    ProfileKind.SSO_LEGACY: "sso",
    ProfileKind.LOGIN: "login",
    ProfileKind.PROCESS: "custom-process",
}
_TELLING_KEYS = {
    ProfileKind.ROLE_CHAIN: ("role_arn",),
    ProfileKind.WEB_IDENTITY: (WEB_IDENTITY,),
    ProfileKind.SSO: ("sso_account_id", "sso_role_name"),
    ProfileKind.SSO_LEGACY: ("sso_account_id", "sso_role_name"),
    ProfileKind.LOGIN: ("login_session",),
    ProfileKind.PROCESS: ("credential_process",),
}


class Chosen(NamedTuple):
    """The profile that the environment chooses, and the variable that does; none for the default one."""

    profile: str
    variable: str | None


def chosen_profile(environ: Mapping[str, str]) -> Chosen:
    """Find the profile that the AWS CLI takes if none is named. An empty variable counts: it names no profile."""
    for variable in PROFILE_VARIABLES:
        if variable in environ:
            return Chosen(environ[variable], variable)
    return Chosen("default", None)


def candidates(
    files: AwsFiles, environ: Mapping[str, str], *, on_ec2: Callable[[], bool] = lambda: False
) -> Iterator[Candidate]:
    """Give all credentials that there are, the first of which are used.

    Args:
        files: the config and the credentials file.
        environ: the environment.
        on_ec2: whether this machine is an EC2 instance, whose role comes last.
    """
    if environ.get("AWS_ACCESS_KEY_ID"):
        place = FilePlace("AWS_ACCESS_KEY_ID")
        yield Candidate("env", None, "the keys in the environment", place, f"{place} is set, which comes first")
    name, variable = chosen_profile(environ)
    reason = f"{variable} names it" if variable else "no other profile is named"
    raw = files.profiles.get(name)
    kinds = list(_kinds(files, raw)) if raw else []
    if kinds and raw and kinds[0] is ProfileKind.ROLE_CHAIN:
        yield _of_profile(files, name, raw, kinds.pop(0), reason)
    if WEB_IDENTITY_VARIABLE in environ:
        if environ[WEB_IDENTITY_VARIABLE]:
            yield Candidate(
                _METHODS[ProfileKind.WEB_IDENTITY],
                None,
                "the web identity that the environment names",
                FilePlace(WEB_IDENTITY_VARIABLE),
                f"{WEB_IDENTITY_VARIABLE} is set",
            )
        kinds = [kind for kind in kinds if kind is not ProfileKind.WEB_IDENTITY]
    yield from (_of_profile(files, name, raw, kind, reason) for kind in kinds if raw)
    for variable in CONTAINER_VARIABLES:
        if variable in environ:
            reason = f"{variable} is set"
            yield Candidate("container-role", None, "the container's credentials", FilePlace(variable), reason)
            break
    if environ.get("AWS_EC2_METADATA_DISABLED", "").lower() != "true" and on_ec2():
        yield Candidate("iam-role", None, "the role of this EC2 instance", None, "this machine is one")


def _kinds(files: AwsFiles, raw: RawSection) -> Iterator[ProfileKind]:
    keys = TELLING.intersection(raw.values)
    if WEB_IDENTITY in keys and not raw.values[WEB_IDENTITY]:
        keys -= {WEB_IDENTITY, "role_arn"}
    found = claims(keys, in_credentials=KEY_ID in keys and raw.has_in(files.credentials, KEY_ID))
    return (kind for kind in found if kind in WORDS)


def _of_profile(files: AwsFiles, name: str, raw: RawSection, kind: ProfileKind, reason: str) -> Candidate:
    if kind is ProfileKind.STATIC:
        in_credentials = raw.has_in(files.credentials, KEY_ID)
        method = "shared-credentials-file" if in_credentials else "config-file"
        what = f"its keys in the {'credentials' if in_credentials else 'config'} file"
        return Candidate(method, name, f"profile {shown(name)}: {what}", raw.origin(KEY_ID), reason)
    place = next(filter(None, map(raw.origin, _TELLING_KEYS[kind])), raw.place)
    return Candidate(_METHODS[kind], name, f"profile {shown(name)}: its {WORDS[kind]}", place, reason)
