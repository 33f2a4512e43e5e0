using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>A key read back: what <see cref="RandomKey.Write"/> wrote.</summary>
internal static class KeyWords
{
    /// <summary>Iteration, task and step of a key, each in pieces of 16 bits, behind the four of the seed.</summary>
    public static (long Iteration, long Task, int Step) Of(ReadOnlySpan<double> keys, int task)
    {
        ReadOnlySpan<double> key = keys.Slice(task * RandomKey.Length, RandomKey.Length);
        return (Whole(key[4..8]), Whole(key[8..12]), (int)Whole(key[RandomKey.StepStart..]));
    }

    private static long Whole(ReadOnlySpan<double> pieces)
    {
        long whole = 0;
        for (int k = 0; k < pieces.Length; k++)
        {
            whole |= (long)pieces[k] << (16 * k);
        }

        return whole;
    }
}
