"""Text from our own letters: every one drawn, none like another, clipped at the edges."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine import image
from quiz.engine.image.font import letter
from quiz.engine.image.hangul import FIRST_SYLLABLE, LAST_SYLLABLE, cell

ASCII = [chr(code) for code in range(33, 127)]


def drawn(text: str, scale: int = 1) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    width, height = image.text_size(text, scale)
    return image.draw_text(np.zeros((height, max(width, 1)), np.uint8), (0, 0), text, 1, scale)


def test_a_letter_is_the_picture_on_the_sheet() -> None:
    rows = ["".join(" #"[pixel] for pixel in row).rstrip() for row in drawn("A")]
    assert rows == [
        "", "", "", "   ##", "   ##", "  #  #", "  #  #", " #    #", " ######", " #    #", " #    #", " #    #",
        "", "", "", "",
    ]  # fmt: skip


def test_a_syllable_is_made_of_its_letters() -> None:
    rows = ["".join(" #"[pixel] for pixel in row).rstrip() for row in drawn("한")]
    assert rows == [
        "           #", "   ###     #", " #######   #", "           #", "   ###     ####", "  #   #    #",
        "  #   #    #", "   ###     #", "           #", "", "   #", "   #", "   #", "   #", "   ###########", "",
    ]  # fmt: skip


def test_every_ascii_letter_is_drawn_and_none_is_like_another_or_unknown() -> None:
    shapes = {character: letter(character).tobytes() for character in [*ASCII, "é"]}
    assert len(set(shapes.values())) == len(shapes)
    assert all(letter(character).any() for character in ASCII)
    assert not letter(" ").any()
    assert all(not letter(character)[:, [0, 7]].any() for character in ASCII)  # a gap between neighbours


def test_all_syllables_differ() -> None:
    shapes = [cell(chr(code)) for code in range(FIRST_SYLLABLE, LAST_SYLLABLE + 1)]
    assert len(shapes) == 11_172
    assert len({shape.tobytes() for shape in shapes}) == len(shapes)
    assert not any(shape[:, 15].any() or shape[15].any() for shape in shapes)


def test_all_single_letters_differ() -> None:
    shapes = [cell(chr(code)) for code in range(ord("ㄱ"), ord("ㅣ") + 1)]
    assert len({shape.tobytes() for shape in shapes}) == 51


def test_sizes() -> None:
    assert image.text_size("") == (0, 16)
    assert image.text_size("ab한") == (32, 16)
    assert image.text_size("ab\nc", 3) == (48, 96)
    assert image.text_size(unicodedata.normalize("NFD", "한글")) == (32, 16)
    np.testing.assert_array_equal(drawn(unicodedata.normalize("NFD", "한글é")), drawn("한글é"))


def test_unknown_characters_are_boxes() -> None:
    for character in "é漢\x07🙂":
        np.testing.assert_array_equal(drawn(character), drawn("é"))
    assert drawn("é")[3:12, 1:7].sum() == 2 * 6 + 7 * 2


def test_lines_go_down() -> None:
    both = drawn("ab\nxy")
    np.testing.assert_array_equal(both[:16], drawn("ab"))
    np.testing.assert_array_equal(both[16:], drawn("xy"))


@given(st.text(st.sampled_from([*ASCII, " ", "한", "ㅎ", "\n"]), max_size=6), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_scale_repeats_pixels(text: str, scale: int) -> None:
    np.testing.assert_array_equal(
        drawn(text, scale),
        drawn(text).repeat(scale, axis=0).repeat(scale, axis=1)[:, : max(image.text_size(text, scale)[0], 1)],
    )


@given(st.integers(-60, 60), st.integers(-60, 60), st.integers(1, 4))
@settings(max_examples=80, deadline=None)
def test_clipping_is_drawing_on_a_larger_picture_and_cropping(x: int, y: int, scale: int) -> None:
    small = image.draw_text(np.zeros((20, 30), np.uint8), (x, y), "g한!\nW", 9, scale)
    large = image.draw_text(np.zeros((400, 400), np.uint8), (x + 100, y + 100), "g한!\nW", 9, scale)
    np.testing.assert_array_equal(small, image.crop(large, (100, 100, 130, 120)))


@pytest.mark.parametrize(
    ("channels", "fill", "color"),
    [(1, 7, 7), (3, 7, [7, 7, 7]), (3, (1, 2, 3), [1, 2, 3]), (4, 7, [7, 7, 7, 255]), (4, (1, 2, 3), [1, 2, 3, 255]),
     (4, (1, 2, 3, 4), [1, 2, 3, 4])],
)  # fmt: skip
def test_colors(channels: int, fill: int | tuple[int, ...], color: int | list[int]) -> None:
    blank = np.full((16, 8) if channels == 1 else (16, 8, channels), 99, np.uint8)
    result = image.draw_text(blank, (0, 0), "|", fill)
    assert result[3, 3].tolist() == color
    np.testing.assert_array_equal(result[3, 4], blank[3, 4])
