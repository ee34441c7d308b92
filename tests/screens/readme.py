"""Write `study.svg` and `exercise.svg`, the README's pictures of the app: `python tests/screens/readme.py`.

The pictures ask nothing of other servers: they name the fonts that show Korean in two cells and load none.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path

from textual.pilot import Pilot

from quiz.model.card import in_language
from quiz.tui.app import QuizApp
from quiz.tui.screens.study import StudyScreen
from quiz.tui.widgets.grid import Grid

FONTS = "'Fira Code', D2Coding, 'Noto Sans Mono CJK KR', 'NanumGothicCoding', 'Apple SD Gothic Neo', monospace"
MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=9)))
DECK = "padding"
WARM_UP = "4434"  # how the cards before the picture are rated
FAMILY, IDEA = "convolve-valid", "flipped"


async def settle(app: QuizApp, pilot: Pilot[None]) -> None:
    for _ in range(3):
        await app.workers.wait_for_complete()
        await pilot.pause()


async def picture(home: str) -> str:
    """A choice with its correction, answered, in the middle of a session."""
    app = QuizApp(home, clock=lambda: MOMENT, start="study", decks=(DECK,))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(app, pilot)

        async def press(*keys: str) -> None:
            for key in keys:
                await pilot.press(key)
                await settle(app, pilot)

        for rating in WARM_UP:
            await press("enter", rating)
        screen = app.screen
        assert isinstance(screen, StudyScreen)
        while (turn := screen.turn) is not None and not (turn.prompt.card.choices and turn.prompt.card.fix):
            await press("escape", "s")
        assert turn is not None
        options = in_language(turn.prompt.card.choices, turn.language) or ()
        right = [place for place, index in enumerate(turn.prompt.arrangement, 1) if options[index].right]
        await press(*(str(place) for place in right))
        if not turn.answered:
            await press("enter")
        return app.export_screenshot(title="quiz")


async def diagnosis(home: str) -> str:
    """An exercise whose answer comes of a wrong idea."""
    path = Path(home, "decks", "convolution.md")
    path.parent.mkdir()
    path.write_text(f"## picture\nexercise: {FAMILY} {{ levels = [1] }}\n", encoding="utf-8")
    app = QuizApp(home, clock=lambda: MOMENT, start="study", decks=("convolution",))
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(app, pilot)
        screen = app.screen
        assert isinstance(screen, StudyScreen)
        while (trial := screen.trial) is not None and trial.stage != "rated":
            await pilot.press(*(("escape", "w") if trial.open else ()), "enter")
            await settle(app, pilot)
        assert trial is not None
        family, params = trial.exercise.family, trial.exercise.params
        [idea] = [one for one in family.misconceptions if one.name == IDEA]
        grid = screen.query_one(Grid)
        grid.fill(trial.kind.show(idea.value(params)))
        await pilot.press("ctrl+s")
        await settle(app, pilot)
        return app.export_screenshot(title="quiz")


def offline(svg: str) -> str:
    """The picture without the fonts that it would load."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!-- Generated.*?-->", "", svg)
    svg = re.sub(r"font-family: *(?:Fira Code|arial)[^;]*;", f"font-family: {FONTS};", svg)
    return re.sub(r"\n\s*\n", "\n", svg)


def main() -> None:
    numbers = count(1)
    os.urandom = lambda size: next(numbers).to_bytes(size, "big")  # what is random in a session is counted
    for name in ("LC_ALL", "LC_MESSAGES", "NO_COLOR"):
        os.environ.pop(name, None)
    for file, language, scene in (("study", "ko_KR", picture), ("exercise", "en_US", diagnosis)):
        os.environ["LANG"] = f"{language}.UTF-8"
        with tempfile.TemporaryDirectory() as home:
            svg = asyncio.run(scene(home))
        (Path(__file__).parent / f"{file}.svg").write_text(offline(svg), encoding="utf-8")


if __name__ == "__main__":
    main()
