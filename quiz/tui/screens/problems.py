"""What is wrong in the deck files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.content import Content

from quiz.model.errors import QuizError
from quiz.model.text import one_line
from quiz.tui.screens.sheet import Sheet
from quiz.tui.widgets.lines import Lines
from quiz.tui.wrapping import wrap

if TYPE_CHECKING:
    from quiz.decks.parse import Problem


class ProblemList(Lines):
    """One problem after the other, each with its place."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[tuple[str, str]] = []

    def show(self, items: list[tuple[str, str]]) -> None:
        self.items = items
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        lines: list[Content] = []
        for place, text in self.items:
            lines += [Content.styled(line.plain, "$quiz-muted") for line in wrap(Content(place), width)]
            lines += wrap(Content(text), width)
            lines.append(Content(""))
        return lines


class ProblemsScreen(Sheet):
    def title_text(self) -> str:
        return self.words("Problems in the deck files")

    def body(self) -> Lines:
        return ProblemList()

    def on_mount(self) -> None:
        super().on_mount()
        self.fetch()

    @work
    async def fetch(self) -> None:
        try:
            problems = await self.desk.ask(lambda collection: collection.problems())
            items = [self._item(problem) for problem in problems]
        except QuizError as error:
            items = [("", self.quiz.sentence(error))]
        self.query_one(ProblemList).show(items or [("", self.words("None: every card is in order."))])

    def _item(self, problem: Problem) -> tuple[str, str]:
        place = f"{'!' if problem.warning else '✗'} {problem.path}:{problem.line}:{problem.column}"
        text = self.words(problem.message, **problem.values)
        return one_line(place), one_line(f"{problem.card}: {text}" if problem.card else text)
