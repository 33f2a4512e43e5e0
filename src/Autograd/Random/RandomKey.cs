using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>The name of a random stream, but for its purpose, as numbers in an array: seed, iteration, the task's number and the inner
/// step. Each in pieces of 16 bits, which every element type holds exactly, so that it can be an input of a program.</summary>
public static class RandomKey
{
    /// <summary>The number of elements of a key.</summary>
    public const int Length = SeedPieces + IterationPieces + TaskPieces + StepPieces;

    /// <summary>Where the inner step begins: it may be written apart from the rest, by what knows only that.</summary>
    public const int StepStart = SeedPieces + IterationPieces + TaskPieces;

    private const int SeedPieces = 4;
    private const int IterationPieces = 4;
    private const int TaskPieces = 4;
    private const int StepPieces = 2;
    private const int PieceBits = 16;

    /// <summary>Writes a key.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="key">Where to; <see cref="Length"/> elements.</param>
    /// <param name="seed">The seed of the whole run.</param>
    /// <param name="iteration">The iteration, from 0.</param>
    /// <param name="task">The task's number in its distribution, from 0.</param>
    /// <param name="step">The inner step, from 0.</param>
    public static void Write<T>(Span<T> key, ulong seed, long iteration, long task, int step = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(iteration);
        ArgumentOutOfRangeException.ThrowIfNegative(task);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (key.Length != Length)
        {
            throw new ArgumentException($"A key has {Length} elements, got {key.Length}.", nameof(key));
        }

        Pieces(key[..SeedPieces], seed);
        Pieces(key.Slice(SeedPieces, IterationPieces), (ulong)iteration);
        Pieces(key.Slice(SeedPieces + IterationPieces, TaskPieces), (ulong)task);
        Pieces(key[StepStart..], (ulong)step);
    }

    /// <summary>Makes a stream the one that a key and a purpose name, at its beginning.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="purpose">The purpose.</param>
    /// <param name="stream">The stream.</param>
    public static void Reopen<T>(ReadOnlySpan<T> key, string purpose, RandomStream stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        (ulong seed, long task, int step) = Name(key);
        stream.Reopen(seed, purpose, task, step);
    }

    /// <summary>Makes a stream the one that a key, a purpose and one further number name, at its beginning.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="purpose">The purpose.</param>
    /// <param name="member">Which of several of one task: a rollout, for instance; from 0. That of 0 is the stream without the
    /// number.</param>
    /// <param name="stream">The stream.</param>
    public static void Reopen<T>(ReadOnlySpan<T> key, string purpose, int member, RandomStream stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(member);
        (ulong seed, long task, int step) = Name(key);
        stream.Reopen(seed + ((ulong)member * 0xD1342543DE82EF95), purpose, task, step);
    }

    /// <summary>The words of the stream that a key and a purpose name.</summary>
    internal static RandomWords Words<T>(ReadOnlySpan<T> key, string purpose)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (ulong seed, long task, int step) = Name(key);
        return new(seed, purpose, task, step);
    }

    private static (ulong Seed, long Task, int Step) Name<T>(ReadOnlySpan<T> key)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (key.Length != Length)
        {
            throw new ArgumentException($"A key has {Length} elements, got {key.Length}.", nameof(key));
        }

        ulong iteration = Whole(key.Slice(SeedPieces, IterationPieces));
        long task = (long)Whole(key.Slice(SeedPieces + IterationPieces, TaskPieces));

        // A stream's name holds one long number and one short one; the iteration goes into the seed, spread over all its bits.
        ulong seed = Whole(key[..SeedPieces]) ^ ((iteration + 1) * 0x9E3779B97F4A7C15);
        return (seed, task, (int)Whole(key[StepStart..]));
    }

    private static void Pieces<T>(Span<T> pieces, ulong whole)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int k = 0; k < pieces.Length; k++)
        {
            pieces[k] = T.CreateChecked((uint)(whole >> (k * PieceBits)) & 0xFFFF);
        }
    }

    private static ulong Whole<T>(ReadOnlySpan<T> pieces)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ulong whole = 0;
        for (int k = 0; k < pieces.Length; k++)
        {
            whole |= (ulong)uint.CreateChecked(pieces[k]) << (k * PieceBits);
        }

        return whole;
    }
}
