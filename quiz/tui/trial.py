"""What is known and shown of an exercise that is asked, apart from any widget."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from quiz.study.exercise import HALF, RATED, WORKED

if TYPE_CHECKING:
    from quiz.engine.demonstrations.values import Text
    from quiz.exercises.answers import Answer
    from quiz.exercises.problem import Result, Step
    from quiz.study.exercise import Graded
    from quiz.study.prompt import Exercise


class Phase(Enum):
    """Where an exercise stands: its example is looked at, an answer is taken, what it brought is seen, or rated."""

    STEPS = "steps"
    ANSWER = "answer"
    SEEN = "seen"
    RATE = "rate"


class Entry(Enum):
    """How an answer is given."""

    LINE = "line"
    GRID = "grid"
    CODE = "code"
    PICK = "pick"


@dataclass(slots=True)
class Trial:
    """`steps` are those of the solution that may be seen, `at` the one shown (None: all of them below each other).

    `graded` is what the last submission led to, `decided` what settled the rating. `open` says that an answer is
    taken, `running` that one is being graded.
    """

    exercise: Exercise
    steps: tuple[Step, ...] = ()
    at: int | None = None
    graded: Graded | None = None
    decided: Graded | None = None
    hints: tuple[Text, ...] = ()
    open: bool = True
    running: bool = False

    def __post_init__(self) -> None:
        if self.stage != RATED:
            solution = self.exercise.family.solution(self.exercise.params)
            self.steps = solution if self.stage == WORKED else solution[:-1]
            self.at = 0 if self.stage == WORKED else None
            self.open = self.stage == HALF

    @property
    def stage(self) -> str:
        return self.exercise.stage

    @property
    def kind(self) -> Answer:
        return self.exercise.family.answer(self.exercise.params)

    @property
    def entry(self) -> Entry:
        from quiz.exercises.answers import Code

        kind = self.kind
        if isinstance(kind, Code):
            return Entry.CODE
        if kind.options:
            return Entry.PICK
        return Entry.GRID if kind.grid and kind.grid[0] > 1 else Entry.LINE

    @property
    def phase(self) -> Phase:
        if self.stage == WORKED:
            return Phase.STEPS
        if self.open:
            return Phase.ANSWER
        return Phase.SEEN if self.stage == HALF else Phase.RATE

    @property
    def result(self) -> Result | None:
        return self.graded.result if self.graded else None

    @property
    def right(self) -> bool:
        return self.result is not None and self.result.verdict.value == "right"

    def hinted(self, hint: Text) -> None:
        """One more hint; the last one comes again."""
        if hint not in self.hints:
            self.hints = (*self.hints, hint)

    def closed(self, graded: Graded) -> None:
        """An answer was graded."""
        self.graded = graded
        if self.stage == HALF:
            self.reveal()
        elif not graded.again:
            if self.decided is None:
                self.decided = graded
                self.open = False
            elif self.right:
                self.open = False

    def reveal(self) -> None:
        """The half solution, with its last step."""
        self.steps = self.exercise.family.solution(self.exercise.params)
        self.open = False

    def solved(self, steps: tuple[Step, ...]) -> None:
        """The worked solution is shown, from where the ways part."""
        self.steps = steps
        step = self.result.step if self.result and not self.right else None
        self.at = min(step or 0, len(steps) - 1)
        self.open = False

    def move(self, by: int) -> bool:
        """Another step of the solution; False where there is none."""
        if self.at is None or not 0 <= self.at + by < len(self.steps):
            return False
        self.at += by
        return True
