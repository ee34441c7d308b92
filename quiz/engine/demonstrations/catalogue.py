"""Every demonstration by name, with its title and what can be set. Nothing is computed or imported here.

A name in kebab-case is that of the function in `module`, which takes the parameters by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from quiz.engine.demonstrations.parameters import Choice, Number, Parameter, Settings, Several, Whole, read
from quiz.engine.demonstrations.values import Text, Value


@dataclass(frozen=True, slots=True)
class Demonstration:
    """One demonstration: `title` says what is shown, `parameters` what can be set and how."""

    name: str
    title: Text
    module: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    def settings(self, given: Settings) -> dict[str, Any]:
        """Every parameter's value: the given ones, read and checked, and the defaults. Raises ParameterError."""
        return read(self.name, self.parameters, given)

    def show(self, **given: Any) -> Value:
        """What the demonstration shows; the same for the same parameters. Raises ParameterError."""
        settings = self.settings(given)
        module = import_module(f"quiz.engine.demonstrations.{self.module}")
        value: Value = getattr(module, self.name.replace("-", "_"))(**settings)
        return value


def _shown(name: str, en: str, ko: str, module: str, **parameters: Parameter) -> Demonstration:
    return Demonstration(name, Text(en, ko), module, parameters)


KERNELS = ("vertical-edge", "horizontal-edge", "outline", "diagonal", "mean")
FILTERS = (
    "blur", "box-blur", "gaussian-blur", "contour", "edges", "emboss", "sharpen", "smooth", "min", "median", "max",
    "invert", "grayscale",
)  # fmt: skip
SEED = Whole(0, 0, 2**32 - 1)

LOSSES = (
    _shown(
        "outlier-share", "What part of a loss an outlier makes", "이상치 하나가 손실에서 차지하는 몫", "losses",
        errors=Several((1.0, 1.0, 1.0, 10.0), -1000, 1000),
    ),
    _shown(
        "best-constant", "The best constant prediction: mean or median", "가장 좋은 상수 예측: 평균이냐 중앙값이냐",
        "losses",
        values=Several((1.0, 2.0, 3.0, 4.0, 100.0), -1000, 1000),
    ),
    _shown(
        "loss-gradients", "The gradient of MSE, MAE and Huber by the error", "오차에 따른 MSE, MAE, Huber의 기울기",
        "losses",
        limit=Number(2.0, 0.1, 100),
    ),
    _shown(
        "mae-swing", "Fixed steps under MAE swing, under MSE settle",
        "고정 학습률에서 MAE는 오가고 MSE는 가라앉는다", "losses",
        lr=Number(0.3, 0.001, 0.99), start=Number(1.0, -10, 10), steps=Whole(20, 1, 200),
    ),
    _shown(
        "outlier-divergence", "An outlier makes a fixed learning rate diverge", "이상치 때문에 학습이 발산한다",
        "losses",
        inputs=Several((1.0, 2.0, 3.0, 10.0), -100, 100, least=2), lr=Number(0.1, 0.0001, 1),
        slope=Number(2.0, -10, 10), steps=Whole(8, 1, 20),
    ),
    _shown(
        "batch-rmse", "The mean of the batches' RMSEs is not the RMSE", "배치별 RMSE의 평균은 RMSE가 아니다",
        "losses",
        errors=Several((0.0, 1.0, 2.0, 7.0), -1000, 1000), batch=Whole(2, 1, 12),
    ),
)  # fmt: skip

ACTIVATIONS = (
    _shown(
        "sigmoid-curve", "Sigmoid and its slope", "시그모이드와 그 기울기", "activations", limit=Number(6.0, 0.5, 50),
    ),
    _shown(
        "sigmoid-saturation", "Where sigmoid is exactly 1 in float32",
        "float32에서 시그모이드가 정확히 1이 되는 곳", "activations",
        inputs=Several((0.0, 5.0, 10.0, 15.0, 20.0, 40.0), -100, 100),
    ),
    _shown(
        "vanishing-gradient", "How a gradient vanishes with depth", "깊어질수록 사라지는 기울기", "activations",
        depth=Whole(10, 1, 50), weight=Number(1.0, -8, 8), start=Number(1.0, -8, 8),
    ),
    _shown(
        "activations", "The usual activations and their slopes", "자주 쓰는 활성화 함수와 기울기", "activations",
        limit=Number(3.0, 0.5, 50),
    ),
    _shown(
        "softmax-shift", "Softmax under a shift, and the naive formula's NaN",
        "로짓을 옮겨도 같은 softmax와 단순한 식의 NaN",
        "activations", logits=Several((0.0, 1.0), -100, 100), shift=Number(1000.0, -1000, 1000),
    ),
    _shown(
        "argmax-of-logits", "The largest logit has the largest probability", "가장 큰 로짓이 가장 큰 확률을 갖는다",
        "activations",
        logits=Several((2.0, 1.0, -1.0), -100, 100), temperature=Number(2.0, 0.05, 100),
    ),
)  # fmt: skip

TRAINING = (
    _shown(
        "stale-gradients", "Gradients that were not cleared add up", "지우지 않은 기울기는 더해진다", "training",
        start=Number(1.0, -100, 100), lr=Number(0.1, 0, 1), steps=Whole(3, 1, 20),
    ),
    _shown(
        "backward-graph", "backward() through a small graph", "작은 그래프를 거슬러 가는 backward()", "training",
        x=Number(2.0, -10, 10), weight=Number(0.5, -10, 10), bias=Number(-0.5, -10, 10), target=Number(1.0, -10, 10),
    ),
    _shown(
        "sgd-overshoot", "A step of SGD that raises the loss", "손실을 키우는 SGD 한 걸음", "training",
        lr=Number(1.1, 0.001, 2), start=Number(1.0, -100, 100), steps=Whole(3, 1, 50),
    ),
    _shown(
        "adam-step", "The first step of Adam against SGD's", "Adam과 SGD의 첫 걸음", "training",
        gradients=Several((100.0, 1.0, 0.01, 1e-8, 0.0), -1e6, 1e6), lr=Number(0.001, 1e-6, 1),
    ),
    _shown(
        "no-grad-memory", "What the tape keeps, and no_grad() does not", "테이프가 붙잡는 메모리와 no_grad()",
        "training",
        samples=Whole(64, 1, 256), width=Whole(128, 1, 256), depth=Whole(3, 1, 10),
    ),
    _shown(
        "no-grad-or-eval", "no_grad() is not eval()", "no_grad()는 eval()이 아니다", "training",
        p=Number(0.5, 0, 1), seed=SEED,
    ),
    _shown(
        "freezing-layers", "Frozen layers and trainable parameters", "동결한 층과 학습 가능한 파라미터", "training",
        frozen=Whole(2, 0, 2), classes=Whole(10, 1, 1000),
    ),
    _shown(
        "batches-epoch", "Batches an epoch", "에포크당 배치 수", "training",
        samples=Whole(1000, 1, 10**7), sizes=Several((1, 16, 32, 64, 128, 256), 1, 10**4, whole=True),
    ),
)  # fmt: skip

SAMPLING = (
    _shown(
        "missing-class", "The chance that a batch misses a class", "배치에서 어떤 클래스가 빠질 확률", "sampling",
        classes=Whole(10, 2, 50), batch=Whole(32, 1, 256), samples=Whole(1000, 512, 10000),
    ),
    _shown(
        "k-fold-sizes", "Sizes of the folds", "폴드의 크기", "sampling",
        samples=Whole(103, 20, 100000), folds=Whole(5, 2, 20),
    ),
    _shown(
        "scaling-leak", "Standardising that has seen the validation part", "검증 부분까지 보고 맞춘 표준화",
        "sampling",
        training=Several((1.0, 2.0, 3.0, 4.0), -1000, 1000), validation=Several((9.0, 11.0), -1000, 1000),
    ),
    _shown(
        "leaderboard-luck", "The best of many random submissions", "무작위 제출 여럿 가운데 가장 좋은 것", "sampling",
        submissions=Whole(100, 1, 1000), samples=Whole(100, 10, 1000), seed=SEED,
    ),
)  # fmt: skip

CONVOLUTION = (
    _shown(
        "kernel-sliding", "A kernel slides step by step", "한 칸씩 미끄러지는 커널", "convolution",
        size=Whole(6, 4, 10), kernel=Choice("vertical-edge", KERNELS), stride=Whole(1, 1, 3),
    ),
    _shown(
        "kernel-flip", "Cross-correlation against convolution", "상호 상관과 합성곱", "convolution",
        kernel=Choice("vertical-edge", KERNELS),
    ),
    _shown(
        "max-and-average-pooling", "Max against average pooling", "최대 풀링과 평균 풀링", "convolution",
        size=Whole(4, 4, 12), kernel=Whole(2, 1, 4), seed=SEED,
    ),
    _shown(
        "padding-one-and-same", "padding=1 against same, beyond stride 1", "padding=1과 same: 스트라이드가 1보다 클 때",
        "convolution", size=Whole(8, 3, 12), stride=Whole(2, 1, 4),
    ),
    _shown(
        "corner-pixel", "Who reads a corner pixel", "모서리 픽셀을 읽는 창", "convolution",
        size=Whole(5, 5, 12), kernel=Whole(3, 1, 5), stride=Whole(1, 1, 3), padding=Whole(1, 0, 4),
    ),
    _shown(
        "kernel-learning", "A random kernel learns to find edges", "무작위 커널이 가장자리를 배운다", "convolution",
        target=Choice("vertical-edge", KERNELS), lr=Number(0.3, 0.001, 0.3), steps=Whole(200, 1, 300), seed=SEED,
    ),
    _shown(
        "symmetry-breaking", "Why kernels start at random", "커널을 무작위로 시작하는 까닭", "convolution",
        steps=Whole(50, 1, 200), lr=Number(0.1, 0.001, 0.2), seed=SEED,
    ),
)  # fmt: skip

SIZING = (
    _shown(
        "flatten-shapes", "What Flatten does to shapes", "Flatten이 바꾸는 형태", "sizing",
        samples=Whole(2, 1, 32), height=Whole(28, 1, 64), width=Whole(28, 1, 64), units=Whole(4, 1, 128),
    ),
    _shown(
        "dense-and-convolution", "Parameters and multiply-adds: dense against convolution",
        "파라미터와 곱셈-덧셈: 완전연결층과 합성곱", "sizing",
        size=Whole(28, 7, 1024), channels=Whole(1, 1, 512), units=Whole(128, 1, 4096), filters=Whole(32, 1, 1024),
        kernel=Whole(3, 1, 7),
    ),
    _shown(
        "sizes-through-a-stack", "Sizes and receptive fields through a stack",
        "층을 지나며 바뀌는 크기와 수용 영역", "sizing",
        size=Whole(28, 8, 1024), channels=Whole(1, 1, 512), filters=Several((32, 64), 1, 1024, most=6, whole=True),
        kernel=Whole(3, 1, 7), padding=Choice("valid", ("valid", "same")), pool=Whole(2, 1, 4),
    ),
    _shown(
        "filters-and-parameters", "Filters, feature maps and parameters", "필터, 특징 맵, 파라미터", "sizing",
        channels=Whole(3, 1, 64), filters=Several((1, 16, 32, 64), 1, 256, whole=True), kernel=Whole(3, 1, 7),
    ),
    _shown(
        "padding-sizes", "Sizes under valid, same and half padding", "valid, same, 절반 패딩의 크기", "sizing",
        size=Whole(28, 1, 1024), kernel=Whole(3, 1, 31), dilation=Whole(1, 1, 8),
    ),
    _shown(
        "input-shapes", "The batch is not part of input_shape", "input_shape에 배치는 들어가지 않는다", "sizing",
        height=Whole(28, 1, 64), width=Whole(28, 1, 64), channels=Whole(1, 1, 16), samples=Whole(4, 1, 32),
    ),
)  # fmt: skip

PICTURES = (
    _shown(
        "picture-enhance", "Brightness, contrast, colour, sharpness", "밝기, 대비, 색, 선명도", "pictures",
        what=Choice("contrast", ("brightness", "contrast", "color", "sharpness")), factor=Number(1.8, 0, 10),
        size=Whole(64, 16, 256),
    ),
    _shown(
        "picture-filter", "A picture before and after a filter", "필터를 거치기 전과 후", "pictures",
        filter=Choice("edges", FILTERS), size=Whole(64, 16, 256),
    ),
    _shown(
        "median-and-blur", "Median against mean on salt and pepper", "점 잡음 위의 중앙값과 평균", "pictures",
        noise=Number(0.1, 0, 1), size=Whole(64, 16, 256), seed=SEED,
    ),
    _shown("kernel-orientation", "One kernel, three orientations", "같은 커널, 세 가지 방향", "pictures"),
    _shown(
        "blending", "Composite, blend and alpha compositing", "composite, blend, 알파 합성", "pictures",
        above=Whole(200, 0, 255), below=Whole(100, 0, 255), alpha=Number(0.25, 0, 1), below_alpha=Number(0.5, 0, 1),
    ),
    _shown("bgr-and-rgb", "BGR bytes shown as RGB", "RGB로 본 BGR", "pictures", size=Whole(64, 16, 256)),
    _shown(
        "frame-difference", "What moves between frames", "프레임 사이에서 움직이는 것", "pictures",
        frames=Whole(8, 2, 30), size=Whole(48, 16, 128), threshold=Number(25.0, 0, 255),
    ),
)  # fmt: skip

ALL: Mapping[str, Demonstration] = {
    one.name: one for one in (*LOSSES, *ACTIVATIONS, *TRAINING, *SAMPLING, *CONVOLUTION, *SIZING, *PICTURES)
}
