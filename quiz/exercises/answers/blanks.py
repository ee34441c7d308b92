"""Answers that fill several named blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from quiz.engine.demonstrations.values import Label, Text
from quiz.exercises.answers.base import Answer, FormatError, plain
from quiz.exercises.answers.numbers import Real, Whole
from quiz.exercises.answers.picks import both
from quiz.exercises.answers.reading import Piece, readable, split_list, unwrap

HOW_MANY = Text(
    "There are {count} blanks, in this order: {labels}. Found {found}.",
    "빈칸은 {labels} 순서로 {count}개예요. {found}개를 읽었어요.",
)
TWICE = Text("“{label}” is answered twice.", "‘{label}’의 답이 두 번 있어요.")


@dataclass(frozen=True, slots=True)
class Blanks(Answer):
    """One answer for each of `labels`, each of its own kind: one a line, or parted by “;”, or by commas where each is
    a number. A line may begin with its label, as in "weights: 864"; then the order is free."""

    labels: tuple[Label, ...]
    kinds: tuple[Answer, ...]

    def parse(self, text: str) -> tuple[Any, ...]:
        text = readable(text)
        pieces = self._ordered(self._pieces(text))
        if len(pieces) != len(self.kinds):
            labels = [both(label) for label in self.labels]
            raise FormatError(_listed(HOW_MANY, labels), len(text), count=len(self.kinds), found=len(pieces))
        return tuple(_at(kind, piece) for kind, piece in zip(self.kinds, pieces, strict=True))

    def _pieces(self, text: str) -> list[Piece]:
        lines = _parts(text, r"[^\n;]+")
        if len(lines) == 1 and len(self.kinds) > 1:
            inner, bracketed = unwrap(lines[0].text)
            start = lines[0].position + inner.position
            if all(isinstance(kind, Whole | Real) for kind in self.kinds) and not re.search(r"[=:]", inner.text):
                return split_list(inner.text, start, len(self.kinds), spaced=bracketed)
            return [Piece(p.text, p.position + start) for p in _parts(inner.text, r"(?:\([^)]*\)|\[[^\]]*\]|[^,(\[])+")]
        return lines

    def _ordered(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces without their labels, in the labels' order."""
        named: dict[int, Piece] = {}
        bare: list[Piece] = []
        for piece in pieces:
            index, rest = self._labelled(piece)
            if index is None:
                bare.append(piece)
            elif index in named:
                raise FormatError(TWICE, piece.position, label=piece.text.split(":")[0].split("=")[0].strip())
            else:
                named[index] = rest
        queue = iter(bare)
        free = [index for index in range(len(self.labels)) if index not in named]
        if len(bare) != len(free):
            return [*named.values(), *bare]
        return [named[index] if index in named else next(queue) for index in range(len(self.labels))]

    def _labelled(self, piece: Piece) -> tuple[int | None, Piece]:
        for index, label in enumerate(self.labels):
            for name in {both(label).en, both(label).ko}:
                match = re.match(rf"\s*{re.escape(readable(name))}\s*[=:]\s*", piece.text, re.IGNORECASE)
                if match:
                    return index, Piece(piece.text[match.end() :], piece.position + match.end())
        return None, piece

    def same(self, given: Any, truth: Any) -> bool:
        return all(self.right(given, truth))

    def right(self, given: Any, truth: Any) -> tuple[bool, ...]:
        """Which of the blanks are filled rightly."""
        return tuple(kind.same(a, b) for kind, a, b in zip(self.kinds, given, truth, strict=True))

    def apart(self, one: Any, other: Any) -> bool:
        return any(kind.apart(a, b) for kind, a, b in zip(self.kinds, one, other, strict=True))

    def show(self, value: Any) -> str:
        return "\n".join(
            f"{both(label).en}: {_on_a_line(kind.show(item))}"
            for label, kind, item in zip(self.labels, self.kinds, value, strict=True)
        )

    def told(self, value: Any) -> Text:
        told = [kind.told(item) for kind, item in zip(self.kinds, value, strict=True)]
        labels = [both(label) for label in self.labels]
        return Text(
            ", ".join(f"{label.en} {item.en}" for label, item in zip(labels, told, strict=True)),
            ", ".join(f"{label.ko} {item.ko}" for label, item in zip(labels, told, strict=True)),
        )

    @property
    def tolerance(self) -> Text:
        kinds = list(dict.fromkeys(kind.tolerance for kind in self.kinds))
        if len(kinds) == 1:
            return Text(f"one a line, each {kinds[0].en}", f"한 줄에 하나씩, 각각 {kinds[0].ko}")
        return Text("one a line", "한 줄에 하나씩")


def _on_a_line(shown: str) -> str:
    """A matrix as a list of its rows, anything else as it is."""
    return f"[[{'] ['.join(shown.splitlines())}]]" if "\n" in shown else shown


def _parts(text: str, pattern: str) -> list[Piece]:
    return [Piece(m.group(), m.start()) for m in re.finditer(pattern, text) if m.group().strip()]


def _listed(template: Text, labels: list[Text]) -> Text:
    """The template with the labels filled in, each language with its own."""

    def fill(words: str, names: list[str]) -> str:
        return words.replace("{labels}", ", ".join(names).replace("{", "{{").replace("}", "}}"))

    return Text(fill(template.en, [label.en for label in labels]), fill(template.ko, [label.ko for label in labels]))


def _at(kind: Answer, piece: Piece) -> Any:
    """Read a piece; a mistake's place counts from the start of the whole text."""
    try:
        return plain(kind.parse(piece.text))
    except FormatError as error:
        raise FormatError(error.template, error.position + piece.position, **error.values) from None
