# A peer that `npm run bench` times: the question's network as its users write it, and at its best.
"""PyTorch, one thread, the usual training loop.

Argument: best (the whole step under torch.compile, which needs a C++ compiler; default: eager).
"""
import json, sys, time
import torch
from torch import nn

torch.set_num_threads(1)
EPOCHS, STEPS, BATCH, INPUTS = 5, 1000, 32, 1001
torch.manual_seed(1)
x, y = torch.randn(STEPS * BATCH, INPUTS), torch.randn(STEPS * BATCH, 1)
layers, width = [], INPUTS
for _ in range(4):
    layers += [nn.Linear(width, 64), nn.ReLU(), nn.Dropout(0.05)]
    width = 64
model = nn.Sequential(*layers, nn.Linear(64, 1))
optimizer = torch.optim.RMSprop(model.parameters(), lr=5e-4, alpha=0.9)


def step(x, y):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()


if sys.argv[1:] == ["best"]:
    step = torch.compile(step)
ms = []
for _ in range(EPOCHS):
    start = time.perf_counter()
    for i in range(0, STEPS * BATCH, BATCH):
        step(x[i : i + BATCH], y[i : i + BATCH])
    ms.append((time.perf_counter() - start) / STEPS * 1e3)
print(json.dumps({"peer": "torch", "version": torch.__version__, "ms_per_step": ms}))
