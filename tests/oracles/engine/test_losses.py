"""The losses against PyTorch, scikit-learn and SciPy, whatever the shape, the weights, the ignored labels."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.special
import sklearn.metrics
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine import functional as F
from quiz.engine import losses
from quiz.engine.tensor import Array
from tests.engine import closeness
from tests.engine.cases import Case, agree, run
from tests.engine.golden.make_losses import distributions
from tests.engine.golden.pytorch import case, outcome
from tests.engine.loss_magnitudes import magnitude

SEEDS = st.integers(0, 2**32 - 1)
DTYPES = st.sampled_from(["float32", "float64"])
SHAPES = st.lists(st.integers(1, 5), min_size=1, max_size=3).map(tuple)
REDUCTIONS = st.sampled_from(["mean", "sum", "none"])
SCALES = st.sampled_from([0.1, 1.0, 20.0])


def same(one: Case) -> None:
    ours = run(getattr(losses, one.operation), one)
    agree(one, ours, outcome(one), magnitude(one, ours))


def normal(rng: np.random.Generator, shape: tuple[int, ...], dtype: str, scale: float = 1) -> Array:
    return (rng.standard_normal(shape) * scale).astype(dtype)


@given(SEEDS, DTYPES, SHAPES, SCALES, REDUCTIONS, st.floats(0.01, 5))
@settings(max_examples=200, deadline=None)
def test_numbers(seed: int, dtype: str, shape: tuple[int, ...], scale: float, reduction: str, delta: float) -> None:
    rng = np.random.default_rng(seed)
    p, t = normal(rng, shape, dtype, scale), normal(rng, shape, dtype, scale)
    t = np.where(rng.random(shape) < 0.1, p, t)  # the kink of mae
    t = np.where(rng.random(shape) < 0.1, p - np.asarray(delta, dtype), t)  # that of huber
    operands = {"prediction": p, "target": t}
    same(case("mse", rng, operands, reduction=reduction))
    same(case("mae", rng, operands, reduction=reduction))
    same(case("huber", rng, operands, reduction=reduction, delta=delta))
    if (p != t).any():
        same(case("rmse", rng, operands))


@given(SEEDS, DTYPES, SHAPES, st.floats(0.01, 5))
@settings(max_examples=100, deadline=None)
def test_numbers_as_scikit_learn_and_scipy(seed: int, dtype: str, shape: tuple[int, ...], delta: float) -> None:
    """scikit-learn takes one or two axes, and averages over all of them."""
    rng = np.random.default_rng(seed)
    p, t = normal(rng, shape, dtype), normal(rng, shape, dtype)
    flat = (t.astype(np.float64).ravel(), p.astype(np.float64).ravel())
    for ours, theirs in (
        (losses.mse, sklearn.metrics.mean_squared_error),
        (losses.mae, sklearn.metrics.mean_absolute_error),
        (losses.rmse, sklearn.metrics.root_mean_squared_error),
    ):
        e = np.abs(flat[0]) + np.abs(flat[1])
        closeness.products(ours(p, t), theirs(*flat), np.square(e).mean() + e.mean() + np.sqrt(np.square(e).mean()))
    closeness.elementwise(losses.huber(p, t, delta=delta, reduction="none"), scipy.special.huber(delta, p - t))


@given(SEEDS, DTYPES, SHAPES, SCALES, REDUCTIONS, st.sampled_from(["no", "all", "last axis", "single"]), st.booleans())
@settings(max_examples=200, deadline=None)
def test_binary_cross_entropy(
    seed: int, dtype: str, shape: tuple[int, ...], scale: float, reduction: str, weighted: str, soft: bool
) -> None:
    rng = np.random.default_rng(seed)
    target = rng.random(shape) if soft else rng.integers(0, 2, shape)
    shapes = {"all": shape, "last axis": shape[-1:], "single": (1,)}
    weight = {"weight": rng.uniform(0, 3, shapes[weighted]).astype(dtype)} if weighted in shapes else {}
    x = normal(rng, shape, dtype, scale)
    operands = {"prediction": x, "target": target.astype(dtype)} | weight
    same(case("binary_cross_entropy", rng, operands, tuple(weight), from_logits=True, reduction=reduction))
    operands["prediction"] = F.sigmoid(np.clip(x, -10, 10))
    same(case("binary_cross_entropy", rng, operands, ("target", *weight), reduction=reduction))


@given(SEEDS, DTYPES, st.integers(2, 30), SCALES)
@settings(max_examples=100, deadline=None)
def test_two_classes_as_scikit_learn(seed: int, dtype: str, n: int, scale: float) -> None:
    """Both classes are there: hinge_loss takes a single one for the negative one."""
    rng = np.random.default_rng(seed)
    labels, scores = np.array([0, 1, *rng.integers(0, 2, n - 2)]), normal(rng, (n,), dtype, scale)
    p = F.sigmoid(np.clip(scores, -10, 10)).astype(np.float64)
    weight = rng.uniform(0.1, 2, n)
    theirs = sklearn.metrics.log_loss(labels, p, labels=[0, 1], sample_weight=weight)
    ours = losses.binary_cross_entropy(p, labels, weight=weight, reduction="sum") / weight.sum()
    closeness.elementwise(ours, theirs)
    signs = 2 * labels - 1
    theirs = sklearn.metrics.hinge_loss(signs, scores.astype(np.float64), labels=[-1, 1])
    closeness.products(losses.hinge(scores, signs), theirs, 1 + np.abs(scores).mean(dtype=np.float64))


@given(SEEDS, DTYPES, SHAPES, REDUCTIONS)
@settings(max_examples=100, deadline=None)
def test_hinge(seed: int, dtype: str, shape: tuple[int, ...], reduction: str) -> None:
    rng = np.random.default_rng(seed)
    signs = rng.choice([-1, 1], shape).astype(dtype)
    scores = np.where(rng.random(shape) < 0.2, signs, normal(rng, shape, dtype))  # the margin itself
    same(case("hinge", rng, {"prediction": scores, "target": signs}, ("target",), reduction=reduction))


@st.composite
def classified(draw: Any) -> tuple[np.random.Generator, Array, Array, dict[str, Array], dict[str, Any]]:
    """Logits (c,), (n, c) or (n, c, d…), labels of which at least one counts, weights or none, arguments."""
    rng = np.random.default_rng(draw(SEEDS))
    dtype, c = draw(DTYPES), draw(st.integers(1, 6))
    around = draw(st.lists(st.integers(1, 4), min_size=0, max_size=3))
    shape = (*around[:1], c, *around[1:])
    x = normal(rng, shape, dtype, draw(SCALES))
    labels = np.asarray(rng.integers(0, c, around))
    ignored = draw(st.sampled_from([None, -100, 0, c - 1]))
    if ignored is not None and ignored < 0:
        labels = np.where(rng.random(around) < 0.3, ignored, labels)
    if ignored is not None and (labels == ignored).all():
        ignored = None
        labels = np.asarray(rng.integers(0, c, around))
    weight = {"weight": rng.uniform(0.1, 3, c).astype(dtype)} if draw(st.booleans()) else {}
    return rng, x, labels, weight, {"ignore_index": ignored, "reduction": draw(REDUCTIONS)}


@given(classified(), st.floats(0, 1))
@settings(max_examples=200, deadline=None)
def test_labels(made: Any, smoothing: float) -> None:
    rng, x, labels, weight, arguments = made
    operands = {"prediction": x, "target": labels} | weight
    same(case("nll", rng, operands, tuple(weight), **arguments))
    same(case("cross_entropy", rng, operands, tuple(weight), **arguments))
    same(case("cross_entropy", rng, operands, tuple(weight), label_smoothing=smoothing, **arguments))


@given(classified(), st.sampled_from([0.0, 0.1, 1.0]))
@settings(max_examples=200, deadline=None)
def test_probabilities(made: Any, smoothing: float) -> None:
    rng, x, _, weight, arguments = made
    operands = {"prediction": x, "target": distributions(rng, x.shape).astype(x.dtype)} | weight
    rest = {"label_smoothing": smoothing, "reduction": arguments["reduction"]}
    same(case("cross_entropy", rng, operands, tuple(weight), **rest))


@given(SEEDS, DTYPES, st.integers(1, 30), st.integers(2, 6), SCALES)
@settings(max_examples=100, deadline=None)
def test_classes_as_scikit_learn(seed: int, dtype: str, n: int, classes: int, scale: float) -> None:
    """scikit-learn's log_loss takes probabilities and weighs samples: the mean over weights, as ours over classes'."""
    rng = np.random.default_rng(seed)
    x, labels = normal(rng, (n, classes), dtype, min(scale, 5)), rng.integers(0, classes, n)
    weight = rng.uniform(0.1, 2, classes)
    p = F.softmax(x.astype(np.float64))
    theirs = sklearn.metrics.log_loss(labels, p, labels=range(classes), sample_weight=weight[labels])
    spread = float(np.ptp(x.astype(np.float64), axis=1).max()) + np.log(classes)
    closeness.products(losses.cross_entropy(x, labels, weight=weight), theirs, spread)
