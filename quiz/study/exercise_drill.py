"""The exercise that a sitting asks: draws its variant, grades what is submitted, and writes both down."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from quiz.exercises import registry
from quiz.exercises.answers import Code
from quiz.exercises.problem import Family, Params, Step, Verdict
from quiz.model.card import Call, Card
from quiz.model.errors import QuizError
from quiz.model.event import ATTEMPT, DRAWN, Rating
from quiz.model.text import clean, one_line
from quiz.store import cards, events
from quiz.study import misconceptions
from quiz.study.exercise import RATED, WORKED, Attempt, Graded
from quiz.study.exercise_levels import level_of, settings_of
from quiz.study.exercise_log import Variant, following, standing, written_of
from quiz.study.history import written
from quiz.study.prompt import Exercise
from quiz.study.review import Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quiz.engine.demonstrations.values import Text
    from quiz.model.progress import Progress
    from quiz.store.database import Database
    from quiz.study.ahead import Ahead
    from quiz.study.journal import Journal

_LONGEST = 4000  # characters of an answer that the log keeps


class Broken(QuizError):
    """A family that cannot be asked: its own fault, or that of what a card sets."""


@contextmanager
def _of_family(name: str) -> Iterator[None]:
    """Families may come from anywhere: whatever one raises is told in one sentence."""
    try:
        yield
    except QuizError:
        raise
    except Exception as error:
        told = one_line(f"{type(error).__name__}: {error}")
        raise Broken("The exercise {name} fails: {error}", name=name, error=told) from error


def _say_all(family: Family, params: Params) -> None:
    """All that a face will ask of a variant: a family is pure, so what can be said now can be said when it is shown."""
    family.question(params)
    family.hints(params)
    family.solution(params)
    if family.picture is not None:
        family.picture(params)
    kind = family.answer(params)
    _ = kind.options, kind.tolerance, kind.grid


class Drill:
    """One exercise, from the moment that it is shown. `record` is False where nothing of it can be kept."""

    def __init__(
        self, database: Database, journal: Journal, ahead: Ahead, card: Card, part: str, call: Call, *, record: bool
    ) -> None:
        self._database = database
        self._journal = journal
        self._ahead = ahead
        self._card = card
        self._part = part
        self._level = level_of(part)
        self._record = record
        self._settings: Mapping[str, tuple[Any, ...]] = settings_of(call)
        self.attempt = Attempt()
        with _of_family(call.name):
            if call.name not in registry.families():
                raise Broken("The exercise {name} is not there.", name=call.name)
            self._family: Family = registry.families()[call.name]
        self._variant: Variant

    def begin(self, progress: Progress, now: datetime) -> Exercise:
        """The variant that is open, else a fresh one, which is on disk when this returns."""
        found = standing(written(self._database.connection, self._card.id, self._part))
        stage = RATED if progress.reps else found.stage
        if found.variant is not None and self._stands(found.variant, stage):
            with _of_family(self._family.name):
                _say_all(self._family, found.variant.params)
            self._variant, self.attempt = found.variant, found.attempt
        else:
            self._draw(stage, now)
        return self.exercise

    def _stands(self, variant: Variant, stage: str) -> bool:
        """Whether a variant that was shown before is still what would be asked."""
        family = self._family
        asked = (family.name, family.version, self._level, json.dumps(self._settings))
        same = (variant.family, variant.version, variant.level, variant.settings) == asked
        return same and (variant.stage == RATED or stage != RATED)

    def _draw(self, stage: str, now: datetime) -> None:
        family, seed = self._family, int.from_bytes(os.urandom(4))
        with _of_family(family.name):
            params = json.loads(json.dumps(family.draw(self._level, seed, self._settings)))
            expected = family.answer(params).show(family.reference(params))
            _say_all(family, params)
        variant = Variant(
            "", family.name, family.version, self._level, seed, params, expected, stage, json.dumps(self._settings)
        )
        self._variant, self.attempt = replace(variant, id=self._write(DRAWN, variant.details(), now)), Attempt()

    def _write(self, kind: str, details: Mapping[str, object], now: datetime) -> str:
        """Write an event, which alters nothing that was looked up of other cards; its id."""
        if not self._record:
            return ""
        stood = self._ahead.stands
        with self._database.transaction() as connection:
            event = self._journal.event(kind, self._card.id, self._part, now, details)
            events.append(connection, [event])
        if stood:
            self._ahead.wrote(event.seq)
        return event.id

    @property
    def exercise(self) -> Exercise:
        """What a face shows."""
        variant, attempt = self._variant, self.attempt
        return Exercise(
            self._family, variant.level, variant.params, variant.seed, variant.stage, attempt.tries, attempt.shown
        )

    @property
    def runs_code(self) -> bool:
        """Whether its answer is code, which is run."""
        with _of_family(self._family.name):
            return isinstance(self._family.answer(self._variant.params), Code)

    # --- what a learner does ----------------------------------------------------------------------------------------

    def submit(self, text: str, now: datetime) -> Graded:
        """Grade an answer. In the rated stage it counts; what cannot be read is no attempt."""
        family, variant = self._family, self._variant
        if variant.stage == WORKED:
            raise QuizError("This is an example: there is nothing to answer yet.")
        with _of_family(family.name):
            result = family.grade(text, variant.params)
            if result.verdict is Verdict.FORMAT_ERROR:
                return Graded(result)
            kind = family.answer(variant.params)
            given = clean(kind.show(kind.parse(text)))
        if variant.stage != RATED:
            return Graded(result, variant.expected, given=given)
        before = self.attempt
        link = ""
        if before.first is None and result.verdict is Verdict.DIAGNOSED:
            link = self._forward(result.note, result.links)
        after = before.submitted(result, given[:_LONGEST], link)
        if before.suggested is None and after.suggested is not Rating.GOOD:  # leaving now must not undo it
            self._keep(after, now)
        self.attempt = after
        again = after.suggested is None
        return Graded(result, "" if again else variant.expected, after.suggested, again, given, link)

    def _forward(self, name: str, links: tuple[str, ...]) -> str:
        """The concept card of a misconception that this answer makes live, or keeps so."""
        connection = self._database.connection
        if not misconceptions.goes_on(connection, self._family.name, name):
            return ""
        found = (cards.get(connection, link) for link in links)
        return next((one.card.id for one in found if one and not one.card.provisional), "")

    def hint(self, now: datetime) -> Text | None:
        """The next hint, or the last again; None in an example."""
        if self._variant.stage == WORKED:
            return None
        with _of_family(self._family.name):
            hints = self._family.hints(self._variant.params)
        after = self.attempt.hinted(len(hints))
        if after.hints != self.attempt.hints:
            self._keep(after, now)
        self.attempt = after
        return hints[after.shown - 1]

    def solution(self, now: datetime) -> tuple[Step, ...]:
        """The worked solution. Before the rating is settled, looking at it settles it."""
        with _of_family(self._family.name):
            steps = self._family.solution(self._variant.params)
        after = self.attempt.solved() if self._variant.stage == RATED else self.attempt
        if after.solution != self.attempt.solution:
            self._keep(after, now)
        self.attempt = after
        return steps

    def _keep(self, attempt: Attempt, now: datetime) -> None:
        if self._variant.stage == RATED:
            self._write(ATTEMPT, written_of(attempt, self._variant.id), now)

    def onward(self, now: datetime) -> Exercise:
        """The next stage, with a variant of its own."""
        if self._variant.stage == RATED:
            raise QuizError("This exercise is to be rated.")
        self._draw(following(self._variant.stage), now)
        return self.exercise

    def said(self, said: Said) -> Said:
        """What its review records: the attempt, unless the face knows better."""
        if self._variant.stage != RATED:
            raise QuizError("An example is not rated: go on to the exercise.")
        attempt = self.attempt
        return said._replace(
            response=said.response or attempt.answer or None,
            suggested=attempt.suggested if said.suggested is None else said.suggested,
            hints=said.hints or attempt.hints,
            link=said.link or attempt.link,
            more={**attempt.details(), "family": self._family.name},
        )
