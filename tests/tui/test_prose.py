"""Card text as lines: wrapping by cells, Markdown without markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.content import Content

from quiz.tui import prose
from quiz.tui.widgets.typed import marked
from quiz.tui.wrapping import cut, fold, pad, wrap

SCREENS = Path(__file__).parents[1] / "screens"


def plain(text: str, width: int = 30) -> list[str]:
    return [line.plain.rstrip() for line in prose.lines(text, width)]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("abc def ghi", 7, ["abc def", "ghi"]),
        ("abc def ghi", 6, ["abc", "def", "ghi"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("합성곱 신경망", 7, ["합성곱", "신경망"]),
        ("합성곱신경망", 5, ["합성", "곱신", "경망"]),
        ("a합", 2, ["a", "합"]),
        ("한\n\n글", 9, ["한", "", "글"]),
        ("👨‍👩‍👧x", 2, ["👨‍👩‍👧", "x"]),
        ("", 5, [""]),
    ],
)
def test_wrap(text: str, width: int, lines: list[str]) -> None:
    assert [line.plain for line in wrap(Content(text), width)] == lines


def test_wrap_keeps_styles_and_words() -> None:
    text = "제곱 오차의 평균 mean squared error " * 20
    content = Content(text).stylize("bold", 3, 40)
    lines = wrap(content, 17)
    assert all(cell_len(line.plain) <= 17 for line in lines)
    assert " ".join(line.plain for line in lines).split() == text.split()
    assert sum(end - start for line in lines for start, end, _ in line.spans) >= 30


def test_fold_cut_and_pad() -> None:
    assert [line.plain for line in fold(Content("  가나다"), 4)] == ["  가", "나다"]
    assert cut("합성곱", 5) == "합성…"
    assert cut("합성곱", 6) == "합성곱"
    assert (pad("가", 4), pad("가", 4, right=True)) == ("가  ", "  가")


def test_markdown() -> None:
    assert plain("a **b** `c`\n\n1. x\n2. y\n   - z\n\n> q\n") == ["a b c", "", "1. x", "2. y", "   • z", "", "▏ q"]
    assert plain("| a | b |\n|---|---|\n| 가 | `x` |") == ["a  │ b", "───┼──", "가 │ x"]
    assert plain("| " + " | ".join("abcdef") + " |\n|" + "-|" * 6 + "\n|1|2|3|4|5|6|", 20)[:2] == ["a: 1", "b: 2"]
    assert plain("```python\nx = 1\n```\n") == ["▏x = 1"]
    assert plain("a\\\nb  \nc\nd") == ["a", "b", "c d"]
    assert plain("[t](https://a.b) <https://c.d> ![alt](p.png) ![](q.png)", 70) == [
        "t (https://a.b) https://c.d ▣ alt (p.png) ▣ q.png"
    ]


@pytest.mark.parametrize(
    "text", ["[@click=app.quit]x[/]", "[/]", "list[int]", "[red]r[/red]", "<b>x</b>", "[…]", "a_b_c"]
)
def test_markup_is_text(text: str) -> None:
    assert plain(text) == [text]


def test_control_characters_are_gone() -> None:
    assert plain("a\x1b]52;c;x\x07b\x9b1m\u202ec") == ["a]52;c;xb1mc"]


def test_code_keeps_its_spaces_and_unknown_languages_are_plain() -> None:
    assert plain("```nonsense\n  a\n\n    b\n```") == ["▏  a", "▏", "▏    b"]
    python = prose.lines("```python\nif x:  # why\n    return 'a'\n```", 40)
    assert [line.plain.rstrip() for line in python] == ["▏if x:  # why", "▏    return 'a'"]
    assert any("quiz-keyword" in str(span.style) for line in python for span in line.spans)


def test_a_slip_is_marked_by_signs() -> None:
    assert (
        marked((("same", "s"), ("missing", "q"), ("extra", "x"), ("missing", " "), ("same", "y"))).plain == "s[q]{x}y"
    )


def test_the_picture_of_the_readme_loads_nothing() -> None:
    svg = (SCREENS / "study.svg").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\"')\s]+", svg)) <= {"http://www.w3.org/2000/svg"}
    assert "@font-face" not in svg
