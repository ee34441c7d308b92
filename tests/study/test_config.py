"""A bad config.toml is named, and a good one is never remembered longer than it is true."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from quiz.config import Settings, load
from quiz.model.errors import QuizError
from quiz.study.rebuild import differences
from tests.study.helpers import Clock, opened, write


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (b"new_per_day = ", ["not TOML"]),
        (b"new_per_day = 'ten'", ["new_per_day"]),
        (b"new_per_day = 1.5", ["new_per_day"]),
        (b"new_per_day = true", ["new_per_day"]),
        (b"new_per_day = -1", ["new_per_day"]),
        (b"new_per_day = 99999999999999999999999999", ["new_per_day"]),
        (b"reviews_per_day = " + b"9" * 5000, []),
        (b"desired_retention = nan", ["desired_retention"]),
        (b"learning_steps = ['soon']", ["learning_steps"]),
        (b"learning_steps = '10m'", ["learning_steps"]),
        (b"learn_ahead = '0m'", ["learn_ahead"]),
        (b"new_pr_day = 5", ["new_pr_day"]),
        (b"rollover = 24\nnew_per_day = 'x'", ["rollover", "new_per_day"]),
        (b"x = " + b"[" * 20_000, []),
        (b"language = '\xff\xfe'", ["UTF-8"]),
        ("language = 'ko'".encode("utf-16"), ["UTF-8"]),
        (b"language = '\\u001b]52;c;x\\u0007'", ["language"]),
    ],
)
def test_a_bad_config_is_named_and_nothing_is_lost(tmp_path: Path, content: bytes, parts: list[str]) -> None:
    write(tmp_path)
    opened(tmp_path, Clock()).close()
    (tmp_path / "config.toml").write_bytes(content)
    for _ in range(2):
        with pytest.raises(QuizError) as caught:
            opened(tmp_path, Clock())
        text = str(caught.value)
        assert str(tmp_path / "config.toml") in text
        assert "\n" not in text
        assert "\x1b" not in text
        for part in parts:
            assert part in text
    (tmp_path / "config.toml").write_bytes(b"\xef\xbb\xbfnew_per_day = 3\n")  # as some editors begin a file
    with opened(tmp_path, Clock()) as collection:
        assert collection.due().new == 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("learn_ahead = 'soon'", 'learn_ahead: a duration such as 90, "90s", "10m" or "1h", a day at most'),
        ("learn_ahead = '2d'", 'learn_ahead: a duration such as 90, "90s", "10m" or "1h", a day at most'),
        (
            "learning_steps = '10m'",
            'learning_steps: up to ten durations, each a day at most, such as [90, "10m", "1h"]',
        ),
        ("new_per_day = 'ten'", "new_per_day: a whole number from 0 to 10000"),
        ("rollover = 24", "rollover: a whole number from 0 to 23"),
        ("maximum_interval = 0", "maximum_interval: a whole number from 1 to 36500"),
        ("desired_retention = 1.5", "desired_retention: a number from 0.7 to 0.99"),
        ("language = 7", 'language: the code of a language, such as "en" or "ko"'),
        ("theme = ''", 'theme: text of letters, digits and "-"'),
        ("theme = 'my theme'", 'theme: text of letters, digits and "-"'),
        ("new_pr_day = 5", "there is no setting new_pr_day; did you mean new_per_day?"),
        ("'{path}' = 5", "there is no setting {path}; there are: " + ", ".join(Settings._fields)),
        (
            "learning_steps = ['x', 'y']\nrolover = 3",
            (
                'learning_steps: up to ten durations, each a day at most, such as [90, "10m", "1h"]; '
                "there is no setting rolover; did you mean rollover?"
            ),
        ),
    ],
)
def test_each_fault_is_told_in_a_sentence_of_our_own(content: str, sentence: str) -> None:
    with pytest.raises(QuizError) as caught:
        load(content, "config.toml")
    assert str(caught.value) == f"config.toml: {sentence}"


def test_a_fault_is_told_in_korean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    (tmp_path / "config.toml").write_text("rollover = 24\nthem = 'x'\n")
    with pytest.raises(QuizError) as caught:
        opened(tmp_path, Clock())
    text = str(caught.value)
    assert "rollover: 0에서 23까지의 정수; them라는 설정은 없습니다. theme인가요?" in text


@pytest.mark.parametrize("theme", ["quiz-light", "textual-dark", "rose-pine-moon", "x2"])
def test_a_theme_is_any_name(theme: str) -> None:
    assert load(f"theme = '{theme}'", "config.toml").theme == theme


def test_a_config_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(QuizError, match=r"config\.toml"):
        opened(tmp_path, Clock())


def test_two_edits_of_the_config_within_one_tick_are_seen(tmp_path: Path) -> None:
    tick = time.time_ns()
    for count in range(1, 9):
        (tmp_path / "config.toml").write_text(f"new_per_day = {count}\n")
        os.utime(tmp_path / "config.toml", ns=(tick, tick))
        with opened(tmp_path, Clock()) as collection:
            assert collection.settings.new_per_day == count


def test_settings_remembered_by_another_version_are_read_anew(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("new_per_day = 4\n")
    os.utime(tmp_path / "config.toml", ns=(5 * 10**17, 5 * 10**17))
    opened(tmp_path, Clock()).close()
    with closing(sqlite3.connect(tmp_path / "quiz.db")) as other:
        (known,) = other.execute("SELECT value FROM meta WHERE key = 'settings'").fetchone()
        values = json.loads(known)
        values["stamp"][0] = "0.0.1"
        values["values"]["of_the_future"] = 1
        del values["values"]["rollover"]
        other.execute("UPDATE meta SET value = ? WHERE key = 'settings'", (json.dumps(values),))
        other.commit()
    with opened(tmp_path, Clock()) as collection:
        assert collection.settings.new_per_day == 4
        assert differences(collection.database.connection, collection.options()) == []
