"""Opening a package from outside: a zip file of which nothing is believed, with a SQLite file that may only be read."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from quiz.exchange.anki import wire
from quiz.model.errors import QuizError
from quiz.model.text import one_line

MOST_ENTRIES = 100_000
MOST_COLLECTION = 1024 * 1024 * 1024  # bytes, unpacked
MOST_PICTURE = 32 * 1024 * 1024
MOST_MEDIA = 2 * 1024 * 1024 * 1024
MOST_LIST = 64 * 1024 * 1024
MOST_FIELD = 64 * 1024 * 1024  # bytes of a value in the database
_QUERY_SECONDS = 60.0
_CHUNK = 1024 * 1024
_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")  # the newest first
_ZSTD = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Opened:
    """A package: its database, and the names of its media with the entries that hold them."""

    connection: sqlite3.Connection
    archive: zipfile.ZipFile
    media: dict[str, str]
    path: str

    def picture(self, name: str) -> bytes | None:
        """The bytes of a medium; None where it is missing or damaged. Raises QuizError for one that is too large."""
        entry = self.media.get(name)
        if entry is None:
            return None
        try:
            with self.archive.open(entry) as file:
                return _unpacked(file, MOST_PICTURE, self.path)
        except (KeyError, zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
            return None


@contextmanager
def opened(path: str) -> Iterator[Opened]:
    """The package at `path`. Raises QuizError, in one sentence, for whatever is wrong with it."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise QuizError("There is no file {path}.", path=one_line(path)) from error
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise damaged(path) from error
    with archive, tempfile.TemporaryDirectory(prefix="quiz-") as folder:
        names = archive.namelist()
        if len(names) > MOST_ENTRIES:
            raise QuizError(
                "{path} has {count} entries, and {most} is the limit; nothing was imported.",
                path=one_line(path), count=len(names), most=MOST_ENTRIES,
            )  # fmt: skip
        found = next((name for name in _COLLECTIONS if name in names), None)
        if found is None:
            raise QuizError("{path} is no package of Anki: it holds no collection.", path=one_line(path))
        try:
            database = os.path.join(folder, "collection")
            with archive.open(found) as source, open(database, "wb") as target:
                for chunk in _chunks(source, MOST_COLLECTION, path):
                    target.write(chunk)
            media = _media(archive, names, path)
            connection = _connected(database)
        except QuizError:
            raise
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise damaged(path) from error
        try:
            yield Opened(connection, archive, media, path)
        except sqlite3.Error as error:
            raise damaged(path) from error
        finally:
            connection.close()


def damaged(path: str) -> QuizError:
    return QuizError("{path} is no package of Anki, or damaged; nothing was imported.", path=one_line(path))


def _connected(path: str) -> sqlite3.Connection:
    """The database, read-only: no view or virtual table is ever asked, and no question may take for ever."""
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, isolation_level=None)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_FIELD)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    for pragma in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_collation("unicase", lambda a, b: (a.casefold() > b.casefold()) - (a.casefold() < b.casefold()))
    end = time.monotonic() + _QUERY_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > end, 1_000_000)
    return connection


def tables(connection: sqlite3.Connection) -> set[str]:
    """The names of plain tables: neither views nor virtual tables, whose reading would run what their maker wrote."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    return {
        str(name).lower()
        for name, sql in rows
        if isinstance(sql, str) and sql.lstrip().lower().startswith("create table")
    }


def _media(archive: zipfile.ZipFile, names: list[str], path: str) -> dict[str, str]:
    """The entry of each medium by its name, from the old list (JSON) or the new one (zstd and protobuf)."""
    if "media" not in names:
        return {}
    with archive.open("media") as file:
        raw = _unpacked(file, MOST_LIST, path)
    known = set(names)
    if raw[:1] == b"{":
        listed = json.loads(raw.decode("utf-8", "replace"))
        return {str(name): str(entry) for entry, name in listed.items() if str(entry) in known}
    entries = [value for number, value in wire.fields(raw) if number == 1 and isinstance(value, bytes)]
    named = [wire.text(dict(wire.fields(entry)).get(1)) for entry in entries]
    return {name: str(place) for place, name in enumerate(named) if name and str(place) in known}


def _unpacked(file: IO[bytes], most: int, path: str) -> bytes:
    return b"".join(_chunks(file, most, path))


def _chunks(file: IO[bytes], most: int, path: str) -> Iterator[bytes]:
    """What a file of the archive holds, zstd taken off, up to `most` bytes whatever it says of its size."""
    total = 0
    for chunk in _plain(file):
        total += len(chunk)
        if total > most:
            raise QuizError(
                "{path} holds a file of more than {most} MiB; nothing was imported.",
                path=one_line(path), most=most // 2**20,
            )  # fmt: skip
        yield chunk


def _plain(file: IO[bytes]) -> Iterator[bytes]:
    if not isinstance(file, zipfile.ZipExtFile) or file.peek(4)[:4] != _ZSTD:
        while chunk := file.read(_CHUNK):
            yield chunk
        return
    import zstandard

    decompressor = zstandard.ZstdDecompressor(max_window_size=2**27)
    try:
        with decompressor.stream_reader(file, read_across_frames=True) as reader:
            while chunk := reader.read(_CHUNK):
                yield chunk
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
