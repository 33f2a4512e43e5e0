"""One outer step of the sinusoid experiment: a net 1-40-40-1 with ReLU, 25 tasks of 10 support and 10 query points, inner gradient
descent of 0.01, the gradient of the mean query loss and one update by Adam, in float32.

`naive` takes the tasks one after the other, `batched` stacks them and uses batched matrix products."""
import math

import torch
import torch.nn.functional as F

import harness
from torch_setup import with_threads

TASKS, POINTS, WIDTH = 25, 10, 40
INNER_STEP, OUTER_STEP = 0.01, 1e-3


def tasks():
    """Support and query sets: inputs and targets, each [tasks, points, 1]."""
    amplitude = torch.empty(TASKS, 1, 1).uniform_(0.1, 5.0)
    phase = torch.empty(TASKS, 1, 1).uniform_(0.0, math.pi)
    support, query = (torch.empty(TASKS, POINTS, 1).uniform_(-5.0, 5.0) for _ in range(2))
    return support, amplitude * torch.sin(support - phase), query, amplitude * torch.sin(query - phase)


def layers():
    """(inputs, outputs) of each layer."""
    return (1, WIDTH), (WIDTH, WIDTH), (WIDTH, 1)


def one_by_one(steps, exact):
    def make():
        parameters = []
        for inputs, outputs in layers():
            weight = torch.empty(outputs, inputs).uniform_(-1, 1) / math.sqrt(inputs)
            parameters += [weight.requires_grad_(), torch.zeros(outputs, requires_grad=True)]
        optimizer = torch.optim.Adam(parameters, OUTER_STEP)
        sets = [list(part.unbind(0)) for part in tasks()]

        def loss(values, inputs, targets):
            hidden = F.relu(F.linear(inputs, values[0], values[1]))
            hidden = F.relu(F.linear(hidden, values[2], values[3]))
            return F.mse_loss(F.linear(hidden, values[4], values[5]), targets)

        def step():
            optimizer.zero_grad(set_to_none=True)
            for support_x, support_y, query_x, query_y in zip(*sets):
                adapted = parameters
                for _ in range(steps):
                    gradient = torch.autograd.grad(loss(adapted, support_x, support_y), adapted, create_graph=exact)
                    adapted = [torch.sub(value, slope, alpha=INNER_STEP) for value, slope in zip(adapted, gradient)]
                # Task by task, so that a task's graph is free before the next begins.
                (loss(adapted, query_x, query_y) / TASKS).backward()
            optimizer.step()

        return step

    return with_threads(make)


def stacked(steps, exact, inner_step=INNER_STEP):
    def make():
        parameters = []
        for inputs, outputs in layers():
            weight = torch.empty(inputs, outputs).uniform_(-1, 1) / math.sqrt(inputs)
            parameters += [weight.requires_grad_(), torch.zeros(1, outputs, requires_grad=True)]
        optimizer = torch.optim.Adam(parameters, OUTER_STEP)
        support_x, support_y, query_x, query_y = tasks()

        def squares(values, inputs, targets):
            hidden = torch.relu(torch.baddbmm(values[1], inputs, values[0]))
            hidden = torch.relu(torch.baddbmm(values[3], hidden, values[2]))
            return (torch.baddbmm(values[5], hidden, values[4]) - targets).square().sum() / POINTS

        def step():
            optimizer.zero_grad(set_to_none=True)
            adapted = [value.unsqueeze(0).expand(TASKS, *value.shape) for value in parameters]
            for _ in range(steps):
                gradient = torch.autograd.grad(squares(adapted, support_x, support_y), adapted, create_graph=exact)
                adapted = [torch.sub(value, slope, alpha=inner_step) for value, slope in zip(adapted, gradient)]
            (squares(adapted, query_x, query_y) / TASKS).backward()
            optimizer.step()

        return step

    return with_threads(make)


CASES = {}
for count in (1, 5, 10):
    for learner in ("exact", "fomaml"):
        CASES[f"sin/naive_{learner}_{count}"] = one_by_one(count, learner == "exact")
        CASES[f"sin/batched_{learner}_{count}"] = stacked(count, learner == "exact")

# Through a long inner loop, by shorter steps, since a hundred of the others diverge; ours along the trajectory is sin/adjoint_exact_100.
CASES["sin/batched_exact_100"] = stacked(100, True, inner_step=0.001)

if __name__ == "__main__":
    harness.main(CASES)
