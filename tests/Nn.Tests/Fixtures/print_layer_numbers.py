"""Prints what PyTorch computes for layers and losses, as the numbers that stand in the tests.

Run with any PyTorch from 1.13 on: python3 print_layer_numbers.py > ../PyTorchNumbers.cs
Inputs and parameters are waves, the formula of Waves.Of in the tests, in double precision.
"""

import math
import textwrap

import torch
from torch import nn
from torch.nn import functional as F


def waves(*shape, phase=0.0, scale=1.0):
    count = math.prod(shape)
    return torch.tensor([scale * math.sin(1.7 * k + phase) for k in range(count)], dtype=torch.float64).reshape(shape)


def show(name, tensor):
    numbers = ", ".join(repr(x) for x in tensor.detach().flatten().tolist())
    print(f'        ["{name}"] =')
    print("        [")
    print(textwrap.fill(numbers, 120, initial_indent=" " * 12, subsequent_indent=" " * 12) + ",")
    print("        ],")


def fill(module):
    """Every parameter a wave, with its place as phase."""
    module = module.double()
    with torch.no_grad():
        for k, (_, parameter) in enumerate(module.named_parameters()):
            parameter.copy_(waves(*parameter.shape, phase=0.3 + k, scale=0.5))
    return module


def probe(name, module, x, call=None, by_input=True):
    """The output, the gradient of the sum of waves times its squares by the input, and the sum of each parameter's gradient times a wave."""
    x = x.clone().requires_grad_(True)
    y = (call or module)(x)
    show(f"{name} output", y)
    loss = (waves(*y.shape, phase=0.5) * y * y).sum()
    gradients = torch.autograd.grad(loss, [x] + list(module.parameters()))
    if by_input:
        show(f"{name} input gradient", gradients[0])
    if gradients[1:]:
        show(f"{name} parameter gradients", torch.stack([(g * waves(*g.shape, phase=0.9)).sum() for g in gradients[1:]]))


def losses():
    logits = waves(4, 3, scale=2.0).requires_grad_(True)
    labels = torch.tensor([2, 0, 1, 1])
    ignored = torch.tensor([2, -100, 1, 1])
    q = torch.softmax(waves(4, 3, phase=0.7), -1)
    w = torch.tensor([0.5, 2.0, 1.25], dtype=torch.float64)
    for reduction in ["mean", "sum", "none"]:
        for name, loss in [
            ("plain", F.cross_entropy(logits, labels, reduction=reduction)),
            ("bce plain", F.binary_cross_entropy_with_logits(logits, q, reduction=reduction)),
            ("weighted", F.cross_entropy(logits, labels, w, reduction=reduction)),
            ("smoothed", F.cross_entropy(logits, labels, reduction=reduction, label_smoothing=0.1)),
            ("ignored", F.cross_entropy(logits, ignored, reduction=reduction)),
            ("all", F.cross_entropy(logits, ignored, w, reduction=reduction, label_smoothing=0.1)),
            ("probabilities", F.cross_entropy(logits, q, reduction=reduction)),
            ("probabilities weighted smoothed", F.cross_entropy(logits, q, w, reduction=reduction, label_smoothing=0.1)),
            ("bce positive", F.binary_cross_entropy_with_logits(logits, q, pos_weight=w, reduction=reduction)),
            ("bce both", F.binary_cross_entropy_with_logits(logits, q, weight=w.flip(0), pos_weight=w, reduction=reduction)),
            ("huber", F.huber_loss(logits, q, delta=0.7, reduction=reduction)),
            ("mse", F.mse_loss(logits, q, reduction=reduction)),
        ]:
            show(f"{name} {reduction}", loss)
            if reduction == "mean":
                show(f"{name} gradient", torch.autograd.grad(loss, logits)[0])


class First(nn.Module):
    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, x):
        return self.module(x)[0]


class Block(nn.Module):
    """A block of the few-shot ResNet-12 in the order of the parameters in the code of MetaOptNet, without DropBlock."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.conv3 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.leaky_relu(self.bn1(self.conv1(x)), 0.1)
        y = F.leaky_relu(self.bn2(self.conv2(y)), 0.1)
        y = F.leaky_relu(self.bn3(self.conv3(y)) + self.downsample(x), 0.1)
        return F.max_pool2d(y, 2)


def nets():
    widths = [3, 2, 3, 4, 5]
    blocks = [Block(a, b) for a, b in zip(widths, widths[1:])]
    probe("resnet12", fill(nn.Sequential(*blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(5, 4))), waves(3, 3, 32, 32), by_input=False)
    blocks = [
        nn.Sequential(nn.Conv2d(a, 2, 3, padding=1), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2)) for a in [3, 2, 2, 2]
    ]
    probe("conv4", fill(nn.Sequential(*blocks, nn.Flatten(), nn.Linear(50, 5))), waves(2, 3, 84, 84), by_input=False)


def main():
    print("namespace AutogradMaml.Nn.Tests;")
    print()
    print("/// <summary>What PyTorch computes for layers and losses of waves, as Fixtures/print_layer_numbers.py printed it with PyTorch")
    print("/// 1.13.</summary>")
    print("internal static class PyTorchNumbers")
    print("{")
    print("    private static readonly Dictionary<string, double[]> All = new()")
    print("    {")
    losses()
    layers()
    nets()
    print("    };")
    print()
    print("    public static double[] Of(string name) => All[name];")
    print("}")


def layers():
    x = waves(2, 3, 2)
    for name, module in [("gru", nn.GRU(2, 3, num_layers=2, batch_first=True)), ("lstm", nn.LSTM(2, 3, num_layers=2, batch_first=True))]:
        probe(name, First(fill(module)), x)
        module = fill(module)
        state = waves(2, 2, 3, phase=0.2)
        if name == "lstm":
            y, (h, c) = module(x, (state, waves(2, 2, 3, phase=0.6)))
            show("lstm c", c)
        else:
            y, h = module(x, state)
        show(f"{name} with state output", y)
        show(f"{name} state", h)
    x = waves(2, 3, 4)
    attention = fill(nn.MultiheadAttention(4, 2, batch_first=True))
    causal = torch.triu(torch.full((3, 3), float("-inf"), dtype=torch.float64), 1)
    probe("attention", attention, x, lambda x: attention(x, x, x, need_weights=False)[0])
    probe("causal attention", attention, x, lambda x: attention(x, x, x, attn_mask=causal, need_weights=False)[0])
    show("cross attention", attention(x, waves(2, 5, 4, phase=0.4), waves(2, 5, 4, phase=0.8), need_weights=False)[0])
    for name, first, activation, mask in [("norm last relu", False, "relu", None), ("norm first gelu causal", True, "gelu", causal)]:
        encoder = fill(nn.TransformerEncoderLayer(4, 2, 6, dropout=0.0, activation=activation, batch_first=True, norm_first=first))
        probe(name, encoder, x, lambda x: encoder(x, mask))
    probe("conv1d", fill(nn.Conv1d(4, 2, 3, stride=2, padding=2, dilation=2, groups=2)), waves(2, 4, 7))
    causal_convolution = fill(nn.Conv1d(2, 3, 2, dilation=3))
    probe("causal conv1d", causal_convolution, waves(2, 2, 5), lambda x: causal_convolution(F.pad(x, (3, 0))))
    probe("conv transpose", fill(nn.ConvTranspose2d(4, 2, 3, stride=2, padding=1, output_padding=1, groups=2)), waves(1, 4, 2, 3))
    probe("conv oblong", fill(nn.Conv2d(2, 3, (3, 2), stride=(1, 2), padding=(2, 0), dilation=(2, 1))), waves(2, 2, 5, 6))
    probe("conv transpose oblong", fill(nn.ConvTranspose2d(2, 3, (1, 3), stride=(2, 1), padding=(0, 1))), waves(1, 2, 3, 4))
    image = waves(2, 2, 5, 7)
    probe("max pool 2d", nn.MaxPool2d((2, 3), stride=(1, 2), padding=(1, 0)), image)
    probe("max pool 2d dilated", nn.MaxPool2d(2, stride=1, dilation=(2, 3)), image)
    probe("max pool 2d ceiling", nn.MaxPool2d((3, 2), stride=(2, 3), padding=(1, 1), ceil_mode=True), image)
    probe("avg pool 2d", nn.AvgPool2d((2, 3), stride=(1, 2), padding=(1, 1)), image)
    probe("avg pool 2d uncounted", nn.AvgPool2d((2, 3), stride=(1, 2), padding=(1, 1), count_include_pad=False), image)
    probe("avg pool 2d ceiling", nn.AvgPool2d((3, 2), stride=(2, 3), padding=(1, 1), ceil_mode=True), image)
    probe("avg pool 2d divisor", nn.AvgPool2d(2, stride=1, padding=1, divisor_override=3), image)
    probe("adaptive avg pool 2d", nn.AdaptiveAvgPool2d((2, 3)), image)
    probe("adaptive max pool 2d", nn.AdaptiveMaxPool2d((3, 2)), image)
    line = waves(2, 3, 8)
    probe("max pool 1d", nn.MaxPool1d(3, stride=2, padding=1, dilation=2, ceil_mode=True), line)
    probe("avg pool 1d", nn.AvgPool1d(3, stride=2, padding=1, ceil_mode=True, count_include_pad=False), line)


if __name__ == "__main__":
    main()
