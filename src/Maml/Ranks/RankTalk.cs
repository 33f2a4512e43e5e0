using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>What ranks tell each other now and then, beside the blocks.</summary>
internal static class RankTalk
{
    /// <summary>A text of each rank, on all ranks.</summary>
    public static string[] Texts(this ICommunicator ranks, string own)
    {
        byte[] text = Encoding.UTF8.GetBytes(own);
        ulong[] lengths = ranks.Numbers((ulong)text.Length);
        int[] parts = [.. lengths.Select(static length => checked((int)length))];
        var all = new byte[parts.Sum()];
        int place = parts.Take(ranks.Rank).Sum();
        text.CopyTo(all, place);
        ranks.Gather(all, parts);
        var texts = new string[ranks.Size];
        int start = 0;
        for (int rank = 0; rank < texts.Length; rank++)
        {
            texts[rank] = Encoding.UTF8.GetString(all, start, parts[rank]);
            start += parts[rank];
        }

        return texts;
    }

    /// <summary>A number of each rank, on all ranks.</summary>
    public static ulong[] Numbers(this ICommunicator ranks, ulong own)
    {
        var numbers = new ulong[ranks.Size];
        numbers[ranks.Rank] = own;
        int[] lengths = [.. Enumerable.Repeat(sizeof(ulong), ranks.Size)];
        ranks.Gather(MemoryMarshal.AsBytes(numbers.AsSpan()), lengths);
        return numbers;
    }

    /// <summary>Lets all ranks go on only if each of them can: where some have met an error all throw, and for the same rank.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="error">What this rank has met; null if it can go on.</param>
    /// <param name="place">Where in the order of the work it has met it: what came first there is told of. Below 2^62.</param>
    /// <exception cref="RankFailedException">A rank has met an error.</exception>
    /// <exception cref="OperationCanceledException">A rank was stopped.</exception>
    public static void Agree(this ICommunicator ranks, ExceptionDispatchInfo? error, int place)
    {
        const ulong Fine = ulong.MaxValue;
        const ulong Stopped = ulong.MaxValue - 1;
        ulong[] told = ranks.Numbers(
            error is null ? Fine : error.SourceException is OperationCanceledException ? Stopped : (ulong)place);
        int first = Array.IndexOf(told, told.Min());
        if (told[first] == Fine)
        {
            return;
        }

        if (told[first] == Stopped)
        {
            error?.Throw();
            throw new OperationCanceledException($"Rank {first} was stopped.");
        }

        ranks.Throw(first, error?.SourceException);
    }

    /// <summary>Throws on all ranks what one has met.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="rank">Which one.</param>
    /// <param name="own">What this rank has met.</param>
    public static void Throw(this ICommunicator ranks, int rank, Exception? own)
    {
        string[] words = ranks.Texts(ranks.Rank == rank ? Words(own!) : string.Empty);
        throw new RankFailedException(rank, $"Rank {rank} of {ranks.Size} failed: {words[rank]}", ranks.Rank == rank ? own : null);
    }

    /// <summary>Compares what must be the same on all ranks.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="own">This rank's fingerprint of it.</param>
    /// <param name="found">What is to be said of a rank that has another one, behind its number.</param>
    /// <exception cref="RankFailedException">A rank has another one than most; where as many have the one as the other, than
    /// rank 0.</exception>
    public static void RequireSame(this ICommunicator ranks, ulong own, string found)
    {
        ulong[] told = ranks.Numbers(own);
        ulong common = told.CountBy(static number => number).MaxBy(static entry => entry.Value).Key;
        int[] others = [.. Enumerable.Range(0, told.Length).Where(rank => told[rank] != common)];
        if (others.Length > 0)
        {
            string names = string.Join(", ", others.Select(static rank => rank.ToString(CultureInfo.InvariantCulture)));
            throw new RankFailedException(
                others[0],
                $"{(others.Length == 1 ? "Rank" : "Ranks")} {names} of {ranks.Size} {(others.Length == 1 ? "has" : "have")} {found}");
        }
    }

    /// <summary>Gives all ranks the values of rank 0.</summary>
    public static Parameters<T> FromFirst<T>(this ICommunicator ranks, Parameters<T> own)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        => own.Map(tensor =>
        {
            T[] values = Tensors.ToArray(tensor);
            Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
            var lengths = new int[ranks.Size];
            lengths[0] = bytes.Length;
            ranks.Gather(bytes, lengths);
            return Tensors.Wrap(values, Tensors.ShapeOf(tensor));
        });

    private static string Words(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";
}
