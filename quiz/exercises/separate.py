"""No unfair variant: in each, the truth and every wrong idea lead to answers that can be told apart."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Answer, Choice, FormatError, finite
from quiz.exercises.grade import explain, grade, wrong_values
from quiz.exercises.problem import MOST_DRAWS, Family, Misconception, Params, Settings, Verdict

WORST_SHARE = 0.2  # of draws that may be rejected before a family is to be redesigned
ENOUGH_DRAWS = 300  # to judge that share by
SEEDS_A_RUN = 20  # of a family whose answers have to be run: so many seeds for each variant that is


def fair(family: Family, params: Params) -> list[str]:
    """What makes a variant unfair, one sentence each; empty if nothing does."""
    if not _same_json(params):
        return ["the params do not survive JSON"]
    kind, truth = family.answer(params), family.reference(params)
    faults = [f"the reference {fault}" for fault in _shown(kind, truth)] + _misread(kind)
    if faults or family.judge is not None:  # what has to be run is proved by `survey`
        return faults
    wrongs = wrong_values(family, params)
    for misconception, value in wrongs:
        unshown = _shown(kind, value)
        faults += [f"{misconception.name} {fault}" for fault in unshown]
        if not unshown and not kind.apart(value, truth):
            faults.append(f"{misconception.name} gives the right answer")
    if not faults:
        faults = [f"{a.name} and {b.name} give one answer" for (a, x), (b, y) in combinations(wrongs, 2)
                  if not kind.apart(x, y)]  # fmt: skip
    return faults or _named(kind, truth, wrongs, params)


def _named(kind: Answer, truth: Any, wrongs: list[tuple[Misconception, Any]], params: Params) -> list[str]:
    """Misconceptions whose own answer, as it is shown, is not graded as what it is."""
    faults = []
    for misconception, value in wrongs:
        given = kind.parse(kind.show(value))
        result = None if kind.same(given, truth) else explain(kind, given, truth, wrongs, params)
        if result is None or (result.verdict, result.note) != (Verdict.DIAGNOSED, misconception.name):
            faults.append(f"{misconception.name} is not reached by its own answer")
    return faults


def _shown(kind: Answer, value: Any) -> list[str]:
    """What is wrong with a value as one of its kind."""
    if not finite(value):
        return ["is not finite"]
    shown = kind.show(value)
    try:
        back = kind.parse(shown)
    except FormatError as error:
        return [f"is shown as {shown!r}, which cannot be read: {error}"]
    return [] if kind.same(back, value) else [f"is shown as {shown!r}, which is another value"]


def _misread(kind: Answer) -> list[str]:
    """Options whose text reads as another's number."""
    if not isinstance(kind, Choice):
        return []
    faults = []
    for index, option in enumerate(kind.options):
        for words in dict.fromkeys((option.en, option.ko)):
            try:
                read = kind.parse(words)
            except FormatError:  # two options alike
                read = None
            if read != index:
                faults.append(f"the option {words!r} does not read as itself")
    return faults


def _same_json(params: Params) -> bool:
    try:
        return bool(json.loads(json.dumps(params, allow_nan=False)) == params)
    except (TypeError, ValueError):
        return False


@dataclass(frozen=True, slots=True)
class Survey:
    """What many draws of one family and level show.

    `drawn` variants came of `draws`; `rejected` counts why the others were not fair; `faults` are what must not be;
    `reached` says in how many variants each misconception had an answer of its own. `unproved` says why answers that
    have to be run could not be.
    """

    family: str
    level: int
    drawn: int
    draws: int
    rejected: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    reached: Mapping[str, int] = field(default_factory=dict)
    unproved: Text | None = None

    @property
    def redrawn(self) -> float:
        """The share of draws that were rejected."""
        return 1 - self.drawn / self.draws if self.draws else 0.0


def survey(family: Family, level: int, seeds: Iterable[int], settings: Settings | None = None) -> Survey:
    """Draw a variant for each seed and prove each of them.

    Where answers have to be run, which takes a process each, a variant is proved once, and one in `SEEDS_A_RUN` seeds.
    """
    drawn = draws = 0
    ran: set[str] = set()
    unproved: Text | None = None
    rejected: dict[str, int] = {}
    faults: dict[str, None] = {}
    reached = dict.fromkeys((misconception.name for misconception in family.misconceptions), 0)
    for seed in seeds:
        for attempt, params in enumerate(family.draws(level, seed, settings), 1):
            unfair = fair(family, params)
            if not unfair:
                drawn, draws = drawn + 1, draws + attempt
                if family.judge is None or (unproved is None and _to_run(params, ran, drawn)):
                    try:
                        found = prove(family, params, reached)
                    except CannotRun as error:
                        found, unproved = [], error.why
                    for fault in found:
                        faults.setdefault(f"seed {seed}: {fault}")
                break
            for fault in unfair:
                rejected[fault] = rejected.get(fault, 0) + 1
        else:
            draws += MOST_DRAWS
            faults.setdefault(f"seed {seed}: no fair variant in {MOST_DRAWS} draws")
    share = _share(family, level, draws, draws - drawn, settings)
    if share > WORST_SHARE:
        faults.setdefault(f"{share:.0%} of the draws are rejected")
    return Survey(family.name, level, drawn, draws, rejected, tuple(faults), reached, unproved)


def _to_run(params: Params, ran: set[str], drawn: int) -> bool:
    """Whether the variant is to be run, and then it is among those that were."""
    written = json.dumps(params, sort_keys=True)
    if written in ran or len(ran) * SEEDS_A_RUN >= drawn:
        return False
    ran.add(written)
    return True


def _share(family: Family, level: int, draws: int, rejected: int, settings: Settings | None) -> float:
    """The share of draws that are rejected. Where a few draws look bad, enough more are made to tell."""
    seed = 0
    while draws < ENOUGH_DRAWS and rejected > WORST_SHARE * draws:
        params = next(iter(family.draws(level, 2**32 + seed, settings)))  # seeds that no survey begins with
        rejected, draws, seed = rejected + bool(fair(family, params)), draws + 1, seed + 1
    return rejected / draws if draws else 0.0


NONSENSE = ("", "  \n ", "???", "~!@#$ %^&")


class CannotRun(RuntimeError):
    """This system cannot run an answer, so that nothing is proved; `why` says it to people."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def prove(family: Family, params: Params, reached: dict[str, int] | None = None) -> list[str]:
    """What is wrong with a variant when all of it is graded as a learner's answer would be. Raises CannotRun."""
    from quiz.exercises.sandbox.kinds import Kind  # a sitting, which draws, may have no use for it

    kind = family.answer(params)
    faults = []
    right = grade(family, kind.show(family.reference(params)), params)
    if right.note == Kind.UNAVAILABLE.value:
        raise CannotRun(right.feedback)
    if right.verdict is not Verdict.RIGHT:
        faults.append("the reference is not graded as right")
    for text in NONSENSE:
        if grade(family, text, params).verdict is not Verdict.FORMAT_ERROR:
            faults.append(f"{text!r} is not a format error")
    for misconception, value in wrong_values(family, params):
        result = grade(family, kind.show(value), params)
        if (result.verdict, result.note) != (Verdict.DIAGNOSED, misconception.name):
            faults.append(f"{misconception.name} is not reached by its own answer")
        elif reached is not None:
            reached[misconception.name] += 1
    return faults
