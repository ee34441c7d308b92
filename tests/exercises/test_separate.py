"""No unfair variant is drawn, and what makes one unfair is named."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from quiz.exercises.answers import Answer, Blanks, Choice, Matrix, Order, Real, Row, Shape, Whole, Words
from quiz.exercises.chance import pick
from quiz.exercises.problem import Family, NoFairVariant, Params, Result, SettingError, Settings, Verdict
from quiz.exercises.separate import CannotRun, fair, prove, survey
from tests.exercises.making import PRODUCT, SOME, family, idea


def test_a_variant_that_tells_everything_apart_is_fair() -> None:
    assert fair(PRODUCT, {"a": 3, "b": 4}) == []


def test_truth_and_misconception_must_differ() -> None:
    assert fair(PRODUCT, {"a": 2, "b": 2}) == ["sum gives the right answer", "power gives the right answer"]


def test_two_misconceptions_must_differ() -> None:
    assert fair(PRODUCT, {"a": 1, "b": 0}) == ["sum and power give one answer"]


def test_they_must_differ_beyond_the_tolerance_of_both() -> None:
    def made(truth: float, wrong: float) -> Family:
        return family(Real(digits=1), lambda p: truth, [idea("near", lambda p: wrong)])

    assert fair(made(1.0, 1.15), {}) == ["near gives the right answer"]  # 1.08 would count as both
    assert fair(made(1.0, 1.25), {}) == []


@pytest.mark.parametrize(
    ("truth", "fault"),
    [(float("nan"), "is not finite"), (float("inf"), "is not finite"), ("seven", "cannot be read")],
)
def test_a_reference_must_be_an_answer(truth: Any, fault: str) -> None:
    class Shown(Whole):
        def show(self, value: Any) -> str:
            return str(value)

    assert fault in fair(family(Shown(), lambda p: truth), {})[0]


def test_a_reference_must_be_shown_as_what_it_is() -> None:
    class Rounded(Real):
        def show(self, value: Any) -> str:
            return str(int(value))

    assert fair(family(Rounded(digits=2), lambda p: 1.5), {}) == [
        "the reference is shown as '1', which is another value"
    ]


def test_an_array_with_a_nan_is_not_finite() -> None:
    assert fair(family(Row(2), lambda p: np.array([1, np.nan])), {}) == ["the reference is not finite"]


@pytest.mark.parametrize("params", [{"a": (1, 2)}, {"a": np.float32(1)}, {"a": float("nan")}, {"a": {1}}, {1: 2}])
def test_params_must_survive_json(params: Any) -> None:
    assert fair(family(Whole(), lambda p: 1), params) == ["the params do not survive JSON"]


def test_an_option_must_read_as_itself() -> None:
    assert fair(family(Choice(("valid", "same")), lambda p: 0), {}) == []
    assert fair(family(Choice(("5", "7")), lambda p: 0), {}) == []
    assert fair(family(Choice(("2", "1")), lambda p: 0), {}) == [
        "the option '2' does not read as itself",
        "the option '1' does not read as itself",
    ]
    assert "the option 'same' does not read as itself" in fair(family(Choice(("same", "Same")), lambda p: 0), {})


@pytest.mark.parametrize(
    ("kind", "truth", "wrong"),
    [
        (Shape(3), (26, 26, 16), (32, 26, 26, 16)),
        (Shape(2, free=True), (None, 10), (32, 10)),
        (Row(2, Real(digits=2)), np.array([0.25, 0.75]), np.array([0.75, 0.25])),
        (Matrix((2, 2)), np.array([[1, 2], [3, 4]]), np.array([[4, 3], [2, 1]])),
        (Matrix((1, 2)), [[1, 2]], [[1], [2]]),
        (Order(("a", "b", "c")), [0, 1, 2], [2, 1, 0]),
        (Blanks(("n", "axes"), (Whole(), Shape(2))), (7, (26, 26)), (7, (28, 28))),
        (Words(("w -= lr * g", "w = w - lr * g"), code=True), "w -= lr * g", "w += lr * g"),
        (Whole(), 13, 13.5),
    ],
)
def test_every_kind_of_answer_can_be_told_apart(kind: Answer, truth: Any, wrong: Any) -> None:
    assert fair(family(kind, lambda p: truth, [idea("wrong", lambda p: wrong)]), {}) == []
    assert fair(family(kind, lambda p: truth, [idea("right", lambda p: truth)]), {}) == ["right gives the right answer"]
    twice = [idea("one", lambda p: wrong), idea("other", lambda p: wrong)]
    assert fair(family(kind, lambda p: truth, twice), {}) == ["one and other give one answer"]
    assert prove(family(kind, lambda p: truth, [idea("wrong", lambda p: wrong)]), {}) == []


def test_a_misconception_that_does_not_apply_is_no_fault() -> None:
    assert fair(family(Whole(), lambda p: 5, [idea("none", lambda p: None)]), {}) == []


def test_draw_gives_fair_variants_only_and_the_same_for_a_seed() -> None:
    drawn = [PRODUCT.draw(1, seed) for seed in range(50)]
    assert all(fair(PRODUCT, params) == [] for params in drawn)
    assert drawn == [PRODUCT.draw(1, seed) for seed in range(50)]
    assert drawn != [PRODUCT.draw(2, seed) for seed in range(50)]
    first = [next(PRODUCT.draws(1, seed)) for seed in range(50)]
    assert [params for params in first if not fair(PRODUCT, params)] != first  # some were drawn again


def test_draw_gives_up_where_nothing_is_fair() -> None:
    made = family(Whole(), lambda p: 5, [idea("same", lambda p: 5)])
    with pytest.raises(NoFairVariant, match="made-up: no fair variant in 200 draws at level 1"):
        made.draw(1, 0)


def chosen(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    return {"padding": settings["padding"][int(rng.integers(len(settings["padding"])))]}


SET = family(Whole(), lambda p: 1, generate=chosen, settings={"padding": ("valid", "same"), "stride": (1, 2)})


def test_a_deck_narrows_what_is_drawn() -> None:
    assert {SET.draw(1, seed)["padding"] for seed in range(30)} == {"valid", "same"}
    assert {SET.draw(1, seed, {"padding": ("same",)})["padding"] for seed in range(30)} == {"same"}
    assert SET.narrowed({"padding": ["same"]}) == {"padding": ("same",), "stride": (1, 2)}  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("level", "settings", "message"),
    [
        (3, {}, "level 3: takes 1, 2"),
        (1, {"padding": ("full",)}, "padding: got .'full',.: takes valid, same"),
        (1, {"padding": ()}, "padding: got"),
        (1, {"kernel": (3,)}, "no setting 'kernel': takes padding, stride"),
    ],
)
def test_what_a_family_does_not_have_is_refused(level: int, settings: Any, message: str) -> None:
    with pytest.raises(SettingError, match=message):
        SET.draw(level, 0, settings)


def test_a_survey_counts_what_was_rejected_and_why() -> None:
    found = survey(PRODUCT, 1, range(60))
    assert (found.family, found.level, found.drawn) == ("made-up", 1, 60)
    assert found.draws == 60 + round(found.redrawn * found.draws)
    assert found.rejected["sum gives the right answer"] > 0
    assert found.reached == {"sum": 60, "power": 60, "never": 0}
    assert found.redrawn > 0.2
    (fault,) = found.faults
    share = re.fullmatch(r"(\d+)% of the draws are rejected", fault)
    assert share is not None
    assert int(share[1]) > 20


def test_a_few_draws_that_look_bad_are_followed_by_more() -> None:
    def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
        return {"n": 1 + pick(rng, range(10))}

    rare = family(Whole(), lambda p: p["n"], [idea("one", lambda p: 1)], generate=generate)
    seed = next(seed for seed in range(100) if next(iter(rare.draws(1, seed)))["n"] == 1)
    assert survey(rare, 1, [seed]).redrawn >= 0.5
    assert survey(rare, 1, [seed]).faults == ()


def test_a_survey_tells_of_a_seed_without_a_fair_variant() -> None:
    made = family(Whole(), lambda p: 5, [idea("same", lambda p: 5)])
    assert survey(made, 1, [7]).faults == ("seed 7: no fair variant in 200 draws", "100% of the draws are rejected")


def test_a_proof_grades_everything_as_a_learner_would_type_it() -> None:
    def judge(value: Any, params: Params) -> Result:
        return Result(Verdict.DIAGNOSED, "sum")

    assert prove(PRODUCT, {"a": 3, "b": 4}) == []
    made = family(Whole(), lambda p: 5, [idea("sum", lambda p: 6), idea("other", lambda p: 7)], judge=judge)
    assert fair(made, {}) == []  # what has to run is not run at every draw
    assert prove(made, {}) == ["the reference is not graded as right", "other is not reached by its own answer"]


def test_nonsense_must_be_a_format_error() -> None:
    class Anything(Whole):
        def parse(self, text: str) -> int:
            return int(text) if text.isdecimal() else 0

    assert prove(family(Anything(), lambda p: 5), {})[0] == "'' is not a format error"


def test_what_has_to_be_run_is_run_once_a_variant_and_seldom() -> None:
    runs: list[tuple[Any, Any]] = []

    def judge(value: Any, params: Params) -> Result:
        runs.append((params["n"], value))
        return Result(Verdict.RIGHT if value == params["n"] else Verdict.WRONG)

    def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
        return {"n": pick(rng, (3, 4, 5))}

    made = family(Whole(), lambda p: p["n"], generate=generate, judge=judge)
    assert (survey(made, 1, range(20)).drawn, len(runs)) == (20, 1)
    runs.clear()
    assert survey(made, 1, range(200)).faults == ()
    assert sorted(runs) == [(3, 3), (4, 4), (5, 5)]


def test_where_nothing_can_be_run_nothing_is_proved() -> None:
    def judge(value: Any, params: Params) -> Result:
        return Result(Verdict.FORMAT_ERROR, "unavailable", SOME)

    made = family(Whole(), lambda p: 5, [idea("sum", lambda p: 6)], judge=judge)
    with pytest.raises(CannotRun, match="some words"):
        prove(made, {})
    found = survey(made, 1, range(60))
    assert (found.drawn, found.faults, found.unproved, found.reached) == (60, (), SOME, {"sum": 0})
