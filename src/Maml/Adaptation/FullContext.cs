using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Full-context embedding: a support example is embedded in the light of the others, by an LSTM that reads the set in both
/// directions, and a query in that of the support set, by an LSTM that looks at it K times.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <para>With e for the embedding of an example alone: g_i = e_i + forward_i + backward_i, the states of two LSTMs along e_1, ..., e_n and
/// along e_n, ..., e_1. Of a query: h_0 = 0, c_0 = 0, r_k = sum_i softmax_i(h_k . g_i) g_i, (h', c_(k+1)) = LSTM(e, [h_k, r_k], c_k),
/// h_(k+1) = h' + e; f = h_K. The order of the support set matters.</para>
/// <para>Parameters, each an <see cref="Lstm{T}"/>: <c>forward.*</c> and <c>backward.*</c> from e to as many numbers, <c>read.*</c> from
/// [e, r] with the state h: the weights of r stand with those of the input, and the sum of products is the same. Shapes: e [tasks,
/// examples, features]. Cost: as many steps as support examples, and K. Source: Vinyals et al., Matching networks for one shot learning,
/// 2016, section 2.1.2 and appendix A, in which the start h_0, c_0 is not told.</para>
/// </remarks>
public sealed class FullContext<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string ForwardPart = "forward";
    private const string BackwardPart = "backward";
    private const string ReadPart = "read";

    private readonly Lstm<T> _support;
    private readonly Lstm<T> _read;

    /// <summary>Describes the embedding.</summary>
    /// <param name="features">How many numbers the embedding of an example has.</param>
    /// <param name="steps">K, how often a query looks at the support set; at least 1.</param>
    public FullContext(int features, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        (Features, Steps) = (features, steps);
        _support = new(features, features);
        _read = new(2 * features, features);
        Parameters = [.. Named(ForwardPart, _support), .. Named(BackwardPart, _support), .. Named(ReadPart, _read)];
    }

    /// <summary>How many numbers the embedding of an example has.</summary>
    public int Features { get; }

    /// <summary>K, how often a query looks at the support set.</summary>
    public int Steps { get; }

    /// <summary>The parameters.</summary>
    public IReadOnlyList<ParameterSpecification<T>> Parameters { get; }

    /// <summary>The embedding in words.</summary>
    public string Description => FormattableString.Invariant($"full context of {Features} in {Steps} steps");

    /// <summary>g: support examples in the light of each other.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="embedded">The examples by themselves: [tasks, shots, features].</param>
    /// <returns>[tasks, shots, features].</returns>
    public Variable<T> OfSupport(Variables<T> parameters, Variable<T> embedded)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        RequireFits(embedded);
        Variable<T> sequence = embedded.InsertAxis(1);
        Variable<T> forward = _support.Forward(parameters.Under(ForwardPart), sequence);
        Variable<T> backward = _support.Forward(parameters.Under(BackwardPart), sequence.Flip(2)).Flip(2);
        return embedded + (forward + backward).Reshape(embedded.Shape);
    }

    /// <summary>f: queries in the light of the support set, each by itself.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="embedded">The queries by themselves: [tasks, queries, features].</param>
    /// <param name="support">g of the support set: [tasks, shots, features].</param>
    /// <returns>[tasks, queries, features].</returns>
    public Variable<T> OfQueries(Variables<T> parameters, Variable<T> embedded, Variable<T> support)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        RequireFits(embedded);
        RequireFits(support);
        Variables<T> own = parameters.Under(ReadPart);
        Variable<T> h = embedded.Tape.Zeros(embedded.Shape);
        Variable<T> cell = h.InsertAxis(1);
        for (int step = 0; step < Steps; step++)
        {
            Variable<T> read = h.MatMul(support, transposeRight: true).Softmax().MatMul(support);
            (Variable<T> output, (_, cell)) = _read.Run(
                own, Variable.Concatenate<T>([embedded, read], 2).InsertAxis(2), (h.InsertAxis(1), cell));
            h = output.Reshape(embedded.Shape) + embedded;
        }

        return h;
    }

    private static IEnumerable<ParameterSpecification<T>> Named(string name, Lstm<T> lstm)
        => lstm.Parameters.Select(parameter => parameter with { Name = $"{name}.{parameter.Name}" });

    private void RequireFits(Variable<T> embedded)
    {
        if (embedded.Shape.Rank != 3 || embedded.Shape[2] != Features)
        {
            throw new ArgumentException(
                $"A full context of {Features} features takes embeddings [tasks, examples, {Features}], got {embedded.Shape}.");
        }
    }
}
