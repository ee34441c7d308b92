"""Exercises in a sitting: stages, variants on disk, feedback, what brings a card forward, and what a review records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quiz.exercises.problem import Family, Verdict
from quiz.model.errors import QuizError
from quiz.model.event import Rating
from quiz.study.collection import Collection
from quiz.study.health import examine
from quiz.study.rebuild import differences
from quiz.study.session import Session
from tests.study import drills
from tests.study.drills import DECK, PRODUCTS, WRONG, added, asked, drill, install, rated, right, shown, slip
from tests.study.helpers import Clock, opened, write

products = drills.products


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def collection(tmp_path: Path, clock: Clock, products: None) -> Iterator[Collection]:
    drill(tmp_path, "drill: products")
    with opened(tmp_path, clock) as collection:
        yield collection
        assert differences(collection.database.connection, collection.options()) == []


@pytest.fixture
def session(collection: Collection) -> Iterator[Session]:
    with collection.session() as session:
        yield session


def log(collection: Collection, kind: str) -> list[dict[str, Any]]:
    rows = collection.database.connection.execute("SELECT data FROM event WHERE kind = ? ORDER BY rowid", (kind,))
    return [json.loads(data) for (data,) in rows]


# --- stages and variants --------------------------------------------------------------------------------------------


def test_a_new_exercise_is_met_as_an_example_then_half_filled_then_rated(
    collection: Collection, session: Session
) -> None:
    first = asked(session)
    assert (first.stage, first.level, first.family.name) == ("worked", 1, "products")
    assert session.hint() is None
    assert len(session.solution()) == 1
    with pytest.raises(QuizError, match="nothing to answer"):
        session.submit("1")
    with pytest.raises(QuizError, match="not rated"):
        session.answer(Rating.GOOD)
    half = session.onward().exercise
    assert half is not None
    assert half.stage == "half"
    session.solution()
    graded = session.submit(right(half))
    assert (graded.result.verdict, graded.suggested, graded.given) == (Verdict.RIGHT, None, right(half))
    with pytest.raises(QuizError, match="not rated"):
        session.answer(Rating.GOOD)
    last = session.onward().exercise
    assert last is not None
    assert (last.stage, last.tries, last.hints) == ("rated", 0, 0)
    assert session.submit(right(last)).suggested is Rating.GOOD
    with pytest.raises(QuizError, match="to be rated"):
        session.onward()
    session.answer(Rating.GOOD)
    assert [row["stage"] for row in log(collection, "drawn")] == ["worked", "half", "rated"]
    assert len({row["seed"] for row in log(collection, "drawn")}) == 3
    assert rated(session).stage == asked(session).stage == "rated"  # at the next step no example is shown any more
    assert len(log(collection, "drawn")) == 4


def test_leaving_and_coming_back_shows_the_same_variant(collection: Collection) -> None:
    with collection.session() as session:
        first = asked(session)
    with collection.session() as session:
        assert asked(session) == first
        session.onward()
        half = asked(session)
        session.skip()
    with collection.session() as session:
        assert asked(session) == half
        last = rated(session)
        session.reload()
        assert asked(session) == last
        session.suspend()
        session.undo()
        assert asked(session) == last
    (*_, data) = log(collection, "drawn")
    assert json.loads(data["params"]) == last.params
    assert (data["family"], data["version"], data["level"], data["seed"]) == ("products", 1, 1, last.seed)
    assert data["expected"] == right(last)
    assert len(log(collection, "drawn")) == 3
    assert PRODUCTS.draw(1, last.seed) == last.params


def test_leaving_after_feedback_does_not_wipe_it_out(collection: Collection) -> None:
    with collection.session() as session:
        first = rated(session)
        session.submit(WRONG)
    with collection.session() as session:
        again = asked(session)
        assert (again.params, again.tries) == (first.params, 1)
        assert session.submit(right(again)).suggested is Rating.AGAIN
        session.answer(Rating.AGAIN)
        rated(session)
        session.hint()
        hinted = asked(session)
    with collection.session() as session:
        assert asked(session) == hinted
        assert session.submit(right(hinted)).suggested is Rating.HARD


def test_a_variant_of_another_version_or_of_other_settings_is_not_asked_again(
    tmp_path: Path, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with collection.session() as session:
        first = rated(session)
    install(monkeypatch, replace(PRODUCTS, version=2))
    with collection.session() as session:
        second = asked(session)
        assert (second.stage, second.family.version) == ("rated", 2)
        assert second.seed != first.seed


def test_undo_after_feedback_draws_a_fresh_variant(collection: Collection, session: Session) -> None:
    first = rated(session)
    session.submit(WRONG)
    session.answer(Rating.AGAIN)
    session.undo()
    second = asked(session)
    assert (second.stage, second.tries) == ("rated", 0)
    assert second.seed != first.seed
    assert session.submit(right(second)).suggested is Rating.GOOD


def test_relearning_after_a_shown_solution_draws_a_fresh_variant(
    collection: Collection, session: Session, clock: Clock
) -> None:
    first = rated(session)
    session.solution()
    assert session.submit(right(first)).suggested is Rating.AGAIN
    session.answer(Rating.AGAIN)
    clock.forward(minutes=2)
    second = asked(session)
    assert second.seed != first.seed
    (data,) = log(collection, "review")
    assert (data["solution"], data["suggested"], data["tries"]) == (True, 1, 1)


# --- answers --------------------------------------------------------------------------------------------------------


def test_the_first_valid_submission_decides(collection: Collection, session: Session) -> None:
    exercise = rated(session)
    unread = session.submit("what?")
    assert (unread.result.verdict, unread.suggested, unread.expected) == (Verdict.FORMAT_ERROR, None, "")
    assert asked(session).tries == 0
    wrong = session.submit(WRONG)
    assert (wrong.suggested, wrong.again, wrong.expected, wrong.given) == (
        Rating.AGAIN, False, right(exercise), WRONG,
    )  # fmt: skip
    later = session.submit(right(exercise))  # for the learner's own sake
    assert (later.result.verdict, later.suggested) == (Verdict.RIGHT, Rating.AGAIN)
    assert asked(session).tries == 2
    session.answer(Rating.AGAIN, 30_000)
    (data,) = log(collection, "review")
    assert (data["answer"], data["verdict"], data["tries"], data["family"]) == (WRONG, "wrong", 2, "products")
    assert "diagnosis" not in data
    assert "hints" not in data


def test_a_slip_gets_one_more_try_on_the_same_variant(collection: Collection, session: Session) -> None:
    exercise = rated(session)
    slipped = session.submit(slip(exercise))
    assert (slipped.result.verdict, slipped.again, slipped.suggested, slipped.expected) == (
        Verdict.SLIP, True, None, "",
    )  # fmt: skip
    assert asked(session).params == exercise.params
    graded = session.submit(right(exercise))
    assert (graded.suggested, graded.again) == (Rating.HARD, False)
    session.answer(Rating.HARD)
    (data,) = log(collection, "review")
    assert (data["verdict"], data["diagnosis"], data["tries"]) == ("slip", "sign", 2)


def test_hints_are_graded_and_counted(collection: Collection, session: Session) -> None:
    exercise = rated(session)
    for count in (1, 2, 3):
        assert session.hint() == exercise.family.hints(exercise.params)[count - 1]
        assert asked(session).hints == count
    assert session.hint() == exercise.family.hints(exercise.params)[2]
    assert session.submit(right(exercise)).suggested is Rating.AGAIN
    session.answer(Rating.AGAIN)
    assert log(collection, "review")[0]["hints"] == 3


def test_both_ratings_are_recorded_when_the_learner_overrides(collection: Collection, session: Session) -> None:
    rated(session)
    session.submit(WRONG)
    assert session.answer(Rating.EASY).rating is Rating.EASY
    row = collection.database.connection.execute("SELECT rating, data FROM event WHERE kind = 'review'").fetchone()
    assert (row[0], json.loads(row[1])["suggested"]) == (4, 1)


def test_an_exercise_may_be_rated_without_an_answer(collection: Collection, session: Session) -> None:
    rated(session)
    session.answer(Rating.AGAIN)
    (data,) = log(collection, "review")
    assert (data["tries"], "suggested" in data, "verdict" in data) == (0, False, False)


# --- misconceptions -------------------------------------------------------------------------------------------------


def answer_all(session: Session, clock: Clock, *answers: str) -> list[str]:
    """Answer the exercise so many times, the misconception "sum" or right; what each brought forward."""
    found = []
    for what in answers:
        exercise = rated(session)
        graded = session.submit(added(exercise) if what == "sum" else right(exercise))
        found.append(graded.forward)
        session.answer(Rating.AGAIN)
        clock.forward(minutes=2)
    return found


def test_a_live_misconception_brings_its_concept_forward_once(tmp_path: Path, clock: Clock, products: None) -> None:
    write(tmp_path, DECK.replace("after: a-card\n", ""))
    (tmp_path / "config.toml").write_text("learning_steps = ['1m']\n")
    with opened(tmp_path, clock) as collection:
        with collection.session(kinds="exercises") as session:
            assert answer_all(session, clock, "sum", "sum") == ["", "a-card"]
            exercise = rated(session)  # the concept was just shown: it is asked in five minutes
            assert session.submit(added(exercise)).forward == "a-card"
            session.answer(Rating.GOOD)
            clock.forward(minutes=3)
            assert shown(session).card.id == "a-card"  # among exercises alone, too
            session.answer(Rating.GOOD)
            (live,) = collection.misconceptions()
        forwards = [row.get("forward") for row in log(collection, "review")]
        assert forwards == [None, "a-card", None, None]  # once a day
        assert (live.family, live.name, live.matches, live.attempts, live.live) == ("products", "sum", 3, 3, True)
        assert live.last_seen == collection.today()
        assert all(finding.well for finding in examine(collection))


def test_a_concept_well_recalled_is_shown_but_not_queued(tmp_path: Path, clock: Clock, products: None) -> None:
    write(tmp_path, DECK.replace("after: a-card\n", ""))
    with opened(tmp_path, clock) as collection, collection.session() as session:
        assert shown(session).card.id == "a-card"
        session.answer(Rating.EASY)
        assert answer_all(session, clock, "sum", "sum") == ["", "a-card"]
        assert "forward" not in log(collection, "review")[-1]


def test_a_misconception_fades(collection: Collection, session: Session, clock: Clock) -> None:
    answer_all(session, clock, "sum", "right", "sum", "right", "right")
    (faded,) = collection.misconceptions()
    assert (faded.matches, faded.attempts, faded.live) == (2, 5, False)
    assert faded.recent == (True, False, True, False, False)


def test_an_undone_answer_is_no_attempt(collection: Collection, session: Session, clock: Clock) -> None:
    answer_all(session, clock, "sum", "sum")
    session.undo()
    (one,) = collection.misconceptions()
    assert (one.matches, one.attempts, one.live) == (1, 1, False)


# --- what goes wrong ------------------------------------------------------------------------------------------------


def failing(*_: object) -> Any:
    raise RuntimeError("of the family\nitself")


@pytest.mark.parametrize("family", [replace(PRODUCTS, generate=failing), replace(PRODUCTS, reference=failing)])
def test_a_family_that_fails_is_told_and_the_sitting_goes_on(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, family: Family
) -> None:
    install(monkeypatch, family)
    drill(tmp_path, "drill: products")
    write(tmp_path, "## other\nQ: a?\nA: b.\n", "z.md")
    with opened(tmp_path, clock) as collection, collection.session() as session:
        prompt = shown(session)
        assert (prompt.card.id, prompt.rateable, prompt.exercise) == ("drill", False, None)
        assert prompt.why.format(**prompt.why_values) == (
            "The exercise products fails: RuntimeError: of the family itself"
        )
        with pytest.raises(QuizError, match="of the family itself"):
            session.answer(Rating.GOOD)
        with pytest.raises(QuizError, match="of the family itself"):
            session.submit("1")
        session.skip()
        assert shown(session).card.id == "other"
        with pytest.raises(QuizError, match="no exercise"):
            session.submit("1")


def test_a_family_that_cannot_grade_leaves_the_attempt_as_it_was(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, replace(PRODUCTS, judge=failing))
    drill(tmp_path, "drill: products")
    with opened(tmp_path, clock) as collection, collection.session() as session:
        rated(session)
        with pytest.raises(QuizError, match="of the family itself"):
            session.submit("1")
        assert asked(session).tries == 0
        session.answer(Rating.GOOD)


def test_a_note_and_a_flag_leave_the_exercise_as_it_is(session: Session) -> None:
    exercise = rated(session)
    session.flag(3)
    session.note("look again")
    assert shown(session).note == "look again"
    assert asked(session) == exercise
    session.undo()
    assert asked(session) == exercise
    assert session.submit(right(exercise)).suggested is Rating.GOOD


def test_an_answer_that_cannot_be_written_may_be_tried_again(collection: Collection, session: Session) -> None:
    exercise = rated(session)
    session.submit(WRONG)
    connection = collection.database.connection
    connection.execute("CREATE TEMP TRIGGER full BEFORE INSERT ON main.event BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(QuizError):
        session.answer(Rating.AGAIN)
    connection.execute("DROP TRIGGER full")
    assert asked(session).params == exercise.params
    session.answer(Rating.AGAIN)
    assert log(collection, "review")[0]["verdict"] == "wrong"
