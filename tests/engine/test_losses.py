"""Losses: PyTorch's figures, the figures of the cards, and what holds whatever the input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine import EngineError, Tensor, gradcheck, losses
from quiz.engine import functional as F
from quiz.engine.tensor import Array
from tests.engine import closeness
from tests.engine.cases import agree, decoded, gradient, run
from tests.engine.loss_magnitudes import magnitude

GOLDEN = json.loads((Path(__file__).parent / "golden" / "losses.json").read_text(encoding="utf-8"))["cases"]
SEEDS = st.integers(0, 10**6)
OF_NUMBERS = (losses.mse, losses.mae, losses.rmse, losses.huber, losses.binary_cross_entropy, losses.hinge)
REDUCED = (losses.mse, losses.mae, losses.huber, losses.binary_cross_entropy, losses.hinge)


def slope(loss: Callable[[Tensor], Any], at: Any) -> Array:
    x = Tensor(np.asarray(at), requires_grad=True)
    y = loss(x)
    y.backward(np.ones(y.shape))
    return gradient(x)


def logits(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng(seed).standard_normal(shape) * 3


@pytest.mark.parametrize("kept", GOLDEN, ids=lambda one: one["operation"])
def test_as_pytorch(kept: dict[str, Any]) -> None:
    case, theirs = decoded(kept)
    ours = run(getattr(losses, case.operation), case)
    agree(case, ours, theirs, magnitude(case, ours))


def test_every_loss_has_golden_cases() -> None:
    assert {one["operation"] for one in GOLDEN} == set(losses.__all__)


# The figures of the cards.


def test_an_outlier_among_four_errors() -> None:
    errors, zeros = np.array([1.0, 1, 1, 10]), np.zeros(4)
    absolute, squared = losses.mae(errors, zeros), losses.mse(errors, zeros)
    assert (absolute * 4, squared * 4) == (13, 103)
    assert losses.mae(errors, zeros, reduction="none")[3] / losses.mae(errors, zeros, reduction="sum") == 10 / 13
    assert losses.mse(errors, zeros, reduction="none")[3] / losses.mse(errors, zeros, reduction="sum") == 100 / 103


def test_the_best_constant_is_the_mean_under_mse_and_the_median_under_mae() -> None:
    y = np.array([1.0, 2, 3, 4, 100])
    constants = np.arange(0, 101, 0.5)
    best = [
        constants[np.argmin([float(loss(np.full(5, c), y)) for c in constants])] for loss in (losses.mse, losses.mae)
    ]
    assert best == [22, 3] == [y.mean(), np.median(y)]
    np.testing.assert_allclose(slope(lambda p: losses.mse(p, y), np.full(5, 22.0)).sum(), 0, atol=1e-12)
    assert slope(lambda p: losses.mae(p, y), np.full(5, 3.0)).sum() == 0


def test_the_gradient_of_mse_grows_with_the_error_and_that_of_mae_does_not() -> None:
    """Below an error of 0.5 the square's slope is the smaller one."""
    for e, steeper in ((0.25, "mae"), (0.5, None), (3.0, "mse"), (100.0, "mse")):
        of_mse = slope(lambda p: losses.mse(p, [0.0]), [e]).item()
        of_mae = slope(lambda p: losses.mae(p, [0.0]), [e]).item()
        assert (of_mse, of_mae) == (2 * e, 1)
        assert steeper == (None if of_mse == of_mae else "mse" if of_mse > of_mae else "mae")
    assert slope(lambda p: losses.mae(p, [0.0]), [0.0]).item() == 0
    np.testing.assert_array_equal(slope(lambda p: losses.mse(p, np.zeros(4)), np.ones(4)), np.full(4, 2 / 4))


def test_rmse_is_the_root_of_the_mean_and_no_mean_of_roots() -> None:
    y, p = np.zeros(4), np.array([1.0, 1, 1, 9])
    assert losses.rmse(p, y) == np.sqrt(losses.mse(p, y)) == np.sqrt(21)
    halves = [losses.rmse(p[:2], y[:2]), losses.rmse(p[2:], y[2:])]
    assert np.mean(halves) < losses.rmse(p, y)


def test_the_gradient_of_rmse_without_error_is_not_a_number() -> None:
    assert losses.rmse(np.ones(2), np.ones(2)) == 0
    assert np.isnan(slope(lambda p: losses.rmse(p, np.ones(2)), np.ones(2))).all()
    np.testing.assert_allclose(slope(lambda p: losses.rmse(p, np.zeros(2)), [3.0, 0.0]), [1 / np.sqrt(2), 0])


def test_an_outlier_makes_a_fixed_learning_rate_diverge() -> None:
    """y = 2x at x = 1, 2, 3 converges with lr 0.1; with x = 10 too the weight flies away."""
    for xs, converges in (([1.0, 2, 3], True), ([1.0, 2, 3, 10], False)):
        x, w = np.array(xs), np.zeros(1)
        for _ in range(50):
            w = w - 0.1 * slope(lambda w, x=x: losses.mse(w * x, 2 * x), w)  # type: ignore[misc]
        assert (abs(w.item() - 2) < 1e-6) == converges
        assert converges or abs(w.item()) > 1e6


def test_the_class_is_the_largest_logit() -> None:
    x = logits(20, 5)
    np.testing.assert_array_equal(F.softmax(x).argmax(axis=1), x.argmax(axis=1))


# The same by another way.


@given(SEEDS, st.sampled_from([(6, 4), (2, 3, 5), (2, 3, 2, 2)]), st.sampled_from(["mean", "sum", "none"]))
@settings(max_examples=30, deadline=None)
def test_cross_entropy_is_nll_of_log_softmax(seed: int, shape: tuple[int, ...], reduction: str) -> None:
    rng = np.random.default_rng(seed)
    x, weight = logits(*shape, seed=seed), rng.uniform(0.1, 2, shape[1])
    target = rng.integers(0, shape[1], (shape[0], *shape[2:]))
    arguments: dict[str, Any] = {"weight": weight, "ignore_index": int(target.flat[0]), "reduction": reduction}
    target.flat[-1] = (target.flat[0] + 1) % shape[1]  # one that counts
    one, other = Tensor(x, requires_grad=True), Tensor(x, requires_grad=True)
    fused = losses.cross_entropy(one, target, **arguments)
    steps = losses.nll(F.log_softmax(other, axis=1), target, **arguments)
    closeness.elementwise(fused.data, steps.data)
    g = rng.standard_normal(fused.shape)
    fused.backward(g)
    steps.backward(g)
    closeness.products(gradient(one), gradient(other), np.full(shape, abs(g).max() * 4))


@given(SEEDS, st.floats(0, 1), st.booleans())
@settings(max_examples=30, deadline=None)
def test_one_hot_probabilities_are_labels(seed: int, smoothing: float, weighted: bool) -> None:
    """Summed, for the means are over different totals where classes have weights; unweighted smoothing is the same."""
    rng = np.random.default_rng(seed)
    x, target = logits(5, 4, seed=seed), rng.integers(0, 4, 5)
    weight = rng.uniform(0.1, 2, 4) if weighted else None
    smoothing = 0 if weighted else smoothing
    by_label, by_probability = (
        losses.cross_entropy(x, t, weight=weight, label_smoothing=smoothing, reduction="sum")
        for t in (target, F.one_hot(target, 4, dtype=np.float64))
    )
    closeness.products(by_label, by_probability, 100)


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_the_gradient_of_cross_entropy_is_softmax_minus_one_hot(seed: int) -> None:
    x, target = logits(4, 3, seed=seed), np.random.default_rng(seed).integers(0, 3, 4)
    found = slope(lambda x: losses.cross_entropy(x, target, reduction="sum"), x)
    closeness.products(found, F.softmax(x) - F.one_hot(target, 3), np.ones((4, 3)))
    np.testing.assert_allclose(found.sum(axis=1), 0, atol=1e-12)
    shifted = slope(lambda x: losses.cross_entropy(x, target, reduction="sum"), x + 64)
    closeness.products(found, shifted, np.full((4, 3), 100))


@given(SEEDS, st.sampled_from(["mean", "sum", "none"]))
@settings(max_examples=30, deadline=None)
def test_binary_cross_entropy_of_logits_and_of_their_probabilities(seed: int, reduction: str) -> None:
    x, t = logits(6, seed=seed), np.random.default_rng(seed).uniform(0, 1, 6)
    of_logits = losses.binary_cross_entropy(x, t, from_logits=True, reduction=reduction)
    of_probabilities = losses.binary_cross_entropy(F.sigmoid(x), t, reduction=reduction)
    np.testing.assert_allclose(of_logits, of_probabilities, rtol=1e-9)
    two = np.stack([np.zeros(6), x], axis=1)
    of_two_classes = losses.cross_entropy(two, np.stack([1 - t, t], axis=1), reduction=reduction)
    np.testing.assert_allclose(of_logits, of_two_classes, rtol=1e-9)


def test_binary_cross_entropy_at_the_ends() -> None:
    """A wrong certainty costs 100 as a probability, as much as its logit as a logit; a right one nothing."""
    sure = np.array([0.0, 1.0, 0.0, 1.0])
    np.testing.assert_array_equal(
        losses.binary_cross_entropy(sure, np.array([0.0, 1, 1, 0]), reduction="none"), [0, 0, 100, 100]
    )
    closeness.elementwise(losses.binary_cross_entropy([1e-20], [0.0]), 1e-20)
    x = np.array([-1000.0, 1000, -1000, 1000, -40, np.inf, -np.inf])
    t = np.array([0.0, 1, 1, 0, 0, 0, 1])
    by_logit = losses.binary_cross_entropy(x, t, from_logits=True, reduction="none")
    closeness.elementwise(by_logit, np.array([0, 0, 1000, 1000, np.exp(-40.0), np.inf, np.inf]))
    steep = slope(lambda p: losses.binary_cross_entropy(p, [0.0], reduction="none"), [1.0])
    closeness.elementwise(steep, np.array([1e12]))


def test_huber_is_a_square_within_and_a_line_beyond() -> None:
    e = np.array([-3.0, -1, -0.5, 0, 0.5, 1, 3])
    np.testing.assert_array_equal(losses.huber(e, np.zeros(7), reduction="none"), [2.5, 0.5, 0.125, 0, 0.125, 0.5, 2.5])
    np.testing.assert_array_equal(slope(lambda p: losses.huber(p, np.zeros(7), reduction="sum"), e), np.clip(e, -1, 1))
    large = losses.huber(e, np.zeros(7), delta=10)
    assert large == losses.mse(e, np.zeros(7)) / 2


def test_hinge_is_flat_from_the_margin_on() -> None:
    scores, labels = np.array([2.0, 1, 0.5, -1]), np.ones(4)
    np.testing.assert_array_equal(losses.hinge(scores, labels, reduction="none"), [0, 0, 0.5, 2])
    np.testing.assert_array_equal(slope(lambda s: losses.hinge(s, labels, reduction="sum"), scores), [0, 0, -1, -1])
    np.testing.assert_array_equal(losses.hinge(-scores, -labels, reduction="none"), [0, 0, 0.5, 2])


# Gradients by differences: predictions and, where it can have one, targets.


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_gradients_of_losses_of_numbers(reduction: str) -> None:
    p, t = logits(3, 2, seed=1), logits(3, 2, seed=2)
    for loss in (losses.mse, losses.mae, losses.huber):
        gradcheck.check(lambda p, t, loss=loss: loss(p, t, reduction=reduction), p, t)
    gradcheck.check(losses.rmse, p, t)
    labels = np.sign(t).astype(int)
    gradcheck.check(lambda p: losses.hinge(p, labels, reduction=reduction), p)
    inside = np.array([0.2, 0.5, 1.5])
    for prediction, from_logits in ((p, True), (F.sigmoid(p), False)):
        gradcheck.check(
            lambda p, t, f=from_logits: losses.binary_cross_entropy(
                p, t, from_logits=f, weight=inside[:2], reduction=reduction
            ),
            prediction,
            F.sigmoid(t),
        )


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("shape", [(4, 3), (2, 3, 2), (3,)])
def test_gradients_of_losses_of_classes(reduction: str, shape: tuple[int, ...]) -> None:
    x, weight = logits(*shape), np.array([0.5, 1, 2])
    target = np.random.default_rng(0).integers(0, 2, shape[:1] + shape[2:] if len(shape) > 1 else ())
    rest: dict[str, Any] = {"weight": weight, "ignore_index": 2, "reduction": reduction}
    gradcheck.check(lambda x: losses.nll(x, target, **rest), x)
    gradcheck.check(lambda x: losses.cross_entropy(x, target, **rest), x)
    gradcheck.check(lambda x: losses.cross_entropy(x, target, label_smoothing=0.3, **rest), x)
    del rest["ignore_index"]
    p = F.softmax(logits(*shape, seed=1), axis=min(1, len(shape) - 1))
    gradcheck.check(lambda x, p: losses.cross_entropy(x, p, label_smoothing=0.3, **rest), x, p)


# Weights, ignored labels, nothing at all.


def test_the_mean_is_over_the_weights_of_the_labels_that_count() -> None:
    logs = np.log(np.array([[0.5, 0.5], [0.25, 0.75], [0.1, 0.9]]))
    weight = np.array([1.0, 3.0])
    each = losses.nll(logs, [0, 1, 1], weight=weight, ignore_index=None, reduction="none")
    closeness.elementwise(each, -np.array([1, 3, 3]) * logs[range(3), [0, 1, 1]])
    closeness.elementwise(losses.nll(logs, [0, 1, 1], weight=weight), each.sum() / 7)
    closeness.elementwise(losses.nll(logs, [0, 1, -100], weight=weight, ignore_index=-100), each[:2].sum() / 4)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_an_ignored_label_has_no_part(smoothing: float) -> None:
    x = np.array([[1.0, 2], [np.nan, -np.inf], [0, 3]])
    both = losses.cross_entropy(x, [0, 9, 1], ignore_index=9, label_smoothing=smoothing)
    closeness.elementwise(both, losses.cross_entropy(x[[0, 2]], [0, 1], label_smoothing=smoothing))
    x[1] = 5
    found = slope(lambda x: losses.cross_entropy(x, [0, 9, 1], ignore_index=9, label_smoothing=smoothing), x)
    assert not found[1].any()
    nothing = Tensor(x, requires_grad=True)
    y = losses.cross_entropy(nothing, [9, 9, 9], ignore_index=9, label_smoothing=smoothing)
    y.backward()
    assert np.isnan(y.item())
    assert not gradient(nothing).any()


def test_the_mean_of_nothing_is_not_a_number() -> None:
    for loss in OF_NUMBERS:
        assert np.isnan(loss(np.zeros((0, 2)), np.zeros((0, 2))))
    assert np.isnan(losses.cross_entropy(np.zeros((0, 2)), np.zeros(0, int)))
    assert losses.mse(np.zeros((0, 2)), np.zeros((0, 2)), reduction="sum") == 0


def test_masked_classes() -> None:
    """A logit of −∞ takes a class out; wanting it costs ∞."""
    x = np.array([[0.0, -np.inf, 0.0]])
    closeness.elementwise(losses.cross_entropy(x, [0]), np.log(2))
    assert losses.cross_entropy(x, [1]) == np.inf
    np.testing.assert_array_equal(slope(lambda x: losses.cross_entropy(x, [0]), x), [[-0.5, 0, 0.5]])


# dtypes.


def test_float32_stays_float32() -> None:
    p, t = (logits(4, 3, seed=seed).astype(np.float32) for seed in (0, 1))
    unit = np.abs(np.sin(p))
    for value in (
        losses.mse(p, t),
        losses.mae(p, t),
        losses.rmse(p, t),
        losses.huber(p, t, delta=2),
        losses.hinge(p, np.where(t > 0, 1, -1)),
        losses.binary_cross_entropy(p, t > 0, from_logits=True, weight=[1.0, 2.0, 3.0]),
        losses.binary_cross_entropy(unit, (t > 0).astype(int)),
        losses.nll(p, [0, 1, 2, 0], weight=[1, 2, 3]),
        losses.cross_entropy(p, [0, 1, 2, 0], weight=[0.5, 1, 1.5], label_smoothing=0.1),
        losses.cross_entropy(p, F.softmax(t)),
        losses.mse(p, np.ones((4, 3), np.int64), reduction="none"),
    ):
        assert value.dtype == np.float32
    assert losses.mse(p, t.astype(np.float64)).dtype == np.float64
    assert losses.mse([1, 2], [1, 4]) == 2


def test_labels_may_be_of_any_integers() -> None:
    x = logits(3, 200)
    expected = losses.cross_entropy(x, [0, 199, 7])
    for dtype in (np.uint8, np.uint64, np.int16):
        assert losses.cross_entropy(x, np.array([0, 199, 7], dtype), ignore_index=-1) == expected


# What is refused.


@pytest.mark.parametrize("loss", OF_NUMBERS, ids=lambda loss: loss.__name__)
def test_shapes_are_never_broadcast(loss: Any) -> None:
    for p, t in (((4, 1), (4,)), ((4,), (4, 1)), ((4,), ()), ((2, 3), (3,))):
        message = rf"{loss.__name__}: target: got shape .*; takes the prediction's shape .*: \(n, 1\) against \(n,\)"
        with pytest.raises(EngineError, match=message):
            loss(np.ones(p), np.ones(t))


@pytest.mark.parametrize("loss", [*REDUCED, losses.nll, losses.cross_entropy], ids=lambda loss: loss.__name__)
def test_a_reduction_that_is_none(loss: Any) -> None:
    target = np.array([1]) if loss in (losses.nll, losses.cross_entropy) else np.ones((1, 2))
    for reduction in ("average", None, True):
        with pytest.raises(EngineError, match=f"{loss.__name__}: reduction: got {reduction!r}; takes 'mean', 'sum'"):
            loss(np.ones((1, 2)), target, reduction=reduction)


@pytest.mark.parametrize(
    ("prediction", "target", "arguments", "message"),
    [
        ([0.5, 1.5], [0, 1], {}, "prediction: got 1.5; takes probabilities from 0 to 1; for logits, from_logits=True"),
        ([0.5, -0.1], [0, 1], {}, "prediction: got -0.1"),
        ([0.5, np.nan], [0, 1], {}, "prediction: got nan"),
        ([0.5, 0.5], [0, 2], {}, "target: got 2; takes probabilities from 0 to 1"),
        ([0.5, 0.5], [-1, 1], {"from_logits": True}, "target: got -1"),
        (
            [0.5, 0.5],
            [0, 1],
            {"weight": [1, 2, 3]},
            r"weight: got shape \(3,\); takes a shape that broadcasts to \(2,\)",
        ),
        ([0.5, 0.5], [0, 1], {"weight": [[1, 2]]}, r"weight: got shape \(1, 2\)"),
    ],
)
def test_binary_cross_entropy_that_is_refused(prediction: Any, target: Any, arguments: Any, message: str) -> None:
    with pytest.raises(EngineError, match=f"binary_cross_entropy: {message}"):
        losses.binary_cross_entropy(prediction, target, **arguments)


@pytest.mark.parametrize("loss", [losses.nll, losses.cross_entropy], ids=lambda loss: loss.__name__)
@pytest.mark.parametrize(
    ("shape", "target", "arguments", "message"),
    [
        ((2, 3), [0, 3], {}, r"target: got label 3 at \(1,\); takes labels from 0 to 2"),
        ((2, 3), [-1, 0], {}, r"target: got label -1 at \(0,\)"),
        ((2, 3), [5, 9], {"ignore_index": 9}, r"label 5 at \(0,\); takes labels from 0 to 2, or the ignored 9"),
        ((2, 3), [0.0, 1.0], {}, "target: got dtype float64; takes class labels: integers"),
        ((2, 3), [True, False], {}, "target: got dtype bool; takes class labels: integers"),
        ((2, 3), [0, 1, 2], {}, r"target: got shape \(3,\), dtype int64; takes labels of shape \(2,\)"),
        ((2, 3), [[0], [1]], {}, r"target: got shape \(2, 1\), .*takes labels of shape \(2,\) .*never broadcast"),
        ((2, 3), [[0, 1, 0], [1, 0, 0]], {}, r"target: got shape \(2, 3\), dtype int64; takes labels of shape \(2,\)"),
        ((2, 3, 4), [0, 1], {}, r"target: got shape \(2,\), dtype int64; takes labels of shape \(2, 4\)"),
        ((2, 3), [0, 1], {"weight": [1, 2]}, r"weight: got shape \(2,\); takes shape \(3,\)"),
        ((2, 3), [0, 1], {"ignore_index": 1.0}, "ignore_index: got 1.0; takes an int, or None"),
        ((), 0, {}, r"prediction: got shape \(\); takes shape \(n, c\)"),
        ((2, 0), [0, 0], {}, r"prediction: got shape \(2, 0\)"),
    ],
)
def test_classes_that_are_refused(loss: Any, shape: Any, target: Any, arguments: Any, message: str) -> None:
    with pytest.raises(EngineError, match=f"{loss.__name__}: .*{message}"):
        loss(np.zeros(shape), target, **arguments)


@pytest.mark.parametrize(
    ("target", "arguments", "message"),
    [
        ([[0.5, 0.6], [1.1, 0]], {}, "target: got 1.1; takes probabilities from 0 to 1, or labels of integers"),
        ([[0.5, 0.5], [-0.5, 1]], {}, "target: got -0.5"),
        ([[0.5, 0.5], [0, 1.0]], {"ignore_index": 0}, "ignore_index: got 0; takes None where the target is prob"),
        ([0, 1], {"label_smoothing": 1.5}, "label_smoothing: got 1.5; takes a number from 0 to 1"),
        ([0, 1], {"label_smoothing": None}, "label_smoothing: got None"),
    ],
)
def test_cross_entropy_that_is_refused(target: Any, arguments: Any, message: str) -> None:
    with pytest.raises(EngineError, match=f"cross_entropy: {message}"):
        losses.cross_entropy(np.zeros((2, 2)), target, **arguments)


def test_hinge_and_huber_that_are_refused() -> None:
    with pytest.raises(EngineError, match="hinge: target: got label 0; takes labels −1 and 1; 0 and 1 become so by"):
        losses.hinge([1.0, 2.0], [0, 1])
    for delta in (0, -1, np.nan, np.inf, None):
        with pytest.raises(EngineError, match=f"huber: delta: got {delta}; takes a number above 0"):
            losses.huber([1.0], [2.0], delta=delta)  # type: ignore[arg-type]


def test_float16_is_refused() -> None:
    for loss in OF_NUMBERS:
        with pytest.raises(EngineError, match=f"{loss.__name__}: prediction: got dtype float16"):
            loss(np.ones(2, np.float16), np.ones(2))
        with pytest.raises(EngineError, match=f"{loss.__name__}: target: got dtype float16"):
            loss(np.ones(2), np.ones(2, np.float16))
