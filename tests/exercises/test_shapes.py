"""Shapes and counts: known numbers, and what the sample of every family does not show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from quiz.engine.layers import keras
from quiz.exercises import registry
from quiz.exercises.families import shapes
from quiz.exercises.families.shapes.stacks import Layer, apart, conv, dense, flatten, pool, through, total
from quiz.exercises.problem import Verdict

CONV = conv(32, 3)
STACK = [conv(8, 3), pool(2), flatten(), dense(4)]

# Worked out by hand, or printed in a framework's documentation.
KNOWN: list[tuple[str, dict[str, Any], str]] = [
    ("pool-output-size", {"height": 7, "width": 7, "channels": 0, "kernel": 2, "stride": 2, "padding": "valid",
                          "ceil": False, "level": 1}, "3, 3"),
    ("same-padding-amounts", {"sizes": [28], "kernel": 3, "stride": 2}, "0, 1"),
    ("flatten-size", {"shape": [28, 28, 1], "layers": [CONV], "batch": 0}, "21632"),
    ("conv-stack-size", {"shape": [28, 28, 1], "layers": [CONV, pool(2), CONV, pool(2)]}, "5, 5, 32"),
    ("dense-parameters", {"shape": [784], "units": [128]}, "100480"),
    ("conv-parameters", {"size": 28, "channels": 1, "filters": 32, "kernel": [3, 3], "groups": 1}, "320"),
    ("stack-parameters", {"shape": [28, 28, 1], "layers": STACK}, "5,492"),
    ("batches-an-epoch", {"samples": 1000, "batch": 64, "epochs": 1, "percent": 0, "drop": False}, "16"),
    ("dense-multiply-adds", {"shape": [784], "units": [128], "batch": 1}, "100352"),
    ("conv-multiply-adds", {"height": 28, "width": 28, "channels": 1, "filters": 32, "kernel": 3, "stride": 1,
                            "padding": "valid"}, "194688"),
    ("receptive-field", {"layers": [[3, 1, 1], [3, 1, 1]]}, "5"),
    ("keras-input-shape", {"samples": 60000, "batch": 32, "height": 28, "width": 24, "channels": 1, "frames": 0,
                           "level": 1}, "28, 24, 1"),
    ("sequential-summary", {"shape": [28, 28, 1], "layers": STACK}, "1352, 80, 5412, 5492"),
    ("trainable-after-freezing", {"early": 1_000_000, "channels": 16, "features": 512, "hidden": 0, "classes": 5,
                                  "thawed": False}, "2565"),
    ("memory-of-activations", {"shape": [28, 28, 1], "layers": [CONV], "batch": 1, "dtype": "float32"}, "86528"),
    ("windows-that-see-a-pixel", {"height": 9, "width": 9, "kernel": 3, "stride": 1, "padding": 1,
                                  "pixel": [0, 0]}, "4"),
    ("conv-transpose-size", {"height": 14, "width": 7, "kernel": 4, "stride": 2, "padding": 1, "output_padding": 0},
     "28, 14"),
    ("output-channels-of-layout", {"given": "NCHW", "wanted": "NHWC", "sizes": {"N": 8, "C": 3, "H": 32, "W": 30},
                                   "filters": 16, "kernel": 3, "padding": "valid"}, "8, 30, 28, 16"),
    ("broadcast-shape", {"a": [3, 1], "b": [4], "new": False}, "3, 4"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "params", "answer"), KNOWN, ids=[name for name, _, _ in KNOWN])
def test_known_numbers(name: str, params: dict[str, Any], answer: str) -> None:
    assert registry.families()[name].grade(answer, params).verdict is Verdict.RIGHT


def test_every_family_has_a_known_number() -> None:
    assert {name for name, _, _ in KNOWN} == {row.name for row in shapes.ROWS} - {"conv-output-size"}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ["stack-parameters", "sequential-summary"])
def test_a_stack_counts_as_the_model_itself(name: str, seed: int) -> None:
    """The engine's own Keras layers, built, have the same shapes and parameters."""
    made: dict[str, Callable[[Layer], Any]] = {
        "conv": lambda layer: keras.Conv2D(layer["filters"], layer["kernel"], padding=layer["padding"]),
        "pool": lambda layer: keras.MaxPooling2D(layer["size"]),
        "flatten": lambda layer: keras.Flatten(),
        "dense": lambda layer: keras.Dense(layer["units"]),
    }
    family = registry.families()[name]
    for level in family.levels:
        params = family.draw(level, seed)
        layers = [made[layer["kind"]](layer) for layer in params["layers"]]
        model = keras.Sequential([keras.Input(shape=tuple(params["shape"])), *layers])
        assert model.count_params() == total(params["layers"], params["shape"])
        expected = through(params["layers"], params["shape"])[-1]
        assert model.output_shape(tuple(params["shape"])) == expected


def test_what_two_wrong_ideas_give_names_neither() -> None:
    ideas = apart(lambda params: 1, {"a": lambda params: 2, "b": lambda params: params["b"], "c": lambda params: 1})
    assert [ideas[name]({"b": 3}) for name in "abc"] == [2, 3, None]
    assert [ideas[name]({"b": 2}) for name in "abc"] == [None, None, None]


@pytest.mark.parametrize(
    ("name", "params", "answer", "note"),
    [
        ("keras-input-shape", KNOWN[11][1], "None, 28, 24, 1", "none-included"),
        ("keras-input-shape", KNOWN[11][1], "(32, 28, 24, 1)", "batch-included"),
        ("same-padding-amounts", {"sizes": [28], "kernel": 3, "stride": 2}, "1, 0", "odd-before"),
        ("conv-parameters", KNOWN[5][1], "288", "forgot-bias"),
        ("dense-multiply-adds", KNOWN[8][1], "100,480", "parameters"),
    ],
)
def test_a_slip_of_the_notes_is_named(name: str, params: dict[str, Any], answer: str, note: str) -> None:
    result = registry.families()[name].grade(answer, params)
    assert (result.verdict, result.note) == (Verdict.DIAGNOSED, note)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_broadcasting_as_numpy_does_it(level: int) -> None:
    family = registry.families()["broadcast-shape"]
    for seed in range(20):
        params = family.draw(level, seed)
        a, b = np.ones(params["a"]), np.ones(params["b"])
        assert family.reference(params) == ((a[:, None] if params["new"] else a) + b).shape
