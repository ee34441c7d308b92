"""Reading deck files: `parse` a text, `read` a file."""

from __future__ import annotations

from quiz.decks.parse.deck import Deck as Deck
from quiz.decks.parse.deck import parse as parse
from quiz.decks.parse.problem import Problem as Problem
from quiz.decks.parse.reading import MAX_BYTES as MAX_BYTES
from quiz.decks.parse.reading import read as read
