using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace AutogradMaml.Benchmarks.Peers;

/// <summary>Hessian-vector product of the mean squared error of a tanh net 10-64-64-1, 128 examples: hessian.py in TorchSharp.</summary>
internal static class HessianPeer
{
    private const int Examples = 128;

    private static readonly int[] Sizes = [10, 64, 64, 1];

    /// <summary>The gradient of a gradient.</summary>
    public static Action Product(ScalarType type)
    {
        Tensor inputs = randn(Examples, Sizes[0], dtype: type);
        Tensor targets = randn(Examples, 1, dtype: type);
        List<Tensor> parameters = [];
        for (int layer = 0; layer + 1 < Sizes.Length; layer++)
        {
            parameters.Add((randn(Sizes[layer + 1], Sizes[layer], dtype: type) / Math.Sqrt(Sizes[layer])).requires_grad_());
            parameters.Add(zeros(Sizes[layer + 1], dtype: type).requires_grad_());
        }

        List<Tensor> direction = [.. parameters.Select(static value => randn(value.shape, dtype: value.dtype))];
        return () =>
        {
            Tensor hidden = tanh(linear(inputs, parameters[0], parameters[1]));
            hidden = tanh(linear(hidden, parameters[2], parameters[3]));
            Tensor loss = (linear(hidden, parameters[4], parameters[5]) - targets).square().mean();
            IList<Tensor> gradient = autograd.grad([loss], parameters, retain_graph: true, create_graph: true);
            autograd.grad(gradient, parameters, direction);
        };
    }
}
