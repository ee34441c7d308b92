"""Study: the sitting with all that can be done to a card, and the keys for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from quiz.model.errors import QuizError
from quiz.study import ask
from quiz.tui.keymap import EDITOR, GRID, HELP_WHILE_TYPING, PICK, STUDY, Action, bindings, t
from quiz.tui.screens.begun import titles
from quiz.tui.screens.drilling import Drilling
from quiz.tui.trial import Entry, Phase, Trial

if TYPE_CHECKING:
    from quiz.model.card import Card
    from quiz.study.prompt import Prompt
    from quiz.tui.turn import Turn


class StudyScreen(Drilling):
    CSS_PATH = "study.tcss"
    ACTIONS = STUDY
    INNER = (*PICK, *GRID, *EDITOR)
    BINDINGS = bindings("study", STUDY)
    AUTO_FOCUS = None

    async def action_bury(self) -> None:
        await self.away(lambda session: session.bury(), self.words("Buried until tomorrow; u takes that back."))

    async def action_suspend(self) -> None:
        await self.away(
            lambda session: session.suspend(), self.words("Suspended; u takes that back, later v among the decks.")
        )

    async def action_undo(self) -> None:
        if self.desk.session is not None:
            await self.attempt(self.undo)

    async def action_more_new(self) -> None:
        if self.desk.session is not None and not self.bounded:
            await self.attempt(self.more_new)

    def action_problems(self) -> None:
        from quiz.tui.screens.problems import ProblemsScreen

        self.app.push_screen(ProblemsScreen())

    async def action_hint(self) -> None:
        turn = self.turn
        if turn is None or turn.trial is not None:
            await super().action_hint()
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

    def _noted(self, text: str | None) -> None:
        if text is not None:
            self._note(text)

    @work  # the screen is free meanwhile, so that it can say that it waits
    async def _note(self, text: str) -> None:
        await self.attempt(lambda: self.update(lambda session: session.note(text), self.words("Note saved.")))

    def action_flag(self) -> None:
        from quiz.tui.screens.flag import FlagScreen

        if self.turn is not None:
            self.app.push_screen(FlagScreen(self.turn.prompt.progress.flag), self._flagged)

    def _flagged(self, number: int | None) -> None:
        if number is not None:
            self._flag(number)

    @work
    async def _flag(self, number: int) -> None:
        said = self.words("Flag {number} set.", number=number) if number else self.words("Flag taken off.")
        await self.attempt(lambda: self.update(lambda session: session.flag(number), said))

    async def action_edit(self) -> None:
        if self.turn is not None:
            await self.attempt(self._edit)

    async def _edit(self) -> None:
        from textual.app import SuspendNotSupported

        from quiz.editor import edit

        turn = self.turn
        if turn is None:
            return
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
        await self.attempt(lambda: self._edited(turn, path, fault))

    async def _edited(self, turn: Turn, path: str, fault: QuizError | None) -> None:
        """Take in what the editor left; a card that was answered and says the same stays answered."""
        card = turn.prompt.card
        unchanged = await self.desk.ask(lambda collection: collection.tidy_override(card.id))
        await self.desk.study(lambda session: session.reload())
        self.titles = await self.desk.ask(titles)
        prompt = await self.desk.study(lambda session: session.next())
        same = prompt is not None and (prompt.card.id, prompt.part) == (card.id, turn.prompt.part)
        unchanged = same and (unchanged or _same_text(prompt, card))
        if fault:
            said = self.quiz.sentence(fault)
        elif unchanged:
            said = self.words("Nothing was changed.")
        elif not same:
            said = self.words("The card cannot be asked as it is now; the problems (p) may say why.")
        else:
            own = self.words("Your own copy in {path} takes its place.", path=path)
            said = own if path != turn.prompt.path else self.words("The card was read again.")
            said = f"{said} {self.words('It is asked anew.')}" if turn.answered else said
        if unchanged and turn.answered and prompt is not None:
            turn.renewed(prompt)
            self.reveal()
            self.message.say(said)
            await self.count()
        else:
            await self.show(prompt, said)

    async def action_retry(self) -> None:
        if self.retry is not None:
            await self.attempt(self.retry)

    # --- keys -------------------------------------------------------------------------------------------------------

    def offers(self, action: Action) -> bool:
        trial = self.trial
        if action in PICK:
            return self.card.picker is not None
        if action in GRID or action in EDITOR:
            return trial is not None and trial.entry is (Entry.GRID if action in GRID else Entry.CODE)
        if action.name in ("work", "step(-1)", "step(1)", "play"):
            return trial is not None
        if action.name in ("commands", "type"):
            return self.turn is not None and (self.turn.typed or trial is not None)
        return action.name != "more_new" or not self.bounded

    def known(self) -> dict[str, Action]:
        return {**super().known(), **({"help": HELP_WHILE_TYPING} if self.typing else {})}

    def action_commands(self) -> None:
        self.card.focus()
        self.call_after_refresh(self.show_keys)

    def action_type(self) -> None:
        if self.trial is not None:
            self.try_again()
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
            return [*retry, "undo", "leave", "help"] if self.desk.session is not None else [*retry, "leave"]
        if turn.trial is not None:
            return [*retry, *exercise_keys(turn.trial, self.typing)]
        if self.typing:
            return ["go", "commands", "command_palette", "help"]
        hint = ["hint"] if ask.hint(turn.prompt, turn.language) and not turn.hint_shown else []
        if turn.answered:
            go = ["go"] if turn.judgement and (turn.judgement.suggested or not turn.prompt.rateable) else []
            return [*retry, *go, "undo", "leave", *hint, "language", "note", "edit", "source", "flag", "help"]
        first = ["submit", "mark"] if self.card.picker is not None else ["go", "reveal"] if turn.typed else ["reveal"]
        return [*retry, *first, *hint, "undo", "skip", "leave", "language", "note", "edit", "help"]

    def label(self, action: Action) -> str:
        turn, picker = self.turn, self.card.picker
        if action.name == "submit" and picker is not None and not picker.ready:
            return self.words("Show")
        if (
            turn is not None
            and turn.trial is not None
            and (found := exercise_label(turn.trial, action, turn, self.typing))
        ):
            return self.words(found)
        if action.name == "go" and turn is not None:
            if turn.judgement is None:
                return self.words("Check") if self.typing else self.words("Type")
            suggested = turn.judgement.suggested
            return self.words(suggested.name.capitalize()) if suggested is not None else self.words("Next")
        return super().label(action)


def exercise_keys(trial: Trial, typing: bool) -> list[str]:
    """The actions that matter while an exercise stands so."""
    rest = ["undo", "leave", "language", "note", "edit", "flag", "help"]
    steps = ["step(-1)", "step(1)", "play"] if trial.at is not None and len(trial.steps) > 1 else []
    if trial.phase is Phase.STEPS:
        return ["go", *steps, "skip", *rest]
    if trial.phase is Phase.SEEN:
        return ["go", "skip", *rest]
    if trial.phase is Phase.RATE:
        return ["go", *([] if trial.right else ["type"]), "hint", "work", *steps, *rest]
    if typing:
        first = {Entry.GRID: ["next_cell", "hand_in"], Entry.CODE: ["run"]}.get(trial.entry, ["go"])
        return [*first, "commands", "command_palette", "help"]
    first = ["submit", "mark"] if trial.entry is Entry.PICK else ["type"]
    return [*first, "hint", "work", "skip", *rest]


def exercise_label(trial: Trial, action: Action, turn: Turn, typing: bool) -> str:
    """What an action is called while an exercise stands so, for the catalogue; "" for its own name."""
    if action.name == "type":
        return t("Try again") if trial.phase is Phase.RATE else t("Type")
    if action.name == "submit":
        return ""
    if action.name != "go":
        return ""
    if trial.phase is Phase.STEPS:
        return t("Next step") if trial.at is not None and trial.at + 1 < len(trial.steps) else t("Now you")
    if trial.phase is Phase.SEEN:
        return t("Next")
    if trial.phase is Phase.RATE and turn.judgement is not None and turn.judgement.suggested is not None:
        return turn.judgement.suggested.name.capitalize()
    return t("Check") if typing else t("Type")


def _same_text(prompt: Prompt | None, card: Card) -> bool:
    return prompt is not None and prompt.card.fingerprint() == card.fingerprint()
