"""Is the answer right? Text is compared by meaning, numbers by value, and every verdict says why."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass
from fractions import Fraction

from quiz.model.card import Card, Kind, Number, Wrong, in_language
from quiz.model.event import Rating
from quiz.model.text import clean, one_line
from quiz.study.ask import shown
from quiz.study.folding import FULL_WIDTH, bare, hyphenated
from quiz.study.folding import fold as fold
from quiz.study.prompt import Prompt

RIGHT = "right"
NEAR = "near"
WRONG = "wrong"
REVEALED = "revealed"
FORMAT = "format"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict: "right", "near" (a slip of the pen: the learner rates), "wrong", "revealed" (nothing was answered)
    or "format" (could not be read: no attempt; `feedback` says what is taken).

    `diff` leads from the expected text to the one given: pieces that are "same", "missing" or "extra". `feedback` is
    a sentence of the card's (or, for "format", an English template of ours); `link` the card that it brings forward.
    """

    verdict: str
    suggested: Rating | None
    given: str = ""
    expected: str = ""
    diff: tuple[tuple[str, str], ...] = ()
    feedback: str = ""
    link: str = ""


def judge(prompt: Prompt, response: str, language: str, *, hints: int = 0) -> Judgement:
    """Judge a response to what `prompt` asks.

    Typed and numeric cards take the text itself; choices the shown numbers ("2", "1 3"); an order the shown numbers
    in the right order; a match, for each left side, the shown number of its right side. An empty response reveals:
    to be rated by the learner, who alone knows whether the answer was in mind.
    """
    response = one_line(response)
    card = prompt.card
    done = Rating.HARD if hints else Rating.GOOD
    if card.kind in (Kind.BASIC, Kind.CLOZE, Kind.EXERCISE):
        return Judgement(REVEALED, done)
    if not response:
        return Judgement(REVEALED, None)
    if card.kind is Kind.TYPED:
        return _typed(card, response, language, done, prompt.others)
    if card.kind is Kind.NUMBER and card.number is not None:
        return _number(card, card.number, response, language, done)
    picked = _picked(response, len(prompt.arrangement), many=card.kind is not Kind.CHOICES)
    if isinstance(picked, str):
        return Judgement(FORMAT, None, response, feedback=picked)
    indices = [prompt.arrangement[number - 1] for number in picked]
    if card.kind is Kind.CHOICES:
        return _choices(card, indices, response, language, done)
    if card.kind is Kind.ORDER:
        places = tuple(index + 1 for index in indices)
        right = places == tuple(range(1, len(places) + 1)) or places in card.also
    else:
        pairs = in_language(card.match, language) or ()
        right = all(pairs[index].right == pair.right for index, pair in zip(indices, pairs, strict=True))
    return Judgement(RIGHT, done, response) if right else Judgement(WRONG, Rating.AGAIN, response)


def _picked(response: str, count: int, *, many: bool) -> list[int] | str:
    """The numbers in a response, or the sentence that says what it should have been."""
    tokens = [token for token in re.split(r"[\s,]+", response) if token]
    if len(tokens) == 1 and count <= 9 and tokens[0].isdecimal():
        tokens = list(tokens[0])  # "2143" is as good as "2 1 4 3"
    numbers = [int(token) for token in tokens if token.isdecimal() and len(token) < 4]
    if len(numbers) != len(tokens) or not all(1 <= number <= count for number in numbers):
        return "Answer with the numbers shown."
    if len(set(numbers)) != len(numbers):
        return "Each number can be used once."
    if many and len(numbers) != count:
        return "Use every number once."
    return numbers


def _choices(card: Card, indices: Sequence[int], response: str, language: str, done: Rating) -> Judgement:
    options = in_language(card.choices, language) or ()
    if set(indices) == {index for index, option in enumerate(options) if option.right}:
        return Judgement(RIGHT, done, response)
    false = next((options[index] for index in indices if not options[index].right), None)
    if false is None:
        return Judgement(WRONG, Rating.AGAIN, response)
    return Judgement(WRONG, Rating.AGAIN, response, feedback=shown(false.feedback), link=false.link)


def _foreseen(card: Card, language: str) -> tuple[Wrong, ...]:
    return in_language(card.wrong, language) or ()


# --- text ---------------------------------------------------------------------------------------------------------


def _typed(card: Card, response: str, language: str, done: Rating, others: Container[str]) -> Judgement:
    given = fold(response)
    if any(given in (fold(name), fold(hyphenated(name))) for name in card.accept):
        return Judgement(RIGHT, done, response, card.accept[0])
    for wrong in _foreseen(card, language):
        if given == fold(wrong.answer):
            return Judgement(
                WRONG, Rating.AGAIN, response, card.accept[0], feedback=shown(wrong.feedback), link=wrong.link
            )
    nearest = min(card.accept, key=lambda name: (_distance(given, fold(name)), _distance(response, name), name))
    difference = diff(nearest, response)
    near = _distance(given, fold(nearest)) <= _slips(fold(nearest))
    marked = next((name for name in card.accept if _marks_only(response, name)), "")
    if given not in others and (near or marked):
        if marked:
            nearest, difference = marked, diff(marked, response)
        return Judgement(NEAR, None, response, nearest, difference)
    return Judgement(WRONG, Rating.AGAIN, response, nearest, difference)


def _marks_only(given: str, expected: str) -> bool:
    """Whether two answers differ in marks alone, which may or may not have a meaning: who answered knows. Two numbers
    of other values never do."""
    left = bare(fold(given))
    if not left or left != bare(fold(expected)):
        return False
    values = read_number(given), read_number(expected)
    return None in values or values[0] == values[1]


def _letters(text: str) -> str:
    """Hangul as its jamo, so that one wrong stroke of the keyboard counts as one."""
    return unicodedata.normalize("NFD", text)


def _distance(a: str, b: str) -> int:
    from rapidfuzz.distance import OSA

    return OSA.distance(_letters(a), _letters(b))


def _slips(expected: str) -> int:
    """How many slips of the pen are still a near miss: none in a short name, where one letter is another name."""
    length = len(_letters(expected))
    return 0 if length < 5 else 1 if length < 9 else 2


def diff(expected: str, given: str) -> tuple[tuple[str, str], ...]:
    """The pieces that lead from `expected` to `given`, by character; case does not count."""
    from rapidfuzz.distance import Levenshtein

    pieces: list[tuple[str, str]] = []
    same_length = len(expected.casefold()) == len(expected) and len(given.casefold()) == len(given)
    a, b = (expected.casefold(), given.casefold()) if same_length else (expected, given)
    for op in Levenshtein.opcodes(a, b):
        if op.tag == "equal":
            pieces.append(("same", given[op.dest_start : op.dest_end]))
            continue
        if op.src_end > op.src_start:
            pieces.append(("missing", expected[op.src_start : op.src_end]))
        if op.dest_end > op.dest_start:
            pieces.append(("extra", given[op.dest_start : op.dest_end]))
    return tuple(pieces)


# --- numbers ------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(
    r"(?P<sign>[-+−])?(?P<whole>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)(?:e(?P<power>[-+−]?\d{1,3}))?"
    r"(?:/(?P<divisor>\d+))?\s*(?P<rest>.*)",
    re.IGNORECASE,
)


def read_number(text: str, unit: str = "") -> Fraction | None:
    """The value of a number as people write it ("1,792", "1e-3", "3/13", "12.5%", "320 px"); None where it is none.

    "%" divides by a hundred unless the unit itself is "%". Another unit than the card's is not read.
    """
    if len(text) > 100:
        return None
    match = _NUMBER.fullmatch(clean(text).translate(FULL_WIDTH).strip())
    if match is None:
        return None
    value = Fraction(match["whole"].replace(",", "").rstrip(".") or "0")
    if match["power"]:
        value *= Fraction(10) ** int(match["power"].replace("−", "-"))
    if match["divisor"]:
        if int(match["divisor"]) == 0:
            return None
        value /= int(match["divisor"])
    rest = match["rest"].strip()
    if rest and fold(rest) != fold(unit):
        if rest != "%":
            return None
        value /= 100
    return -value if match["sign"] in ("-", "−") else value


def _number(card: Card, number: Number, response: str, language: str, done: Rating) -> Judgement:
    given = read_number(response, number.unit)
    if given is None:
        return Judgement(FORMAT, None, response, feedback="Answer with a number, such as 1,792 or 1e-3 or 3/13.")
    expected = f"{number.value} {number.unit}".strip()
    value = Fraction(number.value)
    tolerance = Fraction(number.tolerance)
    if number.relative:
        tolerance = abs(value) * tolerance / 100
    if abs(given - value) <= tolerance:
        return Judgement(RIGHT, done, response, expected)
    for wrong in _foreseen(card, language):
        if read_number(wrong.answer, number.unit) == given:
            return Judgement(WRONG, Rating.AGAIN, response, expected, feedback=shown(wrong.feedback), link=wrong.link)
    return Judgement(WRONG, Rating.AGAIN, response, expected)
