"""Small trainings by Keras, every step and epoch of them: trainings.json.

Losses x last activations x optimizers x schedules, from ordinary and from saturating weights. A
training in which Keras parts from itself by rounding alone (compiled by XLA or not, from weights that
are one unit in the last place away, or with activations that are computed in float64 and rounded) is
nobody's reference and left out; it is printed.
Keras 3.15.1 on TensorFlow 2.21.0, CPU: python trainings.py (writes the file beside it)
"""

import json
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np
import tensorflow as tf

ROWS, TRAIN_ROWS, INPUTS, HIDDEN, OUTPUTS, BATCH, EPOCHS = 40, 30, 4, 5, 3, 8, 4

RNG = np.random.default_rng(12)
X = RNG.normal(size=(ROWS, INPUTS)).astype("float32")
X[::7] = 0  # where a hidden unit of bias 0 stands just at its corner
CLASSES = RNG.integers(OUTPUTS, size=(ROWS, 1)).astype("float32")
ONE_HOT = np.eye(OUTPUTS, dtype="float32")[CLASSES[:, 0].astype(int)]
BITS = (RNG.random((ROWS, OUTPUTS)) < 0.4).astype("float32")
NUMBERS = RNG.normal(size=(ROWS, OUTPUTS)).astype("float32")
ROW_CLASSES = RNG.integers(OUTPUTS, size=(ROWS, 2)).astype("float32")
COUNTS = RNG.integers(5, size=(ROWS, OUTPUTS)).astype("float32")
SHARES = RNG.dirichlet(np.ones(OUTPUTS), size=ROWS).astype("float32")

TARGETS = {
    "classes": CLASSES,
    "oneHot": ONE_HOT,
    "bits": BITS,
    "signs": 2 * BITS - 1,
    "numbers": NUMBERS,
    "counts": COUNTS,
    "shares": SHARES,
    # Of models whose output has two rows a sample.
    "rowClasses": ROW_CLASSES,
    "rowOneHot": np.eye(OUTPUTS, dtype="float32")[ROW_CLASSES.astype(int)],
}

LOSSES = {
    "meanSquaredError": "mean_squared_error",
    "meanAbsoluteError": "mean_absolute_error",
    "meanAbsolutePercentageError": "mean_absolute_percentage_error",
    "meanSquaredLogarithmicError": "mean_squared_logarithmic_error",
    "huber": "huber",
    "logcosh": "log_cosh",
    "hinge": "hinge",
    "squaredHinge": "squared_hinge",
    "categoricalHinge": "categorical_hinge",
    "categoricalCrossentropy": "categorical_crossentropy",
    "sparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
    "binaryCrossentropy": "binary_crossentropy",
    "kullbackLeiblerDivergence": "kl_divergence",
    "poisson": "poisson",
    "cosineProximity": "cosine_similarity",
}

# Loss, targets, last activations.
FORMS = [
    ("categoricalCrossentropy", "oneHot", ["softmax", "sigmoid", "softplus"]),
    ("categoricalCrossentropy", "shares", ["softmax"]),
    ("categoricalCrossentropy", "bits", ["softmax"]),  # rows that do not add up to one
    ("sparseCategoricalCrossentropy", "classes", ["softmax", "sigmoid", "softplus"]),
    ("binaryCrossentropy", "bits", ["sigmoid", "softmax", "tanh", "softplus"]),
    ("kullbackLeiblerDivergence", "shares", ["softmax", "sigmoid"]),
    ("hinge", "bits", ["tanh", "linear"]),
    ("hinge", "signs", ["tanh"]),
    ("squaredHinge", "bits", ["tanh", "linear"]),
    ("squaredHinge", "signs", ["linear"]),
    ("categoricalHinge", "oneHot", ["softmax", "linear", "relu6"]),
    ("meanSquaredError", "numbers", ["linear", "tanh"]),
    ("meanAbsoluteError", "numbers", ["linear"]),
    ("meanAbsolutePercentageError", "numbers", ["linear"]),
    ("meanSquaredLogarithmicError", "counts", ["softplus"]),
    ("huber", "numbers", ["linear"]),
    ("logcosh", "numbers", ["linear", "softsign"]),
    ("poisson", "counts", ["softplus"]),
    ("cosineProximity", "numbers", ["linear", "tanh"]),
    ("sparseCategoricalCrossentropy", "rowClasses", ["softmax", "softplus"]),
    ("categoricalCrossentropy", "rowOneHot", ["softmax", "softplus"]),
    ("binaryCrossentropy", "rowOneHot", ["sigmoid"]),
    ("categoricalHinge", "rowOneHot", ["linear"]),
    ("meanSquaredError", "rowOneHot", ["linear"]),
]

RATE = 0.02
SCHEDULES = {
    "none": (RATE, lambda: RATE),
    "step": (
        {"schedule": "step", "initial": 0.04, "factor": 0.5, "every": 5},
        lambda: keras.optimizers.schedules.ExponentialDecay(0.04, 5, 0.5, staircase=True),
    ),
    "exponential": (
        {"schedule": "exponential", "initial": 0.04, "rate": 0.7, "steps": 6},
        lambda: keras.optimizers.schedules.ExponentialDecay(0.04, 6, 0.7),
    ),
    "cosine": (
        {"schedule": "cosine", "initial": 0.04, "floor": 0.1, "steps": 12},
        lambda: keras.optimizers.schedules.CosineDecay(0.04, 12, alpha=0.1),
    ),
}
BETAS = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}
RMS = {"rho": 0.9, "momentum": 0.0, "centered": False, "epsilon": 1e-7}
# Our options, and Keras' optimizer.
OPTIMIZERS = {
    "sgd": ({}, lambda r: keras.optimizers.SGD(r)),
    "momentum": ({"momentum": 0.9}, lambda r: keras.optimizers.SGD(r, momentum=0.9)),
    "nesterov": ({"momentum": 0.9}, lambda r: keras.optimizers.SGD(r, momentum=0.9, nesterov=True)),
    "rmsprop": (RMS, lambda r: keras.optimizers.RMSprop(r)),
    "adagrad": (
        {"initialAccumulator": 0.1, "epsilon": 1e-7},
        lambda r: keras.optimizers.Adagrad(r),
    ),
    "adadelta": ({"rho": 0.95, "epsilon": 1e-7}, lambda r: keras.optimizers.Adadelta(r)),
    "adam": (BETAS, lambda r: keras.optimizers.Adam(r)),
    "adamw": (
        {**BETAS, "weightDecay": 0.004},
        lambda r: keras.optimizers.AdamW(r, weight_decay=0.004),
    ),
    "adamax": (BETAS, lambda r: keras.optimizers.Adamax(r)),
}


def plan():
    """Every form from ordinary and saturating weights, optimizers and schedules in turn; then all
    optimizers under all schedules that are left."""
    optimizers, schedules = list(OPTIMIZERS), list(SCHEDULES)
    seen, cases = set(), []
    turn = 0
    for loss, targets, activations in FORMS:
        for activation in activations:
            for start in ["ordinary", "saturating"]:
                optimizer = optimizers[turn % len(optimizers)]
                schedule = schedules[(turn // 2) % len(schedules)]
                seen.add((optimizer, schedule))
                cases.append((loss, targets, activation, start, optimizer, schedule))
                turn += 1
    for optimizer in optimizers:
        for schedule in schedules:
            for start in ["ordinary", "saturating"]:
                cases.append(("sparseCategoricalCrossentropy", "classes", "softmax", start, optimizer, schedule))
            if (optimizer, schedule) not in seen:
                cases.append(("binaryCrossentropy", "bits", "sigmoid", "ordinary", optimizer, schedule))
    return cases


def initial_weights(shapes, activation, start, seed):
    """Ordinary: Keras' own are like these. Saturating: far out on the last activation, if it ends."""
    rng = np.random.default_rng(seed)
    is_ordinary = start == "ordinary"
    scale = 1 if is_ordinary else 4 if activation == "linear" else 30
    spreads = [0.6, 0 if is_ordinary else 0.3, 0.6 * scale, 0 if is_ordinary else 0.3]
    return [(rng.normal(size=shape) * spread).astype("float32") for shape, spread in zip(shapes, spreads)]


def nudged(weights, seed):
    """Each weight one unit in the last place up or down."""
    rng = np.random.default_rng(1000 + seed)
    ends = [np.where(rng.random(w.shape) < 0.5, -np.inf, np.inf).astype("float32") for w in weights]
    return [np.where(w == 0, w, np.nextafter(w, end)) for w, end in zip(weights, ends)]


def rounded(activation):
    """The activation in float64, rounded to float32 once."""
    function = keras.activations.get(activation)
    return lambda x: tf.cast(function(tf.cast(x, tf.float64)), tf.float32)


def train(
    loss, targets, activation, start, optimizer, schedule, seed, nudge=False, exact=False, **compiling
):
    is_plain = not exact or activation in ["sigmoid", "softmax"]  # which Keras looks through
    hidden_name = "selu" if seed % 2 else "tanh"
    hidden = rounded(hidden_name) if exact else hidden_name
    in_rows = [keras.layers.Dense(2 * HIDDEN, activation=hidden), keras.layers.Reshape((2, HIDDEN))]
    flat = [keras.layers.Dense(HIDDEN, activation=hidden)]
    first = in_rows if targets.startswith("row") else flat
    last = keras.layers.Dense(OUTPUTS, activation=activation if is_plain else rounded(activation))
    model = keras.Sequential([keras.Input((INPUTS,)), *first, last])
    weights = initial_weights([w.shape for w in model.get_weights()], activation, start, seed)
    model.set_weights(nudged(weights, seed) if nudge else weights)
    options, make = OPTIMIZERS[optimizer]
    rate, make_rate = SCHEDULES[schedule]
    model.compile(loss=getattr(keras.losses, LOSSES[loss]), optimizer=make(make_rate()), **compiling)
    y = TARGETS[targets]
    history = model.fit(
        X[:TRAIN_ROWS],
        y[:TRAIN_ROWS],
        validation_data=(X[TRAIN_ROWS:], y[TRAIN_ROWS:]),
        epochs=EPOCHS,
        batch_size=BATCH,
        shuffle=False,
        verbose=0,
    ).history
    return {
        "loss": loss,
        "targets": targets,
        "hidden": hidden_name,
        "activation": activation,
        "start": start,
        "optimizer": {"name": optimizer, **options, "learningRate": rate},
        "weights": [float(v) for w in weights for v in w.ravel()],
        "history": {key: history[key] for key in ["loss", "val_loss"]},
    }


def distance(run, other):
    """The largest between two runs' epochs, relative to 1 + a loss' size."""
    pairs = [
        (a, b)
        for key in ["loss", "val_loss"]
        for a, b in zip(run["history"][key], other["history"][key])
    ]
    return max(abs(a - b) / (1 + abs(a)) for a, b in pairs)


def settled(case, seed):
    """The run, or None where rounding decides it."""
    run = train(*case, seed)
    others = [
        train(*case, seed, jit_compile=False),
        train(*case, seed, jit_compile=True, nudge=True),
        train(*case, seed, exact=True),
    ]
    furthest = max(distance(run, other) for other in others)
    if furthest <= 3e-6:
        return run
    print("left out:", *case, f"{furthest:.1e}")
    return None


if __name__ == "__main__":
    runs = [run for seed, case in enumerate(plan()) if (run := settled(case, seed))]
    data = {
        "batch": BATCH,
        "trainRows": TRAIN_ROWS,
        "x": [[float(v) for v in row] for row in X],
        "targets": {name: y.tolist() for name, y in TARGETS.items()},
    }
    head = ",\n".join(f' "{key}": {json.dumps(value)}' for key, value in data.items())
    body = ",\n".join(f"  {json.dumps(run, allow_nan=False)}" for run in runs)
    text = f'{{\n{head},\n "runs": [\n{body}\n ]\n}}\n'
    Path(__file__).with_name("trainings.json").write_text(text)
