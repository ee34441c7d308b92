"""The command palette: every action of the screen, and every deck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode
from textual.fuzzy import FuzzySearch
from textual.screen import Screen
from textual.style import Style
from textual.types import IgnoreReturnCallbackType

from quiz.model.card import in_language
from quiz.model.errors import QuizError
from quiz.model.text import one_line
from quiz.tui.keymap import EVERYWHERE, Action
from quiz.tui.screens.base import Face
from quiz.tui.screens.home import HomeScreen

_INNER = ("up", "down", "move(", "pick(", "view_", "first", "last")


class Commands(Provider):
    """What is found is shown as plain content, so that no deck's title is read as markup."""

    def __init__(self, screen: Screen[Any], match_style: Style | None = None) -> None:
        super().__init__(screen, match_style)
        self._decks: list[tuple[str, str]] = []

    async def startup(self) -> None:
        screen = self.screen
        if isinstance(screen, HomeScreen):
            try:
                decks = await screen.desk.ask(lambda collection: collection.decks())
            except QuizError:
                return
            language = screen.words.language
            self._decks = [(deck, in_language(title, language) or deck) for deck, (title, _) in decks.items()]

    def _all(self) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        """Name, explanation and call of each command."""
        screen = self.screen
        if not isinstance(screen, Face):
            return
        words = screen.words
        yield from self._actions(screen, screen.ACTIONS, screen)
        if isinstance(screen, HomeScreen):
            for deck, title in self._decks:
                yield words("Study {deck}", deck=one_line(title)), one_line(deck), partial(screen.study, (deck,))
        own = {action.label for action in screen.ACTIONS}  # a screen's own way to leave the program is enough
        rest = [action for action in EVERYWHERE if action.label not in own and action.name != "command_palette"]
        yield from self._actions(screen, rest, screen.app)

    @staticmethod
    def _actions(
        screen: Face[Any], actions: Sequence[Action], space: DOMNode
    ) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        words = screen.words
        for action in actions:
            if not action.name.startswith(_INNER) and screen.offers(action):
                call = partial(screen.app.run_action, action.name, space)
                yield f"{words(action.label)}  ({action.shown})", words(action.help or action.label), call

    async def discover(self) -> Hits:
        for name, told, call in self._all():
            yield DiscoveryHit(_shown(Content(name), told), call, name)

    async def search(self, query: str) -> Hits:
        fuzzy = FuzzySearch()
        for name, told, call in self._all():
            score, offsets = fuzzy.match(query, name)
            if score <= 0:
                score, offsets = fuzzy.match(query, told)[0] / 2, []
            if score > 0:
                content = Content(name)
                for offset in offsets:
                    content = content.stylize("bold underline", offset, offset + 1)
                yield Hit(score, _shown(content, told), call, name)


class Palette(CommandPalette):
    """Textual's palette, which would fall over a page key while its list is not laid out."""

    def _action_command_list(self, action: str) -> None:
        with suppress(KeyError):
            super()._action_command_list(action)


def _shown(name: Content, told: str) -> Content:
    return name + Content.styled(f"\n{told}", "$quiz-muted")
