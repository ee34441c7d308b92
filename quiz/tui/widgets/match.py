"""Two sides to be brought together: for each line on the left, one after the other, the number of its right side."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content

from quiz.tui import prose
from quiz.tui.widgets.lines import Lines
from quiz.tui.widgets.picker import Picker
from quiz.tui.wrapping import wrap


class Lefts(Lines):
    """The left sides, each with the number given to it."""

    DEFAULT_CSS = "Lefts { margin-bottom: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[tuple[Content, Content]] = ()

    def show(self, rows: Sequence[tuple[Content, Content]]) -> None:
        self.rows = rows
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        lines = []
        for head, body in self.rows:
            indent = head.cell_length
            for number, line in enumerate(wrap(body, width - indent)):
                lines.append((Content(" " * indent) if number else head) + line)
        return lines


class Match(Picker):
    """`options` are the right sides as shown; `right` gives, for each left side, the numbers that belong to it."""

    def __init__(
        self, lefts: Sequence[str], options: Sequence[str], right: Sequence[Sequence[int]], id: str | None = None
    ) -> None:
        super().__init__(options, id)
        self.lefts = tuple(lefts)
        self.right = tuple(tuple(numbers) for numbers in right)

    def compose(self) -> ComposeResult:
        yield Lefts()
        yield from super().compose()

    def translate_sides(self, lefts: Sequence[str], options: Sequence[str]) -> None:
        self.lefts = tuple(lefts)
        self.translate(options)

    def action_submit(self) -> None:
        self.fill()
        super().action_submit()

    def draw(self) -> None:
        rows = [(self._left_head(place), prose.inline(left)) for place, left in enumerate(self.lefts)]
        for lefts in self.query(Lefts):
            lefts.show(rows)
        super().draw()

    def _left_head(self, place: int) -> Content:
        number = self.picked[place] if place < len(self.picked) else 0
        if self.answered:
            wanted = self.right[place]
            if not number:
                return Content(f"  {wanted[0]}  ")
            if number in wanted:
                return Content.assemble(("✓ ", "bold $quiz-good"), f"{number}      ")
            return Content.assemble(("✗ ", "bold $quiz-again"), f"{number} → {wanted[0]}  ")
        now = place == len(self.picked)
        return Content.assemble(("▸ " if now else "  ", "bold"), f"[{number or ' '}] ")

    def head(self, number: int) -> Content:
        if self.answered:
            return Content.styled(f"  {number}  ", "$quiz-muted")
        mark = "▸" if number == self.cursor else " "
        used = number in self.picked
        style = "$quiz-muted" if used else "bold $primary"
        return Content.assemble((f"{mark} ", "bold"), (f"{number}{'·' if used else ' '} ", style))
