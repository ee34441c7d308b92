"""Cards are looked up a few at a time: nothing that was written meanwhile is missed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from quiz.model.errors import QuizError
from quiz.model.event import Rating
from quiz.scheduling import states
from quiz.store import events, progress
from quiz.study.ahead import A_TIME
from quiz.study.health import examine
from quiz.study.rebuild import differences, put_part
from tests.study.helpers import Clock, opened, write

DECK = "\n".join(f"## card-{n:02}\nQ: What is {n}?\nA: {n}.\n" for n in range(2 * A_TIME))


def numbers(home: Path) -> list[int]:
    with opened(home, Clock()) as collection:
        return [event.seq for event in events.every(collection.database.connection)]


def test_a_whole_sitting_is_what_a_replay_gives(tmp_path: Path) -> None:
    write(tmp_path, DECK)
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        for turn in range(3 * A_TIME):
            prompt = session.next()
            assert prompt is not None
            plans = states.plans(
                prompt.progress, study_day=collection.today(), event_id=prompt.event_id, options=collection.options()
            )
            assert prompt.progress == progress.get(collection.database.connection, prompt.card.id, prompt.part)
            assert {rating: interval.days for rating, interval in prompt.intervals.items()} == {
                rating: plan.days or 0 for rating, plan in plans.items()
            }
            session.answer(Rating(1 + turn % 4))
            if turn % 7 == 3:
                session.undo()
            clock.forward(seconds=40)
        assert differences(collection.database.connection, collection.options()) == []
    found = numbers(tmp_path)
    assert found == [*range(1, len(found) + 1)]


def test_what_another_program_writes_between_question_and_answer_counts(tmp_path: Path) -> None:
    write(tmp_path, DECK)
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        first = session.next()
        assert first is not None
        session.answer(Rating.GOOD)
        clock.forward(minutes=1)
        prompt = session.next()
        assert prompt is not None
        with opened(tmp_path, clock) as other, other.database.transaction() as connection:
            # The same card of the same device, reviewed elsewhere: the answer goes on from there.
            stored = list(events.every(connection))[-1]
            number = events.next_seq(connection, stored.device)
            events.append(connection, [replace(stored, id="f" * 32, seq=number, card=prompt.card.id)])
            put_part(connection, prompt.card.id, prompt.part, other.options())
        outcome = session.answer(Rating.GOOD)
        assert outcome.progress.reps == 2
        assert differences(collection.database.connection, collection.options()) == []
    assert numbers(tmp_path) == [1, 2, 3]


def test_what_this_program_writes_beside_the_sitting_counts(tmp_path: Path) -> None:
    write(tmp_path, DECK)
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        assert session.next() is not None
        session.suspend()
        assert session.next() is not None
        session.answer(Rating.GOOD)
        clock.forward(seconds=1)
        assert session.next() is not None
        collection.unsuspend("card-00")
        session.answer(Rating.GOOD)
        assert differences(collection.database.connection, collection.options()) == []
    assert numbers(tmp_path) == [1, 2, 3, 4]


def test_a_note_on_a_card_looked_up_ahead_is_shown(tmp_path: Path) -> None:
    write(tmp_path, DECK)
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        prompt = session.next()
        assert prompt is not None
        session.note("mine")
        session.skip()
        held = session.next()
        assert held is not None
        assert held.note == ""
        session.undo()
        again = session.next()
        assert again is not None
        assert (again.card.id, again.note) == (prompt.card.id, "mine")


def test_an_answer_that_cannot_be_written_leaves_no_gap(tmp_path: Path) -> None:
    write(tmp_path, DECK)
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        connection = collection.database.connection
        for turn in range(4):
            assert session.next() is not None
            if turn == 2:
                # The log is written, then the card's row is refused: both are taken back.
                connection.execute(
                    "CREATE TEMP TRIGGER refuse BEFORE UPDATE ON main.progress BEGIN SELECT RAISE(ABORT, 'no'); END"
                )
                with pytest.raises(QuizError):
                    session.answer(Rating.GOOD)
                connection.execute("DROP TRIGGER refuse")
            session.answer(Rating.GOOD)
            clock.forward(seconds=20)
        assert all(finding.well for finding in examine(collection))
    assert numbers(tmp_path) == [1, 2, 3, 4]
