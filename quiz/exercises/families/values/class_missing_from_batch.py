"""How probable is it that a batch misses a class?"""

from __future__ import annotations

from math import comb

import numpy as np

from quiz.engine.demonstrations.sampling import missing_with_replacement
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.answers import Real
from quiz.exercises.chance import pick, whole
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

ANSWER = Real(digits=3)
THERE = Text("that the class is there", "그 클래스가 들어 있을")
ALL_THERE = Text("that no class is missing", "어느 클래스도 빠지지 않을")


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: one class of several. Level 2: drawn without replacement. Level 3: any of the classes."""
    if level == 2:
        return {"samples": whole(rng, 20, 40), "of_class": whole(rng, 3, 6), "batch": whole(rng, 4, 8)}
    classes = pick(rng, (4, 5, 8, 10)) if level == 1 else pick(rng, (3, 4))
    batch = whole(rng, 3, 6) if level == 3 and classes == 3 else whole(rng, classes + 1, 2 * classes + 2)
    return {"classes": classes, "batch": batch, "any": level == 3}


def drawn_once(params: Params) -> float:
    """The chance that one draw misses the class."""
    part = params["of_class"] / params["samples"] if "samples" in params else 1 / params["classes"]
    return float(1 - part)


def one_class(params: Params) -> float:
    """The chance that all draws miss it, drawn with replacement."""
    return float(drawn_once(params) ** params["batch"])


def reference(params: Params) -> float:
    if "samples" in params:
        n, m, b = params["samples"], params["of_class"], params["batch"]
        return comb(n - m, b) / comb(n, b)
    return missing_with_replacement(params["classes"], params["batch"]) if params["any"] else one_class(params)


def added(params: Params) -> float | None:
    """The classes' chances added up."""
    return params["classes"] * one_class(params) if params.get("any") else None


def linear(params: Params) -> float | None:
    """b draws taken to be b times as likely to hit."""
    value = 1 - params["batch"] * (1 - drawn_once(params))
    return value if value > 0 else None


def question(params: Params) -> Text:
    if "samples" in params:
        text = Text(
            "Of {samples} samples {of_class} are of class A. A batch of {batch} is drawn without replacement. How "
            "probable is it that it holds none of class A?",
            "샘플 {samples}개 가운데 {of_class}개가 클래스 A예요. {batch}개짜리 배치를 비복원 추출해요. 배치에 클래스 "
            "A가 하나도 "
            "없을 확률은 얼마인가요?",
        )
    elif params["any"]:
        text = Text(
            "{classes} classes, equally frequent. A batch of {batch} is drawn with replacement. How probable is it "
            "that "
            "at least one of the classes is missing?",
            "클래스 {classes}개의 비율이 같아요. {batch}개짜리 배치를 복원 추출해요. 적어도 한 클래스가 빠질 확률은 "
            "얼마인가요?",
        )
    else:
        text = Text(
            "{classes} classes, equally frequent. A batch of {batch} is drawn with replacement. How probable is it "
            "that "
            "it holds none of class 0?",
            "클래스 {classes}개의 비율이 같아요. {batch}개짜리 배치를 복원 추출해요. 배치에 0번 클래스가 하나도 없을 "
            "확률은 "
            "얼마인가요?",
        )
    return fill(text, params)


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "(1 − 1/c)^b"
    if "samples" in params:
        formula = "(N − m)/N · (N − m − 1)/(N − 1) · …"
    elif params["any"]:
        formula = "C(c, 1)·((c − 1)/c)^b − C(c, 2)·((c − 2)/c)^b + …"
    return (
        Text("Every single draw has to miss the class.", "한 번 뽑을 때마다 모두 그 클래스가 아니어야 해요."),
        Text(formula, formula),
        fill(Text("The first draw misses one given class with probability {p}.",
            "첫 번째로 뽑은 것이 어느 한 클래스가 아닐 확률은 {p:이에요}."),
             p=round(drawn_once(params), 4)),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    b = params["batch"]
    answer = round(reference(params), 6)
    if "samples" in params:
        n, m = params["samples"], params["of_class"]
        lines = tuple((i + 1, f"{n - m - i}/{n - i}", round(comb(n - m, i + 1) / comb(n, i + 1), 4)) for i in range(b))
        last = Text("All {b} fractions multiplied: {p}.", "분수 {b}개를 모두 곱하면 {p:이에요}.")
        title = Text("Draw by draw, fewer samples are left:", "뽑을 때마다 남은 샘플이 줄어요.")
    elif params["any"]:
        c = params["classes"]
        lines = tuple(
            (j, f"{'−' if j % 2 == 0 else ''}{comb(c, j)}·({c - j}/{c})^{b}",
             round((-1) ** (j + 1) * comb(c, j) * ((c - j) / c) ** b, 6))
            for j in range(1, c)
        )  # fmt: skip
        last = Text("Added up: {p}.", "더하면 {p:이에요}.")
        title = Text("Batches that miss two classes are counted twice, so they are taken off again:",
                     "두 클래스가 빠진 배치는 두 번 셌으니 다시 빼요.")  # fmt: skip
    else:
        p = drawn_once(params)
        lines = tuple((i, f"{p:g}^{i}", round(p**i, 4)) for i in range(1, b + 1))
        last = Text("After all {b} draws: {p}.", "{b}번 모두 뽑으면 {p:이에요}.")
        title = Text(
            "The chance that the class is still missing, draw by draw:", "뽑을 때마다 그 클래스가 아직 없을 확률:"
        )
    columns = ("", "", "p")
    return Step(title, Table(columns, lines[:-1])), Step(fill(last, b=b, p=answer), Table(columns, lines))


FAMILY = Family(
    name="class-missing-from-batch",
    version=1,
    title=Text("A class missing from a batch", "배치에서 빠진 클래스"),
    topic="values",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: ANSWER,
    misconceptions=(
        Misconception(
            name="one-draw",
            source=Text("one draw for the batch", "배치 대신 한 번만 뽑음"),
            answer=drawn_once,
            feedback=told(
                "Your answer, {given}, is what you get for one draw. All {batch} of them must miss the class.",
                "{given:은} 한 번만 뽑을 때 나오는 값이에요. {batch}번 모두 그 클래스가 아니어야 해요.",
            ),
            links=("train-batch-misses-class",),
            step=0,
        ),
        Misconception(
            name="present",
            source=Text("the chance that nothing is missing", "빠지지 않을 확률"),
            answer=lambda params: 1 - reference(params),
            feedback=told(
                "Your answer, {given}, is what you get for the opposite: {opposite}.",
                "{given:은} 반대로 {opposite} 확률을 구하면 나오는 값이에요.",
                lambda params: {"opposite": ALL_THERE if params.get("any") else THERE},
            ),
            links=("train-batch-misses-class",),
            step=1,
        ),
        Misconception(
            name="linear",
            source=Text("the chances to hit added up", "뽑힐 확률을 더함"),
            answer=linear,
            feedback=told(
                "Your answer, {given}, is what you get if the chance to hit grows with each of {batch} draws by the "
                "same amount.",
                "{given:은} {batch}번 뽑을 때마다 뽑힐 확률을 그대로 더하면 나오는 값이에요.",
            ),
            links=("train-batch-misses-class",),
            step=0,
        ),
        Misconception(
            name="with-replacement",
            source=Text("drawing with replacement", "복원 추출로 계산"),
            answer=lambda params: one_class(params) if "samples" in params else None,
            feedback=told(
                "Your answer, {given}, is what you get with replacement. Here fewer samples are left after each draw.",
                "{given:은} 복원 추출이라면 나오는 값이에요. 여기서는 뽑을 때마다 남은 샘플이 줄어요.",
            ),
            links=("train-batch-without-replacement",),
            step=0,
        ),
        Misconception(
            name="one-class",
            source=Text("a given class for any", "어느 클래스든 대신 한 클래스"),
            answer=lambda params: one_class(params) if params.get("any") else None,
            feedback=told(
                "Your answer, {given}, is what you get for one given class. Any of {classes} may be missing.",
                "{given:은} 정해진 한 클래스에서 나오는 값이에요. {classes}개 가운데 어느 것이든 빠질 수 있어요.",
            ),
            links=("train-batch-misses-any",),
            step=0,
        ),
        Misconception(
            name="counted-twice",
            source=Text("batches that miss two classes counted twice", "두 클래스가 빠진 배치를 두 번 셈"),
            answer=added,
            feedback=told(
                "Your answer, {given}, is what you get if the chances of the {classes} classes are added up: a batch "
                "that misses two is counted twice.",
                "{given:은} 클래스 {classes}개의 확률을 그냥 더하면 나오는 값이에요. 둘이 빠진 배치를 두 번 셌어요.",
            ),
            links=("train-batch-misses-any",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("train-batch-misses-class",),
)
