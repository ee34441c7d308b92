"""Card text (Markdown) as lines for the terminal.

markdown-it-py gives the tokens; each becomes plain content with styles, never markup: links are shown with their
address and cannot be clicked, HTML is text, a picture is a line with its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content, Span

from quiz.model.text import clean
from quiz.tui.wrapping import fold, wrap

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

CODE = "$quiz-code on $quiz-code-background"
FAINT = "$quiz-muted"
_STYLES = {"strong": "bold", "em": "italic", "s": "strike", "link": "underline"}
EMPTY = Content("")
_BAR = "▏"
_TOKENS = {
    ("Keyword",): "$quiz-keyword",
    ("Literal", "String"): "$quiz-string",
    ("Literal", "Number"): "$quiz-number",
    ("Comment",): "italic $quiz-muted",
}
_CELL = 4  # a column of a table is at least so wide


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or code whose lines are folded. `first` and `rest` stand before its first line and the others."""

    body: Content
    first: Content = EMPTY
    rest: Content = EMPTY
    code: bool = False
    tight: bool = False  # no blank line above

    def lines(self, width: int) -> Iterator[Content]:
        room = max(4, width - cell_len(self.rest.plain))
        if self.code:
            parts = [part for line in self.body.split("\n", allow_blank=True) for part in fold(line, room)]
            body = [part.stylize_before(CODE).extend_right(max(0, room - part.cell_length)) for part in parts]
        else:
            body = wrap(self.body, room)
        for number, line in enumerate(body):
            yield (self.rest if number else self.first) + line


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first row is its head."""

    rows: tuple[tuple[Content, ...], ...]
    rest: Content = EMPTY
    tight: bool = False

    def lines(self, width: int) -> Iterator[Content]:
        columns = max(len(row) for row in self.rows)
        room = width - self.rest.cell_length
        if columns * (_CELL + 3) - 3 > room:
            yield from self._records(room)
            return
        longest = [max(1, *(row[c].cell_length for row in self.rows if c < len(row))) for c in range(columns)]
        widths = list(longest)
        while sum(widths) > room - 3 * (columns - 1):
            widths[widths.index(max(widths))] -= 1
        between = Content.styled(" │ ", FAINT)
        for number, row in enumerate(self.rows):
            cells = [wrap(row[c], w) if c < len(row) else [EMPTY] for c, w in enumerate(widths)]
            for line in range(max(len(cell) for cell in cells)):
                parts = [cell[line] if line < len(cell) else EMPTY for cell in cells]
                filled = [part.pad_right(w - part.cell_length) for part, w in zip(parts, widths, strict=True)]
                yield self.rest + between.join(filled)
            if number == 0:
                yield self.rest + Content.styled("─┼─".join("─" * w for w in widths), FAINT)

    def _records(self, room: int) -> Iterator[Content]:
        """Too many columns to stand side by side: each row as lines of head and cell."""
        head, *body = self.rows
        for row in body or [()]:
            for c, name in enumerate(head):
                cell = row[c] if c < len(row) else EMPTY
                yield from (self.rest + line for line in wrap(name + ": " + cell if cell else name, room))


Piece = Block | Table


@lru_cache(1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@lru_cache(256)
def parse(markdown: str) -> tuple[Piece, ...]:
    """The blocks of a card's text."""
    return _Reader().read(_parser().parse(clean(markdown).expandtabs(4)))


def lines(markdown: str, width: int) -> list[Content]:
    """The text laid out in `width` cells, a blank line between blocks."""
    result: list[Content] = []
    for piece in parse(markdown):
        if result and not piece.tight:
            result.append(EMPTY)
        result.extend(piece.lines(width))
    return result


def inline(markdown: str) -> Content:
    """The text as one run of content: for an option, an item, a cell."""
    return Content("\n").join([piece.body for piece in parse(markdown) if isinstance(piece, Block)])


class _Reader:
    """Walks the tokens once and gathers the blocks."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.numbers: list[int] = []  # for each open list the next number; 0 for bullets
        self.prefix: list[Content] = []  # what stands before every line: list indents and quote bars
        self.marker: Content | None = None  # of the list item whose first line is still to come
        self.tight = False  # the next block follows without a blank line
        self.rows: list[tuple[Content, ...]] = []
        self.cells: list[Content] = []

    def read(self, tokens: Sequence[Token]) -> tuple[Piece, ...]:
        before = ""
        for token in tokens:
            self._take(token, before)
            before = token.type
        return tuple(self.pieces)

    def _take(self, token: Token, before: str) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self.numbers.append(int(token.attrs.get("start", 1)) if token.type.startswith("o") else 0)
            case "bullet_list_close" | "ordered_list_close":
                self.numbers.pop()
                self.tight = False
            case "list_item_open":
                mark = f"{self.numbers[-1]}. " if self.numbers[-1] else "• "
                self.numbers[-1] += 1 if self.numbers[-1] else 0
                self.marker = Content.styled(mark, FAINT)
                self.prefix.append(Content(" " * len(mark)))
            case "blockquote_open":
                self.prefix.append(Content.styled(f"{_BAR} ", FAINT))
            case "blockquote_close":
                self.prefix.pop()
            case "list_item_close":
                if self.marker is not None:
                    self._add(EMPTY)  # an empty item
                self.prefix.pop()
            case "paragraph_open":
                self.tight = self.tight and token.hidden  # hidden: a paragraph of a tight list
            case "tr_open":
                self.cells = []
            case "tr_close":
                self.rows.append(tuple(self.cells))
            case "table_close":
                rest = EMPTY.join(self.prefix)
                self.pieces.append(Table(tuple(self.rows), rest))
                self.rows, self.marker, self.tight = [], None, False
            case "inline" if before in ("th_open", "td_open"):
                body = _inline(token.children or [])
                self.cells.append(body if self.rows else body.stylize("bold"))
            case "inline":
                body = _inline(token.children or [])
                self._add(body.stylize("bold") if before == "heading_open" else body)
            case "fence" | "code_block":
                self._add(_code(token.content.rstrip("\n"), token.info.strip().split(" ")[0]), code=True)
            case "hr":
                self._add(Content.styled("─" * 12, FAINT))
            case _:
                pass

    def _add(self, body: Content, *, code: bool = False) -> None:
        rest = EMPTY.join(self.prefix)
        first = rest if self.marker is None else EMPTY.join(self.prefix[:-1]) + self.marker
        if code:
            bar = Content.styled(_BAR, FAINT)
            first, rest = first + bar, rest + bar
        self.pieces.append(Block(body, first, rest, code, self.tight))
        self.marker = None
        self.tight = bool(self.numbers)


def _inline(tokens: Sequence[Token]) -> Content:
    result = EMPTY
    opened: list[tuple[str, int, str]] = []  # style, where it began, address of a link
    for token in tokens:
        kind = token.type
        if kind in ("text", "html_inline"):
            result += Content(token.content)
        elif kind == "code_inline":
            result += Content.styled(token.content, CODE)
        elif kind == "softbreak":
            result += Content(" ")
        elif kind == "hardbreak":
            result += Content("\n")
        elif kind == "image":
            result += _picture(token)
        elif kind.endswith("_open"):
            opened.append((_STYLES.get(kind[:-5], ""), len(result), str(token.attrs.get("href", ""))))
        elif kind.endswith("_close") and opened:
            style, begin, address = opened.pop()
            if style:
                result = result.stylize(style, begin)
            if address and address != result.plain[begin:]:
                result += Content.styled(f" ({address})", FAINT)
    return result


def _picture(token: Token) -> Content:
    """A picture as a line with its name; drawing it is another matter."""
    name = token.content.strip()
    file = str(token.attrs.get("src", ""))
    return Content.styled(f"▣ {name} ({file})" if name else f"▣ {file}", "italic $secondary")


def _code(code: str, language: str) -> Content:
    """Code with restrained colours; an unknown language stays plain."""
    return Content(code).add_spans(highlighted(code, language)) if language else Content(code)


def highlighted(code: str, language: str) -> Sequence[Span]:
    """Which characters of code have which style."""
    from textual.highlight import HighlightTheme, highlight

    class Restrained(HighlightTheme):
        STYLES = _TOKENS

    return highlight(code, language=language, theme=Restrained).spans
