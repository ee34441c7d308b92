"""Options to choose from: one right answer takes one key, several are marked and answered with Enter."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from quiz.tui.widgets.picker import Picker


class Choices(Picker):
    """`right` are the shown numbers of the right options."""

    def __init__(self, options: Sequence[str], right: Sequence[int], yours: str, id: str | None = None) -> None:
        super().__init__(options, id)
        self.right = frozenset(right)
        self.yours = yours

    @property
    def several(self) -> bool:
        return len(self.right) > 1

    @property
    def ready(self) -> bool:
        return bool(self.picked or (self.cursor and not self.several))

    def response(self) -> str:
        return " ".join(str(number) for number in sorted(self.picked))

    def head(self, number: int) -> Content:
        if self.answered:
            right, chosen = number in self.right, number in self.picked
            mark, style = ("✓", "bold $quiz-good") if right else ("✗", "bold $quiz-again") if chosen else (" ", "")
            return Content.assemble((f"{mark} ", style), (f"{number}  ", "$quiz-muted"))
        mark = "▸" if number == self.cursor else " "
        box = ("[x] " if number in self.picked else "[ ] ") if self.several else ""
        return Content.assemble((f"{mark} ", "bold"), box, (f"{number}  ", "bold $primary"))

    def note(self, number: int) -> str:
        return f"  ◂ {self.yours}" if self.answered and number in self.picked else ""

    def action_pick(self, number: int) -> None:
        super().action_pick(number)
        if not self.several and self.picked:
            self.action_submit()

    def action_submit(self) -> None:
        if not self.several and self.cursor and not self.picked:
            self.picked = [self.cursor]
        super().action_submit()
