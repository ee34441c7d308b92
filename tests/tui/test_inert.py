"""Markup and terminal escapes in a card are text, in every widget."""

from __future__ import annotations

from quiz.tui.screens.fault import FaultScreen
from quiz.tui.screens.note import NoteScreen
from quiz.tui.screens.sitting import Sitting
from quiz.tui.widgets.typed import TypedAnswer
from tests.tui.helpers import Stage, Theatre, write

HOSTILE = "[@click=app.quit]x[/] [bold]b[/bold] [/] list[int] \x1b]52;c;cXVpeg==\x07 \x1b[2J \x9b31m \u202eR"
SHOWN = "[@click=app.quit]x[/] [bold]b[/bold] [/] list[int]"

DECK = f"""\
+++
title = {{ en = '[@click=app.quit]t[/] [/] list[int]' }}
+++

## basic
source: {HOSTILE}
tags: [@click=app.quit]x[/]
Q: {HOSTILE}
A: {HOSTILE} [a link](https://a.b/c) ![al [bold] t](a.png)
Hint: {HOSTILE}
Fix: {HOSTILE}

## choices
Q: {HOSTILE}
Choices:
- [x] {HOSTILE}
- [ ] b
  > {HOSTILE}
  -> basic

## order
Order:
1. {HOSTILE}
2. b

## match
Match:
- {HOSTILE} => {HOSTILE} r
- c => d

## typed
accept: {HOSTILE}
Q: {HOSTILE}
Wrong:
- x > {HOSTILE}
"""


def clean(face: Stage) -> str:
    """The screen, on which nothing may stand that a terminal would obey."""
    text = face.text()
    assert not any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in text.replace("\n", ""))
    assert "\u202e" not in text
    assert face.app.is_running
    return text


async def click_everywhere(face: Stage) -> None:
    """No click on card text does anything."""
    for y in range(2, 20):
        await face.pilot.click(offset=(4, y))
    await face.settle()


def test_cards_titles_and_options(stage: Theatre) -> None:
    write(stage.home, DECK)

    async def scene(face: Stage) -> None:
        assert "[@click=app.quit]t[/] [/] list[int]" in clean(face)  # the tree
        await face.press("ctrl+p")
        await face.type("study")
        await face.until("Study [@click=app.quit]t[/]")  # the palette
        clean(face)
        await face.press("escape", "enter", "h")
        assert clean(face).count(SHOWN) == 2
        await face.press("space")
        text = clean(face)
        assert text.count(SHOWN) >= 4
        assert "a link (https://a.b/c)" in " ".join(text.split())
        assert "▣ al [bold] t (a.png)" in " ".join(text.split())
        assert text.startswith(" [@click=app.quit]t[/]")
        await click_everywhere(face)
        assert clean(face) == text
        await face.press("3")
        assert SHOWN in clean(face)
        screen = face.app.screen
        assert isinstance(screen, Sitting)
        assert screen.turn is not None
        await face.press(str(screen.turn.prompt.arrangement.index(1) + 1))
        assert clean(face).count(SHOWN) >= 3  # option, feedback, linked card
        await face.press("1", "1", "enter", "1")
        assert clean(face).count("list[int]") >= 2
        await face.press("1", "2", "enter", "1")
        await face.type("x")
        await face.press("enter")
        assert clean(face).count("list[int]") >= 3

    stage.play(scene)


def test_what_is_typed_and_pasted(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        from textual.events import Paste

        await face.press("s")
        face.app.screen.query_one(TypedAnswer).post_message(Paste(HOSTILE))
        await face.settle()
        assert SHOWN in clean(face)
        await face.press("enter")
        assert SHOWN in clean(face)
        await face.press("m")
        assert isinstance(face.app.screen, NoteScreen)
        face.app.screen.query_one("NoteText").post_message(Paste(HOSTILE))
        await face.settle()
        await face.press("ctrl+s")
        assert clean(face).count(SHOWN) >= 2

    stage.play(scene, start="study")


def test_messages_notices_problems_and_faults(stage: Theatre) -> None:
    write(stage.home, "## bad id [@click=app.quit]x[/]\nQ: a\n", "[bold]b[/bold].md")

    async def scene(face: Stage) -> None:
        await face.press("p")
        assert "[bold]b[/bold].md" in clean(face)
        await face.press("escape", "enter")
        screen = face.app.screen
        assert isinstance(screen, Sitting)
        screen.message.complain(HOSTILE)
        face.app.notify(HOSTILE)
        face.app.push_screen(FaultScreen(HOSTILE))
        await face.settle()
        assert SHOWN in clean(face)

    stage.play(scene)
