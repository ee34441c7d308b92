"""Home: what is remembered, what is due, and the decks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from quiz.language import Words
from quiz.model.errors import QuizError
from quiz.study.counts import Counts, Notes
from quiz.tui.keymap import HOME, TREE, bindings
from quiz.tui.screens.base import Face
from quiz.tui.widgets.bars import KeyBar, MessageBar, TitleBar
from quiz.tui.widgets.board import Board
from quiz.tui.widgets.decktree import DeckTree, Heads, Node, grow

if TYPE_CHECKING:
    from quiz.study.collection import Collection
    from quiz.study.habit import Remembered
    from quiz.study.prompt import Due
    from quiz.tui.keymap import Action
    from quiz.tui.screens.limit import Bound


class HomeScreen(Face[None]):
    CSS_PATH = "home.tcss"
    ACTIONS = HOME
    INNER = TREE
    BINDINGS = bindings("home", HOME)

    def __init__(self) -> None:
        super().__init__()
        self.bound: Bound | None = None
        self.due: Due | None = None
        self.remembered: Remembered | None = None
        self.problems = 0
        self.notes = Notes()

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Vertical(id="page"):
            yield Board()
            with VerticalScroll(can_focus=False):
                yield DeckTree()
        yield MessageBar()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(DeckTree).focus()
        self.draw()
        self.call_after_refresh(self.load)

    def keys(self) -> list[str]:
        problems = ["problems"] if self.problems else []
        return ["study", "bound", *problems, "leave", "language", "theme", "command_palette", "suspended", "help"]

    def offers(self, action: Action) -> bool:
        return action.name != "draft" or self.notes.waiting > 0

    @work(exclusive=True, group="load")
    async def load(self, reread: bool = False) -> None:
        """Fetch what is due; the first time this opens the collection. Problems are looked for where decks are read."""
        try:
            first = self.due is None
            await self.quiz.open()
            if reread:
                await self.desk.ask(lambda collection: collection.refresh())
            self.due, self.remembered, self.notes = await self.desk.ask(_numbers)
            self.draw()
            if first or reread:
                self.problems = await self.desk.ask(_errors)
                self.draw()
        except QuizError as error:
            self.quiz.fail(error, self.load)

    def draw(self) -> None:
        words = self.words
        self.query_one(TitleBar).show("quiz", [(self.quiz.clock().strftime("%Y-%m-%d"), "$quiz-muted")])
        bound = self.bound.text(words) if self.bound else ""
        self.query_one(Board).show(self.due, self.remembered, bound, words)
        if self.due is not None:
            heads = Heads(words("Learning"), words("Review"), words("New"), words("Due"), self._minutes)
            self.query_one(DeckTree).show(_tree(self.due, words), heads)
        message = self.query_one(MessageBar)
        if self.due is not None and not self.due.decks:
            message.say(words("There is no deck yet. Write one into {folder}.", folder=self._folder()))
        elif self.problems == 1:
            message.say(words("A problem in the deck files: p shows it."))
        elif self.problems:
            message.say(words("{count} problems in the deck files: p lists them.", count=self.problems))
        elif self.notes.waiting:
            count = self.notes.waiting
            message.say(words("Proposals from your notes are waiting: {count}; d shows them.", count=count))
        elif self.notes.uncarded:
            message.say(words("Lines of your notes without a card: {count}.", count=self.notes.uncarded))
        else:
            message.clear()
        self.show_keys()

    def _minutes(self, count: int) -> str:
        return self.words("{count} min", count=count)

    def _folder(self) -> str:
        from quiz import paths

        collection = self.desk.collection
        return paths.decks(collection.home) if collection else ""

    # --- actions ----------------------------------------------------------------------------------------------------

    def on_deck_tree_chosen(self, event: DeckTree.Chosen) -> None:
        self.study((event.deck,) if event.deck else ())

    def study(self, decks: tuple[str, ...]) -> None:
        from quiz.tui.screens.limit import Bound
        from quiz.tui.screens.study import StudyScreen

        def back(_: None) -> None:
            self.load()

        bound = self.bound or Bound()
        self.app.push_screen(StudyScreen(decks, bound.limit, bound.minutes), back)

    def action_bound(self) -> None:
        from quiz.tui.screens.limit import LimitScreen

        def chosen(bound: Bound | None) -> None:
            if bound is not None:
                self.bound = bound if bound.limit or bound.minutes else None
                self.draw()

        self.app.push_screen(LimitScreen(self.bound), chosen)

    def action_problems(self) -> None:
        from quiz.tui.screens.problems import ProblemsScreen

        self.app.push_screen(ProblemsScreen())

    def action_suspended(self) -> None:
        from quiz.tui.screens.suspended import SuspendedScreen

        def back(_: None) -> None:
            self.load()

        self.app.push_screen(SuspendedScreen(), back)

    def action_draft(self) -> None:
        from quiz.tui.screens.draft import DraftScreen

        def back(_: None) -> None:
            self.load(reread=True)

        self.app.push_screen(DraftScreen(), back)

    def action_reload(self) -> None:
        self.load(reread=True)

    def action_language(self) -> None:
        self.quiz.words = Words("en" if self.words.language == "ko" else "ko")
        self.draw()

    def action_leave(self) -> None:
        self.app.exit()


def _numbers(collection: Collection) -> tuple[Due, Remembered, Notes]:
    return collection.due(), collection.remembered(), collection.notes()


def _errors(collection: Collection) -> int:
    return sum(not problem.warning for problem in collection.problems())


def _tree(due: Due, words: Words) -> Node:
    from quiz.model.card import in_language  # cards are not needed for the first frame

    decks = [
        Node(
            deck.id,
            in_language({name: title for name, title in deck.title.items() if title}, words.language)
            or deck.id.rsplit("/", 1)[-1],
            deck.counts,
            deck.seconds,
        )
        for deck in due.decks
    ]
    total = Counts(due.learning, due.review, due.new)
    return grow(Node("", words("All decks"), total, due.seconds), decks)
