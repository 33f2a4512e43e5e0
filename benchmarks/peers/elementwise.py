"""One operation on arrays of [10, 40] in float32: as it is, recorded for differentiation, and with its backward pass."""
import torch

import harness
from torch_setup import with_threads

CALLS = 2000


def case(operation, operands, mode):
    def make():
        arrays = [torch.randn(10, 40, requires_grad=mode != "plain") for _ in range(operands)]
        if mode != "backward":
            return lambda: operation(*arrays), {"calls": CALLS}
        cotangent = torch.ones_like(operation(*arrays))
        return lambda: torch.autograd.grad(operation(*arrays), arrays, cotangent), {"calls": CALLS}

    return with_threads(make)


CASES = {}
for name, function, number in (
    ("add", torch.add, 2), ("multiply", torch.mul, 2), ("relu", torch.relu, 1), ("tanh", torch.tanh, 1), ("sum", torch.sum, 1)):
    for kind in ("plain", "recorded", "backward"):
        CASES[f"elementwise/{name}_{kind}"] = case(function, number, kind)

if __name__ == "__main__":
    harness.main(CASES)
