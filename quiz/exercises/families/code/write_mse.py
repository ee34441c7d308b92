"""Write the MSE: of a vector, of rows of pixels, with its gradient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine import Tensor, losses
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.chance import pick
from quiz.exercises.code import Task, arguments
from quiz.exercises.families.code.writing import WRITE, Idea, alike, asked, lines, sliced, written, wrongs
from quiz.exercises.problem import Params, Settings, Step
from quiz.exercises.sandbox import Call

NAMES = (("prediction", "truth"), ("y_pred", "y_true"), ("p", "y"))


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: vectors. Level 2: rows, also of uint8, reduced in one of three ways. Level 3: the gradient as well."""
    prediction, target = pick(rng, NAMES)
    params: dict[str, Any] = {"level": level, "prediction": prediction, "target": target}
    params["first"] = pick(rng, ("prediction", "target")) if level == 1 else "prediction"
    if level == 2:
        params["reduction"] = pick(rng, ("mean", "sample", "sum"))
    if level == 3:
        params |= {"reduction": pick(rng, ("mean", "sum")), "gradient_first": pick(rng, (False, True))}
    return params


def signature(params: Params) -> str:
    pair = [params["prediction"], params["target"]]
    return f"mse({', '.join(pair if params['first'] == 'prediction' else pair[::-1])})"


SUMMED = {"mean": "{e}.mean()", "sample": "{e}.mean(axis=1)", "sum": "{e}.sum()"}


def code(
    params: Params, *, each: str = "(e ** 2)", summed: str | None = None, cast: bool = True, slope: str = "2 * e",
    shared: bool = True,
) -> str:  # fmt: skip
    """The function with another measure of `each` error, another sum of them, or another `slope`."""
    p, t = params["prediction"], params["target"]
    how = params.get("reduction", "mean")
    minus = f"{p}.astype(float) - {t}" if params["level"] == 2 and cast else f"{p} - {t}"
    value = (summed or SUMMED[how]).format(e=each)
    if params["level"] < 3:
        return lines(f"def {signature(params)}:", f"    e = {minus}", f"    return {value}")
    gradient = f"{slope} / e.size" if how == "mean" and shared else slope
    both = f"{gradient}, {value}" if params["gradient_first"] else f"{value}, {gradient}"
    return lines(f"def {signature(params)}:", f"    e = {minus}", f"    return {both}")


def reference(params: Params) -> Callable[..., Any]:
    how = params.get("reduction", "mean")

    def mse(one: Any, other: Any) -> Any:
        one, other = (np.asarray(array, float if array.dtype.kind != "f" else None) for array in (one, other))
        if params["level"] < 3:  # where it does not matter which comes first
            if how == "sample":
                return losses.mse(one, other, reduction="none").mean(axis=1)
            return losses.mse(one, other, reduction=how)
        prediction = Tensor(one, requires_grad=True)
        loss = losses.mse(prediction, other, reduction=how)
        loss.backward()
        assert prediction.grad is not None
        value, gradient = loss.data, prediction.grad.data
        return (gradient, value) if params["gradient_first"] else (value, gradient)

    return mse


def inputs(params: Params, rng: np.random.Generator) -> Sequence[Call]:
    calls = []
    for shape in ((3,), (1,), (4,), (7,)) if params["level"] == 1 else ((2, 3), (1, 4), (3, 1), (4, 2), (1, 1), (3, 3)):
        one, other = (np.round(3 * rng.normal(size=shape), 2) for _ in range(2))
        calls += [arguments(one, other), arguments(sliced(one), sliced(other))]
        calls.append(arguments(one.astype(np.float32), other.astype(np.float32)))
        if params["level"] == 2:
            calls.append(arguments(*(rng.integers(0, 256, shape, dtype=np.uint8) for _ in range(2))))
    return calls


def task(params: Params) -> Task:
    return Task("mse", reference(params), lambda rng: inputs(params, rng), wrongs(IDEAS, params))


def question(params: Params) -> Text:
    level, how = params["level"], params.get("reduction", "mean")
    head = signature(params)
    if level == 1:
        return asked(
            params, WRITE,
            Text("{prediction} and {target} are vectors of one length, n ≥ 1.",
                 "{prediction:과} {target:은} 길이가 같은 벡터이고 n ≥ 1이에요."),
            Text("It returns the mean squared error, one number.", "평균 제곱 오차를 수 하나로 반환하세요."), head=head,
        )  # fmt: skip
    given = Text("{prediction} and {target} have one shape, (samples, outputs), at least (1, 1).",
                 "{prediction:과} {target:은} 모양이 (샘플, 출력)으로 같고 (1, 1) 이상이에요.")  # fmt: skip
    if level == 2:
        wanted = {
            "mean": Text("It returns the mean of the squared errors over all values, one number, as frameworks do.",
                         "프레임워크처럼 모든 값에 걸쳐 제곱 오차를 평균해 수 하나로 반환하세요."),
            "sample": Text("It returns each sample's own mean squared error, an array of shape (samples,).",
                           "샘플마다 따로 구한 평균 제곱 오차를 모양 (샘플,)인 배열로 반환하세요."),
            "sum": Text("It returns the sum of the squared errors over all values, one number (reduction 'sum').",
                        "모든 값의 제곱 오차를 더해 수 하나로 반환하세요(reduction 'sum')."),
        }[how]  # fmt: skip
        pixels = Text("Both may hold pixels as uint8: there, 3 − 5 has to be −2.",
                      "둘 다 uint8 픽셀일 수도 있어요. 그때도 3 − 5는 −2여야 해요.")  # fmt: skip
        return asked(params, WRITE, given, wanted, pixels, head=head)
    order = Text(
        "It returns two values: the loss, then its gradient with respect to {prediction}.",
        "손실, {prediction}에 대한 손실의 기울기, 이 순서로 두 값을 반환하세요.",
    )
    if params["gradient_first"]:
        order = Text("It returns two values: the gradient with respect to {prediction}, then the loss.",
                     "{prediction}에 대한 손실의 기울기, 손실, 이 순서로 두 값을 반환하세요.")  # fmt: skip
    loss = {
        "mean": Text("The loss is the mean of the squared errors over all values, one number.",
                     "손실은 모든 값에 걸친 제곱 오차의 평균, 수 하나예요."),
        "sum": Text("The loss is the sum of the squared errors over all values, one number.",
                    "손실은 모든 값의 제곱 오차의 합, 수 하나예요."),
    }[how]  # fmt: skip
    shape = Text("The gradient has the shape of {prediction}.", "기울기의 모양은 {prediction:과} 같아요.")
    return asked(params, WRITE, given, order, loss, shape, head=head)


def hints(params: Params) -> tuple[Text, Text, Text]:
    p, t = params["prediction"], params["target"]
    if params["level"] == 3:
        mean = params["reduction"] == "mean"
        formula = "∂/∂ŷ Σ e² / n = 2e / n,  e = ŷ − y" if mean else "∂/∂ŷ Σ e² = 2e,  e = ŷ − y"
        return (
            Text("Each error moves the loss by itself: take the derivative of one square.",
                 "오차 하나하나가 따로 손실을 움직여요. 제곱 하나의 도함수를 구하세요."),
            alike(formula), alike("`gradient = 2 * e / e.size`" if mean else "`gradient = 2 * e`"),
        )  # fmt: skip
    nudge = Text("Square each error before anything is added up.", "더하기 전에 오차를 하나씩 제곱하세요.")
    if params["level"] == 2:
        nudge = Text("uint8 holds 0 to 255 and wraps round: convert before you subtract.",
                     "uint8은 0~255만 담고 넘치면 되돌아가요. 빼기 전에 다른 dtype으로 바꾸세요.")  # fmt: skip
    line = f"`e = {p}.astype(float) - {t}`" if params["level"] == 2 else f"`e = {p} - {t}`"
    return nudge, alike({"sum": "Σ e²"}.get(params.get("reduction", "mean"), "MSE = Σ e² / n")), alike(line)


def solution(params: Params) -> tuple[Step, ...]:
    how, level = params.get("reduction", "mean"), params["level"]
    prediction, target = np.array([3.0, 1.0, 4.0, 2.0]), np.array([5.0, 1.0, 1.0, 2.5])
    e = prediction - target
    last = "2e / n" if how == "mean" else "2e"
    columns = (params["prediction"], params["target"], "e", "e²", last)[: 5 if level == 3 else 4]
    slope = 2 * e / (e.size if how == "mean" else 1)
    table = Table(columns, tuple(
        tuple(float(value) for value in row[: len(columns)])
        for row in zip(prediction, target, e, e**2, slope, strict=True)
    ))  # fmt: skip
    ends = {
        "mean": Text("Add the squares up, 13.25, and divide by the number of values, 4: 3.3125. `.mean()` does both.",
                     "제곱을 더하면 13.25, 값의 수 4로 나누면 3.3125예요. `.mean()`이 둘 다 해요."),
        "sample": Text("`.mean(axis=1)` takes the mean along each row and leaves one value a sample.",
                       "`.mean(axis=1)`은 행마다 평균을 내어 샘플마다 값 하나를 남겨요."),
        "sum": Text("Add the squares up: 13.25.", "제곱을 모두 더하면 13.25예요."),
    }  # fmt: skip
    first = Text("Take the errors and square each of them.", "오차를 구해 하나씩 제곱해요.")
    if level == 2:
        first = Text("Convert first (`astype(float)`), then take the errors and square each of them.",
                     "먼저 dtype을 바꾸고(`astype(float)`), 오차를 구해 하나씩 제곱해요.")  # fmt: skip
    if level == 3:
        first = Text("Take the errors, their squares, and the derivative of each square.",
                     "오차와 그 제곱, 그리고 제곱마다 도함수를 구해요.")  # fmt: skip
    return Step(first, table), Step(ends[how])


IDEAS = (
    Idea(
        "absolute",
        lambda p: code(p, each="np.abs(e)", slope="np.sign(e)"),
        Text("MAE for MSE", "MSE를 MAE로 착각"),
        Text("Your function's values are what you get from the absolute errors: that is the MAE.",
             "오차의 절댓값을 쓰면 나오는 값이에요. 그건 MAE예요."),
        ("loss-mae",), 0,
    ),
    Idea(
        "root",
        lambda p: code(p).replace("return ", "return np.sqrt(") [:-1] + ")\n" if p["level"] < 3 else None,
        Text("RMSE for MSE", "MSE를 RMSE로 착각"),
        Text("Your function's values are what you get if the root is taken at the end: that is the RMSE.",
             "마지막에 제곱근을 씌우면 나오는 값이에요. 그건 RMSE예요."),
        ("loss-rmse",), 1,
    ),
    Idea(
        "forgot-mean",
        lambda p: code(p, summed="{e}.sum()" if p["level"] == 1 else "{e}.sum() / len(e)")
        if p.get("reduction", "mean") == "mean" and p["level"] < 3 else None,
        Text("another number to divide by", "다른 수로 나눔"),
        Text("Your function's values are what you get if the sum of the squares is not divided by the number of all "
             "values.",
             "제곱의 합을 모든 값의 개수로 나누지 않으면 나오는 값이에요."),
        ("loss-mse",), 1,
    ),
    Idea(
        "mean-for-sum",
        lambda p: code(p, summed="{e}.mean()") if p.get("reduction") == "sum" and p["level"] == 2 else None,
        Text("the mean where a sum is asked for", "합 대신 평균"),
        Text("Your function's values are what you get if the mean is taken. Here the sum is asked for.",
             "평균을 내면 나오는 값이에요. 여기서는 합을 구해야 해요."),
        ("loss-mse",), 1,
    ),
    Idea(
        "over-samples",
        lambda p: code(p, summed="{e}.mean(axis=0)") if p.get("reduction") == "sample" else None,
        Text("the mean along the other axis", "다른 축을 따라 평균"),
        Text("Your function's values are what you get if the mean is taken over the samples: one value for each "
             "output is left.",
             "샘플 방향으로 평균하면 나오는 값이에요. 출력마다 값 하나가 남아요."),
        ("loss-mse",), 1,
    ),
    Idea(
        "mean-first",
        lambda p: code(p, each="e", summed="{e}.mean() ** 2") if p["level"] == 1 else None,
        Text("the square of the mean error", "평균한 뒤 제곱"),
        Text("Your function's values are what you get if the errors are averaged first and then squared: errors of "
             "opposite sign cancel.",
             "오차를 먼저 평균한 뒤 제곱하면 나오는 값이에요. 부호가 다른 오차가 서로 지워져요."),
        ("loss-mse",), 0,
    ),
    Idea(
        "wraps-round",
        lambda p: code(p, cast=False) if p["level"] == 2 else None,
        Text("uint8 that wraps round", "uint8 되돌아감"),
        Text("Your function's values are what you get if pixels are subtracted as uint8: 3 − 5 is 254 there, and "
             "squares wrap round as well.",
             "픽셀을 uint8인 채로 빼면 나오는 값이에요. 거기서 3 − 5는 254이고 제곱도 되돌아가요."),
        ("image-difference-uint8",), 0,
    ),
    Idea(
        "no-two",
        lambda p: code(p, slope="e") if p["level"] == 3 else None,
        Text("the derivative of e² without its 2", "e²의 도함수에서 2를 빠뜨림"),
        Text("Your function's values are what you get if the derivative of e² is taken as e. It is 2e.",
             "e²의 도함수를 e로 보면 나오는 값이에요. 2e예요."),
        ("loss-mse-gradient",), 0,
    ),
    Idea(
        "gradient-not-shared",
        lambda p: code(p, shared=False) if p["level"] == 3 and p["reduction"] == "mean" else None,
        Text("the gradient of the sum", "합의 기울기"),
        Text("Your function's values are what you get if the gradient is the sum's. The loss is a mean, so the "
             "gradient is divided by the number of values too.",
             "기울기를 합의 기울기로 구하면 나오는 값이에요. 손실이 평균이니 기울기도 값의 개수로 나눠야 해요."),
        ("loss-mse-gradient",), 0,
    ),
    Idea(
        "gradient-over-samples",
        lambda p: code(p, slope="2 * e / len(e)", shared=False) if p["level"] == 3 else None,
        Text("divided by the samples alone", "샘플 수로만 나눔"),
        Text("Your function's values are what you get if the gradient is divided by the number of samples.",
             "기울기를 샘플 수로 나누면 나오는 값이에요."),
        ("loss-mse-gradient",), 0,
    ),
    Idea(
        "gradient-sign",
        lambda p: code(p, slope="-2 * e") if p["level"] == 3 else None,
        Text("e as target − prediction", "e를 정답 − 예측으로 봄"),
        Text("Your function's values are what you get if the gradient has the other sign, as with respect to the "
             "target.",
             "기울기의 부호를 뒤집으면 나오는 값이에요. 정답에 대한 기울기가 그래요."),
        ("loss-mse-gradient",), 0,
    ),
)  # fmt: skip

FAMILY = written(
    "write-mse",
    Text("Write the mean squared error", "평균 제곱 오차 작성"),
    generate=generate,
    signature=signature,
    code=code,
    task=task,
    ideas=IDEAS,
    question=question,
    hints=hints,
    solution=solution,
    links=("loss-mse", "loss-mse-gradient"),
)
