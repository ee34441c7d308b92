"""The line in which an answer is typed, and what differs in it afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.widgets import Input

from quiz.model.text import one_line


class TypedAnswer(Input):
    """A line of text without a blinking cursor: a timer beside an input method breaks what is being composed.

    Pasted text passes the same gate as any other text from outside.
    """

    def __init__(self, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(placeholder=placeholder, id=id, compact=True, select_on_focus=False)
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        super()._on_paste(events.Paste(one_line(event.text)))
        event.prevent_default()
        event.stop()


def marked(diff: Sequence[tuple[str, str]]) -> Content:
    """The given answer with its slips: "[x]" is missing, "{x}" is too much. Spaces are forgiven, so not marked."""
    parts: list[tuple[str, str] | str] = []
    for op, text in diff:
        if text.isspace():
            parts.append(text if op != "missing" else "")
        elif op == "missing":
            parts.append((f"[{text}]", "bold $quiz-good"))
        elif op == "extra":
            parts.append((f"{{{text}}}", "strike $quiz-again"))
        else:
            parts.append(text)
    return Content.assemble(*parts)
