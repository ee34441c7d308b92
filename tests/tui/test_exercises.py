"""Exercises in the app: their example, the half solution, the answer, what it brings, and its rating."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import TextArea

from quiz.exercises import registry
from quiz.exercises.sandbox import landlock, seccomp
from quiz.model.event import ATTEMPT, DRAWN, REVIEW
from quiz.tui.screens import drilling
from quiz.tui.screens.study import StudyScreen
from quiz.tui.trial import Phase, Trial
from quiz.tui.widgets.editor import CodeEditor
from quiz.tui.widgets.exerciseview import ExerciseView
from quiz.tui.widgets.grid import Grid
from quiz.tui.widgets.picker import Picker, Row
from tests.study.drills import PRODUCTS, install
from tests.tui.helpers import Stage, Theatre, compare, theatre, write
from tests.tui.test_study import turn


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Theatre:
    """A theatre on a home without decks."""
    return theatre(tmp_path, monkeypatch)


@pytest.fixture
def products(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, PRODUCTS)


def deck(stage: Theatre, *calls: str, more: str = "") -> None:
    cards = [f"## drill-{number}\nexercise: {call}\n" for number, call in enumerate(calls, 1)]
    write(stage.home, "\n".join(cards) + more, "drills.md")


def trial(face: Stage) -> Trial:
    found = turn(face).trial
    assert found is not None
    return found


def expected(face: Stage) -> str:
    """The right answer, as it would be shown."""
    exercise = trial(face).exercise
    return trial(face).kind.show(exercise.family.reference(exercise.params))


def idea(face: Stage, name: str) -> str:
    """What a wrong idea answers."""
    exercise = trial(face).exercise
    [found] = [one for one in exercise.family.misconceptions if one.name == name]
    return trial(face).kind.show(found.value(exercise.params))


async def to_rated(face: Stage) -> None:
    """Through the example and the half solution, which is looked at."""
    for _ in range(40):
        if trial(face).stage == "rated":
            return
        if trial(face).phase is Phase.ANSWER:
            await face.press("escape", "w")
        await face.press("enter")
    raise AssertionError(face.text())


async def answer(face: Stage, text: str) -> None:
    await face.type(text)
    await face.press("enter")


async def events(face: Stage, kind: str) -> list[dict[str, Any]]:
    def read(collection: Any) -> list[dict[str, Any]]:
        query = "SELECT rating, data FROM event WHERE kind = ? ORDER BY seq"
        rows = collection.database.connection.execute(query, (kind,)).fetchall()
        return [{"rating": rating, **json.loads(data)} for rating, data in rows]

    return await face.app.desk.ask(read)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_an_example_then_a_half_solution_then_a_wrong_idea_that_is_named(stage: Theatre, language: str) -> None:
    deck(stage, "mse { levels = [1] }")

    async def scene(face: Stage) -> None:
        assert trial(face).phase is Phase.STEPS
        compare(f"exercise-worked-{language}", face.text())
        steps = len(trial(face).steps)
        await face.press(*["enter"] * (steps - 1))
        assert trial(face).at == steps - 1
        await face.press("space")
        assert (trial(face).stage, trial(face).phase) == ("half", Phase.ANSWER)
        assert len(trial(face).steps) == steps - 1
        compare(f"exercise-half-{language}", face.text())
        await answer(face, expected(face))
        assert (trial(face).phase, trial(face).right) == (Phase.SEEN, True)
        assert len(trial(face).steps) == steps
        await face.press("enter")
        assert trial(face).stage == "rated"
        await answer(face, idea(face, "forgot-mean"))
        compare(f"exercise-diagnosed-{language}", face.text())
        assert await events(face, REVIEW) == []
        await face.press("enter")
        [review] = await events(face, REVIEW)
        assert (review["rating"], review["diagnosis"], review["tries"]) == (1, "forgot-mean", 1)

    stage.play(scene, language=language, start="study")


def test_a_right_answer_is_good_and_one_key_overrides(stage: Theatre, products: None) -> None:
    deck(stage, "products { levels = [1] }")

    async def scene(face: Stage) -> None:
        await to_rated(face)
        await answer(face, expected(face))
        assert trial(face).right
        assert expected(face) in face.text()
        await face.press("2")
        [review] = await events(face, REVIEW)
        assert (review["rating"], int(review["suggested"])) == (2, 3)

    stage.play(scene, start="study")


def test_after_a_slip_one_more_try_counts(stage: Theatre, products: None) -> None:
    deck(stage, "products { levels = [1] }")

    async def scene(face: Stage) -> None:
        await to_rated(face)
        await answer(face, f"-{expected(face)}")
        assert trial(face).phase is Phase.ANSWER
        assert "One more try counts" in face.text()
        face.app.screen.query_one("#typed").value = ""  # type: ignore[attr-defined]
        await answer(face, expected(face))
        await face.press("enter")
        [review] = await events(face, REVIEW)
        assert (review["rating"], review["verdict"], review["tries"]) == (2, "slip", 2)

    stage.play(scene, start="study")


@pytest.mark.parametrize(("hints", "rating"), [(1, 2), (2, 1)])
@pytest.mark.parametrize("key", ["h", "ㅗ"])
def test_hints_are_graded(stage: Theatre, products: None, hints: int, rating: int, key: str) -> None:
    deck(stage, "products { levels = [1] }")

    async def scene(face: Stage) -> None:
        await to_rated(face)
        await face.press("escape", *[key] * hints)
        assert len(trial(face).hints) == len(set(trial(face).hints[:hints]))
        assert "Hint 1" in face.text()
        await face.press("i")
        await answer(face, expected(face))
        await face.press("enter")
        [review] = await events(face, REVIEW)
        assert review["rating"] == rating

    stage.play(scene, start="study")


@pytest.mark.parametrize("how", [("enter",), ("escape", "w"), ("escape", "ㅈ")])
def test_the_solution_before_an_answer_is_again(stage: Theatre, how: tuple[str, ...]) -> None:
    deck(stage, "mse { levels = [1] }")

    async def scene(face: Stage) -> None:
        await to_rated(face)
        await face.press(*how)
        assert (trial(face).phase, trial(face).at) == (Phase.RATE, 0)
        await face.press("right")
        assert trial(face).at == 1
        await face.press("left", "left")
        assert trial(face).at == 0
        await face.press("enter")
        [review] = await events(face, REVIEW)
        assert (review["rating"], review["solution"]) == (1, True)

    stage.play(scene, start="study")


def test_what_cannot_be_read_is_no_attempt_and_stays(stage: Theatre) -> None:
    deck(stage, "mse { levels = [1] }")

    async def scene(face: Stage) -> None:
        await to_rated(face)
        await answer(face, "12..5")
        assert trial(face).phase is Phase.ANSWER
        assert (trial(face).graded, await events(face, ATTEMPT)) == (None, [])
        typed = face.app.screen.query_one("#typed")
        assert typed.value == "12..5"  # type: ignore[attr-defined]
        assert typed.has_focus
        assert "12..5" in face.text().splitlines()[-2], face.text()
        await face.press("end", "backspace")
        assert "12..5" not in face.text().splitlines()[-2]

    stage.play(scene, start="study")


def test_trying_again_does_not_rate_again(stage: Theatre, products: None) -> None:
    deck(stage, "products { levels = [1] }")

    async def scene(face: Stage) -> None:
        await to_rated(face)
        await answer(face, "9999")
        assert "The answer" not in face.text()
        await face.press("i")
        assert trial(face).phase is Phase.ANSWER
        face.app.screen.query_one("#typed").value = ""  # type: ignore[attr-defined]
        await answer(face, expected(face))
        assert trial(face).right
        await face.press("enter")
        [review] = await events(face, REVIEW)
        assert (review["rating"], review["tries"], review["answer"]) == (1, 2, "9999")

    stage.play(scene, start="study")


def test_leaving_and_coming_back_asks_the_same_and_undo_asks_afresh(stage: Theatre) -> None:
    deck(stage, "mse { levels = [1] }")
    seen: list[object] = []

    async def leave(face: Stage) -> None:
        await to_rated(face)
        seen.append(trial(face).exercise.params)
        await face.press("escape", "q")

    async def back(face: Stage) -> None:
        assert trial(face).exercise.params == seen[0]
        await answer(face, expected(face))
        await face.press("enter")
        assert len(await events(face, REVIEW)) == 1
        await face.press("u")
        assert trial(face).exercise.params != seen[0]

    stage.play(leave, start="study")
    stage.play(back, start="study")


def test_the_other_language_is_one_key(stage: Theatre) -> None:
    deck(stage, "mse { levels = [1] }")

    async def scene(face: Stage) -> None:
        exercise = trial(face).exercise
        question = exercise.family.question(exercise.params)
        assert question.en.splitlines()[0][:30] in face.text()
        await face.press("ㅣ")
        assert question.ko.splitlines()[0][:20] in face.text()

    stage.play(scene, start="study")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_matrix_is_filled_cell_by_cell(stage: Theatre, language: str) -> None:
    deck(stage, "convolve-valid { levels = [1] }")

    async def scene(face: Stage) -> None:
        await to_rated(face)
        grid = face.app.screen.query_one(Grid)
        assert grid.has_focus
        await face.press("7", "right", "minus", "8", "down", "left")
        assert grid.cells[0][:2] == ["7", "-8"]
        assert (grid.row, grid.column) == (1, 0)
        await face.press("ctrl+s")
        assert trial(face).graded is None
        assert (grid.row, grid.column) == (1, 0)  # the first that is empty
        compare(f"exercise-grid-{language}", face.text())
        grid.fill(expected(face))
        await face.press("ctrl+s")
        assert trial(face).right
        assert not grid.display
        compare(f"exercise-grid-right-{language}", face.text())

    stage.play(scene, language=language, start="study")


def test_options_are_chosen_and_lines_put_in_order_by_digits(stage: Theatre) -> None:
    deck(stage, "training-loop-order { levels = [1] }")

    async def scene(face: Stage) -> None:
        picker = face.app.screen.query_one(Picker)
        await face.pilot.click(picker.query(Row).first())
        await face.settle()
        assert (trial(face).stage, picker.picked) == ("worked", [])
        await to_rated(face)
        numbers = expected(face).split()
        await face.press(*numbers, "enter")
        assert trial(face).right
        await face.press("enter")
        [review] = await events(face, REVIEW)
        assert review["rating"] == 3

    stage.play(scene, start="study")


def test_the_steps_play_until_the_last_one_and_stop_at_a_key(stage: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    deck(stage, "convolve-padded { levels = [1] }")
    monkeypatch.setattr(drilling, "PACE", 0.02)

    async def scene(face: Stage) -> None:
        last = len(trial(face).steps) - 1
        await face.press("a")
        for _ in range(200):
            await face.pilot.pause(0.02)
            if trial(face).at == last:
                break
        assert trial(face).at == last
        await face.pilot.pause(0.1)
        assert screen(face).player is None
        monkeypatch.setattr(drilling, "PACE", 60)
        await face.press("a")
        assert (trial(face).at, screen(face).player is None) == (0, False)
        await face.press("right")
        assert (trial(face).at, screen(face).player) == (1, None)
        face.app.animation_level = "none"
        await face.press("a")
        assert (trial(face).at, screen(face).player) == (2, None)

    stage.play(scene, start="study")


def screen(face: Stage) -> StudyScreen:
    found = face.app.screen
    assert isinstance(found, StudyScreen)
    return found


@pytest.mark.parametrize("language", ["en", "ko"])
def test_code_is_written_run_and_kept(stage: Theatre, language: str) -> None:
    deck(stage, "write-mse { levels = [1] }")
    (stage.home / "config.toml").write_text("code_timeout = 1\n")

    async def scene(face: Stage) -> None:
        await to_rated(face)
        editor = face.app.screen.query_one(CodeEditor)
        assert editor.has_focus
        start = editor.text
        await face.type("while True:")
        await face.press("enter")
        await face.type("pass")
        endless = start + "while True:\n        pass"  # the indent comes by itself
        assert editor.text == endless
        compare(f"exercise-code-{language}", face.text())
        await face.press("ctrl+s")
        assert trial(face).result is not None
        assert trial(face).result.note == "timeout"  # type: ignore[union-attr]
        assert trial(face).phase is Phase.RATE
        await face.press("i")
        assert (editor.text, editor.has_focus) == (endless, True)
        editor.fill(expected(face))
        await face.press("f5")
        assert trial(face).right
        await face.press("enter")
        [review] = await events(face, REVIEW)
        assert (review["rating"], review["tries"]) == (1, 2)

    stage.play(scene, language=language, start="study")


def test_the_screen_lives_while_code_runs(stage: Theatre) -> None:
    deck(stage, "write-mse { levels = [1] }", more="\n## other\nQ: Other?\nA: Yes.\n")
    (stage.home / "config.toml").write_text("code_timeout = 2\n")

    async def scene(face: Stage) -> None:
        while turn(face).trial is None:
            await face.press("s")
        await to_rated(face)
        await face.type("while True: pass")
        await face.pilot.press("ctrl+s")
        await face.pilot.pause(0.1)
        assert trial(face).running
        assert "Your code runs…" in face.text()
        await face.pilot.press("escape")
        await face.pilot.pause()
        assert face.app.screen.query_one(ExerciseView).has_focus
        await face.settle()
        assert not trial(face).running

    stage.play(scene, start="study")


def test_a_system_without_walls_says_so(stage: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    monkeypatch.setattr(seccomp, "available", lambda: False)
    deck(stage, "write-mse { levels = [1] }")

    async def scene(face: Stage) -> None:
        assert "does not wall your code off" in face.text()

    stage.play(scene, start="study")


def test_a_code_exercise_that_is_left_leaves_no_editor_behind(stage: Theatre) -> None:
    deck(stage, "write-mse { levels = [1] }", more="\n## other\nQ: Other?\nA: Yes.\n")

    async def scene(face: Stage) -> None:
        while turn(face).trial is None:
            await face.press("s")
        await to_rated(face)
        await face.press("escape", "s")
        assert not face.app.screen.query(TextArea)

    stage.play(scene, start="study")


def test_wrong_keys_do_nothing(stage: Theatre, products: None) -> None:
    deck(stage, "products { levels = [1] }")

    async def scene(face: Stage) -> None:
        await face.press("1", "4", "w", "i", "h", "f5", "ctrl+s", "left")
        assert (trial(face).stage, trial(face).at) == ("worked", 0)
        await to_rated(face)
        await face.press("escape", "3", "a", "right")
        assert trial(face).phase is Phase.ANSWER
        assert await events(face, REVIEW) == []
        assert len(await events(face, DRAWN)) == 3

    stage.play(scene, start="study")


@pytest.mark.parametrize("name", ["write-softmax", "convolve-padded", "sequential-summary", "brightness"])
def test_every_size_shows_the_question_and_its_entry(stage: Theatre, name: str) -> None:
    deck(stage, f"{name} {{ levels = [1] }}")
    assert name in registry.ROWS

    async def scene(face: Stage) -> None:
        await to_rated(face)
        for width, height in ((80, 24), (120, 40), (40, 12)):
            await face.pilot.resize_terminal(width, height)
            await face.settle()
            assert len(face.text().splitlines()) <= height
            assert face.app.focused is not None
            region = face.app.focused.region
            assert region.height >= 1
            assert region.bottom <= height
            assert face.app.screen.query_one(ExerciseView).size.height >= 1

    stage.play(scene, start="study")
