"""What Keras' optimizers make of one weight, bit for bit: optimizers.json.

Keras 3.15.1 on TensorFlow 2.21.0, CPU: python optimizers.py (writes the file beside it)
"""

import json
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np

GRADIENTS = [0.5, -0.25, 0.125, 1, -2]
STEP_COUNT = 100

OPTIMIZERS = {
    "sgd": keras.optimizers.SGD(0.1),
    "momentum": keras.optimizers.SGD(0.1, momentum=0.9),
    "nesterov": keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "rmsprop": keras.optimizers.RMSprop(0.01),
    "adagrad": keras.optimizers.Adagrad(0.1, epsilon=1e-7),
    "adam": keras.optimizers.Adam(0.1),
    "adamw": keras.optimizers.AdamW(0.1, weight_decay=0.05),
    "adamax": keras.optimizers.Adamax(0.1),
    "adadelta": keras.optimizers.Adadelta(1.0),
}


def trajectory(optimizer):
    weight = keras.Variable(np.float32(1))
    optimizer.build([weight])
    steps = []
    for step in range(STEP_COUNT):
        gradient = np.float32(GRADIENTS[step % len(GRADIENTS)])
        optimizer.apply([keras.ops.convert_to_tensor(gradient)], [weight])
        steps.append(float(weight.numpy()))
    return steps


if __name__ == "__main__":
    numbers = {name: trajectory(optimizer) for name, optimizer in OPTIMIZERS.items()}
    path = Path(__file__).with_name("optimizers.json")
    path.write_text(json.dumps(numbers, indent=1) + "\n")
