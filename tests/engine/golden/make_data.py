"""Writes data.json: scikit-learn's folds, splits and standardising.

python tests/engine/golden/make_data.py        needs scikit-learn
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from sklearn.model_selection import KFold, StratifiedKFold, train_test_split
from sklearn.preprocessing import StandardScaler


def folds(n: int, k: int) -> dict[str, Any]:
    return {"n": n, "k": k, "validation": [kept.tolist() for _, kept in KFold(k).split(np.zeros(n))]}


def stratified(labels: list[Any], k: int) -> dict[str, Any]:
    found = StratifiedKFold(k).split(np.zeros(len(labels)), labels)
    return {"labels": labels, "k": k, "validation": [kept.tolist() for _, kept in found]}


def split(labels: list[int], validation: float) -> dict[str, Any]:
    """How many of each class train and validate; the sizes are chosen so that no remainders tie."""
    train, kept = train_test_split(labels, test_size=validation, stratify=labels, random_state=0)
    return {
        "labels": labels,
        "validation": validation,
        "train": np.bincount(train).tolist(),
        "validates": np.bincount(kept).tolist(),
    }


def scaled(columns: Any) -> dict[str, Any]:
    scaler = StandardScaler().fit(columns)
    return {
        "x": np.asarray(columns).tolist(),
        "mean": scaler.mean_.tolist(),
        "scale": scaler.scale_.tolist(),
        "result": scaler.transform(columns).tolist(),
    }


def main() -> None:
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(7)
    numbers = rng.normal(size=(6, 3)) * [1, 10, 1e-3] + [0, 5, 1e3]
    almost = 1e8 + np.array([0, 0, 0, 0, 0, 1e-7])
    numbers = np.column_stack([numbers, np.full(6, 0.1), np.full(6, 1e8), almost])
    golden = {
        "source": f"scikit-learn {sklearn.__version__}",
        "folds": [folds(n, k) for n, k in ((10, 5), (11, 5), (14, 4), (5, 5), (7, 2))],
        "stratified folds": [
            stratified([0, 0, 0, 0, 1, 1, 1, 1], 4),
            stratified([2, 0, 1, 1, 0, 2, 2, 0, 1, 0, 0, 2], 3),
            stratified(rng.integers(0, 3, 41).tolist(), 5),
            stratified(["b", "a", "b", "a", "b", "b", "a"], 3),
        ],
        "splits": [split([0] * 50 + [1] * 30 + [2] * 19, 0.2), split([1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1], 0.3)],
        "standard": scaled(numbers),
    }
    (Path(__file__).parent / "data.json").write_text(json.dumps(golden) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
