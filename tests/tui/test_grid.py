"""The grid: what is typed and pasted into its cells, and what is read out of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from quiz.exercises.answers import Matrix, Real
from quiz.tui.widgets.grid import Grid

Scene = Callable[[Grid, Pilot[None]], Awaitable[None]]


class Holder(App[None]):
    """A grid alone, and what it said."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self.grid = Grid(rows, columns)
        self.said: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.grid

    def on_grid_submitted(self, event: Grid.Submitted) -> None:
        self.said.append(event.text)

    def on_grid_missing(self) -> None:
        self.said.append("missing")


def play(scene: Scene, rows: int = 2, columns: int = 3, size: tuple[int, int] = (40, 10)) -> list[str]:
    app = Holder(rows, columns)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            app.grid.focus()
            await pilot.pause()
            await scene(app.grid, pilot)
            await pilot.pause()

    asyncio.run(run())
    return app.said


def test_enter_and_space_lead_from_cell_to_cell_and_enter_in_the_last_answers() -> None:
    async def scene(grid: Grid, pilot: Pilot[None]) -> None:
        await pilot.press("1", "enter", "minus", "2", "space", "0", "full_stop", "5", "tab")
        assert (grid.row, grid.column) == (1, 0)
        await pilot.press("4", "enter", "5", "enter", "6", "enter")

    assert play(scene) == ["1 -2 0.5\n4 5 6"]


def test_arrows_go_round_and_backspace_takes_back() -> None:
    async def scene(grid: Grid, pilot: Pilot[None]) -> None:
        await pilot.press("left", "up", "7", "8", "backspace")
        assert (grid.row, grid.column, grid.cells[1][2]) == (1, 2, "7")
        await pilot.press("backspace", "backspace")
        assert (grid.row, grid.column) == (1, 1)
        await pilot.press("9", "delete")
        assert grid.text == ""

    assert play(scene) == []


def test_a_cell_left_empty_is_gone_to_and_all_empty_asks_for_the_answer() -> None:
    async def scene(grid: Grid, pilot: Pilot[None]) -> None:
        await pilot.press("1", "down", "2", "ctrl+s")
        assert (grid.row, grid.column) == (0, 1)
        grid.cells = [[""] * 3 for _ in range(2)]
        await pilot.press("ctrl+s")

    assert play(scene) == ["missing", ""]


@pytest.mark.parametrize(
    "text",
    ["1 2 3\n4 5 6", "1, 2, 3; 4, 5, 6", "[[1, 2, 3],\n [4, 5, 6]]", "[[1 2 3]\n [4 5 6]]", "１ ２ ３\n４ ５ ６"],
)
def test_a_matrix_is_pasted_as_people_and_numpy_write_it(text: str) -> None:
    async def scene(grid: Grid, pilot: Pilot[None]) -> None:
        grid.post_message(events.Paste(text))
        await pilot.pause()
        assert grid.text == "1 2 3\n4 5 6"
        await pilot.press("ctrl+s")

    assert play(scene) == ["1 2 3\n4 5 6"]


def test_letters_that_no_number_has_are_commands() -> None:
    heard: list[str] = []

    class Listening(Holder):
        def on_key(self, event: events.Key) -> None:
            heard.append(event.key)

    async def run() -> None:
        app = Listening(1, 2)
        async with app.run_test() as pilot:
            app.grid.focus()
            await pilot.press("h", "1", "e", "3", "w")
            assert app.grid.cells == [["1e3", ""]]

    asyncio.run(run())
    assert heard == ["h", "w"]


def test_the_cursor_is_seen_without_colour_and_a_wide_matrix_moves_with_it() -> None:
    async def scene(grid: Grid, pilot: Pilot[None]) -> None:
        for line in grid.lines(20):
            assert cell_len(line.plain) <= 20
        assert grid.lines(20)[0].plain.startswith("[")
        await pilot.press("end", *["right"] * 8, "5")
        assert "[  5]" in grid.lines(20)[0].plain

    play(scene, rows=2, columns=9, size=(20, 6))


@given(st.lists(st.lists(st.integers(-999, 999), min_size=3, max_size=3), min_size=2, max_size=2))
def test_what_is_filled_in_is_what_is_read(values: list[list[int]]) -> None:
    grid, kind = Grid(2, 3), Matrix((2, 3), Real(digits=2))
    grid._changed = lambda: None  # type: ignore[method-assign]  # there is no screen
    grid.fill(kind.show(values))
    assert kind.same(kind.parse(grid.text), values)
