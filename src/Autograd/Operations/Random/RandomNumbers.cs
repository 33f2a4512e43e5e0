using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>Random numbers as a function of a key: for each row of keys an array of them, from the stream that the row names. Pure: the
/// same keys give the same bits, recorded and replayed.</summary>
internal sealed class RandomNumbersOperation<T>(string purpose, Shape each, RandomNumberKind kind) : ConstantOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"random numbers '{purpose}'";

    internal override object? Constants => (purpose, each, kind);

    public override Shape OutputShape(OperandShapes inputs) => inputs[0].Rank == 2 && inputs[0][1] == RandomKey.Length
        ? each.Prepend(inputs[0][0])
        : throw new ArgumentException(
            $"Random numbers take keys of shape [rows, {RandomKey.Length}], as {nameof(RandomKey)} writes them, got {inputs[0]}.");

    public override void Compute(ComputeContext<T> context)
    {
        int length = each.ElementCount;
        for (int row = 0; row < context.InputShape(0)[0]; row++)
        {
            RandomWords random = RandomKey.Words(context.Input(0).Slice(row * RandomKey.Length, RandomKey.Length), purpose);
            foreach (ref T value in context.Output.Slice(row * length, length))
            {
                value = T.CreateChecked(kind == RandomNumberKind.Uniform ? random.NextDouble() : random.NextNormal());
            }
        }
    }
}

/// <summary>From which distribution random numbers come.</summary>
public enum RandomNumberKind
{
    /// <summary>Uniform on [0, 1).</summary>
    Uniform,

    /// <summary>The standard normal distribution.</summary>
    Normal,
}

public sealed partial class Tape<T>
{
    /// <summary>Random numbers that are a function of keys: row k from the stream that row k of the keys and the purpose name.</summary>
    /// <param name="keys">[rows, <see cref="RandomKey.Length"/>], each row written by <see cref="RandomKey.Write"/>; an input of a program,
    /// so that each run has numbers of its own.</param>
    /// <param name="purpose">What the numbers are for: streams of different purposes are independent.</param>
    /// <param name="each">The shape of the numbers for each row.</param>
    /// <param name="kind">Their distribution.</param>
    /// <returns>[rows, each...], constant as far as derivatives go.</returns>
    /// <exception cref="ArgumentException">The keys are of another shape.</exception>
    public Variable<T> RandomNumbers(Variable<T> keys, string purpose, Shape each, RandomNumberKind kind = RandomNumberKind.Uniform)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        ArgumentNullException.ThrowIfNull(each);
        return Enum.IsDefined(kind)
            ? Apply(new RandomNumbersOperation<T>(purpose, each, kind), keys)
            : throw new ArgumentOutOfRangeException(
                nameof(kind), $"Got {(int)kind}, expected one of {string.Join(", ", Enum.GetNames<RandomNumberKind>())}.");
    }
}
