"""An exercise line by line: a worked example, one to finish, then variants that are rated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quiz.cli.console import ask as read
from quiz.cli.console import complain, say
from quiz.cli.plain import Answer, Plain, Stop, command
from quiz.cli.wrapping import screen_width
from quiz.exercises.answers import Code
from quiz.model.errors import QuizError
from quiz.study import ask, drawing
from quiz.study.exercise import RATED, WORKED
from quiz.study.judge import Judgement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quiz.engine.demonstrations.values import Text
    from quiz.exercises.answers import Answer as Kind
    from quiz.exercises.problem import Drawing, Result, Step
    from quiz.study.exercise import Graded
    from quiz.study.prompt import Exercise, Prompt


class Drilled:
    """One exercise of a plain session, until it is rated or left."""

    def __init__(self, plain: Plain, prompt: Prompt, exercise: Exercise) -> None:
        self.plain = plain
        self.session = plain.session
        self.words = plain.words
        self.prompt = prompt
        self.exercise = exercise
        self.left = False

    def run(self) -> None:
        if self.prompt.caution is not None:
            say(self.told(self.prompt.caution))
        while not self.left and self.exercise.stage != RATED:
            self.unrated()
        if self.left:
            return
        self.show()
        graded = self.rated()
        if graded is None:
            return
        answer = Answer("", Judgement("", suggested=graded.suggested), seconds=self.plain.timer() - self.plain.started)
        self.plain.rate(self.prompt, answer)

    # --- what is shown ----------------------------------------------------------------------------------------------

    def told(self, text: Text) -> str:
        return text.ko if self.plain.language == "ko" else text.en

    def show(self) -> None:
        """The picture that belongs to the question, the options, and how exact an answer must be."""
        family, params = self.exercise.family, self.exercise.params
        if family.picture is not None:
            self.draw(family.picture(params))
        kind = family.answer(params)
        for number, option in enumerate(kind.options, 1):
            say(f"{number}. {self.told(option)}")
        tolerance = self.told(kind.tolerance)
        if tolerance:
            say(self.words("Tolerance: {text}", text=tolerance))

    def draw(self, what: Drawing | None) -> None:
        if what is not None:
            say(drawing.plain(what, self.plain.language, screen_width()))

    def steps(self, steps: Sequence[Step], *, first: int = 1) -> None:
        for number, step in enumerate(steps, first):
            say(f"{number}. {self.told(step.text)}")
            self.draw(step.drawing)

    def explain(self, result: Result) -> None:
        say(self.words("Right.") if result.verdict.value == "right" else self.words("Not right."))
        feedback = self.told(result.feedback)
        if feedback:
            say(feedback)

    # --- the stages -------------------------------------------------------------------------------------------------

    def unrated(self) -> None:
        """A worked example to look at, or a solution whose last step is open; neither is rated."""
        steps = self.exercise.family.solution(self.exercise.params)
        self.show()
        if self.exercise.stage == WORKED:
            say(self.words("A worked example first; it is not rated."))
            self.steps(steps)
        else:
            say(self.words("The last step is yours; this is not rated."))
            self.steps(steps[:-1])
            graded = self.submitted(self.words("Your answer (Enter alone shows it): "))
            if self.left:
                return
            if graded is not None:
                self.explain(graded.result)
            self.steps(steps[-1:], first=len(steps))
        while not self.left:
            line = read(self.words("Enter goes on: "))
            if line is None:
                raise Stop
            name, argument = command(line, bare=True)
            if not name:
                break
            self.obey(name, argument)
        if not self.left:
            self.onward()

    def onward(self) -> None:
        try:
            prompt = self.session.onward()
        except QuizError as error:  # the family fails: it would fail again
            complain(self.words(error.message, **error.values))
            self.session.skip()
            self.left = True
            return
        if prompt.exercise is None:
            self.left = True
            return
        self.prompt, self.exercise = prompt, prompt.exercise
        self.plain.started = self.plain.timer()
        self.plain.show(prompt)

    def rated(self) -> Graded | None:
        """Submissions until the person goes on to the rating; None where the exercise was left."""
        decided: Graded | None = None
        while True:
            again = self.words("Try again, or Enter to rate: ")
            graded = self.submitted(again if decided else self.words("Your answer (Enter alone shows it): "))
            if self.left:
                return None
            if graded is None:
                if decided is not None:
                    return decided
                return self.solved()
            self.explain(graded.result)
            if graded.again:
                say(self.words("One more try counts on the same numbers."))
                continue
            if decided is None:
                decided = graded
                self.forward(graded)
            if graded.result.verdict.value == "right":
                say(self.words("The answer: {text}", text=graded.expected))
                return decided
            if graded.result.step is not None:
                say(self.words("Here the ways part: step {number} of the solution.", number=graded.result.step + 1))
            say(self.words(":h gives a hint, :w the worked solution."))

    def solved(self) -> Graded:
        """The worked solution in place of an answer."""
        from quiz.exercises.problem import Result, Verdict
        from quiz.model.event import Rating
        from quiz.study.exercise import Graded

        self.steps(self.session.solution())
        return Graded(Result(Verdict.WRONG), suggested=Rating.AGAIN)

    def forward(self, graded: Graded) -> None:
        linked = self.plain.collection.card(graded.forward) if graded.forward else None
        if linked is not None:
            say(self.words("See also: {text}", text=ask.about(linked, self.plain.language)))

    # --- answers and commands -----------------------------------------------------------------------------------------

    def submitted(self, invitation: str) -> Graded | None:
        """What a submission that can be read leads to; None for an empty line, or where the exercise was left."""
        kind = self.exercise.family.answer(self.exercise.params)
        rows = kind.grid[0] if kind.grid else 1
        if isinstance(kind, Code):
            say(self.words("Write the code line by line; a line with a full stop alone ends it."))
        elif rows > 1:
            say(self.words("{rows} rows, one a line.", rows=rows))
        while True:
            lines = self.typed(invitation, kind, rows)
            if self.left or not lines:
                return None
            try:
                graded = self.session.submit("\n".join(lines))
            except QuizError as error:
                complain(self.words(error.message, **error.values))
                continue
            if graded.result.verdict.value != "format":
                return graded
            if isinstance(kind, Code):
                say(self.told(graded.result.feedback))  # which names the line itself
            else:
                self.misread(graded.result, lines)

    def typed(self, invitation: str, kind: Kind, rows: int) -> list[str]:
        """The lines of one answer, [] for an empty one; commands before its first line are carried out."""
        code = isinstance(kind, Code)
        lines: list[str] = []
        while code or len(lines) < rows:
            line = read("" if lines else invitation)
            if line is None:
                raise Stop
            name, argument = command(line, bare=False) if not lines else ("", "")
            if not lines and line.strip() in (":w", ":ㅈ"):
                self.steps(self.session.solution())
            elif name:
                self.obey(name, argument)
                if self.left:
                    return []
            elif line.strip() == ("." if code and lines else ""):
                break
            else:
                lines.append(line)
                if not code and (";" in line or line.strip().startswith("[")):  # a matrix on one line
                    break
        return lines

    def misread(self, result: Result, lines: Sequence[str]) -> None:
        """Why an answer could not be read, with the place in words: a caret says nothing to a screen reader."""
        text = self.told(result.feedback)
        if result.position is None:
            say(text)
            return
        before = "\n".join(lines)[: result.position]
        place = len(before) - before.rfind("\n")
        if len(lines) == 1:
            say(self.words("Character {number}: {text}", number=place, text=text))
        else:
            row = before.count("\n") + 1
            say(self.words("Line {line}, character {number}: {text}", line=row, number=place, text=text))

    def obey(self, name: str, argument: str) -> None:
        if name == "hint":
            hint = self.session.hint()
            none = self.words("This card has no hint.")
            say(none if hint is None else self.words("Hint: {text}", text=self.told(hint)))
        elif name == "language":
            self.plain.language = "en" if self.plain.language == "ko" else "ko"
            self.plain.show(self.prompt)
            self.show()
        else:
            self.left = self.plain.obey(name, argument, self.prompt)
            if name == "help":
                say(self.words(":h gives a hint, :w the worked solution."))
