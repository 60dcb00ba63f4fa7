# A peer that `npm run bench` times: the question's network as its users write it, and at its best.
"""Keras 3 on TensorFlow, graph mode, model.fit: the way the question trains.

Argument: best (XLA, 100 steps an execution; default: as most people write it).
"""
import json, os, sys, time
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf
tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
import keras

EPOCHS, STEPS, BATCH, INPUTS = 5, 1000, 32, 1001
rng = np.random.default_rng(0)
x = rng.standard_normal((STEPS * BATCH, INPUTS), dtype="float32")
y = rng.standard_normal((STEPS * BATCH, 1), dtype="float32")
keras.utils.set_random_seed(1)
layers = [keras.Input((INPUTS,))]
for _ in range(4):
    layers += [keras.layers.Dense(64, activation="relu"), keras.layers.Dropout(0.05)]
model = keras.Sequential([*layers, keras.layers.Dense(1)])
best = {"steps_per_execution": 100, "jit_compile": True} if sys.argv[1:] == ["best"] else {}
model.compile(loss="mse", optimizer=keras.optimizers.RMSprop(5e-4), **best)
ms = []
for _ in range(EPOCHS):
    start = time.perf_counter()
    model.fit(x, y, epochs=1, batch_size=BATCH, shuffle=False, verbose=0)
    ms.append((time.perf_counter() - start) / STEPS * 1e3)
print(json.dumps({"peer": "keras", "version": keras.__version__, "ms_per_step": ms}))
