"""How many samples train and validate in k-fold cross-validation?"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import data
from quiz.engine.demonstrations.sampling import k_fold_sizes
from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Answer, Blanks, Row, Whole
from quiz.exercises.chance import pick, whole
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

TRAINING, VALIDATION = Text("training", "학습"), Text("validation", "검증")
PAIR = Blanks((TRAINING, VALIDATION), (Whole(), Whole()))


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: folds of one size. Level 2: a rest to deal out. Level 3: a test part put aside before."""
    if level == 1:
        k = pick(rng, (3, 4, 6, 8, 10))
        return {"samples": k * whole(rng, 11, 60), "folds": k, "test": 0, "level": 1}
    k = whole(rng, 3, 6)
    kept = k * whole(rng, 5, 30) + whole(rng, 2 if k > 3 else 1, k - 1)
    test = 5 * whole(rng, 2, 12) if level == 3 else 0
    return {"samples": kept + test, "folds": k, "test": test, "level": level}


def kept(params: Params) -> int:
    """What is left for the folds."""
    return int(params["samples"] - params["test"])


def sizes(params: Params, n: int | None = None) -> list[int]:
    """How many samples validate, fold by fold."""
    return [len(held) for _, held in data.k_fold(kept(params) if n is None else n, params["folds"])]


def told_of(params: Params, folds: list[Any], n: int | None = None) -> Any:
    """The answer from the folds' sizes: all of them, or what the first leaves for training, and itself."""
    if params["level"] == 2:
        return folds
    return ((kept(params) if n is None else n) - folds[0], folds[0])


def reference(params: Params) -> Any:
    return told_of(params, sizes(params))


def answer(params: Params) -> Answer:
    return Row(params["folds"]) if params["level"] == 2 else PAIR


def swapped(params: Params) -> Any:
    return None if params["level"] == 2 else reference(params)[::-1]


def all_train(params: Params) -> Any:
    return None if params["level"] == 2 else (kept(params), sizes(params)[0])


def rest_last(params: Params) -> Any:
    """The rest put into the last fold."""
    each, rest = divmod(kept(params), params["folds"])
    return told_of(params, [each] * (params["folds"] - 1) + [each + rest]) if rest else None


def rest_dropped(params: Params) -> Any:
    each, rest = divmod(kept(params), params["folds"])
    return [each] * params["folds"] if rest and params["level"] == 2 else None


def unrounded(params: Params) -> Any:
    k = params["folds"]
    return told_of(params, [kept(params) / k] * k) if kept(params) % k else None


def one_fold_more(params: Params) -> Any:
    """One part for validation beside k for training."""
    each = kept(params) // (params["folds"] + 1)
    return (kept(params) - each, each) if params["level"] == 1 else None


def forgot_test(params: Params) -> Any:
    n = params["samples"]
    return told_of(params, sizes(params, n), n) if params["test"] else None


def question(params: Params) -> Text:
    texts = {
        1: Text(
            "{samples} samples, {folds}-fold cross-validation. How many samples train each model, and how many "
            "validate it?",
            "샘플 {samples}개로 {folds}-폴드 교차 검증을 해요. 모델마다 학습과 검증에 쓰는 샘플은 몇 개인가요?",
        ),
        2: Text(
            "{samples} samples are dealt into {folds} folds as evenly as can be, larger folds first, as scikit-learn's "
            "KFold does. How large is each fold?",
            "scikit-learn의 KFold처럼 샘플 {samples}개를 폴드 {folds}개로 최대한 고르게 나누고 큰 폴드를 앞에 둬요. "
            "폴드의 "
            "크기는 각각 얼마인가요?",
        ),
        3: Text(
            "Of {samples} samples {test} are put aside for the test. The others go through {folds}-fold "
            "cross-validation, larger folds first, as in scikit-learn's KFold. How many train the first model, and how "
            "many validate it?",
            "샘플 {samples}개에서 테스트용으로 {test}개를 떼어 놓아요. 나머지는 scikit-learn의 KFold처럼 큰 폴드를 "
            "앞에 두고 "
            "{folds}-폴드 교차 검증을 해요. 첫째 모델의 학습과 검증에 쓰는 샘플은 몇 개인가요?",
        ),
    }
    return fill(texts[params["level"]], params)


def hints(params: Params) -> tuple[Text, Text, Text]:
    rest = kept(params) % params["folds"]
    even = Text("There is no rest: all folds are of one size.", "나머지가 없으니 폴드의 크기가 모두 같아요.")
    uneven = Text("Dividing leaves a rest of {rest}; one more goes to each of as many folds.",
                  "나누면 나머지가 {rest:이에요}. 그 수만큼의 폴드에 하나씩 더 들어가요.")  # fmt: skip
    return (
        Text("One fold validates, all the others train.", "폴드 하나로 검증하고 나머지 모두로 학습해요."),
        Text("validation ⌊n/k⌋ or ⌊n/k⌋ + 1, training n − validation", "검증 ⌊n/k⌋ 또는 ⌊n/k⌋ + 1, 학습 n − 검증"),
        fill(uneven if rest else even, rest=rest),
    )


def solution(params: Params) -> tuple[Step, ...]:
    each, rest = divmod(kept(params), params["folds"])
    words = Text("{n} = {k} · {each} + {rest}.", "{n} = {k} · {each} + {rest}.")
    return (
        Step(fill(words, n=kept(params), k=params["folds"], each=each, rest=rest)),
        Step(Text("Fold by fold:", "폴드마다 보면:"), k_fold_sizes(kept(params), params["folds"])),
    )


FAMILY = Family(
    name="k-fold-sizes",
    version=1,
    title=Text("Sizes in k-fold cross-validation", "k-폴드 교차 검증의 크기"),
    topic="values",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    misconceptions=(
        Misconception(
            name="swapped",
            source=Text("training on one fold", "폴드 하나로 학습"),
            answer=swapped,
            feedback=told(
                "Your answer, {given}, is what you get if one fold trains and the others validate.",
                "{given:은} 폴드 하나로 학습하고 나머지로 검증하면 나오는 값이에요.",
            ),
            links=("train-kfold",),
            step=1,
        ),
        Misconception(
            name="all-train",
            source=Text("training on the held-out fold too", "떼어 둔 폴드로도 학습"),
            answer=all_train,
            feedback=told(
                "Your answer, {given}, is what you get if the model also trains on the fold that validates it.",
                "{given:은} 검증할 폴드까지 학습에 쓰면 나오는 값이에요.",
            ),
            links=("train-kfold-size", "train-validation-heldout"),
            step=1,
        ),
        Misconception(
            name="one-fold-more",
            source=Text("k folds for training and one more", "학습 폴드 k개에 하나 더"),
            answer=one_fold_more,
            feedback=told(
                "Your answer, {given}, is what you get with {more} folds: {folds} to train and one to validate.",
                "{given:은} 학습에 {folds}개, 검증에 1개, 모두 {more}개로 나누면 나오는 값이에요.",
                lambda params: {"more": params["folds"] + 1},
            ),
            links=("train-kfold",),
            step=0,
        ),
        Misconception(
            name="rest-last",
            source=Text("the rest put into one fold", "나머지를 한 폴드에 몰아넣음"),
            answer=rest_last,
            feedback=told(
                "Your answer, {given}, is what you get if the last fold takes all the rest.",
                "{given:은} 나머지를 모두 마지막 폴드에 넣으면 나오는 값이에요.",
            ),
            links=("train-kfold-uneven",),
            step=1,
        ),
        Misconception(
            name="rest-dropped",
            source=Text("leaving out the rest", "나머지를 버림"),
            answer=rest_dropped,
            feedback=told(
                "Your answer, {given}, is what you get if the rest is left out. Each of the {samples} samples "
                "validates once.",
                "{given:은} 나머지를 버리면 나오는 값이에요. 샘플 {samples}개 모두 한 번씩 검증에 써요.",
            ),
            links=("train-kfold-uneven",),
            step=0,
        ),
        Misconception(
            name="unrounded",
            source=Text("keeping the fraction", "나눈 값을 그대로 둠"),
            answer=unrounded,
            feedback=told(
                "Your answer, {given}, is what you get if n/k is not rounded. Samples are whole.",
                "{given:은} n/k를 그대로 두면 나오는 값이에요. 샘플은 쪼갤 수 없어요.",
            ),
            links=("train-kfold-uneven",),
            step=0,
        ),
        Misconception(
            name="forgot-test",
            source=Text("the test part dealt out too", "테스트 부분도 나눔"),
            answer=forgot_test,
            feedback=told(
                "Your answer, {given}, is what you get if the {test} test samples are dealt out too.",
                "{given:은} 테스트용 {test}개까지 나누면 나오는 값이에요.",
            ),
            links=("train-validation-heldout",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("train-kfold", "train-kfold-size"),
)
