"""What the tests of faults share: a sitting to disturb, and what must hold after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quiz.model.errors import QuizError
from quiz.model.event import Rating
from quiz.study.collection import Collection
from quiz.study.health import examine
from quiz.study.session import Session
from tests.study.helpers import Clock, opened, write


def sentence(error: QuizError) -> str:
    text = str(error)
    assert "\n" not in text
    assert text.endswith(".")
    assert "Traceback" not in text
    assert "{" not in text
    return text


def sound(collection: Collection) -> None:
    assert [finding for finding in examine(collection) if not finding.well] == []


@contextmanager
def started(home: Path) -> Iterator[tuple[Collection, Session]]:
    """A sitting with something to undo."""
    write(home)
    with opened(home, Clock()) as collection, collection.session() as session:
        session.next()
        session.answer(Rating.GOOD)
        session.next()
        yield collection, session


def goes_on(collection: Collection, session: Session) -> None:
    """The answer that could not be written is written now, with the interval that was shown."""
    prompt = session.next()
    assert prompt is not None
    outcome = session.answer(Rating.GOOD, response="MSE")
    assert outcome.interval == prompt.intervals[Rating.GOOD]
    assert outcome.progress.last_event == prompt.event_id
    sound(collection)
