"""The few numbers a day begins with: what is remembered, what is left, how regularly one studied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from quiz.language import Words
from quiz.tui.widgets.lines import Lines
from quiz.tui.wrapping import wrap

if TYPE_CHECKING:
    from quiz.study.habit import Remembered
    from quiz.study.prompt import Due

_GAUGE = 16


class Board(Lines):
    """Lines of a quiet label and what it says."""

    rows: Sequence[tuple[str, Content]] = ()

    def show(self, due: Due | None, remembered: Remembered | None, bound: str, words: Words) -> None:
        if due is None or remembered is None:
            self.rows = [(words("Today"), Content(words("opening the collection…")))]
        else:
            self.rows = [
                (words("Remembered today"), _remembered(remembered, words)),
                (words("Left today"), _left(due, words)),
                (words("Rhythm"), _rhythm(remembered, words)),
            ]
            if bound:
                self.rows = [*self.rows, (words("Session"), Content(bound))]
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        column = max((cell_len(label) for label, _ in self.rows), default=0) + 3
        lines = []
        for label, text in self.rows:
            for number, line in enumerate(wrap(text, width - column)):
                head = Content.styled(f" {label}" if number == 0 else "", "$quiz-muted")
                lines.append(head.pad_right(column - head.cell_length) + line)
        return lines


def _remembered(remembered: Remembered, words: Words) -> Content:
    if not remembered.met:
        return Content(words("nothing met yet: Enter begins"))
    share = remembered.today / remembered.met
    filled = min(_GAUGE, round(share * _GAUGE))
    return Content.assemble(
        (words("{known} of {met} cards", known=round(remembered.today), met=remembered.met), "bold"),
        ("  " + "━" * filled, "$quiz-good"),
        ("─" * (_GAUGE - filled), "$quiz-line"),
        (f" {share:.0%}", "$quiz-muted"),
    )


def _left(due: Due, words: Words) -> Content:
    count = due.learning + due.review + due.new
    if not count:
        return Content(words("nothing: all done for today"))
    minutes = -(-due.seconds // 60)
    return Content.assemble(
        (words("about {minutes} min", minutes=minutes), "bold"),
        (words(" for one card") if count == 1 else words(" for {count} cards", count=count), "$quiz-muted"),
    )


def _rhythm(remembered: Remembered, words: Words) -> Content:
    """A run of days where there is one; a missed day is not mentioned."""
    if not remembered.recent:
        return Content(words("a good day to begin"))
    recent = words("{count} of the last 14 days", count=remembered.recent)
    if remembered.run < 2:
        return Content(recent)
    return Content.assemble(
        (words("{count} days in a row", count=remembered.run), "bold"), (f" · {recent}", "$quiz-muted")
    )
