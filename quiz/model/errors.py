"""What can go wrong by a user's hand or a machine's fault, told in one sentence."""

from __future__ import annotations


class QuizError(Exception):
    """An error that a face shows as one clear sentence, never as a traceback.

    `message` is an English template (`str.format` fields) that a catalogue can translate; `values` fill it.
    `code` is the exit code of a command that ends with it: 2 wrong usage or unreadable input, 3 busy or newer.
    """

    code = 2

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message, values)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message.format(**self.values) if self.values else self.message


class BusyError(QuizError):
    """Another program holds what we need, or a newer program has written it."""

    code = 3
