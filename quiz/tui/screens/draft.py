"""Pruning proposals from notes: keep, edit, split or drop, one key each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from quiz.model.errors import QuizError
from quiz.model.text import one_line
from quiz.tui.keymap import DRAFT, bindings, t
from quiz.tui.screens.base import Face
from quiz.tui.widgets.bars import KeyBar, MessageBar, TitleBar
from quiz.tui.widgets.lines import Plain

if TYPE_CHECKING:
    from quiz.decks.files import Original
    from quiz.model.card import Card
    from quiz.study.drafting import Pruned


class DraftScreen(Face[None]):
    """`path` is the deck file with the proposals, "" for the home's own; `alone` ends the app with the screen."""

    CSS_PATH = "draft.tcss"
    ACTIONS = DRAFT
    BINDINGS = bindings("draft", DRAFT)

    def __init__(self, path: str = "", *, alone: bool = False) -> None:
        super().__init__()
        self.path = path
        self.alone = alone
        self.cards: list[Card] = []
        self.at = 0
        self.kept = 0
        self.dropped = 0
        self.past: list[Original] = []  # the file before each step, the last one last

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with VerticalScroll(id="proposal"):
            yield Plain(id="kind")
            yield Plain(id="question")
            yield Plain(id="answer")
            with Vertical(id="from"):
                yield Plain(id="lines")
        yield MessageBar()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#proposal").focus()
        self.draw()
        self.call_after_refresh(self.load)

    def keys(self) -> list[str]:
        undo = ["undo"] if self.past else []
        steps = ["keep", "edit", "split", "drop", *undo, "next", "back"] if self.cards else undo
        return [*steps, "leave", "help"]

    @work(exclusive=True, group="draft")
    async def load(self) -> None:
        await self._do(lambda pruned: pruned, "")

    async def _do(self, step: Callable[[Pruned], Pruned], said: str) -> bool:
        """Read the file, take a step, and show what waits; False where that failed."""
        from quiz.study import drafting

        message = self.query_one(MessageBar)
        try:
            await self.quiz.open()
            pruned = await self.desk.ask(lambda collection: step(drafting.waiting(collection, self.path)))
        except QuizError as error:
            message.complain(self.quiz.sentence(error))
            return False
        self.path, self.cards = pruned.path, pruned.cards
        self.at = max(0, min(self.at, len(self.cards) - 1))
        if pruned.before is not None:
            self.past.append(pruned.before)
        self.draw()
        message.say(said)
        return True

    def draw(self) -> None:
        words = self.words
        count = f"{self.at + 1}/{len(self.cards)}" if self.cards else ""
        tally = words("kept {kept}, dropped {dropped}", kept=self.kept, dropped=self.dropped)
        self.query_one(TitleBar).show(words("Proposals"), [(f"{count}  {tally}".strip(), "$quiz-muted")])
        card = self.cards[self.at] if self.cards else None
        if card is None:
            done = words("No proposal is waiting. `quiz draft NOTES` makes some.")
            self._show("#kind", "")
            self._show("#question", done)
            self._show("#answer", "")
            self._show("#lines", "")
        else:
            from quiz.study.drafting import shown

            front, back = shown(card, words.language)
            self._show("#kind", f"{words(_KINDS.get(card.kind.value, card.kind.value))}  ·  {card.id}", "$quiz-muted")
            self._show("#question", front, "bold")
            self._show("#answer", back)
            self._show("#lines", card.source, "$quiz-muted")
        self.query_one("#proposal", VerticalScroll).scroll_home(animate=False)
        self.show_keys()

    def _show(self, where: str, text: str, style: str = "") -> None:
        self.query_one(where, Plain).show(Content.styled(text, style) if style else Content(text))

    # --- actions ----------------------------------------------------------------------------------------------------

    @work(exclusive=True, group="draft")
    async def action_keep(self) -> None:
        if card := self._card():
            self.kept += await self._do(lambda pruned: pruned.keep(card.id), self._said(t("Kept: {card}"), card))
            self.draw()

    @work(exclusive=True, group="draft")
    async def action_drop(self) -> None:
        if card := self._card():
            self.dropped += await self._do(lambda pruned: pruned.drop(card.id), self._said(t("Dropped: {card}"), card))
            self.draw()

    @work(exclusive=True, group="draft")
    async def action_split(self) -> None:
        if card := self._card():
            await self._do(lambda pruned: pruned.split(card.id), self._said(t("Split: {card}"), card))

    @work(exclusive=True, group="draft")
    async def action_undo(self) -> None:
        if not self.past:
            self.query_one(MessageBar).say(self.words("There is nothing to undo."))
            return
        before = self.past.pop()
        await self._do(lambda pruned: pruned.restored(before), self.words("Undone."))

    @work(exclusive=True, group="draft")
    async def action_edit(self) -> None:
        card = self._card()
        if card is None:
            return
        from quiz.editor import edit

        try:
            with self.app.suspend():
                edit(self.path, card.line)
        except SuspendNotSupported:
            self.query_one(MessageBar).say(self.words("An editor cannot be opened here: edit {path}.", path=self.path))
            return
        except QuizError as error:
            self.query_one(MessageBar).complain(self.quiz.sentence(error))
            return
        await self._do(lambda pruned: pruned, "")

    def action_next(self) -> None:
        self.at = min(self.at + 1, max(0, len(self.cards) - 1))
        self.draw()

    def action_back(self) -> None:
        self.at = max(0, self.at - 1)
        self.draw()

    def action_leave(self) -> None:
        if self.alone:
            self.app.exit()
        else:
            self.dismiss(None)

    def _card(self) -> Card | None:
        return self.cards[self.at] if self.cards else None

    def _said(self, sentence: str, card: Card) -> str:
        return self.words(sentence, card=one_line(card.id))


_KINDS = {
    "basic": t("question"), "cloze": t("cloze"), "choices": t("choice"), "order": t("order"), "match": t("match"),
    "typed": t("typed"), "number": t("number"),
}  # fmt: skip
