"""The end of a session: what was done, and the ways on."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from quiz.study.prompt import Summary
from quiz.tui.keymap import SUMMARY, Action, bindings
from quiz.tui.screens.base import Face
from quiz.tui.widgets.bars import KeyBar, TitleBar
from quiz.tui.widgets.lines import Plain


class SummaryScreen(Face[str]):
    """Answers with "done", "undo", "more_new" or "back".

    `left` says that the learner ended the session, `bounded` that it had an end set, `undoable` that something can be
    taken back, and `broken` how many cards of its decks could not be asked.
    """

    CSS_PATH = "summary.tcss"
    ACTIONS = SUMMARY
    BINDINGS = bindings("summary", SUMMARY)

    def __init__(self, summary: Summary, *, left: bool, bounded: bool, undoable: bool, broken: str) -> None:
        super().__init__()
        self.summary = summary
        self.left = left
        self.bounded = bounded
        self.undoable = undoable
        self.broken = broken

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with VerticalScroll():
            yield Plain(self._headline(), id="headline")
            yield Plain(self._numbers())
            yield Plain(self._after(), id="after")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(TitleBar).show(self.words("Session"))
        self.show_keys()

    def keys(self) -> list[str]:
        back = ["back"] if self.left else []
        undo = ["undo"] if self.undoable else []
        more = [] if self.bounded else ["more_new"]
        return ["done", *back, *undo, *more, "command_palette", "help"]

    def offers(self, action: Action) -> bool:
        return {"more_new": not self.bounded, "back": self.left, "undo": self.undoable}.get(action.name, True)

    def _headline(self) -> str:
        words, summary = self.words, self.summary
        if not self.left and summary.ended_by == "done":
            if summary.skipped:
                return words("Only skipped cards are left.")
            if not summary.answered:
                return words("Nothing is due now.")
        return {
            "done": words("All done for now."),
            "limit": words("That was the number of cards you set."),
            "minutes": words("That was the time you set."),
        }.get("" if self.left else summary.ended_by, words("Enough for now."))

    def _numbers(self) -> Content:
        words, summary = self.words, self.summary
        rows = [(words("Answered"), str(summary.answered))]
        if summary.reviews:
            share = summary.recalled / summary.reviews
            rows.append((words("Recalled"), f"{summary.recalled}/{summary.reviews}  {share:.0%}"))
        rows.append((words("New"), str(summary.new)))
        rows.append((words("Again"), str(summary.again)))
        minutes, seconds = divmod(round(summary.seconds), 60)
        rows.append((words("Time"), f"{minutes}:{seconds:02d}"))
        if summary.undone:
            rows.append((words("Undone"), str(summary.undone)))
        lines = []
        for label, value in rows:
            head = Content.styled(label, "$quiz-muted")
            lines.append(head.pad_right(max(1, 16 - head.cell_length)) + Content.styled(value, "bold"))
        return Content("\n").join(lines)

    def _after(self) -> str:
        words, wait, skipped = self.words, self.summary.next_learning_seconds, self.summary.skipped
        lines = [words("{count} skipped, still due.", count=skipped)] if skipped else []
        if self.broken:
            lines.append(self.broken)
        if wait is not None and not self.left:
            lines.append(words("The next learning step is due in {minutes} min.", minutes=-(-wait // 60)))
        else:
            lines.append(words("Every answer is saved."))
        return "\n".join(lines)

    def action_done(self) -> None:
        self.dismiss("done")

    def action_back(self) -> None:
        if self.left:
            self.dismiss("back")

    def action_undo(self) -> None:
        self.dismiss("undo")

    def action_more_new(self) -> None:
        if not self.bounded:
            self.dismiss("more_new")
