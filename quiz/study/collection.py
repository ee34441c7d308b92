"""A person's home, opened: decks and log in step, ready to say what is due and to begin a session."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from quiz import __version__, paths
from quiz.config import Settings
from quiz.language import Words, preferred
from quiz.model.day import StudyDay
from quiz.model.errors import QuizError
from quiz.model.text import clean
from quiz.store import deckfiles, meta
from quiz.store.database import Database, explain, told
from quiz.study import files, plan
from quiz.study.counts import Due, Notes, notes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from quiz.decks.parse import Problem
    from quiz.model.card import Card
    from quiz.scheduling.states import Options
    from quiz.study.habit import Remembered
    from quiz.study.misconceptions import Misconceived
    from quiz.study.session import Session
    from quiz.study.suspension import Suspended

Clock = Callable[[], datetime]
_WORDS = 100  # of a query; SQLite takes no more than a thousand conditions


def wall_clock() -> datetime:
    """The present moment with the offset of the wall clock."""
    return datetime.now().astimezone()


class Collection:
    """The one way to a home's data. Not for several threads at once; close it, or use it as a context."""

    def __init__(self, home: str, roots: files.Roots, database: Database, settings: Settings, clock: Clock) -> None:
        self.home = home
        self.roots = roots
        self.database = database
        self.settings = settings
        self.clock = clock
        self._names: dict[str, str] | None = None
        self._names_version = -1
        self._session: Session | None = None

    @classmethod
    def open(
        cls,
        home: str | os.PathLike[str] | None = None,
        *,
        content: str | os.PathLike[str] | None = None,
        clock: Clock = wall_clock,
    ) -> Collection:
        """Open a home (made where it is missing) and take in the deck files that changed.

        `content` is the folder of the shipped decks, by default the program's own.

        Raises QuizError, in one sentence, for what stands in the way.
        """
        place = os.path.abspath(os.fspath(home)) if home is not None else paths.home()
        database = Database.open(paths.database(place))
        try:
            roots = files.Roots(paths.decks(place), os.fspath(content) if content is not None else paths.content())
            collection = cls(place, roots, database, _settings(database, paths.config(place)), clock)
            files.refresh(database, roots, opening=True)
        except sqlite3.Error as error:
            database.close()
            raise explain(error, database.path) from error
        except BaseException:
            database.close()
            raise
        return collection

    def __enter__(self) -> Collection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files; a sitting that is open ends."""
        if self._session is not None:
            self._session.close()
        self.database.close()

    @property
    def language(self) -> str:
        """The language of the interface, and the first choice for cards: the setting, else the environment's."""
        return self.settings.language or preferred()

    def today(self, now: datetime | None = None) -> StudyDay:
        return StudyDay.of(now or self.clock(), self.settings.rollover)

    # --- decks ------------------------------------------------------------------------------------------------------

    @told
    def refresh(self, *, anew: bool = False) -> bool:
        """Take in deck files that changed, appeared or went (`anew`: all of them); True where any did."""
        changed = files.refresh(self.database, self.roots, anew=anew)
        if changed:
            self._names = None
        return changed

    @told
    def card(self, card_id: str) -> Card | None:
        """The card that answers to an id."""
        from quiz.store import cards

        stored = cards.get(self.database.connection, card_id)
        return stored.card if stored else None

    @told
    def edit_path(self, card_id: str) -> tuple[str, int]:
        """The file and line where a card is edited; a shipped card first gets the user's own copy."""
        from quiz.study.edit import place

        return place(self, card_id)

    @told
    def tidy_override(self, card_id: str) -> bool:
        """Remove the user's own copy of a shipped card where it says nothing else than that; True where it did."""
        from quiz.study.edit import tidy

        return tidy(self, card_id)

    @told
    def search(self, query: str, limit: int = 100) -> list[Card]:
        """The cards that hold every word of `query` (of its first hundred), in deck order."""
        from quiz.store import cards

        words = list(dict.fromkeys(clean(query).split()))[:_WORDS]
        if not words:
            return []
        return [stored.card for stored in cards.search(self.database.connection, words, limit)]

    @told
    def names(self) -> dict[str, str]:
        """The folded names that typed cards answer to, with the card's id: another card's name is no near miss."""
        version = self.database.data_version()  # another program may have taken in an edited file
        if self._names is None or self._names_version != version:
            from quiz.store import cards
            from quiz.study.judge import fold

            self._names = {fold(name): card for card, name in cards.accepted(self.database.connection)}
            self._names_version = version
        return self._names

    # --- what is due ------------------------------------------------------------------------------------------------

    @told
    def due(self, now: datetime | None = None, decks: Sequence[str] = ()) -> Due:
        """What is due today, by deck; new cards, reviews and exercises within the day's limits."""
        asked_for = tuple(map(clean, decks))
        chosen = [deck for deck in self.decks() if wanted(deck, asked_for)]
        return plan.due(self, now or self.clock(), chosen)

    @told
    def decks(self) -> dict[str, tuple[dict[str, str], int]]:
        """The decks there are, in order of their ids: title by language, and number of cards.

        A deck of which every card is broken is one of them, so that it can be asked for and say so.
        """
        found: dict[str, tuple[dict[str, str], int]] = {deck: ({}, 0) for deck in self._broken()}
        for deck, title, count in deckfiles.decks(self.database.connection):
            known, size = found.get(deck, ({}, 0))
            found[deck] = (known or json.loads(title), size + count)
        return dict(sorted(found.items()))

    @told
    def left_out(self, decks: Sequence[str] = ()) -> int:
        """How many cards of the decks (all where none is named) are broken, so that they are not asked."""
        asked_for = tuple(map(clean, decks))
        return sum(count for deck, count in self._broken().items() if wanted(deck, asked_for))

    def _broken(self) -> dict[str, int]:
        """The number of broken cards of each deck that has any."""
        found: dict[str, int] = {}
        for deck, problems in deckfiles.faults(self.database.connection):
            names = {fault["card"] for fault in json.loads(problems) if fault["card"] and not fault["warning"]}
            if names:
                found[deck] = found.get(deck, 0) + len(names)
        return found

    @told
    def remembered(self, now: datetime | None = None) -> Remembered:
        """How much of what was met would be recalled today, and how regularly it was studied."""
        from quiz.store import events, progress
        from quiz.study.habit import Remembered, recall, run

        connection = self.database.connection
        today = self.today(now)
        rows = progress.memories(connection)
        days = events.review_days(connection, today - 3660)
        return Remembered(
            today=recall(rows, today, self.options().weights),
            met=len(rows),
            run=run(days, today),
            recent=sum(1 for day in days if today - 14 < day <= today),
        )

    # --- study ------------------------------------------------------------------------------------------------------

    @told
    def options(self) -> Options:
        """What scheduling depends on now: the settings, and the weights in force."""
        from quiz.scheduling.states import Options
        from quiz.study.rebuild import weights_in_force

        return Options(
            desired_retention=self.settings.desired_retention,
            learning_steps=self.settings.learning_steps,
            relearning_steps=self.settings.relearning_steps,
            maximum_interval=self.settings.maximum_interval,
            weights=weights_in_force(self.database.connection),
        )

    @told
    def session(
        self,
        decks: Sequence[str] = (),
        clock: Clock | None = None,
        *,
        limit: int | None = None,
        minutes: float | None = None,
        kinds: str = "",
    ) -> Session:
        """Begin a study session over `decks` (all where none is named; a deck brings those below it).

        `limit` bounds the answers, `minutes` the time; `kinds` is "cards" or "exercises" for these alone. Raises
        BusyError where a session is already open on this home, QuizError for a deck that does not exist.
        """
        from quiz.study.session import Session

        known = self.decks()
        decks = tuple(map(clean, decks))
        for deck in decks:
            if not any(wanted(name, (deck,)) for name in known):
                raise QuizError(
                    "There is no deck {deck}; there are: {decks}.", deck=deck, decks=", ".join(known) or "-"
                )
        self._session = Session(self, decks, clock or self.clock, limit=limit, minutes=minutes, kinds=kinds)
        return self._session

    @told
    def misconceptions(self) -> tuple[Misconceived, ...]:
        """The wrong ideas that answers to exercises came from, those that are live first."""
        from quiz.study.misconceptions import misconceptions

        return misconceptions(self.database.connection)

    @told
    def notes(self) -> Notes:
        """What drafting from notes has left to do."""
        return notes(self.database.connection)

    @told
    def suspended(self) -> list[Suspended]:
        """All suspended parts of the cards in the decks, in deck order."""
        from quiz.study.suspension import suspended

        return suspended(self)

    @told
    def unsuspend(self, card_id: str, part: str = "") -> None:
        """Let a part of a card be asked again. Raises QuizError where it is not suspended."""
        from quiz.study.suspension import unsuspend

        unsuspend(self, card_id, part)

    @told
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of every deck, those between files included."""
        from quiz.study.check import problems

        return problems(self.database.connection, self.roots)


def wanted(deck: str, chosen: Sequence[str]) -> bool:
    """Whether a deck is among the chosen or below one of them; every deck where none is chosen."""
    return not chosen or any(deck == name or deck.startswith(name.rstrip("/") + "/") for name in chosen)


def _settings(database: Database, path: str) -> Settings:
    """The settings; a file that has not changed since it was last found good is not validated again."""
    try:
        stat = os.stat(path)
    except OSError:
        return Settings()
    stamp = [__version__, stat.st_size, stat.st_mtime_ns]
    cached = meta.get(database.connection, "settings")
    if cached is not None:
        known = json.loads(cached)
        if known["stamp"] == stamp:
            values = known["values"]
            for name in ("learning_steps", "relearning_steps"):
                values[name] = tuple(values[name])
            return Settings(**values)
    from quiz.config import load

    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise QuizError("{path} cannot be read as UTF-8 text: {error}", path=path, error=clean(str(error))) from error
    settings = load(text, path, Words(preferred()))
    if not files.racy(stat.st_mtime_ns):
        with suppress(QuizError), database.transaction() as connection:  # a note only, which need not succeed
            meta.put(connection, "settings", json.dumps({"stamp": stamp, "values": settings._asdict()}))
    return settings
