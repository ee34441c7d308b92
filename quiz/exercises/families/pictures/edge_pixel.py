"""What a kernel that looks for edges makes of one pixel."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Picture, Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Whole
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.pictures.pixels import PICTURE, cut, shown, unless
from quiz.exercises.families.values.maps import correlated, flipped, transposed
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, products, rows, told

KERNELS = {
    "all": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "rows": [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
    "columns": [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
}


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: all sides. Level 2: upward or sideways. Level 3: a pixel off the middle of a larger picture."""
    size = 3 if level < 3 else 4
    at = [1, 1] if level < 3 else pick(rng, ([1, 2], [2, 1]))
    kernel = "all" if level == 1 else pick(rng, ("rows", "columns") if level == 2 else ("all", "rows", "columns"))
    base, reach = (whole(rng, 60, 160), 12) if kernel == "all" else (100, 60)
    values = [[base + whole(rng, -reach, reach) for _ in range(size)] for _ in range(size)]
    if kernel == "all":
        values[at[0]][at[1]] = base + whole(rng, -20, 34)
    return {"values": values, "kernel": kernel, "at": at}


def window(params: Params, at: list[int] | None = None) -> Array:
    row, column = at or params["at"]
    return np.array(params["values"])[row - 1 : row + 2, column - 1 : column + 2]


def weights(params: Params) -> Array:
    return np.array(KERNELS[params["kernel"]])


def weighed(params: Params, kernel: Any = None, at: list[int] | None = None) -> int:
    """The sum, not cut yet."""
    return int((window(params, at) * (weights(params) if kernel is None else kernel)).sum())


def reference(params: Params) -> int:
    return int(cut(correlated(window(params), weights(params))[0, 0]))


def other(params: Params, kernel: Any) -> Any:
    """With another kernel, where that makes another value."""
    return unless(int(cut(weighed(params, kernel))), reference(params))


def absolute(params: Params) -> Any:
    """Of the kernel that looks to all sides; for the others it is what turning the kernel gives."""
    if params["kernel"] != "all" or weighed(params) >= 0:
        return None
    return unless(int(cut(abs(weighed(params)))), reference(params))


def turned(params: Params) -> Any:
    return other(params, flipped(weights(params)))


def averaged(params: Params) -> Any:
    return unless(int(cut(weighed(params) / 9)), reference(params), turned(params))


def wrapped(params: Params) -> Any:
    """Modulo 256, as uint8 goes round."""
    total = weighed(params)
    return None if 0 <= total <= 255 else unless(total % 256, reference(params), absolute(params), turned(params))


def swapped_place(params: Params) -> Any:
    if params["at"] == [1, 1]:
        return None
    there = int(cut(weighed(params, at=params["at"][::-1])))
    return unless(there, reference(params), turned(params), averaged(params), absolute(params))


def question(params: Params) -> Text:
    row, column = params["at"]
    return fill(
        Text(
            "An edge filter lays these weights on the picture as they are written (no turning) and cuts the sum to "
            "0–255:\n{kernel}\nWhat becomes of the pixel in row {row}, column {column} (counted from 0)?",
            "경계 필터가 아래 가중치를 쓰인 그대로(뒤집지 않고) 이미지에 얹어 곱해 더하고, 합을 0–255로 잘라요.\n"
            "{kernel}\n{row}행 {column}열(0부터 셈)의 픽셀은 얼마가 되나요?",
        ),
        kernel=rows(weights(params)), row=row, column=column,
    )  # fmt: skip


def picture(params: Params) -> Picture:
    return shown(params["values"], PICTURE)


def hints(params: Params) -> tuple[Text, Text, Text]:
    grid = window(params)
    corner = int(grid[0, 0] * weights(params)[0, 0])
    return (
        Text(
            "Where all nine pixels are alike, the sum is 0: only differences count.",
            "아홉 픽셀이 모두 같으면 합이 0이에요. 차이만 남아요.",
        ),
        Text("min(255, max(0, Σ k·v))", "min(255, max(0, Σ k·v))"),
        fill(
            Text("The upper left pixel adds {k} · {v} = {n}.", "왼쪽 위 픽셀은 {k} · {v} = {n:을} 더해요."),
            k=int(weights(params)[0, 0]), v=int(grid[0, 0]), n=corner,
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    row, column = params["at"]
    total = weighed(params)
    if 0 <= total <= 255:
        end = Text("Add up: {total}, which lies in 0–255.", "더하면 {total:이에요}. 0–255 안이므로 그대로예요.")
    else:
        end = Text("Add up: {total}. Cut to 0–255, {value}.", "더하면 {total:이에요}. 0–255로 자르면 {value:이에요}.")
    table = products(weights(params).ravel(), window(params).ravel(), (Text("weight", "가중치"), Text("pixel", "픽셀")))
    return (
        Step(
            Text("The window round the pixel.", "픽셀 둘레의 창을 봐요."),
            shown(params["values"], PICTURE, (row - 1, column - 1, 3, 3)),
        ),
        Step(fill(end, total=total, value=reference(params)), table),
    )


def numbers(params: Params) -> dict[str, object]:
    row, column = params["at"]
    return {"total": weighed(params), "row": row, "column": column, "center": int(window(params)[1, 1])}


FAMILY = Family(
    name="edge-pixel",
    version=1,
    title=Text("A pixel at an edge", "경계의 픽셀"),
    topic="pictures",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: Whole(),
    picture=picture,
    misconceptions=(
        Misconception(
            name="not-cut",
            source=Text("the sum left as it is", "합을 자르지 않음"),
            answer=lambda params: unless(weighed(params), reference(params)),
            feedback=told(
                "Your answer, {given}, is what you get before the cut. Eight bits hold 0 to 255.",
                "{given:은} 자르기 전에 나오는 값이에요. 8비트에는 0부터 255까지만 들어가요.",
            ),
            links=("image-edges-clip",),
            step=1,
        ),
        Misconception(
            name="absolute",
            source=Text("the size of the difference", "차이의 크기만 봄"),
            answer=absolute,
            feedback=told(
                "Your answer, {given}, is what you get if the minus of {total} is dropped. It is cut at 0 instead.",
                "{given:은} {total}에서 부호를 떼면 나오는 값이에요. 음수는 0으로 잘려요.",
                numbers,
            ),
            links=("image-edges-clip",),
            step=1,
        ),
        Misconception(
            name="wrapped",
            source=Text("going round, as uint8 does", "uint8처럼 한 바퀴 돎"),
            answer=wrapped,
            feedback=told(
                "Your answer, {given}, is what you get if {total} goes round at 256, as NumPy's uint8 does. Here it is "
                "cut.",
                "{given:은} NumPy의 uint8처럼 {total:이} 256에서 한 바퀴 돌면 나오는 값이에요. 여기서는 잘라요.",
                numbers,
            ),
            links=("image-edges-clip",),
            step=1,
        ),
        Misconception(
            name="turned",
            source=Text("the kernel turned by half a turn", "커널을 반 바퀴 돌림"),
            answer=turned,
            feedback=told(
                "Your answer, {given}, is what you get if the kernel is turned round first, as mathematics convolves. "
                "Here it lies as it is written.",
                "{given:은} 수학의 합성곱처럼 커널을 먼저 뒤집으면 나오는 값이에요. 여기서는 쓰인 그대로 얹어요.",
            ),
            links=("cnn-cross-correlation", "image-filter-kernel"),
            step=1,
        ),
        Misconception(
            name="rows-for-columns",
            source=Text("rows and columns of the kernel swapped", "커널의 행과 열을 바꿈"),
            answer=lambda params: unless(other(params, transposed(weights(params))), turned(params), averaged(params)),
            feedback=told(
                "Your answer, {given}, is what you get if the kernel's rows are taken for its columns.",
                "{given:은} 커널의 행을 열로 보면 나오는 값이에요.",
            ),
            links=("image-filter-kernel",),
            step=1,
        ),
        Misconception(
            name="averaged",
            source=Text("a ninth of the sum, as in a blur", "블러처럼 9로 나눔"),
            answer=averaged,
            feedback=told(
                "Your answer, {given}, is what you get if the sum {total} is divided by 9 and rounded down. These "
                "weights have no scale.",
                "{given:은} 합 {total:을} 9로 나누고 내리면 나오는 값이에요. 이 가중치에는 scale이 없어요.",
                numbers,
            ),
            links=("image-kernel-kinds", "image-edges-flat"),
            step=1,
        ),
        Misconception(
            name="column-first",
            source=Text("row and column swapped", "행과 열을 바꿈"),
            answer=swapped_place,
            feedback=told(
                "Your answer, {given}, is what you get at row {column}, column {row}. Asked is row {row}, column "
                "{column}.",
                "{given:은} {column}행 {row}열에서 나오는 값이에요. 묻는 곳은 {row}행 {column}열이에요.",
                numbers,
            ),
            links=("image-pixel-order",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("image-edges-step", "image-edges-flat"),
)
