"""Over any history: every way from the log to progress is the same."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.model import event as kinds
from quiz.model.event import Event, canonical
from quiz.model.progress import Progress, State
from quiz.scheduling import replay
from quiz.scheduling.states import Options
from tests.scheduling.log import DAY, OPTIONS, OTHER, Log, check, same

KEYS = [("a", ""), ("a", "reverse"), ("b", "")]
OPERATIONS = ["undo", "redo", "suspend", "unsuspend", "bury", "flag", "reset", "due", "memory"]
operations = st.lists(
    st.tuples(
        st.sampled_from(["review"] * 6 + OPERATIONS),
        st.sampled_from(KEYS),
        st.integers(1, 4),
        st.integers(-2, 30),
    ),
    max_size=25,
)  # fmt: skip


def apply(progress: Progress, event: Event, value: int) -> Progress:
    """What a mark or a change by hand does, said a second time."""
    if event.kind in (kinds.SUSPEND, kinds.UNSUSPEND):
        return replace(progress, suspended=event.kind == kinds.SUSPEND)
    if event.kind == kinds.BURY:
        return replace(progress, buried_day=event.study_day)
    if event.kind == kinds.FLAG:
        return replace(progress, flag=value)
    if event.kind == kinds.RESET:
        return Progress(
            progress.card, progress.part, suspended=progress.suspended, buried_day=progress.buried_day,
            flag=progress.flag,
        )  # fmt: skip
    if event.kind == kinds.DUE:
        day = event.study_day + value
        known = progress.stability is not None
        return replace(progress, state=State.REVIEW, step=0, due_ms=None, due_day=day) if known else progress
    first = event.study_day if progress.first_day is None else progress.first_day
    return replace(
        progress, state=State.REVIEW, step=0, due_ms=None, due_day=event.study_day + value, stability=float(value),
        difficulty=5.5, first_day=first, last_day=event.study_day,
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(operations, st.randoms(use_true_random=False))
def test_what_a_session_keeps_on_the_way_is_what_a_rebuild_gives(
    drawn: list[tuple[str, tuple[str, str], int, int]], rng: random.Random
) -> None:
    log = Log()
    day = DAY
    undone: list[tuple[Event, Progress, Event]] = []
    trail: list[tuple[Event, Progress]] = []  # live events with the progress before each
    for name, key, value, days in drawn:
        day += days if name == "review" else 0
        before = log.at(*key)
        if name == "review":
            trail.append((log.review(value, day, *key), before))
            undone.clear()
        elif name == "undo":
            if trail:
                event, before = trail.pop()
                undone.append((event, log.at(event.card, event.part), log.undo(event)))
                log.progress[event.card, event.part] = before
        elif name == "redo":
            if undone:
                event, after, undo = undone.pop()
                log.undo(undo)
                trail.append((event, log.at(event.card, event.part)))
                log.progress[event.card, event.part] = after
        else:
            data: dict[str, dict[str, object]] = {
                "flag": {"flag": value},
                "due": {"day": day + value},
                "memory": {"stability": str(value), "difficulty": "5.5", "due": day + value},
            }
            event = log.add(name, day, *key, **data.get(name, {}))
            trail.append((event, before))
            undone.clear()
            log.progress[key] = apply(before, event, value)
    check(log)
    shuffled = log.events[:]
    rng.shuffle(shuffled)
    assert replay.derive(shuffled, OPTIONS) == log.derive()


texts = st.sampled_from(["", "x", "5", "0.9", "nan", "1e9"])
ints = st.one_of(st.integers(-3, 9), st.integers(DAY - 9, DAY + 9))
EVENT_KINDS = [
    kinds.REVIEW, kinds.UNDO, kinds.SUSPEND, kinds.UNSUSPEND, kinds.BURY, kinds.UNBURY, kinds.FLAG, kinds.RESET,
    kinds.DUE, kinds.MEMORY, kinds.ALIAS, kinds.WEIGHTS, kinds.NOTE, "unknown",
]  # fmt: skip
IDS = [f"{n:02}" for n in range(24)]
CARDS = ["a", "b", "c", ""]
details = st.fixed_dictionaries(
    {},
    optional={
        "target": st.sampled_from(IDS), "previous": st.sampled_from(["", *IDS]), "state": st.integers(0, 4),
        "step": st.integers(-1, 2), "due": ints, "retention": texts, "flag": ints, "day": ints, "last_day": ints,
        "stability": texts, "difficulty": texts, "to": st.sampled_from(CARDS), "reschedule": st.booleans(),
        "weights": st.sampled_from([OTHER, ["1"] * 21, ["x"] * 21, []]),
    },
)  # fmt: skip
soup = st.lists(
    st.builds(
        lambda id, kind, card, part, at, day, rating, data: Event(
            id, "d", 0, at, 0, day, kind, card, part, rating, data=canonical(data)
        ),
        st.sampled_from(IDS),
        st.sampled_from([*EVENT_KINDS, *[kinds.REVIEW] * 12]),
        st.sampled_from(CARDS),
        st.sampled_from(["", "", "reverse"]),
        st.integers(0, 40),
        st.one_of(st.integers(DAY - 3, DAY + 60), st.integers(-(2**63), 2**63 - 1)),
        st.one_of(st.integers(1, 4), st.none(), st.integers(-1, 6)),
        details,
    ),
    max_size=30,
)
options_any = st.builds(
    Options,
    desired_retention=st.floats(0.7, 0.97),
    learning_steps=st.sampled_from([(), (60,), (60, 600)]),
    relearning_steps=st.sampled_from([(), (600,), (60, 600)]),
    maximum_interval=st.sampled_from([5, 36500]),
)


def keys(events: Iterable[Event]) -> set[tuple[str, str]]:
    return {(card, event.part) for event in events for card in CARDS}


@settings(max_examples=200, deadline=None)
@given(soup, options_any, st.randoms(use_true_random=False))
def test_any_log_derives_the_same_in_any_order_and_one_by_one(
    events: list[Event], options: Options, rng: random.Random
) -> None:
    derived = replay.derive(events, options)
    shuffled = [*events, *events[:5]]
    rng.shuffle(shuffled)
    assert replay.derive(shuffled, options) == derived
    for card, part in keys(events):
        one = replay.derive_one(shuffled, options, card=card, part=part)
        assert same(one, derived.get((card, part), Progress(card, part)))


@settings(max_examples=100, deadline=None)
@given(soup, options_any, st.integers(0, 29))
def test_an_undone_event_might_never_have_been(events: list[Event], options: Options, place: int) -> None:
    unique = list({event.id: event for event in events}.values())
    if place < len(unique):
        target = unique[place]
        others = [event for event in unique if event.details().get("target") != target.id]
        undo = Event(
            "undo", "d", 0, 50, 0, DAY, kinds.UNDO, target.card, target.part, data=canonical({"target": target.id})
        )
        without = [event for event in others if event is not target]
        assert replay.derive([*others, undo], options) == replay.derive(without, options)


@settings(max_examples=100, deadline=None)
@given(soup, options_any)
def test_only_the_events_of_a_card_its_old_names_and_the_weights_are_needed(
    events: list[Event], options: Options
) -> None:
    events = list({event.id: event for event in events}.values())
    derived = replay.derive(events, options)
    names = replay.names(replay.live(events))
    for card, part in keys(events):
        called = {card, "", *(old for old in CARDS if names.get(old) == card)}
        needed = [event for event in events if event.card in called]
        one = replay.derive_one(needed, options, card=card, part=part)
        assert same(one, derived.get((card, part), Progress(card, part)))
