"""What every screen has: words in the person's language, keys on a Korean keyboard, a bar of keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import events
from textual.screen import ModalScreen, Screen

from quiz.language import Words
from quiz.tui.keymap import Action, keystrokes
from quiz.tui.widgets.bars import KeyBar

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp
    from quiz.tui.desk import Desk

R = TypeVar("R")


class Face(Screen[R]):
    """A screen of ours. `ACTIONS` are its named actions, `INNER` those of the widgets in it, for help."""

    ACTIONS: ClassVar[Sequence[Action]] = ()
    INNER: ClassVar[Sequence[Action]] = ()

    @property
    def quiz(self) -> QuizApp:
        return cast("QuizApp", self.app)

    @property
    def desk(self) -> Desk:
        return self.quiz.desk

    @property
    def words(self) -> Words:
        return self.quiz.words

    def keys(self) -> Sequence[str]:
        """The names of the actions that matter now, the most useful first; the last is always shown."""
        return ()

    def label(self, action: Action) -> str:
        """What an action is called now."""
        return self.words(action.label)

    def offers(self, action: Action) -> bool:
        """Whether an action means anything here now; else help and the command palette leave it out."""
        return True

    def known(self) -> dict[str, Action]:
        """The actions by name."""
        return {action.name: action for action in (*self.ACTIONS, *self.INNER, *self.quiz_actions())}

    def show_keys(self) -> None:
        """Draw the bar of keys anew."""
        known = self.known()
        items = [(known[name], self.label(known[name])) for name in self.keys()]
        for bar in self.query(KeyBar):
            bar.show(items)

    @staticmethod
    def quiz_actions() -> Sequence[Action]:
        from quiz.tui.keymap import EVERYWHERE

        return EVERYWHERE

    def on_key(self, event: events.Key) -> None:
        """Take apart what a Korean input method composed of several keys; a lone jamo has bindings of its own."""
        letters = keystrokes(event.character) if event.character else ""
        if len(letters) > 1 or (letters and "！" <= str(event.character) <= "～"):
            event.stop()
            for letter in letters:
                if letter.islower() or letter.isdigit():  # a capital was typed with shift, which is no command
                    # As if it came from the focused widget: a message does not bubble past the parent that sent it.
                    self.app.post_message(events.Key(letter, None).set_sender(self.focused or self))


class ModalFace(ModalScreen[R], Face[R]):
    """A screen of ours over another one."""
