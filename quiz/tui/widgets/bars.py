"""The lines around the middle of a screen: title, progress, message, keys."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

from quiz.model.text import one_line
from quiz.tui.keymap import Action
from quiz.tui.widgets.lines import Lines
from quiz.tui.wrapping import cut, wrap

_WIDE = 54  # from this width on the numbers have room for their names


class TitleBar(Widget):
    """One line: where one is on the left, what is left on the right; the left gives way."""

    DEFAULT_CSS = "TitleBar { height: 1; padding: 0 1; background: $panel; color: $foreground; text-wrap: nowrap; }"

    left = ""
    right: Sequence[tuple[str, str]] = ()
    short: Sequence[tuple[str, str]] = ()

    def show(
        self, left: str, right: Sequence[tuple[str, str]] = (), short: Sequence[tuple[str, str]] | None = None
    ) -> None:
        """`right` is text with a style each, `short` what stands there on a narrow screen."""
        self.left, self.right, self.short = left, right, right if short is None else short
        self.refresh()

    def count(self, left: str, flag: str, counts: Sequence[tuple[int, str, str]]) -> None:
        """Numbers with a name and a style each; on a narrow screen without the names."""
        long, short = [(flag, "bold $accent")], [(flag, "bold $accent")]
        for place, (number, name, style) in enumerate(counts):
            for parts, text in ((long, f"{number} {name}"), (short, str(number))):
                parts.append((" · " if place else "", "$quiz-muted"))
                parts.append((text, style if number else "$quiz-faint"))
        self.show(left, long, short)

    def render(self) -> Content:
        width = self.size.width
        right = Content.assemble(*(self.right if width >= _WIDE else self.short))
        left = Content.styled(cut(self.left, width - right.cell_length - 1), "bold")
        return left.pad_right(max(1, width - left.cell_length - right.cell_length)) + right


class ProgressLine(Widget):
    """A bar with its numbers beside it."""

    DEFAULT_CSS = "ProgressLine { height: 1; padding: 0 1; text-wrap: nowrap; }"

    done = 0
    total = 0
    share = 0.0

    def show(self, done: int, total: int, share: float) -> None:
        """The numbers, and how much of the bar is filled (0 to 1)."""
        self.done, self.total, self.share = done, total, share
        self.refresh()

    def render(self) -> Content:
        numbers = f" {self.done}/{self.total}" if self.total else ""
        room = max(0, self.size.width - len(numbers))
        halves = round(2 * room * min(1.0, self.share))
        filled, half = divmod(halves, 2)
        return Content.assemble(
            ("━" * filled + "╸" * half, "$primary"),
            ("─" * (room - filled - half), "$quiz-line"),
            (numbers, "$quiz-muted"),
        )


class MessageBar(Lines):
    """What the program has to say: a notice that goes with the next card, or a fault that stays until it is gone."""

    DEFAULT_CSS = """
    MessageBar { height: auto; max-height: 5; padding: 0 1; display: none; color: $quiz-muted; }
    MessageBar.-fault { color: $text; background: $error-muted; }
    """

    text = ""
    fault = False

    def say(self, text: str) -> None:
        self._show(text, fault=False)

    def complain(self, text: str) -> None:
        self._show(text, fault=True)

    def clear(self) -> None:
        self._show("", fault=False)

    def _show(self, text: str, *, fault: bool) -> None:
        self.text, self.fault = text, fault
        self.set_class(fault, "-fault")
        self.display = bool(text)
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        mark = "✗ " if self.fault else "› "
        body = wrap(Content(one_line(self.text)), width - 2)
        return [Content(mark if number == 0 else "  ") + line for number, line in enumerate(body)]


class KeyBar(Widget):
    """The keys that matter now, as many as fit; the last one always does. A click does what the key does."""

    DEFAULT_CSS = "KeyBar { height: 1; padding: 0 1; background: $panel; text-wrap: nowrap; }"

    items: Sequence[tuple[Action, str]] = ()

    def show(self, items: Sequence[tuple[Action, str]]) -> None:
        """Each action with its label in the person's language."""
        self.items = items
        self.refresh()

    def _placed(self) -> list[tuple[int, Action, str]]:
        """What fits, each with the cell where it begins."""
        if not self.items:
            return []
        sizes = [cell_len(f"{action.shown} {label}") for action, label in self.items]
        end = self.size.width - sizes[-1]
        placed = []
        at = 0
        for (action, label), size in zip(self.items[:-1], sizes[:-1], strict=True):
            if at + size + 2 > end:
                break
            placed.append((at, action, label))
            at += size + 2
        action, label = self.items[-1]
        return [*placed, (max(0, end), action, label)]

    def render(self) -> Content:
        line = Content("")
        for at, action, label in self._placed():
            line = line.pad_right(max(0, at - line.cell_length))
            line += Content.assemble((action.shown, "bold $primary"), (f" {label}", "$quiz-muted"))
        return line

    def on_click(self, event: events.Click) -> None:
        x = event.x - self.styles.padding.left
        for at, action, label in self._placed():
            if at <= x < at + cell_len(f"{action.shown} {label}"):
                self.app.simulate_key(action.keys.split(",")[0])
