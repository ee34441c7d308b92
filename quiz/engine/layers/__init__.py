"""Models as layers, in both habits, so that the same model can be written as either library would.

    from quiz.engine.layers import keras            from quiz.engine.layers import pytorch as nn
    keras.Sequential([keras.Dense(10)])             nn.Sequential(nn.Linear(784, 10))

Keras' habit: images are NHWC, sizes of inputs are found out, `compile`, `fit`, `predict`, `summary`. PyTorch's:
images are NCHW, input sizes are given, and the training loop is five lines that you write yourself.
"""

from __future__ import annotations
