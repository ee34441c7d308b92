"""Text from outside, made safe to show and to compare."""

from __future__ import annotations

import unicodedata

# What a terminal may obey instead of print: C0 but tab and newline, DEL, C1, directional overrides and isolates,
# line and paragraph separators, invisible tag characters, interlinear marks and lone surrogates.
_FORBIDDEN = (
    [c for c in range(0x20) if c not in (0x09, 0x0A)]
    + [0x7F, *range(0x80, 0xA0)]
    + [0x061C, 0x200E, 0x200F, 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
    + [0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)]
)
_TABLE = dict.fromkeys(_FORBIDDEN)


def clean(text: str) -> str:
    """Return `text` without terminal control and in NFC; line ends become a newline.

    This is the one gate for text from outside (deck files, file names, answers, packages, error messages about
    them), passed at load and once more where the text is shown. It is idempotent.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)
    if not text.isascii():
        text = "".join(c for c in text if not "\ud800" <= c <= "\udfff")
        text = unicodedata.normalize("NFC", text)
    return text


def one_line(text: str) -> str:
    """Return `text` cleaned and on one line, runs of white space folded to a space."""
    return " ".join(clean(text).split())
