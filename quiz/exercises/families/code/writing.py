"""What the families of code share: a wrong idea as source text, and a family made of its parts."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Text
from quiz.exercises import code as judging
from quiz.exercises.answers import Code
from quiz.exercises.code import Task, Wrong
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill


@dataclass(frozen=True, slots=True)
class Idea:
    """A wrong idea: `code` is the source of a variant's function by it, None where it does not apply."""

    name: str
    code: Callable[[Params], str | None]
    source: Text
    feedback: Text
    links: tuple[str, ...]
    step: int | None = None

    def wrong(self, params: Params) -> Wrong | None:
        code = self.code(params)
        return None if code is None else Wrong(self.name, code, self.source, self.feedback, self.links, self.step)

    @property
    def misconception(self) -> Misconception:
        """As a family lists it."""
        return Misconception(
            self.name, self.source, self.code, lambda params, given: self.feedback, self.links, self.step
        )


def wrongs(ideas: Sequence[Idea], params: Params) -> tuple[Wrong, ...]:
    """Those that apply to a variant."""
    found = (idea.wrong(params) for idea in ideas)
    return tuple(wrong for wrong in found if wrong is not None)


def written(
    name: str,
    title: Text,
    *,
    generate: Callable[[np.random.Generator, int, Settings], Params],
    signature: Callable[[Params], str],
    code: Callable[[Params], str],
    task: Callable[[Params], Task],
    ideas: Sequence[Idea],
    question: Callable[[Params], Text],
    hints: Callable[[Params], tuple[Text, Text, Text]],
    solution: Callable[[Params], tuple[Step, ...]],
    links: tuple[str, ...],
) -> Family:
    """A family: `signature` is the function's name with its arguments, `code` a right source, `task`
    what it is judged by. The right source ends the solution."""

    def answer(params: Params) -> Code:
        head = signature(params)
        return Code(task(params).function, head, f"def {head}:\n    ")

    def solved(params: Params) -> tuple[Step, ...]:
        return *solution(params), Step(block(code(params)))

    return Family(
        name=name,
        version=1,
        title=title,
        topic="code",
        levels=(1, 2, 3),
        generate=generate,
        reference=code,
        question=question,
        answer=answer,
        misconceptions=tuple(idea.misconception for idea in ideas),
        hints=hints,
        solution=solved,
        links=links,
        judge=judging.judge(task),
    )


def block(code: str) -> Text:
    """A whole source, set in."""
    shown = textwrap.indent(code.strip(), "    ")
    return Text(f"All together:\n\n{shown}", f"모두 모으면:\n\n{shown}")


def alike(text: str) -> Text:
    """What reads the same in every language: a formula, a line of code."""
    return Text(text, text)


RULES = Text(
    "NumPy is there as `np`. Do not write into the arguments.",
    "NumPy는 `np`로 쓸 수 있어요. 인자의 값은 바꾸지 마세요.",
)


def asked(params: Params, first: Text, *points: Text, **more: object) -> Text:
    """What to write, then what counts, point by point; filled with the params, names among them set as code."""
    values = {name: f"`{value}`" if isinstance(value, str) else value for name, value in {**params, **more}.items()}
    said, *listed = (fill(text, values) for text in (first, *points, RULES))
    return Text(
        "\n".join((said.en, "", *(f"- {point.en}" for point in listed))),
        "\n".join((said.ko, "", *(f"- {point.ko}" for point in listed))),
    )


WRITE = Text("Write the function {head} in NumPy.", "NumPy로 함수 {head:을} 작성하세요.")


def lines(*parts: str | None) -> str:
    """A source of these lines, without those that are None."""
    return "\n".join(part for part in parts if part is not None) + "\n"


def sliced(array: Any) -> Any:
    """The same values in an array that is not contiguous: every second column of a wider one."""
    return np.repeat(array, 2, axis=-1)[..., ::2]


def drawn(array: Any) -> Any:
    """A copy for a picture, that nobody can write to."""
    array = np.array(array)
    array.flags.writeable = False
    return array
