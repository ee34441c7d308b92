"""Levels: one is asked at a time, the next after two passes on different days; families that come and go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from quiz.model.event import RESET, REVIEW, Event, Rating
from quiz.store import progress
from quiz.study.collection import Collection
from quiz.study.exercise_levels import level_of, part_of, passed_days
from quiz.study.health import examine, rebuild_all
from quiz.study.rebuild import differences
from tests.study import drills
from tests.study.drills import DECK, PRODUCTS, SUMS, drill, install, rated, shown
from tests.study.helpers import Clock, opened, write

products = drills.products


def parts(collection: Collection, card: str = "drill") -> list[str]:
    """The parts that stand in the deck."""
    return sorted(part for name, part in progress.places(collection.database.connection) if name == card)


def sound(collection: Collection) -> bool:
    return differences(collection.database.connection, collection.options()) == []


def answer(collection: Collection, rating: Rating, card: str = "drill") -> str:
    """Answer a card until it is learned for the day; the part that was asked."""
    with collection.session() as session:
        asked = ""
        while (prompt := session.next()) is not None:
            if prompt.card.id == card:
                asked = prompt.part
            if prompt.exercise is not None:
                rated(session)
            session.answer(rating if prompt.card.id == card else Rating.GOOD)
    return asked


def test_parts_and_levels() -> None:
    assert [level_of(part_of(level)) for level in (1, 12)] == [1, 12]
    assert [level_of(part) for part in ("", "clear", "level-", "level--1", "level-²", "level-99999")] == [0] * 6


def test_days_that_were_passed() -> None:
    def review(day: int, rating: int | None, kind: str = REVIEW) -> Event:
        return Event(f"{day}", "d", day, day, 0, day, kind, rating=rating)

    assert passed_days([]) == 0
    assert passed_days([review(1, 3), review(1, 4)]) == 1
    assert passed_days([review(1, 1), review(2, 2), review(3, 1)]) == 1
    assert passed_days([review(1, 2), review(4, 4)]) == 2
    assert passed_days([review(1, 3), review(2, None, RESET), review(3, 3)]) == 1
    assert passed_days([review(1, 3), review(2, 9), review(3, None)]) == 1


def test_the_next_level_comes_after_two_passes_on_different_days_and_the_lower_one_retires(
    tmp_path: Path, products: None
) -> None:
    drill(tmp_path, "drill: products")
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        assert parts(collection) == ["level-1"]
        assert answer(collection, Rating.GOOD) == "level-1"
        assert parts(collection) == ["level-1"]  # passed on one day alone
        clock.forward(days=10)
        assert answer(collection, Rating.GOOD) == "level-1"
        assert parts(collection) == ["level-2"]
        assert collection.due().new == 0  # siblings wait for another day
        assert sound(collection)
        clock.forward(days=1)
        assert (collection.due().new, collection.due().review) == (1, 0)
        with collection.session() as session:
            prompt = shown(session)
            assert (prompt.part, prompt.exercise and prompt.exercise.level) == ("level-2", 2)
            assert prompt.exercise is not None
            assert prompt.exercise.stage == "worked"
        clock.forward(days=400)
        assert (collection.due().new, collection.due().review) == (1, 0)  # level 1 is asked no more
        for level in ("level-2", "level-2", "level-3", "level-3"):
            assert answer(collection, Rating.GOOD) == level
            clock.forward(days=400)
        assert parts(collection) == ["level-3"]  # the last never retires
        assert sound(collection)
        before = list(progress.every(collection.database.connection))
        rebuild_all(collection)
        assert list(progress.every(collection.database.connection)) == before
        assert parts(collection) == ["level-3"]
        assert all(finding.well for finding in examine(collection))


def test_a_lapse_is_no_pass(tmp_path: Path, products: None) -> None:
    drill(tmp_path, "drill: products")
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        with collection.session() as session:
            rated(session)
            session.answer(Rating.AGAIN)
        clock.forward(days=1)
        answer(collection, Rating.GOOD)  # the first day with a pass, though not the first day
        assert parts(collection) == ["level-1"]
        clock.forward(days=30)
        answer(collection, Rating.HARD)
        assert parts(collection) == ["level-2"]
        assert sound(collection)


def test_undo_brings_the_lower_level_back(tmp_path: Path, products: None) -> None:
    drill(tmp_path, "drill: products")
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        answer(collection, Rating.GOOD)
        clock.forward(days=10)
        with collection.session() as session:
            rated(session)
            session.answer(Rating.GOOD)
            assert parts(collection) == ["level-2"]
            session.undo()
            assert parts(collection) == ["level-1"]
            assert shown(session).part == "level-1"
            assert sound(collection)
            session.answer(Rating.AGAIN)
            assert parts(collection) == ["level-1"]
        assert sound(collection)


def test_a_clock_set_back_changes_nothing(tmp_path: Path, products: None) -> None:
    drill(tmp_path, "drill: products")
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        answer(collection, Rating.GOOD)
        clock.forward(days=30)
        with collection.session() as session:
            rated(session)
            clock.forward(days=-31)
            session.answer(Rating.GOOD)
        assert parts(collection) == ["level-2"]
        assert sound(collection)


def test_a_card_chooses_its_levels(tmp_path: Path, products: None) -> None:
    drill(tmp_path, "drill: products { levels = [3, 2] }", "one: products { levels = [2, 7] }")
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        assert (parts(collection), parts(collection, "one")) == (["level-2"], ["level-2"])
        answer(collection, Rating.GOOD)
        clock.forward(days=20)
        answer(collection, Rating.GOOD)
        assert parts(collection) == ["level-3"]
        drill(tmp_path, "drill: products { levels = [1, 3] }")
        collection.refresh()
        assert parts(collection) == ["level-1"]
        assert sound(collection)


def test_a_family_that_is_not_there_waits_and_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, SUMS)
    drill(tmp_path, "drill: products", "other: sums")
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        assert (parts(collection), parts(collection, "other")) == ([], ["level-1"])
        assert collection.due().new == 1
        assert [problem.warning for problem in collection.problems()] == [True]
        assert sound(collection)
    install(monkeypatch, SUMS, PRODUCTS)
    with opened(tmp_path, clock) as collection:
        assert parts(collection) == ["level-1"]
        assert collection.due().new == 2
        assert collection.problems() == ()
        answer(collection, Rating.GOOD)
    install(monkeypatch, SUMS)
    with opened(tmp_path, clock) as collection:  # it went: what was learned stays
        assert parts(collection) == []
        assert sound(collection)
    install(monkeypatch, SUMS, replace(PRODUCTS, levels=(1, 4)))
    clock.forward(days=10)
    with opened(tmp_path, clock) as collection:
        assert parts(collection) == ["level-1"]
        assert collection.due().review == 2
        answer(collection, Rating.GOOD)
        assert parts(collection) == ["level-4"]
        assert sound(collection)


def test_nothing_is_written_where_no_family_changed(tmp_path: Path, products: None) -> None:
    drill(tmp_path, "drill: products")
    clock = Clock()
    opened(tmp_path, clock).close()
    with opened(tmp_path, clock) as collection:
        assert collection.database.connection.total_changes == 0


def test_what_comes_after_an_exercise_waits_for_its_first_level_alone(tmp_path: Path, products: None) -> None:
    write(tmp_path, DECK + "\n## later\nafter: drill\nQ: a?\nA: b.\n")
    clock = Clock()
    with opened(tmp_path, clock) as collection:

        def new() -> list[str]:
            found = []
            with collection.session() as session:
                while (prompt := session.next()) is not None:
                    found += [prompt.card.id] * (prompt.part != "" or prompt.card.id == "later")
                    session.skip()
            return found

        answer(collection, Rating.GOOD)
        clock.forward(days=5)
        answer(collection, Rating.GOOD)
        clock.forward(days=5)
        assert new() == ["drill"]
        answer(collection, Rating.GOOD)
        clock.forward(days=20)
        answer(collection, Rating.GOOD)
        assert parts(collection) == ["level-2"]
        # It came at once, though the second level was never passed.
        assert progress.get(collection.database.connection, "later", "").reps > 0
