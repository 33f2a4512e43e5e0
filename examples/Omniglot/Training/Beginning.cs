using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>What a training begins with that goes on from a net of another: of another method, of other tasks.</summary>
internal static class Beginning
{
    private const string Net = "net.";

    /// <summary>The meta-parameters: the net's are those that were trained, for each inner step where the method has its own for each of
    /// them; the others, learned step sizes for instance, are drawn. Where a net without a last layer was trained, that of a metric
    /// learner, the last layer begins at 0: the first inner step makes the mean of each class its weight. Where the pooled net was trained,
    /// the branches of the residual one are drawn, and change nothing at first.</summary>
    /// <param name="learner">How it is trained on.</param>
    /// <param name="seed">The seed of what is drawn.</param>
    /// <param name="trained">What was trained.</param>
    /// <exception cref="UsageException">It is another net.</exception>
    public static Parameters<float> Of(Learner<float> learner, ulong seed, TrainedNet trained)
    {
        Parameters<float> drawn = learner.Initialize(seed);
        string last = Layer(drawn.Names.LastOrDefault(IsOfNet) ?? string.Empty);
        bool isBody = !trained.Parameters.Names.Any(name => Layer(name) == last) && trained.Parameters.Names.Any(IsOfNet);
        bool isShallower = !trained.Parameters.Names.Any(IsBranch);
        if (trained.Parameters.Names.FirstOrDefault(name => IsOfNet(name) && !drawn.TryGet(name, out _)) is { } more)
        {
            throw NotThisNet($"there is no '{more}'");
        }

        return new(drawn.Select(entry => KeyValuePair.Create(
            entry.Key,
            trained.Parameters.TryGet(entry.Key, out Tensor<float>? value) ? Fitted(entry.Key, value, entry.Value)
                : isBody && Layer(entry.Key) == last ? Tensor.CreateFromShape<float>(entry.Value.Lengths)
                : IsOfNet(entry.Key) && !(IsBranch(entry.Key) && isShallower)
                    ? throw NotThisNet($"there is '{entry.Key}', which it has not")
                : entry.Value)));
    }

    private static bool IsOfNet(string name) => name.StartsWith(Net, StringComparison.Ordinal);

    // Of the residual net, which without them is the pooled one.
    private static bool IsBranch(string name) => name.Contains(".deeper", StringComparison.Ordinal);

    private static string Layer(string name) => name[..(name.LastIndexOf('.') + 1)];

    private static Tensor<float> Fitted(string name, Tensor<float> trained, Tensor<float> drawn)
    {
        ReadOnlySpan<nint> lengths = drawn.Lengths;
        if (trained.Lengths.SequenceEqual(lengths))
        {
            return trained;
        }

        if (lengths.Length == trained.Rank + 1 && trained.Lengths.SequenceEqual(lengths[1..]))
        {
            var each = new float[trained.FlattenedLength];
            trained.FlattenTo(each);
            return Tensor.Create([.. Enumerable.Repeat(each, (int)lengths[0]).SelectMany(static values => values)], lengths);
        }

        throw NotThisNet($"'{name}' is {InWords(trained.Lengths)} there and {InWords(lengths)} here");
    }

    private static string InWords(ReadOnlySpan<nint> lengths) => $"[{string.Join(", ", lengths.ToArray())}]";

    private static UsageException NotThisNet(string why)
        => new($"--start: the checkpoint is not one of this net; give --ways and --net as in its training. Here {why}.");
}
