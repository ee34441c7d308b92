"""What a sitting does with an exercise, by the rules in `exercise.py`. NumPy is loaded when one is near, not before."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from quiz.model.card import Call
from quiz.model.errors import QuizError
from quiz.scheduling.queue import Row
from quiz.store.database import Database, told
from quiz.study.journal import Journal
from quiz.study.prompt import Prompt
from quiz.study.today import Today

if TYPE_CHECKING:
    from quiz.engine.demonstrations.values import Text
    from quiz.exercises.problem import Step
    from quiz.study.exercise import Graded
    from quiz.study.exercise_drill import Drill

T = TypeVar("T")


class Drilling(ABC):
    """The part of a session that is about exercises."""

    database: Database
    _clock: Callable[[], datetime]
    _journal: Journal
    _today: Today
    _prompt: Prompt | None
    _drill: Drill | None = None  # of the card asked, where that is an exercise
    _warmed = False

    @abstractmethod
    def _asked(self) -> tuple[Prompt, Row]:
        """The card asked; raises QuizError where there is none."""

    def _drilled(self, prompt: Prompt, call: Call, now: datetime) -> Prompt:
        """The prompt of an exercise, its variant on disk; one that fails can only be skipped."""
        from quiz.study.exercise_drill import Broken, Drill

        self._warmed = True
        try:
            drill = Drill(
                self.database, self._journal, self._today.ahead, prompt.card, prompt.part, call, record=prompt.rateable
            )
            exercise = drill.begin(prompt.progress, now)
        except Broken as error:
            return replace(prompt, rateable=False, why=error.message, why_values=error.values)
        self._drill = drill
        return replace(prompt, exercise=exercise)

    def _warm(self) -> None:
        """Load what the first exercise needs while the card before it is read."""
        if not self._warmed and (name := self._today.next_exercise()):
            from threading import Thread

            from quiz.study.exercise import load

            self._warmed = True
            Thread(target=load, args=(name,), name="quiz-exercises").start()

    def _exercising(self) -> Drill:
        prompt, _ = self._asked()
        if self._drill is None:
            raise QuizError(prompt.why or "This card is no exercise.", **prompt.why_values)
        return self._drill

    @told
    def submit(self, text: str) -> Graded:
        """Grade an answer to the exercise asked; in the rated stage the first one that can be read decides."""
        return self._tried(lambda drill, now: drill.submit(text, now))

    @told
    def hint(self) -> Text | None:
        """The exercise's next hint: a nudge, the formula, a step; then the last again. None for an example."""
        return self._tried(lambda drill, now: drill.hint(now))

    @told
    def solution(self) -> tuple[Step, ...]:
        """The exercise's worked solution; before an answer it settles the rating."""
        return self._tried(lambda drill, now: drill.solution(now))

    @told
    def onward(self) -> Prompt:
        """From the worked example to the half filled one, from there to the exercise that is rated."""
        self._tried(lambda drill, now: drill.onward(now))
        prompt, _ = self._asked()
        return prompt

    def _tried(self, work: Callable[[Drill, datetime], T]) -> T:
        """Do something with the exercise asked, and let the prompt say how it stands."""
        drill = self._exercising()
        prompt, _ = self._asked()
        try:
            return work(drill, self._clock())
        finally:
            self._prompt = replace(prompt, exercise=drill.exercise)
