"""Writes shapes.json: sizes by torch and by ONNX Runtime's auto_pad SAME_UPPER.

Run with the extra `oracles` installed: PYTHONPATH=. python tests/engine/golden/make_shapes.py
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import onnxruntime
import torch

from tests.oracles.engine.test_shapes import same_by_onnx, size_by_torch

CASES = 60


def conv(rng: random.Random) -> list[Any]:
    arguments = [rng.randint(1, 40), rng.randint(1, 5), rng.randint(1, 4), rng.randint(0, 4), rng.randint(1, 3)]
    return [*arguments, size_by_torch("conv", *arguments)]


def pool(rng: random.Random) -> list[Any]:
    kernel, dilation = rng.randint(1, 5), rng.randint(1, 3)
    padding = rng.randint(0, kernel // 2)
    arguments = [rng.randint(1, 40), kernel, rng.randint(1, 5), padding, dilation, rng.random() < 0.7]
    return [*arguments, size_by_torch("pool", *arguments)]


def transposed(rng: random.Random) -> list[Any]:
    stride = rng.randint(1, 4)
    arguments = [
        rng.randint(1, 20), rng.randint(1, 5), stride, rng.randint(0, 3), rng.randint(0, stride - 1), rng.randint(1, 3),
    ]  # fmt: skip
    return [*arguments, size_by_torch("transposed", *arguments)]


def same(rng: random.Random) -> list[Any]:
    arguments = [rng.randint(1, 30), rng.randint(1, 5), rng.randint(1, 4), rng.randint(1, 3)]
    counts = same_by_onnx(*arguments)
    return [*arguments, len(counts), counts[0], counts[-1]]


def many(make: Any, seed: int) -> list[list[Any]]:
    """Cases that the other library takes: the size is None where it refuses."""
    rng = random.Random(seed)
    cases: list[list[Any]] = []
    while len(cases) < CASES:
        case = make(rng)
        if case[-1] is not None:
            cases.append(case)
    return cases


def main() -> None:
    made = {
        "made by": f"torch {torch.__version__}, onnxruntime {onnxruntime.__version__}",
        "conv": many(conv, 1),
        "pool": many(pool, 2),
        "transposed": many(transposed, 3),
        "same": many(same, 4),
    }
    text = json.dumps(made).replace("]], ", "]],\n").replace('": [[', '": [\n[').replace("], [", "],\n[")
    Path(__file__).with_name("shapes.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
