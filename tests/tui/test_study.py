"""The study screen by its keys: what is answered reaches the log, and everything can be taken back."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from quiz.model.event import Rating
from quiz.study import ask
from quiz.study.session import Session
from quiz.tui.app import QuizApp
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.study import StudyScreen
from quiz.tui.screens.summary import SummaryScreen
from quiz.tui.turn import Turn
from quiz.tui.widgets.bars import ProgressLine
from quiz.tui.widgets.picker import Picker
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


def test_enter_and_space_lead_through_cards_and_what_was_not_typed_is_rated_by_hand(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("enter", "enter", "enter")  # show, rate as suggested, empty answer to a typed card
        assert turn(face).prompt.card.id == "mse-name"
        judgement = turn(face).judgement
        assert judgement is not None
        assert judgement.verdict == "revealed"
        assert "Rate it yourself" in face.text()
        await face.press("space", "enter")
        assert await done(face) == 1
        await face.press("3")
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


def test_enter_answers_with_the_line_under_the_mark_and_says_so(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await asked(face, "padding-choice")
        assert "Enter Show" in face.text()
        await face.press("down")
        assert "Enter Answer" in face.text()
        await face.press("enter", "3")
        assert turn(face).prompt.card.id == "several"
        await face.press("down")  # a mark alone is no answer where several are to be chosen
        assert "Enter Show" in face.text()

    stage.play(scene, start="study")


def test_a_second_digit_in_haste_changes_no_answer_but_after_a_word_on_its_form_it_does(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await asked(face, "padding-choice")
        picker = face.app.screen.query_one(Picker)
        for number in (1, 2):  # both before the judge has seen the first
            face.app.simulate_key(str(number))
        await face.settle()
        assert picker.picked == [1]
        assert face.text().count("your answer") == 1
        await asked(face, "loop-order")
        await face.press("1", "enter")
        assert "Use every number once." in face.text()
        await face.press("2", "enter")
        assert turn(face).answered

    stage.play(scene, start="study")


def test_a_word_on_the_form_of_an_answer_goes_when_the_answer_is_changed(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await asked(face, "loop-order")
        await face.press("1", "enter")
        assert "Use every number once." in face.text()
        await face.press("backspace")
        assert "Use every number once." not in face.text()
        await asked(face, "conv-params")
        await face.type("many")
        await face.press("enter")
        assert "1e-3" in face.text()
        await face.press("backspace")
        assert "1e-3" not in face.text()
        assert not turn(face).answered

    stage.play(scene, start="study")


def test_the_bar_measures_cards_and_goes_back_only_when_something_is_taken_back(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        bar = face.app.screen.query_one(ProgressLine)
        assert (bar.done, bar.total) == (0, 9)
        await face.press("space", "1")
        assert (bar.done, bar.total) == (0, 9)  # it comes again today
        await face.press("escape", "x")
        assert (bar.done, bar.total) == (0, 8)
        await face.press("enter", "4")
        assert (bar.done, bar.total) == (1, 8)
        share = bar.share
        await face.press("n")
        assert bar.share == share
        await face.press("u")
        assert (bar.done, bar.share) == (0, 0.0)

    stage.play(scene, start="study")


def test_more_new_cards_are_not_offered_where_the_sitting_has_an_end_set(stage: Theatre) -> None:
    (stage.home / "config.toml").write_text("new_per_day = 2\n", encoding="utf-8")

    async def scene(face: Stage) -> None:
        await face.press("n", "question_mark")
        assert "Five more new cards" not in face.text()
        await face.press("escape")
        assert turn(face).prompt.counts.new == 2
        await face.press("space", "4")
        assert isinstance(face.app.screen, SummaryScreen)
        assert "More new" not in face.text()
        await face.press("n")
        assert isinstance(face.app.screen, SummaryScreen)
        await face.press("space")  # means nothing here: a hasty key ends nothing
        assert face.app.is_running

    stage.play(scene, start="study", limit=1)


def test_a_language_chosen_at_home_is_that_of_the_cards(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("l", "enter")
        assert "보폭" in face.text()

    stage.play(scene)


def test_a_bare_term_says_what_is_asked(stage: Theatre) -> None:
    write(stage.home, "## field\nreversed: yes\nQ: receptive field\nA: What a unit sees.\n", "terms.md")

    async def scene(face: Stage) -> None:
        assert "What is it?" in face.text()
        card = turn(face).prompt.card
        assert ask.cue(ask.reading(card, "reverse"), "ko") == "어떤 용어인가요?"
        long = replace(card, question={"en": "receptive field (of one unit in a layer)"})
        assert ask.cue(ask.reading(long, ""), "en") == "What is it?"
        for asks in ("What is it?", "무엇인가？", "Define the field.", "the field of one unit"):
            assert ask.cue(ask.reading(replace(card, question={"en": asks}), ""), "en") == ""

    stage.play(scene, start="study", decks=("terms",))


EDITORS = {
    "nothing": ("", "Nothing was changed.", True),
    "own": ("stride", "Your own copy in", False),
}


@pytest.mark.parametrize("name", EDITORS)
def test_a_shipped_card_is_edited(stage: Theatre, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    word, said, still = EDITORS[name]
    shipped = stage.home / "shipped"
    shipped.mkdir()
    (stage.home / "decks" / "cnn.md").rename(shipped / "cnn.md")
    monkeypatch.setattr("quiz.paths.content", lambda: str(shipped))
    monkeypatch.setattr(QuizApp, "suspend", lambda self: nullcontext())

    def edit(path: str, line: int) -> None:
        text = Path(path).read_text(encoding="utf-8")
        Path(path).write_text(text.replace(f"**{word}**", "STEP") if word else text, encoding="utf-8")

    monkeypatch.setattr("quiz.editor.edit", edit)

    async def scene(face: Stage) -> None:
        await face.press("space", "e")
        assert said in face.text()
        assert turn(face).answered is still
        assert ("anew" in " ".join(face.text().split())) is not still
        assert (stage.home / "decks" / "cnn.md").exists() is not still
        await face.press("3" if still else "space")
        assert await done(face) == int(still)

    stage.play(scene, start="study")


def test_an_answer_with_lines_keeps_its_meaning_through_an_edit_of_nothing(
    stage: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuizApp, "suspend", lambda self: nullcontext())
    monkeypatch.setattr("quiz.editor.edit", lambda path, line: None)

    async def scene(face: Stage) -> None:
        for card in ("padding-choice", "several"):
            await asked(face, card)
            await face.press("1", "e" if card == "padding-choice" else "2")
            await face.press("e" if card == "padding-choice" else "enter", "e")
            before = turn(face).prompt.arrangement
            event = await face.app.desk.study(lambda session: session.next())
            assert event is not None
            shown = [before[number] for number in range(2 if card == "several" else 1)]
            assert turn(face).answered
            assert [event.arrangement[int(number) - 1] for number in turn(face).response().split()] == shown
            await face.press("4")

    stage.play(scene, start="study")
