"""The engine against PyTorch, HIPS autograd and the bare matrix product: one thread, side by side in one run.

All is measured in a child process, whose environment says one thread and nothing of which BLAS kernel to take, so that
neither the caller's settings nor the rows before this one count.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from importlib.util import find_spec

from tests.bench import blas, children
from tests.bench.table import LeftOut, Result, Row, median

IMPORT_BOUND = 1.3
PARTS = ("engine_kernels", "engine_softmax", "engine_step")
OTHERS = ("torch", "autograd")  # what the parts are measured against
IMPORTS = {
    "import quiz.engine": "import quiz.engine",
    "import of its public names": (
        "from quiz.engine import Tensor, no_grad, functional, optim, shapes, losses, image, data"
    ),
}
_TIMED = "from time import perf_counter as now; begun = now(); {}; print(now() - begun)"
_TAKEN_AWAY = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # by children.environment
_ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


def measure(quick: bool) -> Result:
    with tempfile.TemporaryDirectory() as cache:
        environment = children.environment(cache, **_ONE_THREAD)
        arguments = ["-m", "tests.bench.engine", *(["--quick"] if quick else [])]
        child = subprocess.run(
            [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, check=True, encoding="utf-8"
        )
    found = json.loads(child.stdout)
    notes = [
        f"engine: {name} is {os.environ[name]!r} here; it is taken away to measure the engine."
        for name in _TAKEN_AWAY
        if name in os.environ
    ]
    return Result([Row(**row) for row in found["rows"]], [*found["notes"], *notes])


def measured_here(quick: bool) -> Result:
    """Every row, in this process."""
    rows, notes = import_costs(5 if quick else 31), [f"engine: {blas.described()}."]
    missing = [name for name in OTHERS if find_spec(name) is None]
    if missing:
        notes.append(f"engine: only its import; the extra `bench` has what is missing: {', '.join(missing)}.")
        return Result(rows, notes)
    import torch

    torch.set_num_threads(1)
    notes.append(f"engine: PyTorch {torch.__version__}, threads {torch.get_num_threads()}.")
    for part in PARTS:
        try:
            rows += import_module(f"tests.bench.{part}").rows(quick)
        except LeftOut as reason:
            notes.append(f"{part}: left out, {reason}.")
    return Result(rows, notes)


def import_costs(rounds: int) -> list[Row]:
    """Importing the engine against importing NumPy, timed inside a fresh process each, in turn."""
    other = "import numpy"
    seconds: dict[str, list[float]] = {statement: [] for statement in (other, *IMPORTS.values())}
    for number in range(-1, rounds):
        for statement in list(seconds) if number % 2 else list(seconds)[::-1]:
            timed = [sys.executable, "-c", _TIMED.format(statement)]
            child = subprocess.run(timed, stdout=subprocess.PIPE, check=True, encoding="utf-8")
            if number >= 0:  # the first turn only compiles the modules
                seconds[statement].append(float(child.stdout))
    theirs = median(seconds[other])
    return [
        Row(f"{name} / {other}", "median", median(seconds[statement]), theirs, IMPORT_BOUND)
        for name, statement in IMPORTS.items()
    ]


def main(arguments: Sequence[str]) -> int:
    result = measured_here("--quick" in arguments)
    json.dump({"rows": [asdict(row) for row in result.rows], "notes": list(result.notes)}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
