"""What happened: one event a row, written once and never changed."""

from __future__ import annotations

import json
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from json.encoder import encode_basestring


class Rating(IntEnum):
    """How well a card was recalled."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


# Kinds that this program understands. Others are kept and passed on.
REVIEW = "review"
DRAWN = "drawn"
ATTEMPT = "attempt"  # what was tried on a variant that is still open: hints, a wrong answer, its solution
UNDO = "undo"
SUSPEND = "suspend"
UNSUSPEND = "unsuspend"
BURY = "bury"
UNBURY = "unbury"
FLAG = "flag"
NOTE = "note"
RESET = "reset"
DUE = "due"
MEMORY = "memory"
ALIAS = "alias"
EXAM = "exam"
SETTING = "setting"
WEIGHTS = "weights"

# Made once: `json.dumps` makes an encoder for every text, which costs more than the text.
_SORTED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
_PLAIN = (str, int)


def _quoted(value: object) -> str:
    return encode_basestring(value) if isinstance(value, str) else str(value)


def canonical(data: Mapping[str, object]) -> str:
    """Return `data` as canonical JSON: compact UTF-8, keys sorted, text in NFC.

    Only text, integers, booleans, None, lists and mappings; a float raises TypeError, so that the caller writes a
    fraction as its shortest decimal string.
    """
    if all(type(value) in _PLAIN for value in data.values()):  # nearly always, and five times as fast
        text = "{" + ",".join([f"{encode_basestring(key)}:{_quoted(data[key])}" for key in sorted(data)]) + "}"
    else:
        _refuse_floats(data)
        text = _SORTED.encode(data)
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return _SORTED.encode(_composed(data))


def _composed(value: object) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {_composed(key): _composed(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_composed(item) for item in value]
    return value


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("an event holds a fraction as a decimal string, not as a float")
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _refuse_floats(item)


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the log. `data` is canonical JSON; `at_ms` is UTC, `utc_offset_min` the wall clock's offset then."""

    id: str
    device: str
    seq: int
    at_ms: int
    utc_offset_min: int
    study_day: int
    kind: str
    card: str = ""
    part: str = ""
    rating: int | None = None
    duration_ms: int | None = None
    data: str = "{}"

    def columns(self) -> tuple[str | int | None, ...]:
        """The columns in the order of the table, without the checksum."""
        return (
            self.id, self.device, self.seq, self.at_ms, self.utc_offset_min, self.study_day,
            self.kind, self.card, self.part, self.rating, self.duration_ms, self.data,
        )  # fmt: skip

    def bytes(self) -> bytes:
        """The canonical bytes: what the checksum covers, and what orders two events of one id."""
        rating = "null" if self.rating is None else int(self.rating)
        duration = "null" if self.duration_ms is None else self.duration_ms
        q = encode_basestring  # what a JSON array of the columns is, faster than an encoder makes it
        return (
            f"[{q(self.id)},{q(self.device)},{self.seq},{self.at_ms},{self.utc_offset_min},{self.study_day:d},"
            f"{q(self.kind)},{q(self.card)},{q(self.part)},{rating},{duration},{q(self.data)}]"
        ).encode()

    @property
    def checksum(self) -> int:
        """CRC-32 of the canonical bytes."""
        return zlib.crc32(self.bytes())

    @property
    def order(self) -> tuple[int, str, int, str]:
        """The place of the event in a replay."""
        return (self.at_ms, self.device, self.seq, self.id)

    def details(self) -> dict[str, object]:
        """The data as a mapping; empty where it is not one."""
        value = json.loads(self.data) if self.data != "{}" else {}
        return value if isinstance(value, dict) else {}


def event_id(at_ms: int, random: bytes) -> str:
    """A globally unique id of 32 hex digits: 48 bits of time, then 80 random bits (10 bytes).

    The time in front keeps the index of ids growing at its end, which makes an insert cheap.
    """
    return f"{at_ms & 0xFFFFFFFFFFFF:012x}{random[:10].hex()}"
