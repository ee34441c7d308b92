"""Keys: twins on a Korean keyboard, syllables of an input method, and keys that mean nothing."""

from __future__ import annotations

import pytest
from textual.command import CommandList

from quiz.tui import keymap
from quiz.tui.keymap import Action, keystrokes
from quiz.tui.screens.help import HelpScreen
from quiz.tui.screens.study import StudyScreen
from tests.tui.helpers import Stage, Theatre


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("ㅗ", "h"),
        ("녀", "su"),
        ("값", "rkqt"),
        ("ㅟ", "nl"),
        ("ㄲ", "R"),
        ("ｕ", "u"),
        ("１", "1"),
        ("u", ""),
        ("é", ""),
    ],
)
def test_keystrokes(typed: str, keys: str) -> None:
    assert keystrokes(typed) == keys


def test_every_letter_key_has_its_twin_and_none_is_taken_twice() -> None:
    for name in ("HOME", "TREE", "STUDY", "SUMMARY", "CLOSE", "CANCEL", "FAULT", "PICK"):
        actions: tuple[Action, ...] = getattr(keymap, name)
        keys = [key for action in actions for key in action.all_keys.split(",")]
        assert len(keys) == len(set(keys)), name
        for key in keys:
            if len(key) == 1 and key.isascii() and key.isalpha():
                assert keymap.JAMO[key] in keys


def test_a_jamo_calls_the_action_of_its_key(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("ㅗ")
        assert "Count the places" in face.text()
        await face.press("space", "3", "escape", "ㅕ")
        assert "Undone" in face.text()

    stage.play(scene, start="study")


def test_a_syllable_calls_the_actions_of_its_keys_in_turn(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("ㅐ", "호")  # o; then g (nothing) and h
        assert "N10" in face.text()
        assert "Count the places" in face.text()

    stage.play(scene, start="study")


def test_jamo_are_letters_where_an_answer_is_typed(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("s")
        await face.type("오차ㅗ")
        assert "오차ㅗ" in face.text()

    stage.play(scene, start="study")


def test_keys_that_mean_nothing_change_nothing(stage: Theatre) -> None:
    keys = "z,Q,0,9,tab,delete,insert,ctrl+x,ctrl+w,f5,shift+up,ctrl+home,ㄲ,꺅,é,dollar_sign,left,up,pagedown,ctrl+c"

    async def scene(face: Stage) -> None:
        for key in keys.split(","):
            await face.press(key)
        screen = face.app.screen
        assert isinstance(screen, StudyScreen)
        assert screen.turn is not None
        assert (screen.turn.prompt.card.id, screen.turn.answered) == ("stride", False)
        await face.press("1")
        assert "First the answer" in face.text()
        assert not screen.turn.answered

    stage.play(scene, start="study")


def test_help_lists_the_keys_of_the_screen_below_it(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("question_mark")
        assert "Study the chosen deck" in face.text()
        await face.press("question_mark", "enter", "f1")
        assert isinstance(face.app.screen, HelpScreen)
        assert "Not recalled" in face.text()

    stage.play(scene)


def test_help_while_typing_and_for_lines_to_pick(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("question_mark")
        assert "Answer with what is chosen" not in face.text()
        await face.press("escape", "s")
        assert "F1 Keys" in face.text()
        await face.press("f1")
        assert isinstance(face.app.screen, HelpScreen)
        await face.press("escape", "escape", "s", "question_mark", *["down"] * 12)
        assert "Answer with what is chosen" in " ".join(face.text().split())

    stage.play(scene, start="study")


def test_the_palette_lists_decks_at_once_and_one_way_out(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("ctrl+p")
        await face.until("Study Convolution")
        found = [str(option.prompt) for option in face.app.screen.query_one(CommandList).options]
        assert sum("Quit" in text for text in found) == 1

    stage.play(scene)


def test_the_command_palette_finds_actions_and_decks(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("ctrl+p")
        await face.type("convol")
        await face.until("Study Convolution")
        await face.press("enter")
        await face.until("What does a stride")
        await face.press("ctrl+p")
        await face.type("hint")
        await face.until("Show the hint")
        await face.press("enter")
        await face.until("Count the places")

    stage.play(scene)


def test_the_palette_stands_any_key_while_nothing_is_found(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("ctrl+p")
        await face.type("zzzz")
        await face.press("pageup", "pagedown", "up", "down", "enter", "ctrl+p")
        await face.press("escape", "escape")
        assert face.app.is_running

    stage.play(scene)


def test_a_click_on_a_key_a_rating_and_a_deck_does_what_the_key_does(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.pilot.click("DeckTree", offset=(6, 1))
        await face.settle()
        assert isinstance(face.app.screen, StudyScreen)
        await face.pilot.click("KeyBar", offset=(2, 0))
        await face.settle()
        assert "about halved" in face.text()
        await face.pilot.click("Ratings", offset=(45, 0))
        await face.settle()
        assert "Which loss" in face.text()

    stage.play(scene)


def test_theme_and_language_switch_on_the_spot(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        assert face.app.theme == "quiz-dark"
        await face.press("t")
        assert face.app.theme == "quiz-light"
        await face.press("l")
        assert "모든 덱" in face.text()

    stage.play(scene)
