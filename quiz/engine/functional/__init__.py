"""Operations on arrays, each differentiable where a Tensor is among its operands: `functional as F`."""

from __future__ import annotations

from quiz.engine.functional.activations import leaky_relu, log_softmax, relu, sigmoid, softmax, softplus, tanh
from quiz.engine.functional.convolution import conv2d, conv_transpose2d
from quiz.engine.functional.layers import dropout, embedding, linear, one_hot
from quiz.engine.functional.normalization import batch_norm
from quiz.engine.functional.pooling import avg_pool2d, global_avg_pool2d, global_max_pool2d, max_pool2d
from quiz.engine.functional.shaping import flatten, pad

__all__ = [
    "avg_pool2d",
    "batch_norm",
    "conv2d",
    "conv_transpose2d",
    "dropout",
    "embedding",
    "flatten",
    "global_avg_pool2d",
    "global_max_pool2d",
    "leaky_relu",
    "linear",
    "log_softmax",
    "max_pool2d",
    "one_hot",
    "pad",
    "relu",
    "sigmoid",
    "softmax",
    "softplus",
    "tanh",
]
