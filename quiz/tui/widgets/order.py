"""Lines to be put in order: they are picked one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from quiz.tui.widgets.picker import Picker


class Order(Picker):
    """`places` is the right place (from 1) of each option, in the order shown."""

    def __init__(self, options: Sequence[str], places: Sequence[int], id: str | None = None) -> None:
        super().__init__(options, id)
        self.places = tuple(places)
        self.right = False

    def close(self, *, right: bool = False) -> None:
        """`right` says that the order given is a right one, the card's own or another."""
        self.right = right
        super().close()

    def action_submit(self) -> None:
        self.fill()
        super().action_submit()

    def head(self, number: int) -> Content:
        place = self.picked.index(number) + 1 if number in self.picked else 0
        if self.answered:
            wanted = self.places[number - 1]
            if self.right or not place:
                return Content.assemble((f"{'✓' if place else ' '} ", "bold $quiz-good"), f"{place or wanted}.  ")
            if place == wanted:
                return Content.assemble(("✓ ", "bold $quiz-good"), f"{place}.      ")
            return Content.assemble(("✗ ", "bold $quiz-again"), f"{place}. → {wanted}. ")
        mark = "▸" if number == self.cursor else " "
        slot = f"[{place}] " if place else "[ ] "
        return Content.assemble((f"{mark} ", "bold"), (slot, "bold" if place else ""), (f"{number}  ", "bold $primary"))
