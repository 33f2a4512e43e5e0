"""Hessian-vector product and full Hessian of the mean squared error of a tanh net 10-64-64-1, 4,929 parameters, 128 examples.

The product is the gradient of a gradient (double backward). The full Hessian takes its rows in batches of 64 through vmap, the fastest
size found on the machine where this was written, or one by one (`_loop`)."""
import math

import torch
import torch.nn.functional as F

import harness
from torch_setup import with_threads

EXAMPLES, SIZES = 128, (10, 64, 64, 1)
BATCH = 64


def problem(dtype):
    """The parameters and a function that computes the loss anew."""
    inputs = torch.randn(EXAMPLES, SIZES[0], dtype=dtype)
    targets = torch.randn(EXAMPLES, 1, dtype=dtype)
    parameters = []
    for before, after in zip(SIZES[:-1], SIZES[1:]):
        weight = torch.randn(after, before, dtype=dtype) / math.sqrt(before)
        parameters += [weight.requires_grad_(), torch.zeros(after, dtype=dtype, requires_grad=True)]

    def loss():
        hidden = torch.tanh(F.linear(inputs, parameters[0], parameters[1]))
        hidden = torch.tanh(F.linear(hidden, parameters[2], parameters[3]))
        return (F.linear(hidden, parameters[4], parameters[5]) - targets).square().mean()

    return parameters, loss


def flat(arrays):
    return torch.cat([array.reshape(-1) for array in arrays])


def product(dtype):
    def make():
        parameters, loss = problem(dtype)
        direction = [torch.randn_like(value) for value in parameters]

        def work():
            gradient = torch.autograd.grad(loss(), parameters, create_graph=True)
            return torch.autograd.grad(gradient, parameters, direction)

        return work

    return with_threads(make)


def full(dtype, batch):
    def make():
        parameters, loss = problem(dtype)
        count = sum(value.numel() for value in parameters)
        unit = torch.eye(count, dtype=dtype)
        rows = torch.empty(count, count, dtype=dtype)

        def work():
            gradient = flat(torch.autograd.grad(loss(), parameters, create_graph=True))
            for first in range(0, count, batch):
                if batch == 1:
                    rows[first] = flat(torch.autograd.grad(gradient, parameters, unit[first], retain_graph=True))
                    continue
                directions = unit[first:first + batch]
                parts = torch.autograd.grad(gradient, parameters, directions, retain_graph=True, is_grads_batched=True)
                rows[first:first + batch] = torch.cat([part.reshape(len(directions), -1) for part in parts], 1)
            return rows

        return work

    return with_threads(make)


CASES = {}
for suffix, dtype in (("f32", torch.float32), ("f64", torch.float64)):
    CASES[f"hess/hvp_{suffix}"] = product(dtype)
    CASES[f"hess/full_{suffix}"] = full(dtype, BATCH)
    CASES[f"hess/full_loop_{suffix}"] = full(dtype, 1)

if __name__ == "__main__":
    harness.main(CASES)
