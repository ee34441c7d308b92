"""Answers as people write them: numbers, shapes, rows, matrices, choices, orders, blanks, words and code."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import (
    Answer,
    Blanks,
    Choice,
    Code,
    FormatError,
    Matrix,
    Order,
    Real,
    Row,
    Shape,
    Whole,
    Words,
    readable,
)

FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
PADDING = Choice((Text("valid padding", "패딩 없음"), Text("same padding", "같은 크기"), "full"))
LOOP = Order(("optimizer.step()", "loss.backward()", "optimizer.zero_grad()"))
COUNTS = Blanks(
    (Text("weights", "가중치"), Text("biases", "편향"), Text("slope", "기울기")), (Whole(), Whole(), Real(digits=2))
)
SHAPES = Blanks(("conv", "pool"), (Shape(2), Shape(2)))
STEP = Words(("w -= lr * g", "w = w - lr * g"), (("w += lr * g",),), code=True)
SOFTMAX = Code("softmax", "def softmax(x)")

READ: list[tuple[Answer, str, Any]] = [
    (Whole(), "26", 26),
    (Whole(), " 1,792 ", 1792),
    (Whole(), "1,234,567", 1234567),
    (Whole(), "26.", 26),
    (Whole(), "26.0", 26),
    (Whole(), "(26)", 26),
    (Whole(), "= 26", 26),
    (Whole(), "13.5", 13.5),  # an attempt: the fraction was kept
    (Whole(), "−3", -3),
    (Whole(), "１，７９２", 1792),
    (Whole(), "2^10", 1024),
    (Real(digits=3), "1e-3", 0.001),
    (Real(digits=3), "3/13", 3 / 13),
    (Real(digits=3), "12.5%", 0.125),
    (Real(digits=3), ".5", 0.5),
    (Real(digits=3), "9.54×10^-7", 9.54e-7),
    (Real(digits=3), "9.54 * 10**-7", 9.54e-7),
    (Real(digits=3), "１／４", 0.25),
    (Real(digits=3), "- 1.5", -1.5),
    (Shape(3), "26, 26, 16", (26, 26, 16)),
    (Shape(3), "(26,26,16)", (26, 26, 16)),
    (Shape(3), "26x26x16", (26, 26, 16)),
    (Shape(3), "26×26×16", (26, 26, 16)),
    (Shape(3), "26 * 26 * 16", (26, 26, 16)),
    (Shape(3), "26 X 26 X 16", (26, 26, 16)),
    (Shape(3), "26 26 16", (26, 26, 16)),
    (Shape(3), "（２６、２６、１６）", (26, 26, 16)),
    (Shape(3), "[26, 26, 16]", (26, 26, 16)),
    (Shape(3), "torch.Size([26, 26, 16])", (26, 26, 16)),
    (Shape(3), "1, 26, 26, 16", (1, 26, 26, 16)),
    (Shape(1), "(128,)", (128,)),
    (Shape(4, free=True), "(None, 26, 26, 16)", (None, 26, 26, 16)),
    (Shape(1), "1,792", (1792,)),
    (Shape(2), "1,792", (1, 792)),
    (Shape(2), "32, 1,792", (32, 1792)),
    (Shape(3), "32, 1,792", (32, 1, 792)),
    (Shape(2), "(32,224,224)", (32, 224, 224)),  # in brackets a comma parts
    (Row(3), "1 2 3", (1, 2, 3)),
    (Row(3), "[1. 2. 3.]", (1, 2, 3)),
    (Row(3), "1;2;3", (1, 2, 3)),
    (Row(3, Real(digits=2)), "array([0.09, 0.24, 0.67], dtype=float32)", (0.09, 0.24, 0.67)),
    (Row(2), "1,792 640", (1792, 640)),
    (Matrix((2, 2)), "1 2\n3 4", ((1, 2), (3, 4))),
    (Matrix((2, 2)), "1, 2; 3, 4", ((1, 2), (3, 4))),
    (Matrix((2, 2)), "[[1 2]\n [3 4]]", ((1, 2), (3, 4))),
    (Matrix((2, 2)), "[[1, 2], [3, 4]]", ((1, 2), (3, 4))),
    (Matrix((2, 2)), "[1 2; 3 4]", ((1, 2), (3, 4))),
    (Matrix((2, 2)), "((1, 2), (3, 4))", ((1, 2), (3, 4))),
    (Matrix((2, 2)), "[1 2\n 3 4]", ((1, 2), (3, 4))),
    (Matrix((1, 4)), "[[1 2\n  3 4]]", ((1, 2, 3, 4),)),  # NumPy breaks a long row
    (Matrix((2, 2)), "[1, 2], [3, 4]", ((1, 2), (3, 4))),
    (Matrix((2, 2)), "np.array([[1., 2.],\n          [3., 4.]])", ((1, 2), (3, 4))),
    (Matrix((2, 2)), "array([[1, 2],\n       [3, 4]], dtype=uint8)", ((1, 2), (3, 4))),
    (Matrix((2, 2)), "tensor([[1., 2.],\n        [3., 4.]])", ((1, 2), (3, 4))),
    (Matrix((2, 2)), "\n1 2\n\n3 4\n", ((1, 2), (3, 4))),
    (Matrix((2, 2)), "1 2 3\n4 5 6", ((1, 2, 3), (4, 5, 6))),  # another shape is an attempt
    (Matrix((1, 3)), "1 2 3", ((1, 2, 3),)),
    (Matrix((2, 1)), "[[1],[2]]", ((1,), (2,))),
    (Matrix((2, 1)), "1\n2", ((1,), (2,))),
    (PADDING, "2", 1),
    (PADDING, "２", 1),
    (PADDING, "(2)", 1),
    (PADDING, "2번", 1),
    (PADDING, "Same  Padding", 1),
    (PADDING, unicodedata.normalize("NFD", "패딩 없음"), 0),
    (PADDING, "FULL.", 2),
    (LOOP, "3 2 1", (2, 1, 0)),
    (LOOP, "3,2,1", (2, 1, 0)),
    (LOOP, "321", (2, 1, 0)),
    (LOOP, "３２１", (2, 1, 0)),
    (LOOP, "3 → 2 -> 1", (2, 1, 0)),
    (COUNTS, "864\n32\n0.5", (864, 32, 0.5)),
    (COUNTS, "864, 32, 1/2", (864, 32, 0.5)),
    (COUNTS, "1,792 32 50%", (1792, 32, 0.5)),
    (COUNTS, "1,792, 32, 0.5", (1792, 32, 0.5)),
    (COUNTS, "slope: 0.5; weights = 864; biases: 32", (864, 32, 0.5)),
    (COUNTS, unicodedata.normalize("NFD", "편향: 32\n864\n0.5"), (864, 32, 0.5)),
    (SHAPES, "(26, 26), (13, 13)", ((26, 26), (13, 13))),
    (SHAPES, "26x26, 13x13", ((26, 26), (13, 13))),
    (SHAPES, "pool: 13, 13\nconv: 26, 26", ((26, 26), (13, 13))),
    (STEP, "w=w-lr*g  # down", "w -= lr * g"),
    (STEP, "w += lr*g", "w += lr * g"),
    (STEP, "w -= g", "w -= g"),
    (Words(("cross-entropy", "교차 엔트로피")), "Cross-Entropy", "cross-entropy"),
    (Words(("cross-entropy", "교차 엔트로피")), unicodedata.normalize("NFD", "교차  엔트로피"), "cross-entropy"),
    (SOFTMAX, "  def softmax(x):\r\n      return x\r\n", "def softmax(x):\n    return x\n"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "value"), READ)
def test_is_read(kind: Answer, text: str, value: Any) -> None:
    assert kind.parse(text) == value


# text, and the place in it that is named
UNREADABLE: list[tuple[Answer, str, int]] = [
    (Whole(), "", 0),
    (Whole(), " \t\n", 0),
    (Whole(), "nan", 0),
    (Whole(), "inf", 0),
    (Whole(), "½", 0),
    (Whole(), " abc", 1),
    (Whole(), "1 2", 0),
    (Whole(), "1,79", 0),
    (Whole(), "0x1f", 0),
    (Whole(), "1/0", 0),
    (Whole(), "0^-1", 0),
    (Whole(), "9^999", 0),
    (Whole(), "1e999", 0),
    (Whole(), "9" * 65, 0),
    (Whole(), "1" * 4001, 4000),
    (Shape(3), "26, b, 16", 4),
    (Shape(3), "(26, 26, 16", 0),
    (Shape(3), "()", 1),
    (Shape(3), "None, 26, 16", 0),
    (Shape(2), "1,792,640", 1),
    (Shape(2), "26, 1e3", 4),
    (Row(3), "1 2 x", 4),
    (Row(3), "1 2 ...", 4),
    (Matrix((2, 2)), "1 2\n3", 4),
    (Matrix((2, 2)), "1 2 3 4", 0),
    (Matrix((2, 2)), "1 2\n3 x", 6),
    (Matrix((2, 2)), "[[1 2]\n [3 4]", 0),
    (Matrix((2, 2)), "[[1 2]] 5", 8),
    (Matrix((2, 2)), "[[[1 2]]]", 2),
    (Matrix((2, 2)), "[[1 2)]", 5),
    (Matrix((2, 2)), "[]", 0),
    (Matrix((2, 2)), "array([[1, 2], [3, 4]]", 21),
    (PADDING, "4", 0),
    (PADDING, "0", 0),
    (PADDING, "padding", 0),
    (LOOP, "1 2", 0),
    (LOOP, "1 2 2", 0),
    (LOOP, "1 2 4", 0),
    (COUNTS, "864, 32", 7),
    (COUNTS, "864\n32\n0.5\n1", 12),
    (COUNTS, "864\n32\nx", 7),
    (COUNTS, "weights: 1\nweights: 2\nslope: 3", 11),
    (STEP, "w -= ", 4),
    (STEP, "???", 0),
    (Words(("softmax",)), "??", 0),
    (SOFTMAX, "def softmax(x)\n    return x", 14),
    (SOFTMAX, "def hardmax(x): return x", 0),
    (SOFTMAX, "(" * 19000, 0),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "position"), UNREADABLE)
def test_is_a_format_error_that_names_the_place(kind: Answer, text: str, position: int) -> None:
    with pytest.raises(FormatError) as caught:
        kind.parse(text)
    if not text.startswith("((("):  # where the parser gives up differs between Pythons
        assert caught.value.position == position
    assert caught.value.text.en
    assert caught.value.text.ko
    assert "{" not in caught.value.text.en + caught.value.text.ko


def test_a_thousands_comma_that_may_also_part_is_said_to_be_so() -> None:
    with pytest.raises(FormatError, match="Put a space after"):
        Row(2).parse("1,792,640")


KINDS = [
    Whole(), Real(digits=2), Real(relative=0.01), Shape(3), Shape(4, free=True), Row(3), Matrix((2, 2)), PADDING, LOOP,
    COUNTS, SHAPES, STEP, Words(("softmax",)), SOFTMAX,
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(
    text=st.text(st.sampled_from("0123456789.,;:=()[]{}x×*/%eE^+-−  \n'\"가ㄱﾊ１，None"), max_size=40)
    | st.text(max_size=20)
)
@example(text="[" * 3000)
@example(text="(" * 2000 + ")" * 2000)
@example(text="9^99^99/" * 400)
@example(text="array(" * 600)
@example(text="-" * 4000 + "1")
@example(text="\ud800\u202e")
def test_any_text_is_read_or_a_format_error(kind: Answer, text: str) -> None:
    try:
        value = kind.parse(text)
    except FormatError as caught:
        fault = caught
    else:
        assert kind.same(value, value)
        assert kind.same(kind.parse(kind.show(value)), value)
        return
    assert 0 <= fault.position <= 3 * len(text)  # composing may take up to three characters for one
    assert fault.text.ko


numbers = st.integers(-(10**9), 10**9)
reals = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))
sizes = st.integers(1, 9999)


@given(numbers)
def test_a_whole_number_survives_every_way_to_write_it(n: int) -> None:
    for text in (str(n), f"{n:,}", f" {n}.0", f"({n})", str(n).replace("-", "−"), str(n).translate(FULL_WIDTH)):
        assert Whole().parse(text) == n
        assert Whole().parse(unicodedata.normalize("NFD", text)) == n
    assert Whole().parse(Whole().show(n)) == n


@given(reals)
def test_a_real_number_is_its_own_answer(x: float) -> None:
    for text in (f"{x:.3f}", f"{x:,.3f}", repr(x), f"{x:.8e}", f"{x * 100:.6f}%", f"{x:.3f}".translate(FULL_WIDTH)):
        assert Real(digits=3).same(Real().parse(text), x)
    for kind in (Real(digits=3), Real(digits=2), Real(absolute=0.01), Real(relative=0.001)):
        assert kind.same(kind.parse(kind.show(x)), x)


@given(st.lists(sizes, min_size=1, max_size=5))
def test_a_shape_survives_every_way_to_write_it(shape: list[int]) -> None:
    kind = Shape(len(shape))
    texts = [kind.show(shape), str(shape), ", ".join(map(str, shape)), "x".join(map(str, shape)),
             " × ".join(map(str, shape)), "*".join(map(str, shape)), " ".join(map(str, shape)),
             str(tuple(shape)).translate(FULL_WIDTH), ", ".join(f"{n:,}" for n in shape)]  # fmt: skip
    for text in texts:
        assert kind.parse(text) == tuple(shape)


@given(st.integers(1, 5), st.integers(1, 5), st.data())
def test_a_matrix_survives_every_way_to_write_it(rows: int, columns: int, data: st.DataObject) -> None:
    row = st.lists(reals, min_size=columns, max_size=columns)
    values = np.array(data.draw(st.lists(row, min_size=rows, max_size=rows)))
    kind = Matrix((rows, columns), Real(digits=2))
    with np.printoptions(suppress=True, precision=3, threshold=1000, linewidth=1000):
        texts = [str(values), repr(values), str(values.tolist()), f"np.array({values.tolist()})", kind.show(values),
                 "; ".join(" ".join(map(str, line)) for line in values.tolist()),
                 "\n".join(", ".join(map(str, line)) for line in values.tolist()),
                 str(values.tolist()).translate(FULL_WIDTH)]  # fmt: skip
    for text in texts:
        assert kind.same(kind.parse(text), values)


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=4))
def test_a_row_with_grouped_thousands_is_read_as_meant_or_said_to_be_unclear(values: list[int]) -> None:
    kind = Row(len(values))
    assert kind.parse(", ".join(f"{n:,}" for n in values)) == tuple(values)
    try:
        tight = kind.parse(",".join(f"{n:,}" for n in values))
    except FormatError:
        return
    assert tight == tuple(values)


@given(st.permutations(range(4)))
def test_an_order_survives(order: list[int]) -> None:
    kind = Order(tuple("abcd"))
    shown = kind.show(order)
    for text in (shown, shown.replace(" ", ""), shown.replace(" ", ", "), f"[{shown}]", shown.translate(FULL_WIDTH)):
        assert kind.parse(text) == tuple(order)


@given(st.lists(st.tuples(numbers, reals, st.integers(0, 2)), min_size=1, max_size=1))
def test_blanks_survive(values: list[tuple[int, float, int]]) -> None:
    kind = Blanks(("n", "slope (m·x)", "padding"), (Whole(), Real(digits=3), PADDING))
    assert kind.same(kind.parse(kind.show(values[0])), values[0])


def test_readable_is_idempotent_and_composed() -> None:
    text = unicodedata.normalize("NFD", "가중치：") + "－１\u200e\u0007"
    assert readable(text) == readable(readable(text)) == "가중치:-1"


@pytest.mark.parametrize(
    ("kind", "given", "truth", "same"),
    [
        (Whole(), 3, 3.0, True),
        (Whole(), 13.33, 40 / 3, True),
        (Whole(), 13.3, 40 / 3, False),
        (Whole(), 3, np.int64(3), True),
        (Whole(), 13.005, 13, False),
        (Whole(), 13.33, np.float64(40 / 3), True),
        (Real(digits=2), 0.66, 2 / 3, True),  # one unit of the last digit
        (Real(digits=2), 0.65, 2 / 3, False),
        (Real(absolute=0.1), 0.3, 0.2, True),  # though 0.3 − 0.2 is above 0.1 in binary
        (Real(relative=0.01), 9.5e-7, 0.25**10, True),
        (Real(relative=0.01), 9.4e-7, 0.25**10, False),
        (Real(), 0.3, 0.1 + 0.2, True),
        (Row(2), (1, 2), np.array([1, 2]), True),
        (Row(2), (1, 2, 3), np.array([1, 2]), False),
        (Matrix((1, 2)), ((1, 2),), np.array([[1.0, 2.0]]), True),
        (Matrix((1, 2)), ((1,), (2,)), np.array([[1.0, 2.0]]), False),
        (Shape(2), (26, 26), [26, 26], True),
        (Shape(2, free=True), (None, 26), (None, 26), True),
        (Shape(2, free=True), (1, 26), (None, 26), False),
        (LOOP, (2, 1, 0), [2, 1, 0], True),
        (SOFTMAX, "def softmax(x): return x", "def softmax( x ):\n  return x", True),
    ],
)
def test_what_counts_as_the_same(kind: Answer, given: Any, truth: Any, same: bool) -> None:
    assert kind.same(given, truth) is same


@given(reals, reals, st.floats(-1e6, 1e6))
def test_no_answer_counts_as_both_of_two_that_are_apart(a: float, b: float, given: float) -> None:
    for kind in (Real(digits=1), Real(absolute=0.5), Real(relative=0.1), Whole()):
        middle = (a + b) / 2
        for answer in (given, middle, a, b):
            if kind.apart(a, b) and (isinstance(kind, Real) or answer in (a, b)):
                assert not (kind.same(answer, a) and kind.same(answer, b))


@pytest.mark.parametrize("kind", KINDS)
def test_the_tolerance_is_told_in_both_languages(kind: Answer) -> None:
    assert bool(kind.tolerance.en) == bool(kind.tolerance.ko)


def test_a_value_is_shown_in_few_digits() -> None:
    assert Real(relative=0.01).show(1e-7) == "1e-7"
    assert Real(digits=3).show(2 / 3) == "0.6667"
    assert Real(digits=2).show(1234567.891) == "1234567.891"
    assert Real(relative=0.01).show(1792) == "1792"
    assert Whole().show(40 / 3) == "13.333"
    assert Real(digits=1).show(-0.0) == "0"
    assert Matrix((2, 2), Real(digits=1)).show([[0.5, 1], [2, 3]]) == "0.5 1\n2 3"
    assert Shape(1).show([128]) == "(128,)"


def test_a_matrix_may_be_one_of_several_blanks() -> None:
    kind = Blanks(("kernel", "sum"), (Matrix((2, 2)), Whole()))
    assert kind.show((((1, 2), (3, 4)), 10)) == "kernel: [[1 2] [3 4]]\nsum: 10"
    assert kind.parse("[[1, 2], [3, 4]]\n10") == (((1, 2), (3, 4)), 10)
    assert kind.parse(kind.show((((1, 2), (3, 4)), 10))) == (((1, 2), (3, 4)), 10)


def test_what_the_faces_draw() -> None:
    assert Matrix((2, 3)).grid == (2, 3)
    assert Row(4).grid == (1, 4)
    assert Whole().grid is None
    assert PADDING.options[2] == Text("full", "full")
    assert LOOP.options[0].ko == "optimizer.step()"
    assert PADDING.told(0) == Text("valid padding", "패딩 없음")
    assert Real(digits=3).tolerance == Text("to 3 decimals, ±0.001", "소수점 아래 3자리까지, ±0.001")
