"""The four ratings with the interval each would give; the suggested one is marked."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.widget import Widget

from quiz.model.event import Rating
from quiz.tui.wrapping import cut

_STYLES = {
    Rating.AGAIN: "$quiz-again",
    Rating.HARD: "$quiz-hard",
    Rating.GOOD: "$quiz-good",
    Rating.EASY: "$quiz-easy",
}


class Ratings(Widget):
    """Two lines of four cells. A click rates, as the digit does."""

    DEFAULT_CSS = "Ratings { height: 2; padding: 0 1; background: $surface; text-wrap: nowrap; }"

    cells: Sequence[tuple[Rating, str, str]] = ()
    suggested: Rating | None = None

    def show(self, cells: Sequence[tuple[Rating, str, str]], suggested: Rating | None) -> None:
        """`cells` are ratings with their name and interval."""
        self.cells, self.suggested = cells, suggested
        self.refresh()

    def render(self) -> Content:
        width = max(1, self.size.width // 4)
        names, intervals = Content(""), Content("")
        for rating, name, interval in self.cells:
            chosen = rating is self.suggested
            text = cut(f"{'▸' if chosen else ' '}{rating.value} {name}", width)
            style = f"bold reverse {_STYLES[rating]}" if chosen else _STYLES[rating]
            names += _filled(Content.styled(text, style), width)
            intervals += _filled(Content.styled("   " + cut(interval, width - 3), "$quiz-muted"), width)
        return Content("\n").join([names, intervals])

    def on_click(self, event: events.Click) -> None:
        place = max(0, event.x - self.styles.padding.left) // max(1, self.size.width // 4)
        self.app.simulate_key(str(min(place, 3) + 1))


def _filled(content: Content, width: int) -> Content:
    return content.pad_right(max(0, width - content.cell_length))
