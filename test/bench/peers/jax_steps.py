# A peer that `npm run bench` times: a dense network, jitted whole, as its users write it.
"""JAX: the whole epoch as one jitted scan.

Arguments: runs at once by vmap (default 1), sizes (default 1001-64-64-64-64-1), batch (default 32),
steps an epoch (default 1000). XLA_FLAGS may add to the flags below. Milliseconds are per run.
"""
import json, os, sys, time
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1 " + os.environ.get("XLA_FLAGS", "")
import jax, jax.numpy as jnp, numpy as np

K = int(sys.argv[1]) if len(sys.argv) > 1 else 1
SIZES = [int(n) for n in (sys.argv[2] if len(sys.argv) > 2 else "1001-64-64-64-64-1").split("-")]
BATCH = int(sys.argv[3]) if len(sys.argv) > 3 else 32
EPOCHS, STEPS = 5, int(sys.argv[4]) if len(sys.argv) > 4 else 1000
rng = np.random.default_rng(0)
X = jnp.asarray(rng.standard_normal((STEPS, BATCH, SIZES[0]), dtype="float32"))
Y = jnp.asarray(rng.standard_normal((STEPS, BATCH, SIZES[-1]), dtype="float32"))


def init(key):
    params = []
    for fan_in, fan_out in zip(SIZES[:-1], SIZES[1:]):
        key, k = jax.random.split(key)
        limit = (6 / (fan_in + fan_out)) ** 0.5
        params.append((jax.random.uniform(k, (fan_in, fan_out), minval=-limit, maxval=limit), jnp.zeros(fan_out)))
    return params


def loss(params, x, y, key):
    for i, (w, b) in enumerate(params[:-1]):
        x = jax.nn.relu(x @ w + b)
        keep = jax.random.uniform(jax.random.fold_in(key, i), x.shape) >= 0.05
        x = jnp.where(keep, x / 0.95, 0)
    w, b = params[-1]
    return jnp.mean((x @ w + b - y) ** 2)


def step(carry, batch):
    params, moments, key, i = carry
    value, grads = jax.value_and_grad(loss)(params, *batch, jax.random.fold_in(key, i))
    moments = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g * g, moments, grads)
    params = jax.tree.map(lambda p, g, m: p - 5e-4 * g / jnp.sqrt(m + 1e-10), params, grads, moments)
    return (params, moments, key, i + 1), value


def epoch(params, moments, key):
    (params, moments, _, _), values = jax.lax.scan(step, (params, moments, key, 0), (X, Y))
    return params, moments, values.mean()


keys = jax.random.split(jax.random.key(0), K)
if K == 1:
    keys, train = keys[0], jax.jit(epoch)
    params = init(keys)
else:
    train = jax.jit(jax.vmap(epoch))
    params = jax.vmap(init)(keys)
moments = jax.tree.map(jnp.ones_like, params)
ms = []
for _ in range(EPOCHS):
    start = time.perf_counter()
    params, moments, value = train(params, moments, keys)
    value.block_until_ready()
    ms.append((time.perf_counter() - start) / STEPS / K * 1e3)
print(json.dumps({"peer": "jax", "version": jax.__version__, "runs_at_once": K, "ms_per_step": ms}))
