"""One card's turn: what is known and shown of it, apart from any widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import monotonic

from quiz.model.card import Card, Kind, in_language
from quiz.study import ask
from quiz.study.judge import Judgement
from quiz.study.prompt import Prompt
from quiz.tui.trial import Entry, Phase, Trial
from quiz.tui.widgets.choices import Choices
from quiz.tui.widgets.match import Match
from quiz.tui.widgets.order import Order
from quiz.tui.widgets.picker import Picker

TYPED = (Kind.TYPED, Kind.NUMBER)


@dataclass(slots=True)
class Turn:
    """`judgement` is None until the card is answered. Seconds run from the question to the answer."""

    prompt: Prompt
    language: str
    hints: int = 0
    hint_shown: bool = False
    judgement: Judgement | None = None
    linked: Card | None = None
    details: bool = True  # source and correction, once answered
    source_early: bool = False  # the source before the answer
    arrangement: tuple[int, ...] = ()  # that of the event, where the lines are shown in an earlier one
    trial: Trial | None = None  # of an exercise
    timer: Callable[[], float] = monotonic
    began: float = field(init=False)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.began = self.timer()
        if self.prompt.exercise is not None:
            self.trial = Trial(self.prompt.exercise)

    @property
    def answered(self) -> bool:
        return self.judgement is not None

    @property
    def typed(self) -> bool:
        """Whether a line is there to type the answer in."""
        if self.trial is not None:
            return self.trial.entry is Entry.LINE and self.trial.phase is Phase.ANSWER
        return self.prompt.card.kind in TYPED

    def settle(self, judgement: Judgement) -> None:
        """The answer is given."""
        self.judgement = judgement
        self.seconds = max(0.0, self.timer() - self.began)

    def renewed(self, prompt: Prompt) -> None:
        """The same card, its text unchanged, was prepared anew; its lines stay in the order shown."""
        self.arrangement = prompt.arrangement
        self.prompt = replace(prompt, arrangement=self.prompt.arrangement)

    def response(self) -> str:
        """What was answered, by the numbers that belong to the event about to be written."""
        given, shown = self.judgement.given if self.judgement else "", self.prompt.arrangement
        if not self.arrangement or not given:
            return given
        return " ".join(str(self.arrangement.index(shown[int(number) - 1]) + 1) for number in given.split())

    def switch(self) -> bool:
        """The card in its next language; False where it has no other. It helps with what one has to produce."""
        if self.trial is not None:  # families speak both
            self.language = "en" if self.language == "ko" else "ko"
            return True
        language = ask.other_language(self.prompt.card, self.language)
        if language == self.language:
            return False
        self.language = language
        if not self.answered and (self.typed or self.prompt.card.kind is Kind.CLOZE):
            self.hints += 1
        return True


def picker(turn: Turn, yours: str) -> Picker | None:
    """The lines to answer with; None where the card is answered otherwise. `yours` marks one's own choice."""
    prompt, card = turn.prompt, turn.prompt.card
    options = ask.options(prompt, turn.language)
    if card.kind is Kind.CHOICES:
        items = in_language(card.choices, turn.language) or ()
        right = [number for number, index in enumerate(prompt.arrangement, 1) if items[index].right]
        return Choices(options, right, yours)
    if card.kind is Kind.ORDER:
        return Order(options, [index + 1 for index in prompt.arrangement])
    if card.kind is Kind.MATCH:
        pairs = in_language(card.match, turn.language) or ()
        places = [
            [number for number, index in enumerate(prompt.arrangement, 1) if pairs[index].right == pair.right]
            for pair in pairs
        ]
        return Match(ask.lefts(prompt, turn.language), options, places)
    return None
