"""What is left of a day for one sitting: the queue, kept in step with the log, the deck files and the hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

from quiz.model.day import StudyDay, end_of_day, milliseconds
from quiz.model.errors import QuizError
from quiz.model.progress import Progress, State
from quiz.scheduling.queue import DayQueue, Key, Row
from quiz.scheduling.states import Options
from quiz.store import agenda, cards, progress
from quiz.study import edit, forward
from quiz.study.ahead import Ahead, Found
from quiz.study.arrange import row_of
from quiz.study.collection import Collection, wanted
from quiz.study.counts import Counts
from quiz.study.plan import Budget, by_day

_SPARE_NEW = 100  # new cards read beyond the limit, for `more_new`
_LOOK = timedelta(seconds=2)  # how often the deck files are looked at: `quiz add` writes nothing else


class Today:
    """The rows of the day that a sitting has not asked yet. `held` is always the row being asked."""

    def __init__(
        self, collection: Collection, decks: tuple[str, ...], device: str, now: datetime, kinds: str = agenda.ALL
    ) -> None:
        self._collection = collection
        self._database = collection.database
        self._decks = decks
        self._kinds = kinds
        self._budget: Budget | None = None  # None where there are no exercises
        self._drills: set[Key] = set()  # the exercises that may still be begun today
        self._skipped: dict[Key, int] = {}  # with the state that it was skipped in
        self._forward: dict[str, tuple[str, int]] = {}  # by card: the part and when it is due
        self._goal = 0  # new cards to have met by the end of today
        self.day = StudyDay(-1)
        self.ahead = Ahead(collection.database, collection.roots, device)
        edit.stamp_provisional(collection, decks)
        self._load(now, None)
        self._looked = now

    def _load(self, now: datetime, held: Row | None) -> None:
        """Read the day's rows: once a study day, and again when another program has written or a deck changed."""
        self.ahead.forget()
        settings = self._collection.settings
        today = self._collection.today(now)
        until = end_of_day(now, settings.rollover)
        connection = self._database.connection
        met, reviewed = agenda.done_today(connection, today)
        if today != self.day:
            self._goal = max(settings.new_per_day, met)
            self._forward = {}
        out_of_turn = [*self._skipped.values(), *([held.state] if held else [])]
        new_limit = max(0, self._goal - met - out_of_turn.count(State.NEW))
        away = {(card, part): int(State.LEARNING) for card, (part, _) in self._forward.items()} | self._skipped
        if held:
            away[held.key] = held.state
        self._queue = DayQueue(
            [row for row in map(Row._make, self._rows(today, until, new_limit, away)) if row.key not in away],
            study_day=today,
            review_limit=max(0, settings.reviews_per_day - reviewed - out_of_turn.count(State.REVIEW)),
            new_limit=new_limit,
            answered={card for card, _ in away},
            until_ms=until,
        )
        for card, (part, due_ms) in self._forward.items():
            if held is None or held.key != (card, part):
                self._queue.requeue(row_of(progress.get(connection, card, part), "")._replace(due_ms=due_ms))
        self.day = today
        self._moved = False  # since then
        self._version = self._database.data_version()

    def _rows(self, today: int, until: int, new_limit: int, away: dict[Key, int]) -> list[agenda.QueueRow]:
        """The rows of the day, of exercises those that fit into their minutes; what is `away` takes its share."""
        connection, kinds = self._database.connection, self._kinds
        decks = [deck for deck in self._collection.decks() if wanted(deck, self._decks)]
        drills = agenda.exercises(connection) if kinds != agenda.CARDS else {}
        budget = self._budget = Budget(connection, self._collection.settings, today) if drills else None
        self._drills = set()

        def let_in(row: agenda.QueueRow) -> bool:
            """Whether a row has its place today."""
            key = (row[0], row[1])
            if budget is None or row[0] not in drills or key in away:
                return True
            if not budget.take(row[0], new=row[3] == State.NEW):
                return False
            self._drills.add(key)
            return True

        rows = [row for deck in decks for row in agenda.learning(connection, deck, today, until, kinds)]
        if budget is not None:
            for (card, _), state in away.items():
                if card in drills:
                    budget.take(card, new=state == State.NEW)
            for row in rows:
                if row[0] in drills:
                    budget.take(row[0])
        reviews = [row for deck in decks for row in agenda.reviews(connection, deck, today, until, kinds)]
        rows.extend(filter(let_in, by_day(reviews) if budget else reviews))
        for deck in decks:
            news = filter(let_in, agenda.news(connection, deck, today, until, kinds))
            rows.extend(islice(news, new_limit + _SPARE_NEW))
        return rows

    @property
    def overwritten(self) -> bool:
        """Whether another program has written since the rows were read."""
        return self._database.data_version() != self._version

    def settle(self, now: datetime, held: Row | None, *, last: bool = False) -> bool:
        """Load anew where the study day turned, another program wrote or a deck file changed; True where it did.

        The deck files are looked at now and then, and when nothing is left (`last`): then what the answers of this
        sitting let in comes too.
        """
        turned = self._collection.today(now) != self.day
        written = self.overwritten
        changed = False
        if last or written or abs(now - self._looked) >= _LOOK:
            changed = self._take_in(forced=False)
            self._looked = now
        anew = turned or written or changed or (last and self._moved)
        if anew:
            self._load(now, held)
        return anew

    def reload(self, now: datetime, held: Row | None) -> Row | None:
        """Take in the deck files now, and return `held` if it still stands in them. Raises QuizError."""
        self._take_in(forced=True)
        stored = cards.get(self._database.connection, held.card) if held else None
        if stored is None or (held and held.part not in cards.askable(self._database.connection, stored.card)):
            held = None
        self._load(now, held)
        self._looked = now
        return held

    def _take_in(self, *, forced: bool) -> bool:
        try:
            changed = self._collection.refresh()
            return edit.stamp_provisional(self._collection, self._decks) or changed
        except QuizError:
            if forced:
                raise
            return False  # the sitting goes on with the cards it knows

    # --- row by row -------------------------------------------------------------------------------------------------

    def pop(self, now: datetime) -> Row | None:
        return self._queue.pop(milliseconds(now), self._collection.settings.learn_ahead)

    def look_up(self, row: Row, now: datetime, options: Options) -> Found | None:
        """What there is to know of a row that was taken; None where its card is gone."""
        day = self._collection.today(now)
        return self.ahead.take(row, self._queue.upcoming, now_ms=milliseconds(now), day=day, options=options)

    def put_back(self, row: Row) -> None:
        self._queue.put_back(row)

    def drop(self, key: Key) -> None:
        self._queue.drop(key)

    def answered(self, row: Row, after: Progress) -> None:
        """The row was answered; where that led to a learning step, it comes again."""
        self.put_away(row)
        if after.state in (State.LEARNING, State.RELEARNING):
            self._queue.requeue(row_of(after, row.deck))

    def drilled(self, seconds: float) -> None:
        """An exercise took so long: when its minutes are over, no other is begun today."""
        if self._budget is not None:
            self._budget.spent += seconds
            if self._budget.over:
                for key in self._drills:
                    self._queue.drop(key)
                self._drills.clear()

    def next_exercise(self) -> str:
        """The family of the exercise that comes next, as far as that is known; "" where none does."""
        if not self._drills:
            return ""
        for row in self._queue.upcoming(1):
            found = self.ahead.held(row.key)
            if found is not None and found.stored.card.exercise is not None:
                return found.stored.card.exercise.name
        return ""

    def put_away(self, row: Row) -> None:
        """Out of the queue, and no more out of its turn either."""
        if self._forward.get(row.card, ("", 0))[0] == row.part:
            self._forward.pop(row.card, None)
        self._queue.drop(row.key)
        self._moved = True

    def skip(self, row: Row) -> None:
        """Leave the card for another sitting."""
        self.put_away(row)
        self._skipped[row.key] = row.state

    def unskip(self, key: Key) -> None:
        """Take back that a card was left for another sitting."""
        self._skipped.pop(key, None)

    def still_skipped(self, now: datetime) -> int:
        """How many cards that were skipped are still due today."""
        connection, today = self._database.connection, self._collection.today(now)
        until = end_of_day(now, self._collection.settings.rollover)
        return len({card for card, part in self._skipped if agenda.is_due(connection, card, part, today, until)})

    def skipped(self, card: str) -> bool:
        return any(card == other for other, _ in self._skipped)

    def bring_forward(self, link: str, now_ms: int) -> None:
        """Ask a card soon, out of its turn."""
        stored = cards.get(self._database.connection, link)
        if stored is not None:
            part = cards.askable(self._database.connection, stored.card)[0]
            due_ms = now_ms + forward.DELAY_MS
            self._forward[link] = (part, due_ms)
            row = row_of(progress.get(self._database.connection, link, part), stored.card.deck)
            self._queue.requeue(row._replace(due_ms=due_ms))

    def withdraw(self, link: str, now: datetime, held: Row | None) -> None:
        """Take back that a card was brought forward: it comes in its turn, if it has one today."""
        if self._forward.pop(link, None) is not None:
            self._load(now, held)

    def more_new(self, count: int, now: datetime, held: Row | None) -> int:
        """Let in up to `count` more new cards; how many there were."""
        self.settle(now, held)
        added = self._queue.extend_new(count)
        self._goal += added
        if added < count:  # there may be more than were read
            before, missing = self._queue.left.new, count - added
            self._goal += missing
            self._load(now, held)
            more = min(missing, max(0, self._queue.left.new - before))
            self._goal -= missing - more
            added += more
        return added

    # --- numbers ----------------------------------------------------------------------------------------------------

    def counts(self, held: Row | None) -> Counts:
        """What is left today, `held` included."""
        learning, review, new = self._queue.left
        if held is None:
            return Counts(learning, review, new)
        if held.state == State.NEW:
            return Counts(learning, review, new + 1)
        if held.state == State.REVIEW:
            return Counts(learning, review + 1, new)
        return Counts(learning + 1, review, new)

    @property
    def next_ms(self) -> int | None:
        """When the earliest learning step is due; None where there is none."""
        return self._queue.next_ms
