"""Which shape does Keras want to be told of the input?"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.answers import Shape
from quiz.exercises.chance import distinct, pick, whole
from quiz.exercises.families.shapes.stacks import product, shown
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: the array's shape is given. Level 2: pictures as Pillow tells their size. Level 3: videos."""
    height, width = distinct(rng, 2, 24, 160)
    return {
        "samples": whole(rng, 10, 600) * 100,
        "batch": pick(rng, (16, 32, 64, 128)),
        "height": height,
        "width": width,
        "channels": pick(rng, (1, 3)) if level == 2 else 3,
        "frames": pick(rng, (8, 10, 12, 16)) if level == 3 else 0,
        "level": level,
    }


def reference(params: Params) -> tuple[int, ...]:
    p = params
    return (*frames(p), p["height"], p["width"], p["channels"])


def frames(params: Params) -> tuple[int, ...]:
    return (params["frames"],) if params["frames"] else ()


def channels_first(params: Params) -> tuple[int, ...]:
    return (*frames(params), params["channels"], params["height"], params["width"])


def width_first(params: Params) -> tuple[int, ...]:
    return (*frames(params), params["width"], params["height"], params["channels"])


def question(params: Params) -> Text:
    p = params
    if p["level"] == 1:
        text = Text(
            "x_train.shape is {array}: pictures, channels last. Training goes in batches of {batch}. What do you write "
            "in keras.Input(shape=…)?",
            "x_train.shape이 {array}인 이미지이고, 채널이 마지막 축이에요. 배치 크기는 {batch:이에요}. "
            "keras.Input(shape=…)에는 무엇을 쓰나요?",
        )
    elif p["level"] == 2:
        text = Text(
            "Pillow says of every picture: size == ({width}, {height}), mode == '{mode}'. There are {samples} of them, "
            "in batches of {batch}. What do you write in keras.Input(shape=…) for a Conv2D (channels last)?",
            "Pillow로 연 이미지마다 size == ({width}, {height}), mode == '{mode}'라고 나와요. 이미지는 {samples}장이고 "
            "배치 크기는 {batch:이에요}. Conv2D에 맞는 keras.Input(shape=…)에는 무엇을 쓰나요? 채널은 마지막 축이에요.",
        )
    else:
        text = Text(
            "{samples} clips of {frames} colour frames, each frame {width} wide and {height} high, go into a Conv3D in "
            "batches of {batch}. What do you write in keras.Input(shape=…) (frames first, channels last)?",
            "컬러 프레임 {frames}장으로 된 영상 {samples}개를 배치 크기 {batch:으로} Conv3D에 넣어요. 프레임은 "
            "너비 {width}, "
            "높이 {height:이에요}. keras.Input(shape=…)에는 무엇을 쓰나요? 프레임이 첫 축, 채널이 마지막 축이에요.",
        )
    return fill(text, p, array=shown((p["samples"], *reference(p))), mode="L" if p["channels"] == 1 else "RGB")


def hints(params: Params) -> tuple[Text, Text, Text]:
    video = bool(params["frames"])
    return (
        Text("What is the shape of one sample?", "샘플 하나의 모양은 무엇일까요?"),
        Text("(frames, height, width, channels)", "(프레임, 높이, 너비, 채널)") if video
        else Text("(height, width, channels)", "(높이, 너비, 채널)"),
        fill(
            Text("The last number is {channels}; the number of samples is not among them.",
                 "마지막 수는 {channels:이에요}. 샘플의 수는 들어가지 않아요."),
            params,
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    names = [
        (Text("frames", "프레임"), params["frames"]),
        (Text("height", "높이"), params["height"]),
        (Text("width", "너비"), params["width"]),
        (Text("channels", "채널"), params["channels"]),
    ]
    rows: tuple[tuple[Any, ...], ...] = tuple((name, n) for name, n in names if n)
    return (
        Step(
            Text(
                "Write the axes of one sample, rows before columns.", "샘플 하나의 축을 적어요. 행이 열보다 먼저예요."
            ),
            Table((Text("axis", "축"),), tuple(row[:1] for row in rows)),
        ),
        Step(
            fill(
                Text(
                    "That is shape={shape}. Keras puts None in front for the batch.",
                    "shape={shape:이에요}. 배치 축은 Keras가 None으로 앞에 붙여요.",
                ),
                shape=shown(reference(params)),
            ),
            Table((Text("axis", "축"), Text("size", "크기")), rows),
        ),
    )


FAMILY = Family(
    name="keras-input-shape",
    version=1,
    title=Text("The input's shape in Keras", "Keras의 입력 모양"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: Shape(4 if params["frames"] else 3, free=True),
    misconceptions=(
        Misconception(
            name="batch-included",
            source=Text("the batch size taken for an axis of the input's shape", "배치 크기도 써야 한다는 생각"),
            answer=lambda params: (params["batch"], *reference(params)),
            feedback=told(
                "Your answer, {given}, is what you get if the batch size {batch} is written too. Keras adds that axis "
                "itself.",
                "{given:은} 배치 크기 {batch}까지 쓰면 나오는 값이에요. 그 축은 Keras가 스스로 붙여요.",
            ),
            links=("keras-input-batch", "keras-input-four"),
            step=1,
        ),
        Misconception(
            name="samples-included",
            source=Text("the shape of the whole array", "배열 전체의 모양"),
            answer=lambda params: (params["samples"], *reference(params)),
            feedback=told(
                "Your answer, {given}, is what you get if the {samples} samples are an axis too. The shape is that of "
                "one sample.",
                "{given:은} 샘플 {samples}개까지 축으로 쓰면 나오는 값이에요. 샘플 하나의 모양만 써요.",
            ),
            links=("keras-input-batch",),
            step=1,
        ),
        Misconception(
            name="none-included",
            source=Text("writing the None that Keras shows", "Keras가 보여 주는 None을 직접 씀"),
            answer=lambda params: (None, *reference(params)),
            feedback=told(
                "Your answer, {given}, is what you get in a summary. In shape=… the batch is left out, else there is "
                "an axis too many.",
                "{given:은} summary에 나오는 값이에요. shape=…에 None까지 쓰면 축이 하나 많아져요.",
            ),
            links=("keras-input-batch",),
            step=1,
        ),
        Misconception(
            name="width-first",
            source=Text("width before height, as Pillow has it", "Pillow처럼 너비를 먼저 씀"),
            answer=width_first,
            feedback=told(
                "Your answer, {given}, is what you get if the width comes first, as in Pillow's size. An array has "
                "rows first: the height {height}.",
                "{given:은} Pillow의 size처럼 너비를 먼저 쓰면 나오는 값이에요. 배열은 행, 곧 높이 {height:이} "
                "먼저예요.",
            ),
            links=("keras-input-axes", "image-size-order"),
            step=0,
        ),
        Misconception(
            name="channels-first",
            source=Text("PyTorch's order of axes", "PyTorch의 축 순서"),
            answer=channels_first,
            feedback=told(
                "Your answer, {given}, is what you get if the {channels} channels come before height and width, as in "
                "PyTorch. Here they are last.",
                "{given:은} PyTorch처럼 채널 {channels}개를 높이와 너비 앞에 쓰면 나오는 값이에요. 여기서는 채널이 "
                "마지막이에요.",
            ),
            links=("keras-input-axes",),
            step=0,
        ),
        Misconception(
            name="no-channels",
            source=Text("leaving the channels out", "채널을 빠뜨림"),
            answer=lambda params: reference(params)[:-1],
            feedback=told(
                "Your answer, {given}, is what you get without the channels. Even one channel is an axis.",
                "{given:은} 채널을 빼면 나오는 값이에요. 채널이 하나여도 축은 있어야 해요.",
            ),
            links=("keras-input-axes",),
            step=0,
        ),
        Misconception(
            name="flattened",
            source=Text("the length of the flattened input", "펼친 입력의 길이"),
            answer=lambda params: (product(reference(params)),),
            feedback=told(
                "Your answer, {given}, is what you get if the sample is flattened. A convolution needs its axes.",
                "{given:은} 샘플을 펼치면 나오는 값이에요. 합성곱에는 축이 그대로 있어야 해요.",
            ),
            links=("flat-what-is-lost",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("keras-input-shape", "keras-input-batch"),
)
