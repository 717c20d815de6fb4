from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssotui.model.clock import describe_left, format_optional, format_timestamp, parse_timestamp, utc_now

MOMENT = datetime(2026, 11, 23, 16, 58, 26, tzinfo=UTC)

offsets = st.timedeltas(min_value=timedelta(hours=-23, minutes=-59), max_value=timedelta(hours=23, minutes=59)).map(
    lambda offset: timezone(timedelta(minutes=offset // timedelta(minutes=1)))
)
moments = st.datetimes(datetime(2, 1, 1), datetime(9999, 12, 30), timezones=st.just(UTC) | offsets)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [
        ("2026-11-23T16:58:26Z", 0),  # CLI, botocore, Rust, new Go
        ("2026-11-23T16:58:26UTC", 0),  # CLI before 2.1.14
        ("2026-11-23T16:58:26 UTC", 0),
        ("2026-11-23T16:58:26.251Z", 251_000),  # JS
        ("2026-11-23T16:58:26.2Z", 200_000),
        ("2026-11-23T16:58:26.241503198Z", 241_503),  # Java: nine digits
        ("2026-11-23T17:58:26+01:00", 0),  # old Go
        ("2026-11-23T17:58:26+0100", 0),
        ("2026-11-23T11:28:26-05:30", 0),
        ("2026-11-23T16:58:26+00:00", 0),  # STS, as the CLI caches it
        (" 2026-11-23T16:58:26Z\n", 0),
        ("2026-11-23t16:58:26z", 0),  # RFC 3339 allows it
        ("2026-11-23T16:58:26.5z", 500_000),
    ],
)
def test_every_timestamp_that_an_aws_tool_writes_is_read(text: str, microsecond: int) -> None:
    parsed = parse_timestamp(text)

    assert parsed == MOMENT.replace(microsecond=microsecond)
    assert parsed.utcoffset() == timedelta(0)


def test_a_timestamp_that_names_no_zone_stays_naive() -> None:
    assert parse_timestamp("2026-11-23T16:58:26").tzinfo is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "UTC",
        "tomorrow",
        "1795453106",
        "2026-13-01T00:00:00Z",
        "2026-11-23T16:58:26ZZ",
        "\ud800",
        "2026-11-23T16:58:26Z soon",
    ],
)
def test_what_is_no_timestamp_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the standard library says of it
        parse_timestamp(text)


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+01:00"])
def test_a_moment_that_utc_cannot_express_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="out of range"):
        parse_timestamp(text)


@given(st.text())
def test_any_text_is_a_moment_or_a_value_error(text: str) -> None:
    try:
        moment = parse_timestamp(text)
    except ValueError:
        return
    assert moment.tzinfo in {None, UTC}
    assert parse_timestamp(moment.isoformat()) == moment


@given(moments)
def test_what_is_written_is_read_back_to_the_second(moment: datetime) -> None:
    text = format_timestamp(moment)

    assert parse_timestamp(text) == moment.astimezone(UTC).replace(microsecond=0)
    assert len(text) == len("2026-11-23T16:58:26Z")


@given(moments)
def test_every_offset_and_fraction_is_read_back_exactly(moment: datetime) -> None:
    assert parse_timestamp(moment.isoformat()) == moment


def test_an_unknown_moment_is_null_in_json() -> None:
    assert format_optional(None) is None
    assert format_optional(MOMENT) == "2026-11-23T16:58:26Z"


def test_the_wall_clock_is_aware() -> None:
    assert utc_now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(days=-400), "expired"),
        (timedelta(seconds=-1), "expired"),
        (timedelta(0), "expired"),
        (timedelta(microseconds=1), "0s"),
        (timedelta(seconds=0.9), "0s"),
        (timedelta(seconds=1), "1s"),
        (timedelta(seconds=59.9), "59s"),
        (timedelta(minutes=1), "1m 00s"),
        (timedelta(minutes=9, seconds=5), "9m 05s"),
        (timedelta(minutes=9, seconds=59), "9m 59s"),
        (timedelta(minutes=10), "10m"),
        (timedelta(minutes=59, seconds=59), "59m"),
        (timedelta(hours=1), "1h 00m"),
        (timedelta(hours=6, minutes=12, seconds=40), "6h 12m"),
        (timedelta(hours=23, minutes=59, seconds=59), "23h 59m"),
        (timedelta(days=1), "1d 00h"),
        (timedelta(days=99, hours=23), "99d 23h"),
        (timedelta(days=100, hours=4), "100d"),
        (timedelta(days=2500), "2500d"),
        (timedelta(days=100_000), "273y"),
    ],
)
def test_how_long_is_left_is_told_in_two_units(left: timedelta, text: str) -> None:
    assert describe_left(left) == text


@given(moments, moments)
def test_it_never_takes_more_than_seven_characters(one: datetime, other: datetime) -> None:
    assert len(describe_left(one - other)) <= 7
