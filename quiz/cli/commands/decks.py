"""`quiz decks`: the decks there are; `stamp` gives bare cards their ids, `edit` opens a card in the editor, `suspended`
and `unsuspend` are about cards that are asked no more."""

from __future__ import annotations

import os

from quiz import paths
from quiz.cli import deckfiles
from quiz.cli.columns import table
from quiz.cli.console import complain, in_language, say, say_json
from quiz.cli.parser import Parser, near
from quiz.cli.suspended import suspended, unsuspend
from quiz.decks.stamp import stamp
from quiz.language import Words
from quiz.model.errors import QuizError
from quiz.model.text import one_line
from quiz.study.collection import Collection
from quiz.study.edit import place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from quiz.cli.deckfiles import DeckFile


def parser(words: Words) -> Parser:
    made = Parser("quiz decks", words("Lists the decks, with their cards and what is due."), words)
    made.add_json()
    made.epilog = "\n".join([
        words("quiz decks stamp [DECK|PATH …]: gives cards without an id their ids"),
        words("quiz decks edit CARD: opens a card in your editor; a shipped one becomes your own copy"),
        words("quiz decks suspended: lists the suspended cards"),
        words("quiz decks unsuspend CARD [PART]: asks a suspended card again"),
    ])  # fmt: skip
    return made


def stamp_parser(words: Words) -> Parser:
    made = Parser("quiz decks stamp", words("Writes an id above each card that has none; changes nothing else."), words)
    made.add_argument(
        "decks", nargs="*", metavar="DECK|PATH", help=words("your decks by id, or deck files (default: all your decks)")
    )
    return made


def edit_parser(words: Words) -> Parser:
    made = Parser(
        "quiz decks edit",
        words("Opens a card in your editor and then checks it. A shipped card is first copied into your own folder."),
        words,
    )
    made.add_argument("card", metavar="CARD", help=words("the id of the card"))
    return made


def main(arguments: Sequence[str], words: Words) -> int:
    actions = {"stamp": _stamp, "edit": _edit, "suspended": suspended, "unsuspend": unsuspend}
    if arguments and arguments[0] in actions:
        return actions[arguments[0]](arguments[1:], words)
    if arguments and not arguments[0].startswith("-"):
        proposal = near(arguments[0], list(actions))
        if proposal:
            raise QuizError(
                "There is no command {name}: did you mean `quiz {proposal}`?",
                name=f"decks {arguments[0]}",
                proposal=f"decks {proposal}",
            )
    options = parser(words).parse_args(arguments)
    with Collection.open() as collection:
        language = collection.language
        decks = collection.due().decks
    words = Words(language)
    rows = [[words("Id"), words("Title"), words("Cards"), words("Due")]]
    listed = []
    for deck in decks:
        title = in_language(deck.title, language)
        rows.append([one_line(deck.id), one_line(title), str(deck.cards), str(deck.counts.total)])
        listed.append({"id": deck.id, "title": title or deck.id, "cards": deck.cards, "due": deck.counts.total})
    if options.json:
        say_json(listed)
    else:
        say("\n".join(table(rows, right={2, 3})))
        say(words("Your own decks are in {path}.", path=paths.decks(collection.home)))
    return 0


def _stamp(arguments: Sequence[str], words: Words) -> int:
    options = stamp_parser(words).parse_args(arguments)
    home = paths.home()
    words = deckfiles.words_of(home)
    every = deckfiles.of_home(home)
    asked = _files(options.decks, every) if options.decks else [file for file in every if not file.shipped]
    taken = {card.id for file in [*every, *asked] for card in file.deck.cards}
    total, code = 0, 0
    for file in asked:
        try:
            given = stamp(file.path, taken=taken)
        except QuizError as error:  # the other files are still worth it
            complain(words(error.message, **error.values))
            code = error.code
            continue
        taken |= set(given.values())
        total += len(given)
        for card in given.values():
            say(f"{file.path}: {card}")
    say(words("Cards given an id: {count}.", count=total))
    return code


def _files(names: Sequence[str], every: Sequence[DeckFile]) -> list[DeckFile]:
    found: list[DeckFile] = []
    for name in names:
        own = [file for file in every if not file.shipped and file.deck.id == name]
        if not own and os.path.exists(name):
            own = deckfiles.under(name)
        if not own and any(file.deck.id == name for file in every):
            raise QuizError("The deck {name} is shipped with the program: its cards have their ids.", name=name)
        if not own:
            raise QuizError("There is no deck or file {name}: `quiz decks` lists the decks.", name=name)
        found += own
    return found


def _edit(arguments: Sequence[str], words: Words) -> int:
    from quiz.editor import edit

    options = edit_parser(words).parse_args(arguments)
    with Collection.open() as collection:
        home, words = collection.home, Words(collection.language)
        path, line, copied = _place(collection, options.card)
    if copied:
        say(words("This card is shipped with the program: your own copy in {path} takes its place.", path=path))
    try:
        edit(path, line)
    finally:
        with Collection.open() as collection:
            tidied = collection.tidy_override(options.card)
        if tidied:
            say(words("Nothing is changed against the shipped card: your copy is removed."))
    if tidied:
        return 0
    files = deckfiles.of_home(home)
    found = [problem for problem in deckfiles.problems(files) if problem.card == options.card]
    if not found and not any(card.id == options.card for file in files for card in file.deck.cards):
        say(words("No card has the id {card} now.", card=options.card))
        return 1
    for problem in found:
        say(problem.told(words))
    wrong = any(not problem.warning for problem in found)
    say(words("The card has errors.") if wrong else words("The card is right."))
    return 1 if wrong else 0


def _place(collection: Collection, card: str) -> tuple[str, int, bool]:
    """File and line of a card, and whether a copy of a shipped one was just made for it.

    A card that cannot be read for its errors is found too. Raises QuizError for one that is nowhere.
    """
    own = [file for file in deckfiles.of_home(collection.home) if not file.shipped]
    for file in own:
        if card in {problem.card for problem in file.deck.problems if not problem.warning}:
            return file.path, next(problem.line for problem in file.deck.problems if problem.card == card), False
    path, line = place(collection, card)
    return path, line, not any(known.id == card for file in own for known in file.deck.cards)
