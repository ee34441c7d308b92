"""Write the cross-entropy: of probabilities, of logits, with weights or labels to leave out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine import losses
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.chance import pick
from quiz.exercises.code import Task, arguments
from quiz.exercises.families.code.writing import WRITE, Idea, alike, asked, lines, sliced, written, wrongs
from quiz.exercises.problem import Params, Settings, Step
from quiz.exercises.sandbox import Call

NAMES = (("logits", "labels"), ("z", "y"), ("scores", "labels"))
IGNORED = -100


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: of probabilities, labels as numbers or one-hot. Level 2: of logits, large ones too. Level 3: with class
    weights, or labels to be left out."""
    x, y = pick(rng, NAMES)
    params: dict[str, Any] = {"level": level, "x": "p" if level == 1 else x, "y": y}
    if level == 1:
        return params | {"one_hot": pick(rng, (False, True)), "reduction": pick(rng, ("mean", "sum"))}
    if level == 2:
        return params | {"reduction": pick(rng, ("mean", "sum", "none"))}
    return params | {"extra": pick(rng, ("weight", "ignored"))}


def signature(params: Params) -> str:
    more = ", weight" if params.get("extra") == "weight" else ""
    return f"cross_entropy({params['x']}, {params['y']}{more})"


REDUCED = {"mean": "{loss}.mean()", "sum": "{loss}.sum()", "none": "{loss}"}


def code(
    params: Params, *, shift: str = " - {x}.max(axis=1, keepdims=True)", log: str | None = None,
    reduced: str | None = None, picked: str | None = None, sign: str = "-",
) -> str:  # fmt: skip
    """The function with other logarithms, without the shift, with another choice or another reduction."""
    x, y, level = params["x"], params["y"], params["level"]
    head = f"def {signature(params)}:"
    how = params.get("reduction", "mean")
    if level == 1:
        logs = log or f"np.log({x})"
        if params["one_hot"]:
            chosen = picked or f"np.where({y} > 0, {logs}, 0).sum(axis=1)"
        else:
            chosen = picked or f"{logs}[np.arange(len({y})), {y}]"
        chosen = chosen.format(logs=logs)
        return lines(head, f"    loss = {sign}{chosen}", f"    return {(reduced or REDUCED[how]).format(loss='loss')}")
    body = [f"    z = {x}{shift.format(x=x)}",
            f"    log_p = {log or 'z - np.log(np.exp(z).sum(axis=1, keepdims=True))'}"]  # fmt: skip
    if level == 3 and params["extra"] == "ignored":
        body += [f"    kept = {y} != {IGNORED}",
                 f"    loss = -log_p[np.arange(len({y})), np.where(kept, {y}, 0)] * kept"]  # fmt: skip
        return lines(head, *body, f"    return {reduced or 'loss.sum() / kept.sum()'}")
    body += [f"    loss = {sign}{(picked or 'log_p[np.arange(len({y})), {y}]').format(y=y)}"]
    if level == 3:
        body += [f"    w = weight[{y}]"]
        return lines(head, *body, f"    return {reduced or '(w * loss).sum() / w.sum()'}")
    return lines(head, *body, f"    return {(reduced or REDUCED[how]).format(loss='loss')}")


def reference(params: Params) -> Callable[..., Any]:
    how = params.get("reduction", "mean")
    if params["level"] == 1:

        def of_probabilities(p: Any, labels: Any) -> Any:
            labels = labels.argmax(axis=1) if params["one_hot"] else labels
            return losses.nll(np.log(p), labels, reduction=how)

        return of_probabilities
    if params["level"] == 2:
        return lambda z, labels: losses.cross_entropy(z, labels, reduction=how)
    if params["extra"] == "ignored":
        return lambda z, labels: losses.cross_entropy(z, labels, ignore_index=IGNORED)
    return lambda z, labels, weight: losses.cross_entropy(z, labels, weight=weight)


def inputs(params: Params, rng: np.random.Generator) -> Sequence[Call]:
    level, calls = params["level"], []
    if level > 1:
        more = [np.array([1.0, 2.0, 0.5])] if params.get("extra") == "weight" else []
        large = np.array([[1000.0, 1001.0, 1003.0], [-1.0, 0.0, 2.0]])
        far = np.array([[0.0, 2000.0, 1.0]])  # whose softmax is rounded to 0, 1, 0
        calls += [arguments(large, np.array([0, 1]), *more), arguments(far, np.array([2]), *more)]
    for n, k in ((1, 2), (2, 3), (3, 2), (4, 4), (2, 5), (5, 3), (3, 3)):
        z = np.round(2 * rng.normal(size=(n, k)), 1)
        labels = rng.integers(0, k, n)
        if level == 1:
            p = F.softmax(z)
            given = np.eye(k)[labels] if params["one_hot"] else labels
            if params["one_hot"]:
                p[0, (labels[0] + 1) % k] = 0  # impossible, and it did not happen
            calls += [arguments(p, given), arguments(sliced(p), given), arguments(p.astype(np.float32), given)]
            continue
        if params.get("extra") == "ignored" and n > 1:
            labels[rng.integers(0, n)] = IGNORED
        more = [np.round(rng.random(k) + 0.2, 1)] if params.get("extra") == "weight" else []
        calls += [arguments(z, labels, *more), arguments(sliced(z), labels, *more),
                  arguments(z.astype(np.float32), labels, *(array.astype(np.float32) for array in more))]  # fmt: skip
    return calls


def fits(params: Params, call: Call) -> bool:
    """Probabilities stay some, one label a row, and not all of them are left out."""
    if params["level"] > 1:
        return bool(np.any(call.args[1] != IGNORED))
    sums = call.args[0].sum(axis=1)
    rows = call.args[1].sum(axis=1) if params["one_hot"] else np.ones(1)
    return bool(np.allclose(sums, 1, atol=1e-6) and np.all(rows == 1))


def task(params: Params) -> Task:
    return Task("cross_entropy", reference(params), lambda rng: inputs(params, rng), wrongs(IDEAS, params),
                fits=lambda call: fits(params, call))  # fmt: skip


def question(params: Params) -> Text:
    level, how = params["level"], params.get("reduction", "mean")
    wanted = {
        "mean": Text("It returns the mean of the samples' cross-entropies −ln p[label], one number; the logarithm is "
                     "the "
                     "natural one.",
                     "샘플마다의 교차 엔트로피 −ln p[레이블]을 평균해 수 하나로 반환하세요. 로그는 자연로그예요."),
        "sum": Text("It returns the sum of the samples' cross-entropies −ln p[label], one number; the logarithm is the "
                    "natural one.",
                    "샘플마다의 교차 엔트로피 −ln p[레이블]을 더해 수 하나로 반환하세요. 로그는 자연로그예요."),
        "none": Text("It returns each sample's cross-entropy −ln p[label], (n,); the logarithm is the natural one.",
                     "샘플마다의 교차 엔트로피 −ln p[레이블]을 (n,)으로 반환하세요. 로그는 자연로그예요."),
    }[how]  # fmt: skip
    if level == 1:
        if params["one_hot"]:
            labels = Text("{y} are one-hot, (n, classes). A class that is not the label's may have probability 0.",
                          "{y:은} 원-핫 (n, 클래스)이에요. 레이블이 아닌 클래스의 확률은 0일 수도 있어요.")  # fmt: skip
        else:
            labels = Text("{y} are class numbers, (n,).", "{y:은} 클래스 번호 (n,)이에요.")
        given = Text("{x} are probabilities, (n, classes); each row adds up to 1.",
                     "{x:은} 확률 (n, 클래스)이고 행마다 더하면 1이에요.")  # fmt: skip
        return asked(params, WRITE, given, labels, wanted, head=signature(params))
    given = Text("{x} are logits, (n, classes), not probabilities yet; they may be large: 1000 must not overflow.",
                 "{x:은} 아직 확률이 아닌 로짓 (n, 클래스)이에요. 1000처럼 커도 오버플로가 나면 안 돼요.")  # fmt: skip
    labels = Text("{y} are class numbers, (n,).", "{y:은} 클래스 번호 (n,)이에요.")
    if level == 2:
        return asked(params, WRITE, given, labels, wanted, head=signature(params))
    extra = Text("`weight`, (classes,), says what each class counts: Σ w[label] · loss / Σ w[label], as in PyTorch.",
                 "`weight` (클래스,)는 클래스마다의 가중치예요. PyTorch처럼 Σ w[레이블] · 손실 / Σ w[레이블]을 "
                 "구하세요.")  # fmt: skip
    if params["extra"] == "ignored":
        extra = Text("A label −100 is left out: the mean goes over the other samples. At least one is left.",
                     "레이블 −100은 무시하고 나머지 샘플로만 평균해요. 적어도 하나는 남아요.")  # fmt: skip
    return asked(params, WRITE, given, labels, wanted, extra, head=signature(params))


def hints(params: Params) -> tuple[Text, Text, Text]:
    x, y, level = params["x"], params["y"], params["level"]
    if level == 1:
        line = f"{y} > 0" if params["one_hot"] else f"{x}[np.arange(len({y})), {y}]"
        return (
            Text("Only the probability of the label's class counts.", "레이블 클래스의 확률만 중요해요."),
            alike("H = −ln p[y]"), alike(f"`{line}`"),
        )  # fmt: skip
    nudge = Text("Take the logarithm by formula, not of a rounded softmax: ln 0 is −∞.",
                 "반올림된 소프트맥스에 로그를 씌우지 말고 식으로 로그를 구하세요. ln 0은 −∞예요.")  # fmt: skip
    formula = "−ln softmax(z)[y] = m − z[y] + ln Σⱼ e^(zⱼ − m),  m = max z"
    line = f"z = {x} - {x}.max(axis=1, keepdims=True)"
    if level == 3:
        nudge = Text("What is divided by? The weights of the labels that are there.",
                     "무엇으로 나눌까요? 실제로 나온 레이블의 가중치예요.")  # fmt: skip
        formula, line = "Σᵢ w[yᵢ]·Hᵢ / Σᵢ w[yᵢ]", f"w = weight[{y}]"
        if params["extra"] == "ignored":
            nudge = Text("A sample that is left out counts neither above nor below the fraction bar.",
                         "무시한 샘플은 분자에도 분모에도 세지 않아요.")  # fmt: skip
            formula, line = "Σ_kept Hᵢ / #kept", f"kept = {y} != {IGNORED}"
    return nudge, alike(formula), alike(f"`{line}`")


def solution(params: Params) -> tuple[Step, ...]:
    level = params["level"]
    if level == 1:
        table = Table((Text("label", "레이블"), "p[0]", "p[1]", "p[2]", "−ln p"),
                      ((0, 0.5, 0.3, 0.2, 0.6931), (2, 0.1, 0.1, 0.8, 0.2231)))  # fmt: skip
        text = Text("Pick the probability of each label and take −ln of it.",
                    "레이블의 확률을 골라 −ln을 구해요.")  # fmt: skip
        return Step(text, table), Step(Text("Then put the samples' losses together as asked.",
                                            "그다음 샘플의 손실을 요구한 대로 합쳐요."))  # fmt: skip
    z = np.array([1000.0, 1001.0, 1003.0])
    shifted = z - z.max()
    rows = tuple((float(a), float(b), round(float(np.exp(b)), 4), round(float(c), 4))
                 for a, b, c in zip(z, shifted, F.log_softmax(z), strict=True))  # fmt: skip
    table = Table(("z", "z − m", "e^(z − m)", "ln p"), rows)
    steps = [
        Step(Text("Subtract each row's maximum m; then ln p = (z − m) − ln Σ e^(z − m), and nothing overflows.",
                  "행마다 최댓값 m을 빼요. 그러면 ln p = (z − m) − ln Σ e^(z − m)이고 오버플로가 없어요."), table),
        Step(Text("Pick each label's: `log_p[np.arange(n), labels]`, and change its sign.",
                  "레이블의 값을 골라(`log_p[np.arange(n), labels]`) 부호를 바꿔요.")),
    ]  # fmt: skip
    if level == 3 and params["extra"] == "weight":
        steps.append(Step(Text("Losses 2 and 1 with weights 1 and 3: (1 · 2 + 3 · 1) / (1 + 3) = 1.25.",
                               "손실 2와 1, 가중치 1과 3이면 (1 · 2 + 3 · 1) / (1 + 3) = 1.25예요.")))  # fmt: skip
    elif level == 3:
        steps.append(Step(Text("Losses 2, 1 and one that is left out: (2 + 1) / 2 = 1.5, not / 3.",
                               "손실 2, 1과 무시한 하나라면 (2 + 1) / 2 = 1.5예요. 3으로 나누지 않아요.")))  # fmt: skip
    return tuple(steps)


def at(level: int, extra: str = "", **change: str) -> Callable[[Params], str | None]:
    return lambda params: (
        code(params, **change) if params["level"] == level and extra in ("", params.get("extra")) else None
    )


def other_classes(params: Params) -> str | None:
    """The binary loss of each class added up."""
    if params["level"] > 1:
        return None
    one = params["y"] if params["one_hot"] else f"np.eye({params['x']}.shape[1])[{params['y']}]"
    return code(params, picked=f"np.log(np.where({one} > 0, {params['x']}, 1 - {params['x']})).sum(axis=1)")


IDEAS = (
    Idea(
        "binary-logarithm",
        at(1, log="np.log2(p)"),
        Text("the logarithm to base 2", "밑이 2인 로그"),
        Text("Your function's values are what you get with the logarithm to base 2. Frameworks take the natural one.",
             "밑이 2인 로그를 쓰면 나오는 값이에요. 프레임워크는 자연로그를 써요."),
        ("class-cross-entropy",), 0,
    ),
    Idea(
        "sign-forgotten",
        lambda p: code(p, sign="") if p["level"] < 3 else None,
        Text("no minus", "부호를 바꾸지 않음"),
        Text("Your function's values are what you get without the minus: the loss is then below 0.",
             "부호를 바꾸지 않으면 나오는 값이에요. 손실이 음수가 돼요."),
        ("class-cross-entropy",), 0,
    ),
    Idea(
        "other-classes-too",
        other_classes,
        Text("the other classes' probabilities as well", "다른 클래스의 확률까지 셈"),
        Text("Your function's values are what you get if −ln(1 − p) of the other classes is added, as for yes-or-no "
             "questions.",
             "예/아니요 문제처럼 다른 클래스의 −ln(1 − p)까지 더하면 나오는 값이에요."),
        ("class-cross-entropy-others",), 0,
    ),
    Idea(
        "over-all-values",
        lambda p: code(p, reduced="{loss}.sum() / {x}.size".format(loss="loss", x=p["x"]))
        if p["level"] < 3 and p["reduction"] == "mean" else None,
        Text("divided by samples times classes", "샘플 × 클래스로 나눔"),
        Text("Your function's values are what you get if the sum is divided by the number of all probabilities. Each "
             "sample counts once.",
             "합을 모든 확률의 개수로 나누면 나오는 값이에요. 샘플마다 한 번만 세요."),
        ("class-cross-entropy-batch",), 1,
    ),
    Idea(
        "mean-for-sum",
        lambda p: code(p, reduced="{loss}.mean()") if p.get("reduction") == "sum" else None,
        Text("the mean where a sum is asked for", "합 대신 평균"),
        Text("Your function's values are what you get if the mean is taken. Here the sum is asked for.",
             "평균을 내면 나오는 값이에요. 여기서는 합을 구해야 해요."),
        ("class-cross-entropy-batch",), 1,
    ),
    Idea(
        "mean-for-none",
        lambda p: code(p, reduced="{loss}.mean()") if p.get("reduction") == "none" else None,
        Text("one number for all samples", "샘플을 하나로 합침"),
        Text("Your function's values are what you get if the samples' losses are averaged. Each is asked for.",
             "샘플의 손실을 평균하면 나오는 값이에요. 여기서는 샘플마다 구해야 해요."),
        ("class-cross-entropy-batch",), 1,
    ),
    Idea(
        "no-shift",
        lambda p: code(p, shift="") if p["level"] > 1 else None,
        Text("e^z of large logits", "큰 로짓에 그대로 지수 함수"),
        Text("Your function's values are what you get if the maximum is not subtracted: e^1000 overflows.",
             "최댓값을 빼지 않으면 나오는 값이에요. e^1000은 오버플로예요."),
        ("act-softmax-naive",), 0,
    ),
    Idea(
        "logarithm-of-softmax",
        lambda p: code(p, log="np.log(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))") if p["level"] == 2 else None,
        Text("the logarithm of a rounded softmax", "반올림된 소프트맥스에 로그"),
        Text("Your function's values are what you get from the logarithm of softmax: a probability that rounds to 0 "
             "gives "
             "∞.",
             "소프트맥스에 로그를 씌우면 나오는 값이에요. 0으로 반올림된 확률은 ∞가 돼요."),
        ("class-cross-entropy-logits",), 0,
    ),
    Idea(
        "logits-as-probabilities",
        lambda p: code(p, shift="", log="z") if p["level"] > 1 else None,
        Text("logits taken for log-probabilities", "로짓을 로그 확률로 봄"),
        Text("Your function's values are what you get if the logits are taken for log-probabilities: softmax is "
             "missing.",
             "로짓을 로그 확률로 보면 나오는 값이에요. 소프트맥스가 빠졌어요."),
        ("class-cross-entropy-logits",), 0,
    ),
    Idea(
        "divided-by-samples",
        at(3, "weight", reduced="(w * loss).mean()"),
        Text("divided by the number of samples", "샘플 수로 나눔"),
        Text("Your function's values are what you get if the weighted losses are divided by the number of samples, not "
             "by "
             "their weights.",
             "가중한 손실을 가중치의 합이 아니라 샘플 수로 나누면 나오는 값이에요."),
        ("class-cross-entropy-batch",), 2,
    ),
    Idea(
        "weights-ignored",
        at(3, "weight", reduced="loss.mean()"),
        Text("no weights", "가중치를 빠뜨림"),
        Text("Your function's values are what you get without the weights.", "가중치 없이 평균하면 나오는 값이에요."),
        ("class-cross-entropy-batch",), 2,
    ),
    Idea(
        "counted-all-the-same",
        at(3, "ignored", reduced="loss.mean()"),
        Text("divided by all samples", "모든 샘플 수로 나눔"),
        Text("Your function's values are what you get if samples that are left out still count in the number divided "
             "by.",
             "무시한 샘플까지 세어 나누면 나오는 값이에요."),
        ("class-cross-entropy-batch",), 2,
    ),
)  # fmt: skip

FAMILY = written(
    "write-cross-entropy",
    Text("Write the cross-entropy", "교차 엔트로피 작성"),
    generate=generate,
    signature=signature,
    code=code,
    task=task,
    ideas=IDEAS,
    question=question,
    hints=hints,
    solution=solution,
    links=("class-cross-entropy", "class-cross-entropy-logits"),
)
