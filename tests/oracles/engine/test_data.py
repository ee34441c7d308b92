"""Folds, splits and standardising against scikit-learn over random data; starting weights against PyTorch's bounds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import KFold, StratifiedKFold, train_test_split
from sklearn.preprocessing import StandardScaler

from quiz.engine import data, init


@given(st.integers(2, 60), st.integers(2, 12))
@settings(max_examples=100, deadline=None)
def test_k_fold(n: int, k: int) -> None:
    if k <= n:
        expected = [(a.tolist(), b.tolist()) for a, b in KFold(k).split(np.zeros(n))]
        assert [(a.tolist(), b.tolist()) for a, b in data.k_fold(n, k)] == expected


@given(st.lists(st.integers(2, 15), min_size=1, max_size=5), st.integers(2, 6), st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_stratified_k_fold(sizes: list[int], k: int, seed: int) -> None:
    labels = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(sizes)) * 3 - 1, sizes))
    if k > min(sizes):
        return
    expected = [(a.tolist(), b.tolist()) for a, b in StratifiedKFold(k).split(np.zeros(len(labels)), labels)]
    assert [(a.tolist(), b.tolist()) for a, b in data.stratified_k_fold(labels, k)] == expected


@given(st.lists(st.integers(2, 15), min_size=1, max_size=5), st.floats(0.05, 0.95), st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_stratified_split(sizes: list[int], share: float, seed: int) -> None:
    """Sizes are scikit-learn's; so are the counts a class, where no two remainders tie for the last place."""
    labels = np.repeat(np.arange(len(sizes)), sizes)
    n = len(labels)
    held = math.ceil(share * n)
    if not len(sizes) <= held <= n - len(sizes):
        return
    _, kept = data.train_validation_split(labels, validation=share, rng=np.random.default_rng(seed), stratify=labels)
    _, theirs = train_test_split(labels, test_size=share, stratify=labels, random_state=seed % 1000)
    assert len(kept) == len(theirs)
    remainders = (np.array(sizes) * (n - held) / n) % 1
    extra = n - held - int(np.floor(np.array(sizes) * (n - held) / n).sum())
    order = np.sort(remainders)[::-1]
    if 0 < extra < len(sizes) and order[extra - 1] - order[extra] < 1e-9:
        return
    assert np.bincount(kept).tolist() == np.bincount(theirs).tolist()


@given(st.integers(1, 20), st.integers(1, 5), st.sampled_from([np.float32, np.float64]), st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_standardizer(n: int, columns: int, dtype: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, columns)) * 10.0 ** rng.integers(-3, 4, columns) + rng.normal(size=columns) * 100
    x[:, rng.random(columns) < 0.3] = rng.choice([0.1, 1e8, -3.0, 0.0])
    x = x.astype(dtype)
    scaler = StandardScaler().fit(x)
    found = data.Standardizer.fit(x)
    np.testing.assert_allclose(found.mean, scaler.mean_, rtol=1e-12)
    np.testing.assert_allclose(found.scale, scaler.scale_, rtol=1e-8)
    # scikit-learn rounds the mean to float32 first, which shows where it is far larger than the spread; ours does not.
    result, expected = found.transform(x), scaler.transform(x.astype(np.float64))
    assert result.dtype == scaler.transform(x).dtype == dtype
    np.testing.assert_allclose(result, expected, rtol=1e-6 if dtype == np.float32 else 1e-8, atol=1e-8)


@pytest.mark.parametrize("shape", [(40, 30), (32, 16, 3, 5), (8, 1, 3, 3)])
def test_init_bounds(shape: tuple[int, ...]) -> None:
    """What PyTorch would draw from: uniform bounds are 1/√3 … of the same formula, normal spreads the same."""
    fan_in, fan_out = torch.nn.init._calculate_fan_in_and_fan_out(torch.empty(shape))
    assert init.fans(shape) == (fan_in, fan_out)
    assert init.gain(0.3) == pytest.approx(torch.nn.init.calculate_gain("leaky_relu", 0.3))
    assert init.gain() == pytest.approx(torch.nn.init.calculate_gain("relu"))
    rng = np.random.default_rng(0)
    ours = {
        "kaiming_uniform_": init.he_uniform(shape, rng=rng),
        "xavier_uniform_": init.glorot_uniform(shape, rng=rng),
        "kaiming_normal_": init.he_normal(shape, rng=rng),
        "xavier_normal_": init.glorot_normal(shape, rng=rng),
    }
    for name, weight in ours.items():
        draw = getattr(torch.nn.init, name)
        rest = {"nonlinearity": "relu"} if name.startswith("kaiming") else {}
        theirs = torch.cat([draw(torch.empty(shape), **rest).flatten() for _ in range(40)]).numpy()
        many = weight.size * 40
        if "uniform" in name:
            assert abs(weight).max() <= abs(theirs).max() * (1 + 20 / many)
        assert weight.std() == pytest.approx(theirs.std(), rel=5 / math.sqrt(weight.size))
