"""The real app on a home of its own, played by keys, and its screen as text."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta, timezone
from itertools import count
from pathlib import Path
from typing import Literal

import pytest
from textual.pilot import Pilot

from quiz.tui.app import QuizApp
from tests.study import helpers as decks
from tests.study.helpers import Clock as Clock

SEOUL = timezone(timedelta(hours=9))
SCREENS = Path(__file__).parents[1] / "screens"

BASICS = """\
+++
language = "en"
title = { en = "Convolution", ko = "합성곱" }
+++

## stride
source: N10
tags: cnn
Q: What does a **stride** of 2 do to the size of a feature map?
Q.ko: 보폭(stride)이 2이면 특징 맵의 크기는 어떻게 되는가?
A: It is about halved, since the kernel moves two pixels at a time.
A.ko: 커널이 두 칸씩 움직이므로 대략 절반이 된다.
Hint: Count the places where the kernel stands.
Hint.ko: 커널이 서는 자리를 세어 보라.
Fix: The notes forget the rounding.
Fix.ko: 노트는 내림을 빠뜨렸다.

## mse-name
accept: MSE | mean squared error | 평균제곱오차
Q: Which loss averages squared errors?
Q.ko: 제곱 오차의 평균인 손실은?
Wrong:
- MAE > It averages absolute values.
  -> mae-definition

## padding-choice
Q: Which kernel keeps the size with padding 1?
Q.ko: 패딩 1에서 크기가 그대로인 커널은?
Choices:
- [x] 3×3
- [ ] 5×5
  > It needs 2.
- [ ] 7×7

## several
Q: Which of these have weights?
Q.ko: 가중치가 있는 것은?
Choices:
- [x] `Conv2d`
- [ ] `ReLU`
- [x] `Linear`

## loop-order
Order:
1. `zero_grad()`
2. `loss = f(model(x), y)`
3. `backward()`

## output-match
Match:
- `softmax` => one class of many
- `sigmoid` => yes or no
- none => a number

## clear-gradients
C: {{clear::`zero_grad()` :: before backward}} comes first, since `backward()` {{adds::adds}} to `.grad`.
C.ko: `backward()`는 `.grad`에 {{adds::더하므로}} 먼저 {{clear::`zero_grad()`}}를 부른다.

## conv-params
answer: 320
Q: Parameters of 32 filters, 3×3, one input channel, with bias?
Q.ko: 입력 채널 1개, 3×3 필터 32개, 편향 포함이면 매개변수는 몇 개인가?

## mae-definition
Q: What does MAE average?
Q.ko: MAE는 무엇의 평균인가?
A: Absolute errors.
A.ko: 절대 오차.
"""

NESTED = """\
+++
title = { en = "Optimisers", ko = "최적화" }
+++

## adam
Q: What are Adam's two moments?
A: The mean and the uncentred variance of the gradient.
"""


def write(home: Path, text: str = BASICS, name: str = "cnn.md") -> Path:
    return decks.write(home, text, name)


@dataclass
class Stage:
    """The running app and the hands on its keys."""

    app: QuizApp
    pilot: Pilot[None]
    clock: Clock

    async def settle(self) -> None:
        """Wait until nothing is under way any more and the screen stands still."""
        before = ""
        while True:
            await self.pilot.pause()
            if any(not worker.is_finished for worker in self.app.workers):
                await self.app.workers.wait_for_complete()
            elif before == (before := self.text()):
                return

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def until(self, text: str) -> None:
        """Wait for something that the screen shows in its own time, as the command palette does."""
        for _ in range(200):
            await self.settle()
            if text in self.text():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text()}")

    async def type(self, text: str) -> None:
        await self.pilot.press(*("space" if character == " " else character for character in text))
        await self.settle()

    def text(self) -> str:
        """The screen as lines of text; a wide character stands for its two cells."""
        lines = [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]
        return "\n".join(lines).rstrip("\n") + "\n"


Scene = Callable[[Stage], Awaitable[None]]


@dataclass
class Theatre:
    """Plays scenes on one home. What is random in a session is counted instead, so that screens can be compared."""

    home: Path
    clock: Clock
    language: Callable[[str], None]

    def play(
        self,
        scene: Scene,
        *,
        language: str = "en",
        size: tuple[int, int] = (80, 24),
        start: Literal["home", "study"] = "home",
        decks: tuple[str, ...] = (),
        limit: int | None = None,
        minutes: float | None = None,
    ) -> QuizApp:
        self.language(language)
        app = QuizApp(self.home, clock=self.clock, start=start, decks=decks, limit=limit, minutes=minutes)

        async def run() -> None:
            async with app.run_test(size=size) as pilot:
                stage = Stage(app, pilot, self.clock)
                await stage.settle()
                await scene(stage)

        asyncio.run(run())
        return app


def theatre(home: Path, monkeypatch: pytest.MonkeyPatch) -> Theatre:
    numbers = count(1)
    monkeypatch.setattr(os, "urandom", lambda size: next(numbers).to_bytes(size, "big"))
    home.mkdir(exist_ok=True)
    monkeypatch.chdir(home)  # deck files are named relative to it
    monkeypatch.setattr("quiz.paths.content", lambda: str(home / "none"))
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", 0.004)  # how finely the pilot looks whether all is done
    monkeypatch.setattr("textual._wait.SLEEP_IDLE", 0.0004)
    for name in ("NO_COLOR", "LC_ALL", "LC_MESSAGES", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    return Theatre(home, Clock(), lambda language: monkeypatch.setenv("LANG", f"{language}.UTF-8"))


def compare(name: str, text: str) -> None:
    """The screen is the golden one of that name; `QUIZ_UPDATE_SCREENS=1` writes it anew."""
    path = SCREENS / f"{name}.txt"
    if os.environ.get("QUIZ_UPDATE_SCREENS") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
