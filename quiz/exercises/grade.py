"""Right, or a wrong idea, or a slip, or wrong: in this order, and a wrong idea never outranks right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Answer, FormatError
from quiz.exercises.generic import diagnose
from quiz.exercises.problem import Family, Misconception, Params, Result, Verdict

RIGHT = Text("Right.", "맞았어요.")
SEVERAL = Text(
    "Not right. More than one mistake leads to this answer; look at each step of your way.",
    "맞지 않아요. 이 답이 나오는 실수가 둘 이상이에요. 풀이를 한 단계씩 살펴보세요.",
)
WRONG = Text("Not right.", "맞지 않아요.")


def grade(family: Family, text: str, params: Params) -> Result:
    """Grade what was typed."""
    kind = family.answer(params)
    try:
        given = kind.parse(text)
    except FormatError as error:
        return Result(Verdict.FORMAT_ERROR, feedback=error.text, position=error.position)
    if family.judge is not None:
        return family.judge(given, params)
    truth = family.reference(params)
    if kind.same(given, truth):  # before any wrong idea is run
        return Result(Verdict.RIGHT, feedback=RIGHT)
    return explain(kind, given, truth, wrong_values(family, params), params)


def wrong_values(family: Family, params: Params) -> list[tuple[Misconception, Any]]:
    """Each misconception that applies, with what it leads to."""
    values = ((misconception, misconception.value(params)) for misconception in family.misconceptions)
    return [(misconception, value) for misconception, value in values if value is not None]


def explain(
    kind: Answer, given: Any, truth: Any, wrongs: Iterable[tuple[Misconception, Any]], params: Params
) -> Result:
    """Why an answer that is not right may be what it is."""
    fits = {misconception.name: misconception for misconception, value in wrongs if kind.same(given, value)}
    if len(fits) > 1:
        return Result(Verdict.WRONG, "several", SEVERAL)
    for name, misconception in fits.items():
        feedback = misconception.feedback(params, given)
        return Result(Verdict.DIAGNOSED, name, feedback, misconception.links, misconception.step)
    return diagnose(kind, given, truth) or Result(Verdict.WRONG, feedback=WRONG)
