"""Each demonstration against what is true: figures by hand, by counting, or from textbooks."""

from __future__ import annotations

import math
import tracemalloc
from itertools import combinations, product

import numpy as np
import pytest

from quiz.engine import no_grad
from quiz.engine.demonstrations import Curve, Steps, Table, Text, demonstrations, sampling
from quiz.engine.layers import pytorch as nn
from tests.engine.showing import cells, curve, table

# Losses


def test_an_outlier_makes_more_of_the_mse_than_of_the_mae() -> None:
    shown = table("outlier-share")
    assert shown.rows[-1] == pytest.approx((10, 10, 10 / 13, 100, 100 / 103))
    assert sum(cells(shown, 2)) == pytest.approx(1)
    assert isinstance(shown.note, Text)
    assert "76.9%" in shown.note.en
    assert "97.1%" in shown.note.ko


def test_the_mean_is_best_under_mse_and_the_median_under_mae() -> None:
    mean, median = table("best-constant").rows
    assert (mean[1], median[1]) == (22, 3)
    assert (mean[2], median[3]) == pytest.approx((1522, 20.2))
    along = curve("best-constant")
    assert min(along.series[0]) >= math.sqrt(1522)
    assert min(along.series[1]) >= 20.2
    assert abs(along.x[int(np.argmin(along.series[0]))] - 22) < 1.65
    assert abs(along.x[int(np.argmin(along.series[1]))] - 3) < 1.65


def test_mse_s_gradient_grows_with_the_error_and_mae_s_does_not() -> None:
    shown = curve("loss-gradients", limit=2)
    mse, mae, huber = (np.array(series) for series in shown.series)
    e = np.array(shown.x)
    np.testing.assert_allclose(mse, 2 * e)
    np.testing.assert_array_equal(mae, np.sign(e))
    np.testing.assert_allclose(huber, np.clip(e, -1, 1))
    inside = (np.abs(e) < 0.49) & (e != 0)
    assert np.all(np.abs(mse)[inside] < np.abs(mae)[inside])
    assert np.all(np.abs(mse)[np.abs(e) > 0.51] > np.abs(mae)[np.abs(e) > 0.51])
    assert mae[len(e) // 2] == 0


def test_mae_swings_and_mse_settles() -> None:
    mae, mse = curve("mae-swing").series
    assert mae[-2:] == pytest.approx((0.1, -0.2))
    assert abs(mse[-1]) < 1e-7


def test_an_outlier_makes_the_learning_rate_too_large() -> None:
    with_all, without, mae = curve("outlier-divergence").series
    assert [abs(w - 2) for w in with_all] == pytest.approx([2 * 4.7**n for n in range(9)])
    assert without[-1] == pytest.approx(2, abs=1e-8)
    assert mae[-1] == pytest.approx(2)


def test_the_mean_of_batch_rmses_is_not_the_rmse() -> None:
    shown = table("batch-rmse")
    assert cells(shown, 2) == pytest.approx([
        math.sqrt(0.5), math.sqrt(53 / 2), (math.sqrt(0.5) + math.sqrt(53 / 2)) / 2, math.sqrt(54 / 4),
    ])  # fmt: skip
    value = demonstrations()["batch-rmse"].show()
    assert isinstance(value, Steps)
    gradients = value.parts[1]
    assert isinstance(gradients, Table)
    assert gradients.rows[0] == ("MSE", 0)
    assert math.isnan(float(gradients.rows[1][1]))  # type: ignore[arg-type]


# Activations


def test_the_slope_of_sigmoid_is_at_most_a_quarter() -> None:
    value, slope = curve("sigmoid-curve").series
    assert max(slope) == 0.25
    assert value[len(value) // 2] == 0.5
    assert slope == pytest.approx([v * (1 - v) for v in value])


def test_sigmoid_of_20_is_1_in_float32() -> None:
    shown = {row[0]: row[1:] for row in table("sigmoid-saturation").rows}
    assert shown[20.0][:2] == (1, 0)
    assert shown[20.0][2] == pytest.approx(2.06e-9, rel=1e-2)
    assert shown[15.0][0] != 1


def test_a_gradient_vanishes_through_sigmoids() -> None:
    most, sigmoid, relu = curve("vanishing-gradient").series
    assert most[9] == 0.25**10
    assert most[9] == pytest.approx(9.54e-7, rel=1e-3)
    assert all(a < b for a, b in zip(sigmoid, most, strict=True))
    assert relu == (1,) * 10
    x, slope = 1.0, 1.0
    for _ in range(10):
        x = 1 / (1 + math.exp(-2 * x))
        slope *= 2 * x * (1 - x)
    assert curve("vanishing-gradient", weight=2).series[1][9] == pytest.approx(slope)


def test_values_and_slopes_of_activations() -> None:
    value = demonstrations()["activations"].show(limit=4)
    assert isinstance(value, Steps)
    values, slopes = value.parts
    assert isinstance(values, Curve)
    assert isinstance(slopes, Curve)
    at = {name: (values.series[i], slopes.series[i]) for i, name in enumerate(values.labels)}
    middle, last = len(values.x) // 2, -1
    assert (at["linear"][0][last], at["linear"][1][0]) == (4, 1)
    assert (at["relu"][0][0], at["relu"][0][last]) == (0, 4)
    assert (at["relu"][1][middle], at["relu"][1][last]) == (0, 1)
    assert at["sigmoid"][1][middle] == 0.25
    assert at["tanh"][1][middle] == 1
    assert at["softplus"][1][middle] == 0.5


def test_softmax_does_not_mind_a_shift_but_the_naive_formula_does() -> None:
    shown = table("softmax-shift")
    for row in shown.rows[:-1]:
        assert row[1] == pytest.approx(row[2])
        assert math.isnan(float(row[3]))  # type: ignore[arg-type]
    assert shown.rows[-1][1] == pytest.approx(1)
    assert shown.rows[1][1] == pytest.approx(1 / (1 + math.exp(-1)))
    assert cells(table("softmax-shift", shift=1), 3)[:2] == pytest.approx(cells(shown, 1)[:2])


def test_argmax_of_logits_is_argmax_of_probabilities() -> None:
    shown = table("argmax-of-logits", logits=[0.2, 3.0, -1.0, 2.9], temperature=10)
    assert shown.rows[-1] == ("argmax", "1", "1", "1")
    assert sum(cells(shown, 3)[:-1]) == pytest.approx(1)
    assert shown.rows[1][3] < shown.rows[1][2]  # type: ignore[operator]


# Training


def test_a_forgotten_zero_grad_adds_the_gradient_at_the_moved_weight() -> None:
    first, second, _ = table("stale-gradients").rows
    assert first == pytest.approx((1, 1, 2, 1, 2, 2))
    assert second == pytest.approx((2, 0.8, 1.6, 0.8, 1.6, 3.6))  # 2 + 1.6, not 2 · 2
    assert cells(table("stale-gradients", lr=0), 5) == pytest.approx([2, 4, 6])


def test_backward_through_a_small_graph() -> None:
    shown = {row[0]: row[1:] for row in table("backward-graph").rows}
    p = 1 / (1 + math.exp(-0.5))
    assert shown["L = e²"] == pytest.approx(((p - 1) ** 2, 1))
    assert shown["w"][1] == pytest.approx(2 * (p - 1) * p * (1 - p) * 2)
    assert shown["b"][1] == pytest.approx(2 * (p - 1) * p * (1 - p))
    assert isinstance(shown["x"][1], Text)


def test_one_step_may_raise_the_loss() -> None:
    assert cells(table("sgd-overshoot"), 3)[:2] == pytest.approx([1, 1.44])
    losses = cells(table("sgd-overshoot", lr=0.4), 3)
    assert losses == sorted(losses, reverse=True)


def test_adam_s_first_step_is_the_learning_rate() -> None:
    rows = table("adam-step", lr=0.01).rows
    assert [row[1] for row in rows] == pytest.approx([-1, -0.01, -0.0001, -1e-10, 0])
    assert [row[3] for row in rows] == pytest.approx([-1, -1, -1, -0.5, 0], abs=1e-5)


def test_the_tape_keeps_each_sigmoid_s_output_and_no_grad_only_the_result() -> None:
    recorded, plain = table("no-grad-memory", samples=64, width=128, depth=3).rows
    output = 64 * 128 * 4
    assert recorded[1:] == (3, 3 * output, True)
    assert plain[1:] == (1, output, False)


def test_what_the_tape_keeps_is_what_memory_says() -> None:
    """Counted by tracemalloc, which NumPy tells of its arrays."""
    model = nn.Sequential(*(layer for _ in range(4) for layer in (nn.Linear(128, 128), nn.Sigmoid())))
    x = np.ones((256, 128), np.float32)
    kept = []
    domain = tracemalloc.DomainFilter(True, np.lib.tracemalloc_domain)
    tracemalloc.start()
    try:
        for recording in (True, False):
            if recording:
                result = model(x)
            else:
                with no_grad():
                    result = model(x)
            snapshot = tracemalloc.take_snapshot().filter_traces([domain])
            kept.append(sum(trace.size for trace in snapshot.traces))
            del result, snapshot
    finally:
        tracemalloc.stop()
    assert kept == [row[2] for row in table("no-grad-memory", samples=256, width=128, depth=4).rows]


def test_no_grad_is_not_eval() -> None:
    rows = table("no-grad-or-eval").rows
    train, train_unrecorded, evaluated, evaluated_unrecorded = (row[1:] for row in rows)
    assert train[0] is evaluated[0] is True
    assert train_unrecorded[0] is evaluated_unrecorded[0] is False
    assert train[1:] == train_unrecorded[1:]
    assert evaluated[1:] == evaluated_unrecorded[1:]
    assert train[1] > 0  # type: ignore[operator]
    assert evaluated[1] == 0
    assert train[2] == pytest.approx(0, abs=1e-6)
    assert evaluated[2] == pytest.approx(8.5, abs=1e-3)
    assert train[3] == pytest.approx(0.8)  # 0.9 · 0 + 0.1 · 8
    assert evaluated[3] == 0


def test_frozen_layers_have_no_gradient() -> None:
    rows = table("freezing-layers").rows
    conv1, conv2, head = (3 * 9 + 1) * 16, (16 * 9 + 1) * 32, 33 * 10
    assert rows[0][1:] == (conv1, 0, False)
    assert rows[1][1:] == (conv2, 0, False)
    assert rows[2][1:] == (head, head, True)
    assert rows[3][1:] == (conv1 + conv2 + head, head, True)
    assert table("freezing-layers", frozen=0).rows[3][1:] == (conv1 + conv2 + head, conv1 + conv2 + head, True)


def test_batches_an_epoch() -> None:
    assert [row[:3] for row in table("batches-epoch", samples=1000, sizes=[32, 1000, 3000]).rows] == [
        (32, 32, 8), (1000, 1, 1000), (3000, 1, 1000),
    ]  # fmt: skip


# Sampling


def test_the_chance_that_at_least_one_of_ten_classes_is_missing() -> None:
    (_, with_), (_, without) = table("missing-class").rows
    assert with_ == pytest.approx(0.309, abs=5e-4)
    assert without == pytest.approx(0.294, abs=5e-4)
    shown = curve("missing-class")
    at = shown.x.index(32)
    assert (shown.series[0][at], shown.series[1][at]) == (with_, without)
    assert shown.series[0][0] == shown.series[1][0] == 1


@pytest.mark.parametrize(("classes", "batch", "samples"), [(3, 4, 6), (3, 4, 8), (2, 3, 7), (4, 5, 9)])
def test_the_chances_counted_one_by_one(classes: int, batch: int, samples: int) -> None:
    labels = [i % classes for i in range(samples)]
    drawn = [len({labels[i] for i in chosen}) < classes for chosen in combinations(range(samples), batch)]
    assert sampling.missing_without_replacement(classes, batch, samples) == pytest.approx(np.mean(drawn))
    replaced = [len(set(chosen)) < classes for chosen in product(range(classes), repeat=batch)]
    assert sampling.missing_with_replacement(classes, batch) == pytest.approx(np.mean(replaced))


def test_folds_differ_by_one_at_most() -> None:
    rows = table("k-fold-sizes", samples=103, folds=5).rows
    assert [row[2] for row in rows] == [21, 21, 21, 20, 20]
    assert all(int(row[1]) + int(row[2]) == 103 for row in rows)  # type: ignore[arg-type]


def test_a_leak_makes_validation_look_tame() -> None:
    clean, leaking = table("scaling-leak").rows
    assert clean[1:3] == pytest.approx((2.5, math.sqrt(1.25)))
    assert clean[3] == pytest.approx(0)
    assert leaking[1] == pytest.approx(5)
    assert abs(leaking[4]) < abs(clean[4])  # type: ignore[arg-type]


def test_the_best_of_many_guesses_is_lucky() -> None:
    mean, best = table("leaderboard-luck", submissions=500, samples=100).rows
    assert mean[1] == pytest.approx(0.5, abs=0.02)
    assert best[1] > 0.6  # type: ignore[operator]
    assert best[2] < best[1]  # type: ignore[operator]
