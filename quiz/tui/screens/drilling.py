"""A sitting that asks exercises too: their example, their answer, and what it brings."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widget import Widget

from quiz.model.errors import QuizError
from quiz.study.exercise import HALF, RATED, Graded
from quiz.study.judge import RIGHT, WRONG, Judgement
from quiz.tui.screens.begun import PATIENCE
from quiz.tui.screens.sitting import Sitting
from quiz.tui.trial import Entry, Phase, Trial
from quiz.tui.turn import Turn
from quiz.tui.widgets.cardview import CardView
from quiz.tui.widgets.exerciseview import ExerciseView, said
from quiz.tui.widgets.grid import Grid

if TYPE_CHECKING:
    from quiz.study.prompt import Prompt
    from quiz.tui.widgets.editor import CodeEditor

PACE = 1.5  # seconds that a step of a solution is shown while the solution plays


class Drilling(Sitting):
    """What a learner does with an exercise; with any other card it does what a sitting does."""

    player: Timer | None = None

    def middle(self) -> ComposeResult:
        yield CardView()
        yield ExerciseView()

    @property
    def trial(self) -> Trial | None:
        return self.turn.trial if self.turn else None

    @property
    def card(self) -> CardView | ExerciseView:
        return self.exercise if self.trial else self.query_one(CardView)

    @property
    def exercise(self) -> ExerciseView:
        return self.query_one(ExerciseView)

    @property
    def entry(self) -> Grid | CodeEditor | None:
        """What an answer is given in, where that is neither the typed line nor a picker."""
        found = [widget for widget in self.query("#line .entry") if widget.display]
        return found[0] if found else None  # type: ignore[return-value]

    @property
    def typing(self) -> bool:
        return super().typing or (self.entry is not None and self.focused is self.entry)

    # --- what is asked ----------------------------------------------------------------------------------------------

    async def show(self, prompt: Prompt | None, said: str = "") -> None:
        self.stop()
        await self.query("#line .entry").remove()
        asked = prompt is not None and prompt.exercise is not None
        self.query_one(CardView).display = not asked
        self.exercise.display = asked
        await super().show(prompt, said)
        trial = self.trial
        if trial is not None and trial.open:
            await self._mount_entry(trial)
            self._focus()

    async def _mount_entry(self, trial: Trial) -> None:
        kind = trial.kind
        made: Widget | None = None
        if trial.entry is Entry.GRID and kind.grid is not None:
            made = Grid(*kind.grid)
        elif trial.entry is Entry.CODE:
            from quiz.exercises.answers import Code
            from quiz.tui.widgets.editor import CodeEditor  # of no use to those who meet no code

            assert isinstance(kind, Code)
            made = CodeEditor(kind.start or f"def {kind.signature}:\n    ")
        if made is not None:
            made.add_class("entry")
            await self.query_one("#line", Vertical).mount(made)

    def _focus(self) -> None:
        """The entry while an answer is taken, else the view."""
        trial = self.trial
        if trial is None:
            super()._focus()
            return
        taken = trial.phase is Phase.ANSWER
        self.typed.display = taken and trial.entry is Entry.LINE
        for widget in self.query("#line .entry"):
            widget.display = taken
        target: Widget = self.exercise
        if taken:
            target = self.typed if self.typed.display else self.exercise.picker or self.entry or self.exercise
        target.focus()
        self.show_keys()

    # --- answers ----------------------------------------------------------------------------------------------------

    async def settle(self, response: str) -> None:
        if self.trial is None:
            await super().settle(response)
        else:
            self.submit(response)

    def on_grid_submitted(self, event: Grid.Submitted) -> None:
        event.stop()
        self.submit(event.text)

    def on_code_editor_submitted(self, event: CodeEditor.Submitted) -> None:
        event.stop()
        self.submit(event.text)

    def on_grid_missing(self, event: Grid.Missing) -> None:
        event.stop()
        self.format = self.words("This cell is still empty.")
        self.message.say(self.format)

    def on_grid_changed(self) -> None:
        self.on_input_changed()

    def on_text_area_changed(self) -> None:
        self.on_input_changed()

    @work(group="submit")
    async def submit(self, text: str) -> None:
        """Grade an answer; nothing in it asks for the solution, or, after the rating is settled, for the ratings."""
        turn, trial = self.turn, self.trial
        if turn is None or trial is None or trial.running or not trial.open:
            return
        if not text.strip():
            await self._without_answer(turn, trial)
            return
        trial.running = True
        running = self.words("Your code runs…") if trial.entry is Entry.CODE else self.words("checking…")
        told = asyncio.get_running_loop().call_later(
            0 if trial.entry is Entry.CODE else PATIENCE, self.message.say, running
        )
        try:
            await self.attempt(lambda: self._submit(turn, trial, text))
        finally:
            trial.running = False
            told.cancel()
            if self.message.text == running:
                self.message.clear()

    async def _without_answer(self, turn: Turn, trial: Trial) -> None:
        if trial.stage == HALF:
            trial.reveal()
            self.exercise.settle(self.words)
            self._focus()
        elif trial.decided is not None:
            trial.open = False
            self._focus()
        else:
            await self.attempt(lambda: self._solve(turn, trial))

    async def _submit(self, turn: Turn, trial: Trial, text: str) -> None:
        graded = await self.desk.study(lambda session: session.submit(text))
        if self.turn is not turn:
            return
        if graded.result.verdict.value == "format":
            self._misread(turn, graded)
            return
        first = trial.decided is None
        trial.closed(graded)
        self.message.clear()
        if first and trial.decided is not None:
            await self._decided(turn, graded)
        else:
            self.exercise.settle(self.words)
            if trial.phase is Phase.ANSWER:
                once = self.words("One more try counts on the same numbers.")
                self.message.say(once if graded.again else self.words("The rating stands; try again as you like."))
                self._reopen()
            self._focus()

    def _misread(self, turn: Turn, graded: Graded) -> None:
        """What was typed is no answer: say why, and go to the place."""
        self.format = said(graded.result.feedback, turn.language)
        self.message.say(self.format)
        position = graded.result.position
        if self.entry is not None:
            self.entry.point(position)
        elif self.typed.display and position is not None:
            self.typed.cursor_position = min(position, len(self.typed.value))
        self._reopen()

    def _reopen(self) -> None:
        picker = self.exercise.picker
        if picker is not None:
            picker.picked, picker.cursor = [], 0
            picker.reopen()
            picker.draw()

    async def _decided(self, turn: Turn, graded: Graded) -> None:
        """The rating is settled: show the concept that comes forward, and the ratings."""
        verdict = RIGHT if graded.result.verdict.value == "right" else WRONG
        turn.settle(Judgement(verdict, suggested=graded.suggested))
        if graded.forward:
            with suppress(QuizError):  # the exercise is answered without it as well
                turn.linked = await self.desk.ask(lambda collection: collection.card(graded.forward))
        if self.turn is turn:
            self.reveal()

    async def _solve(self, turn: Turn, trial: Trial) -> None:
        """Show the worked solution; before an answer this settles the rating."""
        steps = await self.desk.study(lambda session: session.solution())
        if self.turn is not turn:
            return
        trial.solved(steps)
        if trial.decided is None:
            from quiz.exercises.problem import Result, Verdict
            from quiz.model.event import Rating

            trial.decided = Graded(Result(Verdict.WRONG), suggested=Rating.AGAIN)
            turn.settle(Judgement(WRONG, suggested=Rating.AGAIN))
            self.reveal()
        else:
            self.exercise.draw(self.words)
            self._focus()
        self.exercise.to_steps()

    def reveal(self) -> None:
        super().reveal()
        if self.trial is not None:
            self._focus()

    # --- actions ----------------------------------------------------------------------------------------------------

    async def action_reveal(self) -> None:
        if self.trial is None:
            await super().action_reveal()
        else:
            await self.action_go()

    async def action_go(self) -> None:
        turn, trial = self.turn, self.trial
        if turn is None or trial is None:
            await super().action_go()
        elif trial.phase is Phase.ANSWER:
            self._focus()
        elif trial.phase is Phase.RATE:
            self.stop()
            await super().action_go()
        elif not (trial.phase is Phase.STEPS and self._step(1)):
            await self.attempt(self._onward)

    async def _onward(self) -> None:
        await self.show(await self.write(lambda session: session.onward()))

    def _step(self, by: int) -> bool:
        """Another step of the solution."""
        trial = self.trial
        if trial is None or not trial.move(by):
            return False
        self.exercise.draw(self.words)
        self.exercise.to_steps()
        self.show_keys()
        return True

    def action_step(self, by: int) -> None:
        self.stop()
        self._step(by)

    def action_play(self) -> None:
        """Play the steps; where animations are off, one step at a time."""
        trial = self.trial
        if trial is None or trial.at is None:
            return
        if self.player is not None:
            self.stop()
            return
        if trial.at == len(trial.steps) - 1:
            trial.move(-trial.at)
            self._step(0)
        elif self.app.animation_level == "none":
            self._step(1)
            return
        if self.app.animation_level != "none":
            self.player = self.set_interval(PACE, self._played)

    def _played(self) -> None:
        if not self._step(1):
            self.stop()

    def stop(self) -> None:
        if self.player is not None:
            self.player.stop()
            self.player = None

    async def action_work(self) -> None:
        turn, trial = self.turn, self.trial
        if turn is None or trial is None or trial.running or trial.phase in (Phase.STEPS, Phase.SEEN):
            return
        if trial.stage == RATED:
            await self.attempt(lambda: self._solve(turn, trial))
        else:
            await self._without_answer(turn, trial)

    async def action_hint(self) -> None:
        turn, trial = self.turn, self.trial
        if turn is None or trial is None or trial.running:
            return
        if trial.phase is Phase.STEPS:
            self.message.say(self.words("This is an example: its steps are the hint."))
            return

        async def asked() -> None:
            hint = await self.desk.study(lambda session: session.hint())
            if self.turn is turn and hint is not None:
                trial.hinted(hint)
                self.exercise.draw(self.words)
                self.exercise.call_after_refresh(
                    self.exercise.scroll_to_widget, self.exercise.query_one("#hints"), animate=False
                )
                self.show_keys()

        await self.attempt(asked)

    def try_again(self) -> None:
        """Take another answer on the same numbers; the rating stands."""
        trial = self.trial
        if trial is not None and trial.phase is Phase.RATE and not trial.right:
            trial.open = True
            self._reopen()
            self._focus()
