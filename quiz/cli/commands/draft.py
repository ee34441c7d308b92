"""`quiz draft`: cards proposed from study notes."""

from __future__ import annotations

from quiz.cli.columns import shorten
from quiz.cli.console import say, say_json
from quiz.cli.deckfiles import near
from quiz.cli.parser import Parser
from quiz.cli.wrapping import screen_width
from quiz.language import Words
from quiz.model.text import one_line
from quiz.study.collection import Collection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from quiz.study.drafting import Draft


def parser(words: Words) -> Parser:
    made = Parser(
        "quiz draft",
        words("Proposes cards from study notes, for you to prune; run again on changed notes, it adds what is new."),
        words,
    )
    made.add_argument("notes", nargs="*", metavar="NOTES", help=words("files of notes, or folders of them (.md, .txt)"))
    made.add_argument(
        "-o", "--output", metavar="DECK.md", help=words("the deck file (default: drafts.md of your decks)")
    )
    made.add_argument("--dry-run", action="store_true", help=words("only say what would be proposed"))
    made.add_argument("--review", action="store_true", help=words("go through the proposals in the app"))
    made.add_json()
    return made


def main(arguments: Sequence[str], words: Words) -> int:
    from quiz.model.errors import QuizError
    from quiz.study.drafting import run

    options = parser(words).parse_args(arguments)
    if not options.notes and not options.review:
        raise QuizError("Name the notes to draft from (see `quiz draft --help`).")
    with Collection.open() as collection:
        words = Words(collection.language)
        path = options.output or ""
        if options.notes:
            found = run(collection, options.notes, path, dry_run=options.dry_run)
            path = found.path
            if options.json:
                say_json(_json(found, options.dry_run))
            else:
                say("\n".join(lines(found, words, dry_run=options.dry_run)))
    if options.review:
        from quiz.cli.commands.study import open_app

        return open_app(start="draft", drafts=path)
    return 0


def lines(found: Draft, words: Words, *, dry_run: bool) -> list[str]:
    """What a run found: new cards, lines without one, and what shipped cards say of the same terms."""
    width = screen_width()
    merged = found.merged
    told = [
        words("{path}: cards proposed: {count}.", path=near(found.path), count=len(merged.added))
        + (" " + words("Nothing was written.") if dry_run else "")
    ]
    for card, proposal in merged.added if dry_run else ():
        told.append(shorten(f"  {proposal.first}: {card.id} ({card.kind.value})", width))
    if merged.known:
        told.append("  " + words("Proposed before: {count}.", count=merged.known))
    for card, proposal in merged.changed:
        told.append("  " + words("The line of {card} has changed, now line {line}:", card=card.id, line=proposal.first))
        told.append(shorten(f"    {one_line(proposal.quote)}", width))
    for card in merged.gone:
        told.append("  " + words("The line of {card} is gone from the notes.", card=card.id))
    for one in found.told:
        term = one.proposal.term or shorten(one.proposal.quote.split("\n")[0], 40)
        line = one.proposal.first
        told.append(
            "  " + words("Line {line}, {term}: see the shipped card {card}.", line=line, term=term, card=one.card)
        )
        told.append(f"    {one_line(one.fix)}")
    if found.left:
        told.append("  " + words("Lines that made no card: {count}.", count=len(found.left)))
        told += [shorten(f"    {name}:{line.number}: {line.text.strip()}", width) for name, line in found.left]
    if found.dropped:
        told.append("  " + words("Lines that were dropped: {count}.", count=len(found.dropped)))
        told += [shorten(f"    {name}:{line.number}: {words(why)}", width) for name, line, why in found.dropped]
    return told


def _json(found: Draft, dry_run: bool) -> dict[str, object]:
    merged = found.merged
    return {
        "deck": found.path,
        "written": not dry_run,
        "added": [
            {"id": card.id, "kind": card.kind.value, "line": one.first, "quote": one.quote}
            for card, one in merged.added
        ],
        "known": merged.known,
        "changed": [{"id": card.id, "line": one.first, "quote": one.quote} for card, one in merged.changed],
        "gone": [card.id for card in merged.gone],
        "fixes": [
            {"term": one.proposal.term, "line": one.proposal.first, "card": one.card, "fix": one.fix}
            for one in found.told
        ],
        "left": [{"file": name, "line": line.number, "text": line.text} for name, line in found.left],
        "dropped": [{"file": name, "line": line.number, "why": why} for name, line, why in found.dropped],
    }  # fmt: skip
