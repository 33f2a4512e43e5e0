using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Looks for NaN and infinity in the data of a task.</summary>
internal static class TaskValues
{
    /// <summary>Throws unless everything in a task is finite.</summary>
    /// <param name="task">The task.</param>
    /// <param name="number">Its number in its distribution; null if it has none.</param>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    public static void RequireFinite<T>(FewShotTask<T> task, long? number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (FindNonFinite(task, number) is { } found)
        {
            throw new ArgumentException(found);
        }
    }

    /// <summary>The first element of a task that is not finite, in words; null if all are.</summary>
    /// <param name="task">The task.</param>
    /// <param name="number">Its number in its distribution; null if it has none.</param>
    public static string? FindNonFinite<T>(FewShotTask<T> task, long? number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string? found = FindNonFinite(task.SupportInputs, "support inputs") ?? FindNonFinite(task.SupportTargets, "support targets")
            ?? FindNonFinite(task.QueryInputs, "query inputs") ?? FindNonFinite(task.QueryTargets, "query targets");
        return found is null ? null : $"{TaskSets.Of(number)} {found}";
    }

    private static string? FindNonFinite<T>(Tensor<T> part, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = (int)part.FlattenedLength;
        T[] rented = ArrayPool<T>.Shared.Rent(length);
        try
        {
            Span<T> values = rented.AsSpan(0, length);
            Tensors.CopyTo(part, values);
            return length == 0 || TensorPrimitives.IsFiniteAll<T>(values) ? null : Words(part, values, name);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(rented);
        }
    }

    private static string Words<T>(Tensor<T> part, ReadOnlySpan<T> values, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int element = 0;
        while (T.IsFinite(values[element]))
        {
            element++;
        }

        var place = new int[part.Rank];
        for (int axis = place.Length - 1, rest = element; axis >= 0; axis--)
        {
            place[axis] = rest % (int)part.Lengths[axis];
            rest /= (int)part.Lengths[axis];
        }

        string value = values[element].ToString(null, CultureInfo.InvariantCulture);
        return $"{name} hold {value} at [{string.Join(", ", place)}], expected finite numbers.";
    }
}
