"""Numbers and lists of them, as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers.base import BLANK, FormatError
from quiz.model.text import clean

LONGEST = 4000  # characters that an answer may have
LONGEST_NUMBER = 64
DEEPEST = 4  # brackets round one list

# What an input method or a word processor writes for an ASCII character; one for one, so that places stay.
_TYPED: dict[int, str] = {
    **{0xFF01 + i: chr(0x21 + i) for i in range(0x5E)},
    **dict.fromkeys(map(ord, "−–‒﹣⁻"), "-"),
    **dict.fromkeys(map(ord, "×✕✖⨯∗·⋅"), "*"),
    **dict.fromkeys(map(ord, "、，"), ","),
    **dict.fromkeys(map(ord, "\u3000\u00a0\u2009\u202f"), " "),
    ord("⁄"): "/",
    ord("∕"): "/",
    ord("÷"): "/",
}

TOO_LONG = Text(
    "The answer is too long: {longest} characters at most.", "답이 너무 길어요. {longest}자까지 쓸 수 있어요."
)
NOT_A_NUMBER = Text(
    "“{token}” is not a number. Write 1,792 or 1e-3 or 3/13 or 12.5%.",
    "‘{token}’: 수로 읽을 수 없어요. 1,792나 1e-3, 3/13, 12.5%처럼 쓰세요.",
)
BY_ZERO = Text("“{token}” divides by 0.", "‘{token}’: 0으로 나눌 수 없어요.")
TOO_LARGE = Text("“{token}” is too large.", "‘{token}’: 수가 너무 커요.")
TWO_READINGS = Text(
    "A comma here can part two numbers or group thousands. Put a space after the commas that part.",
    "쉼표가 수를 나누는지 천 단위를 묶는지 알 수 없어요. 수를 나누는 쉼표 뒤에는 칸을 띄우세요.",
)
NOT_CLOSED = Text("A bracket is not closed, or closed twice.", "괄호의 짝이 맞지 않아요.")


def readable(text: str) -> str:
    """The text in NFC, without control characters, full-width characters and typographic signs as ASCII.

    Blank or overlong text raises FormatError. Indices of this text are what `FormatError.position` counts.
    """
    if len(text) > LONGEST:
        raise FormatError(TOO_LONG, LONGEST, longest=LONGEST)
    text = clean(text).translate(_TYPED)
    if not text.strip():
        raise FormatError(BLANK)
    return text


_UNSIGNED = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_NUMBER = re.compile(
    rf"""
    (?P<sign>[-+])?\s*(?P<base>{_UNSIGNED})
    (?:e(?P<power>[-+]?[0-9]{{1,3}}))?
    (?:\s*(?:\^|\*\*)\s*\(?(?P<exponent>[-+]?[0-9]{{1,3}})\)?)?
    (?:\s*[*x]\s*10\s*(?:\^|\*\*)\s*\(?(?P<tens>[-+]?[0-9]{{1,3}})\)?)?
    (?:\s*/\s*(?P<divisor>{_UNSIGNED}))?
    \s*(?P<percent>%)?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def read_number(token: str, position: int = 0) -> int | float:
    """The value of one number: 1,792 · 1e-3 · 2.5×10^-7 · 2^10 · 3/13 · 12.5%; an int where it is whole."""
    stripped = token.strip()
    if stripped.isascii() and stripped.isdecimal() and len(stripped) < 19:
        return int(stripped)
    position += len(token) - len(token.lstrip())
    match = _NUMBER.fullmatch(stripped)
    if match is None or len(stripped) > LONGEST_NUMBER:
        raise FormatError(NOT_A_NUMBER, position, token=_short(stripped))
    value = _fraction(match["base"])
    exponent = int(match["exponent"] or 1)
    if abs(exponent) > 128:  # longer than any number that is meant
        raise FormatError(TOO_LARGE, position, token=_short(stripped))
    divisor = _fraction(match["divisor"] or "1")
    if divisor == 0 or (value == 0 and exponent < 0):
        raise FormatError(BY_ZERO, position, token=_short(stripped))
    value = value**exponent * Fraction(10) ** (int(match["power"] or 0) + int(match["tens"] or 0)) / divisor
    if match["percent"]:
        value /= 100
    if match["sign"] == "-":
        value = -value
    if value.denominator == 1 and abs(value) < 2**63:
        return int(value)
    try:
        return float(value)
    except OverflowError:
        raise FormatError(TOO_LARGE, position, token=_short(stripped)) from None


def _fraction(digits: str) -> Fraction:
    return Fraction(digits.replace(",", "").rstrip("."))


def _short(token: str) -> str:
    return token if len(token) <= 24 else token[:23] + "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text and where it starts."""

    text: str
    position: int


def unwrap(text: str) -> tuple[Piece, bool]:
    """What stands inside of `(…)`, `[…]`, `array(…, dtype=…)` or `torch.Size(…)`, and whether it was in brackets."""
    start, end = 0, len(text)
    bracketed = False
    for _ in range(DEEPEST):
        inner = text[start:end]
        start += len(inner) - len(inner.lstrip())
        end -= len(inner) - len(inner.rstrip())
        call = re.match(r"[A-Za-z_][\w.]*(?=[(\[])", text[start:end])
        name = call.end() if call else 0
        pair = text[start + name : start + name + 1] + text[end - 1 : end] if end - start > 1 else ""
        if pair not in ("()", "[]") or not _matching(text[start + name : end]):
            break
        start, end, bracketed = start + name + 1, end - 1, True
        kind = re.search(r",\s*(?:dtype|device)\s*=[^\[\]()]*$", text[start:end])
        if name and kind:
            end = start + kind.start()
    return Piece(text[start:end], start), bracketed


def _matching(text: str) -> bool:
    """Whether the first bracket is closed by the last character."""
    depth = 0
    for index, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if depth == 0:
            return index == len(text) - 1
    return False


def split_list(
    text: str, position: int, length: int | None, *, parts: str = r"\s,;", spaced: bool = False
) -> list[Piece]:
    """The members of a list. A comma parts two of them, unless only "1,792" as one number fits `length`.

    `parts` is what may stand between them, as a class of a regular expression; `spaced` says that commas part in any
    case, as inside of brackets.
    """
    found = [Piece(m.group(), position + m.start()) for m in re.finditer(rf"[^{parts}]+", text)]
    extra = len(found) - length if length is not None else 0
    if extra <= 0 or spaced:
        return found
    joints = [i for i in range(len(found) - 1) if _groups(text, position, found[i], found[i + 1])]
    if len(joints) < extra:
        return found
    if len(joints) > extra:
        raise FormatError(TWO_READINGS, found[joints[0] + 1].position - 1)
    glued: list[Piece] = []
    for index, piece in enumerate(found):
        if index - 1 in joints:
            piece = Piece(f"{glued[-1].text},{piece.text}", glued.pop().position)
        glued.append(piece)
    return glued


def _groups(text: str, position: int, left: Piece, right: Piece) -> bool:
    """Whether the comma between two pieces may group thousands."""
    between = text[left.position - position + len(left.text) : right.position - position]
    head = re.fullmatch(r"[-+]?[1-9][0-9]{0,2}|[0-9]{3}", left.text)
    return between == "," and head is not None and re.fullmatch(r"[0-9]{3}(?:\.[0-9]*)?", right.text) is not None
