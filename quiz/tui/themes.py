"""The two themes of the house: calm greys, one blue, and colour only where a symbol or a word says the same."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="quiz-dark",
    dark=True,
    primary="#86b3d9",
    secondary="#a99fd0",
    accent="#dfb068",
    foreground="#d6dae1",
    background="#15171c",
    surface="#1b1e24",
    panel="#252932",
    success="#93c48b",
    warning="#dfb068",
    error="#e58a86",
    variables={
        "quiz-muted": "#8e96a5",
        "quiz-faint": "#596070",
        "quiz-line": "#3a404c",
        "quiz-cursor": "#262c37",
        "quiz-code": "#c9d7e4",
        "quiz-code-background": "#22262e",
        "quiz-keyword": "#a99fd0",
        "quiz-string": "#93c48b",
        "quiz-number": "#dfb068",
        "quiz-again": "#e58a86",
        "quiz-hard": "#dfb068",
        "quiz-good": "#93c48b",
        "quiz-easy": "#86b3d9",
    },
)

LIGHT = Theme(
    name="quiz-light",
    dark=False,
    primary="#2d628f",
    secondary="#655a9c",
    accent="#8f5a06",
    foreground="#2a2d33",
    background="#fbfaf7",
    surface="#f4f2ed",
    panel="#e8e5de",
    success="#2f7233",
    warning="#8f5a06",
    error="#b3312b",
    variables={
        "quiz-muted": "#6b6f78",
        "quiz-faint": "#a5a49e",
        "quiz-line": "#cfcabf",
        "quiz-cursor": "#e9e5db",
        "quiz-code": "#33475a",
        "quiz-code-background": "#eeebe4",
        "quiz-keyword": "#655a9c",
        "quiz-string": "#2f7233",
        "quiz-number": "#8f5a06",
        "quiz-again": "#b3312b",
        "quiz-hard": "#8f5a06",
        "quiz-good": "#2f7233",
        "quiz-easy": "#2d628f",
    },
)

# Without colour the terminal's own two are used, so nothing is sent but bold, underline and reverse.
PLAIN = Theme(
    name="quiz-plain",
    ansi=True,
    primary="ansi_default",
    secondary="ansi_default",
    accent="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    success="ansi_default",
    warning="ansi_default",
    error="ansi_default",
    variables={
        **dict.fromkeys((*DARK.variables, "ansi-background", "ansi-foreground"), "ansi_default"),
        "block-cursor-text-style": "bold reverse",
    },
)
