"""A flag on a card."""

from __future__ import annotations

from quiz.tui.screens.choose import ChooseScreen


class FlagScreen(ChooseScreen[int]):
    def __init__(self, now: int) -> None:
        super().__init__((1, 2, 3, 4, 5, 6, 7, 0), now)

    def title_text(self) -> str:
        return self.words("A flag for this card")

    def name_of(self, value: int) -> str:
        words = self.words
        names = (
            words("none"), words("red"), words("orange"), words("green"),
            words("blue"), words("pink"), words("turquoise"), words("purple"),
        )  # fmt: skip
        return f"⚑ {names[value]}" if value else names[0]
