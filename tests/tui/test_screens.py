"""Golden text screens: every screen at 80×24 in both languages."""

from __future__ import annotations

import pytest

from quiz.model.errors import QuizError
from tests.tui.helpers import NESTED, Stage, Theatre, compare, write


@pytest.mark.parametrize("language", ["en", "ko"])
def test_home(stage: Theatre, language: str) -> None:
    write(stage.home, NESTED, "training/adam.md")
    write(stage.home, "## broken\nQ: no answer\n", "bad.md")

    async def scene(face: Stage) -> None:
        compare(f"home-{language}", face.text())
        await face.press("b")
        compare(f"limit-{language}", face.text())
        await face.press("3", "question_mark")
        compare(f"help-home-{language}", face.text())
        await face.press("escape", "p")
        compare(f"problems-{language}", face.text())
        await face.press("escape")
        compare(f"home-bounded-{language}", face.text())

    stage.play(scene, language=language)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_study(stage: Theatre, language: str) -> None:
    async def scene(face: Stage) -> None:
        compare(f"study-basic-{language}", face.text())
        await face.press("h")
        compare(f"study-hint-{language}", face.text())
        await face.press("space")
        compare(f"study-answer-{language}", face.text())
        await face.press("question_mark")
        compare(f"help-study-{language}", face.text())
        await face.press("escape", "m")
        compare(f"note-{language}", face.text())
        await face.press("escape", "f")
        compare(f"flag-{language}", face.text())
        await face.press("escape", "3")
        compare(f"study-typed-{language}", face.text())
        await face.type("meen squared error")
        await face.press("enter")
        compare(f"study-near-{language}", face.text())
        await face.press("u", "enter")
        compare(f"study-undone-{language}", face.text())
        await face.press("3")
        await face.type("MAE")
        await face.press("enter")
        compare(f"study-wrong-{language}", face.text())
        await face.press("1")
        compare(f"study-choices-{language}", face.text())

    stage.play(scene, language=language, start="study")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_kinds_of_cards(stage: Theatre, language: str) -> None:
    async def scene(face: Stage) -> None:
        await face.press("s", "escape", "s", "2")
        compare(f"study-choices-answered-{language}", face.text())
        await face.press("3", "1", "2")
        compare(f"study-several-{language}", face.text())
        await face.press("enter", "1", "3", "down")
        compare(f"study-order-{language}", face.text())
        await face.press("1", "2", "enter")
        compare(f"study-order-answered-{language}", face.text())
        await face.press("1", "2")
        compare(f"study-match-{language}", face.text())
        await face.press("1", "enter")
        compare(f"study-match-answered-{language}", face.text())
        await face.press("1")
        compare(f"study-cloze-{language}", face.text())
        await face.press("space")
        compare(f"study-cloze-answered-{language}", face.text())
        await face.press("3")
        await face.type("288")
        await face.press("enter")
        compare(f"study-number-{language}", face.text())
        await face.press("1", "q")
        compare(f"summary-{language}", face.text())

    stage.play(scene, language=language, start="study")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_after_some_days(stage: Theatre, language: str) -> None:
    async def scene(face: Stage) -> None:
        for day in range(3):
            await face.press("enter")
            for _ in range(4):
                await face.press("enter", "4")
            await face.press("escape", "q", "enter")
            face.clock.forward(days=1 if day else 3)
        await face.press("r")
        compare(f"home-later-{language}", face.text())

    stage.play(scene, language=language)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_suspended_cards_come_back(stage: Theatre, language: str) -> None:
    async def scene(face: Stage) -> None:
        await face.press("v")
        compare(f"suspended-none-{language}", face.text())
        await face.press("escape", "enter", "x", "escape", "x", "x", "q", "v", "down")
        compare(f"suspended-{language}", face.text())
        await face.press("enter")
        compare(f"suspended-back-{language}", face.text())
        left = await face.app.desk.ask(lambda collection: collection.suspended())
        assert [one.card.id for one in left] == ["stride", "padding-choice"]
        await face.press("enter", "down", "enter", "enter", "escape")
        assert await face.app.desk.ask(lambda collection: collection.suspended()) == []

    stage.play(scene, language=language)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_broken_cards_and_skipped_ones_are_told(stage: Theatre, language: str) -> None:
    write(stage.home, "## term\nQ: receptive field\nA: What a unit sees.\n\n## broken\nQ: no answer\n", "bad.md")

    async def scene(face: Stage) -> None:
        compare(f"study-left-out-{language}", face.text())
        await face.press("p")
        assert "bad.md" in face.text()
        await face.press("escape", "s")
        compare(f"summary-skipped-{language}", face.text())
        await face.press("u")
        assert "receptive field" in face.text()

    stage.play(scene, language=language, start="study", decks=("bad",))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_palette_and_fault(stage: Theatre, language: str) -> None:
    async def scene(face: Stage) -> None:
        await face.press("ctrl+p")
        await face.until("cnn")
        compare(f"palette-{language}", face.text())
        await face.press("escape")
        face.app.fail(QuizError("{path}: {faults}", path="config.toml", faults="[bold]x[/]"), lambda: None)
        await face.settle()
        compare(f"fault-{language}", face.text())
        await face.press("q")

    assert stage.play(scene, language=language).return_code == 2
