"""Which constant has the lowest loss?"""

from __future__ import annotations

import numpy as np

from quiz.engine import losses
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.answers import Real
from quiz.exercises.chance import distinct, pick, shuffled, whole
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

ANSWER = Real(digits=2)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: five targets in order, one far out. Level 2: not in order. Level 3: how often each occurs."""
    far = whole(rng, 30, 100)
    values = sorted(distinct(rng, 4, 1, 12))
    times = [1] * 5
    if level == 3:
        values, times = values[:3], [*shuffled(rng, [1, 2, 4]), 2]
    values = [*values, far]
    if level > 1:
        order = shuffled(rng, range(len(values)))
        values, times = [values[i] for i in order], [times[i] for i in order]
    return {"values": values, "times": times[: len(values)], "loss": pick(rng, settings["loss"]), "level": level}


def targets(params: Params) -> list[int]:
    return [v for v, n in zip(params["values"], params["times"], strict=True) for _ in range(n)]


def best(params: Params, loss: str = "") -> float:
    """The mean under MSE, the median under MAE."""
    wanted = targets(params)
    return float(np.mean(wanted) if (loss or params["loss"]) == "MSE" else np.median(wanted))


def as_listed(params: Params) -> float | None:
    """The middle one without sorting."""
    value = float(targets(params)[len(targets(params)) // 2])
    plain = (best(params, "MAE"), best(params, "MSE"), halfway(params))
    return None if params["loss"] == "MSE" or value in plain else value


def halfway(params: Params) -> float:
    return float((min(params["values"]) + max(params["values"])) / 2)


def unweighted(params: Params) -> float | None:
    """Each value once, however often it occurs."""
    if params["level"] < 3:
        return None
    values = params["values"]
    value = float(np.mean(values) if params["loss"] == "MSE" else np.median(values))
    return None if value in (best(params, "MAE"), best(params, "MSE"), halfway(params), as_listed(params)) else value


def question(params: Params) -> Text:
    if params["level"] == 3:
        listed = ", ".join(f"{v} (×{n})" for v, n in zip(params["values"], params["times"], strict=True))
    else:
        listed = ", ".join(map(str, params["values"]))
    return fill(Text(
        "The targets are {listed}. Which constant prediction has the lowest {loss}?",
        "정답이 {listed}일 때 상수로 예측한다면 {loss}가 가장 작은 값은 얼마인가요?",
    ), params, listed=listed)  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    squared = params["loss"] == "MSE"
    return (
        Text("From the best constant the loss rises whichever way you move.",
             "가장 좋은 상수에서는 어느 쪽으로 움직여도 손실이 커져요."),
        Text("MSE: mean", "MSE: 평균") if squared else Text("MAE: median", "MAE: 중앙값"),
        fill(Text("The {n} targets add up to {total}." if squared else "There are {n} targets: sort them first.",
                  "정답 {n}개를 더하면 {total:이에요}." if squared else "정답은 {n}개예요. 먼저 정렬하세요."),
             n=len(targets(params)), total=sum(targets(params))),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    wanted = np.array(targets(params), np.float64)
    constants = {"MSE": best(params, "MSE"), "MAE": best(params, "MAE")}
    lines = tuple(
        (Text("mean", "평균") if name == "MSE" else Text("median", "중앙값"), round(c, 4),
         round(float(losses.mse(np.full_like(wanted, c), wanted)), 4),
         round(float(losses.mae(np.full_like(wanted, c), wanted)), 4))
        for name, c in constants.items()
    )  # fmt: skip
    table = Table(("", Text("constant", "상수"), "MSE", "MAE"), lines)
    return (
        Step(fill(Text("In order: {targets}.", "순서대로 놓으면 {targets}."), targets=sorted(targets(params)))),
        Step(fill(Text("Under the {loss} the best is {best}.", "{loss}에서 가장 좋은 값은 {best:이에요}."), params,
                  best=round(best(params), 4)), table),
    )  # fmt: skip


FAMILY = Family(
    name="best-constant",
    version=1,
    title=Text("The best constant", "가장 좋은 상수"),
    topic="values",
    levels=(1, 2, 3),
    settings={"loss": ("MSE", "MAE")},
    generate=generate,
    reference=best,
    question=question,
    answer=lambda params: ANSWER,
    misconceptions=(
        Misconception(
            name="median-for-mean",
            source=Text("the median under MSE", "MSE에서 중앙값"),
            answer=lambda params: best(params, "MAE") if params["loss"] == "MSE" else None,
            feedback=told(
                "Your answer, {given}, is what you get with the median. It has the lowest MAE; under the MSE it is the "
                "mean.",
                "{given:은} 중앙값을 구하면 나오는 값이에요. 중앙값은 MAE가 가장 작고, MSE에서는 평균이에요.",
            ),
            links=("loss-best-constant", "loss-best-constant-mse"),
            step=1,
        ),
        Misconception(
            name="mean-for-median",
            source=Text("the mean under MAE", "MAE에서 평균"),
            answer=lambda params: best(params, "MSE") if params["loss"] == "MAE" else None,
            feedback=told(
                "Your answer, {given}, is what you get with the mean, which the outlier pulls along. Under the MAE it "
                "is the median.",
                "{given:은} 평균을 구하면 나오는 값이에요. 평균은 이상치에 끌려가요. MAE에서는 중앙값이에요.",
            ),
            links=("loss-best-constant", "loss-best-constant-mae"),
            step=1,
        ),
        Misconception(
            name="halfway",
            source=Text("halfway between the extremes", "최솟값과 최댓값의 가운데"),
            answer=halfway,
            feedback=told(
                "Your answer, {given}, is what you get halfway between the smallest and the largest target.",
                "{given:은} 가장 작은 정답과 가장 큰 정답의 가운데를 구하면 나오는 값이에요.",
            ),
            links=("loss-best-constant",),
            step=0,
        ),
        Misconception(
            name="not-sorted",
            source=Text("the middle one without sorting", "정렬하지 않고 가운데 값을 고름"),
            answer=as_listed,
            feedback=told(
                "Your answer, {given}, is what you get if you take the middle one as they stand, not sorted.",
                "{given:은} 정렬하지 않고 가운데 값을 고르면 나오는 값이에요.",
            ),
            links=("loss-best-constant-mae",),
            step=0,
        ),
        Misconception(
            name="each-once",
            source=Text("how often each occurs overlooked", "횟수를 무시함"),
            answer=unweighted,
            feedback=told(
                "Your answer, {given}, is what you get if each value counts once, not {times} times.",
                "{given:은} 값마다 횟수({times})를 무시하고 한 번씩만 세면 나오는 값이에요.",
            ),
            links=("loss-best-constant",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("loss-best-constant",),
)
