"""`quiz due`: what is due, counted. It runs in shell prompts, so nothing heavy is imported on its way."""

from __future__ import annotations

from types import SimpleNamespace

from quiz.cli.console import complain, in_language, say, say_json
from quiz.language import Words
from quiz.model.text import one_line
from quiz.study.collection import Collection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from quiz.cli.parser import Parser
    from quiz.study.prompt import DeckDue, Due


FLAGS = ("--json", "--prompt", "--fail")


def parser(words: Words) -> Parser:
    from quiz.cli.parser import Parser

    made = Parser("quiz due", words("Counts what is due: learning steps, reviews and new cards."), words)
    made.add_decks()
    form = made.add_mutually_exclusive_group()
    made.add_json(form)
    form.add_argument("--prompt", action="store_true", help=words("one short line for a shell prompt or a status bar"))
    made.add_argument("--fail", action="store_true", help=words("exit with 1 when nothing is due"))
    return made


def main(arguments: Sequence[str], words: Words) -> int:
    options = _read(arguments, words)
    with Collection.open() as collection:
        language = collection.language
        decks = _chosen(collection, options.decks)
        due = collection.due(decks=decks)
        left_out = 0 if options.prompt else collection.left_out(decks)
    words = Words(language)
    total = due.learning + due.review + due.new
    if options.json:
        counts = {"learning": due.learning, "review": due.review, "new": due.new, "total": total}
        listed = [_json(deck, language) for deck in due.decks]
        say_json({**counts, "seconds": due.seconds, "left_out": left_out, "decks": listed})
    elif options.prompt:
        say(words("{count} due", count=total))
    else:
        say("\n".join(_lines(due, language, words)))
        if left_out:
            from quiz.cli.decks import incomplete

            complain(incomplete(left_out, words))
    return 1 if options.fail and not total else 0


def _read(arguments: Sequence[str], words: Words) -> Namespace | SimpleNamespace:
    """The options. Flags alone are read without argparse, whose import would be a tenth of the whole."""
    if any(argument not in FLAGS for argument in arguments) or {"--json", "--prompt"} <= set(arguments):
        return parser(words).parse_args(arguments)
    return SimpleNamespace(decks=[], **{flag[2:]: flag in arguments for flag in FLAGS})


def _chosen(collection: Collection, names: Sequence[str]) -> Sequence[str]:
    if not names:
        return ()
    from quiz.cli.decks import chosen

    return chosen({deck: title for deck, (title, _) in collection.decks().items()}, names)


def _json(deck: DeckDue, language: str) -> dict[str, object]:
    counts = deck.counts
    return {
        "id": deck.id,
        "title": in_language(deck.title, language) or deck.id,
        "learning": counts.learning,
        "review": counts.review,
        "new": counts.new,
        "total": counts.total,
        "cards": deck.cards,
        "seconds": deck.seconds,
    }


def _lines(due: Due, language: str, words: Words) -> list[str]:
    from quiz.cli.columns import table

    rows = [[words("Deck"), words("learning"), words("review"), words("new")]]
    for deck in due.decks:
        counts = deck.counts
        title = one_line(in_language(deck.title, language) or deck.id)
        rows.append([title, str(counts.learning), str(counts.review), str(counts.new)])
    if not due.learning + due.review + due.new:
        return [*table(rows, right={1, 2, 3}), "", words("Nothing is due.")]
    sentence = words(
        "{learning} learning, {review} to review, {new} new: about {minutes} min.",
        learning=due.learning,
        review=due.review,
        new=due.new,
        minutes=max(1, round(due.seconds / 60)),
    )
    return [*table(rows, right={1, 2, 3}), "", sentence]
