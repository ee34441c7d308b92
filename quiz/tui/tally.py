"""How far a sitting has come, in cards rather than answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from quiz.model.progress import Progress, State


@dataclass(slots=True)
class Tally:
    """`finished` are the parts that do not come again today; `share` of what there is (0 to 1) only grows, except
    where something is taken back."""

    finished: set[tuple[str, str]] = field(default_factory=set)
    share: float = 0.0

    def answered(self, after: Progress) -> None:
        """A part was rated; in a learning step it comes again."""
        key = (after.card, after.part)
        if after.state in (State.LEARNING, State.RELEARNING):
            self.finished.discard(key)
        else:
            self.finished.add(key)

    def undone(self, card: str, part: str) -> None:
        """A part is asked again."""
        self.finished.discard((card, part))
        self.share = 0.0

    def measure(self, done: int, total: int) -> float:
        """The share to show for so many of so many."""
        self.share = max(self.share, min(1.0, done / total) if total else 0.0)
        return self.share
