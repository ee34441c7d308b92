"""Exercises have their minutes of a day, and count in its plan at their own usual time."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from quiz.model.event import Rating
from quiz.store import agenda
from quiz.study.collection import Collection
from quiz.study.counts import Counts
from quiz.study.plan import Budget
from tests.study import drills
from tests.study.drills import drill, rated
from tests.study.helpers import Clock, opened, write

products = drills.products


def cards(count: int) -> str:
    return "".join(f"## card-{n:02}\nQ: {n}?\nA: {n}.\n\n" for n in range(count))


def exercises(count: int) -> list[str]:
    return [f"drill-{n:02}: products" for n in range(count)]


def settings(home: Path, **values: object) -> None:
    (home / "config.toml").write_text("".join(f"{name} = {value}\n" for name, value in values.items()))


def skipped(collection: Collection, kinds: str = "") -> list[str]:
    """What a sitting asks that skips all."""
    found = []
    with collection.session(kinds=kinds) as session:
        while (prompt := session.next()) is not None:
            found.append(prompt.card.id)
            session.skip()
    return found


def test_exercises_are_capped_in_minutes(tmp_path: Path, products: None) -> None:
    drill(tmp_path, *exercises(8))
    write(tmp_path, cards(4))
    settings(tmp_path, exercise_minutes=8, new_per_day=50)
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        # A new one is counted twice, 90 seconds each, before its own time is known: 8 minutes hold three.
        assert collection.due().new == 4 + 3
        assert sum(name.startswith("drill") for name in skipped(collection)) == 3
        with collection.session() as session:
            assert session.counts == Counts(0, 0, 7)


def test_the_time_that_was_spent_counts_not_the_time_that_was_planned(tmp_path: Path, products: None) -> None:
    drill(tmp_path, *exercises(8))
    write(tmp_path, cards(2))
    settings(tmp_path, exercise_minutes=8, new_per_day=50, learning_steps="[]")
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        with collection.session(kinds="exercises") as session:
            rated(session)
            session.answer(Rating.GOOD, duration_ms=9 * 60_000)
            assert session.next() is None  # nine minutes of eight
        assert collection.due().new == 2
        assert skipped(collection) == ["card-00", "card-01"]
        clock.forward(days=1)
        assert collection.due().new == 2 + 3


def test_quick_answers_let_more_in(tmp_path: Path, products: None) -> None:
    drill(tmp_path, *exercises(8))
    settings(tmp_path, exercise_minutes=8, new_per_day=50, learning_steps="[]")
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        for _ in range(8):
            rated(session)
            session.answer(Rating.GOOD, duration_ms=10_000)
        assert session.next() is None


def test_a_step_that_was_begun_is_finished(tmp_path: Path, products: None) -> None:
    drill(tmp_path, *exercises(3))
    settings(tmp_path, exercise_minutes=1)
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        rated(session)
        session.answer(Rating.GOOD, duration_ms=5 * 60_000)
        clock.forward(minutes=11)
        prompt = session.next()
        assert prompt is not None
        assert prompt.card.id == "drill-00"
        assert collection.due()[:3] == (1, 0, 0)
        session.answer(Rating.GOOD, duration_ms=60_000)
        assert session.next() is None


def test_no_minutes_are_no_exercises(tmp_path: Path, products: None) -> None:
    drill(tmp_path, *exercises(3))
    write(tmp_path, cards(1))
    settings(tmp_path, exercise_minutes=0)
    with opened(tmp_path, Clock()) as collection:
        assert (collection.due().new, skipped(collection)) == (1, ["card-00"])


def test_an_exercise_counts_at_its_own_usual_time(tmp_path: Path, products: None) -> None:
    drill(tmp_path, *exercises(2))
    write(tmp_path, cards(1))
    settings(tmp_path, learning_steps="[]", relearning_steps="[]", exercise_minutes=600)
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        assert collection.due().seconds == 2 * (90 + 90 + 12)
        for _ in range(12):
            with collection.session() as session:
                while (prompt := session.next()) is not None:
                    if prompt.exercise is not None:
                        rated(session)
                        session.answer(Rating.AGAIN, duration_ms=300_000 if prompt.card.id == "drill-00" else 30_000)
                    else:
                        session.answer(Rating.AGAIN, duration_ms=6000)
            clock.forward(days=1)
        due = collection.due()
        assert (due.review, due.new) == (3, 0)
        slow, fast = (90 * 2 + 300 * 10) / 12, (90 * 2 + 30 * 10) / 12
        card = (12 * 20 + 6 * 12) / 32
        assert due.seconds == round(slow + fast + card)
        assert [deck.seconds for deck in due.decks] == [round(card), round(slow + fast)]
        budget = Budget(collection.database.connection, collection.settings, collection.today())
        assert budget.usual("drill-00") == slow
        assert agenda.time_of_exercise(collection.database.connection, "drill-00") == (10, 3000.0)


def test_cards_or_exercises_alone(tmp_path: Path, products: None) -> None:
    drill(tmp_path, *exercises(2))
    write(tmp_path, cards(2))
    with opened(tmp_path, Clock()) as collection:
        assert skipped(collection, "cards") == ["card-00", "card-01"]
        assert skipped(collection, "exercises") == ["drill-00", "drill-01"]
        assert len(skipped(collection)) == 4


@pytest.mark.parametrize("seed", range(4))
def test_the_counts_are_what_a_session_asks(tmp_path: Path, products: None, seed: int) -> None:
    random = Random(seed)
    drill(tmp_path, *exercises(9))
    write(tmp_path, cards(9))
    write(tmp_path, "## both\nQ: a?\nA: b.\n\n## mixed\nafter: both\nexercise: sums\n", "both.md")
    settings(
        tmp_path, exercise_minutes=random.randrange(2, 16), new_per_day=random.randrange(3, 12),
        reviews_per_day=random.randrange(3, 20), learn_ahead="'1d'",
    )  # fmt: skip
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        for _ in range(12):
            due = collection.due()
            with collection.session() as session:
                assert session.counts == Counts(*due[:3])
            assert len(skipped(collection)) == sum(due[:3])
            with collection.session() as session:
                for _ in range(random.randrange(1, 9)):
                    prompt = session.next()
                    if prompt is None:
                        break
                    if prompt.exercise is not None:
                        rated(session)
                    clock.forward(seconds=60)
                    if random.random() < 0.1:
                        session.bury()
                    else:
                        session.answer(random.choice(list(Rating)), duration_ms=60_000)
            clock.forward(hours=random.choice([1, 24, 48]))
