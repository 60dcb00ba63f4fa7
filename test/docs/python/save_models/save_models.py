from pathlib import Path

import numpy as np
from keras import Sequential, layers, utils


def build(units):
    return Sequential([
        layers.Input((4,)),
        layers.Dense(units, activation="relu", name="hidden"),
        layers.Dropout(0.2, name="drop"),
        layers.Dense(1, name="out"),
    ])


utils.set_random_seed(1)
model = build(16)
Path("model.json").write_text(model.to_json())
model.save_weights("initial.weights.h5")
Path("wide.json").write_text(build(64).to_json())

# Or weights by name, without HDF5.
named = {f"{layer.name}/{w.name}": w.numpy() for layer in model.layers for w in layer.weights}
np.savez("initial.npz", **named)
