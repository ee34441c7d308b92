"""`quiz export`: decks for Anki, spreadsheets, other programs, paper and the web."""

from __future__ import annotations

from quiz.cli.console import say, say_json
from quiz.cli.deckfiles import near
from quiz.cli.parser import Parser
from quiz.language import Words
from quiz.model.text import clean
from quiz.study.collection import Collection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def parser(words: Words) -> Parser:
    from quiz.exchange.formats import OUT

    made = Parser("quiz export", words("Writes decks into one file; the decks stay as they are."), words)
    made.add_decks()
    made.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE",
        help=words("a file that ends in {suffixes}", suffixes=", ".join(OUT)),
    )
    made.add_argument("--progress", action="store_true", help=words("the history and the schedule too (.apkg, .jsonl)"))
    made.add_argument(
        "--language", choices=("ko", "en", "both"), default="both",
        help=words("the language of the cards; both: that of the interface first (default)"),
    )  # fmt: skip
    made.add_argument("--dry-run", action="store_true", help=words("only say what would be written"))
    made.add_json()
    return made


def main(arguments: Sequence[str], words: Words) -> int:
    from quiz.exchange.formats import send

    options = parser(words).parse_args(arguments)
    with Collection.open() as collection:
        words = Words(collection.language)
        sent = send(
            collection, options.output, tuple(map(clean, options.decks)), progress=options.progress,
            languages=chosen(options.language, words.language), dry_run=options.dry_run,
        )  # fmt: skip
    if options.json:
        say_json(
            {"file": options.output, "notes": sent.notes, "reviews": sent.reviews, "media": sent.media,
             "missing": sent.missing, "written": not options.dry_run}
        )  # fmt: skip
        return 0
    name = near(options.output)
    if options.dry_run:
        say(words("Cards that would go into {file}: {count}. Nothing was written.", count=sent.notes, file=name))
    else:
        say(words("Cards written to {file}: {count}.", count=sent.notes, file=name))
    if sent.reviews:
        say("  " + words("Reviews: {count}.", count=sent.reviews))
    if sent.media:
        say("  " + words("Pictures: {count}.", count=sent.media))
    for name in dict.fromkeys(sent.missing):
        say("  " + words("The picture {name} is not there.", name=name))
    return 0


def chosen(asked: str, interface: str) -> tuple[str, ...]:
    """The languages to write, the one on top first."""
    if asked != "both":
        return (asked,)
    first = "ko" if interface == "ko" else "en"
    return first, "en" if first == "ko" else "ko"
