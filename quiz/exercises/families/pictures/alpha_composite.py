"""One pixel laid over another, both with an alpha."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.answers import Answer, Blanks, Real
from quiz.exercises.chance import pick, whole
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

VALUE = Real(absolute=0.5)
ALPHA = Real(digits=3)
BOTH = Blanks((Text("value", "값"), Text("alpha", "알파")), (VALUE, ALPHA))


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: over an opaque pixel. Level 2: its alpha in bytes. Level 3: over a translucent one, the alpha too."""
    top, below = pick(
        rng, ((whole(rng, 18, 24) * 10, whole(rng, 1, 7) * 10), (whole(rng, 1, 7) * 10, whole(rng, 18, 24) * 10))
    )
    alpha = pick(rng, (0.2, 0.3, 0.4, 0.6, 0.7, 0.8))
    if level == 2:
        return {"top": top, "below": below, "alpha": 51 * pick(rng, (1, 2, 3, 4)), "ground": 255, "level": 2}
    return {"top": top, "below": below, "alpha": alpha, "ground": 1.0 if level == 1 else pick(rng, (0.3, 0.5, 0.6)),
            "level": level}  # fmt: skip


def share(params: Params) -> float:
    """The upper pixel's alpha, from 0 to 1."""
    return float(params["alpha"]) / 255 if params["level"] == 2 else float(params["alpha"])


def ground(params: Params) -> float:
    return 1.0 if params["level"] == 2 else float(params["ground"])


def covered(params: Params) -> float:
    """The alpha that comes out: α + (1 − α)·β."""
    return share(params) + (1 - share(params)) * ground(params)


def answered(params: Params, value: float, alpha: float | None = None) -> Any:
    value = round(value, 6)
    return (value, round(covered(params) if alpha is None else alpha, 6)) if params["level"] == 3 else value


def over(top: float, below: float, alpha: float, ground: float) -> float:
    """Porter and Duff's "over", for one channel that is not premultiplied."""
    return (alpha * top + (1 - alpha) * ground * below) / (alpha + (1 - alpha) * ground)


def reference(params: Params) -> Any:
    return answered(params, over(params["top"], params["below"], share(params), ground(params)))


def answer(params: Params) -> Answer:
    return BOTH if params["level"] == 3 else VALUE


def not_divided(params: Params) -> Any:
    """In level 3: without the division by the alpha that comes out."""
    value = share(params) * params["top"] + (1 - share(params)) * ground(params) * params["below"]
    return answered(params, value) if params["level"] == 3 else None


def as_if_opaque(params: Params) -> Any:
    """In level 3: the lower alpha left out."""
    return (
        answered(params, over(params["top"], params["below"], share(params), 1.0), 1.0)
        if params["level"] == 3
        else None
    )


def added_alphas(params: Params) -> Any:
    if params["level"] != 3 or share(params) + ground(params) > 1:
        return None
    value = over(params["top"], params["below"], share(params), ground(params))
    return answered(params, value, share(params) + ground(params))


def question(params: Params) -> Text:
    if params["level"] == 3:
        text = Text(
            "A pixel of value {top} and alpha {alpha} lies over one of value {below} and alpha {ground} (1 is opaque; "
            "values are not premultiplied). Which value and which alpha come out?",
            "값 {top}, 알파 {alpha}인 픽셀을 값 {below}, 알파 {ground}인 픽셀 위에 겹쳐요(1이 불투명, 값에는 알파를 "
            "곱해 두지 않았어요). 결과의 값과 알파는 얼마인가요?",
        )
    elif params["level"] == 2:
        text = Text(
            "In 8 bits: a pixel of value {top} and alpha {alpha} (of 255) lies over an opaque one of value {below}. "
            "Which value comes out, before rounding?",
            "8비트에서 값 {top}, 알파 {alpha}(255 기준)인 픽셀을 값 {below}인 불투명한 픽셀 위에 겹쳐요. 반올림하기 "
            "전의 값은 얼마인가요?",
        )
    else:
        text = Text(
            "A pixel of value {top} and alpha {alpha} lies over an opaque one of value {below} (alpha 1 is opaque). "
            "Which value comes out, before rounding?",
            "값 {top}, 알파 {alpha}인 픽셀을 값 {below}인 불투명한 픽셀 위에 겹쳐요(알파 1이 불투명). 반올림하기 전의 "
            "값은 얼마인가요?",
        )
    return fill(text, params)


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = Text("α·top + (1 − α)·below", "α·위 + (1 − α)·아래")
    if params["level"] == 3:
        formula = Text(
            "alpha = α + (1 − α)·β;  value = (α·top + (1 − α)·β·below) / alpha",
            "알파 = α + (1 − α)·β,  값 = (α·위 + (1 − α)·β·아래) / 알파",
        )
    return (
        Text(
            "The upper pixel covers as much as its alpha says; the rest shows the lower one.",
            "위 픽셀은 알파만큼 가리고, 나머지로 아래 픽셀이 비쳐요.",
        ),
        formula,
        fill(
            Text("The lower one shows with the share {rest}.", "아래 픽셀은 {rest}만큼 비쳐요."),
            rest=round((1 - share(params)) * ground(params), 4),
        ),
    )


def solution(params: Params) -> tuple[Step, ...]:
    above, under = share(params), (1 - share(params)) * ground(params)
    columns = ("", Text("share", "비율"), Text("value", "값"), "×")
    rows = (
        (Text("upper", "위"), round(above, 4), params["top"], round(above * params["top"], 4)),
        (Text("lower", "아래"), round(under, 4), params["below"], round(under * params["below"], 4)),
    )
    total = round(above * params["top"] + under * params["below"], 4)
    value = round(over(params["top"], params["below"], above, ground(params)), 4)
    end = Text("Add up: {value}.", "더하면 {value:이에요}.")
    if params["level"] == 3:
        end = Text(
            "The shares add up to the alpha {alpha}; the products, {total}, divided by it give {value}.",
            "비율을 더하면 알파 {alpha}, 곱을 더한 {total:을} 알파로 나누면 {value:이에요}.",
        )
    return (
        Step(Text("How much of each is seen.", "두 픽셀이 각각 얼마나 보이는지 구해요."), Table(columns, rows)),
        Step(fill(end, value=value, total=total, alpha=round(covered(params), 4))),
    )


FAMILY = Family(
    name="alpha-composite",
    version=1,
    title=Text("Alpha compositing", "알파 합성"),
    topic="pictures",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    misconceptions=(
        Misconception(
            name="swapped",
            source=Text("the alpha given to the lower pixel", "알파를 아래 픽셀에 곱함"),
            answer=lambda params: answered(params, over(params["below"], params["top"], share(params), ground(params))),
            feedback=told(
                "Your answer, {given}, is what you get if the alpha {alpha} is given to the lower pixel. It says how "
                "much the upper one covers.",
                "{given:은} 알파 {alpha:을} 아래 픽셀에 곱하면 나오는 값이에요. 알파는 위 픽셀이 가리는 정도예요.",
            ),
            links=("image-mask-formula", "image-alpha-composite"),
            step=0,
        ),
        Misconception(
            name="added",
            source=Text("the lower pixel not dimmed", "아래 픽셀을 줄이지 않음"),
            answer=lambda params: answered(params, share(params) * params["top"] + params["below"]),
            feedback=told(
                "Your answer, {given}, is what you get if the lower pixel shows in full. The upper one hides a part of "
                "it.",
                "{given:은} 아래 픽셀이 다 보인다고 치면 나오는 값이에요. 위 픽셀이 그 일부를 가려요.",
            ),
            links=("image-mask-formula",),
            step=0,
        ),
        Misconception(
            name="plain-mean",
            source=Text("the mean of both, whatever the alpha", "알파와 상관없이 평균"),
            answer=lambda params: answered(params, (params["top"] + params["below"]) / 2),
            feedback=told(
                "Your answer, {given}, is what you get from the mean of {top} and {below}. The alpha {alpha} weighs "
                "them.",
                "{given:은} {top:과} {below}의 평균에서 나오는 값이에요. 알파 {alpha:이} 비율을 정해요.",
            ),
            links=("image-mask-formula",),
            step=0,
        ),
        Misconception(
            name="not-divided",
            source=Text("the result's own alpha forgotten", "결과의 알파로 나누지 않음"),
            answer=not_divided,
            feedback=told(
                "Your answer, {given}, is what you get if the value is not divided by the alpha that comes out.",
                "{given:은} 값을 결과의 알파로 나누지 않으면 나오는 값이에요.",
            ),
            links=("image-alpha-over-color",),
            step=1,
        ),
        Misconception(
            name="as-if-opaque",
            source=Text("the lower pixel taken to be opaque", "아래 픽셀을 불투명하다고 봄"),
            answer=as_if_opaque,
            feedback=told(
                "Your answer, {given}, is what you get if the lower pixel is opaque. Its alpha is {ground}.",
                "{given:은} 아래 픽셀이 불투명하다고 보면 나오는 값이에요. 아래 픽셀의 알파는 {ground:이에요}.",
            ),
            links=("image-alpha-over", "image-alpha-over-color"),
            step=0,
        ),
        Misconception(
            name="alphas-added",
            source=Text("the alphas added up", "알파를 더함"),
            answer=added_alphas,
            feedback=told(
                "Your answer, {given}, is what you get if the alphas {alpha} and {ground} are added. The upper one "
                "hides a part of the lower one.",
                "{given:은} 알파 {alpha:과} {ground:을} 그냥 더하면 나오는 값이에요. 위 픽셀이 아래의 일부를 가려요.",
            ),
            links=("image-alpha-over",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("image-alpha-composite", "image-alpha-over"),
)
