"""What chance and splitting do: batches without a class, folds, leaks, and luck on a leaderboard."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb

import numpy as np

from quiz.engine import data, metrics
from quiz.engine.demonstrations.values import Cell, Curve, Steps, Table, Text

TRAINING = Text("training", "학습")
VALIDATION = Text("validation", "검증")


def missing_class(classes: int, batch: int, samples: int) -> Steps:
    """The chance that a batch misses at least one of the classes, which are as even as can be."""
    sizes = sorted({1, batch, *(round(batch * i / 8) for i in range(1, 17))} - {0})
    sizes = [size for size in sizes if size <= samples]
    replaced = [missing_with_replacement(classes, size) for size in sizes]
    drawn = [missing_without_replacement(classes, size, samples) for size in sizes]
    with_ = Text("drawn with replacement", "복원 추출")
    without = Text("drawn without replacement", "비복원 추출")
    at = sizes.index(batch)
    note = Text(
        "The chance that at least one of {classes} balanced classes is missing from a batch of {batch}.",
        "크기가 같은 클래스 {classes}개 가운데 적어도 하나가 크기 {batch}의 배치에서 빠질 확률입니다.",
    )
    return Steps((
        Table(
            (Text("batch of {n}", "{n}개의 배치").filled(n=batch), Text("chance", "확률")),
            ((with_, replaced[at]), (without, drawn[at])),
            note.filled(classes=classes, batch=batch),
        ),
        Curve(
            tuple(sizes), (tuple(replaced), tuple(drawn)), (with_, without), Text("batch size", "배치 크기"),
            Text("chance that a class is missing", "빠진 클래스가 있을 확률"),
        ),
    ))  # fmt: skip


def missing_with_replacement(classes: int, batch: int) -> float:
    """Σ_{j ≥ 1} (−1)^{j+1} C(c, j) ((c − j)/c)^b: by inclusion and exclusion, exactly."""
    total = sum((-1) ** (j + 1) * comb(classes, j) * (classes - j) ** batch for j in range(1, classes + 1))
    return float(Fraction(total, classes**batch))


def missing_without_replacement(classes: int, batch: int, samples: int) -> float:
    """The same, drawn from `samples`: `more` of the classes have one sample more than the others."""
    least, more = divmod(samples, classes)
    total = sum(
        (-1) ** (i + j + 1) * comb(more, i) * comb(classes - more, j)
        * comb(samples - i * (least + 1) - j * least, batch)
        for i in range(more + 1)
        for j in range(classes - more + 1)
        if i + j
    )  # fmt: skip
    return float(Fraction(total, comb(samples, batch)))


def k_fold_sizes(samples: int, folds: int) -> Table:
    """How k-fold cross-validation deals out the samples."""
    rows: list[tuple[Cell, ...]] = [
        (number, len(train), len(held), f"{held[0]}–{held[-1]}")
        for number, (train, held) in enumerate(data.k_fold(samples, folds), 1)
    ]
    return Table(
        (Text("fold", "폴드"), TRAINING, VALIDATION, Text("validates", "검증 샘플")),
        tuple(rows),
        Text("Each sample validates exactly once.", "샘플마다 정확히 한 번씩 검증에 쓰입니다."),
    )


def scaling_leak(training: Sequence[float], validation: Sequence[float]) -> Table:
    """Standardising with the validation part's help: its numbers look tamer than they will be."""
    train, held = np.array(training), np.array(validation)
    rows: list[tuple[Cell, ...]] = []
    for label, seen in (
        (Text("training part only", "학습 부분만"), train),
        (Text("all of it: a leak", "전부: 누수"), np.concatenate([train, held])),
    ):
        fitted = data.Standardizer.fit(seen)
        rows.append((
            label, float(fitted.mean), float(fitted.scale), float(fitted.transform(train).mean()),
            float(fitted.transform(held).mean()),
        ))  # fmt: skip
    return Table(
        (
            Text("fitted on", "맞춘 곳"), Text("mean", "평균"), Text("scale", "표준편차"),
            Text("training mean after", "변환 뒤 학습 평균"), Text("validation mean after", "변환 뒤 검증 평균"),
        ),
        tuple(rows),
        Text(
            "What is fitted must not have seen the validation part, or its score comes out too good.",
            "변환을 맞출 때 검증 부분을 보면 안 됩니다. 보면 검증 점수가 실제보다 좋게 나옵니다.",
        ),
    )  # fmt: skip


def leaderboard_luck(submissions: int, samples: int, seed: int) -> Table:
    """Many random guesses, the best of them chosen by a public leaderboard: what the private one says of it."""
    rng = np.random.default_rng(seed)
    public, private = rng.integers(0, 2, (2, samples))
    guesses = rng.integers(0, 2, (submissions, 2, samples))
    scores = [metrics.accuracy(guess[0], public) for guess in guesses]
    best = int(np.argmax(scores))
    return Table(
        (Text("of random guesses", "무작위 추측 가운데"), Text("public", "공개"), Text("private", "비공개")),
        (
            (
                Text("mean of all {n}", "{n}개 모두의 평균").filled(n=submissions), float(np.mean(scores)),
                float(np.mean([metrics.accuracy(guess[1], private) for guess in guesses])),
            ),
            (
                Text("the best in public", "공개 점수가 가장 좋은 것"), scores[best],
                metrics.accuracy(guesses[best][1], private),
            ),
        ),
        Text(
            "None of them knows anything: choosing by one score fits that score's noise.",
            "어느 것도 아는 것이 없습니다. 점수 하나로 고르면 그 점수의 잡음에 맞추게 됩니다.",
        ),
    )  # fmt: skip
