# A peer that `npm run bench` times: the question's network as its users write it.
"""PyTorch, eager mode, one thread: the usual training loop."""
import json, time
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
ms = []
for _ in range(EPOCHS):
    start = time.perf_counter()
    for i in range(0, STEPS * BATCH, BATCH):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x[i : i + BATCH]), y[i : i + BATCH])
        loss.backward()
        optimizer.step()
    ms.append((time.perf_counter() - start) / STEPS * 1e3)
print(json.dumps({"peer": "torch", "version": torch.__version__, "ms_per_step": ms}))
