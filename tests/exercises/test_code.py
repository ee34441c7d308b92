"""A function that the learner wrote: right, or where it fails, on the smallest input, and perhaps why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from quiz.engine import functional as F
from quiz.engine.demonstrations.values import Text
from quiz.exercises import code, counterexamples, separate
from quiz.exercises.answers import Code
from quiz.exercises.code import Task, Wrong, arguments, check
from quiz.exercises.problem import Verdict
from quiz.exercises.sandbox import Call, Kind, Outcome, Returned, Sandbox
from quiz.model.text import clean
from tests.exercises.making import family

SOURCE = Text("a confusion", "혼동")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def logits(rng: np.random.Generator) -> Sequence[Call]:
    calls = [arguments(np.array([1000.0, 1001.0])), arguments(np.zeros((0, 3)))]
    for _ in range(8):
        x = 3 * rng.normal(size=(int(rng.integers(2, 4)), int(rng.integers(2, 5))))
        calls += [arguments(x), arguments(np.repeat(x, 2, 1)[:, ::2]), arguments(x.astype(np.float32))]
    return calls


RIGHT = """
import numpy as np
def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
"""
NO_SHIFT = RIGHT.replace(" - x.max(-1, keepdims=True)", "")
WHOLE = RIGHT.replace("e.sum(-1, keepdims=True)", "e.sum()")
ROWS = RIGHT.replace("e.sum(-1, keepdims=True)", "e.sum(-1)")  # an error where rows and columns differ


def wrong(name: str, source: str, *links: str) -> Wrong:
    return Wrong(
        name, source, SOURCE, Text(f"It is what you get by {name}.", f"{name} 하면 나오는 값이에요."), links, 2
    )


SOFTMAX = Task(
    "softmax",
    lambda x: F.softmax(x),
    logits,
    (wrong("no-shift", NO_SHIFT, "softmax"), wrong("whole", WHOLE), wrong("rows", ROWS)),
)


def test_right(sandbox: Sandbox) -> None:
    result = check(RIGHT, SOFTMAX, sandbox.run)
    assert result.verdict is Verdict.RIGHT


def test_the_counter_example_is_small_and_says_both_values(sandbox: Sandbox) -> None:
    source = RIGHT.replace("return e / e.sum(-1, keepdims=True)", "return e")
    result = check(source, SOFTMAX, sandbox.run)
    assert result.verdict is Verdict.WRONG
    assert result.feedback.en == "softmax([1000, 1001]) gave [0.368, 1], expected [0.269, 0.731]."
    assert result.feedback.ko == "softmax([1000, 1001]) 결과: [0.368, 1], 맞는 값: [0.269, 0.731]."


@pytest.mark.parametrize(("source", "name"), [(NO_SHIFT, "no-shift"), (WHOLE, "whole"), (ROWS, "rows")])
def test_a_wrong_method_is_known_by_all_its_outputs(sandbox: Sandbox, source: str, name: str) -> None:
    result = check("# mine\n" + source.replace("e.sum", "e  .sum"), SOFTMAX, sandbox.run)
    assert (result.verdict, result.note, result.step) == (Verdict.DIAGNOSED, name, 2)
    assert result.feedback.en.split("\nIt printed:")[0].endswith(f"It is what you get by {name}.")
    assert result.feedback.ko.split("\n출력한 내용:")[0].endswith(f"{name} 하면 나오는 값이에요.")
    assert result.links == (("softmax",) if name == "no-shift" else ())


def test_a_wrong_method_that_fits_only_some_outputs_is_not_named(sandbox: Sandbox) -> None:
    source = NO_SHIFT + "    " + "\nnaive = softmax\ndef softmax(x): return naive(x) if x.size > 2 else x\n"
    result = check(source, SOFTMAX, sandbox.run)
    assert (result.verdict, result.note) == (Verdict.WRONG, "value")


def test_what_happens_on_empty_input_does_not_hide_a_wrong_method(sandbox: Sandbox) -> None:
    source = NO_SHIFT + "\nnaive = softmax\ndef softmax(x): return naive(x) if x.size else 1 / 0\n"
    assert check(source, SOFTMAX, sandbox.run).note == "no-shift"


def test_where_several_fit_none_is_named(sandbox: Sandbox) -> None:
    task = Task("softmax", SOFTMAX.reference, logits, (wrong("one", NO_SHIFT), wrong("two", NO_SHIFT)))
    result = check(NO_SHIFT, task, sandbox.run)
    assert (result.verdict, result.note) == (Verdict.WRONG, "several")
    assert "what you get" not in result.feedback.en


def test_one_that_is_wrong_for_a_single_edge_case(sandbox: Sandbox) -> None:
    source = RIGHT + "right = softmax\ndef softmax(x): return right(x) if x.size else None\n"
    result = check(source, SOFTMAX, sandbox.run)
    assert result.note == "no-return"
    assert "softmax(an empty array of shape (0, 3)) gave None" in result.feedback.en
    assert "(0, 3) 모양의 빈 배열" in result.feedback.ko


NOTES = {
    "no-return": RIGHT.replace("return e /", "e = e /"),
    "transposed": RIGHT.rstrip().replace("return ", "return (") + ").T\n",
    "shape": RIGHT.rstrip() + "[..., None]\n",
    "bad-value": RIGHT.replace("return e", "return {1}\n    e = e"),
    "error": RIGHT.replace("x.max", "x.maximum"),
    "killed": "import os\n" + RIGHT.replace("    e =", "    os._exit(0)\n    e ="),
    "output": RIGHT.replace("    e =", "    print('x' * 10**6)\n    e ="),
    "changed-input": RIGHT.replace("    e =", "    x += 1\n    e ="),
    "memory": RIGHT.replace("    e =", "    np.ones(10**12)\n    e ="),
}


@pytest.mark.parametrize(("note", "source"), NOTES.items(), ids=NOTES.keys())
def test_what_else_may_be_wrong(sandbox: Sandbox, note: str, source: str) -> None:
    result = check(source, SOFTMAX, sandbox.run)
    assert (result.verdict, result.note) == (Verdict.WRONG, note)
    assert result.feedback.en.startswith("softmax(")
    assert result.feedback.ko.startswith("softmax(")
    assert result.feedback.en != result.feedback.ko


def test_a_value_that_is_too_long_to_compare(sandbox: Sandbox) -> None:
    task = Task("softmax", SOFTMAX.reference, lambda rng: [arguments(np.zeros(2))])
    for returned in ("[[1.5] * 1000] * 1000", "np.zeros((5000, 5000))", "'x' * 10**7"):
        result = check(RIGHT.replace("return e /", f"return {returned}\n    e /"), task, sandbox.run)
        assert (result.verdict, result.note) == (Verdict.WRONG, "bad-value")
        assert "returned more than can be compared" in result.feedback.en
        assert "비교하기에 너무 커요" in result.feedback.ko
        assert len(result.feedback.en) < 200


def test_a_dict_is_compared_by_its_items(sandbox: Sandbox) -> None:
    task = Task("step", lambda w: {"w": w - 1, "t": 1}, lambda rng: [arguments(rng.normal(size=3))])
    assert check("def step(w): return {'t': 1, 'w': w - 1}", task, sandbox.run).verdict is Verdict.RIGHT
    for other in ("{'w': w, 't': 1}", "{'w': w - 1}", "{'w': w - 1, 't': 1, 'm': 0}", "w - 1", "{}"):
        assert check(f"def step(w): return {other}", task, sandbox.run).verdict is Verdict.WRONG


def test_a_hang_names_the_call(sandbox: Sandbox) -> None:
    source = RIGHT.replace("    e =", "    while not x.size: pass\n    e =")
    result = check(source, SOFTMAX, lambda *asked: sandbox.run(*asked, seconds=0.7))
    assert (result.verdict, result.note) == (Verdict.WRONG, "timeout")
    assert result.feedback.en == "softmax(an empty array of shape (0, 3)) was not done after 0.7 s."


def test_what_is_no_attempt(sandbox: Sandbox) -> None:
    for note, source in {"syntax": "def softmax(x)\n    return x", "missing": "def soft_max(x): return x"}.items():
        result = check(source, SOFTMAX, sandbox.run)
        assert (result.verdict, result.note) == (Verdict.FORMAT_ERROR, note)
    gone = Outcome(Kind.UNAVAILABLE, words=Text("It is gone.", "없어요."))
    result = check(RIGHT, SOFTMAX, lambda *asked: gone)
    assert (result.verdict, result.feedback.ko) == (Verdict.FORMAT_ERROR, "없어요.")


def test_code_that_stops_before_the_call(sandbox: Sandbox) -> None:
    result = check(RIGHT + "\nsoftmax(1)\n", SOFTMAX, sandbox.run)
    assert (result.verdict, result.note) == (Verdict.WRONG, "error")
    assert "AttributeError" in result.feedback.en
    assert "line 7\n    softmax(1)\nline 4, in softmax" in result.feedback.en


def test_the_graders_own_functions_cannot_be_reached(sandbox: Sandbox) -> None:
    source = """
import sys
import numpy as np
np.allclose = lambda *a, **k: True
for name in list(sys.modules):
    if name.startswith("quiz"):
        sys.modules[name].same = sys.modules[name].check = lambda *a, **k: True
def softmax(x): return x
"""
    assert check(source, SOFTMAX, sandbox.run).verdict is Verdict.WRONG
    assert check(RIGHT, SOFTMAX, sandbox.run).verdict is Verdict.RIGHT


def test_a_forged_verdict_is_junk(sandbox: Sandbox) -> None:
    source = """
import os
def softmax(x):
    head = b'{"verdict": "right"}'
    os.write(3, len(head).to_bytes(4, "little") + bytes(8) + head)
    os._exit(0)
"""
    assert check(source, SOFTMAX, sandbox.run).note == "killed"


def test_what_it_printed_for_the_counter_example_is_shown(sandbox: Sandbox) -> None:
    source = RIGHT.replace("    e =", "    print('shape', x.shape)\n    e =").replace("return e /", "return x + e /")
    result = check(source, SOFTMAX, sandbox.run)
    assert result.feedback.en.endswith("\nIt printed:\nshape (1,)")
    assert result.feedback.ko.endswith("\n출력한 내용:\nshape (1,)")
    silent = check(source.replace("return x + e / e.sum(-1, keepdims=True)", "pass"), SOFTMAX, sandbox.run)
    assert "prints and returns nothing" in silent.feedback.en


DTYPE = Task(
    "half", lambda x: x / x.dtype.type(2), lambda rng: [arguments(rng.normal(size=3).astype("f4"))], dtype=True
)


def test_the_dtype_where_it_is_asked_for(sandbox: Sandbox) -> None:
    assert check("def half(x): return x / 2", DTYPE, sandbox.run).verdict is Verdict.RIGHT
    result = check("def half(x): return x / np.float64(2)", DTYPE, sandbox.run)
    assert (result.verdict, result.note) == (Verdict.WRONG, "dtype")
    assert "float64" in result.feedback.en


def test_writing_into_the_input_where_it_is_meant(sandbox: Sandbox) -> None:
    task = Task("step", lambda w: w - 1, lambda rng: [arguments(rng.normal(size=3))], writes=True)
    assert check("def step(w):\n    w -= 1\n    return w", task, sandbox.run).verdict is Verdict.RIGHT


def test_several_values(sandbox: Sandbox) -> None:
    task = Task("split", lambda x, n: (x[:n], x[n:]), lambda rng: [arguments(rng.normal(size=(4, 2)), 3)])
    assert check("def split(x, n): return x[:n], x[n:]", task, sandbox.run).verdict is Verdict.RIGHT
    assert check("def split(x, n): yield from (x[:n], x[n:])", task, sandbox.run).verdict is Verdict.RIGHT
    assert check("def split(x, n): return np.split(x, [n])", task, sandbox.run).verdict is Verdict.RIGHT
    for other in ("x[n:], x[:n]", "x[:n]", "x", "(x[:n], x[n:], x)", "5", "'x'"):
        assert check(f"def split(x, n): return {other}", task, sandbox.run).verdict is Verdict.WRONG


SAME = [
    (3, 3, True), (3, 3.0, True), (np.array(3.0), 3, True), ((1, 2), np.array([1, 2]), True), (True, True, True),
    (np.array([3.0]), 3, False), ("a", "a", True), ("a", "b", False), (None, 1.0, False), (None, None, True),
    (((1, 2), (3, 4)), np.array([[1, 2], [3, 4]]), True), ((1, (2, 3)), np.array([1, 2]), False),
    (np.array([np.nan]), np.array([np.nan]), True), (np.inf, np.inf, True), (np.inf, 1.0, False), (1.0, np.nan, False),
    (1 + 1e-7, 1.0, True), (1 + 1e-5, 1.0, False), (np.float32(1.00001), 1.0, True),
    (np.zeros((0, 3)), np.zeros(0), False),
    (np.zeros((2, 1)), np.zeros(2), False), ((1, "a"), (1, "a"), True), ((1,), (1, 2), False), (1, (1, 2), False),
    (np.array([1.0, 2.0]), (1.0, 2.0), True),
]  # fmt: skip


@pytest.mark.parametrize(("given", "truth", "expected"), SAME, ids=str)
def test_when_values_count_as_the_same(given: Any, truth: Any, expected: bool) -> None:
    assert SOFTMAX.same(given, truth) is expected


SHOWN = [
    (np.array([[0.26894, 1000.0], [-0.0000123456, np.nan]]), "[[0.269, 1000], [-1.23e-05, nan]]"),
    (np.array([1.5], dtype=np.float32), "array([1.5], float32)"),
    (np.arange(3), "[0, 1, 2]"),
    (np.float64(0.5), "0.5"),
    ((1, 2.25), "(1, 2.25)"),
    ((1,), "(1,)"),
    ("same", "'same'"),
    (None, "None"),
    (np.zeros((5, 5)), "an array of shape (5, 5)"),
    (np.zeros((0, 5), dtype=np.int32), "an empty array of shape (0, 5), int32"),
]


@pytest.mark.parametrize(("value", "expected"), SHOWN, ids=str)
def test_how_values_are_shown(value: Any, expected: str) -> None:
    assert counterexamples.shown(value).en == expected


def test_what_is_long_is_cut() -> None:
    assert counterexamples.shown((1,) * 24).en == f"({', '.join('1' * 24)})"
    assert counterexamples.shown((1,) * 25).ko == f"({', '.join('1' * 24)}, …)"
    nested: Any = ("x" * 5000,) * 500
    for value in (nested, (nested,) * 500, {"k" * 5000: nested}, 10**4000, "\x1b[2J\u202e" * 999):
        said = counterexamples.shown(value)
        assert len(said.en) < 700
        assert said.en == clean(said.en)


def test_no_one_waits_for_a_smaller_example_of_what_is_slow() -> None:
    runs = []

    def run(source: str, function: str, calls: Sequence[Call]) -> Outcome:
        runs.append(len(calls))
        return Outcome(Kind.RETURNED, tuple(Returned(0.0) for _ in calls), seconds=1.9)

    assert check(RIGHT, SOFTMAX, run).verdict is Verdict.WRONG
    assert runs == [26]


def test_values_that_differ_late_are_shown_with_more_digits(sandbox: Sandbox) -> None:
    task = Task("third", lambda x: x / 3, lambda rng: [arguments(1.0)])
    result = check("def third(x): return x / 3 + 1e-5", task, sandbox.run)
    assert result.feedback.en == "third(1) gave 0.333343, expected 0.333333."


def test_smaller_inputs_keep_what_belongs_together() -> None:
    call = arguments(np.ones((4, 3)), np.ones((3, 5)), bias=np.full(5, 0.1234))
    found = list(counterexamples.smaller(call, lambda x, w, bias: x @ w + bias, code.anything))
    shapes = {(one.args[0].shape, one.args[1].shape, one.kwargs["bias"].shape) for one in found}
    assert ((4, 1), (1, 5), (5,)) in shapes
    assert ((1, 3), (3, 5), (5,)) in shapes
    assert ((4, 3), (3, 1), (1,)) in shapes
    assert any(one.kwargs["bias"][0] == 0.12 for one in found)


def test_smaller_inputs_stay_inside_of_what_is_asked() -> None:
    call = arguments(np.array([0.25, 0.75]))
    entropy = lambda p: -np.sum(np.log(p))  # noqa: E731
    assert all(one.args[0].all() for one in counterexamples.smaller(call, entropy, code.anything))  # never log 0
    sums = [one.args[0] for one in counterexamples.smaller(call, entropy, lambda one: bool(one.args[0].sum() == 1))]
    assert {tuple(p) for p in sums} == {(0.2, 0.8), (0.25, 0.75)}


def test_the_inputs_are_the_same_every_time() -> None:
    first, second = SOFTMAX.calls(), SOFTMAX.calls()
    assert all(np.array_equal(one.args[0], other.args[0]) for one, other in zip(first, second, strict=True))
    assert not first[3].args[0].flags.c_contiguous


def test_a_familys_judge_runs_in_the_programs_own_sandbox() -> None:
    judge = code.judge(lambda params: Task("f", lambda x: x + params["n"], lambda rng: [arguments(1.0)]))
    assert judge("def f(x): return x + 2", {"n": 2}).verdict is Verdict.RIGHT
    assert judge("def f(x): return x + 2", {"n": 3}).verdict is Verdict.WRONG


def test_a_wrong_method_as_a_family_lists_it() -> None:
    misconception = SOFTMAX.wrong[0].misconception
    assert misconception.name == "no-shift"
    assert misconception.answer({}) == NO_SHIFT
    assert misconception.feedback({}, NO_SHIFT) == SOFTMAX.wrong[0].feedback
    assert (misconception.links, misconception.step, misconception.source) == (("softmax",), 2, SOURCE)


def test_a_family_of_code_can_be_proved() -> None:
    """What `quiz check --exercises` does: the solution is right, each wrong idea is reached by its own source."""
    ideas = [wrong.misconception for wrong in SOFTMAX.wrong]
    made = family(Code("softmax", "def softmax(x)"), lambda p: RIGHT, ideas, judge=code.judge(lambda params: SOFTMAX))
    assert separate.fair(made, {}) == []
    reached = dict.fromkeys((idea.name for idea in ideas), 0)
    assert separate.prove(made, {}, reached) == []
    assert set(reached.values()) == {1}
