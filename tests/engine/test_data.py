"""Batches, splits, folds and standardising: scikit-learn's golden figures, and what must hold for any data."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine import EngineError, Tensor, data
from tests.engine import closeness

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "golden" / "data.json").read_text(encoding="utf-8"))
seeds = st.one_of(st.none(), st.integers(0, 2**32))


def generator(seed: int | None) -> np.random.Generator | None:
    return None if seed is None else np.random.default_rng(seed)


@given(st.integers(1, 60), st.integers(1, 70), seeds, st.booleans())
def test_an_epoch_has_every_sample_once(n: int, size: int, seed: int | None, drop_last: bool) -> None:
    x, y = np.arange(n), np.arange(n).astype(str)
    seen = list(data.batches(x, y, size=size, rng=generator(seed), drop_last=drop_last))
    assert len(seen) == (n // size if drop_last else math.ceil(n / size))
    assert all(len(part) == size for part, _ in (seen if drop_last else seen[:-1]))
    assert all(part.astype(str).tolist() == labels.tolist() for part, labels in seen)
    numbers = [int(one) for part, _ in seen for one in part]
    assert len(set(numbers)) == len(numbers) == (n // size * size if drop_last else n)
    assert seed is not None or numbers == sorted(numbers)
    again = list(data.batches(x, y, size=size, rng=generator(seed), drop_last=drop_last))
    assert [part.tolist() for part, _ in again] == [part.tolist() for part, _ in seen]


def test_batches_of_one_array_of_a_list_and_of_a_tensor() -> None:
    assert [part.tolist() for part in data.batches([1, 2, 3], size=2)] == [[1, 2], [3]]
    x = Tensor([[1.0], [2.0], [3.0]], requires_grad=True)
    part = next(data.batches(x, size=2))
    part.sum().backward()
    assert x.grad is not None
    assert x.grad.data.tolist() == [[1], [1], [0]]


def test_each_epoch_has_its_own_order() -> None:
    rng = np.random.default_rng(1)
    first, second = (np.concatenate(list(data.batches(np.arange(50), size=8, rng=rng))) for _ in range(2))
    assert first.tolist() != second.tolist()


@given(st.integers(2, 60), st.floats(0.01, 0.99), seeds)
def test_a_split_shares_nothing_and_loses_nothing(n: int, validation: float, seed: int | None) -> None:
    held = math.ceil(validation * n)
    if held == n:
        with pytest.raises(EngineError, match="train_validation_split: validation"):
            data.train_validation_split(np.arange(n), validation=validation)
        return
    x, labels = np.arange(n), np.arange(n) * 2
    train, kept, train_labels, kept_labels = data.train_validation_split(
        x, labels, validation=validation, rng=generator(seed)
    )
    assert len(kept) == held
    assert sorted([*train, *kept]) == x.tolist()
    assert (train * 2).tolist() == train_labels.tolist()
    assert (kept * 2).tolist() == kept_labels.tolist()
    assert seed is not None or [*train, *kept] == x.tolist()


@given(st.lists(st.integers(2, 12), min_size=1, max_size=4), st.integers(0, 30), seeds)
@settings(max_examples=60)
def test_a_stratified_split_gives_each_class_its_share(sizes: list[int], extra: int, seed: int | None) -> None:
    labels = np.random.default_rng(0).permutation(np.repeat(np.arange(len(sizes)), sizes))
    n = len(labels)
    held = len(sizes) + extra % max(n - 2 * len(sizes) + 1, 1)
    train, kept = data.train_validation_split(
        np.arange(n), validation=held, rng=generator(seed), stratify=labels.astype(str)
    )
    assert sorted([*train, *kept]) == list(range(n))
    assert len(kept) == held
    for label, size in enumerate(sizes):
        assert abs(np.count_nonzero(labels[kept] == label) - size * held / n) < 1


@pytest.mark.parametrize("case", GOLDEN["splits"])
def test_golden_stratified_counts(case: dict[str, Any]) -> None:
    train, kept = data.train_validation_split(
        case["labels"], validation=case["validation"], rng=np.random.default_rng(0), stratify=case["labels"]
    )
    assert np.bincount(train).tolist() == case["train"]
    assert np.bincount(kept).tolist() == case["validates"]


@pytest.mark.parametrize("case", GOLDEN["folds"])
def test_golden_folds(case: dict[str, Any]) -> None:
    assert [kept.tolist() for _, kept in data.k_fold(case["n"], case["k"])] == case["validation"]


@pytest.mark.parametrize("case", GOLDEN["stratified folds"])
def test_golden_stratified_folds(case: dict[str, Any]) -> None:
    found = data.stratified_k_fold(case["labels"], case["k"])
    assert [kept.tolist() for _, kept in found] == case["validation"]


@given(st.integers(2, 40), st.integers(2, 8), seeds)
def test_folds_share_nothing_and_lose_nothing(n: int, k: int, seed: int | None) -> None:
    if k > n:
        with pytest.raises(EngineError, match="k_fold: k"):
            data.k_fold(n, k)
        return
    folds = data.k_fold(n, k, rng=generator(seed))
    assert [len(kept) for _, kept in folds] == [n // k + (fold < n % k) for fold in range(k)]
    assert sorted(np.concatenate([kept for _, kept in folds]).tolist()) == list(range(n))
    assert all(sorted([*train, *kept]) == list(range(n)) for train, kept in folds)


@given(st.lists(st.integers(3, 9), min_size=1, max_size=4), st.integers(2, 3), seeds)
def test_stratified_folds_hold_each_class_evenly(sizes: list[int], k: int, seed: int | None) -> None:
    labels = np.random.default_rng(1).permutation(np.repeat(np.arange(len(sizes)), sizes))
    folds = data.stratified_k_fold(labels, k, rng=generator(seed))
    assert sorted(np.concatenate([kept for _, kept in folds]).tolist()) == list(range(len(labels)))
    assert all(sorted([*train, *kept]) == list(range(len(labels))) for train, kept in folds)
    for label in range(len(sizes)):
        counts = [np.count_nonzero(labels[kept] == label) for _, kept in folds]
        assert max(counts) - min(counts) <= 1
    lengths = [len(kept) for _, kept in folds]
    assert max(lengths) - min(lengths) <= 1


def test_golden_standardising() -> None:
    case = GOLDEN["standard"]
    found = data.Standardizer.fit(case["x"])
    closeness.elementwise(found.mean, case["mean"])
    # Two sums of squares in another order: their rounding shows where a column hardly varies.
    np.testing.assert_allclose(found.scale, case["scale"], rtol=1e-9)
    np.testing.assert_allclose(found.transform(case["x"]), case["result"], rtol=1e-9, atol=1e-9)
    assert found.scale[3] == found.scale[4] == 1  # constant columns


def test_standardising_learns_from_the_training_part_only() -> None:
    train, validation = data.train_validation_split(np.array([[1.0], [3.0], [100.0]]), validation=1)
    found = data.Standardizer.fit(train)
    assert found.transform(train).tolist() == [[-1], [1]]
    assert found.transform(validation).tolist() == [[98]]
    closeness.elementwise(found.inverse(found.transform(validation)), validation)


def test_standardising_by_channel_and_dtypes() -> None:
    rng = np.random.default_rng(0)
    images = rng.normal(5, [1, 2, 3], size=(4, 6, 6, 3)).astype(np.float32)
    found = data.Standardizer.fit(images, axis=(0, 1, 2))
    result = found.transform(images)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result.mean(axis=(0, 1, 2)), 0, atol=1e-6)
    np.testing.assert_allclose(result.std(axis=(0, 1, 2)), 1, rtol=1e-6)
    assert data.Standardizer.fit(np.array([[1], [2]], np.uint8)).transform([[3]]).dtype == np.float64
    assert data.Standardizer.fit(np.array([1.0, 3.0])).transform(np.array([5.0])).tolist() == [3]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: data.batches([1, 2], size=0), "batches: size: got 0"),
        (lambda: data.batches([1, 2], [1]), r"batches: arrays: got lengths \[2, 1\]"),
        (lambda: data.batches(), "batches: arrays"),
        (lambda: data.batches(3), "batches: arrays"),
        (lambda: data.batches([]), r"batches: arrays: got lengths \[0\]"),
        (lambda: data.train_validation_split([1, 2], validation=2), "validation: got 2 of 2 samples"),
        (lambda: data.train_validation_split([1, 2], validation=1.5), "validation: got 1.5"),
        (lambda: data.train_validation_split([1, 2], validation=0), "validation: got 0"),
        (lambda: data.train_validation_split([1, 2], stratify=[1]), "stratify: got shape"),
        (lambda: data.train_validation_split([1, 2, 3], stratify=["a", "a", "b"]), "stratify: got one sample of class"),
        (lambda: data.train_validation_split([1, 2, 3, 4], validation=1, stratify=[1, 1, 2, 2]), "2 classes"),
        (lambda: data.batches([1, 2], rng=4), "batches: rng: got a int"),  # type: ignore[arg-type]
        (lambda: data.batches([1, 2], size=1.5), "batches: size: got 1.5"),  # type: ignore[arg-type]
        (lambda: data.train_validation_split([1, 2], validation="a"), "got 'a'"),  # type: ignore[arg-type]
        (lambda: data.train_validation_split([1, 2, 3], validation=True), "validation: got True"),
        (lambda: data.train_validation_split([1, 2, 3], validation=math.nan), "validation: got nan"),
        (lambda: data.k_fold("a"), "k_fold: n: got 'a'"),  # type: ignore[arg-type]
        (lambda: data.k_fold(4, 2, rng=0), "k_fold: rng: got a int"),  # type: ignore[arg-type]
        (lambda: data.k_fold(4, 1), "k_fold: k: got 1"),
        (lambda: data.stratified_k_fold([1, 1, 1, 2], 2), "stratified_k_fold: k: got 2"),
        (lambda: data.stratified_k_fold([[1]], 2), "stratified_k_fold: labels"),
        (lambda: data.Standardizer.fit([]), "Standardizer.fit: x: got shape"),
        (lambda: data.Standardizer.fit([1.0, math.nan]), "Standardizer.fit: x: got NaN"),
        (lambda: data.Standardizer.fit([[1.0, 2.0]]).transform([[1.0]]), "Standardizer.transform: x: got shape"),
        (lambda: data.Standardizer.fit([[1.0, 2.0]]).inverse(1.0), "Standardizer.inverse: x: got shape"),
    ],
)
def test_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(EngineError, match=says):
        make()
