"""What happens in a step of training: gradients that add up, steps that overshoot, what the tape keeps."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine import losses, optim, shapes
from quiz.engine.demonstrations.values import Cell, Table, Text
from quiz.engine.layers import pytorch as nn
from quiz.engine.tensor import Array, Tensor, no_grad

STEP = Text("step", "단계")
GRADIENT = Text("gradient", "기울기")
PARAMETERS = Text("parameters", "파라미터")
NONE = Text("none", "없음")


def stale_gradients(start: float, lr: float, steps: int) -> Table:
    """w² by gradient descent, with zero_grad() and without: `.grad` adds up what `backward` finds."""
    cleared, kept = (Tensor(np.array([start]), requires_grad=True) for _ in range(2))
    optimizers = [optim.SGD([w], lr=lr) for w in (cleared, kept)]
    rows: list[tuple[Cell, ...]] = []
    before = 0.0
    for step in range(1, steps + 1):
        optimizers[0].zero_grad()
        found = []
        for w in (cleared, kept):
            (w * w).sum().backward()
            assert w.grad is not None
            found += [float(w.data[0]), float(w.grad.data[0])]
        rows.append((step, *found[:3], found[3] - before, found[3]))
        before = found[3]
        for optimizer in optimizers:
            optimizer.step()
    return Table(
        (
            STEP, Text("w with zero_grad()", "zero_grad()가 있을 때 w"), ".grad", Text("w without", "없을 때 w"),
            Text("gradient there", "그곳의 기울기"), ".grad",
        ),
        tuple(rows),
        Text(
            "Without zero_grad() the second .grad is g₁ + g₂, and g₂ was taken at the moved weight.",
            "zero_grad()가 없으면 두 번째 .grad는 g₁ + g₂이고, g₂는 옮겨 간 가중치에서 구한 것입니다.",
        ),
    )  # fmt: skip


def backward_graph(x: float, weight: float, bias: float, target: float) -> Table:
    """The gradients of (σ(w·x + b) − y)² at every node, as `backward` fills them in."""
    leaf_x, w, b = Tensor(np.array(x)), Tensor(np.array(weight), requires_grad=True), Tensor(np.array(bias))
    b.requires_grad = True
    u = w * leaf_x
    z = u + b
    p = F.sigmoid(z)
    e = p - target
    loss = e * e
    nodes = {
        "L = e²": loss, "e = p − y": e, "p = σ(z)": p, "z = u + b": z, "u = w·x": u, "w": w, "b": b, "x": leaf_x,
    }  # fmt: skip
    for node in (u, z, p, e, loss):
        node.retain_grad()
    loss.backward()
    return Table(
        (Text("node", "노드"), Text("value", "값"), "∂L/∂·"),
        tuple(
            (name, float(node.data), NONE if node.grad is None else float(node.grad.data))
            for name, node in nodes.items()
        ),
        Text(
            "From the loss back, each line times one local derivative. x has no gradient, since nothing asked for one "
            "(requires_grad).",
            "손실에서 거꾸로, 줄마다 국소 도함수를 하나씩 곱합니다. x는 기울기를 요청하지 않아(requires_grad) "
            "없습니다.",
        ),
    )


def sgd_overshoot(lr: float, start: float, steps: int) -> Table:
    """Gradient descent on w²: a step may raise the loss."""
    w = Tensor(np.array([start]), requires_grad=True)
    optimizer = optim.SGD([w], lr=lr)
    rows: list[tuple[Cell, ...]] = []
    for step in range(steps + 1):
        optimizer.zero_grad()
        loss = (w * w).sum()
        loss.backward()
        assert w.grad is not None
        rows.append((step, float(w.data[0]), float(w.grad.data[0]), float(loss.data)))
        optimizer.step()
    note = Text(
        "w ← w − {lr:g}·2w = {factor:.4g}·w: the loss grows where that factor is beyond ±1.",
        "w ← w − {lr:g}·2w = {factor:.4g}·w: 이 배수가 ±1을 벗어나면 손실이 커집니다.",
    )
    return Table((STEP, "w", GRADIENT, Text("loss w²", "손실 w²")), tuple(rows), note.filled(lr=lr, factor=1 - 2 * lr))


def adam_step(gradients: Sequence[float], lr: float) -> Table:
    """The first step of SGD and of Adam, coordinate by coordinate."""
    g = np.array(gradients)
    moved = []
    for kind in (optim.SGD, optim.Adam):
        w = Tensor(np.zeros_like(g), requires_grad=True)
        optimizer = kind([w], lr=lr)
        (w * g).sum().backward()
        optimizer.step()
        moved.append(w.data)
    return Table(
        (
            GRADIENT,
            Text("SGD's step", "SGD의 걸음"),
            Text("Adam's step", "Adam의 걸음"),
            "Adam / lr",
        ),
        tuple((float(g[i]), float(moved[0][i]), float(moved[1][i]), float(moved[1][i] / lr)) for i in range(len(g))),
        Text(
            "Adam's first step is about lr in every coordinate whose gradient is far above ε = 1e-8, however large.",
            "Adam의 첫 걸음은 기울기가 ε = 1e-8보다 훨씬 크기만 하면, 그 크기에 관계없이 좌표마다 약 lr입니다.",
        ),
    )


def no_grad_memory(samples: int, width: int, depth: int) -> Table:
    """What the result of a network keeps alive, with the tape and under no_grad."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(*(layer for _ in range(depth) for layer in (nn.Linear(width, width, rng=rng), nn.Sigmoid())))
    x = np.ones((samples, width), np.float32)
    recorded = model(x)
    with no_grad():
        plain = model(x)
    apart = [x, *(parameter.data for parameter in model.parameters())]
    rows: list[tuple[Cell, ...]] = []
    for label, result in ((Text("recorded", "기록함"), recorded), ("no_grad()", plain)):
        arrays = held(result, apart)
        rows.append((label, len(arrays), sum(array.nbytes for array in arrays), result.requires_grad))
    note = Text(
        "The tape keeps what backward will need; without it only the result is left. Input and parameters ({n} bytes) "
        "are there either way.",
        "테이프는 역전파에 필요한 값을 붙잡아 둡니다. 테이프가 없으면 결과만 남습니다. 입력과 파라미터({n}바이트)는 "
        "어느 쪽이든 그대로 있습니다.",
    )
    columns = (
        Text("forward pass", "순전파"), Text("arrays kept", "남은 배열"), Text("bytes", "바이트"), "requires_grad",
    )  # fmt: skip
    return Table(columns, tuple(rows), note.filled(n=sum(array.nbytes for array in apart)))


def held(result: Tensor, apart: Sequence[Array]) -> list[Array]:
    """The arrays that a Tensor keeps alive through its history, each memory once, those of `apart` left out.

    Follows every reference from the Tensor: its node, what the node saved, what gradient functions closed over.
    """
    seen = {id(array) for array in apart}
    arrays: list[Array] = []
    stack: list[Any] = [result]
    while stack:
        one = stack.pop()
        if id(one) in seen or isinstance(one, type | ModuleType):
            continue
        seen.add(id(one))
        if isinstance(one, np.ndarray):
            if isinstance(one.base, np.ndarray):
                stack.append(one.base)
            else:
                arrays.append(one)
        elif isinstance(one, FunctionType):
            stack.extend(one.__closure__ or ())
        else:
            stack.extend(gc.get_referents(one))
    return arrays


def no_grad_or_eval(p: float, seed: int) -> Table:
    """What dropout and batch norm do in training and in evaluation, recorded or not."""
    x = np.arange(1, 17, dtype=np.float32).reshape(8, 2)
    rows: list[tuple[Cell, ...]] = []
    for training in (True, False):
        for recording in (True, False):
            dropout, norm = nn.Dropout(p, rng=np.random.default_rng(seed)), nn.BatchNorm1d(2)
            model = nn.Sequential(dropout, norm).train(training)
            if recording:
                dropped, normed = dropout(x), norm(x)
            else:
                with no_grad():
                    dropped, normed = dropout(x), norm(x)
            mode = "train()" if training else "eval()"
            rows.append((
                mode if recording else f"{mode} + no_grad()", bool(normed.requires_grad),
                int(np.sum(np.asarray(dropped) == 0)), float(normed.data.mean()), float(norm.running_mean[0]),
            ))  # fmt: skip
            assert model.training is training
    return Table(
        (
            Text("mode", "방식"), Text("recorded", "기록함"), Text("zeros by dropout", "드롭아웃의 0"),
            Text("mean after batch norm", "배치 정규화 뒤 평균"), Text("running mean", "이동 평균"),
        ),
        tuple(rows),
        Text(
            "no_grad() only stops the recording: dropout still drops and batch norm still uses the batch. eval() is "
            "what changes them.",
            "no_grad()는 기록만 멈춥니다. 드롭아웃은 여전히 값을 지우고 배치 정규화는 배치의 통계를 씁니다. 이를 "
            "바꾸는 것은 eval()입니다.",
        ),
    )  # fmt: skip


def freezing_layers(frozen: int, classes: int) -> Table:
    """A small CNN whose first layers are frozen: what an optimiser may still move, after a backward pass."""
    rng = np.random.default_rng(0)
    named = {
        "Conv2d(3, 16, 3)": nn.Conv2d(3, 16, 3, rng=rng),
        "Conv2d(16, 32, 3)": nn.Conv2d(16, 32, 3, rng=rng),
        f"Linear(32, {classes})": nn.Linear(32, classes, rng=rng),
    }
    for layer in list(named.values())[:frozen]:
        layer.requires_grad_(False)
    first, second, head = named.values()
    maps = F.relu(second(F.relu(first(np.ones((2, 3, 8, 8), np.float32)))))
    losses.cross_entropy(head(maps.mean(axis=(2, 3))), np.zeros(2, np.int64)).backward()
    rows: list[tuple[Cell, ...]] = []
    total, free = 0, 0
    for name, layer in named.items():
        parameters = layer.parameters()
        count = sum(parameter.size for parameter in parameters)
        trainable = sum(parameter.size for parameter in parameters if parameter.requires_grad)
        rows.append((name, count, trainable, any(parameter.grad is not None for parameter in parameters)))
        total, free = total + count, free + trainable
    rows.append((Text("all", "모두"), total, free, free > 0))
    columns = (
        Text("layer", "층"), PARAMETERS, Text("trainable", "학습 가능"), Text("has a gradient", "기울기가 있음"),
    )  # fmt: skip
    return Table(
        columns,
        tuple(rows),
        Text("A frozen layer computes, but does not learn.", "동결한 층은 계산은 하지만 배우지 않습니다."),
    )


def batches_epoch(samples: int, sizes: Sequence[int]) -> Table:
    """How many steps an epoch has, by batch size."""
    rows: list[tuple[Cell, ...]] = []
    for size in sizes:
        count = shapes.batches_per_epoch(samples, size)
        rows.append((size, count, samples - (count - 1) * size, str(shapes.working.batches_per_epoch(samples, size))))
    return Table(
        (
            Text("batch size", "배치 크기"),
            Text("batches an epoch", "에포크당 배치"),
            Text("the last one", "마지막 배치"),
            "⌈n / b⌉",
        ),
        tuple(rows),
        Text(
            "A small batch means more updates an epoch, each of them cheaper and noisier.",
            "배치가 작을수록 에포크당 갱신이 많아지고, 갱신 하나하나는 값싸지만 잡음이 커집니다.",
        ),
    )
