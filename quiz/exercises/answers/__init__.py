"""The kinds of answers: each reads what people type, compares, and shows.

A family says which by `Family.answer(params)`: `Whole()`, `Real(digits=3)`, `Shape(3)`, `Row(4, Real(digits=2))`,
`Matrix((2, 2))`, `Choice(items)`, `Order(items)`, `Blanks(labels, kinds)`, `Words(accepted)`, `Code(function, …)`.
"""

from __future__ import annotations

from quiz.exercises.answers.arrays import Matrix, Row, Shape
from quiz.exercises.answers.base import NO_TEXT, Answer, FormatError, finite, numeral, plain
from quiz.exercises.answers.blanks import Blanks
from quiz.exercises.answers.numbers import Real, Whole
from quiz.exercises.answers.picks import Choice, Order, both
from quiz.exercises.answers.reading import readable
from quiz.exercises.answers.texts import Code, Words

__all__ = [
    "NO_TEXT",
    "Answer",
    "Blanks",
    "Choice",
    "Code",
    "FormatError",
    "Matrix",
    "Order",
    "Real",
    "Row",
    "Shape",
    "Whole",
    "Words",
    "both",
    "finite",
    "numeral",
    "plain",
    "readable",
]
