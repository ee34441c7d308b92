"""What functions to write are judged by, against PyTorch, Pillow and scikit-learn, on the inputs of the exercises."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from sklearn.metrics import balanced_accuracy_score, top_k_accuracy_score
from sklearn.model_selection import KFold, train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler, label_binarize

from quiz.exercises import registry
from quiz.exercises.code import Task
from quiz.exercises.counterexamples import called
from quiz.exercises.problem import Params
from quiz.exercises.sandbox import Call


def variants(name: str) -> Iterator[tuple[Params, Task]]:
    """The variants of a family that 40 seeds of each level draw."""
    family = registry.families()[name]
    module = import_module(registry.ROWS[name].module)
    drawn = {
        repr(params): params for level in family.levels for seed in range(40) for params in [family.draw(level, seed)]
    }
    for params in drawn.values():
        yield params, module.task(params)


def agree(name: str, oracle: Callable[[Params, Call], Any], *, within: float = 1e-6) -> None:
    """The reference gives what the oracle gives, wherever the oracle has an answer."""
    compared = 0
    for params, task in variants(name):
        for call in task.calls():
            theirs = oracle(params, call)
            if theirs is None:
                continue
            ours = called(task.reference, call)
            loose = any(getattr(value, "dtype", None) == np.float32 for value in call.args)
            close(ours, theirs, 1e-4 if loose else within, (params, call))
            compared += 1
    assert compared > 20


def close(ours: Any, theirs: Any, within: float, about: object) -> None:
    if isinstance(theirs, tuple | list):
        assert len(ours) == len(theirs), about
        for one, other in zip(ours, theirs, strict=True):
            close(one, other, within, about)
        return
    theirs = theirs.detach().numpy() if isinstance(theirs, torch.Tensor) else np.asarray(theirs)
    assert np.shape(ours) == theirs.shape, about
    assert np.allclose(ours, theirs, rtol=within, atol=within), about


def tensor(value: Any) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(value))


def test_softmax() -> None:
    def oracle(params: Params, call: Call) -> Any:
        x, level = tensor(call.args[0]), params["level"]
        heat = call.args[1] if len(call.args) > 1 else 1.0
        axis = 0 if level == 1 else call.kwargs.get("axis", params["axis"])
        return torch.softmax(x / heat, axis)

    agree("write-softmax", oracle)


def test_mse() -> None:
    def oracle(params: Params, call: Call) -> Any:
        pair = call.args if params["first"] == "prediction" else call.args[::-1]
        prediction, target = (tensor(array).to(torch.float64) for array in pair)
        how = params.get("reduction", "mean")
        if how == "sample":
            return torch.nn.functional.mse_loss(prediction, target, reduction="none").mean(1)
        prediction.requires_grad_(True)
        loss = torch.nn.functional.mse_loss(prediction, target, reduction=how)
        loss.backward()
        both = (loss, prediction.grad)
        return loss if params["level"] < 3 else both[::-1] if params["gradient_first"] else both

    agree("write-mse", oracle)


def test_cross_entropy() -> None:
    def oracle(params: Params, call: Call) -> Any:
        x, labels = tensor(call.args[0]), tensor(call.args[1])
        how = params.get("reduction", "mean")
        if params["level"] == 1:
            labels = labels.argmax(1) if params["one_hot"] else labels
            return torch.nn.functional.nll_loss(x.log(), labels, reduction=how)
        weight = tensor(call.args[2]).to(x.dtype) if len(call.args) > 2 else None
        return torch.nn.functional.cross_entropy(x, labels, weight=weight, reduction=how)

    agree("write-cross-entropy", oracle)


def test_conv2d() -> None:
    def oracle(params: Params, call: Call) -> Any:
        x, k = (tensor(array) for array in call.args[:2])
        level, last = params["level"], params.get("layout") == "HWC"
        bias = call.args[2] if len(call.args) > 2 else None
        if level == 1:
            return torch.nn.functional.conv2d(x[None, None], k[None, None])[0, 0] + (bias or 0)
        x, k = (x if level == 3 else x[None]), k
        x, k = (x.movedim(-1, 1), k.permute(3, 2, 0, 1)) if last else (x, k)
        out = torch.nn.functional.conv2d(x, k, None if bias is None else tensor(bias).to(x.dtype), **call.kwargs)
        out = out.movedim(1, -1) if last else out
        return out if level == 3 else out[0]

    agree("write-conv2d", oracle)


def test_max_pool() -> None:
    def oracle(params: Params, call: Call) -> Any:
        x, level, last = tensor(call.args[0]), params["level"], params.get("layout") == "HWC"
        if level == 1:
            return torch.nn.functional.max_pool2d(x[None, None], call.args[1])[0, 0]
        x = x if level == 3 else x[None]
        out = torch.nn.functional.max_pool2d(x.movedim(-1, 1) if last else x, *call.args[1:])
        out = out.movedim(1, -1) if last else out
        return out if level == 3 else out[0]

    agree("write-max-pool", oracle)


def test_flatten() -> None:
    def oracle(params: Params, call: Call) -> Any:
        x, level = tensor(call.args[0]), params["level"]
        if level == 3:
            ways = dict(zip(("start_dim", "end_dim"), call.args[1:], strict=False))
            return torch.flatten(x, **{"start_dim": params["default"], **ways}) if x.numel() else None
        if level == 1:
            return torch.flatten(x if params["order"] == "rows" else x.mT, 1)
        first = x if params["layout"] == "NCHW" else x.movedim(-1, 1)
        return torch.flatten(first if params["order"] == "maps" else first.movedim(1, -1), 1)

    agree("write-flatten", oracle)


def test_relu_backward() -> None:
    def oracle(params: Params, call: Call) -> Any:
        arrays = [tensor(array).clone().requires_grad_(True) for array in call.args]
        if params["level"] == 3:
            x, w, b, g = arrays
            torch.relu(torch.nn.functional.linear(x, w if params["layout"] == "out-in" else w.T, b)).backward(g)
            found = {"dx": x.grad, "dw": w.grad, "db": b.grad}
            return tuple(found[one] for one in params["order"])
        x, g = arrays[::-1] if params.get("gradient_first") else arrays
        slope = call.kwargs.get("slope", params.get("slope", 0))
        (torch.relu(x) if params["level"] == 1 else torch.nn.functional.leaky_relu(x, slope)).backward(g)
        return x.grad

    agree("write-relu-backward", oracle)


def test_sgd_step() -> None:
    def oracle(params: Params, call: Call) -> Any:
        w = torch.nn.Parameter(tensor(call.args[0]).clone())
        if params["level"] == 3:
            g, v, lr, momentum = call.args[1:]
            optimizer = torch.optim.SGD([w], lr, momentum=momentum, nesterov=params["nesterov"])
            optimizer.state[w]["momentum_buffer"] = tensor(v).clone()
            w.grad = tensor(g)
            optimizer.step()
            both = (w, optimizer.state[w]["momentum_buffer"])
            return both[::-1] if params["velocity_first"] else both
        g, lr = call.args[1:3][::-1] if params["rate_first"] else call.args[1:3]
        w.grad = tensor(g).clone()
        decay = call.args[3] if params.get("extra") == "decay" else 0.0
        if params.get("extra") == "max_norm":
            torch.nn.utils.clip_grad_norm_([w], call.args[3])
        torch.optim.SGD([w], lr, weight_decay=decay).step()
        return w

    agree("write-sgd-step", oracle, within=1e-5)  # PyTorch clips to max_norm · (1 − 1e-6 / norm)


def test_a_mask_mixes_as_pillows_composite() -> None:
    def oracle(params: Params, call: Call) -> Any:
        if params["level"] != 2:
            return None
        above, below = call.args[:2][::-1] if params["below_first"] else call.args[:2]
        pictures = [Image.fromarray(np.ascontiguousarray(array)) for array in (above, below, call.args[2])]
        return np.asarray(Image.composite(*pictures)).astype(int)

    agree("write-alpha-composite", oracle)


def test_translucent_pictures_lie_as_pillow_lays_them() -> None:
    """Up to what Pillow rounds: half a step of 1/255, and its alphas' bits below that."""
    compared = 0
    for params, task in variants("write-alpha-composite"):
        if params["level"] < 3 or params["premultiplied"]:
            continue
        for call in task.calls():
            pixels = [np.rint(np.asarray(array, float) * 255).astype(np.uint8) for array in call.args]
            ours = called(task.reference, Call(tuple(array / 255 for array in pixels), {}))
            above, below = pixels[::-1] if params["below_first"] else pixels
            theirs = Image.alpha_composite(Image.fromarray(below), Image.fromarray(above))
            seen = np.asarray(theirs)[..., 3:] > 0  # where nothing is seen, Pillow keeps a colour
            assert np.all(np.abs(np.asarray(theirs) / 255 - ours) * seen < 0.6 / 255)
            compared += 1
    assert compared > 20


def test_premultiplied_pictures_are_the_straight_ones_times_their_alpha() -> None:
    tasks = {bool(params["premultiplied"]): (params, task) for params, task in variants("write-alpha-composite")
             if params["level"] == 3 and not params["below_first"]}  # fmt: skip
    straight, premultiplied = tasks[False][1], tasks[True][1]

    def multiplied(array: Any) -> Any:
        return np.concatenate([array[..., :3] * array[..., 3:], array[..., 3:]], axis=-1)

    for call in straight.calls():
        theirs = called(premultiplied.reference, Call(tuple(map(multiplied, call.args)), {}))
        assert np.allclose(multiplied(called(straight.reference, call)), theirs, atol=1e-6)


def test_one_hot_is_scikit_learns() -> None:
    def oracle(params: Params, call: Call) -> Any:
        labels, classes = call.args[:2]
        if params["level"] != 1 or classes == 2 or not labels.size:
            return None  # where label_binarize gives one column, or nothing
        return label_binarize(labels, classes=range(classes))

    agree("write-one-hot", oracle)


def test_smoothed_labels_give_pytorchs_smoothed_loss() -> None:
    logits = torch.tensor(np.random.default_rng(1).normal(size=(50, 5)))
    for params, task in variants("write-one-hot"):
        if params["level"] < 3 or params["share"] != "all":
            continue
        for call in task.calls():
            labels, classes, epsilon = call.args
            kept = np.flatnonzero(labels != params["ignored"])
            if not kept.size:
                continue
            some = logits[: len(labels), :classes]
            ours = -(tensor(called(task.reference, call)) * some.log_softmax(1)).sum() / len(kept)
            theirs = torch.nn.functional.cross_entropy(
                some, tensor(labels), ignore_index=params["ignored"], label_smoothing=epsilon
            )
            assert ours.item() == pytest.approx(theirs.item(), abs=1e-9)


def test_split_is_scikit_learns() -> None:
    def oracle(params: Params, call: Call) -> Any:
        level, share = params["level"], call.args[-1]
        last = params.get("held", "end") == "end"
        arrays = [call.args[0]] if level != 2 else [call.args[0][call.args[2]], call.args[1][call.args[2]]]
        arrays = arrays if last else [array[::-1] for array in arrays]
        parts = train_test_split(*arrays, test_size=share, shuffle=False)
        parts = parts if last else [part[::-1] for part in parts]
        if level == 3:
            scaler = (StandardScaler() if params["scale"] == "standard" else MinMaxScaler()).fit(parts[0])
            parts = [scaler.transform(part) for part in parts]
        if level == 2:
            return ((parts[0], parts[2]), (parts[1], parts[3])) if params["pairs"] else parts
        return parts[::-1] if params["validation_first"] else parts

    agree("write-train-validation-split", oracle)


def test_k_fold_is_scikit_learns() -> None:
    def oracle(params: Params, call: Call) -> Any:
        order = call.args[0] if params["level"] == 3 else np.arange(call.args[0])
        if params["larger"] == "last":
            return None
        pairs = [(order[train], order[kept]) for train, kept in KFold(call.args[1]).split(order)]
        if params["level"] == 1:
            return [kept for _, kept in pairs]
        return [pair[::-1] for pair in pairs] if params["validation_first"] else pairs

    agree("write-k-fold", oracle)


@pytest.mark.filterwarnings("ignore:A single label:UserWarning", "ignore:y_pred contains classes:UserWarning")
def test_accuracy_is_scikit_learns() -> None:
    def oracle(params: Params, call: Call) -> Any:
        x, y = call.args[:2]
        kind = params.get("kind")
        if kind == "balanced":
            return balanced_accuracy_score(y, x)
        if kind in ("top", "classes") and x.shape[1] > 2:
            k = call.args[2] if kind == "top" else 1
            return top_k_accuracy_score(y, x, k=k, labels=range(x.shape[1])) if k < x.shape[1] else None
        return None

    agree("write-accuracy", oracle)


def test_batches_are_pytorchs() -> None:
    def oracle(params: Params, call: Call) -> Any:
        size, level = call.args[1 if params["level"] == 1 else 2], params["level"]
        count = len(call.args[0])
        drop = params["drop"] if level == 1 else call.kwargs.get("drop_last", params["drop"])
        order = call.args[3] if level == 3 else np.arange(count)
        found = [list(batch) for batch in torch.utils.data.BatchSampler(order.tolist(), size, drop)]
        assert len(found) == (count // size if drop else math.ceil(count / size))
        x = call.args[0]
        if level == 1:
            return [x[batch] for batch in found]
        y = call.args[1]
        return [(y[batch], x[batch]) if params["labels_first"] else (x[batch], y[batch]) for batch in found]

    agree("write-batches", oracle)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even:UserWarning")
def test_same_padding_keeps_what_pytorch_convolves() -> None:
    """PyTorch has 'same' at stride 1, with the odd zero behind; at other strides the output's length tells."""
    for params, task in variants("write-same-padding"):
        for call in task.calls():
            if params["level"] < 3:
                n, k, s = (*call.args, 1)[:3]
                before, after = called(task.reference, call)
                one = torch.ones(1, 1, n, dtype=torch.float64)
                out = torch.nn.functional.conv1d(
                    torch.nn.functional.pad(one, (before, after)), one.new_ones(1, 1, k), stride=s
                )
                assert out.shape[-1] == math.ceil(n / s)
                if s == 1 and params["extra"] == "after":
                    same = torch.nn.functional.conv1d(one, one.new_ones(1, 1, k), padding="same")
                    assert torch.equal(out, same)
