"""What losses do with errors: outliers, the best constant, gradients near the optimum and far from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from quiz.engine import losses, optim
from quiz.engine.demonstrations.values import Curve, Steps, Table, Text, floats
from quiz.engine.tensor import Array, Tensor

ERROR = Text("error e", "오차 e")
STEP = Text("step", "단계")


def outlier_share(errors: Sequence[float]) -> Table:
    """What part of the MAE and of the MSE each error makes."""
    e = np.array(errors)
    parts = [loss(e, np.zeros_like(e), reduction="none") for loss in (losses.mae, losses.mse)]
    shares = [np.divide(part, part.sum(), out=np.zeros_like(part), where=part.sum() > 0) for part in parts]
    worst = int(np.argmax(parts[0]))
    note = Text(
        "The largest error makes {mae:.1%} of the MAE, but {mse:.1%} of the MSE: squaring makes the MSE more "
        "sensitive to outliers.",
        "가장 큰 오차의 몫은 MAE에서 {mae:.1%}, MSE에서 {mse:.1%}입니다. 제곱 때문에 MSE가 이상치에 더 민감합니다.",
    )
    return Table(
        (ERROR, "|e|", Text("share of MAE", "MAE에서의 몫"), "e²", Text("share of MSE", "MSE에서의 몫")),
        tuple(
            (float(e[i]), float(parts[0][i]), float(shares[0][i]), float(parts[1][i]), float(shares[1][i]))
            for i in range(len(e))
        ),
        note.filled(mae=shares[0][worst], mse=shares[1][worst]),
    )


def best_constant(values: Sequence[float]) -> Steps:
    """Predict one number for all: the mean is best under MSE, the median under MAE."""
    targets = np.array(values)
    candidates = {
        Text("mean", "평균"): float(targets.mean()),
        Text("median", "중앙값"): float(np.median(targets)),
    }

    def losses_of(constant: float) -> tuple[float, float]:
        prediction = np.full_like(targets, constant)
        return float(losses.mse(prediction, targets)), float(losses.mae(prediction, targets))

    grid = np.linspace(targets.min(), targets.max(), 61)
    along = [losses_of(constant) for constant in grid]
    note = Text(
        "MSE is smallest at the mean, which follows the outlier; MAE at the median, which does not.",
        "MSE는 이상치에 끌려가는 평균에서, MAE는 끌려가지 않는 중앙값에서 가장 작습니다.",
    )
    return Steps((
        Table(
            (Text("prediction", "예측"), Text("constant", "상수"), "MSE", "MAE"),
            tuple((label, constant, *losses_of(constant)) for label, constant in candidates.items()),
            note,
        ),
        Curve(
            floats(grid), (tuple(mse**0.5 for mse, _ in along), tuple(mae for _, mae in along)), ("√MSE", "MAE"),
            Text("constant prediction", "상수 예측"), Text("loss", "손실"),
            Text("The root has its minimum where the MSE has it.", "제곱근을 씌워도 최소가 되는 곳은 MSE와 같습니다."),
        ),
    ))  # fmt: skip


def loss_gradients(limit: float) -> Curve:
    """The derivative of each loss by the error, for one sample."""
    grid = np.linspace(-limit, limit, 81)

    def slopes(loss: Callable[..., Any]) -> tuple[float, ...]:
        prediction = Tensor(grid.copy(), requires_grad=True)
        loss(prediction, np.zeros_like(grid), reduction="sum").backward()
        return floats(_gradient(prediction))

    note = Text(
        "MSE's gradient is 2e: smaller than MAE's where |e| < 0.5, larger beyond, without bound. At e = 0 MAE has no "
        "derivative; 0 is taken.",
        "MSE의 기울기는 2e입니다. |e| < 0.5에서는 MAE보다 작고 그 밖에서는 끝없이 커집니다. MAE는 e = 0에서 미분할 수 "
        "없어 0을 씁니다.",
    )
    return Curve(
        floats(grid), tuple(map(slopes, (losses.mse, losses.mae, losses.huber))), ("MSE", "MAE", "Huber (δ = 1)"),
        ERROR, Text("derivative", "도함수"), note,
    )  # fmt: skip


def mae_swing(lr: float, start: float, steps: int) -> Curve:
    """Gradient descent with fixed steps towards 0: MAE swings round it, MSE settles."""
    target = np.zeros(1)
    paths = [_descent(partial(loss, target=target), start, lr, steps) for loss in (losses.mae, losses.mse)]
    note = Text(
        "MAE's step is always lr = {lr:g} long, so near the optimum it swings round it; MSE's shrinks with the error.",
        "MAE의 걸음은 늘 lr = {lr:g}이어서 최적점 둘레를 오갑니다. MSE의 걸음은 오차와 함께 줄어듭니다.",
    )
    return Curve(tuple(range(steps + 1)), tuple(paths), ("MAE", "MSE"), STEP, "w", note.filled(lr=lr))


def outlier_divergence(inputs: Sequence[float], lr: float, slope: float, steps: int) -> Curve:
    """Fit y = slope·x by gradient descent: one large x makes a learning rate too large for MSE."""
    x = np.array(inputs)

    def path(loss: Callable[..., Any], some: Array) -> tuple[float, ...]:
        return _descent(lambda w: loss(w * some, slope * some), 0.0, lr, steps)

    # On Σ(wx − y)²/n a step multiplies the error of w by 1 − lr · 2·mean(x²).
    factors = [abs(1 - lr * 2 * float((some**2).mean())) for some in (x, x[:-1])]
    note = Text(
        "Each step multiplies the error of w by |1 − 2·lr·mean(x²)|: {all:.3g} with x = {last:g}, {rest:.3g} without "
        "it. Above 1 it diverges.",
        "한 단계마다 w의 오차에 |1 − 2·lr·평균(x²)|을 곱합니다. x = {last:g}이 있으면 {all:.3g}, 없으면 {rest:.3g}. "
        "1보다 크면 발산합니다.",
    )
    return Curve(
        tuple(range(steps + 1)),
        (path(losses.mse, x), path(losses.mse, x[:-1]), path(losses.mae, x)),
        (
            Text("MSE, all x", "MSE, 모든 x"), Text("MSE, without the last x", "MSE, 마지막 x 없이"),
            Text("MAE, all x", "MAE, 모든 x"),
        ),
        STEP, "w", note.filled(all=factors[0], rest=factors[1], last=x[-1]),
    )  # fmt: skip


def batch_rmse(errors: Sequence[float], batch: int) -> Steps:
    """The mean of the batches' RMSEs is not the RMSE; and what the gradient is where there is no error."""
    e = np.array(errors)
    batches = [e[start : start + batch] for start in range(0, len(e), batch)]
    each = [float(losses.rmse(part, np.zeros_like(part))) for part in batches]
    name = Text("batch {number}", "배치 {number}")
    rows: list[tuple[Any, ...]] = [
        (name.filled(number=i), "  ".join(f"{value:g}" for value in part), rmse)
        for i, (part, rmse) in enumerate(zip(batches, each, strict=True), 1)
    ]
    rows += [
        (Text("mean of the batches", "배치들의 평균"), "", float(np.mean(each))),
        (Text("all errors at once", "모든 오차를 한꺼번에"), "", float(losses.rmse(e, np.zeros_like(e)))),
    ]
    gradients: list[tuple[Any, ...]] = []
    for label, loss in (("MSE", losses.mse), ("RMSE", losses.rmse)):
        prediction = Tensor(np.zeros(1), requires_grad=True)
        loss(prediction, np.zeros(1)).backward()
        gradients.append((label, float(_gradient(prediction)[0])))
    return Steps((
        Table(
            (Text("part", "부분"), Text("errors", "오차"), "RMSE"), tuple(rows),
            Text(
                "Take the mean of the squares over all samples first, the root last.",
                "먼저 모든 샘플에 걸쳐 제곱을 평균하고, 제곱근은 마지막에 씌웁니다.",
            ),
        ),
        Table(
            (Text("loss", "손실"), Text("gradient at zero error", "오차 0에서의 기울기")), tuple(gradients),
            Text("The root has no slope at 0: 0/0.", "제곱근은 0에서 기울기가 없습니다: 0/0."),
        ),
    ))  # fmt: skip


def _descent(loss: Callable[[Tensor], Any], start: float, lr: float, steps: int) -> tuple[float, ...]:
    """The path of one weight under gradient descent, its start included."""
    w = Tensor(np.array([start]), requires_grad=True)
    optimizer = optim.SGD([w], lr=lr)
    path = [float(w.data[0])]
    for _ in range(steps):
        optimizer.zero_grad()
        loss(w).backward()
        optimizer.step()
        path.append(float(w.data[0]))
    return tuple(path)


def _gradient(x: Tensor) -> Array:
    assert x.grad is not None
    return x.grad.data
