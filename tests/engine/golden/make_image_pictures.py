"""Pictures that need no generator and no file: the same bytes on every machine and with every NumPy.

Used by `make_image.py`, which needs Pillow, and by the everyday test, which does not.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

Pixels = np.ndarray[Any, np.dtype[np.uint8]]


def picture(height: int, width: int, channels: int, seed: int = 0) -> Pixels:
    """Half a slope, half noise from a multiplicative hash; (h, w) for one channel, else (h, w, channels)."""
    shape = (height, width) if channels == 1 else (height, width, channels)
    place = np.arange(int(np.prod(shape)), dtype=np.uint64) + np.uint64(seed * 1_000_003 + 1)
    noise = (place * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(56)
    noise = (noise ^ (place * np.uint64(0xD1B54A32D192ED03)) >> np.uint64(52)) & np.uint64(255)
    slope = (place * np.uint64(255)) // np.uint64(len(place) + seed * 1_000_003 + 1)
    chosen = np.where(place % np.uint64(7) < 4, noise, slope)
    return chosen.astype(np.uint8).reshape(shape)


def decoded(value: Any) -> Any:
    """An argument from JSON: {"picture": [h, w, channels, seed]} is such a picture, a list a tuple."""
    if isinstance(value, dict):
        return picture(*value["picture"])
    return tuple(decoded(item) for item in value) if isinstance(value, list) else value


def digest(array: Any) -> str:
    """The SHA-256 of an integer array's values in one byte order, its first 16 digits."""
    return hashlib.sha256(np.ascontiguousarray(array).astype("<i8").tobytes()).hexdigest()[:16]
