"""Accuracy, precision and recall, from counts, labels or probabilities."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import metrics
from quiz.engine.demonstrations.values import Table, Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Blanks, Real
from quiz.exercises.chance import pick, shuffled, whole
from quiz.exercises.families.gradients.tape import remembered
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

LABELS = (Text("accuracy", "정확도"), Text("precision", "정밀도"), Text("recall", "재현율"))
ANSWER = Blanks(LABELS, (Real(digits=3),) * 3)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: the four counts. Level 2: labels. Level 3: probabilities and a threshold other than 0.5."""
    if level == 1:
        tp, fp, fn = whole(rng, 5, 30), whole(rng, 1, 12), whole(rng, 13, 25)
        return {"tp": tp, "fp": fp, "fn": fn, "tn": whole(rng, 31, 90)}
    counts = [whole(rng, 2, 3), 1, whole(rng, 2, 3), 4] if pick(rng, (True, False)) else [3, 2, 1, whole(rng, 4, 5)]
    pairs = shuffled(rng, [pair for pair, n in zip([(1, 1), (1, 0), (0, 1), (0, 0)], counts, strict=True)
                           for _ in range(n)])  # fmt: skip
    target = [t for _, t in pairs]
    if level == 2:
        return {"prediction": [p for p, _ in pairs], "target": target}
    threshold = pick(rng, (0.3, 0.7))
    low, high = round(threshold * 100) - 4, round(threshold * 100) + 4
    near = [whole(rng, high, 96) if p else whole(rng, 4, low) for p, _ in pairs]
    return {"p": [n / 100 for n in near], "target": target, "threshold": threshold}


def sides(params: Params, threshold: float | None = None) -> tuple[Array, Array]:
    """Predicted and true labels."""
    if "tp" in params:
        sizes = [params[name] for name in ("tp", "fp", "fn", "tn")]
        return np.repeat([1, 1, 0, 0], sizes), np.repeat([1, 0, 1, 0], sizes)
    if "p" in params:
        cut = params["threshold"] if threshold is None else threshold
        return (np.array(params["p"]) >= cut).astype(int), np.array(params["target"])
    return np.array(params["prediction"]), np.array(params["target"])


def figures(prediction: Array, target: Array, positive: int = 1) -> tuple[float, float, float]:
    return (
        metrics.accuracy(prediction, target),
        float(metrics.precision(prediction, target, positive=positive)),
        float(metrics.recall(prediction, target, positive=positive)),
    )


@remembered
def reference(params: Params) -> tuple[float, float, float]:
    return figures(*sides(params))


def swapped(params: Params) -> tuple[float, float, float]:
    right, precision, recall = reference(params)
    return right, recall, precision


def counts(params: Params) -> dict[str, int]:
    """The four counts."""
    prediction, target = sides(params)
    pairs = {"tp": (1, 1), "fp": (1, 0), "fn": (0, 1), "tn": (0, 0)}
    return {name: int(((prediction == p) & (target == t)).sum()) for name, (p, t) in pairs.items()}


def negatives_left_out(params: Params) -> tuple[float, float, float]:
    c = counts(params)
    _, precision, recall = reference(params)
    return c["tp"] / (c["tp"] + c["fp"] + c["fn"]), precision, recall


def of_all(params: Params) -> tuple[float, float, float]:
    """Hits over all samples as precision and recall."""
    c = counts(params)
    part = c["tp"] / sum(c.values())
    return reference(params)[0], part, part


def half(params: Params) -> Any:
    """The threshold left at 0.5, where that decides anything otherwise."""
    if "p" not in params:
        return None
    value = figures(*sides(params, 0.5))
    taken = (reference(params), swapped(params), figures(*sides(params), positive=0))
    return None if any(ANSWER.same(value, other) for other in taken) else value


def question(params: Params) -> Text:
    asked = Text(
        "What are accuracy, precision and recall of class 1?", "정확도와 클래스 1의 정밀도, 재현율은 얼마인가요?"
    )
    if "tp" in params:
        text = Text(
            "True positives {tp}, false positives {fp}, false negatives {fn}, true negatives {tn}. {asked}",
            "참 양성 {tp}, 거짓 양성 {fp}, 거짓 음성 {fn}, 참 음성 {tn:이에요}. {asked}",
        )
    elif "p" in params:
        text = Text(
            "Probabilities of class 1: {p}. Targets: {target}. Class 1 is predicted from {threshold} on. {asked}",
            "클래스 1의 확률: {p}. 정답: {target}. 확률이 {threshold} 이상이면 클래스 1로 예측해요. {asked}",
        )
    else:
        text = Text(
            "Predictions: {prediction}. Targets: {target}. {asked}", "예측: {prediction}. 정답: {target}. {asked}"
        )
    return fill(text, params, asked=asked)


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "(tp + tn) / n;  tp / (tp + fp);  tp / (tp + fn)"
    c = counts(params)
    return (
        Text("Precision looks at what was called 1, recall at what is 1.",
            "정밀도는 1로 예측한 것을, 재현율은 실제로 1인 것을 봐요."),
        Text(formula, formula),
        fill(Text("Called 1: {called}. Are 1: {being}.", "1로 예측한 것 {called}개, 실제로 1인 것 {being}개예요."),
             called=c["tp"] + c["fp"], being=c["tp"] + c["fn"]),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    c = counts(params)
    table = Table(
        ("", Text("called 1", "예측 1"), Text("called 0", "예측 0")),
        ((Text("is 1", "실제 1"), c["tp"], c["fn"]), (Text("is 0", "실제 0"), c["fp"], c["tn"])),
    )
    right, precision, recall = (round(value, 4) for value in reference(params))
    n, called, being = sum(c.values()), c["tp"] + c["fp"], c["tp"] + c["fn"]
    lines = (
        (LABELS[0], f"{c['tp'] + c['tn']}/{n}", right),
        (LABELS[1], f"{c['tp']}/{called}", precision),
        (LABELS[2], f"{c['tp']}/{being}", recall),
    )
    return (
        Step(Text("Count the four cases.", "네 경우를 세요."), table),
        Step(Text("Then divide.", "그런 다음 나눠요."), Table(("", "", "="), lines)),
    )


FAMILY = Family(
    name="accuracy-precision-recall",
    version=1,
    title=Text("Accuracy, precision, recall", "정확도, 정밀도, 재현율"),
    topic="values",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: ANSWER,
    misconceptions=(
        Misconception(
            name="swapped",
            source=Text("precision and recall exchanged", "정밀도와 재현율을 바꿈"),
            answer=swapped,
            feedback=told(
                "Your answer, {given}, is what you get if precision and recall are exchanged: {fp} false positives "
                "belong to precision, {fn} false negatives to recall.",
                "{given:은} 정밀도와 재현율을 바꾸면 나오는 값이에요. 거짓 양성 {fp}개는 정밀도에, 거짓 음성 {fn}개는 "
                "재현율에 들어가요.",
                counts,
            ),
            links=("class-confusion",),
            step=1,
        ),
        Misconception(
            name="other-class",
            source=Text("class 0 taken for the positive one", "클래스 0을 양성으로 봄"),
            answer=lambda params: figures(*sides(params), positive=0),
            feedback=told(
                "Your answer, {given}, is what you get for class 0. Asked is class 1.",
                "{given:은} 클래스 0에서 나오는 값이에요. 여기서는 클래스 1이에요.",
            ),
            links=("class-confusion",),
            step=0,
        ),
        Misconception(
            name="negatives-left-out",
            source=Text("true negatives left out of the accuracy", "정확도에서 참 음성을 뺌"),
            answer=negatives_left_out,
            feedback=told(
                "Your answer, {given}, is what you get if the {tn} true negatives are left out of the accuracy.",
                "{given:은} 정확도에서 참 음성 {tn}개를 빼면 나오는 값이에요.",
                counts,
            ),
            links=("class-confusion",),
            step=1,
        ),
        Misconception(
            name="of-all",
            source=Text("dividing by all samples", "전체 샘플 수로 나눔"),
            answer=of_all,
            feedback=told(
                "Your answer, {given}, is what you get if the {tp} hits are divided by all samples for precision and "
                "recall.",
                "{given:은} 정밀도와 재현율을 구할 때 맞힌 {tp}개를 전체 샘플 수로 나누면 나오는 값이에요.",
                counts,
            ),
            links=("class-confusion",),
            step=1,
        ),
        Misconception(
            name="half",
            source=Text("the threshold left at 0.5", "문턱값을 0.5로 둠"),
            answer=half,
            feedback=told(
                "Your answer, {given}, is what you get with a threshold of 0.5. Here it is {threshold}.",
                "{given:은} 문턱값을 0.5로 두면 나오는 값이에요. 여기서는 {threshold:이에요}.",
            ),
            links=("act-binary-output",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("class-recall-number", "class-confusion", "class-accuracy"),
)
