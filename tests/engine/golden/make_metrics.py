"""Writes metrics.json: scikit-learn's figures for labels and numbers.

python tests/engine/golden/make_metrics.py        needs scikit-learn
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from sklearn import metrics

AVERAGES = ("binary", "micro", "macro", "weighted", "none")
CASES: list[tuple[list[Any], list[Any]]] = [
    ([0, 1, 1, 0, 1, 0, 1], [0, 1, 0, 0, 1, 1, 1]),
    ([0, 0, 0, 0], [0, 1, 0, 1]),
    ([1, 1, 0], [0, 0, 0]),
    ([0, 2, 2, 1, 0, 3, 2, 2], [0, 2, 1, 1, 0, 2, 2, 0]),
    (["cat", "dog", "cat", "pig"], ["cat", "cat", "dog", "dog"]),
    ([5, 7, 7, 9, 5, 5], [7, 7, 5, 9, 5, 5]),
]


def labelled(prediction: list[Any], target: list[Any]) -> dict[str, Any]:
    classes = len(set(prediction) | set(target))
    figures = []
    for average in AVERAGES:
        if average == "binary" and (classes > 2 or isinstance(target[0], str)):
            continue
        for zero in (0.0, 1.0, np.nan):
            kind = None if average == "none" else average
            found = {
                name: getattr(metrics, f"{name}_score")(target, prediction, average=kind, zero_division=zero)
                for name in ("precision", "recall", "f1")
            }
            figures.append(
                {
                    "average": average,
                    "zero_division": str(zero),
                    **{name: [str(one) for one in np.atleast_1d(figure)] for name, figure in found.items()},
                }
            )
    return {
        "prediction": prediction,
        "target": target,
        "accuracy": metrics.accuracy_score(target, prediction),
        "confusion": metrics.confusion_matrix(target, prediction).tolist(),
        "figures": figures,
    }


def numbered(prediction: Any, target: Any) -> dict[str, Any]:
    return {"prediction": prediction, "target": target, "r2": metrics.r2_score(target, prediction)}


def main() -> None:
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(5)
    golden = {
        "source": f"scikit-learn {sklearn.__version__}",
        "labels": [labelled(*case) for case in CASES],
        "numbers": [
            numbered([2.5, 0.0, 2.0, 8.0], [3.0, -0.5, 2.0, 7.0]),
            numbered([1.0, 2.0, 3.0], [4.0, 4.0, 4.0]),
            numbered([4.0, 4.0, 4.0], [4.0, 4.0, 4.0]),
            numbered([3.0, 2.0, 1.0], [1.0, 2.0, 3.0]),
            numbered(rng.normal(size=(5, 2)).tolist(), rng.normal(size=(5, 2)).tolist()),
        ],
    }
    (Path(__file__).parent / "metrics.json").write_text(json.dumps(golden) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
