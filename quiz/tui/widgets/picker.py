"""Numbered lines to answer with: the base of choices, order and match.

Digits pick, arrows and space pick without digits, backspace takes back, Enter answers. The response is the text that
`study.judge` reads: the shown numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from quiz.tui import prose
from quiz.tui.keymap import PICK, bindings
from quiz.tui.widgets.lines import Lines
from quiz.tui.wrapping import wrap


class Row(Lines):
    """One line of a picker: what stands before it and its text, wrapped with a hanging indent."""

    DEFAULT_CSS = """
    Row.-cursor { background: $quiz-cursor; }
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.head = Content("")
        self.body = Content("")

    def show(self, head: Content, body: Content, *, cursor: bool) -> None:
        self.head, self.body = head, body
        self.set_class(cursor, "-cursor")
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        indent = cell_len(self.head.plain)
        body = wrap(self.body, width - indent)
        return [(Content(" " * indent) if number else self.head) + line for number, line in enumerate(body)]

    def on_click(self) -> None:
        picker = self.parent
        if isinstance(picker, Picker):
            picker.click(self.number)


class Picker(Vertical, can_focus=True):
    """`options` are markdown, in the order shown. What is picked stays when the language of the options changes."""

    DEFAULT_CSS = "Picker { height: auto; }"
    BINDINGS = bindings("pick", PICK)

    @dataclass
    class Answered(Message):
        """The learner has answered; an empty response asks to see the answer, one too short gets told so."""

        response: str

    class Changed(Message):
        """What is picked, or the line under the mark, is another."""

    def __init__(self, options: Sequence[str], id: str | None = None) -> None:
        super().__init__(id=id)
        self.options = tuple(options)
        self.picked: list[int] = []  # shown numbers, in the order picked
        self.cursor = 0  # shown number; 0 before the arrows are used
        self.sent = False  # an answer is on its way to the judge
        self.answered = False

    @property
    def ready(self) -> bool:
        """Whether Enter would answer; else it shows the answer."""
        return bool(self.picked)

    def compose(self) -> ComposeResult:
        yield from (Row(number) for number in self.numbers())

    def on_mount(self) -> None:
        self.draw()

    def numbers(self) -> Iterable[int]:
        return range(1, len(self.options) + 1)

    def translate(self, options: Sequence[str]) -> None:
        """The same options in another language."""
        self.options = tuple(options)
        self.draw()

    def close(self) -> None:
        """The answer is given: show it, and take no more."""
        self.answered = True
        self.cursor = 0
        self.draw()

    def reopen(self) -> None:
        """The answer could not be read: take another."""
        self.sent = False

    def head(self, number: int) -> Content:
        """What stands before an option."""
        return Content(f"{number}  ")

    def note(self, number: int) -> str:
        """What stands behind an option."""
        return ""

    def response(self) -> str:
        return " ".join(str(number) for number in self.picked)

    def draw(self) -> None:
        for row in self.query(Row):
            body = prose.inline(self.options[row.number - 1])
            note = self.note(row.number)
            cursor = row.number == self.cursor
            row.show(self.head(row.number), body + Content.styled(note, "$quiz-muted") if note else body, cursor=cursor)
            if cursor:
                row.scroll_visible(animate=False)

    def pick(self, number: int) -> None:
        """Pick an option, or take it back."""
        if number in self.picked:
            self.picked.remove(number)
        else:
            self.picked.append(number)
        self.post_message(self.Changed())

    def click(self, number: int) -> None:
        if not self.answered and not self.sent:
            self.focus()
            self.action_pick(number)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return not self.answered and not self.sent

    def action_pick(self, number: int) -> None:
        if number <= len(self.options):
            self.pick(number)
            self.draw()

    def action_move(self, by: int) -> None:
        last = len(self.options)
        self.cursor = (self.cursor + by - 1) % last + 1 if self.cursor else (1 if by > 0 else last)
        self.post_message(self.Changed())
        self.draw()

    def action_mark(self) -> None:
        if self.cursor:
            self.action_pick(self.cursor)
        else:
            self.action_move(1)

    def action_back(self) -> None:
        if self.picked:
            self.picked.pop()
            self.post_message(self.Changed())
            self.draw()

    def action_submit(self) -> None:
        self.sent = True
        self.post_message(self.Answered(self.response()))

    def fill(self) -> None:
        """Where one is left, it is the last."""
        rest = [number for number in self.numbers() if number not in self.picked]
        if len(rest) == 1:
            self.picked += rest
            self.draw()

    def on_focus(self, event: events.Focus) -> None:
        self.draw()
