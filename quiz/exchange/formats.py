"""Which format a file is in, by its suffix, and what reads and writes it. The formats are imported as they are used."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from quiz.model.errors import QuizError
from quiz.model.text import one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from quiz.exchange.incoming import Report
    from quiz.study.collection import Collection

IN = (".apkg", ".colpkg", ".csv", ".tsv", ".txt", ".jsonl", ".md")
OUT = (".apkg", ".csv", ".tsv", ".jsonl", ".md", ".html")
_KEEPS_PROGRESS = (".apkg", ".jsonl")


@dataclass(frozen=True, slots=True)
class Sent:
    """What went out: notes (or cards), and pictures that were not there."""

    notes: int
    reviews: int = 0
    media: int = 0
    missing: list[str] = field(default_factory=list)


def bring(collection: Collection, path: str, *, progress: bool, dry_run: bool, update: bool) -> Report:
    """Import a file. Raises QuizError; decks and log are then as they were."""
    suffix = _suffix(path, IN)
    if suffix in (".apkg", ".colpkg"):
        from quiz.exchange.anki.package import bring as take
    elif suffix == ".jsonl":
        from quiz.exchange.jsonl import bring as take
    elif suffix == ".md":
        from quiz.exchange.markdown import bring as take
    else:
        from quiz.exchange.delimited import bring as take
    return take(collection, path, progress=progress, dry_run=dry_run, update=update)


def send(
    collection: Collection, path: str, decks: Sequence[str], *, languages: Sequence[str], progress: bool, dry_run: bool
) -> Sent:
    """Export decks into a file. Raises QuizError."""
    suffix = _suffix(path, OUT)
    if progress and suffix not in _KEEPS_PROGRESS:
        raise QuizError("A file of the form {suffix} cannot hold progress; .apkg and .jsonl can.", suffix=suffix)
    from quiz.exchange.exported import chosen, history, pictures

    out = chosen(collection, decks)
    if not out:
        raise QuizError("There is no card to export.")
    if dry_run:
        past = history(collection, [one.card.id for one in out]) if progress else None
        reviews = sum(map(len, past.reviews.values())) if past else 0
        return Sent(len(out), reviews, len(list(pictures(out))))
    if suffix == ".apkg":
        from quiz.exchange.anki.package import send as pack

        packed = pack(collection, path, decks, languages=languages, progress=progress)
        return Sent(packed.notes, packed.reviews, packed.media, packed.missing)
    _write(path, _text(collection, suffix, decks, languages, progress))
    return Sent(len(out))


def _text(
    collection: Collection, suffix: str, decks: Sequence[str], languages: Sequence[str], progress: bool
) -> Iterable[str]:
    if suffix == ".jsonl":
        from quiz.exchange.jsonl import lines

        return (f"{line}\n" for line in lines(collection, decks, progress=progress))
    if suffix == ".md":
        from quiz.exchange.markdown import text

        return [text(collection, decks)]
    if suffix == ".html":
        from quiz.exchange.html import page

        return [page(collection, decks, languages)]
    from quiz.exchange.delimited import lines as rows

    return rows(collection, decks, languages, "\t" if suffix == ".tsv" else ",")


def _write(path: str, pieces: Iterable[str]) -> None:
    """Write a file whole or not at all."""
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
        os.replace(temporary, path)
    except OSError as error:
        raise QuizError(
            "{path} cannot be written ({reason}).", path=one_line(path), reason=error.strerror or "?"
        ) from error
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)


def _suffix(path: str, known: Sequence[str]) -> str:
    suffix = os.path.splitext(path)[1].lower()
    if suffix not in known:
        raise QuizError(
            "{path}: the form of a file is told by how its name ends: {known}.",
            path=one_line(path), known=", ".join(known),
        )  # fmt: skip
    return suffix
