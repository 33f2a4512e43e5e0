"""Writes the files in this folder: what PyTorch computes for the nets, losses and optimizers of this library.

Run with any PyTorch from 1.13 on: python3 make_reference.py
The weights are formulas, not random draws, so that the files do not depend on PyTorch's generator.
"""

import json
import os
import struct

import torch
from torch import nn
from torch.nn import functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16"}


def save(file_name, tensors, metadata=None):
    """The safetensors format, laid out as its reference writer does: widest type first, then by name."""
    header = {"__metadata__": metadata} if metadata else {}
    parts = []
    offset = 0
    order = sorted(tensors.items(), key=lambda item: (-item[1].element_size(), item[0]))
    for name, tensor in order:
        # bfloat16 has no NumPy type: its bits are read as int16.
        flat = tensor.detach().contiguous()
        array = flat.view(torch.int16).numpy() if flat.dtype == torch.bfloat16 else flat.numpy()
        data = array.tobytes()
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + len(data)]}
        offset += len(data)
        parts.append(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(HERE, file_name), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))


def waves(*shape, phase=0.0, scale=1.0):
    """Fixed numbers of moderate size, all different."""
    count = torch.Size(shape).numel()
    return (scale * torch.sin(1.7 * torch.arange(count, dtype=torch.float64) + phase)).reshape(shape)


def make_net():
    net = nn.Sequential(nn.Linear(3, 5), nn.LayerNorm(5), nn.Tanh(), nn.Linear(5, 4), nn.GELU(), nn.Linear(4, 2, bias=False)).double()
    with torch.no_grad():
        for k, parameter in enumerate(net.parameters()):
            parameter.copy_(waves(*parameter.shape, phase=k, scale=0.8))
    return net


def optimizers(parameters):
    return {
        "sgd": torch.optim.SGD(parameters, lr=0.1),
        "momentum": torch.optim.SGD(parameters, lr=0.1, momentum=0.9),
        "nesterov": torch.optim.SGD(parameters, lr=0.1, momentum=0.9, nesterov=True),
        "rmsprop": torch.optim.RMSprop(parameters, lr=0.01, alpha=0.95, eps=1e-6),
        "adam": torch.optim.Adam(parameters, lr=0.01, betas=(0.8, 0.95), eps=1e-6),
        "adamw": torch.optim.AdamW(parameters, lr=0.01, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1),
    }


def main():
    reference = {}
    net = make_net()
    x = waves(6, 3, phase=0.3, scale=2.0)
    target = waves(6, 2, phase=0.9)
    reference["input"] = x
    reference["target"] = target
    for name, value in net.state_dict().items():
        reference["net." + name] = value.clone()

    output = net(x)
    loss = F.mse_loss(output, target)
    reference["output"] = output
    reference["loss.mse"] = loss
    for (name, _), gradient in zip(net.named_parameters(), torch.autograd.grad(loss, list(net.parameters()))):
        reference["gradient." + name] = gradient

    labels = torch.tensor([0, 1, 1, 0, 1, 0])
    reference["labels"] = labels.double()
    reference["loss.cross_entropy"] = F.cross_entropy(output, labels)
    reference["loss.huber"] = F.huber_loss(output, target, delta=0.4)
    reference["loss.bce"] = F.binary_cross_entropy_with_logits(output, torch.sigmoid(target))

    # Three steps of every optimizer on the same loss.
    for name in optimizers([nn.Parameter(torch.zeros(1))]):
        trained = make_net()
        optimizer = optimizers(list(trained.parameters()))[name]
        for _ in range(3):
            optimizer.zero_grad()
            F.mse_loss(trained(x), target).backward()
            optimizer.step()
        for parameter_name, value in trained.state_dict().items():
            reference[f"trained.{name}.{parameter_name}"] = value.clone()

    norm = nn.LayerNorm([2, 3], eps=1e-3).double()
    with torch.no_grad():
        norm.weight.copy_(waves(2, 3, phase=2.0))
        norm.bias.copy_(waves(2, 3, phase=3.0))
    reference["layer_norm.weight"] = norm.weight
    reference["layer_norm.bias"] = norm.bias
    reference["layer_norm.input"] = waves(4, 2, 3, phase=5.0)
    reference["layer_norm.output"] = norm(reference["layer_norm.input"])

    table = nn.Embedding(5, 3).double()
    with torch.no_grad():
        table.weight.copy_(waves(5, 3, phase=4.0))
    places = torch.tensor([[4, 0], [2, 2]])
    reference["embedding.weight"] = table.weight
    reference["embedding.input"] = places.double()
    reference["embedding.output"] = table(places)
    save("reference.safetensors", reference, {"source": "PyTorch"})

    # The net's own state dict in single precision, as a user would hand it over.
    save("state_dict.safetensors", net.float().state_dict(), {"format": "pt"})

    values = torch.tensor([1.0, -2.5, 0.1, 65504.0, 2.0**-24, 0.0], dtype=torch.float64)
    save("types.safetensors", {dtype_name: values.to(dtype) for dtype, dtype_name in NAMES.items()})


main()
