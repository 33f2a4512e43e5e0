using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Which examples of a support set an inner step sees: step k takes the next ones, and goes round the set. So over as many steps
/// as the set has examples, divided by what size and number have in common, each is seen equally often, and at no time one twice more often
/// than another.</summary>
internal readonly struct InnerBatches
{
    private readonly int _examples;

    private InnerBatches(int examples, int size) => (_examples, Size) = (examples, size);

    /// <summary>The number of examples that a step sees.</summary>
    public int Size { get; }

    /// <summary>The batches of a support set.</summary>
    /// <param name="examples">The number of its examples.</param>
    /// <param name="size">The number that each step sees; null for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The support set has fewer examples than the batch.</exception>
    public static InnerBatches Of(int examples, int? size) => size is not { } some ? new(examples, examples)
        : some >= 1 && some <= examples ? new(examples, some)
        : throw new ArgumentOutOfRangeException(
            nameof(size),
            $"An inner batch has from 1 to all {examples} examples of the support set, got {size}.");

    /// <summary>The examples of a step, in two runs: the second, at the beginning of the set, is empty unless the end of the set is
    /// passed.</summary>
    /// <param name="step">The step, from 0.</param>
    public (int First, int Count, int Wrapped) At(int step)
    {
        int first = (int)((long)step * Size % _examples);
        int count = Math.Min(Size, _examples - first);
        return (first, count, Size - count);
    }

    /// <summary>The examples of a step.</summary>
    /// <param name="all">The support inputs or targets.</param>
    /// <param name="exampleAxis">The axis of the examples.</param>
    /// <param name="step">The step, from 0.</param>
    public Variable<T> Take<T>(Variable<T> all, int exampleAxis, int step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Size == _examples)
        {
            return all;
        }

        (int first, int count, int wrapped) = At(step);
        Variable<T> run = all.Slice(exampleAxis, first, count);
        return wrapped == 0 ? run : Variable.Concatenate([run, all.Slice(exampleAxis, 0, wrapped)], exampleAxis);
    }
}
