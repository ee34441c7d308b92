"""A sitting: one card after the other, answered and rated, until nothing is left or the learner ends it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.widgets import Input

from quiz.model.card import in_language
from quiz.model.errors import QuizError
from quiz.model.event import Rating
from quiz.study import ask
from quiz.study.judge import FORMAT, REVEALED, judge
from quiz.tui.screens.begun import Begun
from quiz.tui.turn import Turn
from quiz.tui.widgets.bars import ProgressLine, TitleBar
from quiz.tui.widgets.picker import Picker
from quiz.tui.widgets.ratings import Ratings

if TYPE_CHECKING:
    from quiz.study.prompt import Outcome, Prompt, Summary
    from quiz.study.session import Session

MORE_NEW = 5


class Sitting(Begun):
    """What is done in a session, card by card."""

    async def next_card(self, said: str = "") -> None:
        """Ask the next card, with `said` in the message line."""

        async def work() -> None:
            prompt = await self.desk.study(lambda session: session.next())
            await self.show(prompt, said)

        await self.attempt(work)

    async def show(self, prompt: Prompt | None, said: str = "") -> None:
        if prompt is None:
            await self.end(left=False)
            return
        turn = self.turn = Turn(prompt, self.language)
        await self.card.begin(turn, self.words)
        self.typed.value = ""
        self.typed.display = turn.typed
        self.query_one(Ratings).display = False
        why = "" if prompt.rateable else self.words(prompt.why, **prompt.why_values)
        self.message.say(" ".join(text for text in (said, why) if text))
        self._focus()
        await self.count()

    def _focus(self) -> None:
        turn, picker = self.turn, self.card.picker
        if turn is None or turn.answered:
            self.card.focus()
        elif turn.typed:
            self.typed.focus()
        elif picker is not None:
            picker.focus()
        else:
            self.card.focus()
        self.show_keys()

    async def count(self) -> None:
        """Title, counts and progress."""
        done = await self.desk.study(lambda session: session.done)
        turn = self.turn
        if turn is None:
            return
        counts, deck = turn.prompt.counts, turn.prompt.card.deck
        title = in_language(self.titles.get(deck, {}), self.language) or deck
        flag = f"⚑{turn.prompt.progress.flag}  " if turn.prompt.progress.flag else ""
        words = self.words
        numbers = (
            (counts.learning, words("learning"), "$quiz-again"),
            (counts.review, words("review"), "$quiz-good"),
            (counts.new, words("new"), "$quiz-easy"),
        )
        self.query_one(TitleBar).count(title, flag, numbers)
        finished = len(self.tally.finished)
        done, total = (done, self.limit) if self.limit else (finished, finished + counts.total)
        self.query_one(ProgressLine).show(done, total, self.tally.measure(done, total))

    async def end(self, *, left: bool) -> None:
        """Show what was done; `left` says that the learner ended the session."""
        from quiz.tui.screens.summary import SummaryScreen

        self.turn = None
        if self.desk.session is None:
            await self.leave()
            return
        summary: Summary = await self.desk.study(lambda session: session.summary())
        if left and not summary.answered:
            await self.leave()
            return
        undoable = await self.desk.study(lambda session: session.can_undo)
        screen = SummaryScreen(summary, left=left, bounded=self.bounded, undoable=undoable, broken=self.broken)
        self.app.push_screen(screen, self.after_summary)

    async def after_summary(self, chosen: str | None) -> None:
        if chosen == "undo":
            await self.undo()
        elif chosen == "more_new":
            await self.more_new()
        elif chosen == "back":
            await self.next_card()
        else:
            await self.leave()

    async def leave(self) -> None:
        await self.desk.end()
        if self.quiz.start_at == "study":
            self.app.exit()
        else:
            self.dismiss()

    # --- answering --------------------------------------------------------------------------------------------------

    async def settle(self, response: str) -> None:
        """Judge what was answered and show what follows; "" shows the answer."""
        turn = self.turn
        if turn is None or turn.answered:
            return
        judgement = judge(turn.prompt, response, turn.language, hints=turn.hints)
        if judgement.verdict == FORMAT:
            self.format = self.words(judgement.feedback)
            self.message.say(self.format)
            if self.card.picker is not None:
                self.card.picker.reopen()
            return
        turn.settle(judgement)
        if judgement.link:
            with suppress(QuizError):  # the card is answered without it as well
                turn.linked = await self.desk.ask(lambda collection: collection.card(judgement.link))
        if self.turn is turn:
            self.reveal()

    def reveal(self) -> None:
        """Show what the answer given brings, and the ratings."""
        turn = self.turn
        if turn is None or turn.judgement is None:
            return
        self.typed.display = False
        self.message.clear()
        self.card.settle(self.words)
        if turn.prompt.rateable:
            cells = [
                (rating, self.words(rating.name.capitalize()), ask.interval(interval, self.words.language))
                for rating, interval in sorted(turn.prompt.intervals.items())
            ]
            ratings = self.query_one(Ratings)
            ratings.display = True
            ratings.show(cells, turn.judgement.suggested)
            if turn.judgement.verdict == REVEALED and turn.judgement.suggested is None:
                self.message.say(self.words("Rate it yourself: 1 to 4."))
        else:
            self.message.say(self.words(turn.prompt.why, **turn.prompt.why_values))
        self._focus()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        await self.settle(event.value)

    async def on_picker_answered(self, event: Picker.Answered) -> None:
        event.stop()
        await self.settle(event.response)

    def on_picker_changed(self) -> None:
        self.on_input_changed()
        self.show_keys()

    def on_input_changed(self) -> None:
        """The answer is another now: what was said of its form no longer holds."""
        if self.format and self.message.text == self.format:
            self.message.clear()
        self.format = ""

    async def action_reveal(self) -> None:
        turn = self.turn
        if turn is not None and not turn.answered:
            await self.settle("")
        else:
            await self.action_go()

    async def action_go(self) -> None:
        turn = self.turn
        if turn is None:
            return
        if turn.judgement is None:
            if turn.typed or self.card.picker is not None:
                self._focus()
            else:
                await self.settle("")
        elif not turn.prompt.rateable:
            await self.action_skip()
        elif turn.judgement.suggested is None:
            self.message.say(self.words("Rate it yourself: 1 to 4."))
        else:
            await self.action_rate(turn.judgement.suggested)

    async def action_rate(self, number: int) -> None:
        turn = self.turn
        if turn is None:
            return
        if turn.judgement is None:
            self.message.say(self.words("First the answer, then 1 to 4."))
        elif turn.prompt.rateable:
            await self.attempt(lambda: self._rate(turn, Rating(number)))

    async def _rate(self, turn: Turn, rating: Rating) -> None:
        judgement = turn.judgement
        if judgement is None:
            return

        def work(session: Session) -> Outcome:
            return session.answer(
                rating,
                round(turn.seconds * 1000),
                turn.response() or None,
                suggested=judgement.suggested,
                hints=turn.hints,
                link=judgement.link,
            )

        outcome = await self.write(work)
        self.tally.answered(outcome.progress)
        self.turn = None
        leech = self.words("This card keeps being forgotten: reword it, or split it.")
        await self.next_card(leech if outcome.leech else "")

    async def away(self, work: Callable[[Session], None], said: str) -> None:
        """Take the card out of the way, then ask the next."""
        if self.turn is None:
            return

        async def both() -> None:
            await self.write(work)
            self.turn = None
            await self.next_card(said)

        await self.attempt(both)

    async def action_skip(self) -> None:
        await self.away(lambda session: session.skip(), self.words("Skipped."))

    # --- back, and more -----------------------------------------------------------------------------------------------

    async def undo(self) -> None:
        if not await self.desk.study(lambda session: session.can_undo):
            self.message.say(self.words("There is nothing to undo."))
            return
        prompt = await self.write(lambda session: session.undo())
        if prompt is not None:
            self.tally.undone(prompt.card.id, prompt.part)
        await self.show(prompt, self.words("Undone."))

    async def more_new(self) -> None:
        count = await self.desk.study(lambda session: session.more_new(MORE_NEW))
        more = self.words("New cards today: {count} more.", count=count)
        said = more if count else self.words("There are no more new cards.")
        if self.turn is None:
            await self.next_card(said)
            return
        await self.update(lambda session: session.next(), said)

    async def update(self, work: Callable[[Session], Prompt | None], said: str) -> None:
        """Do something after which the same card stays, with new facts about it."""
        turn = self.turn
        if turn is None:
            return
        prompt = await self.write(work)
        if prompt is not None:
            turn.prompt = replace(prompt, arrangement=turn.prompt.arrangement)
        self.card.draw(self.words)
        self.message.say(said)
        await self.count()
