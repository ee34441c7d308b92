"""Every action a screen has, by name, and the keys that call it.

A letter key has a twin: the jamo on the same key of a Korean keyboard, so that a shortcut works whatever the input
method is set to. An input method may also hand over a syllable composed of several such keys; `keystrokes` takes it
apart again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from textual.binding import Binding, BindingType

JAMO: Mapping[str, str] = MappingProxyType(
    dict(zip("abcdefghijklmnopqrstuvwxyz", "ㅁㅠㅊㅇㄷㄹㅎㅗㅑㅓㅏㅣㅡㅜㅐㅔㅂㄱㄴㅅㅕㅍㅈㅌㅛㅋ", strict=True))
)

# The keys of a two-set keyboard for each conjoining jamo, in the order of Unicode; capitals are typed with shift.
_LEADS, _VOWELS, _TAILS = (
    row.split()
    for row in (
        "r R s e E f a q Q t T d w W c z x v g",
        "k o i O j p u P h hk ho hl y n nj np nl b m ml l",
        "r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g",
    )
)
_KEYS_OF: Mapping[int, str] = {
    first + index: keys
    for first, row in ((0x1100, _LEADS), (0x1161, _VOWELS), (0x11A8, _TAILS))
    for index, keys in enumerate(row)
}


def keystrokes(character: str) -> str:
    """The Latin letters on the keys that typed a Hangul jamo, syllable or full-width letter; "" for anything else.

    A capital stands for a key typed with shift.
    """
    parts = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", character))
    if character.isascii():
        return ""
    if parts.isascii():
        return parts if parts.isalnum() else ""
    letters = [_KEYS_OF.get(ord(part), "") for part in parts]
    return "".join(letters) if all(letters) else ""


def t(english: str) -> str:
    """Mark a sentence for the catalogue; it is translated where it is shown."""
    return english


@dataclass(frozen=True, slots=True)
class Action:
    """A named action: `keys` in Textual's names, separated by commas, the first one shown; `label` is translated."""

    name: str
    keys: str
    label: str
    help: str = ""

    @property
    def all_keys(self) -> str:
        """The keys with their twins."""
        keys = self.keys.split(",")
        return ",".join(keys + [JAMO[key] for key in keys if key in JAMO])

    @property
    def shown(self) -> str:
        """The first key as a person reads it."""
        return display(self.keys.split(",")[0])

    @property
    def shown_all(self) -> str:
        """All keys as a person reads them, twins left out."""
        return " ".join(display(key) for key in self.keys.split(","))


_DISPLAY = {
    "enter": "Enter",
    "space": "Space",
    "escape": "Esc",
    "backspace": "Backspace",
    "question_mark": "?",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "f1": "F1",
}


def display(key: str) -> str:
    """A key as a person reads it: "^p" for control and p."""
    if key.startswith("ctrl+"):
        return "^" + key[5:]
    return _DISPLAY.get(key, key)


EVERYWHERE: tuple[Action, ...] = (
    Action("help", "question_mark,f1", t("Keys"), t("Show the keys of this screen")),
    Action("command_palette", "ctrl+p", t("Commands"), t("Search every command and deck")),
    Action("theme", "t", t("Light or dark"), t("Switch between the light and the dark theme")),
    Action("quit", "ctrl+q", t("Quit"), t("Leave the program; every answer is already saved")),
)

# Where letters are typed, only the second key for help is one.
HELP_WHILE_TYPING = replace(EVERYWHERE[0], keys="f1")

TREE: tuple[Action, ...] = (
    Action("study", "enter", t("Study"), t("Study the chosen deck; the first line takes all decks")),
    Action("up", "up,k", t("Up")),
    Action("down", "down,j", t("Down")),
    Action("fold", "left", t("Fold"), t("Fold a group of decks, or go to the group")),
    Action("unfold", "right,space", t("Unfold"), t("Unfold a group of decks")),
    Action("first", "home,g", t("First")),
    Action("last", "end", t("Last")),
)

HOME: tuple[Action, ...] = (
    Action("bound", "b", t("Limit"), t("End the session after some minutes or cards")),
    Action("problems", "p", t("Problems"), t("List what is wrong in the deck files")),
    Action("suspended", "v", t("Suspended"), t("List the suspended cards, and bring them back")),
    Action("draft", "d", t("Proposals"), t("Go through the cards that were proposed from notes")),
    Action("reload", "r", t("Reload"), t("Read the deck files again")),
    Action("language", "l", t("Language"), t("Korean or English")),
    Action("leave", "q", t("Quit"), t("Leave the program; every answer is already saved")),
)

STUDY: tuple[Action, ...] = (
    Action("reveal", "space", t("Show"), t("Show the answer; afterwards take the suggested rating")),
    Action("go", "enter", t("Next"), t("Answer, or show the answer; afterwards take the suggested rating")),
    Action("rate(1)", "1", t("Again"), t("Not recalled")),
    Action("rate(2)", "2", t("Hard"), t("Recalled with effort")),
    Action("rate(3)", "3", t("Good"), t("Recalled")),
    Action("rate(4)", "4", t("Easy"), t("Recalled at once")),
    Action("commands", "escape", t("Letters are commands"), t("Leave the typed line, so that letters are commands")),
    Action("type", "i", t("Type"), t("Back to where the answer is typed; after an exercise, try it again")),
    Action("hint", "h", t("Hint"), t("Show the hint; the answer then counts as Hard at most")),
    Action("work", "w", t("Solution"), t("Show the worked solution; before an answer it counts as Again")),
    Action("step(-1)", "left", t("Step back"), t("The step before in a worked solution")),
    Action("step(1)", "right", t("Step"), t("The next step of a worked solution")),
    Action("play", "a", t("Play"), t("Play the steps of a worked solution, or stop")),
    Action("undo", "u", t("Undo"), t("Take back the last thing done, as often as you like")),
    Action("skip", "s", t("Skip"), t("Leave this card for another session")),
    Action("language", "l", t("Language"), t("This card in its other language")),
    Action("source", "o", t("Source"), t("Show or hide where the card comes from and its correction")),
    Action("note", "m", t("Note"), t("Write a personal note on this card")),
    Action("edit", "e", t("Edit"), t("Open the card in your editor, then carry on")),
    Action("flag", "f", t("Flag"), t("Mark this card with a flag")),
    Action("bury", "b", t("Bury"), t("Not again today")),
    Action("suspend", "x", t("Suspend"), t("Ask no more; undo takes that back")),
    Action("more_new", "n", t("More new"), t("Five more new cards today")),
    Action("problems", "p", t("Problems"), t("List what is wrong in the deck files")),
    Action("retry", "r", t("Try again"), t("Try again what met with a fault")),
    Action("view_up", "up,pageup", t("Up"), t("Scroll the card")),
    Action("view_down", "down,pagedown", t("Down"), t("Scroll the card")),
    Action("leave", "q", t("End"), t("End the session; what is answered is saved")),
)

SUMMARY: tuple[Action, ...] = (
    Action("done", "enter,q,escape", t("Done"), t("Back to the decks, or out of the program")),
    Action("back", "c", t("Carry on"), t("Back to the cards")),
    Action("undo", "u", t("Undo"), t("Take back the last thing done, as often as you like")),
    Action("more_new", "n", t("More new"), t("Five more new cards today")),
)

CLOSE: tuple[Action, ...] = (
    Action("up", "up,k", t("Up")),
    Action("down", "down,j,space", t("Down")),
    Action("close", "escape,q,enter,question_mark", t("Close")),
)

SUSPENDED: tuple[Action, ...] = (
    Action("restore", "enter", t("Bring back"), t("Ask the chosen card again")),
    Action("up", "up,k", t("Up")),
    Action("down", "down,j", t("Down")),
    Action("close", "escape,q", t("Close")),
)

DRAFT: tuple[Action, ...] = (
    Action("keep", "space,k,1", t("Keep"), t("Keep the proposal as a card of yours")),
    Action("edit", "enter,e,2", t("Edit"), t("Edit the proposal in your editor")),
    Action("split", "s,3", t("Split"), t("Make a card of each part")),
    Action("drop", "d,4,delete", t("Drop"), t("Throw the proposal away; its lines are not proposed again")),
    Action("undo", "u,backspace", t("Undo"), t("Take the last step back")),
    Action("next", "right,down,n", t("Next"), t("Leave it waiting and see the next one")),
    Action("back", "left,up,p", t("Back")),
    Action("leave", "escape,q", t("Leave")),
)

NOTE: tuple[Action, ...] = (
    Action("save", "ctrl+s", t("Save")),
    Action("close", "escape", t("Cancel")),
)

CANCEL: tuple[Action, ...] = (Action("close", "escape,q", t("Cancel")),)

FAULT: tuple[Action, ...] = (
    Action("again", "r,enter", t("Try again")),
    Action("close", "q,escape", t("Quit")),
)

PICK: tuple[Action, ...] = (
    *(Action(f"pick({number})", str(number % 10), t("Choose")) for number in range(1, 11)),
    Action("move(-1)", "up", t("Up")),
    Action("move(1)", "down", t("Down")),
    Action("mark", "space", t("Choose"), t("Choose the line under the mark")),
    Action("back", "backspace", t("Take back"), t("Take back the last choice")),
    Action("submit", "enter", t("Answer"), t("Answer with what is chosen; with nothing chosen, show the answer")),
)

GRID: tuple[Action, ...] = (
    Action("next_cell", "enter,tab", t("Next cell"), t("Go to the next cell; in the last one, answer")),
    Action("cell(-1,0)", "up", t("Up")),
    Action("cell(1,0)", "down", t("Down")),
    Action("cell(0,-1)", "left,shift+tab", t("To the left")),
    Action("cell(0,1)", "right", t("To the right")),
    Action("space_cell", "space", t("Next cell"), t("Go to the next cell")),
    Action("back", "backspace", t("Take back"), t("Take back the last character")),
    Action("empty", "delete", t("Empty"), t("Empty the cell")),
    Action("hand_in", "ctrl+s", t("Check"), t("Check the answer")),
)

EDITOR: tuple[Action, ...] = (
    Action("run", "ctrl+s,f5", t("Run"), t("Run the code and check it")),
    Action("dedent", "shift+tab", t("Less indent"), t("Take an indent off the line")),
)


def bindings(screen: str, actions: Sequence[Action]) -> list[BindingType]:
    """The bindings of a screen or widget. The bar of keys is drawn by ourselves, so Textual shows none."""
    return [
        Binding(action.all_keys, action.name, action.label, show=False, id=f"{screen}.{action.name}")
        for action in actions
    ]
