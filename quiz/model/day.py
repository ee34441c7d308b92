"""The study day: it turns at 4 a.m. of the wall clock, not at midnight and not in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

ROLLOVER_HOUR = 4
_EPOCH = date(1970, 1, 1).toordinal()
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class StudyDay(int):
    """A study day, as the number of days since 1970-01-01."""

    __slots__ = ()

    @classmethod
    def of(cls, at: datetime, rollover_hour: int = ROLLOVER_HOUR) -> StudyDay:
        """The study day of an aware moment, by the wall time of its own offset."""
        return cls(at.toordinal() - _EPOCH - (at.hour < rollover_hour))

    def date(self) -> date:
        """The calendar date on which this study day begins."""
        return date.fromordinal(self + _EPOCH)


def end_of_day(now: datetime, rollover_hour: int) -> int:
    """When the study day ends, in milliseconds, by the offset of `now`."""
    day = StudyDay.of(now, rollover_hour).date() + timedelta(days=1)
    return milliseconds(datetime(day.year, day.month, day.day, rollover_hour, tzinfo=now.tzinfo))


def milliseconds(at: datetime) -> int:
    """Milliseconds since 1970-01-01 UTC, exact (no float between)."""
    return (at - _BEGIN) // _MILLISECOND


def offset_minutes(at: datetime) -> int:
    """The moment's offset from UTC in whole minutes; raises ValueError for a naive moment."""
    offset = at.utcoffset()
    if offset is None:
        raise ValueError("a moment needs its offset from UTC")
    return int(offset.total_seconds()) // 60
