"""The rules of an exercise: what each attempt suggests, which misconception is live, which variant is open."""

from __future__ import annotations

from itertools import product

import pytest

from quiz.exercises.problem import Result, Verdict
from quiz.model.event import ATTEMPT, DRAWN, RESET, REVIEW, SUSPEND, UNDO, Event, Rating, canonical
from quiz.study.exercise import Attempt, live, suggest
from quiz.study.exercise_log import Variant, following, standing, written_of

RIGHT, SLIP, WRONG = Result(Verdict.RIGHT), Result(Verdict.SLIP, "sign"), Result(Verdict.WRONG)
DIAGNOSED, UNREAD = Result(Verdict.DIAGNOSED, "sum"), Result(Verdict.FORMAT_ERROR)
VALID = (RIGHT, SLIP, WRONG, DIAGNOSED)


def test_right_is_good_and_never_easy() -> None:
    assert suggest(RIGHT, None, 0, False) is Rating.GOOD
    found = {
        suggest(first, after, hints, solution)
        for first, after in product((None, *VALID, UNREAD), repeat=2)
        for hints in range(4)
        for solution in (False, True)
    }
    assert found == {None, Rating.AGAIN, Rating.HARD, Rating.GOOD}


@pytest.mark.parametrize("first", [WRONG, DIAGNOSED])
@pytest.mark.parametrize("after", [None, *VALID])
def test_a_misconception_or_anything_else_is_again_whatever_comes_after(first: Result, after: Result | None) -> None:
    assert suggest(first, after, 0, False) is Rating.AGAIN


def test_a_slip_gets_one_more_try() -> None:
    assert suggest(SLIP, None, 0, False) is None
    assert suggest(SLIP, UNREAD, 0, False) is None
    assert suggest(SLIP, RIGHT, 0, False) is Rating.HARD
    for after in (SLIP, WRONG, DIAGNOSED):
        assert suggest(SLIP, after, 0, False) is Rating.AGAIN


def test_after_a_nudge_right_is_hard_after_the_formula_again() -> None:
    assert suggest(RIGHT, None, 1, False) is Rating.HARD
    assert suggest(SLIP, RIGHT, 1, False) is Rating.HARD
    for hints in (2, 3):
        assert suggest(RIGHT, None, hints, False) is Rating.AGAIN
        assert suggest(SLIP, RIGHT, hints, False) is Rating.AGAIN


def test_the_solution_looked_at_first_is_again() -> None:
    for first in (None, RIGHT, SLIP):
        assert suggest(first, RIGHT, 0, True) is Rating.AGAIN


def test_what_cannot_be_read_is_no_attempt() -> None:
    assert suggest(None, None, 3, False) is None
    assert suggest(UNREAD, None, 0, False) is None


def test_what_comes_after_the_rating_is_settled_counts_no_more() -> None:
    attempt = Attempt().submitted(RIGHT, "6").hinted(3).solved().submitted(WRONG, "7")
    assert (attempt.suggested, attempt.tries, attempt.answer) == (Rating.GOOD, 2, "6")
    assert (attempt.shown, attempt.hints, attempt.solution) == (1, 0, False)
    assert attempt.details() == {"tries": 2, "verdict": "right"}


def test_what_comes_before_counts() -> None:
    attempt = Attempt().hinted(3).submitted(SLIP, "-6").hinted(3)
    assert (attempt.suggested, attempt.hints) == (None, 2)
    assert attempt.submitted(RIGHT, "6").suggested is Rating.AGAIN
    assert attempt.solved().suggested is Rating.AGAIN
    assert attempt.solved().details() == {"tries": 1, "verdict": "slip", "diagnosis": "sign", "solution": True}
    assert Attempt().hinted(3).hinted(3).hinted(3).hinted(3).shown == 3


@pytest.mark.parametrize(
    ("diagnoses", "found"),
    [
        (["sum"], False),
        (["sum", "sum"], True),
        (["sum", "", "sum"], True),
        (["sum", "sum", ""], True),
        (["sum", "sum", "", ""], False),
        (["sum", "power", "sum"], True),
        (["sum", "", "power", "sum"], False),
        ([], False),
    ],
)
def test_live_is_two_matches_in_the_last_three_attempts(diagnoses: list[str], found: bool) -> None:
    assert live("sum", diagnoses) is found


# --- the variant that is open --------------------------------------------------------------------------------------

VARIANT = Variant("", "products", 1, 1, 7, {"a": 2.5, "b": "é"}, "6")


def event(number: int, kind: str, data: dict[str, object] | None = None) -> Event:
    return Event(f"{number:032x}", "d", number, number, 0, 1, kind, "drill", "level-1", 3, 1, canonical(data or {}))


def drawn(number: int, stage: str = "rated") -> Event:
    return event(number, DRAWN, {**VARIANT.details(), "stage": stage})


def open_id(*events: Event) -> int:
    variant = standing(events).variant
    return int(variant.id, 16) if variant else 0


def test_a_variant_stays_open_until_it_is_reviewed() -> None:
    assert open_id(drawn(1)) == 1
    assert open_id(drawn(1), event(2, SUSPEND), event(3, UNDO, {"target": f"{2:032x}"})) == 1
    assert open_id(drawn(1), event(2, REVIEW)) == 0
    assert open_id(drawn(1), event(2, REVIEW), drawn(3)) == 3
    assert open_id(drawn(1), event(2, RESET)) == 0


def test_to_undo_a_review_opens_no_old_variant() -> None:
    assert open_id(drawn(1), event(2, REVIEW), event(3, UNDO, {"target": f"{2:032x}"})) == 0
    assert open_id(drawn(1), event(2, REVIEW), drawn(3), event(4, UNDO, {"target": f"{2:032x}"})) == 0


def test_params_come_back_as_they_were() -> None:
    variant = standing([drawn(1)]).variant
    assert variant is not None
    assert variant.params == VARIANT.params


def test_the_stages_are_gone_through_once() -> None:
    assert [following("worked"), following("half")] == ["half", "rated"]
    assert standing([]).stage == "worked"
    assert standing([drawn(1, "worked")]).stage == "worked"
    assert standing([drawn(1, "worked"), drawn(2, "half"), drawn(3)]).stage == "rated"
    assert standing([drawn(1), event(2, REVIEW), event(3, UNDO, {"target": f"{2:032x}"})]).stage == "rated"
    assert standing([drawn(1), event(2, RESET)]).stage == "worked"


def test_an_attempt_is_kept_with_its_variant() -> None:
    attempt = Attempt().hinted(3).submitted(SLIP, "-6", "a-card")
    kept = event(2, ATTEMPT, written_of(attempt, drawn(1).id))
    assert standing([drawn(1), kept]).attempt == attempt
    assert standing([drawn(1), kept, drawn(3)]).attempt == Attempt()
    assert standing([drawn(1), kept, drawn(3), kept]).attempt == Attempt()  # of another variant
    tried = attempt.submitted(WRONG, "5")
    assert standing([drawn(1), event(2, ATTEMPT, written_of(tried, drawn(1).id))]).attempt.suggested is Rating.AGAIN


@pytest.mark.parametrize(
    "data",
    [
        {}, {"params": "{"}, {"params": "[]"}, {"params": "[" * 100_000}, {"seed": "7"}, {"level": True},
        {"family": 1}, {"stage": "late"}, {"expected": None},
    ],
)  # fmt: skip
def test_a_variant_of_nonsense_is_none(data: dict[str, object]) -> None:
    assert open_id(event(1, DRAWN, {**VARIANT.details(), **data} if data else {})) == 0
