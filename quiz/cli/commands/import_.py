"""`quiz import`: cards and history from Anki, tables, Markdown and JSON Lines."""

from __future__ import annotations

from quiz.cli.console import say, say_json
from quiz.cli.deckfiles import near
from quiz.cli.parser import Parser
from quiz.language import Words
from quiz.model.text import one_line
from quiz.study.collection import Collection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from quiz.exchange.incoming import Report

_MOST_LISTED = 20


def parser(words: Words) -> Parser:
    from quiz.exchange.formats import IN

    made = Parser(
        "quiz import",
        words("Takes cards, pictures and history into decks of their own; all of a file, or nothing of it."),
        words,
    )
    made.add_argument(
        "files", nargs="+", metavar="FILE", help=words("files that end in {suffixes}", suffixes=", ".join(IN))
    )
    made.add_argument(
        "--dry-run", action="store_true", help=words("only say what would be added, changed and left out")
    )
    made.add_argument("--no-progress", action="store_true", help=words("leave the history and the schedule there"))
    made.add_argument(
        "--update", action="store_true", help=words("give cards that are here already the text of the file")
    )
    made.add_json()
    return made


def main(arguments: Sequence[str], words: Words) -> int:
    from quiz.exchange.formats import bring

    options = parser(words).parse_args(arguments)
    reports = []
    with Collection.open() as collection:
        words = Words(collection.language)
        for path in options.files:
            report = bring(
                collection, path, progress=not options.no_progress, dry_run=options.dry_run, update=options.update
            )
            reports.append((path, report))
            if not options.json:
                say("\n".join(lines(path, report, words, dry_run=options.dry_run)))
    if options.json:
        say_json([_json(path, report, words) for path, report in reports])
    return 0


def lines(path: str, report: Report, words: Words, *, dry_run: bool) -> list[str]:
    """What a file brought, or would bring."""
    name = near(path)
    if dry_run:
        told = [
            words(
                "{file}: cards that would be added: {count}. Nothing was written.", file=name, count=len(report.added)
            )
        ]
    else:
        told = [words("{file}: cards added: {count}.", file=name, count=len(report.added))]
    if report.unchanged:
        told.append("  " + words("Here already, word for word: {count}.", count=report.unchanged))
    if report.changed:
        count = len(report.changed)
        told.append(
            "  "
            + (
                words("Here already, given the text of the file: {count}.", count=count)
                if report.updated
                else words("Here already with another text, which stays (--update): {count}.", count=count)
            )
        )
    if report.events:
        told.append("  " + words("Events of their history: {count}.", count=report.events))
    if report.media:
        told.append("  " + words("Pictures: {count}.", count=report.media))
    told += [f"  → {near(file)}" for file in report.files]
    if report.left:
        told.append("  " + words("Left out: {count}", count=len(report.left)))
        for left in report.left[:_MOST_LISTED]:
            told.append(f"    {one_line(left.what)}: {words(left.why, **left.values)}")
        if len(report.left) > _MOST_LISTED:
            told.append("    " + words("and {count} more", count=len(report.left) - _MOST_LISTED))
    return told


def _json(path: str, report: Report, words: Words) -> dict[str, object]:
    return {
        "file": path,
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "events": report.events,
        "media": report.media,
        "decks": report.files,
        "left": [{"what": one.what, "why": words(one.why, **one.values)} for one in report.left],
    }
