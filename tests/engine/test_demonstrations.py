"""The registry of demonstrations: names, parameters, purity, and values that a face can draw."""

from __future__ import annotations

import inspect
import json
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quiz
from quiz.engine.demonstrations import (
    MESSAGES,
    Choice,
    Curve,
    Demonstration,
    Number,
    Parameter,
    ParameterError,
    Picture,
    Several,
    Steps,
    Table,
    Text,
    Value,
    Whole,
    catalogue,
    demonstrations,
    in_language,
)
from quiz.engine.errors import EngineError

ALL = demonstrations()
HANGUL = re.compile("[가-힣]")


def function(one: Demonstration) -> Any:
    module = import_module(f"quiz.engine.demonstrations.{one.module}")
    return getattr(module, one.name.replace("-", "_"))


def parts(value: Value) -> tuple[Table | Curve | Picture, ...]:
    return value.parts if isinstance(value, Steps) else (value,)


def texts(value: Any) -> Iterator[Text]:
    """Every text in both languages within a value."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts(part)
    elif is_dataclass(value):
        for one in fields(value):
            yield from texts(getattr(value, one.name))


def same(one: Value, other: Value) -> bool:
    """Whether two values are equal, pictures by their pixels, NaN equal to NaN."""

    def plain(value: Value) -> str:
        return repr([
            (part.array.tolist(), part.caption, part.mark) if isinstance(part, Picture) else part
            for part in parts(value)
        ])  # fmt: skip

    return plain(one) == plain(other)


def check_drawable(value: Value) -> None:
    for part in parts(value):
        if isinstance(part, Table):
            assert part.rows
            assert all(len(row) == len(part.columns) for row in part.rows)
            assert all(type(cell) in (str, bool, int, float, Text) for row in part.rows for cell in row)
        elif isinstance(part, Curve):
            assert len(part.series) == len(part.labels)
            assert part.x
            assert all(len(series) == len(part.x) for series in part.series)
            assert all(type(number) in (int, float) for series in (part.x, *part.series) for number in series)
        else:
            assert isinstance(part, Picture)
            assert not part.array.flags.writeable
            if part.array.dtype == np.uint8:
                assert part.array.ndim == 2 or part.array.shape[2] == 3
            else:
                assert part.array.dtype == np.float64
                assert part.array.ndim == 2
                assert max(part.array.shape) <= 12


def test_there_are_enough_and_they_are_named_in_kebab_case() -> None:
    assert len(ALL) >= 26
    for name, one in ALL.items():
        assert one.name == name
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
        assert HANGUL.search(one.title.ko)
        assert one.title.en
        assert not HANGUL.search(one.title.en)


@pytest.mark.parametrize("name", ALL)
def test_parameters_are_declared_as_the_function_takes_them(name: str) -> None:
    one = ALL[name]
    assert list(inspect.signature(function(one)).parameters) == list(one.parameters)
    assert one.settings({}) == {key: parameter.default for key, parameter in one.parameters.items()}
    for key, parameter in one.parameters.items():
        assert parameter.read(parameter.default) == parameter.default
        assert one.settings({key: parameter.default}) == one.settings({})


@pytest.mark.parametrize("name", ALL)
def test_each_shows_something_drawable_in_both_languages_and_the_same_again(name: str) -> None:
    value = ALL[name].show()
    check_drawable(value)
    assert same(value, ALL[name].show())
    found = list(texts(value))
    for text in found:
        assert HANGUL.search(text.ko), text
        assert text.en.strip(), text
        assert not HANGUL.search(text.en), text


def values_of(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Any value that a parameter takes."""
    if isinstance(parameter, Whole):
        return st.integers(parameter.low, parameter.high)
    if isinstance(parameter, Number):
        return st.floats(parameter.low, parameter.high)
    if isinstance(parameter, Choice):
        return st.sampled_from(parameter.options)
    low, high = parameter.low, parameter.high
    item = st.integers(int(low), int(high)) if parameter.whole else st.floats(low, high)
    return st.lists(item, min_size=parameter.least, max_size=parameter.most)


@pytest.mark.parametrize("name", [name for name, one in ALL.items() if one.parameters])
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_whatever_the_parameters_take_can_be_shown(name: str, data: st.DataObject) -> None:
    one = ALL[name]
    given_ = {key: data.draw(values_of(parameter), key) for key, parameter in one.parameters.items()}
    check_drawable(one.show(**given_))


@pytest.mark.parametrize("name", ALL)
def test_the_ends_of_the_ranges_can_be_shown(name: str) -> None:
    """All parameters at their lowest, and all but the costly ones at their highest."""
    one = ALL[name]

    def end(parameter: Parameter, high: bool) -> Any:
        if isinstance(parameter, Choice):
            return parameter.options[-1 if high else 0]
        number = parameter.high if high else parameter.low
        if isinstance(parameter, Several):
            return [number] * (parameter.most if high else parameter.least)
        return number

    for high in (False, True):
        check_drawable(one.show(**{key: end(parameter, high) for key, parameter in one.parameters.items()}))


def test_what_a_card_writes_is_read() -> None:
    show = ALL["padding-sizes"]
    assert show.settings({"kernel": "5", "size": 28.0}) == {"size": 28, "kernel": 5, "dilation": 1}
    assert ALL["outlier-share"].settings({"errors": "1, 2,3"}) == {"errors": (1.0, 2.0, 3.0)}
    assert ALL["batches-epoch"].settings({"sizes": [1, 2.0]})["sizes"] == (1, 2)
    assert ALL["kernel-flip"].settings({"kernel": " mean "}) == {"kernel": "mean"}
    assert ALL["mae-swing"].settings({"lr": 0.5})["lr"] == 0.5


@pytest.mark.parametrize(
    ("name", "given_", "message"),
    [
        ("padding-sizes", {"n": 3}, "padding-sizes: n: there is no such parameter; takes size, kernel, dilation"),
        ("kernel-orientation", {"n": 3}, "kernel-orientation: n: there is no such parameter; takes none"),
        ("padding-sizes", {"kernel": 0}, "padding-sizes: kernel: got 0; takes a whole number from 1 to 31"),
        ("padding-sizes", {"kernel": 2.5}, "padding-sizes: kernel: got 2.5; takes a whole number from 1 to 31"),
        ("padding-sizes", {"kernel": True}, "padding-sizes: kernel: got True; takes a whole number from 1 to 31"),
        ("padding-sizes", {"kernel": "big"}, 'padding-sizes: kernel: got "big"; takes a whole number from 1 to 31'),
        ("padding-sizes", {"kernel": [3]}, "padding-sizes: kernel: got [3]; takes a whole number from 1 to 31"),
        ("mae-swing", {"lr": float("nan")}, "mae-swing: lr: got nan; takes a number from 0.001 to 0.99"),
        ("mae-swing", {"lr": 10**400}, None),
        ("sizes-through-a-stack", {"padding": "x"}, None),
        ("kernel-flip", {"kernel": 3}, None),
        ("outlier-share", {"errors": []}, "outlier-share: errors: got []; takes 1 to 12 numbers from -1000 to 1000"),
        ("outlier-share", {"errors": [1, "x"]}, None),
        ("outlier-share", {"errors": 3}, None),
        ("outlier-share", {"errors": {"a": 1}}, None),
        ("sizes-through-a-stack", {"filters": "2, .5"}, None),
    ],
)  # fmt: skip
def test_what_is_not_taken_is_named(name: str, given_: dict[str, Any], message: str | None) -> None:
    with pytest.raises(ParameterError) as caught:
        ALL[name].show(**given_)
    error = caught.value
    assert isinstance(error, EngineError)
    assert error.parameter == next(iter(given_))
    assert str(error) == error.message.format(**error.values)
    assert error.message in MESSAGES
    assert message is None or str(error) == message


def test_messages_of_choices_and_lists() -> None:
    for given_, message in (
        ({"padding": "x"}, 'padding: got "x"; takes one of valid, same'),
        ({"filters": "2, .5"}, 'filters: got "2, .5"; takes 1 to 6 whole numbers from 1 to 1024'),
    ):
        with pytest.raises(ParameterError) as caught:
            ALL["sizes-through-a-stack"].settings(given_)
        assert str(caught.value) == f"sizes-through-a-stack: {message}"


def test_every_message_has_its_korean_with_the_same_fields() -> None:
    path = Path(quiz.__file__).parent / "locale" / "ko" / "engine.json"
    korean: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    assert korean.keys() == set(MESSAGES)
    for english, text in korean.items():
        assert HANGUL.search(text)
        found = [sorted({name for _, name, _, _ in string.Formatter().parse(one) if name}) for one in (english, text)]
        assert found[0] == found[1]


def test_the_choices_are_those_of_the_modules() -> None:
    from quiz.engine.demonstrations import convolution, pictures

    assert tuple(convolution.KERNELS) == catalogue.KERNELS
    assert tuple(pictures.FILTERS) == catalogue.FILTERS
    choice = ALL["picture-enhance"].parameters["what"]
    assert isinstance(choice, Choice)
    assert choice.options == tuple(pictures.ENHANCERS)


def test_to_name_them_loads_no_numpy() -> None:
    code = (
        "import sys; from quiz.engine.demonstrations import demonstrations; "
        "demonstrations()['padding-sizes'].settings({'kernel': 5}); print('numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_values_are_frozen_and_labels_are_in_two_languages() -> None:
    table = ALL["outlier-share"].show()
    assert isinstance(table, Table)
    with pytest.raises(FrozenInstanceError):
        table.rows = ()  # type: ignore[misc]
    assert in_language(table.columns[0], "ko") == "오차 e"
    assert in_language(table.columns[0], "fr") == "error e"
    assert in_language("|e|", "ko") == "|e|"
