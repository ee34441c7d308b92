"""`quiz add`: new cards into the inbox deck, from the editor, from options or from lines on standard input."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from quiz import paths
from quiz.cli import deckfiles
from quiz.cli.console import ask, complain, say
from quiz.cli.parser import Parser
from quiz.decks.grammar import field_token, is_heading
from quiz.decks.lines import fences
from quiz.decks.parse import Deck, Problem, parse
from quiz.decks.stamp import append
from quiz.model.errors import QuizError
from quiz.model.text import clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from quiz.language import Words

SCISSORS = "<!-- - - - 8< - - -"
ARROW = " => "


def parser(words: Words) -> Parser:
    made = Parser("quiz add", words("Adds cards to the inbox deck: one in your editor, or as given here."), words)
    made.add_argument(
        "lines", nargs="?", choices=["-"], metavar="-", help=words("read lines `term => meaning` on standard input")
    )
    made.add_argument("--front", metavar="TEXT", help=words("the question of one card"))
    made.add_argument("--back", metavar="TEXT", help=words("its answer"))
    return made


def main(arguments: Sequence[str], words: Words) -> int:
    made = parser(words)
    options = made.parse_args(arguments)
    home = paths.home()
    words = deckfiles.words_of(home)
    if (options.front is None) != (options.back is None) or (options.lines and options.front is not None):
        raise QuizError("Give --front and --back together, or neither; and no - with them.")
    if options.lines:
        return _add(home, _from_lines(sys.stdin.buffer.read() if sys.stdin is not None else b""), words)
    if options.front is not None:
        return _add(home, block(options.front, options.back), words)
    return _from_editor(home, words)


def block(front: str, back: str) -> str:
    """The source of a basic card."""
    return f"{_field('Q', front)}\n{_field('A', back)}\n"


def _field(name: str, text: str) -> str:
    text = clean(text).strip("\n")
    if not text.strip():
        raise QuizError("A card needs a question and an answer.")
    lines = text.split("\n")
    if len(lines) == 1:
        return f"{name}: {text}"
    # The text begins on a line of its own, so that a code fence is one; a backslash keeps grammar from being read.
    inside, _ = fences(lines)
    kept = [
        f"\\{line}" if not fenced and (is_heading(line) or field_token(line)) else line
        for line, fenced in zip(lines, inside, strict=True)
    ]
    return "\n".join([f"{name}:", *kept])


def _from_lines(raw: bytes) -> str:
    """Cards from lines `term => meaning`; all or none: a wrong line raises QuizError, which names it."""
    try:
        text = clean(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise QuizError("Standard input is not UTF-8 text, so nothing was added.") from error
    blocks = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        term, meaning = _pair(line)
        if not (term and meaning):
            raise QuizError(
                "Line {number} is not `term => meaning`, so nothing was added: {line}", number=number, line=line.strip()
            )
        blocks.append(block(term, meaning))
    if not blocks:
        raise QuizError("There was no line on standard input, so nothing was added.")
    return "\n".join(blocks)


def _pair(line: str) -> tuple[str, str]:
    """Term and meaning: the two sides of the first arrow outside backticks, else of the first arrow."""
    parts = line.split(ARROW)
    for count in range(1, len(parts)):
        if ARROW.join(parts[:count]).count("`") % 2 == 0:
            return ARROW.join(parts[:count]).strip(), ARROW.join(parts[count:]).strip()
    return parts[0].strip(), ARROW.join(parts[1:]).strip()


def _add(home: str, text: str, words: Words) -> int:
    """Put cards into the inbox; raises QuizError, and writes nothing, where one of them is wrong."""
    deck = parse(text, "card", default_id="inbox")
    found = faults(home, deck, "card")
    if found:
        raise QuizError("Nothing was added: {problem}", problem=found[0].told(words))
    _write(home, text, deck, words)
    return 0


def faults(home: str, deck: Deck, found_in: str) -> list[Problem]:
    """What keeps new cards from being added: errors of their own, and ids that other cards have."""
    found = [problem for problem in deck.problems if not problem.warning]
    named = {card.id: card for card in deck.cards if not card.provisional}
    if named:
        taken = {card.id: f"{file.path}:{card.line}" for file in deckfiles.of_home(home) for card in file.deck.cards}
        found += [
            Problem(found_in, card.line, 4, name, "this id is taken already: {place}", {"place": taken[name]})
            for name, card in named.items()
            if name in taken
        ]
    return found


def _write(home: str, text: str, deck: Deck, words: Words) -> None:
    path = os.path.join(paths.decks(home), "inbox.md")
    append(path, text)
    shown, count = deckfiles.near(path), len(deck.cards)
    if count == 1:
        say(words("One card added to {path}.", path=shown))
    else:
        say(words("{count} cards added to {path}.", count=count, path=shown))


def template(words: Words) -> str:
    """What the editor shows for a new card; all from the scissors on is left out."""
    return "\n".join([
        "Q: ",
        "A: ",
        "",
        SCISSORS,
        words("What stands from the line above on is left out. Several cards may stand here, each from its Q: on."),
        words("Other kinds of cards:"),
        "",
        "C: {{1::Softmax}} turns logits into probabilities.",
        "",
        "## card-name",
        "accept: MSE | mean squared error | 평균제곱오차",
        "Q: Which loss averages squared errors?",
        "",
        "## another-name",
        "Q: Which kernel needs one pixel of padding?",
        "Choices:",
        "- [x] 3×3",
        "- [ ] 5×5",
        "-->",
        "",
    ])  # fmt: skip


def _from_editor(home: str, words: Words) -> int:
    import tempfile

    from quiz.editor import edit

    handle, path = tempfile.mkstemp(prefix="quiz-card-", suffix=".md")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(template(words))
    blank = written(path)
    done = False
    try:
        while not done:
            edit(path)
            text = written(path)
            if text in ("", blank):
                say(words("Nothing was written, so nothing was added."))
                return 1
            done = _accepted(home, text, path, words)
            if not done:
                answer = ask(words("Edit again? (Enter: yes, n: no) "))
                if answer is None or answer.strip().lower() in ("n", "no", "ㅜ", "아니요"):
                    return 2
        return 0
    finally:
        if done or _unchanged(path, blank):
            with suppress(FileNotFoundError):
                os.unlink(path)
        else:
            complain(words("Your text is kept in {path}.", path=path))


def _unchanged(path: str, blank: str) -> bool:
    try:
        return written(path) in ("", blank)
    except (OSError, QuizError):
        return not os.path.exists(path)


def written(path: str) -> str:
    """What a person wrote into the template at `path`; raises QuizError where it is not UTF-8."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
    except UnicodeDecodeError as error:
        raise QuizError("The text is not UTF-8, so nothing was added.") from error
    lines = clean(text).split("\n")
    if SCISSORS in lines:
        lines = lines[: lines.index(SCISSORS)]
    return "\n".join(lines).strip() + "\n" if "".join(lines).strip() else ""


def _accepted(home: str, text: str, path: str, words: Words) -> bool:
    """Add the cards if they are right, else say what is wrong and where."""
    name = os.path.basename(path)
    deck = parse(text, name, default_id="inbox")
    found = faults(home, deck, name)
    for problem in found:
        complain(problem.told(words))
    if not found and not deck.cards:
        complain(words("There is no card in this text."))
        return False
    if found:
        return False
    _write(home, text, deck, words)
    return True
