from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from quiz.model.errors import BusyError, QuizError
from quiz.model.event import Rating
from quiz.model.progress import State
from quiz.store import agenda, events, progress
from quiz.study.health import rebuild_all
from quiz.study.prompt import Interval
from quiz.study.rebuild import differences
from quiz.study.session import Session
from tests.study.helpers import Clock, opened, write


def ids(session: Session, clock: Clock, rating: Rating = Rating.EASY) -> list[tuple[str, str]]:
    asked = []
    while (prompt := session.next()) is not None:
        asked.append((prompt.card.id, prompt.part))
        clock.forward(seconds=5)
        session.answer(rating, duration_ms=5000)
    return asked


def test_a_sitting_asks_new_cards_in_order_and_ends(tmp_path: Path) -> None:
    write(tmp_path)
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        asked = ids(session, clock)
        assert asked == [
            ("mse-name", ""), ("mae-definition", ""), ("conv-params", ""), ("padding-choice", ""),
            ("loop-order", ""), ("output-match", ""), ("clear-gradients", "clear"), ("softmax-term", ""),
        ]  # fmt: skip  # siblings wait for another day
        summary = session.summary()
        assert (summary.answered, summary.new, summary.ended_by) == (8, 8, "done")
        due = collection.due()
        assert (due.learning, due.review, due.new) == (0, 0, 0)


def test_the_answer_is_on_disk_when_answer_returns(tmp_path: Path) -> None:
    write(tmp_path)
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        session.next()
        outcome = session.answer(Rating.GOOD, duration_ms=1200, response="MSE", suggested=Rating.GOOD)
        with opened(tmp_path, clock) as other:
            rows = list(events.every(other.database.connection))
            assert [(row.kind, row.card, row.rating, row.duration_ms) for row in rows] == [
                ("review", "mse-name", 3, 1200)
            ]
            assert rows[0].details()["answer"] == "MSE"
            assert progress.get(other.database.connection, "mse-name", "") == outcome.progress


def test_learning_steps_and_learn_ahead(tmp_path: Path) -> None:
    write(tmp_path, "## one\nQ: a?\nA: b.\n")
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        prompt = session.next()
        assert prompt is not None
        assert prompt.intervals[Rating.AGAIN] == Interval(seconds=60)
        assert prompt.intervals[Rating.HARD] == Interval(seconds=330)
        assert prompt.intervals[Rating.GOOD] == Interval(seconds=600)
        assert prompt.intervals[Rating.EASY].days > 1
        session.answer(Rating.GOOD)
        ahead = session.next()  # nothing else is left: the step is taken early
        assert ahead is not None
        assert ahead.progress.state is State.LEARNING
        outcome = session.answer(Rating.GOOD)
        assert outcome.progress.state is State.REVIEW
        assert outcome.interval == ahead.intervals[Rating.GOOD]
        assert session.next() is None


def test_the_interval_shown_is_the_one_given(tmp_path: Path) -> None:
    write(tmp_path)
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        for _ in range(60):
            prompt = session.next()
            if prompt is None:
                clock.forward(days=3)
                continue
            rating = Rating(1 + hash_of(prompt.event_id) % 4)
            assert session.answer(rating).interval == prompt.intervals[rating]


def hash_of(text: str) -> int:
    return int(text[-4:], 16)


def test_undo_to_any_depth(tmp_path: Path) -> None:
    write(tmp_path)
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        connection = collection.database.connection
        before = list(progress.every(connection))
        first = session.next()
        session.answer(Rating.AGAIN)
        session.next()
        session.answer(Rating.GOOD)
        session.next()
        session.suspend()
        session.next()
        session.bury()
        for _ in range(4):
            prompt = session.undo()
        assert prompt is not None
        assert first is not None
        assert prompt.card.id == first.card.id
        assert session.undo() is None
        assert list(progress.every(connection)) == before
        assert events.count(connection) == 8  # nothing is ever taken out of the log
        assert session.summary().undone == 4
        assert session.next() is prompt


def test_undo_brings_back_the_very_question(tmp_path: Path) -> None:
    write(tmp_path)
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        session.next()
        session.answer(Rating.EASY)
        second = session.next()
        assert second is not None
        prompt = session.undo()
        assert prompt is not None
        assert prompt.card.id == "mse-name"
        session.answer(Rating.GOOD)
        after = session.next()
        assert after is not None
        assert after.card.id == second.card.id


def test_limits_by_cards_and_by_minutes(tmp_path: Path) -> None:
    write(tmp_path)
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        with collection.session(limit=2) as session:
            assert len(ids(session, clock)) == 2
            assert session.summary().ended_by == "limit"
        with collection.session(minutes=1) as session:
            session.next()
            clock.forward(minutes=2)
            session.answer(Rating.EASY)  # the card begun may be finished
            assert session.next() is None
            assert session.summary().ended_by == "minutes"


def test_more_new_cards_today(tmp_path: Path) -> None:
    cards = "".join(f"## c{n:02}\nQ: {n}?\nA: {n}.\n\n" for n in range(30))
    write(tmp_path, cards)
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        assert len(ids(session, clock)) == 10
        assert session.more_new(5) == 5
        assert len(ids(session, clock)) == 5
        assert session.more_new(100) == 15


def test_a_second_session_is_told_and_reading_goes_on(tmp_path: Path) -> None:
    write(tmp_path)
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        session.next()
        with opened(tmp_path, clock) as other:
            with pytest.raises(BusyError, match="already open"):
                other.session()
            with pytest.raises(BusyError, match="already open"):
                rebuild_all(other)
            assert other.due().new == 8
            assert other.search("loss")
    with opened(tmp_path, clock) as collection, collection.session() as session:
        assert session.next() is not None


def test_a_card_added_meanwhile_comes_into_the_session(tmp_path: Path) -> None:
    write(tmp_path, "## one\nQ: a?\nA: b.\n")
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        session.next()
        session.answer(Rating.EASY)
        write(tmp_path, "## two\nQ: c?\nA: d.\n", "inbox.md")
        with opened(tmp_path, clock):
            pass  # what `quiz add` does
        prompt = session.next()
        assert prompt is not None
        assert prompt.card.id == "two"


def test_editing_keeps_progress_and_deleting_and_restoring_too(tmp_path: Path) -> None:
    write(tmp_path)
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        with collection.session() as session:
            ids(session, clock, Rating.EASY)
        connection = collection.database.connection
        learned = progress.get(connection, "mae-definition", "")
        assert learned.state is State.REVIEW
        path = write(tmp_path, "## mae-definition\nQ: What, then, does MAE average?\nA: Absolute errors!\n")
        collection.refresh()
        assert progress.get(connection, "mae-definition", "") == learned
        assert collection.due(clock.now + timedelta(days=400)).review == 1
        path.unlink()
        collection.refresh()
        assert collection.card("mae-definition") is None
        assert collection.due(clock.now + timedelta(days=400)).review == 0
        write(tmp_path)
        collection.refresh()
        assert progress.get(connection, "mae-definition", "") == learned
        assert collection.due(clock.now + timedelta(days=400)).review == 8
        assert differences(connection, collection.options()) == []


def test_a_prerequisite_holds_a_new_card_back_until_a_later_day(tmp_path: Path) -> None:
    write(tmp_path, "## basis\nQ: a?\nA: b.\n\n## above\nafter: basis\nQ: c?\nA: d.\n")
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        assert ids(session, clock, Rating.GOOD) == [("basis", "")] * 2
        assert collection.due().new == 0  # passed, but on the first day
        clock.forward(days=30)
        assert ids(session, clock) == [("basis", ""), ("above", "")]
        assert collection.due().new == 0


def test_a_lapse_on_the_basis_holds_back_new_cards_only(tmp_path: Path) -> None:
    write(tmp_path, "## basis\nQ: a?\nA: b.\n\n## above\nafter: basis\nQ: c?\nA: d.\n")
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        session.next()
        session.answer(Rating.EASY)
        clock.forward(days=30)
        session.next()
        session.answer(Rating.GOOD)
        clock.forward(days=100)
        prompt = session.next()
        assert prompt is not None
        while prompt.card.id != "basis":
            session.skip()
            prompt = session.next()
            assert prompt is not None
        session.answer(Rating.AGAIN)
        assert agenda.count_new(collection.database.connection, "deck", collection.today(), 2**62, 10) == 0


def test_the_study_day_turns_at_four(tmp_path: Path) -> None:
    write(tmp_path, "".join(f"## c{n:02}\nQ: {n}?\nA: {n}.\n\n" for n in range(30)))
    clock = Clock(datetime(2026, 3, 3, 3, 50, tzinfo=timezone(timedelta(hours=9))))
    with opened(tmp_path, clock) as collection, collection.session() as session:
        assert len(ids(session, clock)) == 10
        clock.now = datetime(2026, 3, 3, 4, 0, tzinfo=clock.now.tzinfo)
        assert len(ids(session, clock)) == 10


def test_a_clock_set_back_leaves_the_derived_rows_right(tmp_path: Path) -> None:
    write(tmp_path, "## one\nQ: a?\nA: b.\n")
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        connection = collection.database.connection
        session.next()
        first = session.answer(Rating.GOOD)
        clock.forward(minutes=-5)
        assert session.next() is not None
        second = session.answer(Rating.AGAIN)  # before the first one, in the log's order
        written = list(events.every(connection))
        assert written[1].at_ms < written[0].at_ms
        assert second.progress.last_event == written[0].id == first.progress.last_event
        assert (second.progress.reps, second.progress.last_ms) == (2, written[0].at_ms)
        assert differences(connection, collection.options()) == []
        clock.forward(days=-40)
        session.undo()
        assert progress.get(connection, "one", "") == first.progress
        session.undo()
        assert progress.get(connection, "one", "").state is State.NEW
        third = session.answer(Rating.GOOD)
        assert third.progress.first_day == collection.today()
        assert differences(connection, collection.options()) == []


def test_a_wrong_idea_brings_its_card_forward_once(tmp_path: Path) -> None:
    write(tmp_path, "".join(f"## c{n:02}\nQ: {n}?\nA: {n}.\n\n" for n in range(40)))
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        assert collection.settings.new_per_day == 10
        shown = []
        for number in range(9):
            prompt = session.next()
            assert prompt is not None
            shown.append(prompt.card.id)
            session.answer(Rating.EASY, link="c30" if number < 3 else "c01")  # c01 was just answered Easy
            clock.forward(minutes=1)
        # Beyond the day's new cards, five minutes after the first mistake, once; then the day goes on.
        assert shown == ["c00", "c01", "c02", "c03", "c04", "c30", "c05", "c06", "c07"]
        found = events.forwards(collection.database.connection, collection.today())
        assert [event.details()["forward"] for event in found] == ["c30"]


def test_three_cards_a_day_are_brought_forward_at_most(tmp_path: Path) -> None:
    write(tmp_path, "".join(f"## c{n:02}\nQ: {n}?\nA: {n}.\n\n" for n in range(40)))
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        for number in range(5):
            with collection.session() as session:
                session.next()
                session.answer(Rating.EASY, link=f"c{30 + number}")
        found = events.forwards(collection.database.connection, collection.today())
        assert [event.details()["forward"] for event in found] == ["c30", "c31", "c32"]
        clock.forward(days=1)
        with collection.session() as session:
            prompt = session.next()
            assert prompt is not None
            session.answer(Rating.AGAIN, link=prompt.card.id)  # a card does not bring itself forward
            session.next()
            session.answer(Rating.EASY, link="c33")
        found = events.forwards(collection.database.connection, collection.today())
        assert [event.details()["forward"] for event in found] == ["c33"]


def test_suspend_bury_flag_and_note(tmp_path: Path) -> None:
    write(tmp_path)
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        session.next()
        flagged = session.flag(3)
        assert flagged is not None
        assert flagged.progress.flag == 3
        noted = session.note("외우는 법: e\u1100\u1161")
        assert noted is not None
        assert noted.note == "외우는 법: e가"
        session.suspend()
        prompt = session.next()
        assert prompt is not None
        assert prompt.card.id == "mae-definition"
        session.bury()
        assert ("mse-name", "") not in ids(session, clock)
        clock.forward(days=1)
        later = [card for card, _ in ids(session, clock)]
        assert "mae-definition" in later
        assert "mse-name" not in later
        with pytest.raises(QuizError, match="No card"):
            session.flag(1)


def test_bare_cards_are_stamped_before_they_are_asked(tmp_path: Path) -> None:
    path = write(tmp_path, "Q: Which library?\nA: NumPy.\n\nQ: Which other?\nA: SciPy.\n")
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        prompt = session.next()
        assert prompt is not None
        assert prompt.rateable
        assert not prompt.card.provisional
        assert f"## {prompt.card.id}\n" in path.read_text(encoding="utf-8")
        session.answer(Rating.GOOD)


def test_a_bare_card_in_a_file_that_cannot_be_written_is_read_not_rated(tmp_path: Path) -> None:
    content = tmp_path / "shipped"
    content.mkdir()
    (content / "a.md").write_text("Q: Which library?\nA: NumPy.\n", encoding="utf-8")
    from quiz.study.collection import Collection

    clock = Clock()
    with (
        Collection.open(tmp_path / "home", content=content, clock=clock) as collection,
        collection.session() as session,
    ):
        prompt = session.next()
        assert prompt is not None
        assert not prompt.rateable
        with pytest.raises(QuizError, match="cannot be written"):
            session.answer(Rating.GOOD)
        session.skip()
        assert session.next() is None


def test_an_unknown_deck_is_named(tmp_path: Path) -> None:
    write(tmp_path)
    with opened(tmp_path, Clock()) as collection, pytest.raises(QuizError, match="no deck nothing; there are: deck"):
        collection.session(["nothing"])
