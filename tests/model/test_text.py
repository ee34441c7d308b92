"""The one gate for text from outside."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model.text import clean, one_line

any_text = st.text(st.characters(), max_size=40)  # surrogates included


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("plain", "plain"),
        ("", ""),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("dos\r\nand\rmac", "dos\nand\nmac"),
        ("\x1b]52;c;ZXZpbA==\x07gone", "]52;c;ZXZpbA==gone"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("c1 \x9b2J and \x85", "c1 2J and "),
        ("nul\0 bell\a del\x7f", "nul bell del"),
        ("\u202eevil\u202c \u2066isolate\u2069 \u200f", "evil isolate "),
        ("line\u2028para\u2029", "linepara"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("\ufeffbom", "bom"),
        ("lone \ud800\udfff surrogates", "lone  surrogates"),
        ("합성곱", "합성곱"),
        (unicodedata.normalize("NFD", "합성곱 é"), "합성곱 é"),
        ("가족 👩\u200d👧", "가족 👩\u200d👧"),  # a joiner is no control
        ("[/] [@click=app.quit] list[int]", "[/] [@click=app.quit] list[int]"),
    ],
)
def test_clean(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@given(any_text)
def test_clean_is_idempotent_and_leaves_nothing_a_terminal_obeys(raw: str) -> None:
    once = clean(raw)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert all(c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") for c in once)
    assert not any(
        0x202A <= ord(c) <= 0x202E or 0x2066 <= ord(c) <= 0x2069 or 0xE0000 <= ord(c) < 0xE0080 for c in once
    )
    once.encode()


@given(any_text)
def test_one_line_is_one_line(raw: str) -> None:
    line = one_line(raw)
    assert "\n" not in line
    assert line == line.strip()
    assert "  " not in line
    assert one_line(line) == line
