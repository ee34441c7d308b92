"""What a session hands to a face, and what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TypeVar

from quiz.model.card import Card
from quiz.model.event import Rating
from quiz.model.progress import Progress
from quiz.study.counts import Counts as Counts
from quiz.study.counts import DeckDue as DeckDue
from quiz.study.counts import Due as Due

TYPE_CHECKING = False
if TYPE_CHECKING:
    from quiz.engine.demonstrations.values import Text
    from quiz.exercises.problem import Family, Params

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Interval:
    """When a rating would bring the card back: in `seconds` (learning steps) or `days`, never both."""

    seconds: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Others(AbstractSet[str]):
    """The names in `names` (name: card) that do not belong to `card`: a view, since there may be very many."""

    names: Mapping[str, str]
    card: str

    def __contains__(self, name: object) -> bool:
        return self.names.get(name, self.card) != self.card if isinstance(name, str) else False

    def __iter__(self) -> Iterator[str]:
        return (name for name, owner in self.names.items() if owner != self.card)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @classmethod
    def _from_iterable(cls, it: Iterable[T]) -> AbstractSet[T]:
        return frozenset(it)


@dataclass(frozen=True, slots=True)
class Exercise:
    """The variant of an exercise that is asked.

    `stage` is "worked" (its solution is looked at), "half" (its solution is shown but for the last step, which the
    learner gives; neither is rated) or "rated". `tries` counts the valid submissions, `hints` those shown so far: 1 a
    nudge, 2 the formula, 3 a step.
    """

    family: Family
    level: int
    params: Params
    seed: int
    stage: str
    tries: int = 0
    hints: int = 0


@dataclass(frozen=True, slots=True)
class Prompt:
    """One card to ask.

    `event_id` is the id that the answer's event will have: it seeds the fuzz, so the intervals shown are those given,
    and the order in which options are shown. `arrangement` maps the shown place to the index in the card (choices,
    the items of an order, the right sides of a match); empty for other kinds. A prompt that is not `rateable`
    can be read and skipped; `why` says in one sentence what stands in the way (a template with `why_values`).
    `caution` is for a face to show with the question: with the first exercise of a sitting that runs code, where the
    system cannot wall that code off.
    """

    card: Card
    part: str
    progress: Progress
    event_id: str
    intervals: Mapping[Rating, Interval]
    arrangement: tuple[int, ...]
    counts: Counts
    path: str  # the deck file
    note: str = ""
    others: AbstractSet[str] = frozenset()  # folded names that other typed cards answer to: never a near miss
    rateable: bool = True
    why: str = ""
    why_values: Mapping[str, object] = field(default_factory=dict)
    exercise: Exercise | None = None  # of an exercise that can be asked
    caution: Text | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer led to. `leech` is True when this lapse made the card one."""

    rating: Rating
    interval: Interval
    progress: Progress
    leech: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """The session so far. `remembered` counts answers rated Hard or better on cards met before this session."""

    answered: int
    again: int
    new: int
    recalled: int  # reviews (not learning steps) recalled
    reviews: int
    seconds: float
    undone: int  # events taken back; a skip that was taken back is none
    skipped: int  # cards skipped that are still due
    next_learning_seconds: int | None  # when the next learning step falls due, where the session ended before it
    ended_by: str  # "" still going, "done", "limit", "minutes"
