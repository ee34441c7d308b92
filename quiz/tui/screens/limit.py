"""How long a session goes on."""

from __future__ import annotations

from dataclasses import dataclass

from quiz.language import Words
from quiz.tui.screens.choose import ChooseScreen

_MINUTES = (5, 10, 15, 25)
_CARDS = (10, 20, 50)


@dataclass(frozen=True, slots=True)
class Bound:
    """A session ends after so many cards, or so many minutes; neither: when nothing is due."""

    limit: int | None = None
    minutes: int | None = None

    def text(self, words: Words) -> str:
        if self.limit:
            return words("{count} cards", count=self.limit)
        if self.minutes:
            return words("{count} minutes", count=self.minutes)
        return words("until nothing is due")


BOUNDS = (Bound(), *(Bound(minutes=count) for count in _MINUTES), *(Bound(limit=count) for count in _CARDS))


class LimitScreen(ChooseScreen[Bound]):
    def __init__(self, now: Bound | None) -> None:
        super().__init__(BOUNDS, now or BOUNDS[0])

    def title_text(self) -> str:
        return self.words("A session lasts")

    def name_of(self, value: Bound) -> str:
        return value.text(self.words)
