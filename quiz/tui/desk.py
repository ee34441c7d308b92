"""The one thread that touches the collection: an SQLite connection belongs to the thread that opened it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from quiz.study.collection import Collection
    from quiz.study.session import Session

T = TypeVar("T")


class Desk:
    """Opens a home and a session, and does all work on them in order, away from the screen."""

    def __init__(self, home: str | None, clock: Callable[[], datetime]) -> None:
        self.home = home
        self.clock = clock
        self.collection: Collection | None = None
        self.session: Session | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="quiz-collection")

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    async def open(self) -> Collection:
        """Open the collection, once; raises QuizError where it cannot be."""

        def work() -> Collection:
            if self.collection is None:
                from quiz.study.collection import Collection

                self.collection = Collection.open(self.home, clock=self.clock)
            return self.collection

        return await self._run(work)

    async def ask(self, work: Callable[[Collection], T]) -> T:
        """Do something with the collection, opened where it was not."""
        collection = await self.open()
        return await self._run(lambda: work(collection))

    async def begin(self, decks: tuple[str, ...], limit: int | None, minutes: float | None, kinds: str = "") -> Session:
        """Begin a session; one still open is ended first. Raises BusyError where another program has one."""
        await self.end()
        self.session = await self.ask(
            lambda collection: collection.session(decks, clock=self.clock, limit=limit, minutes=minutes, kinds=kinds)
        )
        return self.session

    async def study(self, work: Callable[[Session], T]) -> T:
        """Do something with the session, which must have begun."""
        session = self.session
        if session is None:
            raise RuntimeError("no session has begun")
        return await self._run(lambda: work(session))

    async def end(self) -> None:
        """End the session; all its answers are on disk."""
        session, self.session = self.session, None
        if session is not None:
            await self._run(session.close)

    async def close(self) -> None:
        """End everything."""
        await self.end()
        collection, self.collection = self.collection, None
        if collection is not None:
            await self._run(collection.close)
        self._pool.shutdown(wait=False)
