"""A sitting: one card after the other, answered and rated, until nothing is left or the learner ends it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from quiz.model.card import in_language
from quiz.model.errors import QuizError
from quiz.model.event import Rating
from quiz.study import ask
from quiz.study.judge import FORMAT, judge
from quiz.tui.screens.base import Face
from quiz.tui.turn import Turn
from quiz.tui.widgets.bars import KeyBar, MessageBar, ProgressLine, TitleBar
from quiz.tui.widgets.cardview import CardView
from quiz.tui.widgets.picker import Picker
from quiz.tui.widgets.ratings import Ratings
from quiz.tui.widgets.typed import TypedAnswer

if TYPE_CHECKING:
    from quiz.study.collection import Collection
    from quiz.study.prompt import Outcome, Prompt, Summary
    from quiz.study.session import Session

MORE_NEW = 5


def titles(collection: Collection) -> dict[str, dict[str, str]]:
    """The titles of all decks, by language."""
    return {deck: title for deck, (title, _) in collection.decks().items()}


class Sitting(Face[None]):
    """A session over `decks` (all where none is named), bounded by cards or minutes."""

    def __init__(self, decks: tuple[str, ...] = (), limit: int | None = None, minutes: float | None = None) -> None:
        super().__init__()
        self.decks = decks
        self.limit = limit
        self.minutes = minutes
        self.turn: Turn | None = None
        self.language = ""  # of the cards
        self.titles: dict[str, dict[str, str]] = {}
        self.retry: Callable[[], Awaitable[None]] | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield ProgressLine()
        yield CardView()
        with Vertical(id="line"):
            yield TypedAnswer(id="typed")
        yield MessageBar()
        yield Ratings()
        yield KeyBar()

    def on_mount(self) -> None:
        self.typed.display = False
        self.query_one(Ratings).display = False
        self.query_one(TitleBar).show(self.words("opening the collection…"))
        self.show_keys()
        self.call_after_refresh(self.begin)

    # --- parts ------------------------------------------------------------------------------------------------------

    @property
    def card(self) -> CardView:
        return self.query_one(CardView)

    @property
    def typed(self) -> TypedAnswer:
        return self.query_one(TypedAnswer)

    @property
    def message(self) -> MessageBar:
        return self.query_one(MessageBar)

    @property
    def typing(self) -> bool:
        return self.focused is self.typed

    # --- the session ------------------------------------------------------------------------------------------------

    @work(exclusive=True, group="begin")
    async def begin(self) -> None:
        try:
            collection = await self.quiz.open()
            self.titles = await self.desk.ask(titles)
            await self.desk.begin(self.decks, self.limit, self.minutes)
        except QuizError as error:
            await self._cannot_begin(error)
            return
        self.language = self.language or collection.language
        self.typed.placeholder = self.words("Type the answer; Enter alone shows it")
        await self.next_card()

    async def _cannot_begin(self, error: QuizError) -> None:
        if self.quiz.start_at == "study":
            self.quiz.fail(error, self.begin)
        else:
            self.message.complain(self.quiz.sentence(error))

    async def attempt(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do what may fail; a fault stays on the screen, the card too, and it can be tried again."""
        self.retry = None
        try:
            await work()
        except QuizError as error:
            self.retry = work
            self.message.complain(self.quiz.sentence(error) + " " + self.words("Nothing is lost: r tries again."))
            self.show_keys()

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
        turn = self.turn
        if turn is None:
            return
        done = await self.desk.study(lambda session: session.done)
        counts, deck = turn.prompt.counts, turn.prompt.card.deck
        title = in_language(self.titles.get(deck, {}), self.language) or deck
        flag = f"⚑{turn.prompt.progress.flag}  " if turn.prompt.progress.flag else ""
        words = self.words
        wide = self.app.size.width >= 56
        names = (words("learning"), words("review"), words("new")) if wide else ("", "", "")
        numbers = zip((counts.learning, counts.review, counts.new), names, ("again", "good", "easy"), strict=True)
        parts = [(f"{flag}", "bold $accent")]
        for place, (number, name, style) in enumerate(numbers):
            parts.append((" · " if place else "", "$quiz-muted"))
            parts.append((f"{number} {name}".strip(), f"$quiz-{style}" if number else "$quiz-faint"))
        self.query_one(TitleBar).show(title, parts)
        total = done + counts.total
        self.query_one(ProgressLine).show(done, min(total, self.limit) if self.limit else total)

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
        self.app.push_screen(SummaryScreen(summary, left=left), self.after_summary)

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
            self.message.say(self.words(judgement.feedback))
            return
        if judgement.link:
            turn.linked = await self.desk.ask(lambda collection: collection.card(judgement.link))
        turn.settle(judgement)
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
            ratings.show(cells, judgement.suggested)
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
        self.show_keys()

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
                judgement.given or None,
                suggested=judgement.suggested,
                hints=turn.hints,
                link=judgement.link,
            )

        outcome = await self.desk.study(work)
        self.turn = None
        leech = self.words("This card keeps being forgotten: reword it, or split it.")
        await self.next_card(leech if outcome.leech else "")

    async def away(self, work: Callable[[Session], None], said: str) -> None:
        """Take the card out of the way, then ask the next."""
        if self.turn is None:
            return

        async def both() -> None:
            await self.desk.study(work)
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
        prompt = await self.desk.study(lambda session: session.undo())
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
        prompt = await self.desk.study(work)
        if prompt is not None:
            turn.prompt = prompt
        self.card.draw(self.words)
        self.message.say(said)
        await self.count()
