"""Which events count, what a card is called, which weights are in force."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model import event as kinds
from quiz.model.event import Event, canonical
from quiz.scheduling import fsrs, replay
from quiz.scheduling.states import Options


def make(id: str, kind: str, at: int = 0, card: str = "a", part: str = "", **data: object) -> Event:
    return Event(id, "device", at, at, 0, 0, kind, card, part, data=canonical(data))


def undo(id: str, target: str, at: int = 9, card: str = "a", part: str = "") -> Event:
    return make(id, kinds.UNDO, at, card, part, target=target)


def ids(events: list[Event]) -> list[str]:
    return [event.id for event in replay.live(events)]


FLAG = make("f", kinds.FLAG, 1, flag=2)


def test_order_is_by_time_device_sequence_id() -> None:
    events = [
        Event("d", "y", 1, 5, 0, 0, "flag"), Event("c", "x", 2, 5, 0, 0, "flag"), Event("b", "x", 1, 5, 0, 0, "flag"),
        Event("a", "x", 1, 5, 0, 0, "flag"), Event("e", "z", 9, 4, 0, 0, "flag"),
    ]  # fmt: skip
    for shuffled in itertools.permutations(events):
        assert ids(list(shuffled)) == ["e", "a", "b", "c", "d"]


def test_undo_of_undo_of_undo() -> None:
    chain = [FLAG, undo("u1", "f"), undo("u2", "u1"), undo("u3", "u2")]
    assert ids(chain[:1]) == ["f"]
    assert ids(chain[:2]) == ["u1"]
    assert ids(chain[:3]) == ["f", "u2"]
    assert ids(chain) == ["u1", "u3"]


def test_an_event_undone_twice_needs_both_taken_back() -> None:
    events = [FLAG, undo("u1", "f"), undo("u2", "f"), undo("v1", "u1")]
    assert "f" not in ids(events)
    assert "f" in ids([*events, undo("v2", "u2")])


def test_an_unknown_target_waits() -> None:
    waiting = undo("u", "later", at=1)
    assert ids([FLAG, waiting]) == ["f", "u"]
    assert ids([FLAG, waiting, make("later", kinds.FLAG, 5, flag=1)]) == ["f", "u"]


def test_an_undo_reaches_only_its_own_card_and_part() -> None:
    assert "f" in ids([FLAG, undo("u", "f", card="b")])
    assert "f" in ids([FLAG, undo("u", "f", part="reverse")])


@pytest.mark.parametrize("circle", [["u1"], ["u1", "u2"], ["u1", "u2", "u3"]])
def test_undos_in_a_circle_have_no_effect(circle: list[str]) -> None:
    events = [undo(id, target) for id, target in zip(circle, [*circle[1:], circle[0]], strict=True)]
    assert ids([FLAG, *events]) == ["f"]


def test_a_circle_that_is_broken_from_outside_is_settled_from_there() -> None:
    events = [undo("u1", "u2"), undo("u2", "u1"), undo("v", "u1")]
    assert ids(events) == ["u2", "v"]  # u1 is undone by v, so nothing undoes u2, which undoes u1 once more


def test_malformed_undos_have_no_effect() -> None:
    broken = [
        make("u1", kinds.UNDO), make("u2", kinds.UNDO, target=7), Event("u3", "d", 1, 1, 0, 0, "undo", "a", data="[1"),
        Event("u4", "d", 1, 1, 0, 0, "undo", "a", data='["f"]'),
    ]  # fmt: skip
    assert "f" in ids([FLAG, *broken])


def test_of_two_contents_with_one_id_the_smaller_bytes_count() -> None:
    one, other = make("x", kinds.FLAG, 5, flag=1), make("x", kinds.FLAG, 5, flag=2)
    for events in ([one, other], [other, one], [one, other, one]):
        assert replay.live(events) == [one]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 9)), max_size=12), st.randoms(use_true_random=False))
def test_liveness_is_by_its_definition_in_any_order(pairs: list[tuple[int, int]], rng: object) -> None:
    undos = {f"u{n}": undo(f"u{n}", f"u{aim}" if aim < 8 else "f", at=n) for n, aim in pairs}
    events = [FLAG, *undos.values()]
    counted = ids(events)
    shuffled = events[:]
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ids(shuffled) == counted
    targets = {id: event.details()["target"] for id, event in undos.items()}
    for id in ["f", *undos]:
        undone = any(targets[other] == id for other in counted if other in targets)
        circled = False
        step = id
        for _ in undos:
            step = str(targets.get(step, ""))
            circled = circled or step == id
        assert (id in counted) == (not undone) or (circled and id not in counted)


def alias(old: str, new: object, at: int) -> Event:
    return make(f"{old}{new}{at}", kinds.ALIAS, at, card=old, to=new)


@pytest.mark.parametrize(
    ("renamings", "expected"),
    [
        ([("a", "b")], {"a": "b"}),
        ([("a", "b"), ("b", "c")], {"a": "c", "b": "c"}),
        ([("b", "c"), ("a", "b")], {"a": "b"}),  # b is a name in use again
        ([("a", "b"), ("b", "a")], {"b": "a"}),
        ([("a", "b"), ("b", "c"), ("c", "a")], {"b": "a", "c": "a"}),
        ([("a", "b"), ("a", "c")], {"a": "c"}),
        ([("a", "a")], {}),
        ([("a", "")], {}),
        ([("a", 7)], {}),
        ([("", "b")], {}),
    ],
)
def test_names(renamings: list[tuple[str, object]], expected: dict[str, str]) -> None:
    assert replay.names([alias(old, new, at) for at, (old, new) in enumerate(renamings)]) == expected


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), max_size=12))
def test_names_never_lead_to_another_old_name(renamings: list[tuple[str, str]]) -> None:
    names = replay.names([alias(old, new, at) for at, (old, new) in enumerate(renamings)])
    assert not set(names) & set(names.values())
    last = [pair for pair in renamings if pair[0] != pair[1]][-1:]
    assert all(names.get(new, new) == new and names[old] == new for old, new in last)


def test_the_last_sound_weights_are_in_force() -> None:
    other = ["0.3", *(repr(w) for w in fsrs.DEFAULT_WEIGHTS[1:])]
    events = [
        make("w1", kinds.WEIGHTS, 1, card="", weights=["9"] * 21),
        make("w2", kinds.WEIGHTS, 2, card="", weights=other),
        make("w3", kinds.WEIGHTS, 3, card="", weights=["1"] * 20),
        make("w4", kinds.WEIGHTS, 4, card="", weights=["nan"] * 21),
        make("w5", kinds.WEIGHTS, 5, card="", weights="0.212"),
        make("w6", kinds.WEIGHTS, 6, card=""),
        make("w7", kinds.WEIGHTS, 7, card="a", weights=["2"] * 21),
    ]
    rules = replay.Rules.of(replay.live(events), Options())
    assert rules.options.weights == (0.3, *fsrs.DEFAULT_WEIGHTS[1:])
    assert rules.reschedule is None
    undone = replay.Rules.of(replay.live([events[1], undo("u", "w2", card="")]), Options())
    assert undone.options == Options()
