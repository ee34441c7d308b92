"""Packages: ours written against genanki's, and Anki's read against its own import, with the memory that it takes."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.table import LeftOut, Result, Row, interleaved, median

ROUNDS = 5
_IMPORT = """
import sys, resource
from quiz.exchange.anki.package import bring
from quiz.study.collection import Collection
with Collection.open(sys.argv[1], content=sys.argv[1] + "/none") as collection:
    bring(collection, sys.argv[2])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def measure(quick: bool) -> Result:
    try:
        import anki.collection  # noqa: F401
        import genanki  # noqa: F401
    except ImportError as error:
        raise LeftOut("anki and genanki are not there (pip install '.[bench]')") from error
    size = 1_000 if quick else 10_000
    with tempfile.TemporaryDirectory(prefix="quiz-bench-") as folder:
        return Result(
            [_export(Path(folder), size), *_import(Path(folder), size)],
            [
                "export: from an open home into an .apkg, against genanki's Package of the same notes.",
                "import: a package that Anki made, into an empty home, against Anki's own into an empty collection.",
            ],
        )


def _export(folder: Path, size: int) -> Row:
    import genanki

    from quiz.exchange.anki.package import send
    from tests.bench import homes

    home = str(folder / "home")
    homes.write_decks(home, size)
    with homes.opened(home) as collection:

        def ours() -> None:
            send(collection, str(folder / "ours.apkg"), (), languages=("en", "ko"), progress=False)

        model = genanki.Model(
            1607392319, "simple", fields=[{"name": "Question"}, {"name": "Answer"}],
            templates=[{"name": "1", "qfmt": "{{Question}}", "afmt": "{{FrontSide}}<hr>{{Answer}}"}],
        )  # fmt: skip

        def theirs() -> None:
            deck = genanki.Deck(2059400110, "deck")
            for number in range(size):
                question, answer = homes.card_text(number).split("Q: ")[1].split("\n", 1)
                deck.add_note(
                    genanki.Note(model=model, fields=[question, answer.replace("\n", "<br>")], guid=str(number))
                )
            genanki.Package(deck).write_to_file(str(folder / "theirs.apkg"))

        seconds = interleaved({"ours": ours, "theirs": theirs}, ROUNDS)
    return Row(f"export, {size:,} cards", "median", median(seconds["ours"]), median(seconds["theirs"]), 0.5)


def _import(folder: Path, size: int) -> list[Row]:
    from anki.collection import Collection as Anki
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    path = _package(folder, size)
    count = iter(range(1_000))

    def ours() -> None:
        from quiz.exchange.anki.package import bring
        from quiz.study.collection import Collection

        home = folder / f"in-{next(count)}"
        with Collection.open(home, content=home / "none") as collection:
            report = bring(collection, path)
        if len(report.added) != size or report.events < size * 9:
            raise RuntimeError(f"{len(report.added)} cards and {report.events} events came in")

    def theirs() -> None:
        collection = Anki(str(folder / f"anki-{next(count)}.anki2"))
        options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
        collection.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options))
        collection.close()

    seconds = interleaved({"ours": ours, "theirs": theirs}, 3)
    home = folder / "memory"
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT, str(home), path], capture_output=True, text=True, check=True, cwd=os.getcwd()
    )
    megabytes = int(done.stdout.split()[-1]) / (1024 if sys.platform != "darwin" else 1024 * 1024)
    return [
        Row(
            f"import, {size:,} notes, {size * 10:,} reviews",
            "median",
            median(seconds["ours"]),
            median(seconds["theirs"]),
            3.0,
        ),
        # In the table's seconds, so that the ratio is what counts: megabytes against 300.
        Row("import, memory in MB / 1000, against 300", "once", megabytes / 1000, 0.3, 1.0),
    ]


def _package(folder: Path, size: int) -> str:
    """A package of Anki's making: notes with their reviews."""
    from anki.collection import AddNoteRequest, ExportAnkiPackageOptions
    from anki.collection import Collection as Anki

    collection = Anki(str(folder / "source.anki2"))
    collection.set_config("fsrs", True)
    deck = collection.decks.id("bench")
    kind = collection.models.by_name("Basic")
    requests = []
    for number in range(size):
        note = collection.new_note(kind)
        note.fields = [f"What does layer <b>{number}</b> do?", f"It maps x to x + {number}.<br>And no more."]
        requests.append(AddNoteRequest(note, deck))
    collection.add_notes(requests)
    cards = collection.db.list("select id from cards order by id")
    generator = random.Random(size)
    rows, moment = [], 1_600_000_000_000
    for place, card in enumerate(cards):
        for review in range(10):
            at = moment + (place * 10 + review) * 7
            rows.append(
                (
                    at + review * 86_400_000 * 9,
                    card,
                    generator.choice((2, 3, 3, 3)),
                    9,
                    9,
                    generator.randint(2000, 20000),
                )
            )
    rows = list({row[0]: row for row in rows}.values())
    columns = "id, cid, usn, ease, ivl, lastIvl, factor, time, type"
    collection.db.executemany(f"insert into revlog ({columns}) values (?, ?, -1, ?, ?, ?, 0, ?, 1)", rows)
    collection.db.execute("update cards set type = 2, queue = 2, due = 5, ivl = 9, factor = 2500, data = ?",
                          json.dumps({"s": 9.0, "d": 5.0}))  # fmt: skip
    path = str(folder / "theirs-full.apkg")
    options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=False, legacy=False)
    collection.export_anki_package(out_path=path, options=options, limit=None)
    collection.close()
    return path
