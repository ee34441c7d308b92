"""HTML from outside as deck text: what it says, in Markdown, and nothing that it could do."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

from quiz.model.text import clean

_DROPPED = frozenset(("script", "style", "template", "object", "iframe", "noscript", "head", "title", "svg"))
_BLOCKS = frozenset((
    "p", "div", "section", "article", "header", "footer", "main", "figure", "figcaption", "details", "summary",
    "dl", "dt", "dd", "blockquote", "center", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tbody", "thead",
))  # fmt: skip
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "kbd": "`", "tt": "`", "s": "~~", "del": "~~"}
_VOID = frozenset(("br", "img", "hr", "input", "wbr", "meta", "link", "col"))
_SPECIAL = re.compile(r"[\\*`\[\]<]|(?<!\w)_|_(?!\w)|(?<=\S)~~|~~(?=\S)")
_LEADING = re.compile(r"^(\s*)(\d{0,9})(?=[-+>]\s|#{1,6}\s|[.)]\s|={3,}$|-{3,}$)(?<![^\d\s])", re.MULTILINE)
_MATHS = re.compile(
    r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\[\$\](.+?)\[/\$\]|\[\$\$\](.+?)\[/\$\$\]|\[latex\](.+?)\[/latex\]"
    r"|<anki-mathjax[^>]*>(.+?)</anki-mathjax>", re.DOTALL,
)  # fmt: skip
_SOUND = re.compile(r"\[sound:([^\]]+)\]")
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
_MANY_LINES = re.compile(r"\n{3,}")
_PLAIN = re.compile(r"[^<>&\\*`\[\]_~$#\n]*")
_DEEPEST = 200
# The name of a picture's file: no folder, no drive, and an end that only pictures have.
PICTURE = re.compile(r"(?!\.)[^/\\:\n<>]+\.(?:png|jpe?g|gif|webp|svg|bmp|avif|tiff?|ico)", re.IGNORECASE)


@dataclass(slots=True)
class Markdown:
    """The text, with what it shows and what could not come along."""

    text: str
    pictures: list[str] = field(default_factory=list)  # files, as the HTML names them
    sounds: list[str] = field(default_factory=list)


def markdown(html: str, folder: str = "", there: Container[str] = ()) -> Markdown:
    """HTML as Markdown; of its pictures, those that are `there` will stand in `folder`, of others the words stay."""
    html = clean(html)
    if _PLAIN.fullmatch(html) and not _LEADING.match(html):
        return Markdown(html.strip())
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        formula = " ".join(unescape(re.sub(r"<[^>]*>", " ", next(g for g in match.groups() if g is not None))).split())
        held.append(f"${formula.replace('$', '')}$" if formula else "")
        return f"\ue0f0{len(held) - 1}\ue0f1"

    reader = _Reader(folder, there)
    reader.feed(_MATHS.sub(hold, html.replace("\ue0f0", "").replace("\ue0f1", "")))
    reader.close()
    text = re.sub("\ue0f0(\\d+)\ue0f1", lambda match: held[int(match.group(1))], reader.made())
    return Markdown(clean(text), reader.pictures, reader.sounds)


def plain(html: str) -> str:
    """The words of some HTML, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", clean(html))).split())


class _Reader(HTMLParser):
    def __init__(self, folder: str, there: Container[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.pictures: list[str] = []
        self.sounds: list[str] = []
        self._folder = folder
        self._there = there
        self._out: list[str] = []
        self._dropped = 0
        self._pre = 0
        self._code = 0
        self._lists: list[int] = []  # -1: bullets, else the number of the next item
        self._cells: list[list[str]] | None = None  # the rows of the table being read
        self._depth = 0

    def made(self) -> str:
        if self._cells is not None:
            self._table()
        text = "".join(self._out).replace("\n\n↔\n\n", "\n\n")  # what folds the second language of our own packages
        lines = [line.rstrip() if not line.endswith("  ") else line for line in text.split("\n")]
        return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip("\n").rstrip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._dropped += 1
        if self._dropped or self._depth > _DEEPEST:
            return
        values = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._depth += 1
        if tag == "br":
            self._add("\n" if self._pre else "<br>" if self._cells is not None else "  \n")
        elif tag == "img":
            self._picture(values)
        elif tag == "hr":
            self._block("\n\n---\n\n")
        elif tag == "pre":
            self._block("\n\n```\n")
            self._pre += 1
        elif tag in _MARKS:
            self._mark(tag, 1)
        elif tag in ("ul", "ol"):
            self._lists.append(-1 if tag == "ul" else 1)
            self._block("\n" if len(self._lists) > 1 else "\n\n")
        elif tag == "li":
            self._bullet()
        elif tag == "tr":
            self._cells = [*(self._cells or []), []]
        elif tag in ("td", "th") and self._cells:
            self._cells[-1].append("")
        elif tag in ("sub", "sup"):
            self._add("_" if tag == "sub" else "^")
        elif tag in _BLOCKS:
            self._block("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self._dropped = max(0, self._dropped - 1)
            return
        if self._dropped:
            return
        if tag not in _VOID:
            self._depth = max(0, self._depth - 1)
        if tag == "pre" and self._pre:
            self._pre -= 1
            self._block("\n```\n\n")
        elif tag in _MARKS:
            self._mark(tag, -1)
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._block("\n\n" if not self._lists else "\n")
        elif tag == "table" and self._cells is not None:
            self._table()
        elif tag in _BLOCKS:
            self._block("\n\n")

    def handle_data(self, data: str) -> None:
        if self._dropped:
            return
        if self._pre:
            self._add(data)
            return
        self.sounds += _SOUND.findall(data)
        data = _SOUND.sub("", data)
        data = _SPACES.sub(" ", data.replace("\n", " "))
        if self._code:
            self._add(data.replace("`", "'"))
        else:
            text = _SPECIAL.sub(lambda match: "\\" + match.group(), data).replace("$", "\\$")
            self._add(text if not self._begins() else _LEADING.sub(r"\1\2\\", text.lstrip()))

    def _begins(self) -> bool:
        """Whether what comes next begins a line."""
        last = next((piece for piece in reversed(self._out) if piece), "\n")
        return self._cells is None and last.endswith("\n")

    def _add(self, text: str) -> None:
        if self._cells is not None:
            if self._cells and self._cells[-1]:
                self._cells[-1][-1] += text
            return
        self._out.append(text)

    def _block(self, text: str) -> None:
        if self._cells is not None:
            self._add(" ")
        elif not self._pre:
            self._out.append(text)

    def _mark(self, tag: str, by: int) -> None:
        if self._pre:
            return
        if _MARKS[tag] == "`":
            before = self._code
            self._code = max(0, self._code + by)
            if bool(before) == bool(self._code):
                return
        self._add(_MARKS[tag])

    def _bullet(self) -> None:
        depth = max(0, len(self._lists) - 1)
        number = self._lists[-1] if self._lists else -1
        self._block("\n" + "   " * depth + ("- " if number < 0 else f"{number}. "))
        if number > 0:
            self._lists[-1] += 1

    def _picture(self, values: dict[str, str]) -> None:
        source = unquote(values.get("src", "")).strip()
        alternative = " ".join(values.get("alt", "").replace("[", "(").replace("]", ")").split())
        if source not in self._there or not PICTURE.fullmatch(source):  # nothing is fetched, and no folder is entered
            self._add(alternative or (f"({' '.join(source.split())[:80]})" if source else ""))
            return
        self.pictures.append(source)
        place = f"{self._folder}/{source}" if self._folder else source
        place = place.replace("%", "%25").replace(" ", "%20").replace("<", "%3C").replace(">", "%3E")
        self._add(f"![{alternative}](<{place}>)" if "(" in place else f"![{alternative}]({place})")

    def _table(self) -> None:
        rows = [row for row in self._cells or [] if row]
        self._cells = None
        if not rows:
            return
        width = max(map(len, rows))
        lines = [
            [" ".join(cell.split()).replace("|", "\\|") for cell in row] + [""] * (width - len(row)) for row in rows
        ]
        text = [f"| {' | '.join(line)} |" for line in lines]
        self._out.append("\n\n" + "\n".join([text[0], "|" + " --- |" * width, *text[1:]]) + "\n\n")
