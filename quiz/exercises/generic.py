"""What can be said of a wrong answer by comparing it with the right one alone: slips, and what is nearly right."""

from __future__ import annotations

import math
from itertools import permutations
from typing import Any

from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Answer, Blanks, Matrix, Real, Row, Shape, Whole, both, plain
from quiz.exercises.problem import Result, Verdict
from quiz.exercises.words import fill

SLIP = Text("Check the arithmetic, or the axes: ", "계산이나 축을 확인하세요. ")
SIGN = Text("your answer has the right size with another sign.", "크기는 맞고 부호가 달라요.")
TEN = Text("your answer is the right one times 10^{power}.", "맞는 답의 10^{power}배예요.")
ROUNDING = Text(
    "your answer is close, but rounded too early or too far.", "가까운 값이지만, 너무 일찍 또는 너무 많이 반올림했어요."
)
SWAPPED = Text("height and width are swapped.", "높이와 너비가 서로 바뀌었어요.")
AXES = Text("the numbers are right, the order of the axes is not.", "수는 맞고 축의 순서가 달라요.")
TRANSPOSED = Text("your matrix is the transpose of the right one.", "맞는 행렬을 전치한 값이에요.")
OFF_BY_ONE = Text(
    "Your answer is off by one: check where counting starts and ends, and how it is rounded.",
    "1만큼 달라요. 어디서부터 어디까지 세는지, 어떻게 반올림하는지 확인하세요.",
)
NUMBER_OF_AXES = Text(
    "Your shape has {given} axes; here it has {truth}.", "축을 {given}개 썼어요. 여기서는 {truth}개예요."
)
OTHER_SHAPE = Text(
    "Your answer has the shape {given}; here it is {truth}.", "답의 모양이 {given:이에요}. 여기서는 {truth:이에요}."
)
ONE_CELL = Text("All values but one are right: look at {place}.", "하나만 빼고 모두 맞아요. {place}을 다시 보세요.")
BLANKS = Text("Not right yet: {labels}.", "아직 맞지 않아요: {labels}.")


def diagnose(kind: Answer, given: Any, truth: Any) -> Result | None:
    """What a wrong answer shows: a slip (to be tried once more), something worth saying, or None."""
    given, truth = plain(given), plain(truth)
    if isinstance(kind, Blanks):
        return _blanks(kind, given, truth)
    if isinstance(kind, Shape):
        return _shape(given, truth)
    if isinstance(kind, Row | Matrix):
        return _array(kind, given, truth)
    if isinstance(kind, Whole | Real):
        return _numbers(kind, [given], [truth])
    return None


def _slip(note: str, text: Text, **values: object) -> Result:
    text = fill(text, **values)
    return Result(Verdict.SLIP, note, Text(SLIP.en + text.en, SLIP.ko + text.ko))


def _wrong(note: str, text: Text, **values: object) -> Result:
    return Result(Verdict.WRONG, note, fill(text, **values))


def _numbers(kind: Whole | Real, given: list[Any], truth: list[Any]) -> Result | None:
    """Of numbers one by one: sign, power of ten, rounding, off by one."""
    pairs = list(zip(given, truth, strict=True))
    if all(kind.same(abs(a), abs(b)) for a, b in pairs):
        return _slip("sign", SIGN)
    power = _power(kind, pairs)
    if power:
        return _slip("power-of-ten", TEN, power=power)
    if isinstance(kind, Real) and all(kind.same(a, b) or _rounded(a, b) for a, b in pairs):
        return _slip("rounding", ROUNDING)
    if isinstance(kind, Whole) and len(pairs) == 1 and abs(given[0] - truth[0]) == 1:
        return _wrong("off-by-one", OFF_BY_ONE)
    return None


def _power(kind: Whole | Real, pairs: list[tuple[Any, Any]]) -> int:
    """The power of ten, other than 0, that leads from each truth to what was given; 0 if none does."""
    largest = max(pairs, key=lambda pair: abs(pair[1]))
    if not largest[0] or not largest[1] or largest[0] / largest[1] < 0:
        return 0
    power = round(math.log10(largest[0] / largest[1]))
    if not 1 <= abs(power) <= 12:
        return 0
    return power if all(kind.same(a / 10.0**power, b) for a, b in pairs) else 0


def _rounded(given: float, truth: float) -> bool:
    """Whether the right number, rounded or cut off to fewer digits, is the one given; or nearly."""
    if abs(given - truth) > 0.05 * abs(truth):
        return False
    if abs(given - truth) <= 0.005 * abs(truth):
        return True
    scale = 10.0 ** (len(f"{given:.10f}".rstrip("0").split(".")[1]))
    candidates = (math.floor(truth * scale), math.ceil(truth * scale))
    return any(math.isclose(given * scale, candidate, abs_tol=1e-6) for candidate in candidates)


def _shape(given: tuple[Any, ...], truth: tuple[Any, ...]) -> Result | None:
    if len(given) != len(truth):
        return _wrong("number-of-axes", NUMBER_OF_AXES, given=len(given), truth=len(truth))
    if sorted(map(str, given)) == sorted(map(str, truth)):
        moved = [i for i, (a, b) in enumerate(zip(given, truth, strict=True)) if a != b]
        spatial = {2: [0, 1], 3: [0, 1], 4: [1, 2]}.get(len(truth))  # channels last, as in Keras
        return _slip("swapped", SWAPPED) if moved == spatial else _slip("axes", AXES)
    pairs = [(a, b) for a, b in zip(given, truth, strict=True) if a != b]
    if all(a is not None and b is not None and abs(a - b) == 1 for a, b in pairs):
        return _wrong("off-by-one", OFF_BY_ONE)
    return None


def _array(kind: Row | Matrix, given: tuple[Any, ...], truth: tuple[Any, ...]) -> Result | None:
    rows, right = (given, truth) if isinstance(kind, Matrix) else ((given,), (truth,))
    size, wanted = (len(rows), len(rows[0])), (len(right), len(right[0]))
    if isinstance(kind, Matrix) and (size == wanted[::-1]) and kind.same(tuple(zip(*given, strict=True)), truth):
        return _slip("transpose", TRANSPOSED)
    if size != wanted:
        return _wrong("shape", OTHER_SHAPE, given=_size(kind, size), truth=_size(kind, wanted))
    flat = [value for row in rows for value in row]
    flat_right = [value for row in right for value in row]
    found = _numbers(kind.each, flat, flat_right)
    if found is not None:
        return found
    distinct = len(set(flat_right)) == len(flat_right) <= 6  # where values recur, as in one-hot rows, order is all
    if isinstance(kind, Row) and distinct and any(kind.same(p, truth) for p in permutations(given)):
        return _slip("axes", Text("the numbers are right, their order is not.", "수는 맞고 순서가 달라요."))
    off = [i for i, (a, b) in enumerate(zip(flat, flat_right, strict=True)) if not kind.each.same(a, b)]
    if len(off) == 1 and len(flat) > 2:
        row, column = divmod(off[0], wanted[1])
        place = Text(f"row {row + 1}, column {column + 1}", f"{row + 1}행 {column + 1}열")
        if isinstance(kind, Row):
            place = Text(f"number {column + 1}", f"{column + 1}번째 값")
        return Result(
            Verdict.WRONG, "one-cell", Text(ONE_CELL.en.format(place=place.en), ONE_CELL.ko.format(place=place.ko))
        )
    return None


def _size(kind: Row | Matrix, size: tuple[int, int]) -> str:
    return f"({size[1]},)" if isinstance(kind, Row) else f"({size[0]}, {size[1]})"


def _blanks(kind: Blanks, given: tuple[Any, ...], truth: tuple[Any, ...]) -> Result:
    """Which blanks are wrong; where it is one of them, what it shows."""
    off = [i for i, right in enumerate(kind.right(given, truth)) if not right]
    found = diagnose(kind.kinds[off[0]], given[off[0]], truth[off[0]]) if len(off) == 1 else None
    labels = [both(kind.labels[i]) for i in off]
    en, ko = ", ".join(label.en for label in labels), ", ".join(label.ko for label in labels)
    text = Text(BLANKS.en.format(labels=en), BLANKS.ko.format(labels=ko))
    if found is None:
        return Result(Verdict.WRONG, "blanks", text)
    return Result(found.verdict, found.note, Text(f"{text.en} {found.feedback.en}", f"{text.ko} {found.feedback.ko}"))
