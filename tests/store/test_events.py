"""The log: append-only, checksummed, ids that sort by time, one canonical form of the data."""

from __future__ import annotations

import json
import os
import sqlite3
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model.event import Event, canonical, event_id
from quiz.scheduling.replay import live
from quiz.store import events
from quiz.store.database import Database

EVENT = Event(
    id="0" * 32, device="d1", seq=1, at_ms=1_700_000_000_000, utc_offset_min=540, study_day=19_675,
    kind="review", card="가-card", part="", rating=3, duration_ms=1200, data=canonical({"answer": "평균", "due": 3}),
)  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(str(tmp_path / "quiz.db"))
    yield opened
    opened.close()


def put(database: Database, *given: Event) -> None:
    with database.transaction() as connection:
        events.append(connection, given)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE event SET rating = 4", "never changed"),
        ("UPDATE event SET rowid = 77", "never changed"),
        ("DELETE FROM event", "never deleted"),
        ("DELETE FROM event WHERE seq = 1", "never deleted"),
    ],
)
def test_an_event_is_neither_changed_nor_deleted(database: Database, statement: str, said: str) -> None:
    put(database, EVENT)
    with pytest.raises(sqlite3.IntegrityError, match=said):
        database.connection.execute(statement)
    assert list(events.every(database.connection)) == [EVENT]


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
def test_an_event_is_not_replaced_by_another_of_its_key(database: Database, verb: str) -> None:
    put(database, EVENT)
    other = replace(EVENT, card="other")
    values = (*other.columns(), EVENT.checksum)
    with pytest.raises(sqlite3.IntegrityError, match="written once"):
        database.connection.execute(f"{verb} INTO event VALUES ({', '.join('?' * 13)})", values)
    with pytest.raises(sqlite3.IntegrityError, match="written once"):
        database.connection.execute(
            f"{verb} INTO event (rowid, {', '.join(Event.__dataclass_fields__)}, checksum) "
            f"VALUES (1, {', '.join('?' * 13)})",
            (*other.columns(), other.checksum),
        )
    assert list(events.every(database.connection)) == [EVENT]


def test_the_same_event_twice_is_refused_and_two_contents_of_one_id_are_kept(database: Database) -> None:
    other = replace(EVENT, rating=1)
    put(database, EVENT, other)
    with pytest.raises(Exception, match="written once"):
        put(database, EVENT)
    kept = list(events.every(database.connection))
    assert kept == [EVENT, other]
    (winner,) = live(kept)
    assert winner == min(kept, key=Event.bytes)
    assert live(reversed(kept)) == [winner]


def test_the_checksum_covers_every_column() -> None:
    changes: dict[str, object] = {
        "id": "1" * 32, "device": "d2", "seq": 2, "at_ms": 1, "utc_offset_min": 0, "study_day": 0, "kind": "flag",
        "card": "b", "part": "reverse", "rating": None, "duration_ms": None, "data": "{}",
    }  # fmt: skip
    assert set(changes) == set(Event.__dataclass_fields__)
    sums = {replace(EVENT, **{name: value}).checksum for name, value in changes.items()}  # type: ignore[arg-type]
    assert len(sums) == len(changes)
    assert EVENT.checksum not in sums
    assert EVENT.checksum == zlib.crc32(json.dumps(EVENT.columns(), ensure_ascii=False, separators=(",", ":")).encode())


def test_checksums_are_written_and_fit(database: Database) -> None:
    put(database, *(replace(EVENT, id=f"{n:032x}", seq=n) for n in range(1, 20)))
    assert events.broken(database.connection) == []
    assert events.gaps(database.connection) == []
    rows = database.connection.execute("SELECT checksum FROM event").fetchall()
    assert [row[0] for row in rows] == [event.checksum for event in events.every(database.connection)]


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_an_id_is_32_hex_digits_that_begin_with_the_time(at_ms: int, random: bytes) -> None:
    made = event_id(at_ms, random)
    assert len(made) == 32
    assert int(made[:12], 16) == at_ms
    assert bytes.fromhex(made[12:]) == random


def test_ids_of_one_moment_differ() -> None:
    assert len({event_id(5, os.urandom(10)) for _ in range(1000)}) == 1000


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), VALUES, max_size=5))
def test_data_has_one_form_whatever_the_order_of_its_keys(data: dict[str, object]) -> None:
    text = canonical(data)
    assert canonical(json.loads(text)) == text
    assert unicodedata.is_normalized("NFC", text)
    if len(json.loads(text)) == len(data):  # no two keys became one
        assert canonical(dict(reversed(data.items()))) == text
    text.encode()  # no lone surrogate


def test_data_is_composed_however_it_was_typed() -> None:
    decomposed = unicodedata.normalize("NFD", "평균제곱오차")
    assert canonical({decomposed: [decomposed]}) == '{"평균제곱오차":["평균제곱오차"]}'


@pytest.mark.parametrize("data", [{"a": 0.5}, {"a": [1, {"b": 2.0}]}, {"a": float("nan")}])
def test_a_fraction_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="decimal string"):
        canonical(data)


def test_numbers_go_up_by_device(database: Database) -> None:
    assert events.next_seq(database.connection, "d1") == 1
    put(database, EVENT, replace(EVENT, id="2" * 32, seq=2), replace(EVENT, id="3" * 32, device="d2", seq=9))
    assert events.next_seq(database.connection, "d1") == 3
    assert events.next_seq(database.connection, "d2") == 10
    assert events.gaps(database.connection) == [("d2", 8)]


def test_an_unknown_kind_is_kept(database: Database) -> None:
    strange = replace(EVENT, kind="of-the-future", data='{"x":[1]}')
    put(database, strange)
    assert list(events.every(database.connection)) == [strange]
