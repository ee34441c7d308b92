"""Where things are: the user's home and the decks shipped with the program. Paths are plain text."""

from __future__ import annotations

import os
from collections.abc import Mapping


def home(environment: Mapping[str, str] = os.environ) -> str:
    """The folder of the user's data: `QUIZ_HOME`, else the platform's data folder."""
    chosen = environment.get("QUIZ_HOME")
    if chosen:
        return os.path.abspath(os.path.expanduser(chosen))
    from platformdirs import user_data_dir  # costs more than the rest of `quiz due`

    return user_data_dir("quiz", appauthor=False)


def content() -> str:
    """The folder of the shipped decks: inside the wheel, or beside the package in a checkout."""
    package = os.path.dirname(os.path.abspath(__file__))
    packaged = os.path.join(package, "_content")
    return packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(package), "content")


def database(home: str) -> str:
    return os.path.join(home, "quiz.db")


def decks(home: str) -> str:
    return os.path.join(home, "decks")


def config(home: str) -> str:
    return os.path.join(home, "config.toml")
