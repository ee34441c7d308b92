"""Gradients and steps."""

from __future__ import annotations

from quiz.exercises.families import Row

ROWS: tuple[Row, ...] = (
    Row("mse-gradient", f"{__name__}.mse_gradient"),
    Row("sigmoid-slope-through-layers", f"{__name__}.sigmoid_slope_through_layers"),
    Row("backward-small-graph", f"{__name__}.backward_small_graph"),
    Row("stale-gradients", f"{__name__}.stale_gradients"),
    Row("sgd-step", f"{__name__}.sgd_step"),
    Row("momentum-step", f"{__name__}.momentum_step"),
    Row("adam-two-steps", f"{__name__}.adam_two_steps"),
    Row("cross-entropy-gradient", f"{__name__}.cross_entropy_gradient"),
    Row("relu-gradient", f"{__name__}.relu_gradient"),
    Row("large-input-step", f"{__name__}.large_input_step"),
)
