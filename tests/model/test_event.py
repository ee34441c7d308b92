"""Events: canonical data, checksum, order, ids."""

from __future__ import annotations

import json
import unicodedata
import zlib
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model import Card, Event, Rating
from quiz.model.day import StudyDay
from quiz.model.errors import BusyError, QuizError
from quiz.model.event import canonical, event_id

EVENT = Event("00ff", "device", 3, 1_700_000_000_000, 540, 19_675, "review", "conv", "reverse", 3, 4200, '{"a":1}')
composed = st.text(max_size=9).map(lambda text: unicodedata.normalize("NFC", text))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | composed,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(composed, inner, max_size=3),
    max_leaves=8,
)


def test_canonical_is_compact_sorted_and_unescaped() -> None:
    assert canonical({"나": "합성곱", "a": [1, None, True], "b": {"z": "1", "y": 2}}) == (
        '{"a":[1,null,true],"b":{"y":2,"z":"1"},"나":"합성곱"}'
    )
    assert canonical({}) == "{}"


@given(st.dictionaries(composed, values, max_size=4))
def test_canonical_round_trips_and_ignores_the_order_of_keys(data: dict[str, object]) -> None:
    text = canonical(data)
    assert json.loads(text) == data
    assert canonical(dict(reversed(data.items()))) == text


@pytest.mark.parametrize("data", [{"a": 0.5}, {"a": [1, [0.5]]}, {"a": {"b": (1, 2.0)}}, {"a": float("nan")}])
def test_canonical_refuses_floats(data: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="decimal string"):
        canonical(data)


def test_checksum_covers_every_column() -> None:
    assert EVENT.checksum == zlib.crc32(EVENT.bytes())
    changed = [
        replace(EVENT, id="00fe"), replace(EVENT, device="x"), replace(EVENT, seq=4), replace(EVENT, at_ms=0),
        replace(EVENT, utc_offset_min=0), replace(EVENT, study_day=0), replace(EVENT, kind="undo"),
        replace(EVENT, card="c"), replace(EVENT, part=""), replace(EVENT, rating=None), replace(EVENT, rating=4),
        replace(EVENT, duration_ms=None), replace(EVENT, data="{}"),
    ]  # fmt: skip
    assert len({event.checksum for event in [EVENT, *changed]}) == len(changed) + 1
    assert len({event.bytes() for event in [EVENT, *changed]}) == len(changed) + 1
    assert len(EVENT.columns()) == 12


@given(
    st.dictionaries(composed, composed | st.integers(), max_size=4), composed, st.integers(-(2**62), 2**62),
    st.sampled_from([None, *Rating]), st.none() | st.integers(0, 9**9),
)  # fmt: skip
def test_both_are_what_an_encoder_gives(
    data: dict[str, object], text: str, number: int, rating: Rating | None, duration: int | None
) -> None:
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert canonical(data) == written
    event = Event(text, text, number, number, 9, StudyDay(7), text, text, text, rating, duration, canonical(data))
    assert event.bytes() == json.dumps(event.columns(), ensure_ascii=False, separators=(",", ":")).encode()


def test_bytes_tell_columns_apart() -> None:
    one, other = replace(EVENT, card="a", part="b"), replace(EVENT, card='a","b', part="")
    assert one.bytes() != other.bytes()


def test_order() -> None:
    assert EVENT.order == (EVENT.at_ms, "device", 3, "00ff")
    assert replace(EVENT, at_ms=EVENT.at_ms - 1, seq=9).order < EVENT.order < replace(EVENT, seq=4, id="0").order


def test_details() -> None:
    assert EVENT.details() == {"a": 1}
    assert replace(EVENT, data="{}").details() == replace(EVENT, data="[1]").details() == {}


def test_events_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        EVENT.rating = 4  # type: ignore[misc]


def test_ids_sort_by_time() -> None:
    ids = [event_id(at, bytes([255 - n] * 10)) for n, at in enumerate((0, 1, 1_700_000_000_000, 1_700_000_000_001))]
    assert ids == sorted(ids)
    assert all(len(id) == 32 and int(id, 16) >= 0 for id in ids)
    assert event_id(5, b"\1" * 10) != event_id(5, b"\2" * 10)


def test_names_of_the_package() -> None:
    import quiz.model

    assert [int(rating) for rating in Rating] == [1, 2, 3, 4]
    assert (Card.__module__, Event.__module__) == ("quiz.model.card", "quiz.model.event")
    with pytest.raises(AttributeError, match="Nothing"):
        _ = quiz.model.Nothing


def test_errors_tell_their_sentence_and_exit_code() -> None:
    error = QuizError("no card {card}", card="{conv}")
    assert (str(error), error.message, error.values, error.code) == (
        "no card {conv}",
        "no card {card}",
        {"card": "{conv}"},
        2,
    )
    assert str(QuizError("braces {stay}")) == "braces {stay}"
    assert BusyError("busy").code == 3
