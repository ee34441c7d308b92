"""The operations of `functional` against PyTorch, and the elementwise ones against SciPy, whatever the shape."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.special
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine import functional as F
from quiz.engine.tensor import Array
from tests.engine import closeness
from tests.engine.cases import Case, agree, run
from tests.engine.functional_magnitudes import magnitude
from tests.engine.golden.pytorch import case, outcome

SEEDS = st.integers(0, 2**32 - 1)
DTYPES = st.sampled_from(["float32", "float64"])
SHAPES = st.lists(st.integers(1, 5), min_size=1, max_size=4).map(tuple)
SCALES = st.sampled_from([0.01, 1.0, 30.0])


def same(one: Case) -> None:
    ours = run(getattr(F, one.operation), one)
    agree(one, ours, outcome(one), magnitude(one, ours))


def normal(rng: np.random.Generator, shape: tuple[int, ...], dtype: str, scale: float = 1) -> Array:
    return (rng.standard_normal(shape) * scale).astype(dtype)


@given(SEEDS, DTYPES, SHAPES, SCALES, st.floats(-2, 2))
@settings(max_examples=150, deadline=None)
def test_elementwise(seed: int, dtype: str, shape: tuple[int, ...], scale: float, slope: float) -> None:
    rng = np.random.default_rng(seed)
    x = normal(rng, shape, dtype, scale)
    x[rng.random(shape) < 0.1] = 0  # the kinks
    for name in ("sigmoid", "tanh", "relu"):
        same(case(name, rng, {"x": x}))
    same(case("leaky_relu", rng, {"x": x}, negative_slope=slope))
    same(case("softplus", rng, {"x": np.minimum(x, np.asarray(80, dtype))}))


@given(SEEDS, DTYPES, SHAPES, SCALES, st.data())
@settings(max_examples=150, deadline=None)
def test_softmax(seed: int, dtype: str, shape: tuple[int, ...], scale: float, data: st.DataObject) -> None:
    rng = np.random.default_rng(seed)
    x = normal(rng, shape, dtype, scale) + np.asarray(data.draw(st.sampled_from([0, 1000, -1e6])), dtype)
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    for name in ("softmax", "log_softmax"):
        same(case(name, rng, {"x": x}, axis=axis))


@given(SEEDS, DTYPES, st.integers(1, 1000), st.integers(1, 300))
@settings(max_examples=20, deadline=None)
def test_softmax_of_many(seed: int, dtype: str, classes: int, rows: int) -> None:
    """Over thousands PyTorch's float32 is itself 1e-6 off; tests/engine/test_activations.py measures ours there."""
    rng = np.random.default_rng(seed)
    for name in ("softmax", "log_softmax"):
        same(case(name, rng, {"x": normal(rng, (rows, classes), dtype, 3)}))
        same(case(name, rng, {"x": normal(rng, (3, classes, 2), dtype, 3)}, axis=1))


@given(SEEDS, DTYPES, SHAPES, SCALES, st.data())
@settings(max_examples=100, deadline=None)
def test_scipy(seed: int, dtype: str, shape: tuple[int, ...], scale: float, data: st.DataObject) -> None:
    """SciPy's softplus is −log_expit(−x), which keeps its digits where PyTorch's does not."""
    x = normal(np.random.default_rng(seed), shape, dtype, scale * 3)
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    closeness.elementwise(F.sigmoid(x), scipy.special.expit(x))
    closeness.elementwise(F.softplus(x), -scipy.special.log_expit(-x))
    closeness.elementwise(F.softmax(x, axis), scipy.special.softmax(x, axis))
    one = Case("log_softmax", {"x": x}, {"axis": axis}, np.zeros_like(x))
    terms = magnitude(one, run(F.log_softmax, one)).value
    closeness.products(F.log_softmax(x, axis), scipy.special.log_softmax(x, axis), terms)
    total = scipy.special.logsumexp(x, axis, keepdims=True)
    closeness.products(F.log_softmax(x, axis), x - total, terms + np.abs(x) + np.abs(total))


@given(SEEDS, DTYPES, SHAPES, st.data())
@settings(max_examples=100, deadline=None)
def test_flatten(seed: int, dtype: str, shape: tuple[int, ...], data: st.DataObject) -> None:
    rng = np.random.default_rng(seed)
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    same(case("flatten", rng, {"x": normal(rng, shape, dtype)}, start_axis=axis))


AMOUNTS = st.integers(0, 2)
PAIRS = st.tuples(AMOUNTS, AMOUNTS)
PADDINGS: Any = st.one_of(AMOUNTS, PAIRS, st.tuples(PAIRS, PAIRS))


@given(
    SEEDS, DTYPES, PADDINGS, st.sampled_from(["NCHW", "NHWC"]), st.integers(3, 6), st.integers(3, 6), st.floats(-3, 3)
)
@settings(max_examples=150, deadline=None)
def test_pad(seed: int, dtype: str, padding: Any, layout: str, h: int, w: int, value: float) -> None:
    rng = np.random.default_rng(seed)
    x = normal(rng, (2, 3, h, w) if layout == "NCHW" else (2, h, w, 3), dtype)
    same(case("pad", rng, {"x": x}, padding=padding, layout=layout, value=value))
    for mode in ("edge", "reflect", "wrap"):
        same(case("pad", rng, {"x": x}, padding=padding, layout=layout, mode=mode))


@given(SEEDS, DTYPES, SHAPES, st.integers(1, 6), st.booleans())
@settings(max_examples=150, deadline=None)
def test_linear(seed: int, dtype: str, shape: tuple[int, ...], out: int, biased: bool) -> None:
    rng = np.random.default_rng(seed)
    operands = {"x": normal(rng, shape, dtype), "weight": normal(rng, (out, shape[-1]), dtype)}
    if biased:
        operands["bias"] = normal(rng, (out,), dtype)
    same(case("linear", rng, operands))


@given(
    SEEDS, DTYPES, st.lists(st.integers(1, 5), min_size=0, max_size=3), st.integers(2, 5), st.integers(1, 4),
    st.sampled_from([1, -1]), st.booleans(), st.booleans(), st.booleans(), st.floats(0, 1),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_batch_norm(
    seed: int,
    dtype: str,
    rest: list[int],
    n: int,
    channels: int,
    axis: int,
    affine: bool,
    running: bool,
    training: bool,
    momentum: float,
) -> None:
    rng = np.random.default_rng(seed)
    shape = (n, channels, *rest) if axis == 1 else (n, *rest, channels)
    operands = {"x": normal(rng, shape, dtype) + np.asarray(rng.standard_normal(), dtype)}
    kept: tuple[str, ...] = ()
    if running or not training:
        kept = ("running_mean", "running_variance")
        operands |= {kept[0]: normal(rng, (channels,), dtype), kept[1]: rng.uniform(0.5, 2, channels).astype(dtype)}
    if affine:
        operands |= {"weight": normal(rng, (channels,), dtype), "bias": normal(rng, (channels,), dtype)}
    arguments = {"training": training, "momentum": momentum, "axis": axis, "epsilon": 1e-3}
    same(case("batch_norm", rng, operands, kept, **arguments))


@given(SEEDS, DTYPES, SHAPES, st.integers(1, 5), st.integers(1, 4))
@settings(max_examples=100, deadline=None)
def test_embedding_and_one_hot(seed: int, dtype: str, shape: tuple[int, ...], classes: int, width: int) -> None:
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, shape)
    same(case("embedding", rng, {"labels": labels, "table": normal(rng, (classes, width), dtype)}))
    same(case("one_hot", rng, {"labels": labels}, classes=classes))


@given(SEEDS, DTYPES, SHAPES, st.floats(0, 0.95))
@settings(max_examples=100, deadline=None)
def test_dropout_given_what_is_dropped(seed: int, dtype: str, shape: tuple[int, ...], p: float) -> None:
    """PyTorch draws others; with our draw its formula gives our values."""
    rng = np.random.default_rng(seed)
    x = torch.tensor(normal(rng, shape, dtype), requires_grad=True)
    kept = np.random.default_rng(seed).random(shape, dtype=np.float32) >= p
    expected = x * torch.tensor(kept) / (1 - p)
    found = F.dropout(x.detach().numpy(), p, rng=np.random.default_rng(seed))
    closeness.elementwise(found, expected.detach().numpy())
