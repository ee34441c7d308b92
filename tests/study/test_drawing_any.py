"""Whatever is drawn stays within the width, in tones that a face knows, without control characters."""

from __future__ import annotations

import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from rich.cells import cell_len

from quiz.engine.demonstrations import Curve, Picture, Steps, Table, Text, Value, demonstrations
from quiz.model.text import clean
from quiz.study.drawing import draw, plain

TONE = re.compile(r"|muted|strong|mark|series-[1-4]|#[0-9a-f]{6}(?: on #[0-9a-f]{6})?")


def check(value: Value, language: str, width: int) -> None:
    for colour in (True, False):
        lines = draw(value, language, width, colour=colour)
        assert lines == draw(value, language, width, colour=colour)
        for line in lines:
            told = "".join(text for text, _ in line)
            assert cell_len(told) <= width, told
            assert clean(told) == told
            assert "\n" not in told
            assert "\t" not in told
            assert all(text and TONE.fullmatch(tone) for text, tone in line), line
            if not colour:
                assert not any(tone.startswith(("#", "series")) for _, tone in line)
    told = plain(value, language, width)
    assert clean(told) == told
    assert all(cell_len(line) <= width for line in told.splitlines())


words = st.one_of(
    st.sampled_from(
        ["", "특징 맵", "손실\x1b[31m", "a\tb\nc", "loss 🙂 e\u0301", "한글" * 40, "x" * 90, "\u202eabc\u200b"]
    ),
    st.text(max_size=30),
)
labels = st.one_of(words, st.builds(Text, words, words))
numbers = st.one_of(st.floats(), st.integers(-(10**18), 10**18), st.sampled_from([0.1 + 0.2, 1e-5, 1792, -0.0]))
marks = st.one_of(st.none(), st.tuples(*[st.integers(-30, 30)] * 2, *[st.integers(1, 20)] * 2))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    count = draw(st.integers(1, 7))
    row = st.tuples(*[st.one_of(labels, numbers, st.booleans())] * count)
    return Table(draw(st.tuples(*[labels] * count)), tuple(draw(st.lists(row, max_size=5))), draw(labels))


@st.composite
def curves(draw: st.DrawFn) -> Curve:
    count, size = draw(st.integers(1, 6)), draw(st.integers(0, 12))
    values = st.lists(st.one_of(st.floats(), st.floats(-10, 10)), min_size=size, max_size=size).map(tuple)
    return Curve(
        draw(values), draw(st.tuples(*[values] * count)), draw(st.tuples(*[labels] * count)),
        draw(labels), draw(labels), draw(labels), draw(st.booleans()),
    )  # fmt: skip


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    height, wide = draw(st.integers(0, 30)), draw(st.integers(0, 60))
    arrays = st.one_of(
        hnp.arrays(np.uint8, (height, wide)),
        hnp.arrays(np.uint8, (height, wide, 3)),
        hnp.arrays(np.float64, (min(height, 6), min(wide, 12))),
    )
    return Picture(draw(arrays), draw(labels), draw(marks))


drawings = st.one_of(tables(), curves(), pictures())


@given(st.one_of(drawings, st.lists(drawings, max_size=3).map(lambda parts: Steps(tuple(parts)))), st.integers(20, 200))
@settings(max_examples=150, deadline=None)
def test_no_line_exceeds_the_width_and_no_control_comes_out(value: Value, width: int) -> None:
    check(value, "ko", width)
    check(value, "en", width)


@pytest.mark.parametrize("name", demonstrations())
def test_every_demonstration_is_drawn(name: str) -> None:
    value = demonstrations()[name].show()
    for width in (36, 80, 200):
        check(value, "ko", width)
        check(value, "en", width)


def test_to_import_it_loads_no_numpy() -> None:
    code = "import sys, quiz.study.drawing; print('numpy' in sys.modules, 'textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False False\n"
