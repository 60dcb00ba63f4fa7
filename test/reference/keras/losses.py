"""What Keras' losses are, and what gradient they have, at ordinary points and at their corners:
losses.json; the same of activations and joins at their corners: activations.json, joins.json; and
metrics: metrics.json.

Keras 3.15.1 on TensorFlow 2.21.0, CPU: python losses.py (writes the files beside it)
"""

import json
import math
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np
import tensorflow as tf

EPS = float(np.float32(1e-7))
BELOW_EPS = float(np.nextafter(np.float32(1e-7), np.float32(0)))
MAX = float(np.float32(1 - 1e-7))
ABOVE_MAX = float(np.nextafter(np.float32(1 - 1e-7), np.float32(2)))

# Rows of outputs and of targets; each is a batch of its own.
NUMBERS = [
    ([0.5, -1.25, 3.0], [0.25, -1.25, 4.5]),
    ([1.0, -1.0, 0.0], [0.0, 0.0, 0.0]),
    ([2.0, -3.0, 1e-4], [1.0, -2.5, 1e-4]),
    ([40.0, -40.0, 7.0], [0.0, 0.0, 1e-8]),
]
POSITIVES = [
    ([0.5, 1.25, 3.0], [0.25, 1.25, 4.5]),
    ([EPS, BELOW_EPS, 0.0], [1.0, 0.5, 0.0]),
    ([2.0, 1e-4, 30.0], [0.0, 1e-4, 2.0]),
]
SIGNS = [
    ([0.5, -0.25, 2.0], [1.0, 1.0, -1.0]),
    ([1.0, -1.0, 0.0], [1.0, -1.0, 1.0]),  # two just at their margins
]
BITS = [
    ([0.5, -0.25, 2.0], [1.0, 0.0, 0.0]),
    ([1.0, -1.0, 0.5], [1.0, 0.0, 0.0]),
    ([1.0, -1.0, 0.5], [1.0, 1.0, 1.0]),
]
OTHER_LABELS = [([0.5, -0.25, 2.0], [1.0, 0.0, -1.0]), ([0.5, 0.25, 2.0], [0.0, 1.0, 3.0])]
ONE_HOT = [
    ([0.2, 0.5, 0.3], [0.0, 1.0, 0.0]),
    ([0.2, 1.5, 0.3], [1.0, 0.0, 0.0]),
    ([0.25, 0.5, 0.5], [1.0, 0.0, 0.0]),  # two share the maximum
    ([1.5, 0.5, -2.0], [1.0, 0.0, 0.0]),  # just at the margin of a categorical hinge
    ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]),
    ([1.0, 0.0, 0.0], [1.0, 0.0, 0.0]),
    ([-0.5, 0.25, 0.75], [0.0, 0.0, 1.0]),
    ([0.9, 0.9, 0.1], [1.0, 1.0, 0.0]),
]
PROBABILITIES = ONE_HOT + [
    ([EPS, MAX, 0.5], [1.0, 0.0, 1.0]),
    ([BELOW_EPS, ABOVE_MAX, 0.5], [1.0, 0.0, 0.0]),
    ([0.0, 1.0, 1.0], [1.0, 0.0, 1.0]),
    ([-3.0, 2.0, 0.75], [0.25, 0.5, 0.75]),
]
SHARES = [
    ([0.2, 0.5, 0.3], [0.1, 0.6, 0.3]),
    ([1.0, 0.0, 1.5], [0.5, 0.5, 0.0]),
    ([EPS, BELOW_EPS, 1.0], [1.0, 0.0, 0.0]),
]
DIRECTIONS = NUMBERS[:1] + NUMBERS[2:] + [([1e-5, -2e-5, 0.0], [1.0, 2.0, 3.0]), ([1e-9, 0.0, 2e-9], [3.0, 4.0, 0.0])]
LOGITS = [
    ([0.5, -1.0, 2.0], [0.0, 1.0, 0.0]),
    ([0.0, 0.0, 0.0], [1.0, 0.0, 0.0]),
    ([30.0, -5.0, 1.0], [0.0, 1.0, 0.0]),
    ([300.0, -500.0, 80.0], [0.0, 1.0, 0.0]),
    ([-90.0, -100.0, -95.0], [0.0, 0.0, 1.0]),
    ([0.5, -1.0, 2.0], [1.0, 1.0, 0.0]),
    ([0.5, -1.0, 2.0], [0.25, 0.25, 0.0]),
]

LOSSES = {
    "meanSquaredError": ("mean_squared_error", NUMBERS),
    "meanAbsoluteError": ("mean_absolute_error", NUMBERS),
    "meanAbsolutePercentageError": ("mean_absolute_percentage_error", NUMBERS),
    "meanSquaredLogarithmicError": ("mean_squared_logarithmic_error", POSITIVES + NUMBERS),
    "huber": ("huber", NUMBERS),
    "logcosh": ("log_cosh", NUMBERS),
    "hinge": ("hinge", SIGNS + BITS + OTHER_LABELS),
    "squaredHinge": ("squared_hinge", SIGNS + BITS + OTHER_LABELS),
    "categoricalHinge": ("categorical_hinge", ONE_HOT + BITS),
    "categoricalCrossentropy": ("categorical_crossentropy", PROBABILITIES),
    "sparseCategoricalCrossentropy": ("sparse_categorical_crossentropy", PROBABILITIES),
    "binaryCrossentropy": ("binary_crossentropy", PROBABILITIES),
    "kullbackLeiblerDivergence": ("kl_divergence", SHARES + PROBABILITIES),
    "poisson": ("poisson", POSITIVES),
    "cosineProximity": ("cosine_similarity", DIRECTIONS),
}
OF_LOGITS = ["categoricalCrossentropy", "sparseCategoricalCrossentropy", "binaryCrossentropy"]


def classes(target):
    """The class that a sparse loss is given for a row of targets."""
    return [float(np.argmax(target))]


def plain(value):
    """JSON has no NaN."""
    value = float(value)
    return value if math.isfinite(value) else None


def at(function, output, target, through):
    x = tf.constant([output], tf.float32)
    y = tf.constant([target], tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_mean(function(y, through(x)))
    gradient = tape.gradient(loss, x)
    return {
        "output": [float(v) for v in x[0].numpy()],
        "target": [float(v) for v in y[0].numpy()],
        "loss": plain(loss),
        "gradient": [plain(g) for g in gradient[0].numpy()],
    }


def loss_rows():
    table = {}
    for name, (keras_name, rows) in LOSSES.items():
        function = getattr(keras.losses, keras_name)
        sparse = name.startswith("sparse")
        of = lambda target: classes(target) if sparse else target
        table[name] = [at(function, p, of(t), lambda x: x) for p, t in rows]
        if name in OF_LOGITS:
            through = {"sigmoid": keras.activations.sigmoid, "softmax": keras.activations.softmax}
            for activation, call in through.items():
                table[f"{name} of {activation}"] = [at(function, p, of(t), call) for p, t in LOGITS]
    return table


ACTIVATIONS = {
    "relu": keras.activations.relu,
    "relu6": keras.activations.relu6,
    "elu": keras.activations.elu,
    "selu": keras.activations.selu,
    "sigmoid": keras.activations.sigmoid,
    # That of Keras 2; Keras 3 has another function by that name.
    "hardSigmoid": lambda x: tf.clip_by_value(0.2 * x + 0.5, 0.0, 1.0),
    "softplus": keras.activations.softplus,
    "softsign": keras.activations.softsign,
    "tanh": keras.activations.tanh,
    "swish": keras.activations.silu,
    "mish": keras.activations.mish,
    "gelu": lambda x: keras.activations.gelu(x, approximate=False),
    "gelu_new": lambda x: keras.activations.gelu(x, approximate=True),
}
CORNERS = [0.0, -0.0, 6.0, -2.5, 2.5, 0.5, -0.5, 7.0, -20.0, 20.0]


def activation_rows():
    table = {}
    for name, function in ACTIVATIONS.items():
        x = tf.constant(CORNERS, tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        slopes = tape.gradient(y, x).numpy()
        table[name] = [
            {"x": float(a), "y": float(b), "slope": float(c)} for a, b, c in zip(CORNERS, y.numpy(), slopes)
        ]
    return table


JOINS = {"maximum": keras.layers.Maximum, "minimum": keras.layers.Minimum}
PAIRS = [(1.0, 1.0), (0.0, -0.0), (2.0, -3.0), (-3.0, 2.0)]


def join_rows():
    table = {}
    for name, layer in JOINS.items():
        a, b = (tf.constant([[pair[side] for pair in PAIRS]], tf.float32) for side in [0, 1])
        with tf.GradientTape() as tape:
            tape.watch([a, b])
            y = layer()([a, b])
        slopes = [slope[0].numpy() for slope in tape.gradient(y, [a, b])]
        table[name] = [
            {"a": p[0], "b": p[1], "slopes": [float(slopes[0][i]), float(slopes[1][i])]}
            for i, p in enumerate(PAIRS)
        ]
    return table


METRICS = {
    "binaryAccuracy": keras.metrics.binary_accuracy,
    "categoricalAccuracy": keras.metrics.categorical_accuracy,
    "sparseCategoricalAccuracy": keras.metrics.sparse_categorical_accuracy,
}


def metric_rows():
    table = {}
    for name, function in METRICS.items():
        table[name] = []
        for output, target in PROBABILITIES:
            y = classes(target) if name.startswith("sparse") else target
            value = function(tf.constant([y], tf.float32), tf.constant([output], tf.float32))
            table[name].append({"output": output, "target": y, "value": float(np.mean(value))})
    return table


if __name__ == "__main__":
    here = Path(__file__)
    tables = {
        "losses.json": loss_rows(),
        "activations.json": activation_rows(),
        "joins.json": join_rows(),
        "metrics.json": metric_rows(),
    }
    for file, rows in tables.items():
        lines = [
            f" {json.dumps(name)}: [\n" + ",\n".join(f"  {json.dumps(row)}" for row in table) + "\n ]"
            for name, table in rows.items()
        ]
        here.with_name(file).write_text("{\n" + ",\n".join(lines) + "\n}\n")
