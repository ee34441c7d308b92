"""Answers that are words or a line of code, and those that are a function to be run."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers.base import BLANK, Answer, FormatError
from quiz.exercises.answers.reading import LONGEST, TOO_LONG, readable
from quiz.model.text import clean

T = TypeVar("T")

NO_WORDS = Text("There is no word in the answer.", "답에 글자가 없어요.")
NOT_PYTHON = Text(
    "Line {line}, column {column} is not Python: {reason}", "{line}행 {column}열을 파이썬으로 읽을 수 없어요: {reason}"
)
NO_FUNCTION = Text("The code has to define {signature}.", "코드에 함수 {signature} 정의가 있어야 해요.")


LONGEST_LINE = 400  # characters


@dataclass(frozen=True, slots=True)
class Words(Answer):
    """Words, or with `code` a line of Python, compared by its syntax tree: spaces, quotes and comments do not count.

    `accepted` are the spellings of the truth, the first to be shown; each group of `others` holds the spellings of
    one wrong answer. The value is the first spelling of its group, or the words as they are.
    """

    accepted: tuple[str, ...]
    others: tuple[tuple[str, ...], ...] = ()
    code: bool = False

    def parse(self, text: str) -> str:
        text = (clean(text) if self.code else readable(text)).strip()
        if len(text) > LONGEST_LINE:
            raise FormatError(TOO_LONG, LONGEST_LINE, longest=LONGEST_LINE)
        if not text:
            raise FormatError(BLANK)
        if not re.search(r"\w", text):
            raise FormatError(NO_WORDS)
        folded = self._fold(text)
        for group in (self.accepted, *self.others):
            if any(folded == self._fold(spelling) for spelling in group):
                return group[0]
        return text

    def _fold(self, text: str) -> str:
        if self.code:
            return _dumped(text)
        return " ".join(readable(text).split()).casefold().rstrip(".")

    def same(self, given: Any, truth: Any) -> bool:
        return self._fold(self.parse(given)) == self._fold(self.parse(truth))

    def show(self, value: Any) -> str:
        return str(value)

    @property
    def tolerance(self) -> Text:
        return Text("one line of Python", "파이썬 한 줄") if self.code else Text("in words", "낱말로")


@dataclass(frozen=True, slots=True)
class Code(Answer):
    """A function in Python, as source text, that its family runs to judge it (`Family.judge`).

    `signature` is its name with its arguments, `start` what the editor holds at first.
    """

    function: str
    signature: str
    start: str = ""

    def parse(self, text: str) -> str:
        if len(text) > 5 * LONGEST:
            raise FormatError(TOO_LONG, 5 * LONGEST, longest=5 * LONGEST)
        source = textwrap.dedent(clean(text)).strip("\n")
        if not source.strip():
            raise FormatError(BLANK)
        names = _read(source, lambda tree: [node.name for node in tree.body if isinstance(node, ast.FunctionDef)])
        if self.function not in names:
            raise FormatError(NO_FUNCTION, signature=self.signature)
        return source + "\n"

    def same(self, given: Any, truth: Any) -> bool:
        """Whether two sources read the same; what they do, only running them can tell."""
        return _dumped(given) == _dumped(truth)

    def show(self, value: Any) -> str:
        return str(value)

    @property
    def tolerance(self) -> Text:
        return Text(f"define {self.signature}", f"{self.signature} 정의")


@lru_cache(maxsize=256)
def _dumped(source: str) -> str:
    """The syntax tree as text, equal for sources that differ in spaces, quotes and comments alone."""
    return _read(source, ast.dump)


def _read(source: str, take: Callable[[ast.Module], T]) -> T:
    """What `take` makes of the syntax tree; raises FormatError with the place where there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return take(ast.parse(source))
    except SyntaxError as error:
        line, column, reason = error.lineno or 1, error.offset or 1, error.msg
    except (ValueError, RecursionError, MemoryError) as error:
        line, column, reason = 1, 1, type(error).__name__
    before = source.split("\n")[: line - 1]
    position = sum(len(text) + 1 for text in before) + max(column - 1, 0)
    raise FormatError(NOT_PYTHON, min(position, len(source)), line=line, column=column, reason=reason)
