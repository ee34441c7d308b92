"""Tables, curves and pictures as lines of text: what they look like."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from quiz.engine.demonstrations import Curve, Picture, Steps, Table, Text, Value
from quiz.study.drawing import Line, draw, frames, plain, tidy
from quiz.study.drawing.curves import MARKS
from quiz.study.drawing.scales import scale

NAN, INF = math.nan, math.inf


def shown(lines: tuple[Line, ...]) -> str:
    return "\n".join("".join(text for text, _ in line) for line in lines)


def text(value: Value, width: int = 60, language: str = "ko", *, colour: bool = False) -> str:
    return shown(draw(value, language, width, colour=colour))


def art(block: str) -> str:
    """A drawing as it stands in a test, without the test's indentation."""
    return "\n".join(line[4:] for line in block.rstrip(" ").strip("\n").splitlines())


def grey(rows: Any, caption: Text | str = "", mark: tuple[int, int, int, int] | None = None) -> Picture:
    return Picture(np.array(rows, np.uint8), caption, mark)


def grid(rows: Any, caption: Text | str = "", mark: tuple[int, int, int, int] | None = None) -> Picture:
    return Picture(np.array(rows, np.float64), caption, mark)


def curve(*series: tuple[float, ...], log: bool = False) -> Curve:
    labels = tuple(f"s{number}" for number in range(len(series)))
    return Curve(tuple(range(len(series[0]))), series, labels, "x", "y", log=log)


# --- numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1 + 0.2, "0.3"), (1792, "1,792"), (1792.0, "1,792"), (12345.678, "12,345.7"), (1e-5, "1e-5"),
        (-0.0, "0"), (2 / 3, "0.666667"), (1e21, "1e21"), (1.5e-300, "1.5e-300"), (NAN, "nan"), (-INF, "-inf"),
        (True, "True"), (-1234, "-1,234"), (2.9999999999999996, "3"), (1 - 2**-24, "0.9999999404"),
        (0.0001, "0.0001"), (1234567.0, "1,234,567"), (1234567.25, "1,234,567"),
    ],
)  # fmt: skip
def test_a_number_has_as_many_digits_as_tell(value: float, expected: str) -> None:
    assert tidy(value) == expected


# --- tables ---------------------------------------------------------------------------------------------------------

LOSSES = Table(
    (Text("prediction", "예측"), Text("constant", "상수"), "MSE"),
    ((Text("mean", "평균"), 22.0, 1521.6), (Text("median", "중앙값"), 3, 0.1 + 0.2)),
    Text("The mean follows the outlier.", "평균은 이상치에 끌려가요."),
)


def test_a_table_has_columns_by_cells() -> None:
    assert text(LOSSES) == art("""
    예측    상수      MSE
    ─────────────────────
    평균      22  1,521.6
    중앙값     3      0.3
    평균은 이상치에 끌려가요.
    """)
    assert [{tone for _, tone in line} for line in draw(LOSSES, "ko", 60)] == [
        {"strong"}, {"muted"}, {""}, {""}, {"muted"},
    ]  # fmt: skip
    assert plain(LOSSES, "ko", 60).splitlines()[1] == "평균      22  1,521.6"


FORMULA = Table(
    ("", Text("formula", "공식"), Text("with the numbers", "수를 넣으면"), "="),
    (("h", "floor((n + 2p − k) / s) + 1", "floor((28 + 2·1 − 3) / 2) + 1", 14),),
)


def test_words_are_folded_and_numbers_are_not() -> None:
    assert text(FORMULA, 44) == art("""
       공식               수를 넣으면          =
    ────────────────────────────────────────────
    h  floor((n + 2p −    floor((28 + 2·1 −   14
       k) / s) + 1        3) / 2) + 1
    """)


def test_what_no_width_holds_is_told_row_by_row() -> None:
    wide = Table(
        tuple(Text(f"column {i}", f"{i}번째 열") for i in range(5)),
        (("가", 123456, 0.123456, 1e-9, 7), ("나", 1, 2, 3, 4)),
    )
    assert text(wide, 24).splitlines()[:7] == [
        "0번째 열: 가", "1번째 열: 123,456", "2번째 열: 0.123456", "3번째 열: 1e-9", "4번째 열: 7", "", "0번째 열: 나",
    ]  # fmt: skip
    folded = text(Table(("아주 긴 이름을 가진 열", "n"), (("아주 긴 내용을 가진 칸", 1234567890123456),)), 20)
    assert folded.splitlines()[:3] == ["아주 긴 이름을 가진", "열:", "아주 긴 내용을 가진"]


def test_a_sum_below_numbers_stands_with_them() -> None:
    value = Table(("a", "×"), ((3, 6), (10, 20), ("Σ", 26)))
    assert text(value) == art("""
     a   ×
    ──────
     3   6
    10  20
     Σ  26
    """)


# --- curves ---------------------------------------------------------------------------------------------------------

TWO = Curve(
    tuple(range(11)), (tuple(n * n for n in range(11)), tuple(10 * n for n in range(11))),
    (Text("square", "제곱"), Text("line", "직선")), Text("step", "단계"), Text("loss", "손실"), Text("see", "보세요"),
)  # fmt: skip


def test_a_curve_without_colour_has_a_mark_for_each_series() -> None:
    assert text(TWO, 40) == art("""
    손실
    100 ┤                                 xo
        │                          xxxxoxo
        │                       xxx   o
        │                   xxxx   ooo
     50 ┤             xxxxxxooooooo
        │         xxxx   ooo
        │  xxxxxxxooooooo
      0 ┤oxooooooo
        └┬────────────────┬────────────────┬
         0                5               10
                      단계
    o 제곱   x 직선
    보세요
    """)


def test_a_curve_in_colour_is_drawn_in_braille_and_marked_too() -> None:
    lines = draw(TWO, "ko", 40)
    assert shown(lines) == art("""
    손실
    100 ┤                              x⣀⢤⡲⠋
        │                          ⣀⠤⠔⠊⣁⠔⠁
        │                     ⢀⡠⠔⠒⠉ o⠤⠊
        │                 ⢀⡠x⠊⠁  ⢀⡠⠊⠁
     50 ┤             ⢀⣀⠔⠒⠁   ⣀⠤⠒⠁
        │         ⣀⠤⠔⠊⠁   ⣀⠤⠒⠉
        │    ⢀⡠⠔x⠉  ⢀⣀⡠⠤⠊o
      0 ┤⣀⣤⣒⣉o⡠⠤⠤⠒⠒⠉⠁
        └┬────────────────┬────────────────┬
         0                5               10
                      단계
    o 제곱   x 직선
    보세요
    """)
    tones = {tone for line in lines[1:9] for _, tone in line}
    assert {"muted", "series-1", "series-2"} <= tones
    assert [(word, tone) for word, tone in lines[-2] if word.strip()] == [
        ("o 제곱", "series-1"),
        ("x 직선", "series-2"),
    ]


def test_one_series_needs_no_mark_and_no_legend_that_repeats_the_axis() -> None:
    one = Curve((0, 1, 2), ((0.0, 1.0, 4.0),), ("y",), "x", "y")
    assert not set(MARKS) & set(text(one, 40, colour=True).replace("x", "", 1)[2:])
    assert text(one, 40, colour=True).splitlines()[-1].strip() == "x"
    assert "o" in text(one, 40)


def test_more_series_than_colours_have_marks_in_colour_too() -> None:
    value = curve(*(tuple(float(i + j) for j in range(5)) for i in range(6)))
    lines = draw(value, "en", 60)
    assert all(mark in shown(lines) for mark in MARKS[:6])
    assert not re.search("[\u2800-\u28ff]", shown(lines))


def test_powers_of_ten() -> None:
    value = Curve((1, 2, 3), ((1.0, 1e-3, 1e-6),), ("loss",), "x", Text("loss", "손실"), log=True)
    lines = text(value, 40, "en").splitlines()
    assert lines[0] == "loss (log scale)"
    assert lines[1].startswith("     1 ┤o")
    assert lines[8].startswith("  1e-6 ┤")
    assert [line.split("┤")[0].strip() for line in lines if "┤" in line] == ["1", "0.01", "0.0001", "1e-6"]
    assert text(value, 40).splitlines()[0] == "손실 (로그 눈금)"


def test_gaps_are_left_and_told() -> None:
    value = curve((1.0, 2.0, NAN, INF, 5.0, 6.0))
    row = [line for line in text(value, 60).splitlines() if "│" in line or "┤" in line]
    columns = sorted({match.start() for line in row for match in re.finditer("o", line)})
    assert max(b - a for a, b in pairwise(columns)) > 20
    assert "점 6개 중 2개는 그릴 수 없어요" in text(value, 60)
    assert "1 of 3 points cannot be drawn" in text(curve((0.0, 1.0, 10.0), log=True), 60, "en")
    assert "nan" in plain(value, "en", 60)


@pytest.mark.parametrize("series", [(3.0, 3.0, 3.0), (0.0, 0.0), (7.5,), (1e300, 1e300), (5e-324, 5e-324)])
def test_a_constant_and_a_point_stand_in_the_middle(series: tuple[float, ...]) -> None:
    lines = text(curve(series), 40).splitlines()[1:9]
    [at] = [number for number, line in enumerate(lines) if "o" in line]
    assert at in (3, 4)
    assert lines[at].split("┤")[0].strip() == tidy(series[0])


def test_a_curve_of_nothing_says_so() -> None:
    assert text(curve((NAN, NAN)), 40, "en") == "y\n" + " " * 19 + "x\no s0 (2 of 2 points cannot be drawn)"
    assert text(Curve((), ((),), ("s",), "x", "y"), 40, "en") == "y\n" + " " * 19 + "x\no s"


def test_a_curve_in_words_is_a_table_with_ends_and_extremes() -> None:
    ups = tuple(float(n) for n in range(100))
    value = Curve(ups, (tuple(50.0 if n == 41 else 0.0 for n in range(100)),), (Text("peak", "봉우리"),), "x", "y")
    rows = plain(value, "ko", 40).splitlines()
    assert rows[:3] == ["y", " x  봉우리", " 0       0"]
    assert "41      50" in rows
    assert rows[-1] == "99       0"
    assert len(rows) <= 2 + 12 + 2


def test_ticks_that_six_digits_do_not_part_have_more() -> None:
    found = scale((1.0, 1 + 1e-8), 4)
    assert found is not None
    assert len(set(found.labels())) == len(found.ticks) >= 2


# --- pictures -------------------------------------------------------------------------------------------------------


def test_a_grid_of_numbers_with_its_mark_in_brackets() -> None:
    value = grid([[0, 1, 2], [3, -4.5, 5], [6, 7, 8]], Text("input", "입력"), (1, 1, 2, 2))
    assert text(value) == art("""
    입력
        0     1     2
        3 [-4.5     5]
        6 [   7     8]
    """)
    assert [line for line in draw(value, "ko", 60)[2] if line[1] == "mark"] != []
    assert plain(value, "en", 60).splitlines()[:2] == ["input", "Marked: rows 2 to 3, columns 2 to 3."]


def test_a_mark_may_reach_into_padding() -> None:
    value = grid([[1, 2], [3, 4]], "", (-1, 1, 2, 2))
    assert text(value) == art("""
     · [·  ·]
     1 [2  ·]
     3  4  ·
    """)
    assert "0~1행, 2~3열" in plain(value, "ko", 60)
    assert "beyond is padding" in plain(value, "en", 80)


def test_a_grid_too_wide_is_shown_in_parts() -> None:
    value = grid(np.arange(60).reshape(2, 30) * 1000, "", (0, 5, 1, 4))
    lines = text(value, 50).splitlines()
    assert lines[0] == "1~7열"
    found = re.findall(r"[\d,]+", " ".join(line for line in lines if "열" not in line))
    assert sorted(found) == sorted(tidy(number * 1000) for number in range(60))
    assert text(value, 50).count("[") == 1
    assert text(value, 50).count("]") == 1


def test_pixels_are_half_blocks_in_true_colour() -> None:
    value = Picture(np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [1, 2, 3]], [[9, 9, 9], [9, 9, 9]]], np.uint8))
    assert draw(value, "en", 2)[0][0][0] == "▀" * 10  # by a whole factor
    assert draw(value, "en", 20)[-1] == (("▀" * 20, "#090909 on #090909"),)
    small = grey(np.arange(33 * 4).reshape(33, 4) % 7 * 40)
    lines = draw(small, "en", 36)
    assert lines[0][0] == ("▀", "#000000 on #a0a0a0")
    assert lines[-1][0] == ("▀", "#505050")
    assert len(lines) == 17


def test_large_pictures_are_made_smaller_by_a_whole_factor() -> None:
    value = grey(np.repeat(np.repeat([[0, 200], [100, 50]], 50, 0), 50, 1))
    lines = draw(value, "en", 50)
    assert len(lines) == 25
    assert lines[0] == (("▀" * 25, "#000000 on #000000"), ("▀" * 25, "#c8c8c8 on #c8c8c8"))


def test_without_colour_small_pictures_are_shades_and_numbers() -> None:
    assert text(grey([[0, 60, 120], [180, 230, 255]], "픽셀")) == art("""
    픽셀
       0  ░ 60  ▒120
    ▓180  █230  █255
    """)
    colours = Picture(np.array([[[1, 20, 3], [40, 5, 6]]], np.uint8))
    assert text(colours, 20) == "R\n 1  40\nG\n20   5\nB\n3  6"
    assert text(colours, 22) == "R        G        B\n 1  40   20   5   3  6"
    shades = text(grey([[0, 60, 120, 180, 255] * 3], ""), 36)
    assert shades == "  ░░▒▒▓▓██" * 3
    assert "밝기만" in text(Picture(np.zeros((9, 20, 3), np.uint8)), 60)


def test_a_marked_picture_has_arrows_beside_it() -> None:
    value = grey(np.full((4, 14), 255), "", (1, 2, 2, 3))
    assert text(value, 36) == art("""
          vvvvvv
      ████████████████████████████
    > ████████████████████████████
    > ████████████████████████████
      ████████████████████████████
    """)
    assert text(value, 17, colour=True).splitlines() == ["    vvv", *["> " + "▀" * 14] * 2]


def test_a_large_picture_in_words_has_its_figures() -> None:
    value = grey(np.tile([[0, 100]], (20, 10)), Text("noise", "잡음"))
    assert plain(value, "ko", 60) == "잡음\n20 × 20 픽셀, 최소 0, 최대 100, 평균 50."
    assert plain(value, "en", 60) == "noise\n20 × 20 pixels, from 0 to 100, 50 on average."


# --- steps ----------------------------------------------------------------------------------------------------------


def test_pictures_stand_beside_each_other_where_there_is_room() -> None:
    value = Steps(
        (grid([[1, 2], [3, 4]], Text("input", "입력")), grid([[5]], Text("sum", "합")), Table(("n",), ((1,),)))
    )
    assert text(value, 40) == art("""
    입력   합
    1  2   5
    3  4

    n
    ─
    1
    """)
    assert plain(value, "ko", 40).splitlines()[:6] == ["입력", "1  2", "3  4", "", "합", "5"]
    assert frames(value) == value.parts
    assert frames(LOSSES) == (LOSSES,)
    assert draw(Steps(()), "ko", 40) == ()
