"""Values."""

from __future__ import annotations

from quiz.exercises.families import Row

ROWS: tuple[Row, ...] = (
    Row("mse", f"{__name__}.mse"),
    Row("convolve-valid", f"{__name__}.convolve_valid"),
    Row("convolve-padded", f"{__name__}.convolve_padded", settings={"padding": ("same", "1")}),
    Row("max-pool", f"{__name__}.max_pool"),
    Row("average-pool", f"{__name__}.average_pool", settings={"framework": ("PyTorch", "Keras")}),
    Row("relu", f"{__name__}.relu"),
    Row("softmax", f"{__name__}.softmax", settings={"axis": (0, 1)}),
    Row("mae", f"{__name__}.mae"),
    Row("rmse", f"{__name__}.rmse"),
    Row("cross-entropy", f"{__name__}.cross_entropy"),
    Row("outlier-share", f"{__name__}.outlier_share", settings={"loss": ("MSE", "MAE")}),
    Row("k-fold-sizes", f"{__name__}.k_fold_sizes"),
    Row("huber", f"{__name__}.huber"),
    Row("binary-cross-entropy", f"{__name__}.binary_cross_entropy"),
    Row("best-constant", f"{__name__}.best_constant", settings={"loss": ("MSE", "MAE")}),
    Row("standardise-without-leak", f"{__name__}.standardise_without_leak"),
    Row("sigmoid", f"{__name__}.sigmoid"),
    Row("class-missing-from-batch", f"{__name__}.class_missing_from_batch"),
    Row("batch-norm-by-hand", f"{__name__}.batch_norm_by_hand"),
    Row("argmax-class", f"{__name__}.argmax_class"),
    Row("accuracy-precision-recall", f"{__name__}.accuracy_precision_recall"),
)
