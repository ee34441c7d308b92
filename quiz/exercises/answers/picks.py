"""Answers that pick one of several things, or put them in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quiz.engine.demonstrations.values import Label, Text
from quiz.exercises.answers.base import Answer, FormatError, plain
from quiz.exercises.answers.reading import readable

NO_OPTION = Text(
    "“{token}” is none of the options: write a number from 1 to {count}.",
    "‘{token}’: 보기에 없어요. 1부터 {count}까지의 번호를 쓰세요.",
)
EVERY_ONCE = Text(
    "Write every number from 1 to {count} once, such as {example}.",
    "1부터 {count}까지의 번호를 한 번씩 쓰세요. 예: {example}",
)


def both(label: Label) -> Text:
    """A label in both languages."""
    return Text(label, label) if isinstance(label, str) else label


def _folded(text: str) -> str:
    return " ".join(readable(text).split()).casefold().rstrip(".")


@dataclass(frozen=True, slots=True)
class Choice(Answer):
    """One of `items`: its number as shown, from 1, or its text in either language. The value is its index, from 0."""

    items: tuple[Label, ...]

    def parse(self, text: str) -> int:
        token = readable(text).strip().strip("().")
        if re.fullmatch(r"[0-9]{1,3}번?", token):
            number = int(token.removesuffix("번"))
            if 1 <= number <= len(self.items):
                return number - 1
        fits = [i for i, item in enumerate(self.options) if _folded(text) in (_folded(item.en), _folded(item.ko))]
        if len(fits) == 1:
            return fits[0]
        raise FormatError(NO_OPTION, token=token[:40], count=len(self.items))

    def same(self, given: Any, truth: Any) -> bool:
        return int(given) == int(truth)

    def show(self, value: Any) -> str:
        return str(int(value) + 1)

    def told(self, value: Any) -> Text:
        return self.options[int(value)]

    @property
    def options(self) -> tuple[Text, ...]:
        return tuple(map(both, self.items))


@dataclass(frozen=True, slots=True)
class Order(Answer):
    """`items` as shown, to be put in order: "2 1 3" or "2, 1, 3" or "213". The value holds indices, from 0."""

    items: tuple[Label, ...]

    def parse(self, text: str) -> tuple[int, ...]:
        count = len(self.items)
        tokens = [token for token in re.split(r"[\s,;>→\-()\[\]]+", readable(text)) if token]
        if len(tokens) == 1 and count <= 9:
            tokens = list(tokens[0])
        numbers = [int(token) for token in tokens if re.fullmatch(r"[0-9]{1,3}", token)]
        if len(numbers) != len(tokens) or sorted(numbers) != list(range(1, count + 1)):
            example = " ".join(map(str, range(count, 0, -1)))
            raise FormatError(EVERY_ONCE, count=count, example=example)
        return tuple(number - 1 for number in numbers)

    def same(self, given: Any, truth: Any) -> bool:
        return bool(plain(given) == plain(truth))

    def show(self, value: Any) -> str:
        return " ".join(str(index + 1) for index in plain(value))

    def told(self, value: Any) -> Text:
        picked: Sequence[Text] = [self.options[index] for index in plain(value)]
        return Text(" → ".join(item.en for item in picked), " → ".join(item.ko for item in picked))

    @property
    def options(self) -> tuple[Text, ...]:
        return tuple(map(both, self.items))
