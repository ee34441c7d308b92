"""The study screen by its keys: what is answered reaches the log, and everything can be taken back."""

from __future__ import annotations

from quiz.model.event import Rating
from quiz.study.session import Session
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.study import StudyScreen
from quiz.tui.screens.summary import SummaryScreen
from quiz.tui.turn import Turn
from tests.tui.helpers import NESTED, Stage, Theatre, write


def turn(face: Stage) -> Turn:
    screen = face.app.screen
    assert isinstance(screen, StudyScreen)
    assert screen.turn is not None
    return screen.turn


async def asked(face: Stage, card: str) -> None:
    """Skip to a card."""
    while turn(face).prompt.card.id != card:
        if turn(face).typed:
            await face.press("escape")
        await face.press("s")


async def done(face: Stage) -> int:
    return await face.app.desk.study(lambda session: session.done)


def test_enter_and_space_alone_lead_through_cards(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("enter", "enter", "enter")  # show, rate as suggested, empty answer to a typed card
        assert turn(face).prompt.card.id == "mse-name"
        judgement = turn(face).judgement
        assert judgement is not None
        assert judgement.verdict == "revealed"
        await face.press("space", "enter")
        assert await done(face) == 2
        assert turn(face).prompt.card.id == "padding-choice"

    stage.play(scene, start="study")


def test_the_intervals_shown_are_those_given(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("space")
        shown = turn(face).prompt.intervals[Rating.EASY]
        assert f"{shown.days}d" in face.text()
        key = (turn(face).prompt.card.id, turn(face).prompt.part)
        await face.press("4")
        from quiz.store import progress

        now = await face.app.desk.ask(lambda collection: progress.get(collection.database.connection, *key))
        today = await face.app.desk.ask(lambda collection: collection.today())
        assert now.due_day == today + shown.days

    stage.play(scene, start="study")


def test_a_typed_answer_is_compared_and_a_near_miss_is_left_to_the_learner(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await asked(face, "mse-name")
        await face.type("mean sqared error")
        await face.press("enter")
        assert "mean sq[u]ared error" in face.text()
        await face.press("enter")  # nothing is suggested
        assert await done(face) == 0
        assert "Rate it yourself" in face.text()
        await face.press("2")
        assert await done(face) == 1

    stage.play(scene, start="study")


def test_korean_and_english_names_are_both_right(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await asked(face, "mse-name")
        await face.type("평균 제곱 오차")
        await face.press("enter")
        assert "✓" in face.text()
        await face.press("enter")
        assert await done(face) == 1

    stage.play(scene, start="study", language="ko")


def test_a_foreseen_mistake_brings_its_feedback_and_its_card(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await asked(face, "mse-name")
        await face.type("MAE")
        await face.press("enter")
        text = face.text()
        assert "It averages absolute values." in text
        assert "Absolute errors." in text  # the linked card, with its answer
        await face.press("enter")
        assert await done(face) == 1

    stage.play(scene, start="study")


def test_a_number_that_cannot_be_read_is_no_attempt(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await asked(face, "conv-params")
        await face.type("many")
        await face.press("enter")
        assert not turn(face).answered
        assert "1e-3" in face.text()

    stage.play(scene, start="study")


def test_choices_order_and_match_by_digits(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        def places(*order: int) -> list[str]:
            arrangement = turn(face).prompt.arrangement
            return [str(arrangement.index(index) + 1) for index in order]

        await asked(face, "padding-choice")
        await face.press(*places(0))
        assert "✓ Right" in face.text()
        await face.press("enter")
        await face.press(*places(0, 1, 2), *places(1), "enter")  # the second is taken back
        assert "✓ Right" in face.text()
        await face.press("enter")
        await face.press(*places(1, 0), "backspace", "backspace", *places(0, 1), "enter")  # the last one is clear
        assert "✓ Right" in face.text()
        await face.press("enter")
        await face.press(*places(1, 0, 2), "enter")
        assert "✗ Not right" in face.text()
        await face.press("enter")
        assert await done(face) == 4

    stage.play(scene, start="study")


def test_choices_by_arrows(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await asked(face, "padding-choice")
        for _ in range(turn(face).prompt.arrangement.index(0) + 1):
            await face.press("down")
        await face.press("enter")
        assert "✓ Right" in face.text()

    stage.play(scene, start="study")


def test_everything_can_be_undone(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("space", "3", "enter", "3", "x")
        assert turn(face).prompt.card.id == "several"
        await face.press("u")
        assert turn(face).prompt.card.id == "padding-choice"
        await face.press("u")
        assert turn(face).prompt.card.id == "mse-name"
        await face.press("escape", "u", "u")
        assert turn(face).prompt.card.id == "stride"
        assert await done(face) == 0
        assert "nothing to undo" in face.text()

    stage.play(scene, start="study")


def test_note_flag_source_and_hint(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("h", "m")
        await face.type("halve it")
        await face.press("ctrl+s", "f", "3")
        assert "⚑3" in face.text()
        assert "halve it" not in face.text()  # a note may tell the answer
        await face.press("o")
        assert "N10" in face.text()
        await face.press("space")
        judgement = turn(face).judgement
        assert judgement is not None
        assert judgement.suggested is Rating.HARD
        assert all(text in face.text() for text in ("halve it", "Correction", "N10"))
        await face.press("o")
        assert "Correction" not in face.text()

    stage.play(scene, start="study")


def test_switching_the_language_helps_only_where_one_has_to_produce(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("l")
        assert "보폭" in face.text()
        assert turn(face).hints == 0
        await face.press("space", "3", "escape", "l")
        assert "Which loss" in face.text()
        assert turn(face).hints == 1

    stage.play(scene, start="study")


def test_picks_survive_a_switch_of_language(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await asked(face, "several")
        await face.press("2", "l")
        assert "가중치" in face.text()
        assert "[x] 2" in face.text()

    stage.play(scene, start="study")


def test_more_new_cards_and_bury(stage: Theatre) -> None:
    (stage.home / "config.toml").write_text("new_per_day = 1\n", encoding="utf-8")

    async def scene(face: Stage) -> None:
        await face.press("n")
        assert turn(face).prompt.counts.new == 6
        await face.press("b")
        assert turn(face).prompt.card.id == "mse-name"

    stage.play(scene, start="study")


def test_a_session_bounded_by_cards_ends_in_a_summary_that_can_be_taken_back(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("b", "6")  # 10 cards
        assert "10 cards" in face.text()
        await face.press("enter")
        for _ in range(30):
            if isinstance(face.app.screen, SummaryScreen):
                break
            await face.press("enter" if turn(face).judgement is None else "1")
        assert "number of cards you set" in face.text()
        await face.press("u")
        assert await done(face) == 9
        await face.press("q", "enter")
        assert isinstance(face.app.screen, HomeScreen)
        assert face.app.desk.session is None

    stage.play(scene)


def test_a_session_bounded_by_minutes(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        face.clock.forward(minutes=6)
        await face.press("space", "3")
        assert "the time you set" in face.text()

    stage.play(scene, start="study", minutes=5)


def test_a_deck_of_its_own_and_a_folder_of_decks(stage: Theatre) -> None:
    write(stage.home, NESTED, "training/adam.md")

    async def scene(face: Stage) -> None:
        await face.press("down", "down", "enter")
        assert turn(face).prompt.card.id == "adam"
        await face.press("q")
        assert isinstance(face.app.screen, HomeScreen)

    stage.play(scene)


def test_quiz_study_ends_the_app_with_its_session(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("q")
        assert not face.app.is_running

    assert stage.play(scene, start="study").return_code == 0


def test_an_empty_home_says_so(stage: Theatre) -> None:
    (stage.home / "decks" / "cnn.md").unlink()

    async def scene(face: Stage) -> None:
        assert "no deck yet" in face.text()
        await face.press("enter")
        assert "Nothing is due now" in face.text()
        await face.press("enter")
        assert isinstance(face.app.screen, HomeScreen)

    stage.play(scene)


def test_the_time_to_the_answer_is_noted(stage: Theatre) -> None:
    durations: list[int] = []
    answer = Session.answer

    async def scene(face: Stage) -> None:
        ticks = iter((10.0, 12.5))
        turn(face).timer = lambda: next(ticks)
        turn(face).began = turn(face).timer()
        await face.press("space", "3")
        rows = await face.app.desk.ask(
            lambda collection: collection.database.connection.execute(
                "SELECT duration_ms FROM event WHERE kind = 'review'"
            ).fetchall()
        )
        durations.extend(row[0] for row in rows)

    stage.play(scene, start="study")
    assert durations == [2500]
    assert Session.answer is answer
