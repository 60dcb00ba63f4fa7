# The floor that `npm run bench` holds a step against: its matrix products alone, by OpenBLAS.
"""Arguments: sizes, batch. Prints the milliseconds of each pass over forward, input gradients (but
of the first layer) and kernel gradients of all layers."""
import json, sys, time
import numpy as np

SIZES, BATCH, PASSES = [int(n) for n in sys.argv[1].split("-")], int(sys.argv[2]), 300
rng = np.random.default_rng(0)
random = lambda *shape: rng.standard_normal(shape, dtype="float32")
layers = list(zip(SIZES[:-1], SIZES[1:]))
products = []  # (a, b, into)
for index, (fan_in, fan_out) in enumerate(layers):
    x, kernel, dy = random(BATCH, fan_in), random(fan_in, fan_out), random(BATCH, fan_out)
    products.append((x, kernel, random(BATCH, fan_out)))
    if index > 0:
        products.append((dy, kernel.T, random(BATCH, fan_in)))
    products.append((x.T, dy, random(fan_in, fan_out)))
flop = sum(2 * a.shape[0] * a.shape[1] * b.shape[1] for a, b, _ in products)
ms = []
for _ in range(PASSES):
    start = time.perf_counter()
    for a, b, into in products:
        np.matmul(a, b, out=into)
    ms.append((time.perf_counter() - start) * 1e3)
print(json.dumps({"peer": "numpy", "version": np.__version__, "flop": flop, "ms_per_step": ms}))
