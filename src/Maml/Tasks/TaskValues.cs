using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Looks for NaN and infinity in the data of tasks.</summary>
internal static class TaskValues
{
    /// <summary>The first element of some tasks that is not finite, in words; null if all are.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="numbers">Their numbers in their distribution; empty if they have none.</param>
    public static string? FindNonFinite<T>(TaskBatch<T> tasks, ReadOnlySpan<long> numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int task = 0; task < tasks.Tasks; task++)
        {
            for (int array = 0; array < tasks.Layout.Count; array++)
            {
                Span<T> values = tasks.Array(array, task);
                if (!values.IsEmpty && !TensorPrimitives.IsFiniteAll<T>(values))
                {
                    string name = tasks.Layout.Names[array].Replace('.', ' ');
                    return $"{TaskSets.Of(numbers.IsEmpty ? null : numbers[task])} {Words(tasks.Layout.Shapes[array], values, name)}";
                }
            }
        }

        return null;
    }

    private static string Words<T>(Shape shape, ReadOnlySpan<T> values, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int element = 0;
        while (T.IsFinite(values[element]))
        {
            element++;
        }

        var place = new int[shape.Rank];
        for (int axis = place.Length - 1, rest = element; axis >= 0; axis--)
        {
            place[axis] = rest % shape[axis];
            rest /= shape[axis];
        }

        string value = values[element].ToString(null, CultureInfo.InvariantCulture);
        return $"{name} hold {value} at [{string.Join(", ", place)}], expected finite numbers.";
    }
}
