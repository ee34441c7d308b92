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
    from quiz.exercises.sandbox import Sandbox
    from quiz.study.collection import Collection
    from quiz.study.exercise import Graded
    from quiz.study.exercise_drill import Drill

T = TypeVar("T")


class Drilling(ABC):
    """The part of a session that is about exercises."""

    database: Database
    _collection: Collection
    _clock: Callable[[], datetime]
    _journal: Journal
    _today: Today
    _prompt: Prompt | None
    _drill: Drill | None = None  # of the card asked, where that is an exercise
    _closed: bool
    _sandbox: Sandbox | None = None  # where written code is run, from when such an exercise is near
    _cautioned = False

    def __init__(self) -> None:
        self._warmed: set[str] = set()  # families that are loaded, or about to be

    @abstractmethod
    def _asked(self) -> tuple[Prompt, Row]:
        """The card asked; raises QuizError where there is none."""

    def _drilled(self, prompt: Prompt, call: Call, now: datetime) -> Prompt:
        """The prompt of an exercise, its variant on disk; one that fails can only be skipped."""
        from quiz.study.exercise_drill import Broken, Drill

        self._warmed.add(call.name)
        try:
            drill = Drill(
                self.database, self._journal, self._today.ahead, prompt.card, prompt.part, call, record=prompt.rateable
            )
            exercise = drill.begin(prompt.progress, now)
            runs_code = drill.runs_code
        except Broken as error:
            return replace(prompt, rateable=False, why=error.message, why_values=error.values)
        self._drill = drill
        return replace(prompt, exercise=exercise, caution=self._run_apart() if runs_code else None)

    def _warm(self) -> None:
        """Load what an exercise needs while the card before it is read."""
        name = self._today.next_exercise()
        if name and name not in self._warmed:
            from threading import Thread

            self._warmed.add(name)
            Thread(target=self._load, args=(name,), name="quiz-exercises").start()

    def _load(self, name: str) -> None:
        from quiz.study.exercise import load

        family = load(name)
        if family is not None and family.judge is not None:
            self._start_sandbox()

    def _start_sandbox(self) -> None:
        from quiz.exercises.sandbox import shared

        self._sandbox = shared()
        self._sandbox.seconds = self._collection.settings.code_timeout
        self._sandbox.start()
        if self._closed:  # while it was loaded
            self._sandbox.close()

    def _run_apart(self) -> Text | None:
        """Be ready to run code; what to tell of a system that cannot wall it off, once a sitting."""
        from quiz.exercises.sandbox import isolation

        self._start_sandbox()
        if self._cautioned:
            return None
        self._cautioned = True
        found = isolation()
        return None if found.full else found.words

    def _end_sandbox(self) -> None:
        if self._sandbox is not None:
            self._sandbox.close()

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
