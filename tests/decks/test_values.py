"""Header values: numbers, lists, names with parameters."""

from __future__ import annotations

import pytest

from quiz.decks.parse import parse
from quiz.model.card import Call, Card, Number


def card(header: str, rest: str = "Q: x?\n") -> Card:
    deck = parse(f"## k\n{header}\n{rest}", "deck.md", default_id="deck")
    assert [str(problem) for problem in deck.problems] == []
    return deck.cards[0]


def told(header: str, rest: str = "Q: x?\n") -> list[str]:
    return [str(problem) for problem in parse(f"## k\n{header}\n{rest}", "deck.md", default_id="deck").problems]


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("320", Number("320")),
        ("-4", Number("-4")),
        ("−4", Number("-4")),
        ("+4", Number("4")),
        (".5", Number(".5")),
        ("9.54e-7 +- 1 %", Number("9.54e-7", "1", True)),
        ("320 +- 5", Number("320", "5")),
        ("320+-5", Number("320", "5")),
        ("320 ± 5", Number("320", "5")),
        ("320 +- 5 %", Number("320", "5", True)),
        ("320 +- 5% px", Number("320", "5", True, "px")),
        ("320 +- 5 px", Number("320", "5", False, "px")),
        ("3 m/s", Number("3", unit="m/s")),
        ("3%", Number("3", unit="%")),
        ("3 %", Number("3", unit="%")),
        ("3 +- 1 % %", Number("3", "1", True, "%")),
        ("3 km per hour", Number("3", unit="km per hour")),
        ("3 픽셀", Number("3", unit="픽셀")),
    ],
)
def test_numbers(value: str, number: Number) -> None:
    assert card(f"answer: {value}").number == number


@pytest.mark.parametrize("value", ["100,480", "three", "1/3", "3px", "0x10", "nan", "inf", "3 +-", "٣", "3 +- x"])
def test_what_is_no_number(value: str) -> None:
    assert told(f"answer: {value}") == [
        f'deck.md:2:9: k: "{value}" is not a number such as 320, 0.5 +- 0.01, 9.8 +- 2 % or 3 px'
    ]


@pytest.mark.parametrize("value", ["1e999", "1e-999", "1 +- 1e400"])
def test_numbers_beyond_measure(value: str) -> None:
    assert told(f"answer: {value}") == ["deck.md:2:9: k: this number is beyond all measure"]


def test_lists() -> None:
    made = card("tags: cnn , deep learning\nafter: a,b\nlinks: 합성곱, b.c", "Q: x\nA: y\n")
    assert (made.tags, made.after, made.links) == (("cnn", "deep learning"), ("a", "b"), ("합성곱", "b.c"))


def test_accept_is_parted_by_bars_with_spaces() -> None:
    assert card("accept: P(a|b) | probability of a given b").accept == ("P(a|b)", "probability of a given b")


@pytest.mark.parametrize(("value", "meant"), [("yes", True), ("no", False), ("True", True), ("false", False)])
def test_reversed(value: str, meant: bool) -> None:
    assert card(f"reversed: {value}", "Q: x\nA: y\n").reversed is meant


@pytest.mark.parametrize(
    ("value", "call"),
    [
        ("conv", Call("conv")),
        ("conv {}", Call("conv")),
        ("conv{ kernel = 3 }", Call("conv", {"kernel": 3})),
        ("conv { levels = [3, 1] }", Call("conv", {}, (3, 1))),
        (
            'conv { padding = ["valid"], deep = { on = true, rate = 0.5 } }',
            Call("conv", {"padding": ["valid"], "deep": {"on": True, "rate": 0.5}}),
        ),
    ],
)
def test_exercises(value: str, call: Call) -> None:
    made = card(f"exercise: {value}", "")
    assert made.exercise == call
    assert Card.load(made.dump()) == made


def test_an_exercise_without_levels_leaves_them_open() -> None:
    made = card("exercise: conv", "")
    assert made.exercise is not None
    assert made.exercise.levels is None
    assert made.parts == ()


@pytest.mark.parametrize(
    ("value", "place", "sentence"),
    [
        ("conv {", 17, "this is not TOML: "),
        ("conv { a = }", 22, "this is not TOML: "),
        ("conv { a = 1 } b", 26, "this is not TOML: "),
        ("conv more", 11, "this must be a name, or a name with parameters: name { key = value } (conv more)"),
        ("co_nv", 11, '"co_nv" is not a name: letters, digits, "-" and "." only'),
        ("conv { levels = [] }", 18, "levels must be a list of whole numbers from 1, such as [1, 2, 3]"),
        ("conv { levels = 2 }", 18, "levels must be a list of whole numbers from 1, such as [1, 2, 3]"),
        ("conv { levels = [0, 1] }", 18, "levels must be whole numbers from 1"),
        ("conv { levels = [true] }", 18, "levels must be whole numbers from 1"),
        ("conv { levels = [1.0] }", 18, "levels must be whole numbers from 1"),
        ("conv { levels = [1, 1] }", 18, "levels must not name a level twice"),
        (
            "conv { day = 2024-01-01 }",
            16,
            "a parameter must be text, a number, true or false, a list or a table of these",
        ),
        ("conv { x = nan }", 16, "a parameter must be text, a number, true or false, a list or a table of these"),
        (
            "conv { x = 0xffffffffffffffffff }",
            16,
            "a parameter must be text, a number, true or false, a list or a table of these",
        ),
        ("conv { x = " + "[" * 30 + "]" * 30 + " }", 16, "this TOML is nested too deep"),
        ("conv { x = " + "[" * 5000 + "]" * 5000 + " }", 16, "this TOML is nested too deep"),
    ],
)
def test_calls_that_are_none(value: str, place: int, sentence: str) -> None:
    (line,) = told(f"exercise: {value}", "")
    # What TOML's reader says behind the colon changes with the version of Python.
    assert line.startswith(f"deck.md:2:{place}: k: {sentence}")


def test_the_text_of_a_parameter_is_cleaned() -> None:
    made = card('shows: map { title = "a\\u001b[31mb", "k\\u0007" = 1 }', "Q: x\nA: y\n")
    assert made.shows == Call("map", {"title": "a[31mb", "k": 1})


def test_levels_are_a_plain_parameter_of_a_demonstration() -> None:
    made = card("shows: map { levels = [0] }", "Q: x\nA: y\n")
    assert made.shows == Call("map", {"levels": [0]})
