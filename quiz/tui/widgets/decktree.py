"""The decks as a tree with what is due in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget

from quiz.study.counts import Counts
from quiz.tui.keymap import TREE, bindings
from quiz.tui.widgets.lines import Lines
from quiz.tui.wrapping import pad

_WIDE = 56  # from this width on there are three columns and the minutes
_COLUMN = 6


@dataclass(frozen=True, slots=True)
class Heads:
    """The words above the columns (`due` where there is room for one), and minutes in words."""

    learning: str
    review: str
    new: str
    due: str
    minutes: Callable[[int], str]


@dataclass(slots=True)
class Node:
    """A deck, or a folder of decks. `id` "" is the root, which takes all."""

    id: str
    title: str
    counts: Counts = field(default_factory=Counts)
    seconds: int = 0
    children: list[Node] = field(default_factory=list)
    folded: bool = False


def grow(root: Node, decks: Sequence[Node]) -> Node:
    """Hang `decks` under `root` by the "/" in their ids. A folder carries the sum of what is in it."""
    folders = {"": root}
    for deck in sorted(decks, key=lambda node: node.id):
        above = ""
        parts = deck.id.split("/")
        for depth, part in enumerate(parts[:-1], 1):
            path = "/".join(parts[:depth])
            if path not in folders:
                folders[path] = Node(path, part)
                folders[above].children.append(folders[path])
            above = path
        folders[above].children.append(deck)
        folders[deck.id] = deck
    for child in root.children:
        _sum(child)
    return root


def _sum(node: Node) -> None:
    for child in node.children:
        _sum(child)
        a, b = node.counts, child.counts
        node.counts = Counts(a.learning + b.learning, a.review + b.review, a.new + b.new)
        node.seconds += child.seconds


class DeckTree(Lines, can_focus=True):
    """One line a deck; the cursor's deck is studied."""

    BINDINGS = bindings("tree", TREE)

    @dataclass
    class Chosen(Message):
        """Study this deck; "" means all."""

        deck: str

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.root: Node | None = None
        self.heads: Heads | None = None
        self.cursor = 0

    def show(self, root: Node, heads: Heads) -> None:
        """Show a new tree; cursor and folds stay where they are."""
        if self.root is not None:
            at = self.chosen
            folded = {node.id for _, node in self._rows(all=True) if node.folded}
            self.root = root
            for _, node in self._rows(all=True):
                node.folded = node.id in folded
            self._to(next((i for i, (_, node) in enumerate(self._rows()) if node.id == at), 0))
        self.root, self.heads = root, heads
        self.refresh(layout=True)

    @property
    def chosen(self) -> str:
        """The id under the cursor."""
        rows = list(self._rows())
        return rows[min(self.cursor, len(rows) - 1)][1].id if rows else ""

    def _rows(self, *, all: bool = False) -> Iterator[tuple[int, Node]]:
        def walk(node: Node, depth: int) -> Iterator[tuple[int, Node]]:
            yield depth, node
            if all or not node.folded:
                for child in node.children:
                    yield from walk(child, depth + 1)

        if self.root is not None:
            yield from walk(self.root, 0)

    # --- drawing ----------------------------------------------------------------------------------------------------

    def lines(self, width: int) -> list[Content]:
        heads = self.heads
        if self.root is None or heads is None:
            return []
        wide = width >= _WIDE
        names = (heads.learning, heads.review, heads.new) if wide else (heads.due,)
        sizes = [max(_COLUMN, cell_len(name) + 2) for name in names]
        minutes = 9 if wide else 0
        room = width - sum(sizes) - minutes
        head = "".join(pad(name, size, right=True) for name, size in zip(names, sizes, strict=True))
        lines = [Content.styled(" " * room + head, "$quiz-muted")]
        for index, (depth, node) in enumerate(self._rows()):
            mark = ("▸" if node.folded else "▾") if node.children and depth else " "
            name = pad(f"{'  ' * (depth - 1)}{mark} {node.title}" if depth else node.title, room - 2)
            time = heads.minutes(-(-node.seconds // 60)) if wide and node.seconds else ""
            here = index == self.cursor
            line = Content.assemble(
                ("▌ " if here else "  ", "$primary"),
                (name, "bold" if here or not depth else ""),
                *_numbers(node.counts, sizes),
                (pad(time, minutes, right=True) if wide else "", "$quiz-muted"),
            )
            lines.append(line.stylize_before("on $quiz-cursor") if here and self.has_focus else line)
        return lines

    # --- moving -----------------------------------------------------------------------------------------------------

    def _to(self, index: int) -> None:
        count = sum(1 for _ in self._rows())
        self.cursor = max(0, min(index, count - 1))
        self.refresh(layout=True)
        self.call_after_refresh(self._reveal, self.cursor + 1 if self.cursor else 0)  # the heads with the first line

    def _reveal(self, line: int) -> None:
        if isinstance(self.parent, Widget):
            self.parent.scroll_to_region(Region(0, line, self.size.width, 1), animate=False)

    def action_up(self) -> None:
        self._to(self.cursor - 1)

    def action_down(self) -> None:
        self._to(self.cursor + 1)

    def action_first(self) -> None:
        self._to(0)

    def action_last(self) -> None:
        self._to(1_000_000)

    def action_fold(self) -> None:
        rows = list(self._rows())
        depth, node = rows[self.cursor]
        if node.children and depth and not node.folded:
            node.folded = True
            self._to(self.cursor)
            return
        above = [index for index in range(self.cursor) if rows[index][0] < depth]
        self._to(above[-1] if above else 0)

    def action_unfold(self) -> None:
        rows = list(self._rows())
        rows[self.cursor][1].folded = False
        self._to(self.cursor)

    def action_study(self) -> None:
        if self.root is not None:
            self.post_message(self.Chosen(self.chosen))

    def on_click(self, event: events.Click) -> None:
        index = event.y - 1
        if 0 <= index < sum(1 for _ in self._rows()):
            again = index == self.cursor
            self._to(index)
            if again:
                self.action_study()


def _numbers(counts: Counts, sizes: Sequence[int]) -> Iterator[tuple[str, str]]:
    columns = ((counts.learning, "$quiz-again"), (counts.review, "$quiz-good"), (counts.new, "$quiz-easy"))
    shown = columns if len(sizes) == len(columns) else ((counts.total, "$quiz-easy"),)
    for (number, style), size in zip(shown, sizes, strict=True):
        yield (pad(str(number) if number else "·", size, right=True), style if number else "$quiz-faint")
