"""Deck text as HTML: CommonMark with tables, formulas as MathJax, code highlighted, raw HTML shown as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from quiz.decks.cloze import segments
from quiz.decks.parse.media import inside
from quiz.decks.spans import formulas
from quiz.model.text import clean

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# Private characters that stand for what Markdown must not touch; `clean` text from outside may hold them, so they are
# taken out of it first.
_BEGIN, _END, _CLOZE, _INNER, _CLOSE = "\ue0f0", "\ue0f1", "\ue0f2", "\ue0f3", "\ue0f4"
_PRIVATE = str.maketrans("", "", _BEGIN + _END + _CLOZE + _INNER + _CLOSE)
_HELD = re.compile(f"{_BEGIN}(\\d+){_END}")
# Text of which Markdown makes nothing else: no mark of its own, and no line that begins like a heading or a list.
_PLAIN = re.compile(r"(?![ \t#+\-=>]|\d{1,9}[.)])[^\n\\`*_\[\]<>&~|]*")
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!<p>|</p>).)*)</p>\n?", re.DOTALL)
_BLANKS = re.compile(f"{_CLOZE}(\\d+){_INNER}(.*?){_CLOSE}", re.DOTALL)

Rename = Callable[[str], str]  # a picture's file to the name under which it goes along, "" where it does not


def keep(file: str) -> str:
    return file


def html(text: str, rename: Rename = keep) -> str:
    """The text as HTML; a single paragraph without its <p>."""
    text = clean(text).translate(_PRIVATE)
    if "$" not in text and _PLAIN.fullmatch(text):
        return text.strip()
    held: list[str] = []
    marked = _formulas_held(text, held)
    if _PLAIN.fullmatch(marked):
        return _HELD.sub(lambda match: held[int(match.group(1))], marked).strip()
    return _HELD.sub(lambda match: held[int(match.group(1))], _rendered(marked, rename))


def cloze(text: str, numbers: Mapping[str, int], rename: Rename = keep) -> str:
    """A cloze text as HTML with Anki's marks `{{c1::hidden::hint}}`; `numbers` are by label."""
    pieces: list[str] = []
    hints: list[tuple[int, str]] = []
    for segment in segments(clean(text).translate(_PRIVATE)):
        if segment.label:
            pieces.append(f"{_CLOZE}{len(hints)}{_INNER}{segment.text}{_CLOSE}")
            hints.append((numbers[segment.label], segment.hint))
        else:
            pieces.append(segment.text)
    held: list[str] = []
    made = _rendered(_formulas_held("".join(pieces), held), rename)
    made = _HELD.sub(lambda match: held[int(match.group(1))], made)

    def blank(match: re.Match[str]) -> str:
        number, hint = hints[int(match.group(1))]
        hidden = match.group(2).replace("}}", "} }").replace("::", ":&#8203;:")  # both would end what is hidden
        return f"{{{{c{number}::{hidden}{f'::{escape(hint)}' if hint else ''}}}}}"

    return _BLANKS.sub(blank, made)


def _formulas_held(text: str, held: list[str]) -> str:
    """The text with each formula's MathJax put into `held` and its number in its place."""
    pieces, done = [], 0
    for begin, end in formulas(text):
        pieces.append(text[done:begin] + f"{_BEGIN}{len(held)}{_END}")
        held.append(f"\\({escape(text[begin + 1 : end - 1], quote=False)}\\)")
        done = end
    return "".join([*pieces, text[done:]])


def _rendered(text: str, rename: Rename) -> str:
    markdown = _markdown()
    tokens = markdown.parse(text)
    for token in _images(tokens):
        name = inside(str(token.attrs.get("src", "")))
        source = rename(name) if name else ""
        token.attrs["src"] = source
        if not source:  # its words stay
            token.type, token.content = "text", token.content or name
    made = str(markdown.renderer.render(tokens, markdown.options, {})).strip()
    alone = _ONE_PARAGRAPH.fullmatch(made)
    return alone.group(1) if alone else made


def _images(tokens: list[Any]) -> Iterator[Any]:
    for token in tokens:
        yield from (child for child in token.children or () if child.type == "image")


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "highlight": _highlighted}).enable(["table", "strikethrough"])


def _highlighted(code: str, language: str, _attributes: str) -> str:
    """Code as spans with Pygments' classes; plain where the language is not known."""
    from pygments import highlight  # type: ignore[import-untyped]
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    try:
        lexer = get_lexer_by_name(language, stripnl=False) if language and _CLOZE not in code else None
    except ClassNotFound:
        lexer = None
    return escape(code) if lexer is None else str(highlight(code, lexer, HtmlFormatter(nowrap=True)))


def styles(selector: str, dark: str) -> str:
    """The style sheet of highlighted code, below `selector` and, in the dark, below `dark`."""
    from pygments.formatters import HtmlFormatter

    light = HtmlFormatter(style="friendly").get_style_defs(selector)
    night = HtmlFormatter(style="monokai").get_style_defs(dark)
    kept = [line for sheet in (light, night) for line in str(sheet).split("\n") if line.startswith(".")]
    return "\n".join(line.split(" /*")[0] for line in kept if " .err" not in line)
