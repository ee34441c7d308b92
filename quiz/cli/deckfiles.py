"""Deck files read as they are, without the database: what `check`, `add` and `decks stamp` need."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quiz.config import load as load_settings
from quiz.decks.lint import Located, check
from quiz.decks.parse import Deck, Problem, read
from quiz.language import Words, preferred
from quiz.model.errors import QuizError
from quiz.paths import config, content, decks
from quiz.study import exercise_check, files, shows


@dataclass(frozen=True, slots=True)
class DeckFile:
    """A deck file that was read. `path` is as a person would name it, `real` tells whether two are one file."""

    path: str
    real: str
    shipped: bool
    deck: Deck


def words_of(home: str) -> Words:
    """The interface in the language of the settings, else of the environment."""
    path = config(home)
    try:
        with open(path, encoding="utf-8-sig") as file:
            language = load_settings(file.read(), path).language
    except FileNotFoundError:
        language = ""
    except UnicodeDecodeError as error:
        raise QuizError("{path} is not UTF-8 text.", path=path) from error
    return Words(language or preferred())


def one(path: str, default_id: str, *, shipped: bool = False) -> DeckFile:
    """Read one file; what is wrong with it is among its deck's problems."""
    return DeckFile(path, os.path.realpath(path), shipped, read(path, default_id=default_id))


def of_home(home: str) -> list[DeckFile]:
    """All deck files of the home and the shipped ones."""
    return [
        one(near(path), files.default_id(key), shipped=key.startswith("shipped/"))
        for key, path, _, _ in files.found(files.Roots(decks(home), content()))
    ]


def under(path: str) -> list[DeckFile]:
    """The deck file at `path`, or all below the folder at `path`, shown as given.

    Raises QuizError where nothing can be read there.
    """
    if not os.path.isdir(path):
        with open(path, "rb"):  # says clearly what is wrong with a path that cannot be read
            pass
        return [one(path, os.path.basename(path).removesuffix(".md"))]
    found = []
    for folder, folders, names in os.walk(path, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not name.endswith(".media"))
        for name in sorted(names):
            if name.endswith(".md") and not name.startswith("."):
                file = os.path.join(folder, name)
                default_id = os.path.relpath(file, path).removesuffix(".md").replace(os.sep, "/")
                found.append(one(file, default_id))
    if not found:
        raise QuizError("There is no deck file (*.md) in {path}.", path=path)
    return found


def _refuse(error: OSError) -> None:
    raise error


def near(path: str) -> str:
    """`path` relative to where the person is, where that is shorter."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        return path
    return relative if len(relative) < len(path) else path


def problems(asked: Sequence[DeckFile], around: Iterable[DeckFile] = ()) -> list[Problem]:
    """Every problem of the files `asked`, by file and place.

    Files `around` them only say which other cards there are: a card of theirs that one of `asked` also holds is left
    out, since `asked` may be another copy of the same deck.
    """
    real = {file.real for file in asked}
    known = [file for file in around if file.real not in real]
    ids = {card.id for file in asked for card in file.deck.cards}
    located = [Located(card, file.path, file.shipped) for file in asked for card in file.deck.cards]
    located += [
        Located(card, file.path, file.shipped)
        for file in known
        for card in file.deck.cards
        if file.shipped or card.id not in ids
    ]
    overrides = {card: said for file in asked for card, said in file.deck.overrides.items()}
    own = [problem for file in [*asked, *known] for problem in file.deck.problems]
    broken = {problem.card for problem in own}
    between = check(located, overrides=overrides, broken=broken, families=exercise_check.ALL, demonstrations=shows.ALL)
    paths = {file.path for file in asked}
    found = [problem for problem in [*own, *between] if problem.path in paths]
    return sorted(found, key=lambda problem: (problem.path, problem.line, problem.column))
