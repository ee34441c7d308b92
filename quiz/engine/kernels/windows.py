"""Where the windows of a convolution or a pooling lie."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Pair = tuple[int, int]


@dataclass(frozen=True)
class Windows:
    """Windows that slide over an image; every pair is (vertical, horizontal). Who makes one has checked the numbers.

    Along an axis, window p reads the places s·p + d·i − before of the image, for i from 0 to k − 1. Places outside
    the image are padding. `padding` is a pair (before, after) for each axis and may be negative, which crops.
    """

    size: Pair
    kernel: Pair
    stride: Pair
    padding: tuple[Pair, Pair]
    dilation: Pair

    @cached_property
    def output(self) -> Pair:
        """How many windows lie below and beside each other: ⌊(n + before + after − d·(k − 1) − 1) / s⌋ + 1."""
        down, across = (
            (self.size[axis] + sum(self.padding[axis]) - self.span(axis)) // self.stride[axis] + 1 for axis in (0, 1)
        )
        return down, across

    def span(self, axis: int, windows: int = 1) -> int:
        """How many places so many windows, one after the other, reach over."""
        return self.stride[axis] * (windows - 1) + self.dilation[axis] * (self.kernel[axis] - 1) + 1

    def taps(self, axis: int, offset: int, windows: int) -> slice:
        """The places that kernel element `offset` meets in so many windows, counted from the first window's start."""
        start = self.dilation[axis] * offset
        return slice(start, start + self.stride[axis] * (windows - 1) + 1, self.stride[axis])

    def inside(self, axis: int, offset: int) -> tuple[slice, slice]:
        """The windows whose kernel element `offset` meets the image, and where in the image it meets it."""
        step, start = self.stride[axis], self.dilation[axis] * offset - self.padding[axis][0]
        first = max(0, -(start // step))
        last = min(self.output[axis], (self.size[axis] - 1 - start) // step + 1)
        if last <= first:
            return slice(0, 0), slice(0, 0)
        return slice(first, last), slice(start + step * first, start + step * (last - 1) + 1, step)

    def phase(self, axis: int, remainder: int) -> tuple[slice, slice, int, Pair] | None:
        """How the gradient reaches every s-th place of the image: as a convolution of stride 1 with part of the kernel.

        Place a + before = r + s·t (r is the remainder) is met by kernel element i in window p where
        s·p + d·i = r + s·t. That takes d·i ≡ r (mod s): every (s / gcd)-th element from some first one on, which lie
        d / gcd windows apart, gcd being that of s and d. The windows that meet a place run against the elements, so
        the kernel is turned round. Returned are these places, the elements (backwards), their dilation, and the
        padding of the windows' axis. None: no element meets these places.
        """
        s, d, n, before = self.stride[axis], self.dilation[axis], self.size[axis], self.padding[axis][0]
        common = math.gcd(s, d)
        elements = [i for i in range(self.kernel[axis]) if (d * i - remainder) % s == 0]
        places = range((remainder - before) % s, n, s)
        if not elements or not places:
            return None
        reach = d // common * (len(elements) - 1)
        start = reach + (d * elements[0] - remainder) // s - (places[0] + before - remainder) // s
        end = len(places) + reach - start - self.output[axis]
        stop = elements[0] - 1 if elements[0] else None
        return slice(places[0], n, s), slice(elements[-1], stop, -(s // common)), d // common, (start, end)
