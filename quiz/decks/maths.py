"""Formulas as Unicode: `$w_i x^2$` becomes wᵢ x². pylatexenc knows the symbols; it is imported at the first formula."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from quiz.decks.spans import code, formulas, within
from quiz.model.text import one_line

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]

_LONGEST = 1000  # characters of a formula
_DEEPEST = 20
_ESCAPED = re.compile(r"(?<!\\)((?:\\\\)*)\\\$")
_COMMAND = re.compile(r"\\([A-Za-z]+)(\s*)")
_SIZES = re.compile(r"\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])\s*\.?")
_PLAIN = re.compile(r"\\(?:mathbf|mathit|mathsf|mathrm|boldsymbol|bm|operatorname\*?|displaystyle)(?![A-Za-z])\s*")
_PERCENT = re.compile(r"(?<!\\)%")
_COMPOUND = re.compile(r"[\s+\-−·×∗*/=<>,]")
_PREFIX = frozenset("∇∂∑∏∫√∀∃¬")  # symbols that stand close to what follows
_NAMES = frozenset((
    "arccos", "arcsin", "arctan", "arg", "argmax", "argmin", "cos", "cosh", "det", "dim", "exp", "gcd", "inf", "ker",
    "lim", "ln", "log", "max", "min", "Pr", "sin", "sinh", "sup", "tan", "tanh",
))  # fmt: skip
_STRUCTURE = frozenset(("begin", "end"))
_UNFIT = frozenset(("input", "include", "binom", "cite", "ref", "href", "footnote"))
_UPPER = dict(zip(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδθφχ⊤′'",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᶿᵠᵡᵀ′′",
    strict=True,
))  # fmt: skip
_LOWER = dict(zip(
    "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
    "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
    strict=True,
))  # fmt: skip


class _Unfit(Exception):
    """A formula that has no readable form here."""


@lru_cache(maxsize=4096)
def unicode(text: str) -> str:
    """Markdown text with its formulas made Unicode and `\\$` made a dollar, both outside code only.

    A formula that is no LaTeX, or needs what Unicode lacks, stays as it is written.
    """
    if "$" not in text:
        return text
    ranges = code(text)
    found = formulas(text)
    made, done = [], 0
    for begin, end in [*found, (len(text), len(text))]:
        made.append(_dollars(text, done, begin, ranges))
        written = text[begin:end]
        made.append(formula(written[1:-1]) or written if written else "")
        done = end
    return "".join(made)


def _dollars(text: str, begin: int, end: int, ranges: list[tuple[int, int]]) -> str:
    """A stretch without formulas: a backslash before a dollar goes, but not in code."""
    return _ESCAPED.sub(
        lambda match: match.group() if within(ranges, begin + match.start()) else f"{match.group(1)}$", text[begin:end]
    )


@lru_cache(maxsize=4096)
def formula(latex: str) -> str:
    """One formula, without its dollars, as Unicode on one line; "" where that cannot be done."""
    if len(latex) > _LONGEST:
        return ""
    from pylatexenc.latexwalker import LatexWalkerError  # type: ignore[import-untyped]

    try:
        return one_line(_convert(_PERCENT.sub(r"\\%", latex))).replace("*", "∗")
    except (LatexWalkerError, _Unfit, RecursionError, ValueError, IndexError):
        return ""


@lru_cache(maxsize=1)
def _latex() -> LatexNodes2Text:
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="text", keep_comments=False)


@lru_cache(maxsize=512)
def _symbol(name: str) -> str | None:
    """What a command without arguments stands for; None for one with arguments. Raises _Unfit for an unknown one."""
    if name in _NAMES:
        return name
    if name == "colon":
        return ":"
    if name in _STRUCTURE:
        return None
    spec = _latex().latex_context.get_macro_spec(name)
    if spec is None or name in _UNFIT:
        raise _Unfit(name)
    text = spec.simplify_repl
    return text if isinstance(text, str) and text and "%" not in text else None


def _convert(latex: str, depth: int = 0) -> str:
    """LaTeX to text. Scripts, fractions and roots are done here, since pylatexenc drops their extent."""
    if depth > _DEEPEST:
        raise _Unfit(latex)
    latex = _PLAIN.sub("", _SIZES.sub("", latex)).replace("\\|", "‖")
    latex = _structures(_COMMAND.sub(_spaced, latex), depth)
    text = _latex().latex_to_text(latex, tolerant_parsing=False)
    return unicodedata.normalize("NFC", str(text))


def _spaced(match: re.Match[str]) -> str:
    """A command that stands for a symbol replaced by it, with the space behind it where a reader wants one."""
    name, space = match.groups()
    if name in ("frac", "dfrac", "tfrac"):
        return "\\frac"
    text = _symbol(name)
    if text is None:
        return match.group()
    behind = match.string[match.end() : match.end() + 1]
    before = match.string[match.start() - 1 : match.start()]
    if name in _NAMES:
        joined = behind.isalnum() or behind == "\\"
        return (" " if before.isalnum() else "") + text + (" " if joined else "")
    category = "Sm" if text == "·" else unicodedata.category(text) if len(text) == 1 else ""
    if not space or text in _PREFIX or category not in ("Sm", "So", "Pe"):
        return text
    apart = category != "Pe" and (before.isalnum() or before in tuple(")]}"))
    return f" {text} " if apart else f"{text} "


def _structures(latex: str, depth: int) -> str:
    """Replace scripts, fractions and roots by their text."""
    made, at = [], 0
    while at < len(latex):
        if latex[at] == "\\" and not latex.startswith(("\\frac", "\\sqrt"), at):
            made.append(latex[at : at + 2])
            at += 2
        elif latex[at] in "^_":
            mark = latex[at]
            inner, at = _argument(latex, at + 1, depth)
            made.append(_script(mark, inner))
        elif latex[at] == "\\":
            text, at = _fraction(latex, at + 5, depth) if latex.startswith("\\f", at) else _root(latex, at + 5, depth)
            made.append(text)
        else:
            made.append(latex[at])
            at += 1
    return "".join(made)


def _argument(latex: str, at: int, depth: int) -> tuple[str, int]:
    """The argument that begins at `at`, converted, and where it ends. Raises _Unfit where there is none."""
    while latex[at : at + 1].isspace():
        at += 1
    if at >= len(latex) or latex[at] in "}^_":
        raise _Unfit(latex)
    end = at + 1
    if latex[at] == "{":
        end = _closing(latex, at)
        return _convert(latex[at + 1 : end - 1], depth + 1).strip(), end
    if latex[at] == "\\":
        match = _COMMAND.match(latex, at)
        end = match.end() if match else at + 2
        while match and latex[end : end + 1] == "{":
            end = _closing(latex, end)
    return _convert(latex[at:end], depth + 1).strip(), end


def _closing(latex: str, at: int) -> int:
    """Where the group that opens at `at` ends."""
    level = 0
    while at < len(latex):
        if latex[at] == "\\":
            at += 1
        elif latex[at] == "{":
            level += 1
        elif latex[at] == "}":
            level -= 1
            if not level:
                return at + 1
        at += 1
    raise _Unfit(latex)


def _script(mark: str, inner: str) -> str:
    """A superscript or subscript; in full where Unicode lacks one of its characters."""
    table = _UPPER if mark == "^" else _LOWER
    if inner and all(character in table for character in inner):
        return "".join(table[character] for character in inner)
    return mark + _grouped(inner, force=not inner.replace(".", "").isalnum() and len(inner) > 1)


def _fraction(latex: str, at: int, depth: int) -> tuple[str, int]:
    above, at = _argument(latex, at, depth)
    below, at = _argument(latex, at, depth)
    text = f"{_grouped(above)}/{_grouped(below)}"
    joined = latex[at : at + 1].isalnum() or latex[at : at + 1] in tuple("\\(^∑∏∫√∂∇")
    return (f"({text})" if joined else text), at


def _root(latex: str, at: int, depth: int) -> tuple[str, int]:
    sign = "√"
    if latex[at : at + 1] == "[":
        end = latex.index("]", at)
        degree = _convert(latex[at + 1 : end], depth + 1).strip()
        sign = {"3": "∛", "4": "∜"}.get(degree) or _script("^", degree) + "√"
        at = end + 1
    inner, at = _argument(latex, at, depth)
    return sign + _grouped(inner, force=len(inner) > 1 and not inner.isdecimal()), at


def _grouped(text: str, *, force: bool = False) -> str:
    """Parentheses round what would otherwise fall apart."""
    wrapped = text.startswith("(") and _matching(text) == len(text) - 1
    return f"({text})" if not wrapped and (force or _COMPOUND.search(text)) else text


def _matching(text: str) -> int:
    """Where the parenthesis that opens `text` closes; -1 where it does not."""
    level = 0
    for index, character in enumerate(text):
        level += (character == "(") - (character == ")")
        if not level:
            return index
    return -1
