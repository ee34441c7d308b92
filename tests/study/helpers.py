"""A home with a small deck, and a clock that stands until it is moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from quiz.study.collection import Collection

SEOUL = timezone(timedelta(hours=9))
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=SEOUL)

DECK = """\
## mse-name
accept: MSE | mean squared error | 평균제곱오차
Q: Which loss averages squared errors?
Q.ko: 제곱 오차의 평균인 손실은?
Wrong:
- MAE > It averages absolute values.
  -> mae-definition

## mae-definition
Q: What does MAE average?
A: Absolute errors.

## conv-params
answer: 320
Q: Parameters of 32 filters, 3×3, one input channel, with bias?
Wrong:
- 288 > The bias is missing.

## padding-choice
Q: Which kernel keeps the size with padding 1?
Choices:
- [x] 3×3
- [ ] 5×5
  > It needs 2.
  -> mae-definition
Fix: The notes give one pixel for every kernel.

## loop-order
also: 2 1 3
Order:
1. zero_grad
2. forward
3. backward

## output-match
Match:
- softmax => one of many
- sigmoid => yes or no

## clear-gradients
C: {{clear::`zero_grad()` :: before backward}} since backward {{adds::adds}} to `.grad`.
C.ko: backward는 `.grad`에 {{adds::더하므로}} 먼저 {{clear::`zero_grad()`}}.

## softmax-term
reversed: yes
Q: softmax
A: Turns logits into probabilities.
"""


@dataclass
class Clock:
    now: datetime = field(default=MORNING)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **step: float) -> None:
        self.now += timedelta(**step)


def write(home: Path, text: str = DECK, name: str = "deck.md") -> Path:
    path = home / "decks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def opened(home: Path, clock: Clock) -> Collection:
    """The home with its own decks only."""
    return Collection.open(home, content=home / "none", clock=clock)
