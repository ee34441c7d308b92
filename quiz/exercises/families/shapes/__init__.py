"""Shapes and counts."""

from __future__ import annotations

from quiz.exercises.families import Row

ROWS: tuple[Row, ...] = (
    Row(
        "conv-output-size", f"{__name__}.conv_output_size", settings={"padding": ("valid", "same"), "stride": (1, 2, 3)}
    ),
    Row("pool-output-size", f"{__name__}.pool_output_size"),
    Row("same-padding-amounts", f"{__name__}.same_padding_amounts"),
    Row("flatten-size", f"{__name__}.flatten_size"),
    Row("conv-stack-size", f"{__name__}.conv_stack_size"),
    Row("dense-parameters", f"{__name__}.dense_parameters"),
    Row("conv-parameters", f"{__name__}.conv_parameters"),
    Row("stack-parameters", f"{__name__}.stack_parameters"),
    Row("batches-an-epoch", f"{__name__}.batches_an_epoch"),
    Row("dense-multiply-adds", f"{__name__}.dense_multiply_adds"),
    Row("conv-multiply-adds", f"{__name__}.conv_multiply_adds"),
    Row("receptive-field", f"{__name__}.receptive_field"),
    Row("keras-input-shape", f"{__name__}.keras_input_shape"),
    Row("sequential-summary", f"{__name__}.sequential_summary"),
    Row("trainable-after-freezing", f"{__name__}.trainable_after_freezing"),
    Row("memory-of-activations", f"{__name__}.memory_of_activations"),
    Row("windows-that-see-a-pixel", f"{__name__}.windows_that_see_a_pixel"),
    Row("conv-transpose-size", f"{__name__}.conv_transpose_size"),
    Row("output-channels-of-layout", f"{__name__}.output_channels_of_layout", settings={"layout": ("NCHW", "NHWC")}),
    Row("broadcast-shape", f"{__name__}.broadcast_shape"),
)
