"""What convolutions cannot take, they say: the operation, the argument, what it got and what it takes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from quiz.engine import EngineError
from quiz.engine import functional as F
from quiz.engine.tensor import Array

X = np.zeros((1, 2, 5, 6))
W = np.zeros((4, 2, 3, 3))


@pytest.mark.parametrize(
    ("x", "weight", "how", "said"),
    [
        (X[0], W, {}, "x: got shape (2, 5, 6); takes four axes, (n, c, h, w) in NCHW"),
        (X[0], W, {"layout": "NHWC"}, "x: got shape (2, 5, 6); takes four axes, (n, h, w, c) in NHWC"),
        (X[:, :0], W, {}, "x: got shape (1, 0, 5, 6); takes (n, c, h, w) with at least one channel, row and column"),
        (X, W[0], {}, "weight: got shape (2, 3, 3); takes (filters, channels/groups, kh, kw) in NCHW, none of them 0"),
        (X, W[:0], {}, "weight: got shape (0, 2, 3, 3); takes (filters, channels/groups, kh, kw) in NCHW"),
        (X, W[0], {"layout": "NHWC"}, "weight: got shape (2, 3, 3); takes (kh, kw, channels/groups, filters) in NHWC"),
        (X, W[:, :1], {}, "weight: got shape (4, 1, 3, 3); takes channels/groups = 2/1 where it has 1"),
        (X, W, {"groups": 2}, "weight: got shape (4, 2, 3, 3); takes channels/groups = 2/2 where it has 2"),
        (X, W, {"groups": 3}, "groups: got 3; takes a divisor of 2 channels and of 4 filters"),
        (X, W[:3], {"groups": 2}, "groups: got 2; takes a divisor of 2 channels and of 3 filters"),
        (X, W, {"groups": 0}, "groups: got 0; takes an int of at least 1"),
        (X, W, {"bias": np.zeros(3)}, "bias: got shape (3,); takes shape (4,), one for each filter"),
        (X, W, {"stride": 0}, "stride: got 0; takes an int of at least 1"),
        (X, W, {"stride": (1, 2, 3)}, "stride: got (1, 2, 3); takes an int of at least 1, or a pair (height, width)"),
        (X, W, {"dilation": 1.5}, "dilation: got 1.5; takes an int of at least 1"),
        (X, W, {"padding": -1}, "padding: got -1; takes an int of at least 0"),
        (X, W, {"padding": "full"}, 'padding: got \'full\'; takes "valid", "same"'),
        (X, W, {"dilation": 3}, "weight: got a kernel of 3×3 that spans 7×7; takes at most the padded image, 5×6"),
        (X, np.zeros((4, 2, 8, 3)), {"padding": 1}, "weight: got a kernel of 8×3 that spans 8×3; takes at most the"),
        (X, W, {"layout": "CHWN"}, "layout: got 'CHWN'; takes 'NCHW' or 'NHWC'"),
        (X > 0, W > 0, {}, "x: got booleans, as all operands; takes numbers"),
        (X.astype(np.float16), W, {}, "x: got dtype float16"),
        ([[[[1, 2], [3]]]], W, {}, "x: got rows of different lengths"),
    ],
)
def test_conv2d(x: Any, weight: Array, how: dict[str, Any], said: str) -> None:
    with pytest.raises(EngineError) as caught:
        F.conv2d(x, weight, **how)
    assert str(caught.value).startswith(f"conv2d: {said}")


@pytest.mark.parametrize(
    ("weight", "how", "said"),
    [
        (W, {}, "weight: got shape (4, 2, 3, 3); takes 2 channels where it has 4"),
        (W[0], {"layout": "NHWC"}, "weight: got shape (2, 3, 3); takes (kh, kw, filters/groups, channels) in NHWC"),
        (W[:2], {"groups": 4}, "groups: got 4; takes a divisor of 2 channels"),
        (W[:2], {"bias": np.zeros(3)}, "bias: got shape (3,); takes shape (2,), one for each filter"),
        (W[:2], {"output_padding": 1}, "output_padding: got (1, 1); takes less than the stride or the dilation"),
        (W[:2], {"output_padding": 1, "stride": 2, "padding": "same"}, "output_padding: got (1, 1); takes less than"),
        (W[:2], {"padding": 4}, "padding: got (4, 4); takes less than the 7 that it is taken away from"),
        (W[:2], {"stride": 0}, "stride: got 0; takes an int of at least 1"),
    ],
)
def test_conv_transpose2d(weight: Array, how: dict[str, Any], said: str) -> None:
    with pytest.raises(EngineError) as caught:
        F.conv_transpose2d(X, weight, **how)
    assert str(caught.value).startswith(f"conv_transpose2d: {said}")
