"""Kernels, pooling and padding at work on small grids."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine import losses, optim, shapes
from quiz.engine.demonstrations.values import Cell, Curve, Picture, Steps, Table, Text
from quiz.engine.tensor import Array, Tensor

KERNELS = {
    "vertical-edge": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "horizontal-edge": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "outline": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "diagonal": [[2, 1, 0], [1, 0, -1], [0, -1, -2]],
    "mean": [[1 / 9] * 3] * 3,
}
IMAGE = Text("picture", "그림")
KERNEL = Text("kernel", "커널")


def grid(values: Any, caption: Text | str = "", mark: tuple[int, int, int, int] | None = None) -> Picture:
    """A small grid of numbers that nobody can write to."""
    array = np.array(values, np.float64)
    array.flags.writeable = False
    return Picture(array, caption, mark)


def convolve(image: Array, kernel: Any, **how: Any) -> Array:
    """One picture under one kernel, both (h, w)."""
    result = F.conv2d(image[None, None], np.array(kernel, np.float64)[None, None], **how)
    return np.asarray(result[0, 0])


def square(size: int) -> Array:
    """A bright square on dark ground, off the middle."""
    image = np.zeros((size, size))
    image[1 : size // 2 + 1, 1 : size // 2 + 1] = 1
    return image


def ramp(size: int) -> Array:
    """0, 1, 2 … row by row: every pixel another number."""
    return np.arange(size * size, dtype=np.float64).reshape(size, size)


def kernel_sliding(size: int, kernel: str, stride: int) -> Steps:
    """A kernel slides over a picture: each place gives one number of the feature map."""
    image, weights = square(size), np.array(KERNELS[kernel], np.float64)
    result = convolve(image, weights, stride=stride)
    parts = [grid(image, IMAGE), grid(weights, KERNEL)]
    for row in range(result.shape[0]):
        for column in range(result.shape[1]):
            top, left = row * stride, column * stride
            window = image[top : top + 3, left : left + 3]
            terms = [
                f"{pixel:g}·{weight:.3g}".replace("-", "−")
                for pixel, weight in zip(window.flat, weights.flat, strict=True)
                if pixel and weight
            ]
            value = f"{result[row, column]:.3g}".replace("-", "−")
            parts.append(grid(image, f"{' + '.join(terms) or '0'} = {value}", (top, left, 3, 3)))
    name = Text("feature map, {h}×{w}", "특징 맵, {h}×{w}")
    parts.append(grid(result, name.filled(h=result.shape[0], w=result.shape[1])))
    return Steps(tuple(parts))


def kernel_flip(kernel: str) -> Steps:
    """Frameworks do not flip the kernel: their convolution is a cross-correlation."""
    image, weights = square(6), np.array(KERNELS[kernel], np.float64)
    return Steps(
        (
            grid(image, IMAGE),
            grid(weights, KERNEL),
            grid(
                convolve(image, weights),
                Text("as frameworks compute it: cross-correlation", "프레임워크의 계산: 상호 상관"),
            ),
            grid(
                convolve(image, weights[::-1, ::-1]),
                Text(
                    "the mathematical convolution: kernel flipped both ways", "수학의 합성곱: 커널을 상하좌우로 뒤집음"
                ),
            ),
        )
    )


def max_and_average_pooling(size: int, kernel: int, seed: int) -> Steps:
    """The same windows, once their largest value, once their mean."""
    image = np.random.default_rng(seed).integers(0, 10, (size, size)).astype(np.float64)
    largest, mean = (pool(image[None, None], kernel)[0, 0] for pool in (F.max_pool2d, F.avg_pool2d))
    note = Text("{n} → {m}: no parameters", "{n} → {m}: 파라미터 없음")
    sizes = note.filled(n=size, m=shapes.pool_output_size(size, kernel))
    return Steps(
        (
            grid(image, IMAGE, (0, 0, kernel, kernel)),
            grid(largest, Text(f"max pooling, {sizes.en}", f"최대 풀링, {sizes.ko}")),
            grid(mean, Text(f"average pooling, {sizes.en}", f"평균 풀링, {sizes.ko}")),
        )
    )


def padding_one_and_same(size: int, stride: int) -> Steps:
    """padding=1 and "same" for a 3×3 kernel: equal at stride 1; beyond it other windows, often of the same number."""
    image, ones = ramp(size), np.ones((3, 3))
    one = convolve(image, ones, stride=stride, padding=1)
    same = convolve(image, ones, stride=stride, padding="same")
    before, after = shapes.pad_amounts(size, 3, stride, "same")
    equal = one.shape == same.shape and bool(np.array_equal(one, same))
    rows: tuple[tuple[Cell, ...], ...] = (
        ("padding=1", 1, 1, one.shape[0], float(one[0, 0])),
        ("same", before, after, same.shape[0], float(same[0, 0])),
    )
    columns = (
        Text("padding", "패딩"), Text("before", "앞"), Text("after", "뒤"), Text("output size", "출력 크기"),
        Text("first value", "첫 값"),
    )  # fmt: skip
    alike = Text("Same size, same values.", "크기도 값도 같습니다.")
    other = Text("The windows start elsewhere, so the values differ.", "창이 다른 곳에서 시작해 값이 다릅니다.")
    return Steps(
        (
            Table(columns, rows, alike if equal else other),
            grid(image, IMAGE),
            grid(one, "padding=1", None),
            grid(same, "same", None),
        )
    )


def corner_pixel(size: int, kernel: int, stride: int, padding: int) -> Steps:
    """How many windows read each pixel, without padding and with it."""
    counts = []
    for amount in (0, padding):
        counts.append(
            [
                [shapes.windows_at((row, column), size, kernel, stride, amount) for column in range(size)]
                for row in range(size)
            ]
        )
    corner = Text("padding={p}: windows that read the corner: {n}", "padding={p}: 모서리를 읽는 창 {n}개")
    return Steps(tuple(
        grid(count, corner.filled(p=amount, n=count[0][0]), (-amount, -amount, kernel, kernel))
        for count, amount in zip(counts, (0, padding), strict=True)
    ))  # fmt: skip


def kernel_learning(target: str, lr: float, steps: int, seed: int) -> Steps:
    """A random kernel learns, by gradient descent, what a given one does to random pictures."""
    rng = np.random.default_rng(seed)
    goal = np.array(KERNELS[target], np.float64)[None, None]
    weight = Tensor(rng.normal(0, 0.5, (1, 1, 3, 3)), requires_grad=True)
    started = weight.data.copy()
    optimizer = optim.SGD([weight], lr=lr)
    history = []
    for _ in range(steps):
        images = rng.random((8, 1, 8, 8))
        optimizer.zero_grad()
        loss = losses.mse(F.conv2d(images, weight), F.conv2d(images, goal))
        loss.backward()
        optimizer.step()
        history.append(float(loss.data))
    return Steps((
        grid(started[0, 0], Text("at the start: random", "처음: 무작위")),
        grid(weight.data[0, 0], Text("learnt, after {n} steps", "{n}단계 뒤 배운 것").filled(n=steps)),
        grid(goal[0, 0], Text("what it should do", "목표")),
        Curve(
            tuple(range(1, steps + 1)), (tuple(history),), ("MSE",), Text("step", "단계"), Text("loss", "손실"),
            log=True,
        ),
    ))  # fmt: skip


def symmetry_breaking(steps: int, lr: float, seed: int) -> Curve:
    """Two filters that start equal stay equal for ever; random starts tell them apart."""

    def differences(weights: Array) -> tuple[float, ...]:
        rng = np.random.default_rng(seed)
        weight = Tensor(weights.copy(), requires_grad=True)
        optimizer = optim.SGD([weight], lr=lr)
        found = [float(np.abs(weight.data[0] - weight.data[1]).max())]
        for _ in range(steps):
            images = rng.random((8, 1, 6, 6))
            goal = images[:, 0, 1:-1, 2:] - images[:, 0, 1:-1, :-2]
            optimizer.zero_grad()
            maps = F.relu(F.conv2d(images, weight))
            losses.mse(maps.sum(axis=1), goal).backward()
            optimizer.step()
            found.append(float(np.abs(weight.data[0] - weight.data[1]).max()))
        return tuple(found)

    start = np.random.default_rng(seed).normal(0, 0.5, (2, 1, 3, 3))
    return Curve(
        tuple(range(steps + 1)),
        (differences(np.stack([start[0], start[0]])), differences(start)),
        (Text("same start", "같은 시작"), Text("random start", "무작위 시작")),
        Text("step", "단계"),
        Text("largest difference of the two kernels", "두 커널의 가장 큰 차이"),
        Text(
            "Equal filters get equal gradients. Random starts break the symmetry; that they end up different is not "
            "promised.",
            "같은 필터는 같은 기울기를 받습니다. 무작위 시작이 대칭을 깨지만, 끝까지 서로 다르다는 보장은 없습니다.",
        ),
    )
