"""What holds for every family, on a sample of variants; `quiz check --exercises` proves more of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from quiz.engine.demonstrations.values import Curve, Label, Picture, Steps, Table, Text
from quiz.exercises import registry
from quiz.exercises.answers import Code, Words
from quiz.exercises.problem import Drawing, Family, Params, Verdict
from quiz.exercises.separate import WORST_SHARE, fair, survey
from quiz.model.text import clean
from tests.exercises.golden_variants import GOLDEN, variants

CONTENT = Path(__file__).parents[2] / "content"
SEEDS = range(4)
NAMES = sorted(registry.ROWS)
every_family = pytest.mark.parametrize("name", NAMES)


def family_of(name: str) -> Family:
    return registry.families()[name]


@cache
def sample(name: str) -> list[tuple[int, Params]]:
    """A few variants of each level."""
    family = family_of(name)
    return [(level, family.draw(level, seed)) for level in family.levels for seed in SEEDS]


@every_family
def test_variants_are_fair(name: str) -> None:
    family = family_of(name)
    seeds = SEEDS if family.judge is None else SEEDS[:1]
    draws = drawn = 0
    for level in family.levels:
        found = survey(family, level, seeds)
        assert [fault for fault in found.faults if "rejected" not in fault] == []
        draws, drawn = draws + found.draws, drawn + found.drawn
    assert 1 - drawn / draws <= 2 * WORST_SHARE  # of a few draws; `quiz check --exercises` measures


@every_family
def test_every_misconception_is_reached(name: str) -> None:
    family = family_of(name)
    left = {misconception.name for misconception in family.misconceptions}
    assert len(left) == len(family.misconceptions) >= 3
    if family.judge is not None:
        return  # survey has graded each of them
    for seed in range(60):
        for level in family.levels:
            params = family.draw(level, seed)
            for misconception in family.misconceptions:
                value = misconception.value(params) if misconception.name in left else None
                if value is not None:
                    result = family.grade(family.answer(params).show(value), params)
                    assert (result.verdict, result.note) == (Verdict.DIAGNOSED, misconception.name)
                    left.remove(misconception.name)
        if not left:
            return
    assert left == set()


ODD = [
    "0",
    "-1",
    "1e300",
    "999999999999",
    "1, 2",
    "1 2\n3 4",
    "[[0]]",
    "(None, 3)",
    "None",
    "a = 1",
    "가나다",
    "1/3",
    "x" * 9000,
]


@every_family
def test_grading_never_fails(name: str) -> None:
    family = family_of(name)
    if family.judge is not None:
        return  # the sandbox's own tests try worse
    for _, params in sample(name):
        answer = family.answer(params).show(family.reference(params))
        near = [
            answer[:-1],
            answer[::-1],
            answer + "0",
            answer.replace(" ", "\n"),
            f"-{answer}",
            answer.replace("1", "2"),
        ]
        for text in (*ODD, *near):
            result = family.grade(text, params)
            assert result.feedback.en
            assert result.feedback.ko


@every_family
def test_a_seed_gives_the_variant_it_always_gave(name: str) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert variants(name) == golden.get(name), "python -m tests.exercises.golden_variants, if that is meant"


@every_family
def test_params_are_json(name: str) -> None:
    for _, params in sample(name):
        assert json.loads(json.dumps(params, allow_nan=False)) == params


@every_family
def test_levels_and_variants_differ(name: str) -> None:
    family = family_of(name)
    assert len(family.levels) >= 3
    for level in family.levels:
        drawn = {json.dumps(params, sort_keys=True) for at, params in sample(name) if at == level}
        assert len(drawn) > 1, f"level {level} has one variant"


@every_family
def test_settings_narrow(name: str) -> None:
    family = family_of(name)
    for setting, values in family.settings.items():
        for value in values:
            for level in family.levels:
                assert fair(family, family.draw(level, 0, {setting: (value,)})) == []


# --- words --------------------------------------------------------------------------------------------------------


def labels(drawing: Drawing | None) -> Iterator[Label]:
    """Every label in what is drawn."""
    match drawing:
        case Table():
            yield from (*drawing.columns, drawing.note)
            yield from (cell for row in drawing.rows for cell in row if isinstance(cell, Text | str))
        case Curve():
            yield from (*drawing.labels, drawing.x_axis, drawing.y_axis, drawing.note)
        case Picture():
            yield drawing.caption
        case Steps():
            for part in drawing.parts:
                yield from labels(part)


def texts(family: Family, params: Params) -> Iterator[tuple[str, Text]]:
    """Every text of a variant that a learner may see, with what it is."""
    yield "title", family.title
    yield "question", family.question(params)
    yield from (("hint", hint) for hint in family.hints(params))
    for step in family.solution(params):
        yield "step", step.text
        yield from (("label", label) for label in labels(step.drawing) if isinstance(label, Text))
    for misconception in family.misconceptions:
        yield "source", misconception.source
        value = misconception.value(params) if family.judge is None else None
        if value is not None:
            yield "feedback", misconception.feedback(params, value)
    if family.picture is not None:
        yield from (("label", label) for label in labels(family.picture(params)) if isinstance(label, Text))
    yield from (("option", option) for option in family.answer(params).options)


SAID = {"title", "question", "source", "feedback"}  # a hint or a label may be a formula


@every_family
def test_both_languages_are_there_and_filled(name: str) -> None:
    family = family_of(name)
    for _, params in sample(name):
        for what, text in texts(family, params):
            assert text.en.strip(), (what, text)
            assert text.ko.strip(), (what, text)
            for words in (text.en, text.ko):
                assert clean(words) == words, (what, words)
                assert not re.search(r"\{[a-z_]+(:[^\W\d_a-z]+)?\}", words), (what, words)
            assert not re.search(r"[가-힣]", text.en), (what, text.en)
            if what in SAID:
                assert re.search(r"[가-힣]", text.ko), (what, text.ko)


@every_family
def test_feedback_is_a_hypothesis(name: str) -> None:
    family = family_of(name)
    for _, params in sample(name):
        for what, text in texts(family, params):
            if what == "feedback":
                assert " is what you get " in text.en, text.en
                assert re.search(r"나오는|나와요|나온", text.ko), text.ko


@every_family
def test_hints_do_not_give_the_answer_away(name: str) -> None:
    family = family_of(name)
    for _, params in sample(name):
        kind = family.answer(params)
        if isinstance(kind, Code | Words) or kind.options:
            continue  # a name or a number of an option may stand anywhere
        answer = kind.show(family.reference(params))
        if len(answer) < 3:
            continue  # a small number may well be another
        question = family.question(params)
        for hint in family.hints(params):
            for words, asked in ((hint.en, question.en), (hint.ko, question.ko)):
                found = re.search(rf"(?<![\d.,]){re.escape(answer)}(?![\d,]|\.\d)", words)
                assert not found or answer in asked, (words, answer)


@every_family
def test_the_solution_has_the_steps_that_are_pointed_to_and_something_drawn(name: str) -> None:
    family = family_of(name)
    for _, params in sample(name):
        solution = family.solution(params)
        assert any(step.drawing is not None for step in solution)
        for misconception in family.misconceptions:
            if misconception.step is not None and misconception.value(params) is not None:
                assert 0 <= misconception.step < len(solution), misconception.name


@every_family
def test_links_lead_to_cards(name: str) -> None:
    known = {
        line[3:].strip()
        for path in CONTENT.glob("*.md")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("## ")
    }
    family = family_of(name)
    linked = {*family.links, *(link for misconception in family.misconceptions for link in misconception.links)}
    assert linked - known == set()
    assert linked, "no concept card is linked"


@every_family
def test_names_are_kebab_case(name: str) -> None:
    family = family_of(name)
    for word in (name, *(misconception.name for misconception in family.misconceptions)):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", word)


@every_family
def test_a_half_solution_has_something_to_go_by(name: str) -> None:
    """Its last step is the learner's, so there is one before it."""
    family = family_of(name)
    assert min(len(family.solution(params)) for _, params in sample(name)) >= 2


@every_family
def test_a_half_solution_leaves_the_answer_open(name: str) -> None:
    """A number to be found stands in no step before the last, but by chance."""
    family = family_of(name)
    told: dict[int, list[bool]] = {level: [] for level in family.levels}
    for level, params in sample(name):
        answer = family.reference(params) if family.judge is None else None
        if isinstance(answer, int | float) and not (isinstance(answer, int) and abs(answer) <= 20):
            shown = [f"{step.text.en} {step.drawing}" for step in family.solution(params)[:-1]]
            numbers = re.findall(r"\d+(?:\.\d+)?(?:e-?\d+)?", " ".join(shown).replace(",", ""))
            asked = re.findall(r"\d+(?:\.\d+)?", family.question(params).en.replace(",", ""))
            told[level].append(any(abs(float(n) - abs(answer)) <= 5e-4 * abs(answer) for n in {*numbers} - {*asked}))
    assert [level for level, found in told.items() if sum(found) > len(found) / 2] == []
