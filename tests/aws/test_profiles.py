"""Profiles and sessions with types. What botocore holds against them is in ``test_profiles_verdicts``."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssotui.aws.config.profiles import MAX_LENGTH, read_profiles, read_sessions, resolve_chain
from ssotui.model.profile import FilePlace, Profile, ProfileKind, Severity
from ssotui.model.token import SsoSession
from tests.aws.reading import Folder

SESSION = "[sso-session corp]\nsso_start_url = https://x/start\nsso_region = us-east-1\n"
ON_CORP = "sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = R\n"
CORP = SsoSession("corp", "https://x/start", "us-east-1")
ROLE = "role_arn = arn:aws:iam::111122223333:role/r\n"
STATIC = "aws_access_key_id = a\naws_secret_access_key = b\n"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def profiles(folder: Folder, config: str, credentials: str = "") -> dict[str, Profile]:
    folder.write(config, credentials)
    return {profile.name: profile for profile in read_profiles(folder.read())}


def codes(profile: Profile) -> list[str]:
    return [problem.code for problem in profile.problems]


def test_an_sso_profile(folder: Folder) -> None:
    keys = ON_CORP.replace("111122223333", "000022223333")
    text = f"{SESSION}[profile p]\n{keys}region = eu-west-1\n"
    assert profiles(folder, text)["p"]._replace(lines={}, session_origins=()) == Profile(
        "p", ProfileKind.SSO, FilePlace(str(folder.config), 4), CORP, "000022223333", "R", "eu-west-1", lines={}
    )


def test_an_sso_profile_with_other_keys_is_the_same(folder: Folder) -> None:
    keys = f"{ON_CORP}region = eu-west-1\n"
    read = profiles(
        folder, f"{SESSION}[profile p]\n{keys}[profile q]\n{keys}s3 =\n  x = y\n[profile r]\n{keys}cli_pager =\n"
    )
    first, *others = (profile._replace(name="", place=FilePlace(""), lines={}) for profile in read.values())
    assert others == [first, first]


def test_a_legacy_profile(folder: Folder) -> None:
    text = "[profile p]\nsso_start_url = u\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = R\n"
    profile = profiles(folder, text)["p"]
    assert profile.kind is ProfileKind.SSO_LEGACY
    assert profile.session == SsoSession(None, "u", "us-east-1")
    assert (profile.account_id, profile.role_name, profile.region) == ("111122223333", "R", None)
    assert not profile.problems


def test_the_region_is_never_the_sessions(folder: Folder) -> None:
    text = f"{SESSION}[profile p]\n{ON_CORP}region =\n"
    assert profiles(folder, text)["p"].region is None


def test_profiles_share_their_session(folder: Folder) -> None:
    keys = "sso_account_id = 111122223333\nsso_role_name = R\n"
    text = SESSION + "".join(
        f"[profile a{n}]\nsso_session = corp\n{keys}[profile b{n}]\nsso_start_url = u\nsso_region = r\n{keys}x = {n}\n"
        for n in range(3)
    )
    read = profiles(folder, text)
    assert len({id(profile.session) for profile in read.values()}) == 2


def test_sessions(folder: Folder) -> None:
    folder.write(
        f"{SESSION}sso_registration_scopes = sso:account:access, ,codewhisperer:x\n"
        "[sso-session half]\nsso_region = r\n[sso-session empty]\nsso_start_url = u\nsso_region =\n"
        "[sso-session 'a b']\nsso_start_url = u\nsso_region = r\n"
    )
    assert read_sessions(folder.read()) == {
        "corp": CORP._replace(scopes=("sso:account:access", "codewhisperer:x")),
        "a b": SsoSession("a b", "u", "r"),
    }


def test_a_profile_that_gives_a_token_only(folder: Folder) -> None:
    profile = profiles(folder, f"{SESSION}[profile p]\nsso_session = corp\n")["p"]
    assert (profile.kind, profile.session) == (ProfileKind.TOKEN_ONLY, CORP)
    assert [problem.severity for problem in profile.problems] == [Severity.NOTE]


def test_a_profile_without_its_session_still_says_where_it_leads(folder: Folder) -> None:
    profile = profiles(folder, "[profile p]\nsso_session = x\nsso_account_id = 111122223333\nsso_role_name = R\n")["p"]
    assert (profile.session, profile.account_id, profile.role_name) == (None, "111122223333", "R")
    assert codes(profile) == ["session-missing"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (STATIC, ProfileKind.STATIC),
        ("credential_process = x\n", ProfileKind.PROCESS),
        ("login_session = arn:aws:iam::111122223333:user/x\n", ProfileKind.LOGIN),
        (f"web_identity_token_file = f\n{ROLE}", ProfileKind.WEB_IDENTITY),
        ("region = us-east-1\n", ProfileKind.EMPTY),
        ("", ProfileKind.EMPTY),
    ],
)
def test_other_kinds(folder: Folder, text: str, kind: ProfileKind) -> None:
    profile = profiles(folder, f"[profile p]\n{text}")["p"]
    assert profile.kind is kind
    assert profile.session is None
    assert not profile.problems


ARNS = {
    "arn:aws:iam::111122223333:role/r": ("111122223333", "r"),
    "arn:aws-us-gov:iam::111122223333:role/path/to/r": ("111122223333", "r"),
    "arn:aws:iam::1111:role/r": None,
    "arn:aws:iam::111122223333:user/r": None,
    "r": None,
    "": None,
}


@pytest.mark.parametrize(("arn", "parts"), ARNS.items())
def test_account_and_role_of_an_arn(folder: Folder, arn: str, parts: tuple[str, str] | None) -> None:
    profile = profiles(folder, f"[profile b]\n{STATIC}[profile p]\nrole_arn = {arn}\nsource_profile = b\n")["p"]
    assert (profile.account_id, profile.role_name) == (parts or (None, None))
    assert profile.role_arn == (arn or None)
    assert codes(profile) == ([] if parts else ["role-arn"])


JUDGED = {
    "an account ID that lost its zeros": (
        "sso_session = corp\nsso_account_id = 22223333\nsso_role_name = R\n",
        "account-id",
        Severity.WARNING,
    ),
    "an empty role": (
        "sso_session = corp\nsso_account_id = 111122223333\nsso_role_name =\n",
        "empty-value",
        Severity.ERROR,
    ),
    "the session's region again": (
        f"{ON_CORP}sso_region = us-east-1\n",
        "session-repeated",
        Severity.WARNING,
    ),
    "a start URL alone": ("sso_start_url = u\nsso_region = r\n", "sso-missing", Severity.ERROR),
    "a secret without its ID": ("aws_secret_access_key = b\n", "keys-incomplete", Severity.ERROR),
    "an empty ID": ("aws_access_key_id =\naws_secret_access_key = b\n", "empty-value", Severity.ERROR),
    "an empty process": ("credential_process =\n", "empty-value", Severity.ERROR),
    "an empty login": ("login_session =\n", "empty-value", Severity.ERROR),
    "static keys and a process": (f"{STATIC}credential_process = x\n", "mixed-credentials", Severity.WARNING),
    "a comment behind a value": ("region = eu-west-1 # home\n", "inline-comment", Severity.WARNING),
}


@pytest.mark.parametrize(("text", "code", "severity"), JUDGED.values(), ids=JUDGED.keys())
def test_judgement(folder: Folder, text: str, code: str, severity: Severity) -> None:
    (problem,) = profiles(folder, f"{SESSION}[profile p]\n{text}")["p"].problems
    assert (problem.code, problem.severity) == (code, severity)
    assert problem.place
    assert problem.place.line >= 4


def test_mixed_kinds_name_the_winner(folder: Folder) -> None:
    text = f"{SESSION}[profile p]\n{ON_CORP}credential_process = x\n"
    (problem,) = profiles(folder, text, f"[p]\n{STATIC}")["p"].problems
    assert problem.message == (
        "It has SSO keys and static keys and credential_process: "
        "the AWS CLI and boto3 use SSO keys, other SDKs may not."
    )


def test_nested_blocks_where_words_should_be(folder: Folder) -> None:
    lines = "".join(
        f"{key} =\n  x = y\n"
        for key in ("sso_session", "sso_account_id", "sso_role_name", "region", "role_arn", "source_profile")
    )
    read = profiles(folder, f"[profile p]\n{lines}[profile q]\n{lines.partition('region')[0]}")
    assert [codes(profile) for profile in read.values()] == [
        ["role-arn", "mixed-credentials", "source-unknown"],
        ["session-missing"],
    ]


def test_a_section_that_aws_tools_ignore_is_a_row(folder: Folder) -> None:
    read = profiles(folder, "[profile a]\n[profile o'brien]\nregion = x\n")
    assert list(read) == ["a", "o'brien"]
    assert read["o'brien"].kind is ProfileKind.EMPTY
    assert read["o'brien"].place == FilePlace(str(folder.config), 2)
    assert codes(read["o'brien"]) == ["ignored-section"]


class TestChain:
    def test_it_leads_to_the_first_keys_and_their_session(self, folder: Folder) -> None:
        read = profiles(
            folder,
            f"{SESSION}[profile base]\nsso_session = corp\nsso_account_id = 444455556666\nsso_role_name = R\n"
            f"[profile b]\n{ROLE}source_profile = base\n[profile c]\n{ROLE}source_profile = b\n",
        )
        chain = resolve_chain(read, "c")
        assert [profile.name for profile in chain.profiles] == ["c", "b", "base"]
        assert chain.problem is None
        assert read["c"].session == CORP
        assert [profile.name for profile in read["c"].sources] == ["b", "base"]
        assert not read["c"].problems

    def test_a_profile_that_is_none_is_a_chain_of_itself(self, folder: Folder) -> None:
        read = profiles(folder, "[profile a]\nregion = x\n")
        assert resolve_chain(read, "a") == ((read["a"],), None)

    def test_its_own_keys(self, folder: Folder) -> None:
        read = profiles(folder, f"[profile a]\n{ROLE}source_profile = a\n{STATIC}")
        first, last = resolve_chain(read, "a").profiles
        assert (first.name, first.kind) == ("a", ProfileKind.ROLE_CHAIN)
        assert (last.name, last.kind) == ("a", ProfileKind.STATIC)
        assert not first.problems

    def test_a_source_with_keys_is_the_last(self, folder: Folder) -> None:
        read = profiles(
            folder, f"[profile a]\n{ROLE}source_profile = b\n[profile b]\n{ROLE}source_profile = x\n{STATIC}"
        )
        assert [(step.name, step.kind) for step in resolve_chain(read, "a").profiles] == [
            ("a", ProfileKind.ROLE_CHAIN),
            ("b", ProfileKind.STATIC),
        ]
        assert codes(read["a"]) == []
        assert codes(read["b"]) == ["mixed-credentials", "source-unknown"]

    def test_a_circle_names_its_way(self, folder: Folder) -> None:
        read = profiles(
            folder,
            f"[profile a]\n{ROLE}source_profile = b\n[profile b]\n{ROLE}source_profile = c\n"
            f"[profile c]\n{ROLE}source_profile = b\n",
        )
        (problem,) = read["a"].problems
        assert "a → b → c → b" in problem.message
        assert problem.place == read["c"].place
        assert [step.name for step in read["a"].sources] == ["b", "c"]

    def test_a_long_circle_is_cut_short(self, folder: Folder) -> None:
        text = "".join(f"[profile p{n}]\n{ROLE}source_profile = p{(n + 1) % 20}\n" for n in range(20))
        assert "p0 → p1 → p2 → p3 → … → p18 → p19 → p0" in profiles(folder, text)["p0"].problems[0].message

    def test_a_source_that_is_missing_is_named_with_who_names_it(self, folder: Folder) -> None:
        read = profiles(folder, f"[profile a]\n{ROLE}source_profile = b\n[profile b]\n{ROLE}source_profile = x\n")
        for profile in read.values():
            (problem,) = profile.problems
            assert problem.message == "There is no profile x, which b has as its source_profile."

    def test_it_ends_somewhere(self, folder: Folder) -> None:
        text = "".join(f"[profile p{n}]\n{ROLE}source_profile = p{n + 1}\n" for n in range(MAX_LENGTH + 1))
        read = profiles(folder, f"{text}[profile p{MAX_LENGTH + 1}]\n{STATIC}")
        assert codes(read["p1"]) == ["source-loop"]
        assert codes(read["p2"]) == []
