"""Columns and wrapping by terminal cells."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.cli.columns import cells, pad, shorten, table
from quiz.cli.wrapping import screen_width, wrap

TEXT = st.text(st.sampled_from("ab ,한글ㅎ＋é\u0301漢"), max_size=40)


def test_cells() -> None:
    assert [cells(text) for text in ("", "ab", "한글", "a한", "ㅎ", "e\u0301", "漢字", "½")] == [0, 2, 4, 3, 2, 1, 4, 1]
    assert cells(unicodedata.normalize("NFD", "한글")) == 4


def test_table_aligns_hangul() -> None:
    lines = table([["덱", "새"], ["ab", "10"], ["합성곱", "3"]], right={1})
    assert lines == ["덱      새", "ab      10", "합성곱   3"]
    assert len({cells(line) for line in lines}) == 1
    assert pad("한", 4) == "한  "


@given(TEXT, st.integers(2, 12))
def test_shorten_never_exceeds(text: str, width: int) -> None:
    short = shorten(text, width)
    assert cells(short) <= width
    assert short == text or short.endswith("…")


@given(TEXT, st.integers(2, 12))
def test_wrap_keeps_all_and_fits(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(line and cells(line) <= width for line in lines)


def test_the_width_of_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert screen_width() == 40
    monkeypatch.setenv("COLUMNS", "wide")
    assert screen_width() > 0
