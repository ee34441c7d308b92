"""Softmax of 4096 rows of 1000 logits in float32, against PyTorch on one thread."""

from __future__ import annotations

import numpy as np
import torch

from quiz.engine import functional
from tests.bench.table import Row, interleaved, median

BOUND = 2.6


def rows(quick: bool) -> list[Row]:
    """The caller has set one thread."""
    shape = (410, 1000) if quick else (4096, 1000)
    logits = np.random.default_rng(0).standard_normal(shape, dtype=np.float32)
    theirs = torch.from_numpy(logits)
    seconds = interleaved(
        {
            "quiz": lambda: _done(functional.softmax(logits)),
            "torch": lambda: _done(torch.softmax(theirs, dim=-1)),
        },
        5 if quick else 41,
    )
    name = f"softmax {shape[0]} × {shape[1]} / torch"
    return [Row(name, "median", median(seconds["quiz"]), median(seconds["torch"]), BOUND)]


def _done(_: object) -> None:
    """The result is let go within the time that is measured."""
