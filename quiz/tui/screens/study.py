"""Study: the sitting with all that can be done to a card, and the keys for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quiz.model.errors import QuizError
from quiz.study import ask
from quiz.tui.keymap import PICK, STUDY, Action, bindings
from quiz.tui.screens.sitting import Sitting, titles

if TYPE_CHECKING:
    pass


class StudyScreen(Sitting):
    CSS_PATH = "study.tcss"
    ACTIONS = STUDY
    INNER = PICK
    BINDINGS = bindings("study", STUDY)
    AUTO_FOCUS = None

    async def action_bury(self) -> None:
        await self.away(lambda session: session.bury(), self.words("Buried until tomorrow; u takes that back."))

    async def action_suspend(self) -> None:
        await self.away(lambda session: session.suspend(), self.words("Suspended; u takes that back."))

    async def action_undo(self) -> None:
        if self.desk.session is not None:
            await self.attempt(self.undo)

    async def action_more_new(self) -> None:
        if self.desk.session is not None:
            await self.attempt(self.more_new)

    def action_hint(self) -> None:
        turn = self.turn
        if turn is None:
            return
        if not ask.hint(turn.prompt, turn.language):
            self.message.say(self.words("This card has no hint."))
        elif not turn.hint_shown:
            turn.hint_shown = True
            turn.hints += not turn.answered
            self.card.draw(self.words)

    def action_language(self) -> None:
        turn = self.turn
        if turn is None:
            return
        hints = turn.hints
        if not turn.switch():
            self.message.say(self.words("This card has one language only."))
            return
        self.language = turn.language
        self.card.translate(self.words)
        if turn.hints > hints:
            self.message.say(self.words("The other language counts as a hint here."))

    def action_source(self) -> None:
        turn = self.turn
        if turn is not None:
            if turn.answered:
                turn.details = not turn.details
            else:
                turn.source_early = not turn.source_early
            self.card.draw(self.words)

    def action_note(self) -> None:
        from quiz.tui.screens.note import NoteScreen

        if self.turn is not None:
            self.app.push_screen(NoteScreen(self.turn.prompt.note), self._noted)

    async def _noted(self, text: str | None) -> None:
        if text is not None:
            await self.attempt(lambda: self.update(lambda session: session.note(text), self.words("Note saved.")))

    def action_flag(self) -> None:
        from quiz.tui.screens.flag import FlagScreen

        if self.turn is not None:
            self.app.push_screen(FlagScreen(self.turn.prompt.progress.flag), self._flagged)

    async def _flagged(self, number: int | None) -> None:
        if number is not None:
            said = self.words("Flag {number} set.", number=number) if number else self.words("Flag taken off.")
            await self.attempt(lambda: self.update(lambda session: session.flag(number), said))

    async def action_edit(self) -> None:
        if self.turn is not None:
            await self.attempt(self._edit)

    async def _edit(self) -> None:
        from textual.app import SuspendNotSupported

        from quiz.editor import edit

        path, line = await self.desk.study(lambda session: session.edit_path())
        fault: QuizError | None = None
        try:
            with self.app.suspend():
                try:
                    edit(path, line)
                except QuizError as error:  # told when the screen is back
                    fault = error
        except SuspendNotSupported:
            self.message.say(self.words("An editor cannot be opened here: edit {path}.", path=path))
            return
        await self.desk.study(lambda session: session.reload())
        self.titles = await self.desk.ask(titles)
        await self.next_card(self.quiz.sentence(fault) if fault else self.words("The card was read again."))

    async def action_retry(self) -> None:
        if self.retry is not None:
            await self.attempt(self.retry)

    # --- keys -------------------------------------------------------------------------------------------------------

    def action_commands(self) -> None:
        self.card.focus()
        self.call_after_refresh(self.show_keys)

    def action_type(self) -> None:
        self._focus()

    def action_view_up(self) -> None:
        self.card.scroll_page_up(animate=False)

    def action_view_down(self) -> None:
        self.card.scroll_page_down(animate=False)

    async def action_leave(self) -> None:
        await self.end(left=True)

    def on_descendant_focus(self) -> None:
        self.show_keys()

    def keys(self) -> list[str]:
        turn = self.turn
        retry = ["retry"] if self.retry is not None else []
        if turn is None:
            return [*retry, "undo", "leave", "help"]
        if self.typing:
            return ["go", "commands", "command_palette"]
        hint = ["hint"] if ask.hint(turn.prompt, turn.language) and not turn.hint_shown else []
        if turn.answered:
            go = ["go"] if turn.judgement and (turn.judgement.suggested or not turn.prompt.rateable) else []
            return [*retry, *go, "undo", "leave", *hint, "language", "note", "edit", "source", "flag", "help"]
        first = ["submit", "mark"] if self.card.picker is not None else ["go", "reveal"] if turn.typed else ["reveal"]
        return [*retry, *first, *hint, "undo", "skip", "leave", "language", "note", "edit", "help"]

    def label(self, action: Action) -> str:
        turn, picker = self.turn, self.card.picker
        if action.name == "submit" and picker is not None and not picker.picked:
            return self.words("Show")
        if action.name == "go" and turn is not None:
            if turn.judgement is None:
                return self.words("Check") if self.typing else self.words("Type")
            suggested = turn.judgement.suggested
            return self.words(suggested.name.capitalize()) if suggested is not None else self.words("Next")
        return super().label(action)
