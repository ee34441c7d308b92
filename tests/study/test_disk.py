"""No room and no permission: a full disk, a file system or a folder that may not be written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from quiz.model.errors import QuizError
from quiz.store import events
from tests.study.faults import goes_on, sentence, sound, started
from tests.study.helpers import DECK, Clock, opened, write

_CHILD = """
import json, os, signal, sys
from datetime import timedelta
sys.path.insert(0, {root!r})
from tests.study.helpers import Clock, opened
from quiz.model.errors import QuizError
from quiz.model.event import Rating
from quiz.store import events
from pathlib import Path

home, before, act, after = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
told, answered = [], 0
with opened(home, Clock()) as collection, collection.session() as session:
    exec(before)
    while len(told) < 2 and answered < 4000:
        prompt = session.next()
        written = events.count(collection.database.connection)
        try:
            exec(act)
            answered += 1
        except QuizError as error:
            told.append(str(error))
            assert session.next() is prompt
            assert events.count(collection.database.connection) == written
    exec(after)
    session.answer(Rating.EASY)
    assert session.next() is not prompt
    connection = collection.database.connection
    assert list(events.every(connection))[-1].id == prompt.event_id
print(json.dumps([answered, told]))
"""
ROOT = str(Path(__file__).parents[2])
_NOTES = "session.note('note ' * 2000)"


def child(home: Path, before: str, act: str, after: str) -> tuple[int, list[str]]:
    ran = subprocess.run(
        [sys.executable, "-c", _CHILD.format(root=ROOT), str(home), before, act, after],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    answered, told = json.loads(ran.stdout)
    return answered, told


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    """The limit of the file size, as some systems set it: writing beyond it fails as on a full disk."""
    write(tmp_path)
    answered, told = child(
        tmp_path,
        "import resource; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_200_000, -1))",
        _NOTES,
        "resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))",
    )
    assert answered > 5
    assert len(told) == 2
    for text in told:
        assert "quiz.db" in text
        assert "try again" in text
    with opened(tmp_path, Clock()) as collection:
        sound(collection)
        assert events.count(collection.database.connection) == answered + 1


@contextmanager
def mounted(place: Path, *options: str) -> Iterator[Path]:
    place.mkdir()
    made = subprocess.run(["mount", *options, str(place)], capture_output=True, check=False)
    if made.returncode:  # not root, or no such mounts here: the other tests of this file stand for it
        yield place / "nowhere"
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=2m", "tmpfs") as disk:
        if not disk.is_dir():
            return
        write(disk)
        filler = disk / "filler"
        answered, told = child(
            disk,
            f"open({str(filler)!r}, 'wb').write(bytes(700_000))",
            _NOTES,
            f"os.unlink({str(filler)!r})",
        )
        assert answered > 5
        assert len(told) == 2
        for text in told:
            assert "The disk is full" in text
            assert "free some space" in text
        with opened(disk, Clock()) as collection:
            sound(collection)
            assert events.count(collection.database.connection) == answered + 1


def test_a_disk_full_from_the_beginning(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=64k", "tmpfs") as disk:
        if not disk.is_dir():
            return
        write(disk, "## a\nQ: a?\nA: b.\n")
        with pytest.raises(QuizError) as caught:
            opened(disk, Clock())
        assert "disk" in sentence(caught.value)
        subprocess.run(["mount", "-o", "remount,size=4m", str(disk)], check=True)
        with opened(disk, Clock()) as collection:
            assert collection.due().new == 1


def test_a_file_system_made_read_only(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=4m", "tmpfs") as disk:
        if not disk.is_dir():
            return
        with started(disk) as (_, session):
            session.close()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(QuizError) as caught, opened(disk, Clock()) as collection:
            collection.session()
        assert "permissions" in sentence(caught.value)
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        with opened(disk, Clock()) as collection, collection.session() as session:
            session.next()
            goes_on(collection, session)


_OTHER_USER = """
import os, sys
sys.path.insert(0, {root!r})
from tests.study.helpers import Clock, opened
from quiz.model.errors import QuizError
from pathlib import Path
import tempfile
from tests.study.helpers import write
with tempfile.TemporaryDirectory() as place:
    write(Path(place))
    with opened(Path(place), Clock()) as collection:
        collection.session().close()  # imports what the other user may not read
        collection.problems()
os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    with opened(Path(sys.argv[1]), Clock()) as collection:
        {act}
except QuizError as error:
    print(error)
"""


def as_another(home: Path, act: str = "collection.session()") -> str:
    """What another user is told, who may read and not write."""
    ran = subprocess.run(
        [sys.executable, "-c", _OTHER_USER.format(root=ROOT, act=act), str(home)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    return ran.stdout


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that other users may enter."""
    place = Path(tempfile.mkdtemp(prefix="quiz-"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


def test_a_folder_without_permission(public: Path) -> None:
    if os.geteuid() != 0:  # only root can become another user; the next test serves the others
        return
    with started(public) as (_, session):
        session.close()
    for path in (public / "decks", public / "decks" / "deck.md", public / "quiz.db"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    before = sorted(os.listdir(public))
    told = as_another(public)
    assert told.count("\n") == 1
    assert "quiz.db" in told or "session.lock" in told
    assert "permissions" in told
    assert sorted(os.listdir(public)) == before
    fresh = as_another(public / "home")
    assert fresh.count("\n") == 1
    assert "QUIZ_HOME" in fresh


def test_a_folder_of_decks_without_permission(public: Path) -> None:
    if os.geteuid() != 0:
        return
    public.chmod(0o777)
    write(public, DECK)
    write(public, "## hidden\nQ: a?\nA: b.\n", "sub/hidden.md")
    act = "print([str(p) for p in collection.problems() if not p.warning]); print(collection.due().new)"
    for closed, count in (
        (public / "decks" / "sub", "8"),
        (public / "decks" / "sub" / "hidden.md", "8"),
        (public / "decks", "0"),
    ):
        if closed.is_file():
            os.utime(closed, ns=(1, 1))  # edited: a file that has not changed is not read again, readable or not
        closed.chmod(0)
        told = as_another(public, act).splitlines()
        assert str(closed) in told[0] or os.path.relpath(closed) in told[0]
        assert told[1] == count
        closed.chmod(0o755)
        assert as_another(public, act).splitlines() == ["[]", "9"]  # its time has not changed: it is tried again


@pytest.mark.parametrize("name", ["home", "decks"])
def test_a_read_only_folder_for_its_owner(tmp_path: Path, name: str) -> None:
    """By permissions, which do not bind root: there it must simply work."""
    home = tmp_path / "home"
    with started(home) as (_, session):
        session.close()
    place = home if name == "home" else home / "decks"
    place.chmod(0o555)
    said = ""
    try:
        with opened(home, Clock()) as collection, collection.session() as session:
            assert session.next() is not None
    except QuizError as error:
        said = sentence(error)
    finally:
        place.chmod(0o755)
    assert not said or ("permissions" in said and os.geteuid() != 0)
