"""History from elsewhere as events of this device: each once, however often its file is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from quiz.model.day import offset_minutes
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


def put(collection: Collection, arrived: Sequence[Arrived], log: Sequence[Event] = (), *, dry_run: bool) -> int:
    """Write what is not there yet, in one transaction, and derive everything anew; returned is how many. Those
    of a `log` are written as they are.

    A review of ours that comes back is known by its card, time and rating; a suspension or a flag counts where it
    differs from what stands; weights where there are none yet.
    """
    if not arrived and not log:
        return 0
    connection = collection.database.connection
    known: set[str] = set()
    times: dict[tuple[str, str], list[tuple[int, int | None]]] = {}
    for event in events.every(connection):
        known.add(event.id)
        if event.kind == REVIEW:
            times.setdefault((event.card, event.part), []).append((event.at_ms, event.rating))
    wanted = {one.id: one for one in arrived}.items()
    fresh = [(name, one) for name, one in wanted if name not in known and not _ours(one, times)]
    fresh = [(name, one) for name, one in fresh if _counts(collection, one)]
    whole = list(dict.fromkeys(event for event in log if event.id not in known))
    if dry_run or not (fresh or whole):
        return len(whole) + len(fresh)
    from quiz.study.rebuild import rebuild_within

    options = collection.options()
    with collection.database.transaction() as opened:
        device = meta.device(opened)
        seq = events.next_seq(opened, device)
        ours = _Writer(collection, device)
        fresh.sort(key=lambda each: (each[1].at_ms, each[0]))
        events.append_many(opened, (ours.event(name, one, seq + place) for place, (name, one) in enumerate(fresh)))
        events.append_many(opened, whole)
        rebuild_within(opened, options)
    return len(whole) + len(fresh)


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


class _Writer:
    """Makes the events, each review with the one before it."""

    def __init__(self, collection: Collection, device: str) -> None:
        now = collection.clock()
        self._connection = collection.database.connection
        self._device = device
        self._offset = offset_minutes(now)
        self._shift = self._offset * 60 - collection.settings.rollover * 3600
        self._previous: dict[tuple[str, str], str] = {}

    def event(self, name: str, one: Arrived, seq: int) -> Event:
        data = dict(one.data)
        key = (one.card, one.part)
        if one.kind == REVIEW:
            if "state" in data:
                if key not in self._previous:
                    self._previous[key] = progress.get(self._connection, *key).last_event
                data["previous"] = self._previous[key]
            self._previous[key] = name
        elif one.kind == RESET:
            self._previous[key] = ""
        day = (one.at_ms // 1000 + self._shift) // 86_400
        return Event(
            name, self._device, seq, one.at_ms, self._offset, day, one.kind, one.card, one.part, one.rating,
            one.duration_ms, canonical(data),
        )  # fmt: skip
