"""`quiz study --cards` and `--exercises`, and exercises in the check of decks."""

from __future__ import annotations

from pathlib import Path

from tests.cli.helpers import Inside, Quiz

DECK = "## card\nQ: What?\nA: That.\n\n## drill\nexercise: mse\n"


def test_cards_or_exercises_alone(quiz: Quiz) -> None:
    quiz.write("mine.md", DECK)
    cards = quiz("study", "--plain", "--cards", "mine", stdin="s\n")
    assert cards.code == 0, cards.err
    assert "What?" in cards.out
    assert "MSE" not in cards.out
    exercises = quiz("study", "--plain", "--exercises", "mine", stdin="s\n")
    assert exercises.code == 0, exercises.err
    assert "MSE" in exercises.out
    assert "What?" not in exercises.out
    both = quiz("study", "--plain", "mine", stdin="s\ns\n")
    assert "What?" in both.out
    assert "MSE" in both.out


def test_both_at_once_are_wrong_usage(quiz: Quiz, inside: Inside) -> None:
    done = inside("study", "--cards", "--exercises")
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert "--exercises" in done.err
    assert "연습" in inside("study", "--help", language="ko").out


def test_settings_of_exercises_are_checked_in_both_languages(inside: Inside, tmp_path: Path) -> None:
    path = tmp_path / "deck.md"
    path.write_text('## a\nexercise: conv-output-size { padding = "full" }\n\n## b\nexercise: mse { n = 1 }\n')
    assert inside("check", str(path)).out.splitlines() == [
        f'{path}:2:30: a: conv-output-size: padding: got "full"; takes "valid", "same"',
        f"{path}:5:17: b: mse has no settings, so none is called n",
        "Files: 1, cards: 2, errors: 2, warnings: 0.",
    ]
    assert inside("check", str(path), language="ko").out.splitlines()[:2] == [
        f'{path}:2:30: a: conv-output-size: padding: 받은 값은 "full", 쓸 수 있는 값은 "valid", "same"입니다',
        f"{path}:5:17: b: mse에는 설정이 없으므로 n도 없습니다",
    ]
