"""One outer step on episodes shaped like Omniglot: 28 x 28 images, 5-way 1-shot with 15 queries a class, 4 tasks one after the other, inner
gradient descent of 0.4, the gradient of the mean query loss and one update by Adam, in float32.

`conv`: four blocks of a 3 x 3 convolution to 64 channels, batch normalization on the batch's own statistics, ReLU and 2 x 2 max pooling,
then a linear layer. `strided`: convolutions of stride 2 in place of pooling, the mean over the places, a linear layer, and 32 tasks with one query image a
class. `mlp`: 784-256-128-64-64-5 with batch normalization and ReLU after each hidden layer. The time is that of all tasks."""
import functools
import math

import torch
import torch.nn.functional as F

import harness
from torch_setup import with_threads

TASKS, WAYS, SHOTS, QUERIES = 4, 5, 1, 15
INNER_STEP, OUTER_STEP = 0.4, 1e-3
FILTERS = 64
HIDDEN = (784, 256, 128, 64, 64)


def episode(queries):
    """Noisy copies of one sparse image a class: support and query, images and labels."""
    prototypes = (torch.rand(WAYS, 1, 28, 28) < 0.15).float()

    def draw(copies):
        images = prototypes.repeat_interleave(copies, 0) + 0.1 * torch.randn(WAYS * copies, 1, 28, 28)
        return images, torch.arange(WAYS).repeat_interleave(copies)

    return (*draw(SHOTS), *draw(queries))


def normalized(values):
    """Scale and shift of a normalization, and the bias before it."""
    return [torch.zeros(values), torch.ones(values), torch.zeros(values)]


def convolutional(pooled=True):
    parameters, channels = [], 1
    for _ in range(4):
        parameters += [torch.randn(FILTERS, channels, 3, 3) * math.sqrt(2 / (9 * channels)), *normalized(FILTERS)]
        channels = FILTERS
    parameters += [torch.randn(WAYS, FILTERS) / math.sqrt(FILTERS), torch.zeros(WAYS)]

    def forward(values, images):
        for block in range(4):
            weight, bias, scale, shift = values[4 * block:4 * block + 4]
            images = F.conv2d(images, weight, bias, stride=1 if pooled else 2, padding=1)
            images = F.relu(F.batch_norm(images, None, None, scale, shift, training=True))
            images = F.max_pool2d(images, 2) if pooled else images
        return F.linear(images.flatten(1) if pooled else images.mean((2, 3)), values[16], values[17])

    return parameters, forward


def dense():
    parameters = []
    for inputs, outputs in zip(HIDDEN[:-1], HIDDEN[1:]):
        parameters += [torch.randn(outputs, inputs) * math.sqrt(2 / inputs), *normalized(outputs)]
    parameters += [torch.randn(WAYS, HIDDEN[-1]) / math.sqrt(HIDDEN[-1]), torch.zeros(WAYS)]

    def forward(values, images):
        hidden = images.flatten(1)
        for layer in range(4):
            weight, bias, scale, shift = values[4 * layer:4 * layer + 4]
            hidden = F.relu(F.batch_norm(F.linear(hidden, weight, bias), None, None, scale, shift, training=True))
        return F.linear(hidden, values[16], values[17])

    return parameters, forward


def outer_step(net, steps, exact, tasks=TASKS, queries=QUERIES):
    def make():
        parameters, forward = net()
        parameters = [value.requires_grad_() for value in parameters]
        optimizer = torch.optim.Adam(parameters, OUTER_STEP)
        episodes = [episode(queries) for _ in range(tasks)]

        def step():
            optimizer.zero_grad(set_to_none=True)
            for support_x, support_y, query_x, query_y in episodes:
                adapted = parameters
                for _ in range(steps):
                    loss = F.cross_entropy(forward(adapted, support_x), support_y)
                    gradient = torch.autograd.grad(loss, adapted, create_graph=exact)
                    adapted = [torch.sub(value, slope, alpha=INNER_STEP) for value, slope in zip(adapted, gradient)]
                (F.cross_entropy(forward(adapted, query_x), query_y) / tasks).backward()
            optimizer.step()

        return step

    return with_threads(make)


CASES = {}
for name, chosen in (("conv", convolutional), ("mlp", dense)):
    for count in (1, 5):
        CASES[f"{name}/exact_{count}"] = outer_step(chosen, count, True)
        CASES[f"{name}/fomaml_{count}"] = outer_step(chosen, count, False)
for name, exact in (("exact", True), ("fomaml", False)):
    CASES[f"strided/{name}_1"] = outer_step(functools.partial(convolutional, pooled=False), 1, exact, tasks=32, queries=1)
CASES["conv/exact_1_tasks8"] = outer_step(convolutional, 1, True, tasks=8)

if __name__ == "__main__":
    harness.main(CASES)
