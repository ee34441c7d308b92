"""The learner's code: the first answer of a session against importing NumPy, and later ones against the code alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial

import numpy as np

from quiz.exercises.code import Task, arguments, check, function
from quiz.exercises.problem import Verdict
from quiz.exercises.sandbox import Call, Kind, Sandbox, isolation
from tests.bench.table import LeftOut, Result, Row, interleaved, median

FIRST_BOUND = 1.5
BEYOND = 0.010  # seconds that an answer may take beyond the code's own time
PAUSE = 0.02  # seconds between answers, of which people need more
_SOFTMAX = """
import numpy as np
def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()
"""
_CONVOLUTION = """
import numpy as np
def conv2d(x, k):
    h, w = x.shape[0] - k.shape[0] + 1, x.shape[1] - k.shape[1] + 1
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            out[i, j] = (x[i:i + k.shape[0], j:j + k.shape[1]] * k).sum()
    return out
"""
CODES = {  # what it is: the function's name, its source, its arguments
    "a softmax": ("softmax", _SOFTMAX, (np.arange(8.0),)),
    "loops": ("conv2d", _CONVOLUTION, (np.ones((48, 48)), np.ones((3, 3)))),
}


def measure(quick: bool) -> Result:
    if sys.platform == "win32":
        raise LeftOut("code exercises need WSL on Windows")
    first = interleaved({"ours": _first, "theirs": _import}, 3 if quick else 21)
    name = "first code answer / python -I, import numpy"
    rows = [Row(name, "median", median(first["ours"]), median(first["theirs"]), FIRST_BOUND)]
    with Sandbox() as sandbox:
        for title, (called, source, args) in CODES.items():
            alone = function(source, called)
            sides: dict[str, Callable[[], None]] = {
                "ours": _answer(sandbox, source, called, args),
                "theirs": partial(_alone, alone, args),
            }
            seconds = interleaved(sides, 10 if quick else 100, pause=PAUSE)
            beyond = median(seconds["ours"]) - median(seconds["theirs"])
            rows.append(Row(f"later code answer, {title}, beyond its own time", "median", beyond, BEYOND, 1.0))
        called, source, _ = CODES["a softmax"]
        task = Task(called, function(source, called), _inputs)
        sides = {"ours": partial(_graded, sandbox, source, task), "theirs": partial(_all, function(source, called))}
        seconds = interleaved(sides, 10 if quick else 100, pause=PAUSE)
        beyond = median(seconds["ours"]) - median(seconds["theirs"])
        rows.append(Row("the same, graded on 24 inputs", "median", beyond, BEYOND, 1.0))
    has = isolation()
    note = f"sandbox: Landlock {_there(has.landlock)}, seccomp {_there(has.seccomp)}; {PAUSE} s between answers."
    return Result(rows, [note])


def _inputs(rng: np.random.Generator) -> list[Call]:
    return [arguments(rng.normal(size=int(rng.integers(1, 9)))) for _ in range(24)]


def _graded(sandbox: Sandbox, source: str, task: Task) -> None:
    if check(source, task, sandbox.run).verdict is not Verdict.RIGHT:
        raise RuntimeError(task.function)


def _all(called: Callable[..., object]) -> None:
    for call in _inputs(np.random.default_rng(0)):
        called(*call.args)


def _first() -> None:
    called, source, args = next(iter(CODES.values()))
    with Sandbox() as sandbox:
        _answer(sandbox, source, called, args)()


def _import() -> None:
    subprocess.run([sys.executable, "-I", "-c", "import numpy"], check=True)


def _answer(sandbox: Sandbox, source: str, called: str, args: tuple[object, ...]) -> Callable[[], None]:
    def answer() -> None:
        outcome = sandbox.run(source, called, [Call(args)])
        if outcome.kind is not Kind.RETURNED:
            raise RuntimeError(f"{called}: {outcome}")

    return answer


def _alone(called: Callable[..., object], args: tuple[object, ...]) -> None:
    called(*args)


def _there(wall: bool) -> str:
    return "is there" if wall else "is not there"
