"""Write alpha compositing: of numbers from 0 to 1, of pixels with a mask, of two translucent pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine import image
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.chance import pick
from quiz.exercises.code import Task, arguments
from quiz.exercises.families.code.writing import WRITE, Idea, alike, asked, lines, sliced, written, wrongs
from quiz.exercises.problem import Params, Settings, Step
from quiz.exercises.sandbox import Call

NAMES = (("above", "below"), ("fg", "bg"), ("source", "base"))


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: numbers from 0 to 1. Level 2: uint8 pixels and a mask. Level 3: both pictures have an alpha."""
    above, below = pick(rng, NAMES)
    params: dict[str, Any] = {"level": level, "above": above, "below": below, "below_first": pick(rng, (False, True))}
    if level == 2:
        params["color"] = pick(rng, (False, True))
    if level == 3:
        params["premultiplied"] = pick(rng, (False, True))
    return params


def signature(params: Params) -> str:
    pair = [params["above"], params["below"]]
    names = ", ".join(pair[::-1] if params["below_first"] else pair)
    return f"alpha_composite({names}{('', ', alpha', ', mask')[params['level'] % 3]})"


def code(params: Params, *, rule: str | None = None, alpha: str | None = None, color: str | None = None) -> str:
    """The function by another rule; at level 3 with another alpha or another colour."""
    a, b, level = params["above"], params["below"], params["level"]
    head = f"def {signature(params)}:"
    if level == 1:
        return lines(head, f"    return {(rule or 'alpha * {a} + (1 - alpha) * {b}').format(a=a, b=b)}")
    if level == 2:
        mixed = "({a} * m + {b} * (255 - m)) / 255"
        shape = "mask[..., None]" if params["color"] else "mask"
        return lines(head, f"    m = {shape}.astype(int)",
                     f"    return {(rule or f'np.rint({mixed}).astype(np.uint8)').format(a=a, b=b)}")  # fmt: skip
    parts = [f"    a, b = {a}[..., 3:], {b}[..., 3:]"]
    if params["premultiplied"] and rule is None and alpha is None:
        return lines(head, parts[0], f"    return {a} + (1 - a) * {b}")
    given = {"a": f"{a}[..., :3]", "b": f"{b}[..., :3]"}
    parts.append(f"    total = {alpha or 'a + (1 - a) * b'}")
    mixed = rule or (
        "{a} + (1 - a) * {b}"
        if params["premultiplied"]
        else "(a * {a} + (1 - a) * b * {b}) / np.where(total, total, 1)"
    )
    parts.append(f"    color = {(color or mixed).format(**given)}")
    return lines(head, *parts, "    return np.concatenate([color, total], axis=-1)")


def reference(params: Params) -> Callable[..., Any]:
    def mixed(one: Any, other: Any, mask: Any = None) -> Any:
        above, below = (other, one) if params["below_first"] else (one, other)
        if params["level"] == 1:
            return mask * above + (1 - mask) * below
        if params["level"] == 2:
            return image.composite(above, below, mask)
        a, b = above[..., 3:], below[..., 3:]
        if params["premultiplied"]:
            return above + (1 - a) * below
        total = a + (1 - a) * b
        color = (a * above[..., :3] + (1 - a) * b * below[..., :3]) / np.where(total > 0, total, 1)
        return np.concatenate([color, total], axis=-1)

    return mixed


def inputs(params: Params, rng: np.random.Generator) -> Sequence[Call]:
    level, calls = params["level"], []
    for h, w in ((1, 1), (1, 2), (2, 2), (3, 2), (2, 4), (4, 3)):
        if level == 1:
            one, other, alpha = (np.round(rng.random((h, w)), 2) for _ in range(3))
            calls += [arguments(one, other, alpha), arguments(sliced(one), other, sliced(alpha)),
                      arguments(*(array.astype(np.float32) for array in (one, other, alpha)))]  # fmt: skip
        elif level == 2:
            shape = (h, w, 3) if params["color"] else (h, w)
            one, other, mask = (rng.integers(0, 256, size, np.uint8) for size in (shape, shape, (h, w)))
            ends = np.where(mask > 127, 255, 0).astype(np.uint8)
            calls += [arguments(one, other, mask), arguments(sliced(one), other, ends)]
        else:
            one, other = (np.round(rng.random((h, w, 4)), 2) for _ in range(2))
            for array in (one, other):
                array[..., 3] = rng.choice([0.0, 0.25, 0.5, 0.8, 1.0], (h, w))
                array[..., :3] *= array[..., 3:] if params["premultiplied"] else 1
            if h > 1:
                one[0, 0] = other[0, 0] = 0
            calls += [arguments(one, other), arguments(sliced(one), np.asfortranarray(other)),
                      arguments(one.astype(np.float32), other.astype(np.float32))]  # fmt: skip
    return calls


def task(params: Params) -> Task:
    return Task("alpha_composite", reference(params), lambda rng: inputs(params, rng), wrongs(IDEAS, params),
                dtype=params["level"] == 2, fits=lambda call: fits(params, call))  # fmt: skip


def fits(params: Params, call: Call) -> bool:
    """What is cut smaller still has all its channels."""
    if params["level"] == 3:
        return all(array.shape[-1] == 4 for array in call.args)
    return params["level"] == 1 or tuple(call.args[0].shape) == (*call.args[2].shape, *([3] if params["color"] else []))


def question(params: Params) -> Text:
    level = params["level"]
    if level == 1:
        return asked(
            params, WRITE,
            Text("{above} lies over {below}: two arrays of one shape. `alpha`, of that shape too, says from 0 to 1 how "
                 "opaque {above} is.",
                 "{above:이} {below} 위에 놓여요. 두 배열은 모양이 같고, 모양이 같은 `alpha`는 {above:이} 얼마나 "
                 "불투명한지를 0~1로 나타내요."),
            Text("It returns what is seen: {above} where alpha is 1, {below} where it is 0, and a mixture between.",
                 "보이는 값을 반환하세요. alpha가 1이면 {above}, 0이면 {below}, 그 사이면 섞인 값이에요."),
            head=signature(params),
        )  # fmt: skip
    if level == 2:
        shape = (Text("(height, width, 3)", "(높이, 너비, 3)") if params["color"]
                 else Text("(height, width)", "(높이, 너비)"))  # fmt: skip
        return asked(
            params, WRITE,
            Text("{above} and {below} are uint8 pictures {shape}; `mask` is uint8, (height, width).",
                 "{above:과} {below:은} uint8 이미지 {shape}, `mask`는 uint8 (높이, 너비)예요."),
            Text("It returns a uint8 picture: {above} where the mask is 255, {below} where it is 0, and between them "
                 "the mixture, rounded to the nearest value.",
                 "uint8 이미지를 반환하세요. 마스크가 255면 {above}, 0이면 {below}, 그 사이면 섞인 값을 반올림해요."),
            head=signature(params), shape=shape,
        )  # fmt: skip
    how = (Text("The colours are premultiplied: each is already multiplied by its alpha, here and in the result.",
                "색은 미리 곱한(premultiplied) 값이에요. 입력도 결과도 색에 알파가 이미 곱해져 있어요.")
           if params["premultiplied"]
           else Text("The colours are straight: not multiplied by their alpha, neither here nor in the result. Where "
                     "the "
                     "result is fully transparent, its colour is 0.",
                     "색은 알파를 곱하지 않은 값이에요. 결과도 그래요. 결과가 완전히 투명한 곳의 색은 "
                     "0이에요."))  # fmt: skip
    return asked(
        params, WRITE,
        Text("{above} lies over {below}: RGBA, (height, width, 4), floats from 0 to 1; both may be translucent.",
             "{above:이} {below} 위에 놓여요. 둘 다 0~1의 RGBA (높이, 너비, 4)이고 반투명할 수 있어요."),
        how, Text("It returns RGBA of the same shape.", "모양이 같은 RGBA를 반환하세요."), head=signature(params),
    )  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    level = params["level"]
    line = code(params).strip().split("\n")[-1 if level < 3 else 2].strip()
    if level == 1:
        return (
            Text("What the upper one does not cover shows the lower one.",
                 "위 이미지가 가리지 않은 만큼 아래가 보여요."),
            alike("out = α·a + (1 − α)·b"), alike(f"`{line.split(' + ')[-1]}`"),
        )  # fmt: skip
    if level == 2:
        return (
            Text("uint8 cannot hold 200 · 200: convert before you multiply.",
                 "uint8은 200 · 200을 담지 못해요. 곱하기 전에 바꾸세요."),
            alike("out = round((a·m + b·(255 − m)) / 255)"), alike("`mask.astype(int)`"),
        )  # fmt: skip
    if params["premultiplied"]:
        return (
            Text("Colour and alpha follow one rule here.", "여기서는 색과 알파가 같은 규칙을 따라요."),
            alike("out = a + (1 − αₐ)·b"), alike(f"`(1 - a) * {params['below']}`"),
        )  # fmt: skip
    return (
        Text("First the alpha that results; the colour is divided by it at the end.",
             "결과의 알파가 먼저예요. 색은 마지막에 그 알파로 나눠요."),
        alike("α = αₐ + (1 − αₐ)·α_b;  c = (αₐ·cₐ + (1 − αₐ)·α_b·c_b) / α"), alike(f"`{line}`"),
    )  # fmt: skip


COLUMNS = (Text("above", "위"), Text("below", "아래"), "α", Text("result", "결과"))


def solution(params: Params) -> tuple[Step, ...]:
    level = params["level"]
    if level == 1:
        return (
            Step(Text("Weights α and 1 − α, which add up to 1.", "더해서 1이 되는 α와 1 − α를 곱해요."),
                 Table(COLUMNS, ((0.8, 0.2, 1.0, 0.8), (0.8, 0.2, 0.0, 0.2), (0.8, 0.2, 0.25, 0.35)))),
        )  # fmt: skip
    if level == 2:
        seen = [int(image.composite(*(np.array([[v]], np.uint8) for v in (200, 100, m)))[0, 0]) for m in (255, 0, 128)]
        rows = tuple((200, 100, m, value) for m, value in zip((255, 0, 128), seen, strict=True))
        return (
            Step(Text("Work with int: 200 · 128 + 100 · 127 = 38300 fits into no uint8.",
                      "int로 계산해요. 200 · 128 + 100 · 127 = 38300은 uint8에 담기지 않아요.")),
            Step(Text("Divide by 255, round, and go back to uint8. Of a colour picture each channel gets the same "
                      "mask: "
                      "`mask[..., None]`.",
                      "255로 나누고 반올림해 uint8로 돌아가요. 컬러 이미지는 채널마다 같은 마스크를 써요: "
                      "`mask[..., None]`."),
                 Table((*COLUMNS[:2], Text("mask", "마스크"), COLUMNS[3]), rows)),
        )  # fmt: skip
    alphas = Table((Text("above", "위"), Text("below", "아래"), Text("total", "합친 알파")),
                   ((0.5, 0.5, 0.75), (0.5, 1.0, 1.0), (0.0, 0.5, 0.5)))  # fmt: skip
    first = Step(Text("The alphas: αₐ + (1 − αₐ)·α_b.", "알파: αₐ + (1 − αₐ)·α_b."), alphas)
    if params["premultiplied"]:
        return first, Step(Text("Premultiplied colours follow the same rule, so all four channels are done at once.",
                                "미리 곱한 색도 같은 규칙을 따르니 네 채널을 한 번에 계산해요."))  # fmt: skip
    return (
        first,
        Step(Text("The colour is the mean of both, weighted by αₐ and (1 − αₐ)·α_b. For 0.8 over 0.2, both half "
                  "opaque: "
                  "(0.5 · 0.8 + 0.25 · 0.2) / 0.75 = 0.6.",
                  "색은 αₐ와 (1 − αₐ)·α_b로 가중한 평균이에요. 둘 다 반투명한 0.8과 0.2라면 "
                  "(0.5 · 0.8 + 0.25 · 0.2) / 0.75 = 0.6이에요.")),
        Step(Text("Where the total is 0 nothing may be divided by it: divide by 1 instead.",
                  "합친 알파가 0인 곳에서는 0으로 나누지 않도록 1로 나눠요.")),
    )  # fmt: skip


def at(level: int, premultiplied: bool | None = None, **change: str) -> Callable[[Params], str | None]:
    return lambda params: (
        code(params, **change)
        if params["level"] == level and premultiplied in (None, params.get("premultiplied")) else None
    )  # fmt: skip


def swapped(params: Params) -> str:
    """As if the names of the two were exchanged."""
    other = {**params, "above": params["below"], "below": params["above"], "below_first": not params["below_first"]}
    return code(other)


IDEAS = (
    Idea(
        "upside-down",
        swapped,
        Text("the lower one on top", "위아래를 바꿈"),
        Text("Your function's values are what you get if the two pictures change places, as with Image.blend, whose "
             "alpha is the second one's.",
             "두 이미지의 자리를 바꾸면 나오는 값이에요. Image.blend는 알파가 둘째 이미지의 것이라 그래요."),
        ("image-blend-order",), 0,
    ),
    Idea(
        "added",
        at(1, rule="alpha * {a} + {b}"),
        Text("the lower one in full", "아래 이미지를 그대로 더함"),
        Text("Your function's values are what you get if the lower one is added in full. It only shows through by 1 − "
             "α.",
             "아래 이미지를 그대로 더하면 나오는 값이에요. 1 − α만큼만 비쳐요."),
        ("image-mask-formula",), 0,
    ),
    Idea(
        "cut-out",
        at(1, rule="np.where(alpha > 0.5, {a}, {b})"),
        Text("either the one or the other", "둘 중 하나만 고름"),
        Text("Your function's values are what you get if each place shows one of the two, none of the mixture.",
             "섞지 않고 둘 중 하나만 고르면 나오는 값이에요."),
        ("image-mask-term",), 0,
    ),
    Idea(
        "cut-off",
        at(2, rule="(({a} * m + {b} * (255 - m)) // 255).astype(np.uint8)"),
        Text("the fraction cut off", "소수점 아래를 버림"),
        Text("Your function's values are what you get if the fraction is cut off. It is rounded.",
             "소수점 아래를 버리면 나오는 값이에요. 반올림해야 해요."),
        ("image-composite-value",), 1,
    ),
    Idea(
        "wraps-round",
        at(2, rule="np.rint(({a} * m.astype(np.uint8) + {b} * (255 - m).astype(np.uint8)) / 255).astype(np.uint8)"),
        Text("products of uint8", "uint8끼리 곱함"),
        Text("Your function's values are what you get if uint8 is multiplied by uint8: above 255 it wraps round.",
             "uint8끼리 곱하면 나오는 값이에요. 255를 넘으면 되돌아가요."),
        ("image-difference-uint8",), 0,
    ),
    Idea(
        "by-256",
        at(2, rule="np.rint(({a} * m + {b} * (256 - m)) / 256).astype(np.uint8)"),
        Text("256 in place of 255", "255 대신 256으로 나눔"),
        Text("Your function's values are what you get with 256 in place of 255: a mask of 255 then is not quite "
             "opaque.",
             "255 대신 256을 쓰면 나오는 값이에요. 마스크가 255여도 다 가리지 못해요."),
        ("image-mask-formula",), 1,
    ),
    Idea(
        "not-divided",
        at(3, False, rule="a * {a} + (1 - a) * b * {b}"),
        Text("the colour left premultiplied", "색을 알파로 나누지 않음"),
        Text("Your function's values are what you get if the colour is not divided by the resulting alpha: it stays "
             "premultiplied.",
             "색을 결과의 알파로 나누지 않으면 나오는 값이에요. 알파가 곱해진 채로 남아요."),
        ("image-alpha-over-color",), 1,
    ),
    Idea(
        "opaque-below",
        at(3, False, color="a * {a} + (1 - a) * {b}"),
        Text("the lower one taken as opaque", "아래를 불투명하다고 봄"),
        Text("Your function's values are what you get if the colour is mixed as over an opaque picture.",
             "아래 이미지가 불투명하다고 보고 색을 섞으면 나오는 값이에요."),
        ("image-alpha-over",), 1,
    ),
    Idea(
        "multiplied-again",
        at(3, True, rule="a * {a} + (1 - a) * {b}"),
        Text("the alpha multiplied in twice", "알파를 두 번 곱함"),
        Text("Your function's values are what you get if the upper colour is multiplied by its alpha once more.",
             "위 색에 알파를 한 번 더 곱하면 나오는 값이에요."),
        ("image-alpha-over-color",), 1,
    ),
    Idea(
        "alphas-added",
        at(3, alpha="np.minimum(a + b, 1)"),
        Text("the alphas added up", "알파를 더함"),
        Text("Your function's values are what you get if the alphas are added: the lower one counts only where the "
             "upper "
             "does not cover it.",
             "알파를 더하면 나오는 값이에요. 아래 알파는 위가 가리지 않은 만큼만 세요."),
        ("image-alpha-over",), 0,
    ),
)  # fmt: skip

FAMILY = written(
    "write-alpha-composite",
    Text("Write alpha compositing", "알파 합성 작성"),
    generate=generate,
    signature=signature,
    code=code,
    task=task,
    ideas=IDEAS,
    question=question,
    hints=hints,
    solution=solution,
    links=("image-alpha-composite", "image-mask-formula"),
)
