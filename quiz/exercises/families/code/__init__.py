"""Code that the learner writes."""

from __future__ import annotations

from quiz.exercises.families import Row

ROWS: tuple[Row, ...] = (
    Row("write-softmax", f"{__name__}.write_softmax"),
    Row("write-mse", f"{__name__}.write_mse"),
    Row("write-cross-entropy", f"{__name__}.write_cross_entropy"),
    Row("write-accuracy", f"{__name__}.write_accuracy"),
    Row("write-one-hot", f"{__name__}.write_one_hot"),
    Row("write-flatten", f"{__name__}.write_flatten"),
    Row("write-conv2d", f"{__name__}.write_conv2d"),
    Row("write-same-padding", f"{__name__}.write_same_padding"),
    Row("write-max-pool", f"{__name__}.write_max_pool"),
    Row("write-relu-backward", f"{__name__}.write_relu_backward"),
    Row("write-sgd-step", f"{__name__}.write_sgd_step"),
    Row("write-batches", f"{__name__}.write_batches"),
    Row("write-train-validation-split", f"{__name__}.write_train_validation_split"),
    Row("write-k-fold", f"{__name__}.write_k_fold"),
    Row("write-alpha-composite", f"{__name__}.write_alpha_composite"),
)
