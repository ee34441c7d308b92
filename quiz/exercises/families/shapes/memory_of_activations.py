"""How many bytes do the activations of a layer take?"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Whole
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.shapes.stacks import apart, conv, listing, padded, pool, product, shown, through, trace
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told, worked


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: maps of a given shape. Level 2: behind a convolution. Level 3: two layers, float16 too."""
    if level == 1:
        size = whole(rng, 8, 40)
        shape, layers = [size, size, pick(rng, (8, 16, 32))], []
    else:
        shape = [whole(rng, 16, 40), whole(rng, 16, 40), 3]
        layers = [conv(pick(rng, (8, 16, 32)), pick(rng, (3, 5)))] + [pool(2)] * (level == 3)
    return {
        "shape": shape,
        "layers": layers,
        "batch": pick(rng, (4, 8, 16, 64)),
        "dtype": pick(rng, ("float16", "float32")) if level == 3 else "float32",
    }


def counted(params: Params, layers: Any = None) -> int:
    """How many numbers one sample keeps."""
    found = through(params["layers"] if layers is None else layers, params["shape"])
    return sum(product(shape) for shape in (found[1:] or found))


def memory(params: Params, **other: Any) -> int:
    p = {**params, **other}
    return shapes.memory((p["batch"], counted(p)), p["dtype"])


def each(params: Params) -> int:
    """Bytes of one number."""
    return shapes.memory(1, params["dtype"])


def input_channels(params: Params) -> int | None:
    """The convolution's output with as many channels as its input."""
    if not params["layers"]:
        return None
    first, *rest = params["layers"]
    return memory(params, layers=[{**first, "filters": params["shape"][2]}, *rest])


def weights(params: Params) -> int | None:
    if not params["layers"]:
        return None
    first = params["layers"][0]
    return shapes.memory(shapes.conv_parameters(params["shape"][2], first["filters"], first["kernel"]), params["dtype"])


def last_alone(params: Params) -> int | None:
    found = through(params["layers"], params["shape"])
    if len(found) < 3:
        return None
    return shapes.memory((params["batch"], product(found[-1])), params["dtype"])


IDEAS = apart(
    memory,
    {
        "numbers-for-bytes": lambda params: params["batch"] * counted(params),
        "forgot-batch": lambda params: memory(params, batch=1),
    },
)

QUESTIONS = (
    Text(
        "Maps of shape {shape} (height, width, channels) are kept for each of the {batch} samples of a batch, in "
        "{dtype}. How many bytes is that?",
        "배치의 샘플 {batch}개마다 모양이 {shape}(높이, 너비, 채널)인 특징 맵을 {dtype:으로} 저장해요. 모두 몇 "
        "바이트인가요?",
    ),
    Text(
        "A batch of {batch} pictures of shape {shape} goes through this layer; its output is kept in {dtype}. How many "
        "bytes does the output take?",
        "모양이 {shape}인 이미지 {batch}장이 한 배치로 아래 층을 지나고, 출력을 {dtype:으로} 저장해요. 출력은 몇 "
        "바이트인가요?",
    ),
    Text(
        "A batch of {batch} pictures of shape {shape} goes through these layers; the outputs of both are kept in "
        "{dtype} for the backward pass. How many bytes do the two outputs take?",
        "모양이 {shape}인 이미지 {batch}장이 한 배치로 아래 층들을 지나고, 역전파를 위해 두 층의 출력을 모두 "
        "{dtype:으로} "
        "저장해요. 두 출력은 합해서 몇 바이트인가요?",
    ),
)


def question(params: Params) -> Text:
    asked = fill(QUESTIONS[len(params["layers"])], {**params, "shape": shown(params["shape"])})
    layers = f"\n{listing(params['layers'])}" if params["layers"] else ""
    return Text(asked.en + layers, asked.ko + layers)


def hints(params: Params) -> tuple[Text, Text, Text]:
    found = through(params["layers"], params["shape"])
    shape = found[1] if params["layers"] else found[0]
    return (
        Text(
            "How many numbers are there, and how many bytes has one?", "수가 몇 개이고, 수 하나는 몇 바이트일까요?"
        ),
        Text(
            "batch · h·w·c · bytes of one number (float32: 4, float16: 2)",
            "배치 · h·w·c · 수 하나의 바이트 (float32: 4, float16: 2)",
        ),
        fill(Text("One sample's maps: {shape}.", "샘플 하나의 맵: {shape}."), shape="×".join(map(str, shape))),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    count = counted(params)
    return (
        Step(
            fill(Text("One sample keeps {n} numbers.", "샘플 하나에 수 {n}개를 저장해요."), n=count),
            trace(params["layers"], params["shape"]),
        ),
        Step(
            fill(
                Text("Times {batch} samples, times {each} bytes.", "샘플 {batch}개와 {each}바이트를 곱해요."),
                params, each=each(params),
            ),
            worked(shapes.working.memory((params["batch"], count), params["dtype"])),
        ),
    )  # fmt: skip


FAMILY = Family(
    name="memory-of-activations",
    version=1,
    title=Text("Memory of activations", "활성값의 메모리"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=memory,
    question=question,
    answer=lambda params: Whole(),
    misconceptions=(
        Misconception(
            name="numbers-for-bytes",
            source=Text("counting numbers, not bytes", "바이트가 아니라 수의 개수를 셈"),
            answer=IDEAS["numbers-for-bytes"],
            feedback=told(
                "Your answer, {given}, is what you get if you count the numbers. Each {dtype} takes {each} bytes.",
                "{given:은} 수의 개수만 세면 나오는 값이에요. {dtype} 하나는 {each}바이트예요.",
                lambda params: {"each": each(params)},
            ),
            links=("flat-activations",),
            step=1,
        ),
        Misconception(
            name="bits",
            source=Text("bits for bytes", "바이트 대신 비트"),
            answer=lambda params: 8 * memory(params),
            feedback=told(
                "Your answer, {given}, is what you get in bits. A byte is 8 of them.",
                "{given:은} 비트로 세면 나오는 값이에요. 8비트가 1바이트예요.",
            ),
            links=("flat-activations",),
            step=1,
        ),
        Misconception(
            name="float64",
            source=Text("8 bytes a number, as NumPy's default has", "NumPy의 기본형처럼 8바이트로 봄"),
            answer=lambda params: memory(params, dtype="float64"),
            feedback=told(
                "Your answer, {given}, is what you get with 8 bytes a number, which is float64. {dtype} takes {each}.",
                "{given:은} 수 하나를 8바이트, 곧 float64로 보면 나오는 값이에요. {dtype:은} {each}바이트예요.",
                lambda params: {"each": each(params)},
            ),
            links=("flat-activations",),
            step=1,
        ),
        Misconception(
            name="forgot-batch",
            source=Text("counting one sample", "샘플 하나만 셈"),
            answer=IDEAS["forgot-batch"],
            feedback=told(
                "Your answer, {given}, is what you get for one sample. All {batch} of the batch are kept.",
                "{given:은} 샘플 하나만 세면 나오는 값이에요. 배치의 샘플 {batch}개를 모두 저장해요.",
            ),
            links=("train-batch",),
            step=1,
        ),
        Misconception(
            name="input-channels",
            source=Text("the picture's channels for the filters'", "필터 수 대신 입력 채널 수"),
            answer=input_channels,
            feedback=told(
                "Your answer, {given}, is what you get with the picture's {c} channels. The convolution makes a "
                "map for "
                "each filter: {f}.",
                "{given:은} 이미지의 채널 {c}개로 계산하면 나오는 값이에요. 합성곱은 필터마다 맵을 "
                "만들어 {f}개가 돼요.",
                lambda params: {"c": params["shape"][2], "f": params["layers"][0]["filters"]},
            ),
            links=("cnn-filters-maps",),
            step=0,
        ),
        Misconception(
            name="same-for-valid",
            source=Text("taking 'valid' for 'same'", "'valid'를 'same'으로 착각"),
            answer=lambda params: memory(params, layers=padded(params["layers"], "same")) if params["layers"] else None,
            feedback=told(
                "Your answer, {given}, is what you get if the convolution keeps the size, as with 'same'.",
                "{given:은} 합성곱이 'same'처럼 크기를 지키면 나오는 값이에요.",
            ),
            links=("padding-valid-size",),
            step=0,
        ),
        Misconception(
            name="parameters",
            source=Text("the layer's parameters for its output", "출력 대신 층의 파라미터"),
            answer=weights,
            feedback=told(
                "Your answer, {given}, is what you get for the layer's parameters. Its output is far larger.",
                "{given:은} 층의 파라미터를 세면 나오는 값이에요. 출력은 훨씬 커요.",
            ),
            links=("flat-activations",),
            step=0,
        ),
        Misconception(
            name="last-output",
            source=Text("the last output alone", "마지막 출력만 셈"),
            answer=last_alone,
            feedback=told(
                "Your answer, {given}, is what you get for the pooling's output alone. The convolution's is kept too.",
                "{given:은} 풀링의 출력만 세면 나오는 값이에요. 합성곱의 출력도 저장해요.",
            ),
            links=("train-no-grad-memory",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("flat-activation-bytes", "flat-activations"),
)
