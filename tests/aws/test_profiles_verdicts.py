"""botocore's choices and verdicts, asked of botocore itself, and ours beside them."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import botocore.credentials
import botocore.tokens
import pytest
from botocore.exceptions import BotoCoreError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssotui.aws.config.profiles import read_profiles
from ssotui.model.profile import Profile, ProfileKind, Severity
from tests.aws.reading import Folder
from tests.support.examples import examples

SESSION = "[sso-session corp]\nsso_start_url = https://x/start\nsso_region = us-east-1\n"
ROLE = "role_arn = arn:aws:iam::111122223333:role/r\n"
STATIC = "aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n"
FULL = "sso_account_id = 111122223333\nsso_role_name = R\n"
LEGACY = "sso_start_url = https://x/start\nsso_region = us-east-1\n"
PROCESS = """credential_process = echo '{"Version": 1, "AccessKeyId": "a", "SecretAccessKey": "b"}'\n"""

KINDS = {
    "assume-role": {ProfileKind.ROLE_CHAIN},
    "assume-role-with-web-identity": {ProfileKind.WEB_IDENTITY},
    "sso": {ProfileKind.SSO, ProfileKind.SSO_LEGACY},
    "shared-credentials-file": {ProfileKind.STATIC},
    "config-file": {ProfileKind.STATIC},
    "login": {ProfileKind.LOGIN},
    "custom-process": {ProfileKind.PROCESS},
    "nothing": {ProfileKind.EMPTY, ProfileKind.TOKEN_ONLY},
}


class Botocore:
    """botocore on a pair of files. One session serves all questions: a new one takes 20 ms."""

    def __init__(self, folder: Folder) -> None:
        self._session = folder.session("p")

    def method(self, profile: str = "p") -> str:
        """Which provider gives the profile's keys, or ``nothing``.

        Raises:
            BotoCoreError: botocore's verdict on the profile.
        """
        self._session._config = None  # type: ignore[attr-defined]
        self._session._profile_map = None  # type: ignore[attr-defined]
        self._session.set_config_variable("profile", profile)
        found = botocore.credentials.create_credential_resolver(self._session).load_credentials()
        return found.method if found else "nothing"

    def token_verdict(self) -> str:
        """What the token provider says against the profile, if it does."""
        self._session._config = None  # type: ignore[attr-defined]
        try:
            botocore.tokens.SSOTokenProvider(self._session, profile_name="p").load_token()
        except BotoCoreError as error:
            return str(error)
        return ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("aws"))


@pytest.fixture(scope="module")
def theirs(folder: Folder) -> Botocore:
    return Botocore(folder)


@pytest.fixture(autouse=True)
def _only_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")  # for credential_source; else they are passed over for a profile
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")

    def load(provider: botocore.credentials.LoginProvider) -> object:
        # The real one needs awscrt and somebody who has signed in.
        profile = provider._load_config()["profiles"].get(provider._profile_name, {})  # type: ignore[attr-defined]
        return botocore.credentials.Credentials("a", "b", method="login") if "login_session" in profile else None

    monkeypatch.setattr(botocore.credentials.LoginProvider, "load", load)


def ours(folder: Folder, name: str = "p") -> Profile:
    return next(profile for profile in read_profiles(folder.read()) if profile.name == name)


def errors(profile: Profile) -> list[str]:
    return [problem.code for problem in profile.problems if problem.severity is Severity.ERROR]


# ---- which of several kinds


@pytest.mark.parametrize("role", ["", "self", "other"])
@pytest.mark.parametrize("web_identity", ["", "file", "empty"])
def test_the_kind_is_botocores_choice(folder: Folder, theirs: Botocore, role: str, web_identity: str) -> None:
    for sso, config, credentials, login, process in product(
        ["", "session", "legacy", "token"], [False, True], [False, True], [False, True], [False, True]
    ):
        has_keys = config or credentials
        if role == "self" and not has_keys:
            continue  # That is a loop, and has its own case below.
        text = f"{SESSION}[profile base]\n{STATIC}[profile p]\n"
        text += f"{ROLE}source_profile = {'p' if role == 'self' else 'base'}\n" if role else ""
        text += {"": "", "file": "web_identity_token_file = f\n", "empty": "web_identity_token_file =\n"}[web_identity]
        text += "role_arn = arn:aws:iam::111122223333:role/r\n" if web_identity and not role else ""
        text += {
            "": "",
            "session": f"sso_session = corp\n{FULL}",
            "legacy": LEGACY + FULL,
            "token": "sso_session = corp\n",
        }[sso]
        text += STATIC if config else ""
        text += "login_session = x\n" if login else ""
        text += PROCESS if process else ""
        folder.write(text, f"[p]\n{STATIC}" if credentials else "")

        profile = ours(folder)
        method = theirs.method()
        assert profile.kind in KINDS[method], (text, method)
        assert errors(profile) == []
        kinds = (
            bool(role) and not web_identity,
            web_identity == "file",
            sso in {"session", "legacy"},
            has_keys and not (role == "self" and not web_identity),
            login,
            process,
        )
        told = {problem.code for problem in profile.problems}
        assert ("mixed-credentials" in told) == (sum(kinds) > 1)


# ---- verdicts


class Case(NamedTuple):
    """A profile ``p`` that botocore refuses: how it puts that, and the code of our problem."""

    name: str
    text: str
    said: str
    code: str


CASES = [
    Case(
        "no such session",
        f"sso_session = nope\n{FULL}",
        'The specified sso-session does not exist: "nope"',
        "session-missing",
    ),
    Case(
        "an empty session", f"sso_session =\n{FULL}", 'The specified sso-session does not exist: ""', "session-missing"
    ),
    Case(
        "another region than the session",
        f"sso_session = corp\nsso_region = eu-west-1\n{FULL}",
        "The value for sso_region is inconsistent between profile (eu-west-1) and sso-session (us-east-1).",
        "session-inconsistent",
    ),
    Case(
        "a slash more than the session",
        f"sso_session = corp\nsso_start_url = https://x/start/\n{FULL}",
        "The value for sso_start_url is inconsistent",
        "session-inconsistent",
    ),
    Case(
        "another value of any key of the session",
        f"sso_session = more\nregion = eu-west-1\n{FULL}[sso-session more]\n{LEGACY}region = us-west-2",
        "The value for region is inconsistent",
        "session-inconsistent",
    ),
    Case(
        "a role without an account",
        "sso_session = corp\nsso_role_name = R\n",
        'The profile "p" is configured to use SSO but is missing required configuration: sso_account_id',
        "sso-missing",
    ),
    Case(
        "an account without a role",
        "sso_session = corp\nsso_account_id = 111122223333\n",
        "missing required configuration: sso_role_name",
        "sso-missing",
    ),
    Case(
        "a session without a region",
        f"sso_session = half\n{FULL}[sso-session half]\nsso_start_url = https://x/start\n",
        "missing required configuration: sso_region",
        "sso-missing",
    ),
    Case(
        "a legacy profile without a region",
        f"sso_start_url = https://x/start\n{FULL}",
        "missing required configuration: sso_region",
        "sso-missing",
    ),
    Case(
        "a legacy profile with neither",
        FULL,
        "missing required configuration: sso_start_url, sso_region",
        "sso-missing",
    ),
    Case(
        "a role without a source",
        f"{ROLE}sso_session = corp\n{FULL}",
        "Partial credentials found in assume-role, missing: source_profile or credential_source",
        "source-missing",
    ),
    Case(
        "a role with two sources",
        f"{ROLE}source_profile = base\ncredential_source = Environment\n",
        'The profile "p" contains both source_profile and credential_source.',
        "source-ambiguous",
    ),
    Case(
        "a role with an odd source",
        f"{ROLE}credential_source = environment\n",
        'The credential source "environment" referenced in profile "p" is not valid.',
        "source-invalid",
    ),
    Case(
        "a role with itself as its source",
        f"{ROLE}source_profile = p\nsso_session = corp\n{FULL}",
        "Infinite loop in credential configuration detected. "
        "Attempting to load from profile p which has already been visited. "
        "Visited profiles: ['p']",
        "source-loop",
    ),
    Case(
        "a circle",
        f"{ROLE}source_profile = q\n[profile q]\n{ROLE}source_profile = p\n",
        "Infinite loop in credential configuration detected",
        "source-loop",
    ),
    Case(
        "a circle further on",
        f"{ROLE}source_profile = q\n[profile q]\n{ROLE}source_profile = r\n[profile r]\n{ROLE}source_profile = q\n",
        "Infinite loop in credential configuration detected",
        "source-loop",
    ),
    Case(
        "no such source",
        f"{ROLE}source_profile = a\n",
        'The source_profile "a" referenced in the profile "p" does not exist.',
        "source-unknown",
    ),
    Case(
        "no such source further on",
        f"{ROLE}source_profile = q\n[profile q]\n{ROLE}source_profile = a\n",
        'The source_profile "a" referenced in the profile "q" does not exist.',
        "source-unknown",
    ),
    Case(
        "a source without anything",
        f"{ROLE}source_profile = q\n[profile q]\nregion = a\n",
        'The source profile "q" must have credentials.',
        "source-empty",
    ),
    Case(
        "a source with a token only",
        f"{ROLE}source_profile = q\n[profile q]\nsso_session = corp\n",
        'The source profile "q" must have credentials.',
        "source-empty",
    ),
    Case(
        "a source that is broken",
        f"{ROLE}source_profile = q\n[profile q]\nsso_session = nope\n{FULL}",
        'The specified sso-session does not exist: "nope"',
        "source-broken",
    ),
    Case(
        "a source with a broken role",
        f"{ROLE}source_profile = q\n[profile q]\n{ROLE}",
        "Partial credentials found in assume-role",
        "source-broken",
    ),
    Case(
        "a web identity without a role",
        "web_identity_token_file = f\n",
        "has no role ARN configured",
        "role-arn-missing",
    ),
    Case(
        "an access key without its secret",
        "aws_access_key_id = AKIAEXAMPLE\n",
        "Partial credentials found in config-file",
        "keys-incomplete",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdict(case: Case, folder: Folder, theirs: Botocore) -> None:
    folder.write(f"{SESSION}[profile base]\n{STATIC}[profile p]\n{case.text}")
    with pytest.raises(BotoCoreError) as caught:
        theirs.method()
    assert case.said in str(caught.value)

    profile = ours(folder)
    assert case.code in errors(profile)
    problem = next(problem for problem in profile.problems if problem.code == case.code)
    assert problem.place
    assert problem.place.path == str(folder.config)
    assert problem.message.endswith(".")
    assert problem.fix.endswith(".")


TOKENS = {
    "a session that is not there": (
        "sso_session = nope\n",
        'the "nope" sso_session configuration does not exist',
        "session-missing",
    ),
    "a session without a start URL": (
        "sso_session = half\n[sso-session half]\nsso_region = us-east-1\n",
        "missing the following configuration: ['sso_start_url']",
        "sso-missing",
    ),
    "a session that is empty": ("sso_session = half\n[sso-session half]\n", "does not exist", "sso-missing"),
    "a session that differs": ("sso_session = corp\nsso_region = eu-west-1\n", "", ""),
}


@pytest.mark.parametrize(("text", "said", "code"), TOKENS.values(), ids=TOKENS.keys())
def test_verdict_on_a_profile_that_gives_a_token_only(
    text: str, said: str, code: str, folder: Folder, theirs: Botocore
) -> None:
    folder.write(f"{SESSION}[profile p]\n{text}")
    profile = ours(folder)
    assert profile.kind is ProfileKind.TOKEN_ONLY
    assert bool(said) == bool(theirs.token_verdict())
    assert said in theirs.token_verdict()
    assert set(errors(profile)) == ({code} if code else set())


def test_keys_are_complete_only_within_one_file(folder: Folder, theirs: Botocore) -> None:
    folder.write("[profile p]\naws_secret_access_key = b\n", "[p]\naws_access_key_id = a\n")
    with pytest.raises(BotoCoreError, match="Partial credentials"):
        theirs.method()
    assert errors(ours(folder)) == ["keys-incomplete"]


ACCEPTED = {
    "its own keys for its own role": f"{ROLE}source_profile = p\n{STATIC}",
    "a source with keys and a broken role": f"{ROLE}source_profile = q\n[profile q]\n{ROLE}{STATIC}",
    "a source with keys and a circle": f"{ROLE}source_profile = q\n[profile q]\n{ROLE}source_profile = p\n{STATIC}",
    "a source on SSO": f"{ROLE}source_profile = q\n[profile q]\nsso_session = corp\n{FULL}",
    "a source two steps on": f"{ROLE}source_profile = q\n[profile q]\n{ROLE}source_profile = base\n",
    "the environment as the source": f"{ROLE}credential_source = Environment\n",
    "the session's own account and role": f"sso_session = more\nsso_role_name = R\n"
    f"[sso-session more]\n{LEGACY}sso_account_id = 111122223333\n",
    "the session's keys again": f"sso_session = corp\n{LEGACY}{FULL}",
}


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_botocore_accepts_is_no_error(text: str, folder: Folder, theirs: Botocore) -> None:
    folder.write(f"{SESSION}[profile base]\n{STATIC}[profile p]\n{text}")
    assert theirs.method() != "nothing"
    assert errors(ours(folder)) == []


LINES = st.sampled_from(
    """
    role_arn = arn:aws:iam::111122223333:role/r
    source_profile = p
    source_profile = q
    source_profile = r
    source_profile = x
    credential_source = Environment
    credential_source = x
    web_identity_token_file = f
    web_identity_token_file =
    sso_session = corp
    sso_session = half
    sso_session = more
    sso_session = x
    sso_account_id = 111122223333
    sso_role_name = R
    sso_start_url = https://x/start
    sso_region = us-east-1
    sso_region = eu-west-1
    aws_access_key_id = a
    aws_secret_access_key = b
    login_session = x
    region = us-east-1
    region = eu-west-1
    """.strip()
    .replace("    ", "")
    .split("\n")
)
SECTIONS = st.lists(LINES, max_size=7, unique_by=lambda line: line.partition(" ")[0]).map("\n".join)
SESSIONS = (
    f"{SESSION}[sso-session half]\nsso_region = us-east-1\n"
    f"[sso-session more]\n{LEGACY}region = us-east-1\nsso_role_name = R\n"
)


@settings(max_examples=examples(500), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(p=SECTIONS, q=SECTIONS, r=SECTIONS, credentials=SECTIONS)
def test_a_profile_has_an_error_exactly_if_botocore_gets_no_keys(
    *, p: str, q: str, r: str, credentials: str, folder: Folder, theirs: Botocore
) -> None:
    folder.write(f"{SESSIONS}[profile p]\n{p}\n[profile q]\n{q}\n[profile r]\n{r}\n", f"[p]\n{credentials}\n")
    profile = ours(folder)
    try:
        method = theirs.method()
    except BotoCoreError:
        assert errors(profile)
        return
    assert profile.kind in KINDS[method]
    if method == "nothing":
        assert profile.kind in {ProfileKind.EMPTY, ProfileKind.TOKEN_ONLY}
    else:
        assert errors(profile) == []
