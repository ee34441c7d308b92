"""A session that has begun: the parts of its screen, and how anything is done with it that may fail."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical

from quiz.model.errors import QuizError
from quiz.tui.screens.base import Face
from quiz.tui.tally import Tally
from quiz.tui.turn import Turn
from quiz.tui.widgets.bars import KeyBar, MessageBar, ProgressLine, TitleBar
from quiz.tui.widgets.cardview import CardView
from quiz.tui.widgets.ratings import Ratings
from quiz.tui.widgets.typed import TypedAnswer

if TYPE_CHECKING:
    from quiz.study.collection import Collection
    from quiz.study.session import Session
    from quiz.tui.widgets.exerciseview import ExerciseView

PATIENCE = 0.3  # seconds that a write may take without a word

T = TypeVar("T")


def titles(collection: Collection) -> dict[str, dict[str, str]]:
    """The titles of all decks, by language."""
    return {deck: title for deck, (title, _) in collection.decks().items()}


class Begun(Face[None]):
    """A session over `decks` (all where none is named), bounded by cards or minutes; `kinds` as in a session's."""

    def __init__(
        self, decks: tuple[str, ...] = (), limit: int | None = None, minutes: float | None = None, kinds: str = ""
    ) -> None:
        super().__init__()
        self.decks = decks
        self.limit = limit
        self.minutes = minutes
        self.kinds = kinds
        self.turn: Turn | None = None
        self.language = ""  # of the cards
        self.titles: dict[str, dict[str, str]] = {}
        self.retry: Callable[[], Awaitable[None]] | None = None
        self.tally = Tally()
        self.broken = ""  # how many cards of the decks cannot be asked, in words
        self.format = ""  # why the answer given could not be read

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield ProgressLine()
        yield from self.middle()
        with Vertical(id="line"):
            yield TypedAnswer(id="typed")
        yield MessageBar()
        yield Ratings()
        yield KeyBar()

    def middle(self) -> ComposeResult:
        """What a card is shown in."""
        yield CardView()

    def on_mount(self) -> None:
        self.typed.display = False
        self.query_one(Ratings).display = False
        self.query_one(TitleBar).show(self.words("opening the collection…"))
        self.show_keys()
        self.call_after_refresh(self.begin)

    # --- parts ------------------------------------------------------------------------------------------------------

    @property
    def card(self) -> CardView | ExerciseView:
        """What shows the card asked."""
        return self.query_one(CardView)

    @property
    def typed(self) -> TypedAnswer:
        return self.query_one(TypedAnswer)

    @property
    def message(self) -> MessageBar:
        return self.query_one(MessageBar)

    @property
    def bounded(self) -> bool:
        """Whether the sitting has an end set, of cards or minutes."""
        return self.limit is not None or self.minutes is not None

    @property
    def typing(self) -> bool:
        return self.focused is self.typed

    # --- the session ------------------------------------------------------------------------------------------------

    @work(exclusive=True, group="begin")
    async def begin(self) -> None:
        try:
            await self.quiz.open()
            self.titles = await self.desk.ask(titles)
            await self.desk.begin(self.decks, self.limit, self.minutes, self.kinds)
            broken = await self.desk.ask(lambda collection: collection.left_out(self.decks))
        except QuizError as error:
            self._cannot_begin(error)
            return
        self.language = self.words.language
        self.typed.placeholder = self.words("Type the answer; Enter alone shows it")
        many = self.words("{count} broken cards are left out.", count=broken) if broken else ""
        self.broken = self.words("A broken card is left out.") if broken == 1 else many
        await self.next_card(f"{self.broken} {self.words('The problems (p) say why.')}" if broken else "")

    def _cannot_begin(self, error: QuizError) -> None:
        async def again() -> None:
            self.begin()

        self.query_one(TitleBar).show(self.words("Session"))
        if self.quiz.start_at == "study":
            self.quiz.fail(error, self.begin)
        else:
            self.retry = again
            self.message.complain(self.quiz.sentence(error))
            self.show_keys()

    async def attempt(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do what may fail; a fault stays on the screen, the card too, and it can be tried again."""
        self.retry = None
        try:
            await work()
        except QuizError as error:
            self.retry = work
            self.message.complain(self.quiz.sentence(error) + " " + self.words("Nothing is lost: r tries again."))
            self.show_keys()

    async def write(self, work: Callable[[Session], T]) -> T:
        """Do something with the session that writes; where another program keeps it waiting, that is told."""
        saving = self.words("saving…")
        waiting = asyncio.get_running_loop().call_later(PATIENCE, self.message.say, saving)
        try:
            return await self.desk.study(work)
        finally:
            waiting.cancel()
            if self.message.text == saving:
                self.message.clear()

    @abstractmethod
    async def next_card(self, said: str = "") -> None:
        """Ask the next card, with `said` in the message line."""
