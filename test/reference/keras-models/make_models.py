"""Models and weights that Keras wrote, and what Keras makes of them: what the importer is held to.

    python make_models.py

Writes for each model NAME.json (`to_json()`), its initial weights, and NAME.numbers.json: 64 rows,
the predictions before training and the losses of 20 steps of 16 rows, in order.

- sequential.weights.h5   `save_weights` of Keras 3: by place, with the layers' names
- sequential.no-names.weights.h5   the same without the names, as older Keras 3 has it
- sequential.legacy.h5    `save` to .h5: by name, model_weights/LAYER/..., as Keras 2 has it
- sequential.keras2.h5    by h5py: `save_weights` of Keras 2 (layer_names, "dense/kernel:0")
- sequential.types.h5     by h5py: float16, float64 and big-endian float32, compressed chunks
- functional.npz          np.savez(FILE, *model.get_weights()): arr_0, arr_1, ... without names
- sequential.safetensors, embedding.safetensors   "layer/weight"
- embedding.dots.safetensors   "layer.weight", float16
- masks.json, masks.keras2.json   every layer and option that draws; not trained

Keras 2 itself needs a TensorFlow older than this script's Python has: masks.keras2.json,
functional.keras2.json and sequential.keras2.h5 are put together by hand from what TensorFlow 2.11
writes. Keras 3 reads them by what it has for Keras 2's files, and makes the same model of them.

Made with Python 3.11.7, NumPy 2.4.6, Keras 3.15.1, TensorFlow 2.21.0 (CPU), h5py 3.14.0,
safetensors 0.8.0 on Linux x86-64; float32, one thread, oneDNN off.
"""

import json
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import h5py
import keras
import numpy as np
import tensorflow as tf
from keras import constraints, initializers, layers, optimizers, regularizers
from keras.src.legacy.saving.saving_utils import model_from_config  # as for Keras 2's .h5 files
from safetensors.numpy import save_file

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)

FOLDER = Path(__file__).parent
ROWS, BATCH, EPOCHS = 64, 16, 5


def sequential():
    return keras.Sequential(
        [
            layers.Input((6,)),
            layers.Dense(12, activation="gelu", kernel_regularizer=regularizers.L2(0.01)),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.Dense(
                8,
                activation="tanh",
                name="narrow",
                kernel_constraint=constraints.MaxNorm(0.9),
                bias_regularizer=regularizers.L1L2(0.001, 0.002),
                activity_regularizer=regularizers.L2(0.01),
            ),
            layers.LayerNormalization(),
            layers.Dense(2, use_bias=False, kernel_initializer="he_normal"),
        ],
        name="sequential",
    )


def functional():
    """Two branches of the same shape, named against their order."""
    rows = layers.Input((6,), name="rows")
    second = layers.Dense(8, activation="relu", name="second")(rows)
    first = layers.Dense(8, activation="silu", name="first")(rows)
    joined = layers.Add()([second, first])
    mean = layers.Average()([joined, first])
    wide = layers.Concatenate(axis=1)([mean, second, joined])
    scaled = layers.BatchNormalization(axis=1)(wide)
    last = layers.Dense(3, activation="softmax", bias_initializer=initializers.Constant(0.1))
    return keras.Model(rows, last(scaled), name="functional")


def embedding():
    return keras.Sequential(
        [
            layers.Input((5,), dtype="int32"),
            layers.Embedding(7, 3),
            layers.Reshape((-1, 5)),
            layers.Flatten(),
            layers.Dense(6, activation="elu", kernel_initializer=initializers.Orthogonal(seed=3)),
            layers.Dense(1, activation="sigmoid"),
        ],
        name="embedding",
    )


def masks():
    return keras.Sequential(
        [
            layers.Input((4,)),
            layers.Dense(
                8,
                kernel_initializer=initializers.VarianceScaling(2.0, "fan_out", "uniform", seed=1),
                bias_initializer=initializers.RandomNormal(0.1, 0.2, seed=2),
                kernel_constraint=constraints.UnitNorm(),
                bias_constraint=constraints.NonNeg(),
            ),
            layers.Activation("softplus"),
            layers.Dropout(0.2, seed=5),
            layers.GaussianDropout(0.1),
            layers.AlphaDropout(0.05),
            layers.GaussianNoise(0.3, name="blur"),
            layers.ELU(),
            layers.ReLU(max_value=6),
            layers.BatchNormalization(scale=False, epsilon=0.01),
            layers.LayerNormalization(center=False),
            layers.Dense(3, kernel_initializer=initializers.TruncatedNormal(0.0, 0.1)),
            layers.Softmax(),
        ],
        name="masks",
    )


MODELS = {
    "sequential": (sequential, lambda: optimizers.SGD(0.01, momentum=0.9), "mean_squared_error"),
    "functional": (
        functional,
        lambda: optimizers.Adam(0.005),
        "sparse_categorical_crossentropy",
    ),
    # On TensorFlow, Keras squares the gradients of a word's places one by one, not their sum: a
    # rule that squares none does the same either way.
    "embedding": (embedding, lambda: optimizers.SGD(0.5), "binary_crossentropy"),
}


def rows_of(name):
    random = np.random.RandomState(7)
    if name == "embedding":
        x = random.randint(0, 7, (ROWS, 5)).astype(np.float32)
        return x, (x.sum(axis=1, keepdims=True) > 15).astype(np.float32)
    x = random.normal(size=(ROWS, 6)).astype(np.float32)
    if name == "functional":
        return x, random.randint(0, 3, (ROWS, 1)).astype(np.float32)
    return x, np.stack([np.sin(x[:, 0]) + x[:, 1], x[:, 2] * x[:, 3]], axis=1).astype(np.float32)


class BatchLosses(keras.callbacks.Callback):
    """The loss of each step: Keras tells a running mean, which is begun anew before each."""

    def __init__(self):
        super().__init__()
        self.losses = []

    def on_train_batch_begin(self, batch, logs=None):
        self.model.reset_metrics()

    def on_train_batch_end(self, batch, logs=None):
        self.losses.append(float(logs["loss"]))


def named(model, separator):
    return {
        f"{layer.name}{separator}{weight.name}": weight.numpy()
        for layer in model.layers
        for weight in layer.weights
    }


def numbers(name, model):
    x, y = rows_of(name)
    predictions = model.predict(x, verbose=0)
    steps = BatchLosses()
    model.fit(x, y, batch_size=BATCH, epochs=EPOCHS, shuffle=False, verbose=0, callbacks=[steps])
    arrays = {"inputs": x, "targets": y, "predictions": predictions}
    lists = {key: array.astype(float).ravel().tolist() for key, array in arrays.items()}
    final = {key: value.astype(float).ravel().tolist() for key, value in named(model, "/").items()}
    return {**lists, "step_losses": steps.losses, "final_weights": final}


def write_sequential(model):
    """Before training; random numbers stand where Keras has zeros and ones."""
    path = FOLDER / "sequential.weights.h5"
    save_file(named(model, "/"), FOLDER / "sequential.safetensors")
    model.save_weights(path)
    model.save(FOLDER / "sequential.legacy.h5")
    with h5py.File(FOLDER / "sequential.no-names.weights.h5", "w") as file:
        with h5py.File(path) as whole:
            whole.copy("layers", file)
        for layer in file["layers"].values():
            layer["vars"].attrs.pop("name")
    with h5py.File(FOLDER / "sequential.keras2.h5", "w") as file:
        own = [layer for layer in model.layers]
        file.attrs["layer_names"] = [layer.name.encode() for layer in own]
        file.attrs["backend"] = b"tensorflow"
        file.attrs["keras_version"] = b"2.11.0"
        for layer in own:
            group = file.create_group(layer.name)
            names = [f"{layer.name}/{weight.name}:0" for weight in layer.weights]
            group.attrs["weight_names"] = [name.encode() for name in names]
            for weight_name, weight in zip(names, layer.weights):
                group.create_dataset(weight_name, data=weight.numpy())
    types = ["<f2", "<f8", ">f4"]
    with h5py.File(FOLDER / "sequential.types.h5", "w") as file:
        with_weights = [layer for layer in model.layers if layer.weights]
        file.attrs["layer_names"] = [layer.name.encode() for layer in with_weights]
        for place, layer in enumerate(with_weights):
            group = file.create_group(layer.name)
            group.attrs["weight_names"] = [weight.name.encode() for weight in layer.weights]
            for weight in layer.weights:
                value = weight.numpy().astype(types[place % 3])
                group.create_dataset(weight.name, data=value, chunks=True, compression="gzip")


def shake(model):
    """Normalizations that start as they always do would hide a weight that is taken for another."""
    random = np.random.RandomState(3)
    for layer in model.layers:
        if "normalization" in layer.name:
            shaken = [w + random.uniform(0.1, 0.3, w.shape) for w in layer.get_weights()]
            layer.set_weights(shaken)
        if layer.weights and "bias" in layer.weights[-1].name:
            weights = layer.get_weights()
            weights[-1] = random.uniform(-0.2, 0.2, weights[-1].shape)
            layer.set_weights(weights)


def keras2(model):
    """What TensorFlow 2.11 wrote of the same model, but for the parts Keras 2 did not know."""
    written = json.loads(model.to_json())

    def old(value):
        if isinstance(value, list):
            return [old(each) for each in value]
        if not isinstance(value, dict):
            return value
        if value.get("class_name") == "DTypePolicy":
            return value["config"]["name"]
        new_keys = ("module", "registered_name", "build_config", "quantization_config", "optional")
        kept = {key: old(each) for key, each in value.items() if key not in new_keys}
        for key in ("input_axes", "output_axes", "rms_scaling", "renorm", "renorm_clipping"):
            kept.pop(key, None)
        kept.pop("renorm_momentum", None)
        kept.pop("synchronized", None)
        if "batch_shape" in kept:
            kept["batch_input_shape"] = kept.pop("batch_shape")
        if kept.get("class_name") == "BatchNormalization":
            kept["config"]["axis"] = [kept["config"]["axis"]]
        if "inbound_nodes" in kept:
            kept["inbound_nodes"] = [
                [[*tensor["config"]["keras_history"], {}] for tensor in tensors(node["args"])]
                for node in value["inbound_nodes"]
            ]
        return kept

    def tensors(args):
        flat = []
        for each in args:
            flat += tensors(each) if isinstance(each, list) else [each]
        return flat

    config = old(written["config"])
    config.pop("dtype", None)
    config.pop("build_input_shape", None)
    for key in ("input_layers", "output_layers"):
        if key in config:
            config[key] = [config[key]]
    return {
        "class_name": written["class_name"],
        "config": config,
        "keras_version": "2.11.0",
        "backend": "tensorflow",
    }


def check_keras2(model, name):
    """That Keras finds in what was put together by hand the model that it comes from."""
    old = model_from_config(json.loads((FOLDER / f"{name}.keras2.json").read_text()))
    old.set_weights(model.get_weights())
    x = np.random.RandomState(1).normal(size=(8, *model.input_shape[1:])).astype(np.float32)
    assert np.array_equal(old.predict(x, verbose=0), model.predict(x, verbose=0))


def check_keras2_weights(model, build):
    again = build()
    again.load_weights(FOLDER / "sequential.keras2.h5")
    pairs = zip(again.get_weights(), model.get_weights(), strict=True)
    assert all(np.array_equal(a, b) for a, b in pairs)


def write(path, value):
    path.write_text(json.dumps(value) + "\n")


if __name__ == "__main__":
    for name, (build, optimizer, loss) in MODELS.items():
        keras.backend.clear_session()
        keras.utils.set_random_seed(1)
        model = build()
        shake(model)
        (FOLDER / f"{name}.json").write_text(model.to_json() + "\n")
        model.compile(optimizer=optimizer(), loss=loss)
        if name == "sequential":
            write_sequential(model)
            check_keras2_weights(model, build)
        elif name == "functional":
            np.savez(FOLDER / "functional.npz", *model.get_weights())
            write(FOLDER / "functional.keras2.json", keras2(model))
            check_keras2(model, name)
        else:
            save_file(named(model, "/"), FOLDER / "embedding.safetensors")
            halves = {key: each.astype(np.float16) for key, each in named(model, ".").items()}
            save_file(halves, FOLDER / "embedding.dots.safetensors")
        write(FOLDER / f"{name}.numbers.json", numbers(name, model))
    keras.backend.clear_session()
    model = masks()
    model.compile(optimizer="adam", loss="mse")
    (FOLDER / "masks.json").write_text(model.to_json() + "\n")
    write(FOLDER / "masks.keras2.json", keras2(model))
    check_keras2(model, "masks")
