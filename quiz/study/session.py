"""One sitting: which card is next, and what an answer leads to. Every answer is on disk before `answer` returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime, timedelta

from quiz.model.card import Kind
from quiz.model.day import milliseconds
from quiz.model.errors import QuizError
from quiz.model.event import BURY, FLAG, NOTE, REVIEW, SUSPEND, UNDO, Rating
from quiz.model.progress import Progress, State
from quiz.model.text import clean
from quiz.scheduling.queue import Row
from quiz.store import cards, events, progress
from quiz.store.database import told
from quiz.store.mark import SessionMark
from quiz.study import edit, forward
from quiz.study.ahead import Found
from quiz.study.arrange import interval_of
from quiz.study.collection import Collection
from quiz.study.exercise_levels import placing
from quiz.study.exercise_turn import Drilling
from quiz.study.journal import Journal
from quiz.study.prompt import Counts, Others, Outcome, Prompt, Summary
from quiz.study.rebuild import live_note, overtaken, put_part
from quiz.study.review import Said, review
from quiz.study.today import Today
from quiz.study.turn import Done, tally

LEECH_LAPSES = 8  # Anki's threshold; told again every half of it


class Session(Drilling):
    """A sitting over some decks. `next` gives the same prompt until it is answered, skipped or taken out of the way."""

    def __init__(
        self,
        collection: Collection,
        decks: Sequence[str],
        clock: Callable[[], datetime],
        *,
        limit: int | None = None,
        minutes: float | None = None,
        kinds: str = "",
    ) -> None:
        super().__init__()
        self._collection = collection
        self.database = collection.database
        self._connection = collection.database.connection
        self._decks = tuple(decks)
        self._clock = clock
        self._limit = limit
        self._mark = SessionMark.take(collection.home)
        self._begun = clock()
        self._until = None if minutes is None else self._begun + timedelta(minutes=minutes)
        self._prompt: Prompt | None = None
        self._row: Row | None = None
        self._found: Found | None = None  # of the card asked
        self._done: list[Done] = []
        self._undone = 0
        self._ended_by = ""
        self._closed = False
        try:
            self._journal = Journal(collection)
            self._options = collection.options()
            self._today = Today(collection, self._decks, self._journal.device, clock(), kinds)
        except BaseException:
            self._mark.release()
            raise

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the sitting, so that another may begin. What was answered is on disk already."""
        self._closed = True
        self._prompt = self._row = None
        self._mark.release()
        self._end_sandbox()

    def _still_open(self) -> None:
        if self._closed:
            raise QuizError("This study session has ended: begin a new one.")

    # --- what is asked ----------------------------------------------------------------------------------------------

    @told
    def next(self) -> Prompt | None:
        """The card to ask now; None where nothing is left for now (`summary` says why)."""
        if self._prompt is not None:
            return self._prompt
        self._still_open()
        now = self._clock()
        self._ended_by = ""
        if self._row is None:
            if self._today.settle(now, None):
                self._options = self._collection.options()
            self._ended_by = self._bound(now)
        while not self._ended_by:
            if self._row is None:
                self._row = self._today.pop(now)
            if self._row is None and self._today.settle(now, None, last=True):
                self._row = self._today.pop(now)
            if self._row is None:
                self._ended_by = "done"
                break
            self._prompt = self._ask(self._row, now)
            if self._prompt is not None:
                self._warm()
                return self._prompt
            self._row = None
        return None

    def _bound(self, now: datetime) -> str:
        """Which bound of the sitting is reached, or "". A card begun may be finished."""
        if self._limit is not None and len(self._done_reviews()) >= self._limit:
            return "limit"
        return "minutes" if self._until is not None and now >= self._until else ""

    def _ask(self, row: Row, now: datetime) -> Prompt | None:
        """The prompt for a row; None where its card is gone."""
        found = self._today.look_up(row, now, self._options)
        if found is None:
            return None
        self._found = found
        card = found.stored.card
        others: AbstractSet[str] = frozenset()
        if card.kind is Kind.TYPED:
            others = Others(self._collection.names(), card.id)
        self._drill = None
        blocked = card.provisional
        prompt = Prompt(
            card=card,
            part=row.part,
            progress=found.progress,
            event_id=found.event_id,
            intervals=found.intervals,
            arrangement=found.arrangement,
            counts=self._today.counts(row),
            path=found.path,
            note=found.note,
            others=others,
            rateable=not blocked,
            why="{path} cannot be written, so this card has no id yet: it can be read, not rated." if blocked else "",
            why_values={"path": found.path} if blocked else {},
        )
        return prompt if card.exercise is None else self._drilled(prompt, card.exercise, now)

    @property
    def counts(self) -> Counts:
        """What is left today, the card being asked included."""
        return self._today.counts(self._row)

    # --- what a learner does ----------------------------------------------------------------------------------------

    @told
    def answer(
        self,
        rating: Rating,
        duration_ms: int = 0,
        response: str | None = None,
        *,
        suggested: Rating | None = None,
        hints: int = 0,
        link: str = "",
    ) -> Outcome:
        """Rate the card asked; the review is on disk when this returns.

        `duration_ms` is the time from question to answer, `response` what was answered, `suggested` the rating that
        was proposed, `hints` how many were taken, `link` the card that a wrong answer brings forward. Raises
        QuizError where it could not be written: nothing has changed then, and it may be tried again.
        """
        prompt, row = self._asked()
        if not prompt.rateable:
            raise QuizError(prompt.why, **prompt.why_values)
        said = Said(duration_ms, response, suggested, hints, link)
        if self._drill is not None:
            said = self._drill.said(said)
        now, link = self._clock(), said.link
        with self.database.transaction() as connection:
            found = self._standing()
            before = found.progress if found else progress.get(connection, row.card, row.part)
            day = self._collection.today(now)
            if link:
                allowed = not self._today.skipped(link)
                link = forward.allowed(connection, link, row.card, day, self._options) if allowed else ""
                said = said._replace(link=link)
            event, after = review(
                self._journal, prompt, found, before, Rating(rating), said, now, day=day, options=self._options,
                seq=self._today.ahead.seq if found else 0,
            )  # fmt: skip
            late = (
                found.latest_ms >= event.at_ms or self._today.ahead.renamed if found else overtaken(connection, event)
            )
            events.append(connection, [event])
            if late:
                after = put_part(connection, row.card, row.part, self._options)
            else:
                progress.put(connection, [after])
                if self._drill is not None:
                    cards.rearrange(connection, row.card, placing)
        if late:
            self._today.ahead.forget()
        self._today.ahead.wrote(event.seq)
        self._done.append(Done(event, row, before.state is State.NEW, before.state is State.REVIEW))
        self._row = self._prompt = None
        self._today.answered(row, after)
        if self._drill is not None:
            self._today.drilled((event.duration_ms or 0) / 1000)
            self._drill = None
        if link:
            self._today.bring_forward(link, event.at_ms)
        lapsed = after.lapses - before.lapses > 0
        leech = lapsed and after.lapses >= LEECH_LAPSES and (after.lapses - LEECH_LAPSES) % (LEECH_LAPSES // 2) == 0
        return Outcome(Rating(rating), interval_of(after, event.study_day, event.at_ms), after, leech)

    def _standing(self) -> Found | None:
        """What was looked up of the card asked, where it still holds; else all that was looked up is forgotten."""
        overwritten = self._today.overwritten
        if not overwritten and self._today.ahead.stands:
            return self._found
        self._today.ahead.forget()
        if overwritten:
            self._options = self._collection.options()  # another device's weights may have come
        return None

    def _asked(self) -> tuple[Prompt, Row]:
        self._still_open()
        if self._prompt is None or self._row is None:
            raise QuizError("No card is being asked.")
        return self._prompt, self._row

    @told
    def undo(self) -> Prompt | None:
        """Take back the last thing done in this sitting, and ask its card again; None where nothing is left."""
        self._still_open()
        if not self._done:
            return None
        done = self._done[-1]
        target = done.event
        now = self._clock()
        if target is None:
            self._done.pop()
            self._today.unskip(done.row.key)
            return self._again(done.row, now)
        with self.database.transaction() as connection:
            events.append(connection, [self._journal.event(UNDO, target.card, target.part, now, {"target": target.id})])
            current = put_part(connection, target.card, target.part, self._options)
        self._done.pop()
        self._undone += 1
        row, prompt = self._row, self._prompt
        if target.kind in (FLAG, NOTE) and prompt is not None and row is not None and row.key == done.row.key:
            self._prompt = self._marked(prompt, current)
            return self._prompt
        return self._again(done.row, now, withdrawn=str(target.details().get("forward", "")))

    def _again(self, row: Row, now: datetime, *, withdrawn: str = "") -> Prompt | None:
        """Ask a row again, now, and the one being asked after it. `withdrawn` is no longer brought forward."""
        held = self._row
        self._row, self._prompt = row, None
        if withdrawn:
            self._today.withdraw(withdrawn, now, row)
        self._today.settle(now, row)
        if held is not None and held.key != row.key:
            self._today.put_back(held)
        self._today.drop(row.key)
        return self.next()

    def skip(self) -> None:
        """Leave the card, all its parts, for another sitting."""
        _, row = self._asked()
        self._today.skip(row)
        self._done.append(Done(None, row))
        self._row = self._prompt = None

    def suspend(self) -> None:
        """Ask this part of the card no more until it is unsuspended."""
        self._mark_card(SUSPEND, {})

    def bury(self) -> None:
        """Ask this part of the card no more today."""
        self._mark_card(BURY, {})

    def flag(self, number: int) -> Prompt | None:
        """Put a flag (1–7) on the card, or take it off (0); the card stays."""
        if not 0 <= number <= 7:
            raise QuizError("A flag is a number from 0 to 7, not {number}.", number=number)
        return self._mark_card(FLAG, {"flag": number}, stays=True)

    def note(self, text: str) -> Prompt | None:
        """Write a personal note on the card, in place of the one before; "" takes it away. The card stays."""
        return self._mark_card(NOTE, {"text": clean(text).strip()}, stays=True)

    @told
    def _mark_card(self, kind: str, details: Mapping[str, object], *, stays: bool = False) -> Prompt | None:
        prompt, row = self._asked()
        if prompt.card.provisional:
            raise QuizError(prompt.why, **prompt.why_values)
        now = self._clock()
        with self.database.transaction() as connection:
            event = self._journal.event(kind, row.card, row.part, now, details)
            events.append(connection, [event])
            current = put_part(connection, row.card, row.part, self._options)
        self._done.append(Done(event, row))
        if not stays:
            self._row = self._prompt = None
            self._today.put_away(row)
            return None
        self._prompt = self._marked(prompt, current)
        return self._prompt

    def _marked(self, prompt: Prompt, current: Progress) -> Prompt:
        """The same question, with its flag and its note as they are now."""
        return replace(prompt, progress=current, note=live_note(self._connection, prompt.card.id))

    @told
    def more_new(self, count: int) -> int:
        """Let in up to `count` more new cards today; how many there were."""
        self._still_open()
        added = self._today.more_new(count, self._clock(), self._row)
        if self._prompt is not None:
            self._prompt = replace(self._prompt, counts=self.counts)
        return added

    @told
    def reload(self) -> None:
        """Take in deck files that were edited; the card being asked comes again as it is now."""
        self._still_open()
        self._row = self._today.reload(self._clock(), self._row)
        self._options = self._collection.options()
        self._prompt = None

    @told
    def edit_path(self) -> tuple[str, int]:
        """The file and line of the card asked, for an editor. A shipped card first gets the user's own copy."""
        prompt, _ = self._asked()
        return edit.place(self._collection, prompt.card.id)

    # --- the sitting so far -----------------------------------------------------------------------------------------

    def _done_reviews(self) -> list[Done]:
        return [done for done in self._done if done.kind == REVIEW]

    @property
    def done(self) -> int:
        """How many answers were given and stand."""
        return len(self._done_reviews())

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @told
    def summary(self) -> Summary:
        """What was done so far, and why `next` gave nothing."""
        done = self._done_reviews()
        next_ms, now = self._today.next_ms, self._clock()
        return Summary(
            *tally(done),
            seconds=max(0.0, (now - self._begun).total_seconds()),
            undone=self._undone,
            skipped=self._today.still_skipped(now),
            next_learning_seconds=None if next_ms is None else max(0, (next_ms - milliseconds(now)) // 1000),
            ended_by=self._ended_by,
        )
