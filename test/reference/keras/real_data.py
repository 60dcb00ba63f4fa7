"""Keras' numbers for four small real data sets: what real-data.test.ts holds this project against.

    python real_data.py [NAME...]

For each folder here with a table NAME.csv (see make_tables.py) it writes
- model.json           the model without dropout, `to_json()` of Keras 3
- model.keras2.json    the same as Keras 2 wrote it, see keras2_json.py
- initial.weights.h5   its initial weights, `save_weights`
- initial.npz          the same under "layer/weight", for example "dense_1/kernel"
- initial.safetensors  the same names
- numbers.json         exact: what Keras makes of these weights, rows in order: losses of all
                       steps and epochs, weights at the end; seeds: the last val_loss of ten
                       seeds of Keras' own weights, order and masks, with and without dropout

Made with Python 3.11.7, NumPy 2.4.6, Keras 3.15.1, TensorFlow 2.21.0 (CPU), h5py 3.14.0,
safetensors 0.8.0 on Linux x86-64; float32, one thread, oneDNN off. Two runs of this file write the
same bytes. About three minutes.
"""

import csv
import hashlib
import json
import math
import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np
import tensorflow as tf
from keras import initializers, layers, optimizers
from keras.src.legacy.saving.saving_utils import model_from_config  # as for Keras 2's .h5 files
from safetensors.numpy import save

from keras2_json import keras2_json

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)

FOLDER = Path(__file__).parent
SEEDS = range(1, 11)
VALIDATION = 0.2
BATCH = 16
EPOCHS = 20
DROPOUT = 0.2


def diabetes(width, rate):
    hidden = layers.Dense(16, activation="relu")
    last = [layers.Dense(8, activation="tanh"), layers.Dense(1)]
    return stack("diabetes", width, hidden, rate, last)


def penguins(width, rate):
    """Begins with all penguins of medium weight."""
    hidden = layers.Dense(16, activation="tanh")
    last = layers.Dense(1, bias_initializer=initializers.Constant(4.2))
    return stack("penguins", width, hidden, rate, [last])


def wine(width, rate):
    inputs = layers.Input((width,))
    hidden = layers.Dense(16, activation="relu")(inputs)
    if rate:
        hidden = layers.Dropout(rate)(hidden)
    hidden = layers.Dense(16, activation="relu")(hidden)
    return keras.Model(inputs, layers.Dense(3, activation="softmax")(hidden), name="wine")


def breast_cancer(width, rate):
    start = {"kernel_initializer": "he_normal", "bias_initializer": initializers.Constant(0.1)}
    hidden = layers.Dense(16, activation="elu", **start)
    last = layers.Dense(1, activation="sigmoid")
    return stack("breast-cancer", width, hidden, rate, [last])


def stack(name, width, hidden, rate, last):
    dropout = [layers.Dropout(rate)] if rate else []
    return keras.Sequential([layers.Input((width,)), hidden, *dropout, *last], name=name)


SETS = {
    "diabetes": {
        "target": "progression_in_hundreds",
        "build": diabetes,
        "loss": "mean_squared_error",
        "optimizer": lambda: optimizers.RMSprop(0.001),
    },
    "penguins": {
        "target": "mass_kg",
        "build": penguins,
        "loss": "mean_squared_error",
        "optimizer": lambda: optimizers.SGD(0.01, momentum=0.9),
    },
    "wine": {
        "target": "cultivar",
        "build": wine,
        "loss": "sparse_categorical_crossentropy",
        "optimizer": lambda: optimizers.Adam(0.005),
    },
    "breast-cancer": {
        "target": "malignant",
        "build": breast_cancer,
        "loss": "binary_crossentropy",
        "optimizer": lambda: optimizers.Adagrad(0.1),
    },
}


def read_rows(name, target):
    """As `data: {source: csv, target: TARGET, shuffle: 1, validation: 0.2}` makes them."""
    with open(FOLDER / name / f"{name}.csv", newline="") as file:
        header, *table = csv.reader(file)
    order = np.random.RandomState(1).permutation(len(table))
    table = [table[row] for row in order]
    train_count = math.floor(len(table) * (1 - VALIDATION))
    inputs = []
    for index, column in enumerate(header):
        cells = [row[index] for row in table]
        categories = sorted(set(cells))
        if column == target:
            is_text = not all(map(is_number, categories))
            targets = [categories.index(cell) if is_text else float(cell) for cell in cells]
        elif all(map(is_number, categories)):
            inputs.append(standardized([float(cell) for cell in cells], train_count))
        else:
            inputs += [[float(cell == category) for cell in cells] for category in categories]
    x = np.array(inputs, dtype=np.float64).T.astype(np.float32).copy()
    y = np.array(targets, dtype=np.float64).astype(np.float32).reshape(-1, 1)
    return x, y, train_count


def is_number(text):
    try:
        float(text)
        return True
    except ValueError:
        return False


def standardized(values, train_count):
    """By the training rows; sums in the order of the rows, as src/data/csv/standardize.ts."""
    total = 0.0
    for value in values[:train_count]:
        total += value
    mean = total / train_count
    squares = 0.0
    for value in values[:train_count]:
        squares += (value - mean) * (value - mean)
    sd = math.sqrt(squares / train_count)
    return [(value - mean) / sd for value in values]


class BatchLosses(keras.callbacks.Callback):
    """The loss of each step: Keras tells a running mean, which is begun anew before each."""

    def __init__(self):
        super().__init__()
        self.losses = []

    def on_train_batch_begin(self, batch, logs=None):
        self.model.reset_metrics()

    def on_train_batch_end(self, batch, logs=None):
        self.losses.append(float(logs["loss"]))


def compiled(name, width, rate):
    keras.backend.clear_session()
    model = SETS[name]["build"](width, rate)
    model.compile(optimizer=SETS[name]["optimizer"](), loss=SETS[name]["loss"])
    return model


def named(model):
    return {
        f"{layer.name}/{weight.name}": weight.numpy()
        for layer in model.layers
        for weight in layer.weights
    }


def fit(model, name, rows, *, shuffle, callbacks=()):
    x, y, train_count = rows
    return model.fit(
        *(x[:train_count], y[:train_count]),
        validation_data=(x[train_count:], y[train_count:]),
        batch_size=BATCH,
        epochs=EPOCHS,
        shuffle=shuffle,
        callbacks=list(callbacks),
        verbose=0,
    ).history


def sha256(*arrays):
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()


def exact(name, rows):
    """Trains twice from the same weights: once as anyone would, once to see each step's loss."""
    folder = FOLDER / name
    x, y, train_count = rows
    keras.utils.set_random_seed(1)
    model = compiled(name, x.shape[1], 0)
    weights = named(model)
    (folder / "model.json").write_text(model.to_json())
    (folder / "model.keras2.json").write_text(json.dumps(keras2_json(model)))
    model.save_weights(folder / "initial.weights.h5")
    np.savez(folder / "initial.npz", **weights)
    (folder / "initial.safetensors").write_bytes(save(weights))
    old = model_from_config(json.loads((folder / "model.keras2.json").read_text()))
    old.load_weights(folder / "initial.weights.h5")
    assert np.array_equal(old.predict(x, verbose=0), model.predict(x, verbose=0))

    history = fit(model, name, rows, shuffle=False)
    final = named(model)
    again = compiled(name, x.shape[1], 0)
    again.load_weights(folder / "initial.weights.h5")
    steps = BatchLosses()
    fit(again, name, rows, shuffle=False, callbacks=[steps])
    assert all(np.array_equal(final[key], value) for key, value in named(again).items())
    return {
        "rows": len(x),
        "train_rows": train_count,
        "data_sha256": sha256(x, y),
        "initial_weights_sha256": sha256(*weights.values()),
        "step_losses": steps.losses,
        "loss": [float(value) for value in history["loss"]],
        "val_loss": [float(value) for value in history["val_loss"]],
        "final_weights": {key: floats(value) for key, value in final.items()},
    }


def floats(array):
    return array.astype(float).ravel().tolist()


def last_val_loss(name, rows, rate, seed):
    keras.utils.set_random_seed(seed)
    model = compiled(name, rows[0].shape[1], rate)
    return float(fit(model, name, rows, shuffle=True)["val_loss"][-1])


def of_seeds(name, rows, rate):
    values = [last_val_loss(name, rows, rate, seed) for seed in SEEDS]
    mean, sd = float(np.mean(values)), float(np.std(values, ddof=1))
    return {"last_val_loss": values, "mean": mean, "sd": sd}


def numbers(name):
    rows = read_rows(name, SETS[name]["target"])
    return {
        "exact": exact(name, rows),
        "seeds": {
            "without-dropout": of_seeds(name, rows, 0),
            "with-dropout": of_seeds(name, rows, DROPOUT),
        },
    }


if __name__ == "__main__":
    for chosen in sys.argv[1:] or SETS:
        made = numbers(chosen)
        (FOLDER / chosen / "numbers.json").write_text(json.dumps(made, indent=1) + "\n")
        print(chosen, *(f"{key} {made['seeds'][key]['mean']:.4f}" for key in made["seeds"]))
