"""The middle of the study screen while an exercise is asked: the question, and all that trying it brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from quiz.language import Words
from quiz.model.text import clean, one_line
from quiz.study import ask
from quiz.study.exercise import HALF, RATED, WORKED
from quiz.tui.trial import Entry, Phase, Trial
from quiz.tui.turn import Turn
from quiz.tui.widgets.choices import Choices
from quiz.tui.widgets.drawn import Drawn, Part
from quiz.tui.widgets.lines import Plain
from quiz.tui.widgets.order import Order
from quiz.tui.widgets.picker import Picker
from quiz.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from quiz.engine.demonstrations.values import Text


class ExerciseView(VerticalScroll, can_focus=True):
    """Draws a turn that has a trial. It takes the focus itself while no answer is taken."""

    turn: Turn | None = None

    def compose(self) -> ComposeResult:
        yield Plain(id="stage")
        yield Plain(id="asked")
        yield Prose(id="task")
        yield Drawn(id="picture")
        yield Plain(id="tolerance")
        yield Plain(id="caution", classes="aside")
        yield Plain(id="outcome")
        yield Plain(id="told", classes="aside")
        yield Plain(id="hints", classes="aside")
        yield Prose(id="concept", classes="aside")
        yield Drawn(id="steps")
        yield Prose(id="own-note", classes="aside")
        yield Plain(id="where")

    @property
    def picker(self) -> Picker | None:
        return next(iter(self.query(Picker)), None)

    async def begin(self, turn: Turn, words: Words) -> None:
        """Show an exercise that has not been answered."""
        await self.query(Picker).remove()
        self.turn = turn
        trial = turn.trial
        if trial is not None and trial.entry is Entry.PICK:
            picker = _picker(trial, turn.language)
            picker.sent = trial.phase is Phase.STEPS  # an example is looked at, so a click picks nothing
            await self.mount(picker, after="#caution")
        self.draw(words)
        self.scroll_home(animate=False)

    def translate(self, words: Words) -> None:
        """The same exercise in the language of the turn; what is picked stays."""
        turn, shown = self.turn, self.picker
        if turn is not None and turn.trial is not None and shown is not None:
            shown.translate(_options(turn.trial, turn.language))
        self.draw(words)

    def settle(self, words: Words) -> None:
        """Something was answered: show what that brings, and scroll there."""
        self.draw(words)
        self.call_after_refresh(self._to_outcome)

    def _to_outcome(self) -> None:
        for name in ("#outcome", "#steps"):
            if self.query_one(name).display:
                self.scroll_to_widget(self.query_one(name), animate=False, top=True)
                return

    def to_steps(self) -> None:
        """Scroll so far down that the step shown begins in sight."""
        self.call_after_refresh(self.scroll_to_widget, self.query_one("#steps"), animate=False, top=True)

    def draw(self, words: Words) -> None:
        turn = self.turn
        if turn is None or turn.trial is None:
            return
        trial, language = turn.trial, turn.language
        exercise, kind = trial.exercise, trial.kind
        self._plain("stage", Content.styled(_stage(trial, words), "$quiz-muted"))
        question = ask.question(turn.prompt, language)
        code = trial.entry is Entry.CODE  # whose question is Markdown; any other keeps the columns of its numbers
        self._plain("asked", Content("" if code else question))
        self.query_one("#task", Prose).show(question if code else "")
        picture = exercise.family.picture(exercise.params) if exercise.family.picture is not None else None
        self.query_one("#picture", Drawn).show([("", "", picture)] if picture is not None else [], language)
        tolerance = said(kind.tolerance, language) if trial.phase is not Phase.STEPS else ""
        stated = words("Tolerance: {text}", text=tolerance) if tolerance and not code else ""
        self._plain("tolerance", Content.styled(stated, "$quiz-muted"))
        caution = turn.prompt.caution
        self._plain("caution", Content(clean(said(caution, language)) if caution else ""))
        self._plain("outcome", _outcome(trial, words))
        self._plain("told", Content(_told(trial, language, words)))
        hints = [words("Hint {number}: {text}", number=number, text=said(hint, language))
                 for number, hint in enumerate(trial.hints, 1)]  # fmt: skip
        self._plain("hints", Content("\n".join(map(clean, hints))))
        about = ask.about(turn.linked, language) if turn.linked else ""
        self.query_one("#concept", Prose).show(about, words("See also"))
        self.query_one("#steps", Drawn).show(_steps(trial, language, words), language)
        self.query_one("#own-note", Prose).show(turn.prompt.note if turn.answered else "", words("Your note"))
        self._plain("where", _where(turn, words) if turn.source_early or turn.answered else Content(""))

    def _plain(self, name: str, text: Content) -> None:
        self.query_one(f"#{name}", Plain).show(text)


def said(text: Text, language: str) -> str:
    return text.ko if language == "ko" else text.en


def _options(trial: Trial, language: str) -> list[str]:
    return [said(option, language) for option in trial.kind.options]


def _picker(trial: Trial, language: str) -> Picker:
    """Options to choose or to put in order; which are right, it does not know: another try may follow."""
    from quiz.exercises.answers import Order as Ordered

    options = _options(trial, language)
    return Order(options, ()) if isinstance(trial.kind, Ordered) else Choices(options, (), "")


def _stage(trial: Trial, words: Words) -> str:
    what = {
        WORKED: words("worked example, not rated"),
        HALF: words("the last step is yours, not rated"),
        RATED: words("exercise"),
    }[trial.stage]
    return words("Level {level} · {what}", level=trial.exercise.level, what=what)


def _outcome(trial: Trial, words: Words) -> Content:
    """Right or not, and what was answered."""
    graded = trial.graded
    if graded is None:
        return Content("")
    verdict = graded.result.verdict.value
    if verdict == "right":
        head = Content.styled(f"✓ {words('Right')}", "bold $quiz-good")
    elif verdict == "slip":
        head = Content.styled(f"≈ {words('Nearly: a slip')}", "bold $quiz-hard")
    else:
        head = Content.styled(f"✗ {words('Not right')}", "bold $quiz-again")
    lines = [head]
    if trial.entry is not Entry.CODE and graded.given:
        lines.append(_labelled(words("You wrote"), graded.given))
    known = trial.right or (trial.steps and not trial.open)  # before that, it would spoil another try
    if known and graded.expected not in ("", graded.given) and trial.entry is not Entry.CODE:
        lines.append(_labelled(words("The answer"), graded.expected))
    return Content("\n").join(lines)


def _labelled(label: str, text: str) -> Content:
    """A label and a value, a matrix below its label."""
    text = clean(text)
    return Content.styled(f"{label}:{chr(10) if chr(10) in text else ' '}", "$quiz-muted") + Content(text)


def _told(trial: Trial, language: str, words: Words) -> str:
    """What the wrong idea is, and where it leaves the right way."""
    result = trial.result
    if result is None or trial.right:
        return ""
    from quiz.exercises.grade import WRONG

    lines = [] if result.feedback == WRONG else [clean(said(result.feedback, language))]  # the mark says that
    if result.step is not None:
        lines.append(words("Here the ways part: step {number} of the solution.", number=result.step + 1))
    return "\n".join(line for line in lines if line)


def _steps(trial: Trial, language: str, words: Words) -> list[Part]:
    """The step looked at, or all that may be seen."""
    count = len(trial.steps) + (trial.stage == HALF and trial.open)
    first, shown = (0, trial.steps) if trial.at is None else (trial.at, trial.steps[trial.at : trial.at + 1])
    return [
        (words("Step {number} of {count}", number=number, count=count), said(step.text, language), step.drawing)
        for number, step in enumerate(shown, first + 1)
    ]


def _where(turn: Turn, words: Words) -> Content:
    card = turn.prompt.card
    parts = [f"{words('Source')}: {card.source}"] if card.source else []
    return Content.styled(one_line(" · ".join([*parts, card.id])), "$quiz-muted")
