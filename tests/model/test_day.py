"""The study day and the moment, by the offset that was in force."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import strategies as st

from quiz.model.day import StudyDay, milliseconds, offset_minutes

offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=offsets)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01T03:59:59.999999+09:00", date(2026, 2, 28)),
        ("2026-03-01T04:00:00+09:00", date(2026, 3, 1)),
        ("2026-03-01T23:59:00+09:00", date(2026, 3, 1)),
        ("2026-03-02T00:01:00+09:00", date(2026, 3, 1)),
        ("2026-02-28T19:00:00+00:00", date(2026, 2, 28)),  # the same moment as the second, on another wall
        ("2024-03-01T03:00:00+00:00", date(2024, 2, 29)),
        ("1970-01-01T04:00:00+00:00", date(1970, 1, 1)),
        ("1969-12-31T23:00:00-05:00", date(1969, 12, 31)),
    ],
)
def test_a_study_day_turns_at_four(text: str, expected: date) -> None:
    day = StudyDay.of(datetime.fromisoformat(text))
    assert day.date() == expected
    assert day == (expected - date(1970, 1, 1)).days


def test_the_hour_can_be_set() -> None:
    at = datetime.fromisoformat("2026-03-01T00:30+09:00")
    assert StudyDay.of(at, 0) == StudyDay.of(at) + 1
    assert StudyDay.of(at.replace(hour=23), 23) == StudyDay.of(at.replace(hour=23)) == StudyDay.of(at, 0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-03-29T03:59:00+02:00", "2026-03-29T04:00:00+02:00"),  # the night the clocks go forward
        ("2026-10-25T03:59:00+01:00", "2026-10-25T04:00:00+01:00"),  # and back
    ],
)
def test_daylight_saving_leaves_the_turn_at_four_by_the_wall(before: str, after: str) -> None:
    assert StudyDay.of(datetime.fromisoformat(after)) - StudyDay.of(datetime.fromisoformat(before)) == 1


def test_the_hour_that_comes_twice_is_one_study_day() -> None:
    first, second = (datetime.fromisoformat(f"2026-10-25T02:30{offset}") for offset in ("+02:00", "+01:00"))
    assert milliseconds(second) - milliseconds(first) == 3_600_000
    assert StudyDay.of(first) == StudyDay.of(second)


def test_travel_moves_the_study_day_with_the_wall() -> None:
    moment_ = datetime(2026, 1, 1, 12, tzinfo=UTC)
    west, seoul, east = (moment_.astimezone(timezone(timedelta(hours=h))) for h in (-12, 9, 14))
    assert [StudyDay.of(at).date().isoformat() for at in (west, seoul, east)] == [
        "2025-12-31",
        "2026-01-01",
        "2026-01-01",
    ]


def test_a_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        offset_minutes(datetime(2026, 1, 1))


def test_milliseconds_are_exact() -> None:
    assert milliseconds(datetime(1970, 1, 1, tzinfo=UTC)) == 0
    assert milliseconds(datetime(2026, 1, 1, 0, 0, 0, 999_999, tzinfo=UTC)) == 1_767_225_600_999
