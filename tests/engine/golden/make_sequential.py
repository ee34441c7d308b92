"""Writes sequential.json: what PyTorch's models print, and how the five-line loop trains one from given weights.

python tests/engine/golden/make_sequential.py        needs torch
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

# A model is a list of (kind of layer, its positional arguments, its named ones); the test builds it from the same.
IMAGE_MODEL: list[tuple[str, list[Any], dict[str, Any]]] = [
    ("Conv2d", [2, 4, 3], {"padding": 1}),
    ("BatchNorm2d", [4], {}),
    ("ReLU", [], {}),
    ("MaxPool2d", [2], {}),
    ("Conv2d", [4, 6, [2, 1]], {"stride": [1, 2], "groups": 2, "bias": False}),
    ("LeakyReLU", [0.1], {}),
    ("Flatten", [], {}),
    ("Linear", [6, 5], {}),
    ("BatchNorm1d", [5], {"momentum": 0.3, "eps": 0.001}),
    ("Tanh", [], {}),
    ("Linear", [5, 3], {"bias": False}),
]
OTHERS: list[tuple[str, list[Any], dict[str, Any]]] = [
    ("Conv2d", [3, 6, 5], {"stride": 2, "padding": [2, 1], "dilation": 2, "groups": 3}),
    ("Conv2d", [3, 6, 5], {"padding": "same"}),
    ("AvgPool2d", [3], {"stride": 2, "padding": 1}),
    ("MaxPool2d", [3, 2, 1], {"ceil_mode": True}),
    ("Dropout", [], {"p": 0.25}),
    ("Softmax", [], {"dim": 1}),
    ("Sigmoid", [], {}),
]


def built(model: list[tuple[str, list[Any], dict[str, Any]]]) -> nn.Sequential:
    def tupled(value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    return nn.Sequential(
        *(
            getattr(nn, kind)(*map(tupled, given), **{name: tupled(value) for name, value in named.items()})
            for kind, given, named in model
        )
    )


def trained(rng: np.random.Generator) -> dict[str, Any]:
    """The loop over 6 batches of 5, an epoch after another, with two optimisers."""
    x, y = rng.normal(size=(30, 2, 5, 5)).round(3), rng.integers(0, 3, 30)
    model = built(IMAGE_MODEL).double()
    begin = {name: rng.normal(0, 0.4, parameter.shape).round(3) for name, parameter in model.named_parameters()}
    runs = []
    for kind, settings in (("SGD", {"lr": 0.1, "momentum": 0.9}), ("Adam", {"lr": 0.01})):
        model = built(IMAGE_MODEL).double()
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                parameter.copy_(torch.tensor(begin[name]))
        optimizer = getattr(torch.optim, kind)(model.parameters(), **settings)
        losses = []
        for _ in range(2):
            for start in range(0, 30, 5):
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(
                    model(torch.tensor(x[start : start + 5])), torch.tensor(y[start : start + 5])
                )
                loss.backward()
                optimizer.step()
                losses.append(loss.item())
        model.eval()
        runs.append(
            {
                "optimizer": kind,
                "settings": settings,
                "losses": losses,
                "end": {name: parameter.tolist() for name, parameter in model.named_parameters()},
                "evaluated": model(torch.tensor(x)).tolist(),
            }
        )
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "model": IMAGE_MODEL,
        "begin": {name: one.tolist() for name, one in begin.items()},
        "runs": runs,
    }


def main() -> None:
    golden = {
        "source": f"torch {torch.__version__}",
        "texts": [{"model": model, "text": str(built(model))} for model in (IMAGE_MODEL, OTHERS)],
        "training": trained(np.random.default_rng(4)),
    }
    (Path(__file__).parent / "sequential.json").write_text(json.dumps(golden) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
