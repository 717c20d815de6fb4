from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssotui.actions.listing.folding import folded
from ssotui.actions.listing.search import SEPARATOR, Highlighter, SearchIndex

ROWS = (
    "payments-prod Payments 111122223333 ReadOnly acme us-east-1",
    "payments-stage Payments 444455556666 Developer acme us-east-1",
    "legacy-audit 777788889999 Audit corp eu-west-1",
    "reporting Prod Pay 000011112222 Admin corp eu-west-1",
    "Köln-日本 Übersee 123456789012 Leser corp eu-central-1",
)

texts = st.text(st.characters(), max_size=30)


def found(query: str, rows: tuple[str, ...] = ROWS) -> list[str]:
    return [rows[index].split()[0] for index in SearchIndex(rows).search(query)]


def marked(query: str, text: str) -> str:
    """The text with its matched letters in brackets."""
    matched = Highlighter(query).matched(text)
    return "".join(f"[{char}]" if index in matched else char for index, char in enumerate(text)).replace("][", "")


class TestFinding:
    @pytest.mark.parametrize("query", ["", " ", "\t"])
    def test_no_word_finds_all_in_order(self, query: str) -> None:
        assert SearchIndex(ROWS).search(query) == list(range(len(ROWS)))

    def test_nothing_among_nothing(self) -> None:
        assert SearchIndex(()).search("x") == []
        assert SearchIndex(()).search("") == []

    def test_several_words_narrow_in_any_order(self) -> None:
        assert set(found("pay")) == {"payments-prod", "payments-stage", "reporting"}
        assert set(found("pay prod")) == set(found("prod pay")) == {"payments-prod", "reporting"}
        assert found("pay prod 111122223333") == ["payments-prod"]
        assert found("pay nowhere") == []

    def test_letters_may_be_apart_but_in_order(self) -> None:
        assert "legacy-audit" in found("lgcadt")
        assert "legacy-audit" not in found("tdaacgl")

    def test_an_account_id_finds_its_row(self) -> None:
        assert found("777788889999") == ["legacy-audit"]
        assert found("000011112222") == ["reporting"]

    def test_the_syntax_of_fzf(self) -> None:
        assert found("^payments-s") == ["payments-stage"]
        assert set(found("us-east-1$")) == {"payments-prod", "payments-stage"}
        assert set(found("!acme")) == {"legacy-audit", "reporting", "Köln-日本"}
        assert found("'audit") == ["legacy-audit"]

    @pytest.mark.parametrize("query", ["readonly", "ReadOnly", "READONLY", "'READONLY", "rEADoNLY"])
    def test_capitals_keep_nothing_from_being_found(self, query: str) -> None:
        assert found(query) == ["payments-prod"]

    @pytest.mark.parametrize(
        "query",
        ["köln", "日本", "übersee", "Köln", "koln", "KOLN", "Ubersee", "'köln", "ko\u0308ln", "KO\u0308LN", "^kol"],
    )
    def test_letters_beyond_ascii(self, query: str) -> None:
        assert found(query) == ["Köln-日本"]

    @pytest.mark.parametrize("name", ["Zürich Ops", "Zu\u0308rich Ops", "ZÜRICH OPS", "Zurich Ops"])
    @pytest.mark.parametrize("query", ["zurich", "Zürich", "zu\u0308rich", "ZÜRICH", "zurich ops", "'zürich"])
    def test_accents_are_no_difference_either_way(self, name: str, query: str) -> None:
        assert SearchIndex([SEPARATOR.join(("profile", name, "x")), "other"]).search(query) == [0]

    @pytest.mark.parametrize(
        ("query", "name"),
        [("strasse", "Straße"), ("straße", "STRASSE"), ("malmo", "Malmø"), ("lodz", "Łódź"), ("ΑΘΗΝΑ", "Αθήνα")],
    )
    def test_letters_that_have_plain_ones(self, query: str, name: str) -> None:
        assert SearchIndex([name, "other"]).search(query) == [0]


PARTS = (
    ("payments-prod", "Payments", "111122223333", "ReadOnly", "acme", "us-east-1", "sso"),
    ("payments-prod-admin", "Payments", "111122223333", "Admin", "acme", "us-east-1", "sso"),
    ("payments-stage", "PAYMENTS", "444455556666", "AdminReadOnly", "acme", "us-east-1", "sso"),
    ("platform-tools", "Platform Tools", "555566667777", "Developer", "acme", "us-west-2", "sso"),
    ("corp-analytics", "Analytics", "777744446666", "Analyst", "corp", "eu-central-1", "sso"),
    ("legacy-audit", "", "777788889999", "Audit", "https://audit.awsapps.com/start", "us-east-1", "sso-legacy"),
    ("warehouse-prod", "Warehouse", "222244446666", "Analyst", "acme", "us-east-2", "sso"),
    ("backups", "Backups", "555588889999", "ReadOnly", "acme", "us-west-2", "sso"),
)


def named(query: str) -> list[str]:
    """The names of the rows of several parts that the query finds."""
    return [PARTS[index][0] for index in SearchIndex(map(SEPARATOR.join, PARTS)).search(query)]


class TestScatteredLetters:
    def test_are_no_match_within_a_part_nor_across_parts(self) -> None:
        assert named("pay") == ["payments-prod", "payments-prod-admin", "payments-stage"]
        assert named("plt") == ["platform-tools"]
        assert named("cpe") == []  # the ends and beginnings of parts

    @pytest.mark.parametrize("between", [("",), ("", ""), ("", "", "", "")])
    def test_are_none_across_parts_that_say_nothing(self, between: tuple[str, ...]) -> None:
        rows = [SEPARATOR.join(("team-46", *between, "587"))]
        assert SearchIndex(rows).search("team 587") == [0]
        assert SearchIndex(rows).search("4658") == []

    def test_of_one_word_among_several_are_none_either(self) -> None:
        assert named("pay prod") == ["payments-prod", "payments-prod-admin"]
        assert named("prod pay") == ["payments-prod", "payments-prod-admin"]
        assert named("acme pay") == named("pay acme") == ["payments-prod", "payments-prod-admin", "payments-stage"]

    @pytest.mark.parametrize(
        ("query", "first"),
        [
            ("pp", "payments-prod"),  # the words' first letters
            ("ppa", "payments-prod-admin"),
            ("pltfrm", "platform-tools"),  # without vowels
            ("anlytcs", "corp-analytics"),
            ("whprod", "warehouse-prod"),
        ],
    )
    def test_are_not_those_that_people_type_to_type_less(self, query: str, first: str) -> None:
        assert first in named(query)

    @pytest.mark.parametrize("query", ["pay", "PAYMENTS", "payments"])
    def test_capitals_take_nothing_away_from_a_piece(self, query: str) -> None:
        assert "payments-stage" in named(query)

    def test_are_not_marked(self) -> None:
        assert marked("pay", "cor-an-legacy") == "cor-an-legacy"
        assert marked("pay rep", "reporting Pay") == "[rep]orting [Pay]"

    def test_typing_on_finds_what_a_new_search_does(self) -> None:
        index = SearchIndex(map(SEPARATOR.join, PARTS))
        typed = "prod pay 1111 !admin"
        for end in (*range(len(typed) + 1), *range(len(typed), 0, -1)):
            assert index.search(typed[:end]) == SearchIndex(map(SEPARATOR.join, PARTS)).search(typed[:end])

    def test_letters_that_are_taken_back_are_not_looked_for_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        index, looked, search = SearchIndex(ROWS), list[str](), SearchIndex._search

        def looking(self: SearchIndex, query: str) -> object:
            looked.append(query)
            return search(self, query)

        monkeypatch.setattr(SearchIndex, "_search", looking)
        for query in ("p", "pa", "pay", "pa", "p", "pr", "p", "x", "p"):
            index.search(query)
        assert looked == ["p", "pa", "pay", "pr", "x", "p"]


class TestBeginningsAndEnds:
    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("prod$", {"payments-prod", "warehouse-prod"}),  # the name's end, not the row's
            ("sso$", {row[0] for row in PARTS if row[-1] == "sso"}),  # the row's
            ("us-east-1$", {"payments-prod", "payments-prod-admin", "payments-stage", "legacy-audit"}),
            ("^Read", {"payments-prod", "backups"}),  # not AdminReadOnly
            ("^read", {"payments-prod", "backups"}),
            ("^READ", {"payments-prod", "backups"}),
            ("^admin", {"payments-prod-admin", "payments-stage"}),
            ("^5", {"platform-tools", "backups"}),
            ("^admin$", {"payments-prod-admin"}),
            ("^payments-prod$", {"payments-prod"}),
            ("^sso$", {row[0] for row in PARTS if row[-1] == "sso"}),
            ("^pay$", set()),
            ("^platform\\ tools$", {"platform-tools"}),
            ("6666$ ^analyst$", {"corp-analytics", "warehouse-prod"}),
            ("!stage$ payments", {"payments-prod", "payments-prod-admin"}),
            ("!prod$ !^pay acme", {"platform-tools", "backups"}),
            ("!^sso$", {"legacy-audit"}),
            ("!^readonly$ 'read", {"payments-stage"}),
            ("'prod !prod$", {"payments-prod-admin"}),
        ],
    )
    def test_are_those_of_any_part(self, query: str, names: set[str]) -> None:
        assert set(named(query)) == names

    def test_rank_as_other_words_do(self) -> None:
        rows = [SEPARATOR.join(row) for row in (("x", "production"), ("x", "prod"), ("prod", "x"))]

        assert SearchIndex(rows).search("^prod")[0] == 2  # it begins the row
        assert SearchIndex(rows).search("^prod$")[0] == 2
        assert set(SearchIndex(rows).search("prod$")) == {1, 2}

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("^pay", "[pay]-prod|Ünit|ReadOnly"),
            ("prod$", "pay-[prod]|Ünit|ReadOnly"),
            ("^ün", "pay-prod|[Ün]it|ReadOnly"),
            ("^read only$", "pay-prod|Ünit|[ReadOnly]"),
            ("^readonly$", "pay-prod|Ünit|[ReadOnly]"),
            ("^ünit$ pay", "[pay]-prod|[Ünit]|ReadOnly"),
            ("!^prod pay", "[pay]-prod|Ünit|ReadOnly"),
            ("!prod$ pay", "pay-prod|Ünit|ReadOnly"),
            ("^prod pay", "pay-prod|Ünit|ReadOnly"),
        ],
    )
    def test_are_marked_without_what_is_between_parts(self, query: str, shown: str) -> None:
        assert marked(query, SEPARATOR.join(("pay-prod", "Ünit", "ReadOnly"))).replace(SEPARATOR, "|") == shown


class TestPasted:
    @pytest.mark.parametrize("query", ["111122223333", "1111-2222-3333", " 1111 2222 3333\n"])
    def test_an_account_id(self, query: str) -> None:
        assert named(query) == ["payments-prod", "payments-prod-admin"]

    def test_a_role_is_matched_as_a_whole(self) -> None:
        assert named("arn:aws:iam::111122223333:role/Admin") == ["payments-prod-admin"]
        assert named("arn:aws:iam::444455556666:role/AdminReadOnly") == ["payments-stage"]
        assert named("arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_ReadOnly_0123456789abcdef/me@x") == [
            "payments-prod"
        ]

    def test_an_account_without_that_role_is_better_than_nothing(self) -> None:
        assert named("arn:aws:iam::111122223333:role/service-role/Lambda") == ["payments-prod", "payments-prod-admin"]

    def test_its_account_is_marked(self) -> None:
        assert marked("arn:aws:sns:us-east-1:111122223333:x", "a 111122223333 b") == "a [111122223333] b"

    def test_an_account_that_is_not_here(self) -> None:
        assert named("999999999999") == []


class TestRanking:
    @pytest.mark.parametrize(
        ("query", "better", "worse"),
        [
            ("prod", "prod", "production"),  # all of it
            ("prod", "prod-web", "web-prod"),  # at the start
            ("prod", "web-prod", "reproduce"),  # at the start of a word
            ("dev", "dev", "d-e-v"),  # in one piece
            ("pp", "payments-prod", "shopping-prod"),  # the words' first letters
        ],
    )
    def test_the_better_match_comes_first(self, query: str, better: str, worse: str) -> None:
        assert found(query, (worse, better)) == [better, worse]
        assert found(query, (better, worse)) == [better, worse]

    @pytest.mark.parametrize(
        ("query", "better", "worse"),
        [
            ("00007", ("team00007-dev", "A", "000000000001"), ("team00001-dev", "B", "000000007920")),
            ("pay", ("x-pay", "A"), ("a-prod", "Pay")),  # the name before another part, both whole words
            ("pay", ("x-payments", "A"), ("a-prod", "Payments")),  # both beginnings of words
            ("epay", ("repayx", "A"), ("a-prod", "Repayx")),  # both in the middle
            ("pay", ("x-pay", "A"), ("x-payments", "A")),  # a whole word before a part of one
            ("pay", ("x", "My Pay"), ("y", "My Payments")),
            ("pay", ("pay", "A"), ("pay-x", "A")),
            ("pay", ("payments", "A"), ("x-payments", "A")),  # the beginning before the middle
            ("pay", ("x", "Pay x"), ("y", "Your pay x")),
            ("pay prod", ("pay-prod", "A"), ("pay-x", "Prod")),
            ("PAY", ("x-pay", "A"), ("x-payments", "PAY")),
            ("zurich", ("ops-zürich", "A"), ("ops", "Zurich")),
        ],
    )
    def test_of_equal_matches_the_name_then_the_whole_word_then_the_beginning(
        self, query: str, better: tuple[str, ...], worse: tuple[str, ...]
    ) -> None:
        rows = [SEPARATOR.join(worse), SEPARATOR.join(better)]
        assert SearchIndex(rows).search(query) == [1, 0]
        assert SearchIndex(rows[::-1]).search(query) == [0, 1]

    def test_an_account_id_does_not_crowd_out_the_names(self) -> None:
        rows = [SEPARATOR.join((f"team{n:05}-dev", f"Account {n}", f"{n:012}", "ReadOnly")) for n in range(10_000)]
        index = SearchIndex(rows)
        assert index.search("00007")[0] == 7
        assert index.search("7920")[0] == 7920

    def test_equals_stay_in_order(self) -> None:
        rows = tuple(f"app{number}-prod" for number in range(10))

        assert found("prod", rows) == list(rows)


class TestHighlights:
    @pytest.mark.parametrize(
        ("query", "text", "shown"),
        [
            ("prod", "payments-prod", "payments-[prod]"),
            ("pay prod", "payments-prod", "[pay]ments-[prod]"),
            ("prod", "日本-prod ß", "日本-[prod] ß"),
            ("日本", "é 日本-prod", "é [日本]-prod"),
            ("本p", "日本-prod", "日[本]-[p]rod"),
            ("köln", "🚀 Köln", "🚀 [Köln]"),
            ("koln", "🚀 Köln", "🚀 [Köln]"),
            ("zurich", "Zu\u0308rich Ops", "[Zu\u0308rich] Ops"),
            ("strasse", "Große Straße 1", "Große [Straße] 1"),
            ("ops", "Zürich Ops", "Zürich [Ops]"),
            ("prod", "\ud800 prod", "\ud800 [prod]"),
            ("prod", "a\x1b[31m\0prod", "a\x1b[31m\0[prod]"),
            ("!audit", "payments", "payments"),
            ("audit", "payments", "payments"),
            ("", "payments", "payments"),
        ],
    )
    def test_are_the_matched_characters(self, query: str, text: str, shown: str) -> None:
        assert marked(query, text) == shown

    @given(texts, texts)
    def test_are_within_the_text_and_there_if_the_row_was_found(self, query: str, text: str) -> None:
        matched = Highlighter(query).matched(text)

        assert matched <= set(range(len(text)))
        if matched:
            assert SearchIndex([text]).search(query) == [0]

    @given(st.text(st.characters(categories=["Ll", "Lo"]), min_size=1, max_size=5), texts)
    def test_spell_a_word_that_is_there_exactly(self, word: str, before: str) -> None:
        text = f"{before} {word}"
        spelled = "".join(text[index] for index in sorted(Highlighter(f"'{word}").matched(text)))

        assert folded(spelled).lower() == folded(word).lower() or not SearchIndex([text]).search(f"'{word}")


class TestAnything:
    @settings(max_examples=300)
    @given(texts, st.lists(texts, max_size=5))
    def test_can_be_searched_for_and_in(self, query: str, rows: list[str]) -> None:
        indices = SearchIndex(rows).search(query)

        assert len(set(indices)) == len(indices)
        assert set(indices) <= set(range(len(rows)))

    @pytest.mark.parametrize(
        "text", ["\ud800", "a\udfff", "\0", "\x1b[31m", "a\\", "'", "^", "$", "!", "^$", "!!", "\\ "]
    )
    def test_lone_surrogates_controls_and_half_of_the_syntax(self, text: str) -> None:
        index = SearchIndex([text, "plain"])
        assert set(index.search(text)) <= {0, 1}
        assert index.search("plain") == [1]
        assert Highlighter(text).matched(text) <= set(range(len(text)))

    def test_a_very_long_query_and_row(self) -> None:
        assert SearchIndex(["x" * 100_000, "y"]).search("x" * 1000) == [0]

    @pytest.mark.timing
    def test_ten_thousand_rows_in_a_blink(self) -> None:
        index = SearchIndex(f"team-{n % 97}-service-{n} Account {n:012} ReadOnly acme" for n in range(10_000))
        index.search("warm up")
        started = time.perf_counter()

        assert index.search("team 42 ro")
        assert time.perf_counter() - started < 0.25  # it takes some 3 ms

    @pytest.mark.timing
    def test_words_that_are_repeated_take_no_longer(self) -> None:
        index = SearchIndex(f"team-{n % 97}-service-{n} Account {n:012} ReadOnly acme" for n in range(10_000))
        index.search("warm up")
        started = time.perf_counter()

        assert index.search("team ad " * 125)
        assert time.perf_counter() - started < 0.5  # it takes some 20 ms, and took 3 s

    @pytest.mark.timing
    @pytest.mark.parametrize("query", ["^team", "1$", "^readonly$", "!^x", "team !7$"])
    def test_nor_do_beginnings_and_ends_take_long(self, query: str) -> None:
        parts = ((f"team-{n % 97}-service-{n}", f"Account {n:012}", "ReadOnly", "acme") for n in range(10_000))
        index = SearchIndex(map(SEPARATOR.join, parts))
        index.search("warm up")
        started = time.perf_counter()

        assert index.search(query)
        assert time.perf_counter() - started < 0.25  # it takes some 8 ms
