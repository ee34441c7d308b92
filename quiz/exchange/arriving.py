"""History from elsewhere as events of this device: each once, however often its file is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from quiz.model.day import StudyDay, milliseconds, offset_minutes
from quiz.model.event import FLAG, RESET, REVIEW, SUSPEND, UNSUSPEND, WEIGHTS, Event, canonical
from quiz.store import events, meta, progress
from quiz.study.collection import Collection

_SAME_MS = (
    2_000  # a review that left us and comes back may have been moved by this much, to be the only one of its time
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """Something that happened elsewhere. `source` is what makes it the same when it is read again."""

    kind: str
    card: str
    part: str
    at_ms: int
    source: str
    rating: int | None = None
    duration_ms: int | None = None
    data: Mapping[str, object] = field(default_factory=dict)

    @property
    def id(self) -> str:
        digest = sha256(f"{self.kind}\n{self.card}\n{self.part}\n{self.source}".encode("utf-8", "replace")).hexdigest()
        return f"{self.at_ms & 0xFFFFFFFFFFFF:012x}{digest[:20]}"


def put(collection: Collection, arrived: Sequence[Arrived], log: Sequence[Event] = (), *, dry_run: bool) -> list[Event]:
    """Write what is not there yet, in one transaction, and derive everything anew; returned are the new events. Those
    of a `log` are written as they are.

    A review of ours that comes back is known by its card, time and rating; a suspension or a flag counts where it
    differs from what stands; weights where there are none yet.
    """
    if not arrived and not log:
        return []
    connection = collection.database.connection
    known = {event.id for event in events.every(connection)}
    times: dict[tuple[str, str], list[tuple[int, int | None]]] = {}
    for event in events.every(connection):
        if event.kind == REVIEW:
            times.setdefault((event.card, event.part), []).append((event.at_ms, event.rating))
    fresh = [one for one in arrived if one.id not in known and not _ours(one, times)]
    fresh = [one for one in fresh if _counts(collection, one)]
    whole = [event for event in log if event.id not in known]
    if dry_run or not (fresh or whole):
        return [*whole, *(_event(collection, one, "", 0, {}) for one in fresh)]
    from quiz.study.rebuild import rebuild_within

    options = collection.options()
    with collection.database.transaction() as opened:
        device = meta.device(opened)
        seq = events.next_seq(opened, device)
        previous: dict[tuple[str, str], str] = {}
        written = []
        for one in sorted(fresh, key=lambda each: (each.at_ms, each.id)):
            event = _event(collection, one, device, seq, previous)
            written.append(event)
            seq += 1
        written += whole
        events.append(opened, written)
        rebuild_within(opened, options)
    return written


def _ours(one: Arrived, times: Mapping[tuple[str, str], Sequence[tuple[int, int | None]]]) -> bool:
    """Whether a review is one that left from here; its time was moved forward at most."""
    if one.kind != REVIEW:
        return False
    return any(
        0 <= one.at_ms - at < _SAME_MS and rating == one.rating for at, rating in times.get((one.card, one.part), ())
    )


def _counts(collection: Collection, one: Arrived) -> bool:
    connection = collection.database.connection
    if one.kind in (SUSPEND, UNSUSPEND):
        return progress.get(connection, one.card, one.part).suspended != (one.kind == SUSPEND)
    if one.kind == FLAG:
        return progress.get(connection, one.card, one.part).flag != one.data.get("flag")
    if one.kind == WEIGHTS:
        given, now = one.data.get("weights"), collection.options().weights
        alike = isinstance(given, list) and all(abs(float(a) - b) < 1e-3 for a, b in zip(given, now, strict=False))
        return not alike and not events.of_kind(connection, WEIGHTS)
    return True


def _event(collection: Collection, one: Arrived, device: str, seq: int, previous: dict[tuple[str, str], str]) -> Event:
    local = _moment(one.at_ms, collection.clock())
    data = dict(one.data)
    key = (one.card, one.part)
    if one.kind == REVIEW:
        if "state" in data:
            if key not in previous:
                previous[key] = progress.get(collection.database.connection, *key).last_event
            data["previous"] = previous[key]
        previous[key] = one.id
    elif one.kind == RESET:
        previous[key] = ""
    return Event(
        one.id, device, seq, milliseconds(local), offset_minutes(local),
        StudyDay.of(local, collection.settings.rollover), one.kind, one.card, one.part, one.rating, one.duration_ms,
        canonical(data),
    )  # fmt: skip


def _moment(at_ms: int, local: datetime) -> datetime:
    """A time from outside, on the wall clock of here and now; years that no calendar has become its ends."""
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)).astimezone(local.tzinfo)
    except OverflowError:
        return local
