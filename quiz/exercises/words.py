"""Filling numbers into sentences, with the Korean particle that the number asks for; and what a text is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from quiz.engine.demonstrations.values import Cell, Table, Text
from quiz.engine.shapes.working import Working
from quiz.exercises.answers import numeral, plain

# Particle: after a consonant, after a vowel.
_PARTICLES = {
    pair: forms
    for forms in (("을", "를"), ("은", "는"), ("이", "가"), ("과", "와"), ("으로", "로"), ("이에요", "예요"),
                  ("이라", "라"), ("이면", "면"), ("이나", "나"))
    for pair in forms
}  # fmt: skip
_ENDS = {
    "0": "ㅇ",
    "1": "ㄹ",
    "3": "ㅁ",
    "6": "ㄱ",
    "7": "ㄹ",
    "8": "ㄹ",
    "l": "ㄹ",
    "m": "ㅁ",
    "n": "ㄴ",
    "²": "ㅂ",
    "³": "ㅂ",
}
# Names that do not end as they are spelt: 스텝, 세임, 넌, 비지알, 패딩, 스케일, 디타입.
_NAMES = {
    "step": "ㅂ", "same": "ㅁ", "None": "ㄴ", "GR": "ㄹ", "padding": "ㅇ", "scale": "ㄹ", "dtype": "ㅂ",
}  # fmt: skip


def particle(word: str, form: str) -> str:
    """The particle as it stands after a word or a number read aloud: particle("3", "를") is "을", 3 being 삼."""
    closed, open_ = _PARTICLES[form]
    end = _last_sound(word)
    if closed == "으로":
        return closed if end not in ("", "ㄹ") else open_
    return closed if end else open_


def _last_sound(word: str) -> str:
    """The final consonant of the last letter that is read aloud, "" if it ends in a vowel."""
    letters = re.sub(r"[^\w%]+$", "", word)  # 퍼센트
    last = letters[-1:]
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        return "" if not final else "ㄹ" if final == 8 else "ㄴ"
    name = next((sound for name, sound in _NAMES.items() if letters.endswith(name)), None)
    return _ENDS.get(last.lower(), "") if name is None else name


class _Filled:
    """A value in a template: `{n}` is the number as people write it, `{n:을}` the number with its particle."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __format__(self, spec: str) -> str:
        text = said(self.value)
        if spec in _PARTICLES:
            return text + particle(text, spec)
        return format(self.value, spec) if spec else text

    def __str__(self) -> str:
        return said(self.value)


def said(value: Any) -> str:
    """A value in a sentence: 1792 as "1,792", 0.5 as "0.5", a list as "1, 2, 1792", where a comma separates."""
    value = plain(value)
    if isinstance(value, tuple):
        return ", ".join(
            f"({said(item)})" if isinstance(item, tuple) else said(item).replace(",", "") for item in value
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int) and abs(value) >= 1000:
        return f"{value:,}"
    return numeral(value, 6) if abs(value) >= 0.001 else numeral(value)


def fill(template: Text, values: Any = None, /, **more: object) -> Text:
    """The template with `{name}` replaced in both languages; `{name:을}` adds the particle in Korean.

    `values` is a mapping, such as the params, `more` goes over it. A `Text` goes in by its language.
    """
    given = {**(values or {}), **more}

    def one(words: str, language: str) -> str:
        return words.format(**{
            name: _Filled(getattr(value, language) if isinstance(value, Text) else value)
            for name, value in given.items()
        })  # fmt: skip

    return Text(one(template.en, "en"), one(template.ko, "ko"))


def told(
    en: str, ko: str, more: Callable[[Mapping[str, Any]], Mapping[str, object]] | None = None
) -> Callable[[Mapping[str, Any], Any], Text]:
    """A misconception's feedback from its templates: filled with the params, the learner's value as `given`, and what
    `more` makes of the params."""

    def feedback(params: Mapping[str, Any], given: Any) -> Text:
        value = plain(given)
        shown = (
            f"({said(value)}{',' if len(value) == 1 and not isinstance(value[0], tuple) else ''})"
            if isinstance(value, tuple)
            else value
        )
        return fill(Text(en, ko), params, given=shown, **(more(params) if more else {}))

    return feedback


def rows(value: Any) -> str:
    """A matrix for a text, one row a line, the columns below each other."""
    cells = [[said(cell) for cell in row] for row in plain(value)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in cells)


def products(
    left: Iterable[Any], right: Iterable[Any], labels: tuple[Text | str, Text | str], note: Text | str = ""
) -> Table:
    """Pairs with their products, and the sum below."""
    pairs = list(zip(map(plain, left), map(plain, right), strict=True))
    total: tuple[Cell, ...] = ("Σ", "", round(sum(a * b for a, b in pairs), 10))
    return Table((*labels, "×"), (*((a, b, round(a * b, 10)) for a, b in pairs), total), note)


def worked(working: Working, labels: Sequence[Text | str] = (), note: Text | str = "") -> Table:
    """The lines of a formula's working, with symbols and with numbers; `labels` name the lines."""
    names = labels or [line.symbol for line in working.lines]
    columns = ("", Text("formula", "공식"), Text("with the numbers", "수를 넣으면"), "=")
    lines = zip(names, working.lines, strict=True)
    return Table(columns, tuple((name, line.formula, line.numbers, line.value) for name, line in lines), note)
