"""Judging a function that the learner wrote: it is run apart on many inputs, and what comes back is compared here.

>>> task = Task("double", lambda x: 2 * x, lambda rng: [arguments(rng.normal(size=3)) for _ in range(20)])
>>> with Sandbox() as sandbox:
...     check("def double(x): return x + x", task, sandbox.run).verdict
<Verdict.RIGHT: 'right'>
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol
from zlib import crc32

import numpy as np

from quiz.engine.demonstrations.values import Text
from quiz.exercises import counterexamples
from quiz.exercises.counterexamples import called, shown, shown_call
from quiz.exercises.grade import RIGHT
from quiz.exercises.problem import Misconception, Params, Result, Verdict
from quiz.exercises.sandbox import Call, Fault, Kind, Outcome, Returned, TooLarge, shared

_ROUNDS = 4  # of making a counter-example smaller
_PATIENCE = 0.5  # seconds of running, beyond which a learner waits for no smaller one
_SINGLE = 1e-4  # relative error that single precision is granted
_DIGITS = (3, 6, 12)
_MOST_PRINTED = 400  # characters of what it printed for the counter-example

GAVE = Text("{call} gave {given}, expected {truth}.", "{call} 결과: {given}, 맞는 값: {truth}.")
RAISED = Text("{call} raised an error:\n{reason}", "{call} 실행 중에 오류가 났어요:\n{reason}")
TOO_LARGE = Text("{call} needs more memory than there is:\n{reason}", "{call} 실행에 메모리가 모자라요:\n{reason}")
BAD_RETURN = Text(
    "{call} returned this, which is no number or array: {reason}.",
    "{call} 결과가 숫자나 배열이 아니에요: {reason}.",
)
TOO_LONG = Text("{call} returned more than can be compared: {reason}.", "{call} 결과가 비교하기에 너무 커요: {reason}.")
CHANGED = Text(
    "{call} gave the right value, but it wrote into its input ({arguments}). Work on a copy.",
    "{call} 결과는 맞지만 입력({arguments})의 값을 바꿔 버렸어요. 복사본으로 계산하세요.",
)
NO_RETURN = Text("Is `return` missing?", "`return`을 빠뜨리지 않았나요?")
ONLY_PRINTED = Text("It prints and returns nothing.", "출력만 하고 반환하는 값이 없어요.")
PRINTED = Text("\nIt printed:\n{output}", "\n출력한 내용:\n{output}")
SHAPES = Text("The shape is {given}, not {truth}.", "모양이 {given}인데 {truth}여야 해요.")
TRANSPOSED = Text("It is the transpose of what is expected.", "기대한 값의 전치예요.")
DTYPES = Text("The dtype is {given}, not {truth}.", "dtype이 {given}인데 {truth}여야 해요.")
NO_PYTHON = Text("Line {line} is not Python: {reason}", "{line}행을 파이썬으로 읽을 수 없어요: {reason}")
MISSING = Text("The code does not define {function}.", "코드에 {function} 정의가 없어요.")
FAILED = Text(
    "The code stopped before {function} was called:\n{reason}",
    "{function} 호출 전에 코드가 오류로 멈췄어요:\n{reason}",
)
TIMEOUT = Text("{call} was not done after {seconds} s.", "{call} 실행이 {seconds}초 안에 끝나지 않았어요.")
TOO_MUCH = Text("{call} printed too much, and was stopped.", "{call} 실행 중에 너무 많이 출력해서 멈췄어요.")
ENDED = Text("{call} ended the process that ran it.", "{call} 실행 중에 프로세스가 끝나 버렸어요.")


class Run(Protocol):
    """What runs code: `Sandbox.run`, with its limits set or not."""

    def __call__(self, source: str, function: str, calls: Sequence[Call], /) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong method, as source text of ours that defines the function; run here on the inputs that theirs got.

    `source` says where the confusion comes from. `feedback` is worded as a hypothesis: "Your function's values are
    what you get if …" / "… 하면 나오는 값이에요".
    """

    name: str
    code: str
    source: Text
    feedback: Text
    links: tuple[str, ...] = ()
    step: int | None = None

    @property
    def misconception(self) -> Misconception:
        """As a family lists it."""
        return Misconception(
            self.name, self.source, lambda params: self.code, lambda params, given: self.feedback, self.links, self.step
        )


def anything(call: Call) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Task:
    """A function to write: what it is called, what it has to give, and for which inputs.

    `inputs` draws random ones and lists the edge cases; the arrays' layout (slices, transposes) is kept. Values are
    the same within `tolerance`, relative and absolute; `dtype` if theirs has to be the reference's; `writes` if the
    function is meant to write into its arguments. `fits` says whether an input, made smaller, is still one that the
    exercise asks about: that probabilities add up to 1, say.
    """

    function: str
    reference: Callable[..., Any]
    inputs: Callable[[np.random.Generator], Sequence[Call]]
    wrong: tuple[Wrong, ...] = ()
    tolerance: float = 1e-6
    dtype: bool = False
    writes: bool = False
    fits: Callable[[Call], bool] = anything

    def calls(self) -> tuple[Call, ...]:
        """The inputs, the same ones every time."""
        return tuple(self.inputs(np.random.default_rng(np.random.SeedSequence([crc32(self.function.encode())]))))

    def same(self, given: Any, truth: Any) -> bool:
        """Whether a value counts as another; a list or a tuple of numbers counts as an array."""
        if isinstance(truth, tuple):
            return isinstance(given, tuple | np.ndarray) and len(_items(given)) == len(truth) and all(
                self.same(one, other) for one, other in zip(_items(given), truth, strict=True)
            )  # fmt: skip
        if isinstance(truth, dict):
            return isinstance(given, dict) and given.keys() == truth.keys() and all(
                self.same(given[name], truth[name]) for name in truth
            )  # fmt: skip
        if not _numeric(truth):
            return type(given) is type(truth) and bool(given == truth)
        given, truth = _array(given), np.asarray(truth)
        if given is None or given.shape != truth.shape or (self.dtype and given.dtype != truth.dtype):
            return False
        single = any(array.dtype in (np.float32, np.float16, np.complex64) for array in (given, truth))
        allowed = max(self.tolerance, _SINGLE) if single else self.tolerance
        with np.errstate(all="ignore"):
            return bool(np.allclose(given, truth, rtol=allowed, atol=allowed, equal_nan=True))


def arguments(*args: Any, **kwargs: Any) -> Call:
    """A call, as one writes it."""
    return Call(args, kwargs)


@cache
def function(source: str, name: str) -> Callable[..., Any]:
    """The function of that name from source text of ours (a solution, a wrong method): never the learner's."""
    names: dict[str, Any] = {"np": np}
    exec(compile(source, f"<{name}>", "exec"), names)
    found: Callable[..., Any] = names[name]
    return found


def judge(task: Callable[[Params], Task]) -> Callable[[Any, Params], Result]:
    """A family's `judge`: runs the source that `Code.parse` has read, in the program's own sandbox."""
    return lambda source, params: check(source, task(params), shared().run)


def check(source: str, task: Task, run: Run) -> Result:
    """Run the code on the task's inputs and say whether it is right, and if not, where it fails and perhaps why."""
    calls = task.calls()
    outcome = run(source, task.function, calls)
    if outcome.kind is not Kind.RETURNED:
        return _not_run(task, calls, outcome)
    truths = [called(task.reference, call) for call in calls]
    failing = [place for place, found in enumerate(outcome.returned) if not _right(task, found, truths[place])]
    if not failing:
        return Result(Verdict.RIGHT, feedback=RIGHT)
    telling = _telling(calls, failing)
    pairs = [(calls[place], outcome.returned[place]) for place in telling]
    fits = {wrong.name: wrong for wrong in task.wrong if _does(task, wrong, pairs)}
    place = failing[counterexamples.smallest(task.function, [calls[place] for place in failing])]
    call, found = calls[place], outcome.returned[place]
    if outcome.seconds < _PATIENCE:
        call, found = _smallest(source, task, run, call, found)
    printed = run(source, task.function, [call]).output.strip() if outcome.output.strip() else ""
    note, failed = _assertion(task, call, found, printed)
    if len(fits) > 1:
        return Result(Verdict.WRONG, "several", _with_output(failed, printed))
    for name, wrong in fits.items():
        feedback = _with_output(_joined(failed, wrong.feedback), printed)
        return Result(Verdict.DIAGNOSED, name, feedback, wrong.links, wrong.step)
    return Result(Verdict.WRONG, note, _with_output(failed, printed))


def _with_output(text: Text, printed: str) -> Text:
    """What is said, and below it what the function printed, if anything."""
    below = PRINTED.filled(output=printed[:_MOST_PRINTED]) if printed else Text("", "")
    return Text(text.en + below.en, text.ko + below.ko)


def _right(task: Task, found: Returned, truth: Any) -> bool:
    return found.fault is None and task.same(found.value, truth) and (task.writes or not found.changed)


def _telling(calls: Sequence[Call], failing: Sequence[int]) -> Sequence[int]:
    """The inputs that tell one method from another: all but empty ones, unless it fails on nothing else."""
    full = [place for place, call in enumerate(calls) if not counterexamples.empty(call)]
    return full if set(full) & set(failing) else range(len(calls))


def _does(task: Task, wrong: Wrong, pairs: Sequence[tuple[Call, Returned]]) -> bool:
    """Whether the learner's function does on these inputs what the wrong method does, failing included."""
    method = function(wrong.code, task.function)
    for call, found in pairs:
        try:
            value = called(method, call)
        except Exception:  # the wrong method breaks down here, in whatever way; so must theirs
            if found.fault is None:
                return False
            continue
        if found.fault is not None or not task.same(found.value, value):
            return False
    return True


def _smallest(source: str, task: Task, run: Run, call: Call, found: Returned) -> tuple[Call, Returned]:
    """A smaller input on which it fails as well, if there is one."""
    for _ in range(_ROUNDS):
        candidates = [
            candidate
            for candidate in counterexamples.smaller(call, task.reference, task.fits)
            if counterexamples.less(task.function, candidate, call)
        ]
        outcome = run(source, task.function, candidates) if candidates else None
        if outcome is None or outcome.kind is not Kind.RETURNED:
            break
        pairs = list(zip(candidates, outcome.returned, strict=True))
        worse = [
            (one, gave)
            for one, gave in pairs
            if gave.fault is found.fault and not _right(task, gave, called(task.reference, one))
        ]
        if not worse:
            break
        call, found = worse[counterexamples.smallest(task.function, [one for one, _ in worse])]
    return call, found


def _assertion(task: Task, call: Call, found: Returned, output: str) -> tuple[str, Text]:
    """The name of what failed, and the assertion with its input."""
    made, truth = shown_call(task.function, call), called(task.reference, call)
    if found.fault is not None:
        return found.fault.value.replace(" ", "-"), _faulty(made, found)
    gave, wanted = found.value, truth
    if task.same(gave, wanted):
        return "changed-input", _told(CHANGED, call=made, arguments=_named(found))
    said, meant = _told_apart(gave, wanted)
    failed = _told(GAVE, call=made, given=said, truth=meant)
    if gave is None:
        return "no-return", _joined(failed, ONLY_PRINTED if output else NO_RETURN)
    left, right = _array(gave), _array(wanted)
    if left is None or right is None:
        return "value", failed
    if left.shape != right.shape:
        shapes = SHAPES.filled(given=left.shape, truth=right.shape)
        turned = left.ndim == right.ndim == 2 and task.same(left.T, right)
        return ("transposed" if turned else "shape"), _joined(failed, TRANSPOSED if turned else shapes)
    if task.dtype and left.dtype != right.dtype:
        return "dtype", _joined(failed, DTYPES.filled(given=left.dtype, truth=right.dtype))
    if left.ndim == 2 and task.same(left.T, right):
        return "transposed", _joined(failed, TRANSPOSED)
    return "value", failed


def _told_apart(gave: Any, wanted: Any) -> tuple[Text, Text]:
    """Both, with as many digits as it takes to see that they differ."""
    pairs = ((shown(gave, digits), shown(wanted, digits)) for digits in _DIGITS)
    return next((pair for pair in pairs if pair[0] != pair[1]), (shown(gave), shown(wanted)))


def _faulty(made: Text, found: Returned) -> Text:
    failure = found.failure
    if found.fault is Fault.BAD_VALUE:
        long = failure is not None and failure.name == TooLarge.__name__
        return _told(TOO_LONG if long else BAD_RETURN, call=made, reason=failure.message if failure else "")
    return _told(TOO_LARGE if found.fault is Fault.MEMORY else RAISED, call=made, reason=failure)


def _named(found: Returned) -> Text:
    """The arguments that were written into."""
    places = [place + 1 if isinstance(place, int) else place for place in found.changed]
    en = ", ".join(f"argument {place}" for place in places)
    return Text(en, ", ".join(f"{place}번째 인자" if isinstance(place, int) else f"인자 {place}" for place in places))


def _not_run(task: Task, calls: Sequence[Call], outcome: Outcome) -> Result:
    """The code did not come to the end of all calls."""
    reason: object = outcome.failure or ""
    kind = outcome.kind
    if kind is Kind.UNAVAILABLE:  # no attempt: it is not the learner's fault
        return Result(Verdict.FORMAT_ERROR, kind.value, outcome.words)
    if kind is Kind.SYNTAX:
        line = outcome.failure.line if outcome.failure else None
        feedback = NO_PYTHON.filled(line=line or 1, reason=reason)
        return Result(Verdict.FORMAT_ERROR, kind.value, feedback)
    if kind is Kind.MISSING:
        return Result(Verdict.FORMAT_ERROR, kind.value, MISSING.filled(function=task.function))
    if kind is Kind.ERROR or kind is Kind.MEMORY:
        return Result(Verdict.WRONG, kind.value, _told(FAILED, function=task.function, reason=reason))
    stuck = calls[min(len(outcome.returned), len(calls) - 1)]
    template = {Kind.TIMEOUT: TIMEOUT, Kind.OUTPUT: TOO_MUCH}.get(kind, ENDED)
    feedback = _told(template, call=shown_call(task.function, stuck), seconds=f"{outcome.seconds:.1f}")
    return Result(Verdict.WRONG, kind.value, feedback)


def _told(template: Text, **values: object) -> Text:
    """The sentence with each value in it, a text by its language."""
    en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
    ko = {name: value.ko if isinstance(value, Text) else value for name, value in values.items()}
    return Text(template.en.format(**en), template.ko.format(**ko))


def _joined(*texts: Text) -> Text:
    return Text(" ".join(text.en for text in texts), " ".join(text.ko for text in texts))


def _numeric(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.generic | bool | int | float)


def _items(value: Any) -> Sequence[Any]:
    """The parts of a tuple, or of an array along its first axis."""
    return value if isinstance(value, tuple) or value.ndim else (value,)


def _array(value: Any) -> np.ndarray[Any, Any] | None:
    """A number, an array, or a tuple of them, nested or not, as an array; None if it is none."""
    if not _numeric(value) and not isinstance(value, tuple):
        return None
    try:
        array = np.asarray(value)
    except ValueError:  # ragged
        return None
    return array if array.dtype.kind in "biufc" else None
