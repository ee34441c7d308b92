"""When two implementations agree: the bounds that the engine promises.

Sums of products: |a - b| <= 1e-6 (float32) or 1e-12 (float64) times the same operation on absolute values, since
that is what rounding in any order of summing is measured by. Elementwise functions: relative, with the same bounds.
"""

from __future__ import annotations

from typing import Any

import numpy as np

BOUNDS = {np.dtype(np.float32): 1e-6, np.dtype(np.float64): 1e-12}


def bound(*arrays: Any) -> float:
    """The bound for the lowest precision among the arrays."""
    return max(BOUNDS[np.asarray(a).dtype] for a in arrays)


def products(actual: Any, expected: Any, magnitude: Any) -> None:
    """A sum of products agrees; `magnitude` is the same operation on absolute values."""
    actual, expected = np.asarray(actual), np.asarray(expected)
    assert actual.shape == expected.shape, (actual.shape, expected.shape)
    limit = bound(actual, expected)
    actual, expected = actual.astype(np.float64), expected.astype(np.float64)
    difference = np.abs(actual - expected)
    allowed = limit * np.abs(np.asarray(magnitude, np.float64))
    worst = np.argmax(difference - allowed) if difference.size else 0
    assert np.all(difference <= allowed), (
        f"at {worst}: {actual.flat[worst]!r} against {expected.flat[worst]!r}, "
        f"{np.max(difference[difference > allowed]):.3g} apart"
    )


def elementwise(actual: Any, expected: Any) -> None:
    """Each element agrees relative to its own size; NaN and infinities at the same places."""
    actual, expected = np.asarray(actual), np.asarray(expected)
    assert actual.shape == expected.shape, (actual.shape, expected.shape)
    limit = bound(actual, expected)
    tiny = float(np.finfo(np.float32 if limit > 1e-9 else np.float64).tiny)
    np.testing.assert_allclose(actual.astype(np.float64), expected.astype(np.float64), rtol=limit, atol=tiny)
