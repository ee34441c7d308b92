"""Events as this device writes them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime

from quiz.model.day import milliseconds, offset_minutes
from quiz.model.event import Event, canonical, event_id
from quiz.store import events, meta
from quiz.study.collection import Collection


class Journal:
    """Makes events with the device's id and its next number; call it inside the transaction that writes them."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        with collection.database.transaction() as connection:
            self.device = meta.device(connection)

    def event(
        self,
        kind: str,
        card: str,
        part: str,
        now: datetime,
        details: Mapping[str, object],
        *,
        identity: str = "",
        rating: int | None = None,
        duration_ms: int | None = None,
        seq: int = 0,
    ) -> Event:
        """An event of this device; `seq` is its number where that is known already."""
        at_ms = milliseconds(now)
        return Event(
            id=identity or event_id(at_ms, os.urandom(10)),
            device=self.device,
            seq=seq or events.next_seq(self._collection.database.connection, self.device),
            at_ms=at_ms,
            utc_offset_min=offset_minutes(now),
            study_day=self._collection.today(now),
            kind=kind,
            card=card,
            part=part,
            rating=rating,
            duration_ms=duration_ms,
            data=canonical(details),
        )
